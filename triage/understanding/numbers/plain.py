"""Normalises a field for reading numbers and keeps, for every character, its place in the original.

The trap: several characters of the original may become one (a digit and an invisible mark) or one
become several ("№" is "No"), so places are always asked of `Plain`, never counted.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff\r]"
)
_DASHES = frozenset("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\uff0d\ufe63\u2043\u02d7\u2500")
_LOOK_ALIKE = str.maketrans(
    "АВСЕНІЈКМОРЅТХУавсеіјкорѕтхуΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABCEHIJKMOPSTXYabceijkopstxyABEZHIKMNOPTYX"
)
# "Ⅷ" and "㍿" become four characters; a ligature of a whole blessing becomes eighteen, and a mail
# of nothing else would be eighteen times as long to read.
_LONGEST_PLAIN = 4
# Japanese keyboards give the long-vowel sign where a hyphen was meant.
_LONG_VOWEL = re.compile("(?<=[0-9])[ー一](?=[0-9])")
# A run of letters, digits and joiners that begins or continues next to a digit; capped on purpose.
_MIXED = re.compile(
    r"[0-9A-Za-zА-Яа-яЅІЈѕіјΑ-Ω](?:[0-9A-Za-zА-Яа-яЅІЈѕіјΑ-Ω]|[-_/.](?=[0-9A-Za-zА-Яа-яЅІЈѕіјΑ-Ω])){0,63}"
)


@dataclass(frozen=True, slots=True)
class Plain:
    """The normalised text; `places[i]` is where its i-th character stands in `original`."""

    original: str
    text: str
    places: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the code points of the original behind text[start:end], which is not empty."""
        return self.places[start], self.places[end - 1] + 1


@cache
def _plain_character(character: str) -> str:
    if _INVISIBLE.match(character):
        return ""
    if character in _DASHES:
        return "-"
    if character in "\n\t":
        return character
    if character == "№":
        return "#"
    if character in "º°":
        return "°"  # NFKC would make "nº123" one run of letters and digits
    if character in "\u2028\u2029\x0b\x0c\x85":
        return "\n"
    parts = unicodedata.normalize("NFKC", character)
    if len(parts) > _LONGEST_PLAIN:
        parts = character
    out = []
    for part in parts:
        if part.isdecimal():
            out.append(str(unicodedata.decimal(part)))
        elif part in _DASHES:
            out.append("-")
        elif part.isspace():
            out.append(" ")
        else:
            out.append(part)
    return "".join(out)


def normalise(original: str) -> Plain:
    """Map digits of every script, dashes, spaces, full-width letters to ASCII; drop invisibles."""
    if original.isascii() and "\r" not in original and "\x0b" not in original:
        return Plain(original, original.replace("\x0c", "\n"), range(len(original)))
    parts: list[str] = []
    places: list[int] = []
    for place, character in enumerate(original):
        if character.isascii() and character.isalnum():
            parts.append(character)
            places.append(place)
            continue
        plain = _plain_character(character)
        parts.append(plain)
        places.extend([place] * len(plain))
    text = _LONG_VOWEL.sub("-", "".join(parts))
    return Plain(original, _MIXED.sub(_latin, text), places)


def _latin(match: re.Match[str]) -> str:
    """Turn look-alike letters into Latin ones, only where the run holds digits and nothing else."""
    run = match.group()
    if run.isascii() or not any("0" <= c <= "9" for c in run):
        return run
    latin = run.translate(_LOOK_ALIKE)
    return latin if latin.isascii() else run


# Letters that NFD does not take apart although people type them without their stroke.
_LATIN_FOLDS = {"ı": "i", "đ": "d", "ł": "l", "ø": "o", "æ": "ae", "œ": "oe", "°": "o", "ς": "σ"}
_ARABIC_FOLDS = {"ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ـ": ""}
_FOLDS = str.maketrans({**_LATIN_FOLDS, **_ARABIC_FOLDS, "þ": "th", "ð": "d"})
_SEPARATORS = frozenset(" .-_'’´`·״\"׳‘“”")


@cache
def _folded_character(character: str) -> str:
    if character in _SEPARATORS:
        return " "
    folded = character.casefold().translate(_FOLDS)
    return "".join(
        part
        for part in unicodedata.normalize("NFD", folded).translate(_FOLDS)
        if not unicodedata.combining(part) or "\u0900" <= part <= "\u0eff"
    )


def fold(text: str) -> tuple[str, Sequence[int]]:
    """Fold for comparing words: no case, no marks, signs as one space; with places."""
    out: list[str] = []
    places: list[int] = []
    last_was_space = False
    for place, character in enumerate(text):
        folded = _folded_character(character)
        if folded == " ":
            if last_was_space:
                continue
            last_was_space = True
        elif folded:
            last_was_space = False
        out.append(folded)
        if len(folded) == 1:
            places.append(place)
        else:
            places.extend([place] * len(folded))
    places.append(len(text))
    return "".join(out), places


def fold_word(text: str) -> str:
    """Fold a label or word of our own data."""
    return fold(normalise(text).text)[0].strip()
