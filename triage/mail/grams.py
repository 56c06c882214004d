"""Keys of the substrings of a folded text, each with its place: what every learned model here sees.

Training and reading share this module; a change of keys spoils every shipped model (raise VERSION).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

VERSION = 1
LONGEST_GRAM = 5
LONGEST_TEXT = 6000  # code points read of a field; what the matter is stands further up

Keys = NDArray[np.uint32]
Places = NDArray[np.int64]

_PIECE = re.compile(r"\S+")
# A polynomial hash modulo 2^64: an odd base has an inverse, so the hash of any substring is one
# difference of prefix sums and one product, whatever its length.
_BASE = 0x9E3779B97F4A7C15
_MIX = np.uint64(0xBF58476D1CE4E5B9)
_WORD = np.uint64(0xD6E8FEB86659FD93)  # keeps words from sharing keys with grams


def _powers(base: int) -> NDArray[np.uint64]:
    powers = np.full(LONGEST_TEXT + 16, base, dtype=np.uint64)
    powers[0] = 1
    return np.cumprod(powers, dtype=np.uint64)


_POWERS = _powers(_BASE)
_INVERSES = _powers(pow(_BASE, -1, 1 << 64))


class _Folding(dict[int, str]):
    """Code point → its folded self, worked out at first sight; always one code point for one."""

    def __missing__(self, point: int) -> str:
        self[point] = folded = _fold_letter(chr(point))
        return folded


def _fold_letter(letter: str) -> str:
    folded = unicodedata.normalize("NFKC", letter).casefold()
    # Accents go where people leave them out when in a hurry; in other scripts marks are letters.
    if letter < "\u0590" or "\u1e00" <= letter < "\u2000":
        parts = unicodedata.normalize("NFKD", folded)
        folded = parts[0] if all(unicodedata.combining(mark) for mark in parts[1:2]) else folded
    if len(folded) != 1:
        folded = letter.lower() if len(letter.lower()) == 1 else letter
    if folded.isdecimal():  # in whatever script
        return str(unicodedata.decimal(folded))
    return " " if folded.isspace() else folded


_NO_DIGITS = str.maketrans("123456789", "000000000")
_FOLDING = _Folding(zip(map(ord, "ıİøØłŁđĐ’‘ʼ"), "iioolldd'''", strict=True))


def plain(text: str) -> str:
    """Fold case, width and accents away without moving any code point."""
    return text.translate(_FOLDING)


@dataclass(frozen=True, slots=True)
class Folded:
    """A field as the model sees it: its pieces, one space around each.

    Piece i begins at `starts[i]` of `text` and stood at `spans[i]` of the field, in code points.
    """

    text: str
    starts: tuple[int, ...]
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Grams:
    """Every occurrence of a feature in a field: its key and its place in the folded text."""

    keys: Keys
    starts: Places
    ends: Places


def fold(field: str) -> Folded:
    """Fold a field for the model; links and addresses become one word each."""
    parts: list[str] = []
    starts: list[int] = []
    spans: list[tuple[int, int]] = []
    at = 1  # the space before the first piece
    for found in _PIECE.finditer(plain(field[:LONGEST_TEXT]).translate(_NO_DIGITS)):
        piece = _mask(found.group())
        parts.append(piece)
        starts.append(at)
        spans.append(found.span())
        at += len(piece) + 1
    return Folded(f" {' '.join(parts)} " if parts else "", tuple(starts), tuple(spans))


def _mask(piece: str) -> str:
    # No mask is longer than what it stands for, so the powers always reach.
    if len(piece) < len("address"):
        return piece
    if "://" in piece or piece.startswith("www."):
        return "url"
    return "address" if "@" in piece[1:-1] and "." in piece else piece


def grams(folded: Folded) -> Grams:
    """List the character 1-5-grams of pieces (a space may stand at the edge), words and pairs."""
    if not folded.starts:
        nowhere = np.zeros(0, dtype=np.int64)
        return Grams(np.zeros(0, dtype=np.uint32), nowhere, nowhere)
    points = np.frombuffer(folded.text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    length = len(points)
    prefix = np.zeros(length + 1, dtype=np.uint64)
    np.cumsum(points * _POWERS[:length], dtype=np.uint64, out=prefix[1:])
    firsts, lasts = _places_of_grams(points == ord(" "))
    begin = np.asarray(folded.starts, dtype=np.int64)
    finish = np.append(begin[1:] - 1, length - 1)
    start = np.concatenate((firsts, begin, begin[:-1]))
    end = np.concatenate((lasts, finish, finish[1:]))
    hashed = (prefix[end] - prefix[start]) * _INVERSES[start]
    hashed[len(firsts) :] += _WORD
    return Grams(_mix(hashed), start, end)


def _places_of_grams(spaces: NDArray[np.bool_]) -> tuple[Places, Places]:
    length = len(spaces)
    before = np.concatenate(([0], np.cumsum(spaces)))  # spaces left of a place
    letters = np.flatnonzero(~spaces)
    firsts, lasts = [letters], [letters + 1]
    for size in range(2, min(LONGEST_GRAM, length) + 1):
        first = np.arange(length - size + 1)
        kept = first[before[first + size - 1] == before[first + 1]]
        firsts.append(kept)
        lasts.append(kept + size)
    return np.concatenate(firsts), np.concatenate(lasts)


def _mix(hashed: NDArray[np.uint64]) -> Keys:
    hashed = (hashed ^ (hashed >> np.uint64(31))) * _MIX
    return (hashed >> np.uint64(32)).astype(np.uint32)
