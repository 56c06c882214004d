"""Whether two names are one in two scripts ("Maryam", مریم): by their consonants.

The trap: vowels, h, v and w are written or not as it pleases, so short names have too few sounds
to be told by.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

_LONGER = 2  # consonants that a name may have more: Georges is جورج
# The classes of Soundex. What is v, w, h or a vowel in most spellings counts for nothing.
_CLASSES = {
    "1": "bfp бпф πφ בפף بپف बभपफ",
    "2": "cgjkqsxz гґжзксхцчшщ γζκξσςχψ גזכךסצץקש ثجچخذزژسشصضظغقکكگ कखगघचछजझशषस",
    "3": "dt дт δθτ דטת تدط टठडढतथदध",
    "4": "l л λ ל ل लळ",
    "5": "mn мн μν מםנן من मनणञङंँ",
    "6": "r р ρ ר ر रृ",
}
_CLASS = {letter: name for name, letters in _CLASSES.items() for letter in letters if letter != " "}
_IDEOGRAPHS = re.compile("[\u3400-\u9fff]")  # their sound cannot be told
_ALPHABETS = frozenset({"LATIN", "CYRILLIC", "GREEK"})


def alike(one: str, other: str, fewest: int = 2) -> bool:
    """Tell whether two names in different scripts sound alike, or one begins the other.

    `fewest` is the number of consonants it takes; below two they must be all of both.
    """
    if script(one) == script(other) or _IDEOGRAPHS.search(one + other):
        return False
    first, second = sorted((consonants(one), consonants(other)), key=len)
    longer = len(second) - len(first)
    enough = len(first) >= max(fewest, 2) or (len(first) >= fewest and not longer)
    return enough and second.startswith(first) and longer <= _LONGER


@cache
def consonants(name: str) -> str:
    """Give the classes of a name's consonants: "Maryam" and مریم are 565."""
    latin = "".join(_in_latin(one) for one in name.casefold())
    told = "".join(_CLASS.get(one, " ") for one in unicodedata.normalize("NFD", latin))
    # Where vowels go unwritten two letters stand for two sounds; elsewhere doubles are one.
    once = re.sub(r"(\d)\1+", r"\1", told) if script(latin) in _ALPHABETS else told
    return once.replace(" ", "")


@cache
def script(name: str) -> str:
    """Name the script of a name's first letter as Unicode does: "LATIN", "ARABIC"."""
    letter = next((one for one in name if one.isalpha()), "")
    return unicodedata.name(letter, "").split(" ")[0] if letter else ""


def _in_latin(one: str) -> str:
    """Spell kana as Unicode names them; other scripts stay."""
    if not "\u3041" <= one <= "\u30fa":
        return one
    return unicodedata.name(one, "").rsplit(" ", 1)[-1].lower()
