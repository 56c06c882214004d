"""The act that marks a filed mail as done in its mailbox, as the settings ask for it."""

from __future__ import annotations

import logging

from triage.errors import TooEarly
from triage.mailbox import done
from triage.mailbox.folders import Folders
from triage.mailbox.session import Session
from triage.office import Account
from triage.storage.acts import Act
from triage.storage.database import Database
from triage.storage.filed import draft_waits, mail_of

_log = logging.getLogger(__name__)


def mark_done(
    database: Database, account: Account, session: Session, folders: Folders, act: Act
) -> None:
    """Set the keyword or move the mail; safe to repeat. Raises TooEarly, SettingsWrong."""
    settings = account.settings
    mail = mail_of(database, act)
    if mail is None or settings.after == "nothing" or mail.folder != folders.inbox:
        return  # switched off since, or moved by a person
    if draft_waits(database, act):
        raise TooEarly("the draft of this case is not placed yet")
    if settings.after == "keyword":
        there = done.set_keyword(session, mail.folder, mail.uidvalidity, mail.uid, settings.keyword)
    else:
        there = done.move(session, mail.folder, mail.uidvalidity, mail.uid, folders.done)
    if not there:
        _log.info("act %d: the mail is no longer in %s", act.id, mail.folder)
