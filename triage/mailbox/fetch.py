"""New mail, read without altering anything: EXAMINE and BODY.PEEK only.

The trap: `UID 100:*` also answers with the last mail when its UID is below 100, so UIDs are
compared here; and one mail the server cannot hand over must not stop those behind it.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from triage.errors import ServerRefused
from triage.mailbox.answers import Items
from triage.mailbox.session import Criterion, Session

MAX_BYTES = 25 * 1024 * 1024
# A cut mail keeps its beginning: headers are rarely over 64 kB, so 256 kB of body are in it.
KEPT_BYTES = 320 * 1024
_BATCH_BYTES = 8 * 1024 * 1024
_BATCH_MAILS = 50
_ASKED = 200  # UIDs per command: some servers take no line over 8,000 characters
# UIDs below the position that are looked at again: a server may allot a UID before it shows the
# mail, and show a later one first.
LOOK_BACK = 100
# imaplib takes no line over 1,000,000 bytes, which a SEARCH over 120,000 mails can exceed.
_WINDOW = 50_000

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Position:
    """How far a folder has been read; UIDs mean nothing under another UIDVALIDITY."""

    uidvalidity: int
    last_uid: int


@dataclass(frozen=True, slots=True)
class Look:
    """What a look into a folder found. `high` is the position once all new mails are stored.

    `reset`: UIDVALIDITY has changed, so that every mail counts as new and the caller must tell
    known ones by Message-ID and bytes.
    """

    folder: str
    reset: bool
    new_uids: tuple[int, ...]  # ascending
    high: Position
    exists: int
    uidnext: int = 0
    late: tuple[int, ...] = ()  # recent ones at or below the position: known, or overtaken


@dataclass(frozen=True, slots=True)
class Fetched:
    """One mail as the server has it. `refused` holds the server's words if it kept the body."""

    uid: int
    size: int  # as the server says, also of a truncated mail
    internal_date: datetime  # UTC: when the server received it
    content: bytes
    truncated: bool
    refused: str = ""


def look(
    session: Session,
    folder: str,
    position: Position | None,
    since: date | None,
    *,
    late: date | None = None,
) -> Look:
    """Open a folder read-only and list what is new after `position`.

    `since` leaves out older mail by the server's own date, which knows no time zone: mails of the
    day before may be listed, none of that day is missed. Mail since `late` just below the position
    is listed apart.
    """
    opened = session.examine(folder)
    reset = position is not None and position.uidvalidity != opened.uidvalidity
    last = 0 if position is None or reset else position.last_uid
    criteria: list[Criterion] = ["UID", f"{last + 1}:*"]
    if since is not None:
        criteria += ["SINCE", since - timedelta(days=1)]
    found = {uid for uid in _search(session, opened.exists, last, criteria) if uid > last}
    # UIDNEXT says what was allotted, not what can be seen yet; a large step leaves room for that.
    high = max(last, opened.uidnext - 1 - LOOK_BACK, *found)
    return Look(
        folder,
        reset,
        tuple(sorted(found)),
        Position(opened.uidvalidity, high),
        opened.exists,
        opened.uidnext,
        _overtaken(session, last, late) if late and last and opened.exists else (),
    )


def _overtaken(session: Session, last: int, since: date) -> tuple[int, ...]:
    lowest = max(1, last - LOOK_BACK + 1)
    found = session.search(["UID", f"{lowest}:{last}", "SINCE", since - timedelta(days=1)])
    return tuple(sorted(uid for uid in found if lowest <= uid <= last))


def _search(
    session: Session, exists: int, last: int, criteria: Sequence[Criterion]
) -> Iterator[int]:
    if not exists:
        return  # some servers refuse a range in an empty folder
    if last or exists <= _WINDOW:
        yield from session.search(criteria)
        return
    for first in range(1, exists + 1, _WINDOW):
        end = min(first + _WINDOW - 1, exists)
        yield from session.search([f"{first}:{end}", *criteria])


def fetch(
    session: Session,
    uids: Sequence[int],
    max_bytes: int = MAX_BYTES,
    *,
    since: datetime | None = None,
) -> Iterator[Fetched]:
    """Read mails of the open folder in ascending order, a few megabytes at a time.

    A mail above `max_bytes` is cut, one that arrived before `since` is left out, and so is one that
    vanished meanwhile, which the log names. Finish before another folder is opened.
    """
    wanted = sorted(uids)
    for start in range(0, len(wanted), _ASKED):
        asked = wanted[start : start + _ASKED]
        known = session.fetch(asked, ["RFC822.SIZE", "INTERNALDATE"])
        _name_vanished(session, [uid for uid in asked if uid not in known])
        there = [uid for uid in asked if uid in known and not _too_old(known[uid], since)]
        for batch in _batches(there, known, max_bytes):
            yield from _read(session, batch, known, max_bytes)


def _batches(
    uids: Sequence[int], known: dict[int, Items], max_bytes: int
) -> Iterator[tuple[int, ...]]:
    """Cut the UIDs into batches of bounded size; a mail that will be truncated stands alone."""
    batch: list[int] = []
    total = 0
    for uid in uids:
        size = _size(known[uid])
        alone = size > max_bytes
        if batch and (alone or total + size > _BATCH_BYTES or len(batch) == _BATCH_MAILS):
            yield tuple(batch)
            batch, total = [], 0
        batch.append(uid)
        total += size
        if alone:
            yield tuple(batch)
            batch, total = [], 0
    if batch:
        yield tuple(batch)


def _read(
    session: Session, batch: Sequence[int], known: dict[int, Items], max_bytes: int
) -> Iterator[Fetched]:
    truncated = len(batch) == 1 and _size(known[batch[0]]) > max_bytes
    item = f"BODY.PEEK[]<0.{KEPT_BYTES}>" if truncated else "BODY.PEEK[]"
    try:
        bodies = session.fetch(batch, [item])
    except ServerRefused as refusal:
        if len(batch) > 1:  # one of them is to blame: ask for each alone
            for uid in batch:
                yield from _read(session, [uid], known, max_bytes)
            return
        # Exchange answers NO for a mail whose MIME it cannot write; the queue must go on.
        session.noop()  # and if it is the server that is ill, this is where we learn it
        yield _as_fetched(batch[0], known, b"", truncated=True, refused=str(refusal))
        return
    for uid in batch:
        if uid not in bodies:
            _name_vanished(session, [uid])
            continue
        content = _body(bodies[uid])
        refused = "" if content is not None else "the server sent no content"
        yield _as_fetched(uid, known, content or b"", truncated=truncated, refused=refused)


def _as_fetched(
    uid: int, known: dict[int, Items], content: bytes, *, truncated: bool, refused: str
) -> Fetched:
    items = known[uid]
    return Fetched(uid, _size(items), _received(items), content, truncated, refused)


def _size(items: Items) -> int:
    size = items.get(b"RFC822.SIZE")
    return size if isinstance(size, int) else 0


def _too_old(items: Items, since: datetime | None) -> bool:
    return since is not None and _received(items) < since


def _received(items: Items) -> datetime:
    """Return INTERNALDATE in UTC; a server without one has received the mail by now."""
    received = items.get(b"INTERNALDATE")
    if isinstance(received, datetime):
        # Years no mail was received in; at the calendar's ends every clock behind this would break.
        if 1970 <= received.year < 9999:
            return received.astimezone(UTC)
        _log.warning("INTERNALDATE %s is beyond the calendar", received)
    return datetime.fromtimestamp(time.time(), UTC)


def _body(items: Items) -> bytes | None:
    for name, value in items.items():
        if name.startswith(b"BODY[]") and isinstance(value, bytes):
            return value
    return None


def _name_vanished(session: Session, uids: Sequence[int]) -> None:
    for uid in uids:
        _log.warning("mail %d of %s vanished before it could be read", uid, session.folder)
