"""What the encoder is shown in training: batches of mails of like length, spelt as people spell.

A mail is sometimes shown without capitals or accents, or below a shorter one of its kind, as below
a subject.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from triage.learning.examples import Example
from triage.understanding.embedding import Floats
from triage.understanding.tokens import Pieces
from triage.understanding.window import PREFIX, shown

BATCH = 32
_CHUNK = 20 * BATCH  # sorted by length within, so that a batch wastes little on padding
_SHORT = 80  # code points of what may stand for a subject
_LOWER, _CAPITALS, _BARE, _SUBJECT = 0.08, 0.02, 0.06, 0.12


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows of the embedding table (mails, length), 1 where a piece stands, and what is right."""

    rows: NDArray[np.int64]
    mask: Floats
    types: NDArray[np.int64]
    labels: Floats


def padded(listed: Sequence[Sequence[int]]) -> tuple[NDArray[np.int64], Floats]:
    """Lay lists of rows side by side."""
    longest = max(map(len, listed))
    rows = np.zeros((len(listed), longest), np.int64)
    mask = np.zeros((len(listed), longest), np.float32)
    for at, one in enumerate(listed):
        rows[at, : len(one)] = one
        mask[at, : len(one)] = 1
    return rows, mask


def epoch(
    examples: Sequence[Example],
    labels: tuple[str, ...],
    pieces: Pieces,
    chance: np.random.Generator,
) -> Iterator[Batch]:
    """Go once through the mails in a new order."""
    varied = [_varied(one, chance) for one in _with_subjects(examples, chance)]
    order = chance.permutation(len(varied))
    batches: list[list[tuple[list[int], frozenset[str]]]] = []
    for start in range(0, len(order), _CHUNK):
        chunk = [
            (shown(pieces.encode(PREFIX + varied[at][0])), varied[at][1])
            for at in order[start : start + _CHUNK]
        ]
        chunk.sort(key=lambda one: len(one[0]))
        batches += [chunk[at : at + BATCH] for at in range(0, len(chunk), BATCH)]
    kinds = sum(label.startswith("type:") for label in labels)
    for place in chance.permutation(len(batches)):
        rows, mask = padded([listed for listed, _ in batches[place]])
        right = np.asarray([[label in said for label in labels] for _, said in batches[place]])
        yield Batch(rows, mask, right[:, :kinds].argmax(1), right[:, kinds:].astype(np.float32))


def _with_subjects(
    examples: Sequence[Example], chance: np.random.Generator
) -> Iterator[tuple[str, frozenset[str]]]:
    short: dict[tuple[str, str], list[Example]] = defaultdict(list)
    for one in examples:
        if len(one.text) <= _SHORT:
            short[one.language, one.type].append(one)
    for one in examples:
        above = short[one.language, one.type]
        if above and not one.subject and chance.random() < _SUBJECT:
            other = above[int(chance.integers(len(above)))]
            yield f"{other.text}\n{one.text}", one.labels | other.labels
        else:
            yield one.said, one.labels


def _varied(
    mail: tuple[str, frozenset[str]], chance: np.random.Generator
) -> tuple[str, frozenset[str]]:
    text, labels = mail
    how = chance.random()
    if how < _LOWER:
        return text.lower(), labels
    if how < _LOWER + _CAPITALS:
        return text.upper(), labels
    if how < _LOWER + _CAPITALS + _BARE:
        split = unicodedata.normalize("NFD", text)
        # Only Latin letters do without their marks; in other scripts the marks are letters.
        return "".join(one for one in split if not "\u0300" <= one <= "\u036f"), labels
    return text, labels
