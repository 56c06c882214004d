"""Cut text into the word pieces the encoder knows: the likeliest split of each word (unigram).

The pieces are a part of XLM-R's. One that was left out is spelt by shorter ones, so training must
read its mails through this module too.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

BEGIN, PAD, END, UNKNOWN = range(4)  # rows of the marks that open every vocabulary
SPACE = "▁"
_REMEMBERED = 20_000  # words; names and numbers would fill the memory of a daemon without end
_LONGEST_WORD = 2_000  # code points; where no spaces part the words, a whole mail may be one
_UNKNOWN_COSTS = 10.0  # below the least likely piece, as SentencePiece has it
_SPACES = "\u1680\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u2581\ufeff\ufffd"
_DROPPED = (*range(1, 9), 0xB, *range(0xE, 0x20), 0x7F, 0x8F, 0x9F, 0xAD, 0xFE0E, 0xFE0F)
_WORDS = re.compile(rf"[^\s{_SPACES}]+")
_READING = str.maketrans({**dict.fromkeys(_SPACES, " "), **dict.fromkeys(map(chr, _DROPPED), "")})


def readable(text: str) -> str:
    """Normalise text as the encoder's pieces were: NFKC, odd spaces plain, controls gone."""
    return unicodedata.normalize("NFKC", text.translate(_READING))


@dataclass(frozen=True, slots=True)
class Pieces:
    """The known pieces; `scores` are log probabilities, by row."""

    rows: Mapping[str, int]
    scores: Sequence[float]
    _unknown: float = field(init=False, default=0.0)
    _reach: dict[str, int] = field(init=False, default_factory=dict)
    _sizes: list[int] = field(init=False, default_factory=list)
    _words: dict[str, tuple[int, ...]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        # The first two letters tell how long a piece can get, which leaves few ends to try.
        object.__setattr__(self, "_unknown", min(self.scores) - _UNKNOWN_COSTS)
        self._sizes.extend([1] * len(self.scores))
        reach = self._reach
        for piece, row in self.rows.items():
            self._sizes[row] = len(piece)
            if reach.get(piece[:2], 0) < len(piece):
                reach[piece[:2]] = len(piece)

    def encode(self, text: str) -> list[int]:
        """Return the rows of a text's pieces, without marks at either end."""
        return [row for rows, _, _ in self._words_of(text) for row in rows]

    def placed(self, text: str) -> Iterator[tuple[int, int, int]]:
        """Yield each piece's row and where it stands in the text, in code points.

        Where reading changed a word's length, each of its pieces stands for the whole word.
        """
        for rows, start, end in self._words_of(text):
            sizes = [self._sizes[row] for row in rows]
            sizes[0] -= 1  # the space before the word
            if sum(sizes) != end - start:
                yield from ((row, start, end) for row in rows)
                continue
            for row, size in zip(rows, sizes, strict=True):
                yield row, start, start + size
                start += size

    def _words_of(self, text: str) -> Iterator[tuple[tuple[int, ...], int, int]]:
        for chunk in _WORDS.finditer(text):
            rows: tuple[int, ...] = ()
            # A sign like ¨ becomes a space and a mark, so one chunk may hold several words.
            for word in readable(chunk.group()).split():
                for start in range(0, len(word), _LONGEST_WORD):
                    rows += self._word(SPACE * (not start) + word[start : start + _LONGEST_WORD])
            if rows:
                yield rows, *chunk.span()

    def _word(self, word: str) -> tuple[int, ...]:
        known = self._words.get(word)
        if known is None:
            known = self._split(word)
            if len(self._words) >= _REMEMBERED:
                self._words.clear()
            self._words[word] = known
        return known

    def _split(self, word: str) -> tuple[int, ...]:
        size = len(word)
        least = float("-inf")
        best = [0.0] + [least] * size
        came: list[tuple[int, int]] = [(0, UNKNOWN)] * (size + 1)
        rows, scores, reach, unknown = self.rows, self.scores, self._reach, self._unknown
        for start in range(size):
            so_far = best[start]
            if so_far + unknown > best[start + 1]:
                best[start + 1], came[start + 1] = so_far + unknown, (start, UNKNOWN)
            longest = max(reach.get(word[start : start + 2], 1), 1)
            for end in range(start + 1, min(start + longest, size) + 1):
                row = rows.get(word[start:end])
                if row is not None and so_far + scores[row] > best[end]:
                    best[end], came[end] = so_far + scores[row], (start, row)
        found: list[int] = []
        at = size
        while at:
            at, row = came[at]
            found.append(row)
        return tuple(reversed(found))
