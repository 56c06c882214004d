"""Placing drafts for agents, exactly once, and taking back only those we placed.

The trap: after a crash nobody knows whether APPEND arrived, and an agent may have sent, moved or
deleted the draft since, so it is looked for everywhere before it is placed again.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass

from imapclient import DELETED, DRAFT, SEEN

from triage.mailbox.folders import Folders
from triage.mailbox.lookup import Found, Where, bare, find, holds
from triage.mailbox.session import Session

__all__ = ["Found", "Placed", "Where", "find", "place", "remove", "uidnext"]

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a mail of ours lies. `uid` 0: the server took it but does not tell where.

    `already`: it was there before; `where` and `deleted` (flagged so, not yet removed) then say
    whether an agent has sent or thrown it away.
    """

    folder: str
    uidvalidity: int
    uid: int
    where: Where = Where.DRAFTS
    already: bool = False
    deleted: bool = False


def place(
    session: Session, folders: Folders, content: bytes, message_id: str, *, look_first: bool
) -> Placed:
    """Put a draft into the Drafts folder; with `look_first` only if it is nowhere already."""
    wanted = bare(message_id)
    if look_first and (found := find(session, folders, wanted)):
        if found.deleted and found.where is Where.DRAFTS:  # as clients leave it once it is sent
            found = find(session, folders, wanted, (Where.SENT,)) or found
        return _placed(found, already=True)
    return append(session, folders, content, wanted, Where.DRAFTS, (DRAFT, SEEN))


def remove(session: Session, folders: Folders, placed: Placed, message_id: str) -> bool:
    """Take a draft away if the very mail we placed is still there; tell whether it is gone.

    Changed mail has another UID, so what an agent has edited is never touched.
    """
    if not placed.uid:
        return False
    opened = session.select(placed.folder)
    if opened.uidvalidity != placed.uidvalidity or not holds(session, placed.uid, message_id):
        return False
    uid = placed.uid
    trash = folders.trash if folders.trash != placed.folder else ""
    # Gmail keeps an expunged draft in All Mail; only a move to its Trash ends it.
    if trash and session.capable("MOVE") and not _expunges_one(session):
        session.move(uid, trash)
        return True
    session.add_flag(uid, DELETED)
    if session.capable("UIDPLUS"):
        session.expunge(uid)
        return True
    if session.search(["DELETED"]) == [uid]:
        session.expunge(None)
        return True
    # A wide EXPUNGE would also remove what others have flagged, and that is not ours to do.
    _log.warning("draft %d in %s is flagged deleted, but not expunged", uid, placed.folder)
    return False


def uidnext(session: Session, folder: str) -> int:
    """Return the UID the next mail of a folder will get at least."""
    return session.status(folder).uidnext


def _expunges_one(session: Session) -> bool:
    return session.capable("UIDPLUS") and not session.capable("X-GM-EXT-1")


def append(
    session: Session,
    folders: Folders,
    content: bytes,
    message_id: str,
    where: Where,
    flags: tuple[bytes, ...],
) -> Placed:
    """Add a mail to one of the folders and find out its UID, one way or the other."""
    folder: str = getattr(folders, where.value)
    told = session.append(folder, content, flags)
    if told:
        return Placed(folder, *told, where)
    if found := find(session, folders, message_id, (where,)):
        return _placed(found, already=False)
    return Placed(folder, 0, 0, where)


def _placed(found: Found, *, already: bool) -> Placed:
    return Placed(found.folder, found.uidvalidity, found.uid, found.where, already, found.deleted)
