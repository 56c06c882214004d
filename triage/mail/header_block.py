"""Recognises a block of header lines ("From: … Sent: … Subject: …"), as stands above a quote.

The trap: shop forms, heads of letters and customers' own lists look alike. A block counts only with
an address, or with the time of day it was sent.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from triage.mail.banners import is_banner
from triage.mail.wording import WORDING, key

_LABEL_CAP = 24  # longest label looked up; keeps prose with a late colon out
_BLOCK_CAP = 40  # lines a block may have, long To lists included
_STRANGE_CAP = 8  # lines of a block in a language nobody told us of
_BARE_CAP = 300
_BARE_ROLES = 3
_COLON = re.compile("[:：|]")  # spares most lines the closer look
_STRANGE = re.compile(r"[*|> ]{0,4}([^\W\d_][^:：|\n]{0,30})[:：|]([^\n]{1,300})")
_SENDER = re.compile(r"[^<\n]{1,80}<[^<>@\s]{1,64}@[^<>@\s]{1,200}>")
_AT_A_TIME = re.compile(r"\d{1,2} ?[:h時时點点시] ?\d{2}(?!\d)|(?<![\d./-])\d{1,2}\.\d{2}(?![.\d])")
# what mutt shows below the fields that matter
_TECHNICAL = re.compile(
    r"(?:X-[\w-]{1,40}|User-Agent|MIME-Version|Content-[\w-]{4,30}|Message-ID|Return-Path|References"
    r"|In-Reply-To|Thread-[\w-]{4,10}|DKIM-Signature|Received|Accept-Language|Priority|Importance)"
    r": ?\S.{0,300}",
    re.IGNORECASE,
)
_DAY_AND_TIME = re.compile(
    r"(?:\d{4}|\d{1,2}[./-]\d{1,2}).{0,40}?\d{1,2} ?[:.h時时點点시] ?\d{2}(?!\d)"
)


@dataclass(frozen=True, slots=True)
class HeaderBlock:
    """Lines `start` to before `end`, and role → value ("from", "date", "to", "subject" …)."""

    start: int
    end: int
    fields: dict[str, str]


def label_of(line: str) -> tuple[str, str] | None:
    """Split "Betreff: Paket" or a table's "| 主题 | Re |" into role and value."""
    if not _COLON.search(line[: _LABEL_CAP + 30]):
        return None
    text = line.strip("| \t>").replace("：", ":", 1)
    head, colon, value = text.partition(":")
    if not colon or len(head) > _LABEL_CAP or "|" in head:
        head, colon, value = text.partition("|")
    if len(head) > _LABEL_CAP or not (colon or (line.lstrip()[:1] == "|" and head)):
        return None
    role = WORDING.labels.get(key(head).strip("*_ |>").replace(" ", ""))
    return (role, value.strip(" *_\t|")) if role else None


def header_block_at(lines: Sequence[str], start: int) -> HeaderBlock | None:
    """Return the header block that starts at this line, if there is one."""
    if not _COLON.search(lines[start][: _LABEL_CAP + 30]):
        return _bare_block_at(lines, start)
    block = _block_at(lines, start)
    # Zoho writes its banner twice, above and below the block.
    if block is not None and block.end < len(lines) and is_banner(lines[block.end]):
        return HeaderBlock(start, block.end + 1, block.fields)
    return block


def _block_at(lines: Sequence[str], start: int) -> HeaderBlock | None:
    if label_of(lines[start]) is None:
        return _strange_block_at(lines, start)
    fields: dict[str, str] = {}
    role = ""
    end = start
    for at in range(start, min(start + _BLOCK_CAP, len(lines))):
        found = label_of(lines[at])
        if found and found[0] in fields:
            break
        if found:
            role, value = found
            fields[role] = value
            end = at + 1
        elif not lines[at].strip():
            # HTML tables become text with a blank line between rows; a body begins after it.
            if at + 1 >= len(lines) or label_of(lines[at + 1]) is None:
                break
        elif role and not fields[role] and _is_value(lines, at, role):
            # A table's cells became lines of their own.
            fields[role] = lines[at].strip()
            end = at + 1
        elif role in ("to", "cc", "from", "reply_to") and _continues(fields[role], lines[at]):
            fields[role] = f"{fields[role]} {lines[at].strip()}".strip()
            end = at + 1
        elif "from" in fields and _TECHNICAL.fullmatch(lines[at].strip()):
            end = at + 1
        elif "from" not in fields or _STRANGE.fullmatch(lines[at].strip()) is None:
            break
        # A line like "Importance: high" among the others is passed over.
    if _is_block(fields):
        return HeaderBlock(start, end, fields)
    return _strange_block_at(lines, start)


def _is_value(lines: Sequence[str], at: int, role: str) -> bool:
    return role != "subject" or (at + 1 < len(lines) and label_of(lines[at + 1]) is not None)


def _bare_label(line: str) -> tuple[str, str] | None:
    """Split "Kimden Shop <a@b.example>", label and value parted by blanks, into role and value."""
    words = line.split(maxsplit=3)
    for count in range(1, len(words)):
        role = WORDING.labels.get(key("".join(words[:count])).strip("*_"))
        if role:
            return role, " ".join(words[count:])
    return None


def _bare_block_at(lines: Sequence[str], start: int) -> HeaderBlock | None:
    """Know labels without colons: three roles or more, one below the other, with an address."""
    fields: dict[str, str] = {}
    end = start
    while end < min(start + _STRANGE_CAP, len(lines)):
        found = _bare_label(lines[end][:_BARE_CAP])
        if found is None or found[0] in fields:
            break
        fields[found[0]] = found[1]
        end += 1
    dated = "date" in fields and any(char.isdecimal() for char in fields["date"])
    if len(fields) >= _BARE_ROLES and dated and _is_block(fields):
        return HeaderBlock(start, end, fields)
    return None


def _continues(value: str, line: str) -> bool:
    return not value or value.endswith((",", ";")) or line.lstrip().startswith(("<", "["))


def _is_block(fields: dict[str, str]) -> bool:
    if "from" not in fields:
        return False
    with_address = any("@" in value for value in fields.values())
    if "date" not in fields:
        return with_address and "to" in fields and "subject" in fields
    if with_address:
        return True
    # Letters begin with sender, receiver, subject and day too, but no one writes the time there.
    # Windows Mail leaves the subject out; a route ("From: … To: … Date: …") has no such order.
    timed = _AT_A_TIME.search(key(fields["date"])) is not None
    sent = list(fields)[:2] == ["from", "date"] and "to" in fields
    return timed and ("subject" in fields or sent)


def _strange_block_at(lines: Sequence[str], start: int) -> HeaderBlock | None:
    """Know a block by its build alone: a sender in brackets and a day with its time come first."""
    if start > 0 and lines[start - 1].strip(" -_=*>|"):
        return None
    sender = date = ""
    end = start
    for at in range(start, min(start + _STRANGE_CAP, len(lines))):
        line = _STRANGE.fullmatch(lines[at].strip()[:340])
        if line is None:
            break
        value = line[2].strip()
        if at < start + 2 and not sender and _SENDER.fullmatch(value.strip("*|; ")):
            sender = value
        elif at < start + 3 and not date and "@" not in value and _DAY_AND_TIME.search(value):
            date = value
        if at == start and not (sender or date):
            return None
        end = at + 1
    ends = end == len(lines) or not lines[end].strip()
    if not (sender and date and ends and end - start >= 3):
        return None
    return HeaderBlock(start, end, {"from": sender, "date": date})
