"""Our mail that a mailing list keeps back or refuses: it has not arrived, like one that bounced.

The trap: list programs also write to whoever moderates, and members write of moderators. So the
program's own mark must stand in the header.
"""

from __future__ import annotations

from triage.mail.lists import written_by_list
from triage.mail.message import Code, Identity, Mail
from triage.mail.rules import load, shown
from triage.mail.stems import bare, stems
from triage.mail.wording import key

_RULES = {name: stems(words) for name, words in load("held").items()}
_LOOKED_AT = 1500  # characters


def held_by_list(mail: Mail, identity: Identity) -> list[Code]:
    """Return what a list program says of a mail it holds, nothing if it says something else."""
    own = mail.header("x-list-administrivia").strip().lower() == "yes"
    if not own and not written_by_list(mail, identity):
        return []
    for text in (mail.subject, mail.text):
        said = bare(key(text, _LOOKED_AT))
        found = [_RULES[name].find(said) for name in ("moderator", "held")]
        if all(found):
            return [Code("held_by_list", f"A list keeps it back: {shown(', '.join(found))}")]
    return []
