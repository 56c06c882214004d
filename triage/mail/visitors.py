"""Who may have filled in a form: their address in a line, and what the headers call them.

The trap: a signature, our own card and a program's page name addresses too; only those are theirs
that the headers or their place tell.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from triage.mail.form_labels import folded
from triage.mail.name_shapes import NAME_PARTICLES
from triage.mail.wording import key

_BETWEEN = r"\s<>@,;:\"()\[\]=：；，、。（）【】「」|"
ADDRESS = re.compile(rf"[^{_BETWEEN}]{{1,64}}@[^{_BETWEEN}]{{1,200}}\.[^{_BETWEEN}]{{2,30}}")
_MAILTO = re.compile(r"mailto:?\s?$", re.IGNORECASE)
_AROUND = " \t\"'<>()[]{}|,;:/\\-–—·•=*_（）【】［］〔〕「」＜＞〈〉，、；："
_NAME_WORDS = 5
_NAME_CAP = 50
_ENDS = ".!?。！？؟;"
_LINE = 90  # a longer line says more than an address


@dataclass(frozen=True, slots=True)
class Visitor:
    """Whom a form's mail may be from: a test of addresses, and names its headers give."""

    is_theirs: Callable[[str], bool]
    names: tuple[str, ...] = ()
    subject: str = ""


def written_in(line: str, visitor: Visitor) -> str:
    """Return the visitor's address of a line that holds nothing but a label or a name beside it."""
    found = ADDRESS.search(line[:300])
    address = found[0].lower().rstrip(".") if found else ""
    if found is None or found.start() > _LINE or len(line) - found.end() > _LINE:
        return ""
    return address if visitor.is_theirs(address) else ""


def name_beside(value: str) -> str:
    """Return the name that stands beside an address: "Ana [a@a.example]", "Ana, a@a.example"."""
    found = ADDRESS.search(value[:300])
    if found is None:
        return ""
    before, behind = value[: found.start()], value[found.end() : 300]
    for part in (_MAILTO.sub("", before), behind):
        name = part.strip(_AROUND)
        if name and may_be_name(name):
            return name
    return ""


def is_persons_name(text: str, visitor: Visitor) -> bool:
    """Tell whether a text is the visitor's name as known, or one the subject names as well."""
    said = folded(text)
    if len(said) > 1 and any(said == folded(name) for name in visitor.names):
        return True
    whole = len(text.split()) > 1 and may_be_name(text.strip())
    return whole and key(text) in key(visitor.subject)


def may_be_name(text: str) -> bool:
    """Tell a value that may be a name: a few words, begun large, no signs and no numbers."""
    words = text.split()
    if not 0 < len(words) <= _NAME_WORDS or len(text) > _NAME_CAP or text[-1] in _ENDS:
        return False
    if len(words) == 1 and text.isascii() and text.isupper():
        return False  # a code
    if any(not (c.isalpha() or c in " .'’-´‘" or ord(c) > 0x2E7) for c in text):
        return False
    return all(
        word[0].isupper() or word.lower() == word.upper() or word in NAME_PARTICLES
        for word in words
    )
