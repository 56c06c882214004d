"""Looking into Drafts and Sent for what agents do there, cheaply and without altering anything.

The trap: a mail flagged deleted and not removed changes neither UIDNEXT nor the number of mails, so
the flags of the drafts we know are read each time a look is worth it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.utils import getaddresses, parsedate_to_datetime

from imapclient import DELETED

from triage.drafts.fate import Sighting
from triage.errors import ServerRefused
from triage.mail.headers import Head, decode_value, message_ids, split_head
from triage.mailbox.answers import Items, Opened
from triage.mailbox.session import Criterion, Session

HEADERS = (
    "MESSAGE-ID", "IN-REPLY-TO", "REFERENCES", "X-DESK-DRAFT", "FROM", "TO", "CC", "BCC",
    "SUBJECT", "DATE",
)  # fmt: skip
NEWEST = 500  # mails looked at where no position is known yet
MOST_BYTES = 2 * 1024 * 1024  # of a letter's content; attachments make one larger
_ITEMS = (f"BODY.PEEK[HEADER.FIELDS ({' '.join(HEADERS)})]", "FLAGS", "INTERNALDATE")
_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"@]{1,64}@[^\s<>()\[\],;:\"@]{1,255}")
_CHUNK = 200  # UIDs per command: some servers take no line over 8,000 characters


@dataclass(frozen=True, slots=True)
class Standing:
    """A folder as it was when it was last looked into."""

    uidvalidity: int
    last_uid: int
    exists: int


@dataclass(frozen=True, slots=True)
class Glance:
    """What a look found: mails that are new, and which of the known ones are still there.

    `reset`: UIDVALIDITY has changed, so that no UID known before names anything.
    """

    folder: str
    standing: Standing
    reset: bool
    seen: tuple[Sighting, ...]
    there: frozenset[int]  # of the UIDs asked for; one flagged deleted counts as gone


def changed(session: Session, folder: str, known: Standing | None) -> bool:
    """Tell by STATUS alone whether mail came to a folder or left it."""
    if known is None:
        return True
    now = _status(session, folder)
    return (now.uidvalidity, now.uidnext - 1, now.exists) != (
        known.uidvalidity,
        known.last_uid,
        known.exists,
    )


def glance(
    session: Session,
    folder: str,
    known: Standing | None,
    asked: Iterable[int],
    since: date | None = None,
) -> Glance:
    """Open a folder read-only; read the headers of new mails, and whether `asked` are there.

    At the first look the newest mails are new, of `since` and later if that is given.
    """
    opened = session.examine(folder)
    reset = known is not None and known.uidvalidity != opened.uidvalidity
    last = 0 if known is None or reset else known.last_uid
    # Asked for before new mails are listed: a client that adds and then removes between the two
    # commands shows an old mail that is gone and its successor, never neither.
    there = frozenset() if reset else _there(session, sorted(set(asked)))
    new = _new(session, opened, last, since)
    seen = tuple(_read(session, new))
    high = max([last, opened.uidnext - 1, *new])
    # Counted as of the search: a mail that came since and took an old one's place would otherwise
    # leave both numbers as they are noted.
    came = sum(uid >= opened.uidnext > 0 for uid in new)
    standing = Standing(opened.uidvalidity, high, opened.exists + came)
    return Glance(folder, standing, reset, seen, there)


def content(session: Session, folder: str, uidvalidity: int, uid: int) -> bytes | None:
    """Return a mail's bytes, None if it is gone or the server will not hand it over."""
    opened = session.examine(folder)
    if opened.uidvalidity != uidvalidity or not opened.exists:
        return None
    try:
        items = session.fetch([uid], [f"BODY.PEEK[]<0.{MOST_BYTES}>"]).get(uid, {})
    except ServerRefused:
        session.noop()  # and if it is the server that is ill, this is where we learn it
        return None
    for name, value in items.items():
        if name.startswith(b"BODY[") and isinstance(value, bytes):
            return value
    return None


def lies_there(session: Session, folder: str, uidvalidity: int, uid: int) -> bool:
    """Tell whether one mail is in a folder, not flagged deleted."""
    opened = session.examine(folder)
    return bool(opened.uidvalidity == uidvalidity and uid and _there(session, [uid]))


def _status(session: Session, folder: str) -> Opened:
    # Of an open folder STATUS may tell what was true when it was opened.
    return session.examine(folder) if session.folder == folder else session.status(folder)


def _there(session: Session, uids: Sequence[int]) -> frozenset[int]:
    found: set[int] = set()
    for start in range(0, len(uids), _CHUNK):
        answer = session.fetch(uids[start : start + _CHUNK], ["FLAGS"])
        found |= {
            uid
            for uid in uids[start : start + _CHUNK]
            if uid in answer and DELETED not in answer[uid].get(b"FLAGS", ())
        }
    return frozenset(found)


def _new(session: Session, opened: Opened, last: int, since: date | None) -> list[int]:
    if not opened.exists:
        return []  # some servers refuse a range in an empty folder
    criteria: list[Criterion] = ["UID", f"{last + 1}:*"]
    if not last and since is not None:
        criteria += ["SINCE", since - timedelta(days=1)]
    found = sorted(uid for uid in session.search(criteria) if uid > last)
    return found if last else found[-NEWEST:]


def _read(session: Session, uids: Sequence[int]) -> Iterable[Sighting]:
    for start in range(0, len(uids), _CHUNK):
        some = uids[start : start + _CHUNK]
        answer = session.fetch(some, _ITEMS)
        for uid in some:
            if uid in answer:
                yield _sighting(uid, answer[uid])


def _sighting(uid: int, items: Items) -> Sighting:
    head = b""
    for name, value in items.items():
        # Servers write the item's name back in several ways, so it is found by its beginning.
        if name.startswith(b"BODY[HEADER") and isinstance(value, bytes):
            head = value
    fields = split_head(head)
    mark = decode_value(fields.first("x-desk-draft")).split()
    return Sighting(
        uid=uid,
        message_id=next(iter(_ids(fields, "message-id")), ""),
        in_reply_to=_ids(fields, "in-reply-to"),
        references=_ids(fields, "references"),
        mark=mark[-1] if mark else "",
        recipients=_recipients(fields),
        subject=decode_value(fields.first("subject")),
        date=_date(decode_value(fields.first("date"))),
        filed_at=_aware(items.get(b"INTERNALDATE")),
        deleted=DELETED in items.get(b"FLAGS", ()),
    )


def _ids(fields: Head, name: str) -> tuple[str, ...]:
    return message_ids(decode_value(fields.first(name)))


def _recipients(fields: Head) -> frozenset[str]:
    lists = [
        value.decode("ascii", "replace")
        for name, value in fields.fields
        if name in ("to", "cc", "bcc")
    ]
    found = [address for _, address in getaddresses(lists) if "@" in address]
    # For one odd name the library may give up the whole list.
    found = found or [match for each in lists for match in _ADDRESS.findall(each[:20_000])]
    return frozenset(address.strip().lower() for address in found)


def _date(written: str) -> datetime | None:
    try:
        read = parsedate_to_datetime(written)
        return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _aware(value: object) -> datetime:
    try:
        return value.astimezone(UTC) if isinstance(value, datetime) else _LONG_AGO
    except (OverflowError, ValueError):  # beyond the calendar
        return _LONG_AGO
