"""A naive-Bayes table of character n-grams per language, tallied from complaint mails (ngrams.npz).

It knows what the general detector does not: shop words, accentless typing, romanised Greek,
Bulgarian, Hindi. The trap: class `el~` is Greek typed in Latin letters; both count as `el`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from importlib.resources import files
from io import BytesIO

import numpy as np
import numpy.typing as npt

LONGEST = 4  # characters of an n-gram, the spaces around a word included
SMOOTHING = 0.1
_READ_AT_MOST = 1200  # characters: beyond that a text's language is settled
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|[^\W_]*\d[^\W_]*")


def words(text: str) -> list[str]:
    """Split into lower-case words, plain numbers left out."""
    found = (match.group().lower().replace("’", "'") for match in _WORD.finditer(text))
    return [word for word in found if not word.isdigit()]


def grams(text: str) -> set[str]:
    """List the distinct n-grams of a text's words."""
    found: set[str] = set()
    for word in set(words(text[:_READ_AT_MOST])):
        padded = f" {word[:40]} "
        for size in range(1, LONGEST + 1):
            found.update(padded[at : at + size] for at in range(len(padded) - size + 1))
        if len(padded) <= LONGEST * 2:  # short words are mostly grammar, and tell the most
            found.add(padded)
    return found


class Ngrams:
    """The table, loaded once: about 30,000 n-grams by some fifty classes."""

    def __init__(self, packed_tally: bytes | None = None) -> None:
        """Turn a tally, by default the one shipped, into log-probabilities."""
        if packed_tally is None:
            packed_tally = files("triage.understanding").joinpath("ngrams.npz").read_bytes()
        with np.load(BytesIO(packed_tally), allow_pickle=False) as packed:
            names = packed["grams"].tobytes().decode("utf-8").split("\n")
            classes = packed["classes"].tobytes().decode("utf-8").split("\n")
            tally = np.zeros((len(names), len(classes)), dtype=np.float32)
            tally[packed["row"], packed["column"]] = packed["count"]
        self._row = {name: at for at, name in enumerate(names)}
        self._codes = tuple(name.rstrip("~") for name in classes)
        total = tally.sum(axis=0) + SMOOTHING * len(names)
        self._logs: npt.NDArray[np.float32] = np.log((tally + SMOOTHING) / total)

    def read(self, text: str) -> Mapping[str, float]:
        """Give each language's probability; empty if no n-gram is known."""
        rows = [self._row[gram] for gram in grams(text) if gram in self._row]
        if not rows:
            return {}
        # n-grams overlap, so their number counts by its root: else every text would be certain.
        scores = self._logs[rows].sum(axis=0, dtype=np.float64) / math.sqrt(len(rows))
        weights = np.exp(scores - scores.max())
        result: dict[str, float] = {}
        for code, share in zip(self._codes, (weights / weights.sum()).tolist(), strict=True):
            result[code] = result.get(code, 0.0) + share
        return result
