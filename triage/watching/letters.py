"""What both watches need: the case of a mail that an agent wrote, and the words in it."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from triage.drafts.fate import Sighting
from triage.errors import UnreadableMail
from triage.isolation import parse_safely
from triage.mail import message_id as keyed
from triage.mail.message import Identity
from triage.mailbox.session import Session
from triage.mailbox.watch import Standing, content
from triage.office import Account, Office
from triage.pipeline.taking_over import Letter, letter_of
from triage.storage import ties
from triage.storage.drafts import StoredDraft
from triage.storage.ties import Tied
from triage.storage.watching import Looked

_log = logging.getLogger(__name__)


def attach(
    office: Office, account: Account, waiting: Sequence[StoredDraft], seen: Sequence[Sighting]
) -> list[Tied]:
    """Return the mails that belong to a case of a mailbox's store, their marks verified."""
    store = account.settings.store
    identity = office.practices[store].identity
    return ties.attach(office.database, store, waiting, [_verified(identity, one) for one in seen])


def read_letter(session: Session, folder: str, uidvalidity: int, uid: int) -> Letter | None:
    """Return what an agent wrote in a mail, None if it is gone or cannot be read."""
    found = content(session, folder, uidvalidity, uid)
    if found is None:
        return None
    try:
        return letter_of(parse_safely(found, truncated=False))
    except UnreadableMail as error:
        _log.warning("mail %d in %s: %s", uid, folder, error)
        return None


def standing_of(looked: Looked | None) -> Standing | None:
    """Return a folder's standing as the wire compares it."""
    return Standing(looked.uidvalidity, looked.last_uid, looked.exists) if looked else None


def looked_at(standing: Standing, now: datetime) -> Looked:
    """Return a folder's standing as the store keeps it."""
    return Looked(standing.uidvalidity, standing.last_uid, standing.exists, now)


def _verified(identity: Identity, seen: Sighting) -> Sighting:
    """Complete the mark of X-Desk-Draft to a Message-ID; one that is not keyed is dropped."""
    whole = f"{seen.mark}@{identity.message_id_domain}".lower()
    proven = bool(seen.mark) and keyed.case_of(identity, whole) is not None
    return replace(seen, mark=whole if proven else "")
