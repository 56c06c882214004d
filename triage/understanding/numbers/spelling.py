"""Turns the spellings of words into the regexes that find them, one trie for all of a language.

The trap: what ends a word differs by script and language, so every spelling has its class.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from triage.understanding.numbers.plain import fold_word

# Folded letters of scripts that put spaces between words; the last range is Devanagari.
LETTER = "a-z\u0250-\u02af\u0370-\u052f\u0900-\u097f"
_GLUED = (
    "\u05d0-\u05ea\u0620-\u06d3"  # Hebrew and Arabic: prefixes and possessives stick to the word
)
# Orders in German, Dutch, Swedish, Danish and Norwegian; other words for them end other nouns, too.
_COMPOUNDED = ("bestellung", "bestelling", "bestallning", "bestilling")
_VOWELS = frozenset("aoiаяоиαηο")
_SHORTEST_STEM = 6  # letters; a shorter one begins other words ("Poste": "postel")


def compounds(words: Iterable[str]) -> set[str]:
    """Return those that may end a compound: "Samenbestellung Nr.", "lampbeställning"."""
    return {word for word in words if word.startswith(_COMPOUNDED)}


def class_of(spelling: str, long: bool) -> str:
    """Return the class of a spelling; `long` if its language glues endings to the word."""
    first, last = spelling[0], spelling[-1]
    if re.match(f"[{_GLUED}]", first):
        return "glued"
    if not re.match(f"[{LETTER}#0-9]", first):
        return "free"
    return "long" if long and len(spelling) >= 4 and last.isalpha() else "word"


def stem_of(name: str) -> str:
    """Return a folded name without the vowel that an ending takes the place of, "" if too short.

    "Zásilkovna" is sent "Zásilkovnou", "InPost" brings "InPostem".
    """
    stem = name[:-1] if name[-1] in _VOWELS else name
    return stem if len(stem) >= _SHORTEST_STEM and re.fullmatch(f"[{LETTER}]+", stem) else ""


def is_short_name(name: str) -> bool:
    """Tell a folded name that an ending may follow only where it is written as a name."""
    return re.fullmatch(f"[{LETTER}]{{4,6}}", name) is not None


def slips(folded: str) -> Iterator[str]:
    """Yield a label with a letter left out or two neighbours swapped: "oder number"."""
    for place in range(1, len(folded) - 1):
        one, two = folded[place], folded[place + 1]
        if " " not in {folded[place - 1], one, two}:
            yield folded[:place] + folded[place + 1 :]
            yield folded[:place] + two + one + folded[place + 2 :]


def search(spellings: Mapping[str, set[str]]) -> re.Pattern[str]:
    """Return the regex that finds the spellings, each class in a group of its name."""
    start, end = f"(?<![{LETTER}])", f"(?![{LETTER}])"
    shells = {
        "long": (start, f"[a-z]{{0,6}}{end}"),
        "named": (start, f"[{LETTER}]{{0,5}}{end}"),
        "short": (start, f"[{LETTER}]{{1,4}}{end}"),
        "capitals": (start, f"[{LETTER}]{{1,3}}{end}"),
        "word": (start, end),
        "compound": (f"{start}[a-z]{{3,20}}?(?<!ab)", end),
        "glued": (
            f"(?<![{_GLUED}])[ובהלכשמوفبلكا]{{0,3}}?",
            f"[يكمناهتםןוךיو]{{0,3}}(?![{_GLUED}])",
        ),
        "free": ("", ""),
    }
    parts = []
    for name, words in spellings.items():
        if words:
            before, after = shells[name]
            # A Latin word that ends a label without spaces ("订单No") still needs its own end.
            after = after or "(?:(?<![a-z])|(?![a-z]))"
            parts.append(f"{before}(?P<{name}>{_trie(sorted(words))}){after}")
    return re.compile("|".join(parts))


def _trie(words: Sequence[str]) -> str:
    """Return a regex for sorted words that shares their beginnings, longest first."""
    if len(words) == 1:
        return re.escape(words[0])
    optional = words[0] == ""
    rest = words[1:] if optional else words
    branches: dict[str, list[str]] = {}
    for word in rest:
        branches.setdefault(word[0], []).append(word[1:])
    body = "|".join(re.escape(c) + _trie(tails) for c, tails in branches.items())
    return f"(?:{body})" + ("?" if optional else "")


def fillers(words: Iterable[str]) -> re.Pattern[str]:
    """Return the regex of what may stand between a label and its number: words and signs."""
    folded = {fold_word(word) for word in words} - {""}
    spaced = sorted(w for w in folded if re.match(f"[{LETTER}{_GLUED}]", w))
    free = sorted(folded - set(spaced))
    letters = LETTER + _GLUED
    signs = r"[\s:#=()\[\]\"«»„<>*,;|/&°>]"
    words_part = f"(?<![{letters}]){_trie(spaced)}(?![{letters}])"
    return re.compile(f"(?:{signs}|{words_part}|{_trie(free)})*")
