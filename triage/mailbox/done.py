"""A filed mail gets a keyword or goes to another folder, where the settings ask for it.

The only place a received mail is touched. The trap: a mail must never be lost, so it is removed
from its folder by MOVE, or by its own UID once a copy lies elsewhere; a plain EXPUNGE never is.
"""

from __future__ import annotations

from imapclient import DELETED

from triage.errors import SettingsWrong
from triage.mailbox.answers import Opened
from triage.mailbox.lookup import lies_in, message_id_of, size_of
from triage.mailbox.session import Session


def set_keyword(session: Session, folder: str, uidvalidity: int, uid: int, keyword: str) -> bool:
    """Set a keyword on one mail; tell whether it was still there. Raises SettingsWrong."""
    opened = session.select(folder)
    if why := no_keyword(opened, keyword):
        raise SettingsWrong(why)
    if opened.uidvalidity != uidvalidity or not session.fetch([uid], ["FLAGS"]):
        return False
    session.add_flag(uid, keyword.encode("ascii"))
    return True


def move(session: Session, folder: str, uidvalidity: int, uid: int, to: str) -> bool:
    """Move one mail; tell whether it was still there. Safe to repeat. Raises SettingsWrong."""
    if why := no_move(session):
        raise SettingsWrong(why)
    opened = session.select(folder)
    if opened.uidvalidity != uidvalidity or not (found := session.fetch([uid], ["FLAGS"])):
        return False  # moved by an earlier try, or by a person
    if DELETED in found[uid].get(b"FLAGS", ()):
        # Ours, if a try was cut off between COPY and EXPUNGE; else a person has thrown it away.
        return _finish(session, folder, uid, to)
    if session.capable("MOVE"):
        session.move(uid, to)
        return True
    if not _copied(session, uid, to):
        session.select(folder)
        session.copy(uid, to)
    session.select(folder)
    session.add_flag(uid, DELETED)
    session.expunge(uid)
    return True


def _finish(session: Session, folder: str, uid: int, to: str) -> bool:
    if not session.capable("UIDPLUS") or not _copied(session, uid, to):
        return False
    session.select(folder)
    session.expunge(uid)
    return True


def _copied(session: Session, uid: int, to: str) -> bool:
    """Tell whether the very mail lies in the other folder; leaves that one open."""
    size = size_of(session, uid)
    return size is not None and lies_in(session, to, message_id_of(session, uid), size)


def no_keyword(opened: Opened, keyword: str) -> str:
    """Say why a folder opened for writing takes no such keyword, "" if it does."""
    if "\\*" in opened.permanent or keyword.lower() in opened.permanent:
        return ""
    return (
        f"the server keeps no keyword {keyword!r} (Exchange, QQ and others keep none): use after = "
        '"move" or "nothing"'
    )


def no_move(session: Session) -> str:
    """Say why no mail can be moved safely on this server, "" if it can."""
    if session.capable("MOVE") or session.capable("UIDPLUS"):
        return ""
    return (
        "the server has neither MOVE nor UIDPLUS, without which others' mail might be expunged: "
        'use after = "keyword" or "nothing"'
    )
