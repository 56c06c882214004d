"""The Sent folder: proof that a mail went out, and a copy where the server files none.

The trap: Gmail and Exchange file their own copy of what leaves through their SMTP, so a copy is
appended only if none is found.
"""

from __future__ import annotations

from imapclient import SEEN

from triage.mailbox.drafts import Placed, append
from triage.mailbox.folders import Folders
from triage.mailbox.lookup import Found, Where, bare, find
from triage.mailbox.session import Session


def find_sent(session: Session, folders: Folders, message_id: str) -> Found | None:
    """Find a mail of ours in the Sent folder."""
    return find(session, folders, message_id, (Where.SENT,))


def file_sent(session: Session, folders: Folders, content: bytes, message_id: str) -> Placed:
    """Put a copy of a sent mail into the Sent folder unless one is there."""
    wanted = bare(message_id)
    if found := find_sent(session, folders, wanted):
        return Placed(found.folder, found.uidvalidity, found.uid, Where.SENT, already=True)
    return append(session, folders, content, wanted, Where.SENT, (SEEN,))
