"""Our own comment that a help desk's program shows below its words: not its writer's, nor its own.

The trap: an agent's comment stands in the same place. So only what our own name heads is cut, and
nothing where the desk's part above it holds a comment of somebody else's.
"""

from __future__ import annotations

import re
from dataclasses import replace

from triage.mail.endings import is_drawn
from triage.mail.machine_addresses import domain_of, is_ours, site_of
from triage.mail.machines import auto_submitted, desk_header
from triage.mail.message import Identity, Mail
from triage.mail.wording import key

_LINES = 60  # in which a confirmation shows what it confirms
_HEAD = 120  # characters of a line that names who commented, and when
_NAME = 4  # letters
_DATED = re.compile(r"\d{1,4}\D{1,12}\d")


def without_own_echo(mail: Mail, identity: Identity) -> Mail:
    """Free the own words of a desk program's mail from the comment of ours below them."""
    by_program = auto_submitted(mail) or mail.header("x-auto-response-suppress")
    if not mail.own_words or not (by_program or desk_header(mail)):
        return mail
    names = _our_names(mail, identity)
    lines = mail.own_words.split("\n")
    for at, line in enumerate(lines[:_LINES]):
        if not _heads_ours(line, lines[at + 1 : at + 3], names):
            continue
        above = lines[:at]
        while above and (not above[-1].strip() or is_drawn(above[-1])):
            above.pop()
        # A line drawn above it parts the desk's words from another's comment.
        if not above or any(is_drawn(one) for one in above[1:]):
            return mail
        return replace(mail, own_words="\n".join(above))
    return mail


def _our_names(mail: Mail, identity: Identity) -> tuple[str, ...]:
    """Return what our account at a desk may be called: as it writes us, or as our domain."""
    written = {key(one.name) for one in (*mail.to, *mail.cc) if is_ours(one.address, identity)}
    sites = {site_of(domain_of(address)) for address in identity.addresses}
    return tuple(one for one in written | sites | identity.addresses if len(one) >= _NAME)


def _heads_ours(line: str, below: list[str], names: tuple[str, ...]) -> bool:
    """Tell "Lindenhof & Lanterns, 16. Nov. 2026, 15:48", on one line or on two, from a greeting."""
    said = key(line.strip(" *_|"), 2 * _HEAD)
    if not said or len(said) > _HEAD or not any(said.startswith(name) for name in names):
        return False
    if _DATED.search(said) or said.endswith((":", "：")):
        return True
    beneath = next((one for one in below if one.strip()), "")
    return len(beneath) <= _HEAD and bool(_DATED.search(beneath)) and said[-1] not in ",!،，！"
