"""Whether somebody says "I" in a mail of which the rest shows the language.

The trap: German "am" is Romanian for "I have", Dutch "je" French for "I". A word counts as no "I"
only where two small words of its other language stand in the same mail.
"""

from __future__ import annotations

import re

from triage.mail.matter import first_persons
from triage.mail.rules import load
from triage.mail.wording import key

_LANGUAGES = tuple(
    (frozenset(map(key, words["beside"])), frozenset(map(key, words["not_self"])))
    for words in load("small_words").values()
    if "beside" in words
)
_WORD = re.compile(r"[^\W\d_]{1,20}")
_ENOUGH = 2
_LOOKED_AT = 6000  # characters


def says_i(text: str, beside: str) -> str:
    """Return the word by which `text` speaks of its writer, read in the language of `beside`."""
    said = first_persons(text)
    if not said:
        return ""
    around = frozenset(_WORD.findall(key(beside, _LOOKED_AT)))
    small = {
        word
        for marks, not_self in _LANGUAGES
        if len(marks & around) >= _ENOUGH
        for word in not_self
    }
    return next((word for word in said if word not in small), "")
