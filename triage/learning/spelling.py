"""Spell a mail as people spell: without capitals, accents or their own alphabet, or with slips.

The letters of one chat user in Athens or Sofia are not another's; anyascii's are one plain way.
"""

from __future__ import annotations

import unicodedata

import numpy as np
from anyascii import anyascii

_LOWER, _CAPITALS, _BARE, _SLIPS = 0.08, 0.02, 0.08, 0.05  # shares of mails
_SLIPPED = 0.08  # words of a mail with slips
_SHORTEST = 4  # letters of a word that a slip leaves readable
# Those whose chat spelling goes letter by letter: without its vowels Arabic would be no one's.
_BY_LETTER = ("LATIN", "GREEK", "CYRILLIC", "DEVANAGARI")


def spelt(text: str, chance: np.random.Generator) -> str:
    """Return the text as somebody in a hurry might have typed it, mostly as it is."""
    how = chance.random()
    if how < _LOWER:
        return text.lower()
    if how < _LOWER + _CAPITALS:
        return text.upper()
    if how < _LOWER + _CAPITALS + _BARE:
        return bare(text)
    if how < _LOWER + _CAPITALS + _BARE + _SLIPS:
        return " ".join(_slipped(word, chance) for word in text.split(" "))
    return text


def bare(text: str) -> str:
    """Return the text in plain Latin letters, where its script is written so letter by letter."""
    return "".join(_plain(letter) for letter in unicodedata.normalize("NFC", text))


def _plain(letter: str) -> str:
    if letter.isascii() or not unicodedata.name(letter, "").startswith(_BY_LETTER):
        return letter
    return anyascii(letter).replace("'", "")  # hard and soft signs, which nobody types


def _slipped(word: str, chance: np.random.Generator) -> str:
    if len(word) < _SHORTEST or not word.isalpha() or chance.random() >= _SLIPPED:
        return word
    at = int(chance.integers(1, len(word) - 1))
    left, right = word[:at], word[at:]
    slips = (
        left + right[1:],  # left out
        left + word[at] + right,  # twice
        left + right[1] + right[0] + right[2:],  # the wrong way round
    )
    return slips[int(chance.integers(len(slips)))]
