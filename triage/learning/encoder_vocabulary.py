"""Trim the encoder's word pieces to those our languages use, so that the table can be shipped.

Every piece met in the examples stays and every single letter of our scripts, which spell what is
left out; then the likeliest others. Rows keep their 4 bits.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from triage.learning.encoder_source import Source
from triage.understanding.embedding import Floats
from triage.understanding.tokens import UNKNOWN, Pieces

MOST_PIECES = 86_000  # where fewer must stay; 216 bytes a row
_SCRIPTS = frozenset(
    (
        *("LATIN", "CYRILLIC", "GREEK", "ARABIC", "HEBREW", "DEVANAGARI", "THAI"),
        *("CJK", "HIRAGANA", "KATAKANA", "HANGUL"),
    )
)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The kept pieces, their log probabilities and packed embeddings, all in the same order."""

    pieces: tuple[str, ...]
    scores: Floats
    table: NDArray[np.uint8]

    def reading(self) -> Pieces:
        """Return the pieces as text is cut into them; the marks stand in no text."""
        rows = {piece: row for row, piece in enumerate(self.pieces) if row > UNKNOWN}
        return Pieces(rows, self.scores.tolist())


def trim(source: Source, texts: Iterable[str], most: int = MOST_PIECES) -> Vocabulary:
    """Choose the pieces worth keeping and cut their rows out of the source."""
    marks = UNKNOWN + 1
    whole = {piece: row for row, piece in enumerate(source.pieces) if row >= marks}
    reading = Pieces(whole, source.scores.tolist())
    met = {row for text in texts for row in reading.encode(text)}
    ours = [row for piece, row in whole.items() if row not in met and _is_ours(piece)]
    letters = [row for row in ours if len(source.pieces[row]) == 1]
    others = [row for row in ours if len(source.pieces[row]) > 1]
    others.sort(key=lambda row: (-source.scores[row], row))
    room = max(most - marks - len(met) - len(letters), 0)
    kept = np.asarray(
        [*range(marks), *sorted({*met, *letters, *others[:room]} - set(range(marks)))]
    )
    return Vocabulary(
        tuple(source.pieces[row] for row in kept),
        source.scores[kept],
        source.packed_words()[kept],
    )


def _is_ours(piece: str) -> bool:
    names = (unicodedata.name(letter, "").split(" ")[0] for letter in piece if letter.isalpha())
    return all(name in _SCRIPTS for name in names) and piece != "<mask>"
