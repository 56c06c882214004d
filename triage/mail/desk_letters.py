"""A person's letter sent out of their own firm's ticket system, freed of what that puts around it.

The trap: below such a marker other desks repeat what they got. Only a mail whose own words begin
with the marker is one; what stands in it elsewhere heads a quote.
"""

from __future__ import annotations

import re
from dataclasses import replace

from triage.mail.banners import is_rule
from triage.mail.marks import LINK
from triage.mail.message import Mail
from triage.mail.wording import key
from triage.mail.wrapper_lines import is_marker, is_stamp

_CODE = re.compile(r"\[[\w #:-]{4,40}\]|#?\d[\d:-]{3,40}")
_TICKET = re.compile(r"#\s?\d{3,12}")
_LINE = 140  # characters of a line of the system's own
_FOOTER = 6  # lines


def without_desk_frame(mail: Mail) -> Mail:
    """Drop the marker, who wrote when, and the system's lines below such a letter."""
    lines = mail.own_words.split("\n")
    first = next((at for at, line in enumerate(lines) if line.strip()), len(lines))
    if first == len(lines) or not is_marker(lines[first]):
        return mail
    begin = first + 1
    while begin < len(lines) and _heads(lines[begin], mail):
        begin += 1
    end = len(lines)
    for _ in range(_FOOTER):
        if end - 1 > begin and _ends(lines[end - 1]):
            end -= 1
    while end > begin and not lines[end - 1].strip(" -_=|"):
        end -= 1
    return replace(mail, own_words="\n".join(lines[begin:end]).strip())


def is_framed(mail: Mail) -> bool:
    """Tell a mail that begins with such a marker, whatever became of its own words."""
    return is_marker(next((line for line in mail.text.splitlines() if line.strip()), ""))


def _heads(line: str, mail: Mail) -> bool:
    name = key(mail.sender.name).partition(" (")[0]
    dated = any(sign.isdigit() for sign in line) and len(line) <= _LINE
    named = bool(name) and key(line).startswith(name) and dated
    return not line.strip() or is_rule(line) or is_stamp(line) or named or line.startswith(", ")


def _ends(line: str) -> bool:
    text = line.strip()
    if not text or is_rule(line) or _CODE.fullmatch(text):
        return True
    return len(text) <= _LINE and bool(LINK.search(text) or _TICKET.search(text))
