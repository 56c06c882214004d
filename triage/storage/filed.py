"""Filed mails that are still to be marked as done in their mailbox."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from triage.storage.acts import Act, ActKind, enqueue
from triage.storage.database import Database
from triage.storage.mails import Waiting
from triage.storage.schema import acts, mails


@dataclass(frozen=True, slots=True)
class FiledMail:
    """Where a filed mail lies, as far as we know."""

    folder: str
    uidvalidity: int
    uid: int


def enqueue_done(connection: Connection, mail: Waiting, case_id: int, now: datetime) -> None:
    """Have a mail marked as done, within the transaction that files it."""
    enqueue(
        connection,
        ActKind.MARK_DONE,
        mail.mailbox,
        case_id,
        None,
        now,
        key=f"{ActKind.MARK_DONE.value}:{mail.id}",
        payload={"mail": mail.id},
    )


def mail_of(database: Database, act: Act) -> FiledMail | None:
    """Return where the mail of an act lies, None if it is no longer kept."""
    query = select(mails.c.folder, mails.c.uidvalidity, mails.c.uid).where(
        mails.c.id == int(act.payload["mail"])
    )
    with database.read() as connection:
        row = connection.execute(query).one_or_none()
    return FiledMail(row.folder, row.uidvalidity, row.uid) if row else None


def draft_waits(database: Database, act: Act) -> bool:
    """Tell whether a draft of the case is still to be placed, or could not be.

    Those of later mails have later acts, and marks of their own that wait for them.
    """
    query = select(acts.c.id).where(
        acts.c.case_id == act.case_id,
        acts.c.id < act.id,
        acts.c.kind == ActKind.PLACE_DRAFT.value,
        acts.c.state != "done",
    )
    with database.read() as connection:
        return connection.execute(query.limit(1)).first() is not None
