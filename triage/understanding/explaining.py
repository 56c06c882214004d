"""Which words decided: what each letter of a mail added to the type, summed up word by word.

Of the encoder that is each piece's share in the score against the mean of all types; of the n-grams
what each occurrence weighs. The trap: fields are stripped and joined before the encoder reads them.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from triage.mail.grams import Grams, fold
from triage.understanding.encoder import Heard
from triage.understanding.meaning import Reason
from triage.understanding.model import Floats

_MOST = 3  # words named
_LONGEST = 24  # code points; where no spaces part the words, the heart of the run is shown
_HEART = 6

Gains = dict[str, NDArray[np.float64]]  # by field: what each code point added


def joined(fields: dict[str, str]) -> tuple[str, dict[str, tuple[int, int]]]:
    """Return the text the encoder reads, and each field's offset in it and in itself."""
    said, offsets = "", {}
    for name, text in fields.items():
        bare = text.strip()
        if bare:
            said += "\n" if said else ""
            offsets[name] = (len(said), len(text) - len(text.lstrip()))
            said += bare
    return said, offsets


def of_encoder(fields: dict[str, str], heard: Heard, label: int, types: int) -> Gains:
    """Spread each piece's share of a type's lead over its letters."""
    said, offsets = joined(fields)
    lead = heard.shares[:, label] - heard.shares[:, :types].mean(axis=1)
    letters = np.zeros(len(said))
    for gain, (start, end) in zip(lead.tolist(), heard.places, strict=True):
        letters[start:end] += gain / max(end - start, 1)
    gains = {name: np.zeros(len(text)) for name, text in fields.items()}
    for name, (place, skipped) in offsets.items():
        size = len(fields[name].strip())
        gains[name][skipped : skipped + size] = letters[place : place + size]
    return gains


def of_ngrams(fields: dict[str, str], listed: tuple[Grams, ...], parts: Floats) -> Gains:
    """Spread what each n-gram added over the letters it covers."""
    gains: Gains = {}
    at = 0
    for (name, text), occurrences in zip(fields.items(), listed, strict=True):
        folded = fold(text)
        mine = parts[at : at + len(occurrences.keys)]
        at += len(occurrences.keys)
        letters = np.zeros(len(folded.text) + 1)
        each = mine / np.maximum(occurrences.ends - occurrences.starts, 1)
        np.add.at(letters, occurrences.starts, each)
        np.add.at(letters, occurrences.ends, -each)
        letters = np.cumsum(letters)
        gains[name] = np.zeros(len(text))
        for first, (start, end) in zip(folded.starts, folded.spans, strict=True):
            # A masked address is shorter than what it stands for.
            mask = letters[first : first + end - start]
            gains[name][start : start + len(mask)] = mask
    return gains


def together(one: Gains, other: Gains, weights: tuple[float, float]) -> Gains:
    """Add both judges' gains as the judges' scores are added.

    What the encoder gathers in its marks is no word's; there the n-grams tell which ones count.
    """
    return {name: weights[0] * one[name] + weights[1] * other[name] for name in one}


def words(code: str, fields: dict[str, str], gains: Gains) -> tuple[Reason, ...]:
    """Name the words that gained most, best first."""
    ranked = sorted(
        (
            (gain, name, start, end)
            for name, text in fields.items()
            for gain, start, end in _by_word(text, gains[name])
            if gain > 0
        ),
        key=lambda entry: (-entry[0], entry[1:]),
    )
    found = ((name, *_bare(fields[name], start, end)) for _, name, start, end in ranked[:_MOST])
    return tuple(
        Reason(code, fields[name][start:end], name, start, end) for name, start, end in found
    )


def _by_word(text: str, gains: NDArray[np.float64]) -> Iterator[tuple[float, int, int]]:
    sums = np.concatenate(([0.0], np.cumsum(gains)))
    for start, end in fold(text).spans:
        if end - start <= _LONGEST:
            yield float(sums[end] - sums[start]), start, end
            continue
        hearts = sums[start + _HEART : end + 1] - sums[start : end + 1 - _HEART]
        best = int(np.argmax(hearts))
        yield float(hearts[best]), start + best, start + best + _HEART


def _bare(text: str, start: int, end: int) -> tuple[int, int]:
    """Leave out the punctuation around a word, unless there is nothing else."""
    word = text[start:end]
    letters = [place for place, letter in enumerate(word) if letter.isalnum()]
    return (start + letters[0], start + letters[-1] + 1) if letters else (start, end)
