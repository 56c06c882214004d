"""Header lines inside a text ("From: … Sent: … Subject: …"), as mail programs put above a quote.

The trap: shop forms look alike. A block counts only with the date, or with both To and Subject.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from triage.mail.wording import WORDING, key

_LABEL_CAP = 24  # longest label looked up; keeps prose with a late colon out
_BLOCK_CAP = 40  # lines a block may have, long To lists included


@dataclass(frozen=True, slots=True)
class HeaderBlock:
    """Lines `start` to before `end`, and role → value ("from", "date", "to", "subject" …)."""

    start: int
    end: int
    fields: dict[str, str]


def label_of(line: str) -> tuple[str, str] | None:
    """Split "Betreff: Paket" into its role and value, None for any other line."""
    head, colon, value = line.replace("：", ":", 1).partition(":")
    if not colon or len(head) > _LABEL_CAP:
        return None
    role = WORDING.labels.get(key(head).strip("*_ |>").replace(" ", ""))
    return (role, value.strip(" *_\t")) if role else None


def header_block_at(lines: Sequence[str], start: int) -> HeaderBlock | None:
    """Return the header block that starts at this line, if there is one."""
    if label_of(lines[start]) is None:
        return None
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
        elif role in ("to", "cc", "from", "reply_to") and _continues(fields[role], lines[at]):
            fields[role] = f"{fields[role]} {lines[at].strip()}".strip()
            end = at + 1
        else:
            break
    return HeaderBlock(start, end, fields) if _is_block(fields) else None


def _continues(value: str, line: str) -> bool:
    return not value or value.endswith((",", ";")) or line.lstrip().startswith(("<", "["))


def _is_block(fields: dict[str, str]) -> bool:
    if "from" not in fields:
        return False
    with_address = any("@" in value for value in fields.values())
    if "date" in fields:
        return with_address or len(fields) >= 3
    return "to" in fields and "subject" in fields
