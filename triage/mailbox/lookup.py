"""Finding a mail of ours by its Message-ID, before anything is repeated.

The trap: SEARCH HEADER matches substrings, and some servers (QQ) answer it with every mail or
none, so each hit's header is read and the newest mails are looked through when nothing hits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from imapclient import DELETED

from triage.errors import FolderMissing, ServerRefused
from triage.mailbox.answers import Items
from triage.mailbox.folders import Folders
from triage.mailbox.session import Session

_HEADER = "BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)]"
_IN_BRACKETS = re.compile(rb"<([^<>]{1,998})>")
_MESSAGE_ID = re.compile(r"[\x21-\x7e]{1,990}")
_NEWEST = 200  # mails looked through by hand; a draft we miss is always among the newest
_CHUNK = 200  # UIDs per command: some servers take no line over 8,000 characters


class Where(StrEnum):
    """In which kind of folder a mail was found."""

    DRAFTS = "drafts"
    SENT = "sent"
    TRASH = "trash"
    ALL_MAIL = "all_mail"


@dataclass(frozen=True, slots=True)
class Found:
    """A mail on the server; `deleted` if it is flagged so but not yet removed."""

    where: Where
    folder: str
    uidvalidity: int
    uid: int
    deleted: bool = False


def find(
    session: Session,
    folders: Folders,
    message_id: str,
    places: Sequence[Where] = (Where.DRAFTS, Where.SENT, Where.TRASH, Where.ALL_MAIL),
) -> Found | None:
    """Find a mail by Message-ID in the given places, in that order; the newest of several."""
    wanted = bare(message_id)
    looked: set[str] = set()
    for where in places:
        folder: str = getattr(folders, where.value)
        if not folder or folder in looked:
            continue
        looked.add(folder)
        try:
            opened = session.examine(folder)
        except FolderMissing:
            if where is Where.DRAFTS:
                raise
            continue  # an admin may remove Trash; the other places still tell
        if not opened.exists:
            continue
        for uid, deleted in _matches(session, wanted, opened.exists):
            return Found(where, folder, opened.uidvalidity, uid, deleted)
    return None


def holds(session: Session, uid: int, message_id: str) -> bool:
    """Tell whether the mail at this UID of the open folder has this Message-ID."""
    items = session.fetch([uid], [_HEADER]).get(uid)
    return items is not None and _message_id(items) == bare(message_id).encode()


def lies_in(session: Session, folder: str, message_id: str, size: int) -> bool:
    """Tell whether a folder holds a mail with this Message-ID and size in bytes.

    Some shop forms give every mail the same Message-ID. False for one of odd characters.
    """
    if not searchable(message_id):
        return False
    opened = session.examine(folder)
    if not opened.exists:
        return False
    return any(
        size_of(session, uid) == size for uid, _ in _matches(session, message_id, opened.exists)
    )


def size_of(session: Session, uid: int) -> int | None:
    """Return the size of a mail of the open folder in bytes, None if the server does not tell."""
    size = session.fetch([uid], ["RFC822.SIZE"]).get(uid, {}).get(b"RFC822.SIZE")
    return size if isinstance(size, int) else None


def message_id_of(session: Session, uid: int) -> str:
    """Return the Message-ID of a mail of the open folder without brackets, "" if it has none."""
    items = session.fetch([uid], [_HEADER]).get(uid, {})
    return _message_id(items).decode("ascii", "replace")


def bare(message_id: str) -> str:
    """Return a Message-ID without angle brackets; refuse what could break out of a command."""
    stripped = message_id.strip().removeprefix("<").removesuffix(">")
    if not _MESSAGE_ID.fullmatch(stripped):
        raise ValueError(f"not a Message-ID of ours: {message_id!r}")
    return stripped


def searchable(message_id: str) -> bool:
    """Tell whether a Message-ID that a client made can be asked for in a command."""
    return bool(_MESSAGE_ID.fullmatch(message_id))


def _matches(session: Session, wanted: str, exists: int) -> Iterator[tuple[int, bool]]:
    """Yield (UID, flagged deleted) of the mails that truly have this Message-ID, newest first."""
    try:
        hits = session.search(["HEADER", "Message-ID", wanted])
    except ServerRefused:  # no SEARCH by header at all: look through the newest
        hits = []
    tried = sorted(hits, reverse=True)[:_NEWEST]
    yield from _checked(session, tried, wanted)
    yield from _checked(session, [u for u in _newest(session, exists) if u not in tried], wanted)


def _newest(session: Session, exists: int) -> list[int]:
    # Sequence numbers are dense, UIDs are not, so the newest are asked for by number.
    return sorted(session.search([f"{max(1, exists - _NEWEST + 1)}:*"]), reverse=True)


def _checked(session: Session, uids: Sequence[int], wanted: str) -> Iterator[tuple[int, bool]]:
    for start in range(0, len(uids), _CHUNK):
        some = uids[start : start + _CHUNK]
        fetched = session.fetch(some, [_HEADER, "FLAGS"])
        for uid in some:
            items = fetched.get(uid)
            if items is not None and _message_id(items) == wanted.encode():
                yield uid, DELETED in items.get(b"FLAGS", ())


def _message_id(items: Items) -> bytes:
    # Servers write the item's name back in several ways, so it is found by its beginning.
    for name, value in items.items():
        if name.startswith(b"BODY[HEADER") and isinstance(value, bytes):
            match = _IN_BRACKETS.search(value)
            return match[1] if match else value.partition(b":")[2].strip()
    return b""
