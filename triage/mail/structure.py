"""The one place that calls mail-parser: capped bytes become a message tree, addresses and a date.

The trap: mail-parser and the standard parser below it fail on different mails, so whatever
mail-parser raises is named in a defect and the standard `email` package takes over.
"""

from __future__ import annotations

import email
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from typing import Any

import mailparser

from triage.mail.addresses import clean_addresses, readable_source, salvage, whole_name
from triage.mail.headers import Head, clean_line, unfold
from triage.mail.message import Address

DEFECTS_CAP = 20
_DEFECT_CAP = 200
_LISTS = ("from", "reply-to", "to", "cc")
_Pairs = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Structure:
    """What the libraries make of a mail."""

    message: Message
    addresses: dict[str, tuple[Address, ...]]  # from, reply-to, to, cc
    date: datetime | None  # aware, UTC
    defects: tuple[str, ...]


def read_structure(head: Head, body: bytes, hint: str) -> Structure:
    """Parse capped fields and body; `hint` is the charset for raw bytes in display names."""
    sources = {
        name: readable_source([raw for key, raw in head.fields if key == name], hint)
        for name in _LISTS
        if head.has(name)
    }
    content = _rebuilt(head, sources) + body
    defects: list[str] = []
    pairs: dict[str, _Pairs]
    try:
        parsed = mailparser.parse_from_bytes(content)
        message: Message = parsed.message
        pairs = {
            "from": parsed.from_,
            "reply-to": parsed.reply_to,
            "to": parsed.to,
            "cc": parsed.cc,
        }
        date: datetime | None = parsed.date
        defects += _flat(parsed.defects)
    except Exception as error:  # noqa: BLE001 - any failure of a foreign parser must not lose a mail
        defects.append(f"parse_degraded: {type(error).__name__}: {error}"[:_DEFECT_CAP])
        message = email.message_from_bytes(content)
        pairs = {name: getaddresses([source]) for name, source in sources.items()}
        date = None
    addresses = {name: clean_addresses(list(pairs.get(name) or [])) for name in _LISTS}
    addresses["from"] = whole_name(addresses["from"], sources.get("from", ""))
    for name, source in sources.items():
        if not addresses[name] and (found := salvage(source)):
            addresses[name] = found
            defects.append(f"{name}: address recovered from a broken header")
    date, wrong = _date(head.first("date"), date)
    return Structure(message, addresses, date, (*defects[:DEFECTS_CAP], *wrong))


def _rebuilt(head: Head, sources: dict[str, str]) -> bytes:
    """Write the fields the libraries are asked about: address lists readable and joined."""
    lines = []
    done: set[str] = set()
    for name, raw in head.fields:
        value = unfold(raw)
        if name in sources:
            if name in done:
                continue
            done.add(name)
            value = sources[name].encode("utf-8", "replace")
        elif name not in ("date", "mime-version") and not name.startswith("content-"):
            # The rest is read by our ladder; mail-parser would log what it cannot decode, a
            # customer's words among it.
            continue
        lines.append(name.encode() + b": " + value + b"\r\n")
    return b"".join(lines) + b"\r\n"


def _flat(defects: list[dict[str, Any]]) -> list[str]:
    """Flatten mail-parser's defects, {media type: [sentence]}."""
    return [
        clean_line(f"{where}: {what}")[:_DEFECT_CAP]
        for entry in defects[:DEFECTS_CAP]
        for where, found in entry.items()
        for what in found
        if not what.startswith("CharsetDecodeDefect")  # our ladder decodes and has its own say
    ]


def _date(raw: bytes, parsed: datetime | None) -> tuple[datetime | None, list[str]]:
    """Return the Date in UTC; lenient where mail-parser is strict; without a zone it is UTC."""
    if parsed is not None:
        return parsed.astimezone(UTC), []
    text = clean_line(unfold(raw[:200]).decode("ascii", "replace"))
    if not text:
        return None, ["no Date header"]
    # The standard parser's integers and regexes want a short, plain value.
    text = re.sub(r"[^\x20-\x7e]", " ", text)
    try:
        loose = parsedate_to_datetime(text)
        loose = loose.replace(tzinfo=loose.tzinfo or UTC).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None, [f"unreadable Date: {text[:60]}"]
    return loose, [f"odd Date: {text[:60]}"]
