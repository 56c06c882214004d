"""Whether a maker's or a product's name stands before a number: "Roco 7100012", "Märklin 24611".

The trap: German writes every noun so, and English the words of a title, and people
sign so: "Lieferung 20371", "Late Delivery 20371" and "Petra Lindner 20931" are orders.
"""

from __future__ import annotations

import re

from triage.mail.matter import topic
from triage.mail.wording import key
from triage.understanding.numbers.context import View
from triage.understanding.numbers.tokens import Token

_BEFORE = 60  # characters
_NAME = re.compile(r"[^\W\d_\n]([^\n.:!?,;(\[|]{0,58}?) ([^\W\d_][\w-]{2,30}) ?$")
_WORD = re.compile(r"[^\W\d_]+")
_ENDS = re.compile(r"\W{0,3}(?:\n|$)")
_SIGNED = 3  # words of a last line "Petra Lindner 20931"
_TITLED = 0.6  # of the words of a title begin so


def is_make(view: View, token: Token, language: str) -> bool:
    """Tell a capitalised word right before the run, within a sentence, that no letter turns on."""
    found = _NAME.search(view.text[max(0, token.start - _BEFORE) : token.start])
    if found is None or view.has_hash(token) or view.in_brackets(token):
        return False
    name = found[2]
    if not name[0].isupper() or name.isupper() or topic(key(name)):
        return False
    words = _WORD.findall(view.text[view.text.rfind("\n", 0, token.start) + 1 : token.start])
    if view.field != "subject" and len(words) <= _SIGNED and _ENDS.match(view.text, token.end):
        return False
    return language != "en" or not _is_titled(view.text, token)


def _is_titled(text: str, token: Token) -> bool:
    """Tell a line most of whose words begin with a capital."""
    line = text[text.rfind("\n", 0, token.start) + 1 :].partition("\n")[0]
    words = _WORD.findall(line)
    capitals = sum(1 for word in words if word[0].isupper())
    return bool(capitals >= _TITLED * len(words))
