"""How far a folder is behind: old mail still to be read, and what is known of the newest UIDs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select, update

from triage.storage.database import Database
from triage.storage.rows import insert_new
from triage.storage.schema import backlogs, mails, positions


@dataclass(frozen=True, slots=True)
class Backlog:
    """Old mail of a folder that is still to be read: UIDs above `after`, below `before`."""

    uidvalidity: int
    after: int
    before: int


def backlog(database: Database, mailbox: str, folder: str) -> Backlog | None:
    """Return what is still to be read of a folder, None if nothing is."""
    query = select(backlogs).where(backlogs.c.mailbox == mailbox, backlogs.c.folder == folder)
    with database.read() as connection:
        row = connection.execute(query).one_or_none()
    return Backlog(row.uidvalidity, row.after_uid, row.before_uid) if row else None


def put_off(database: Database, mailbox: str, folder: str, left: Backlog | None) -> None:
    """Note what is still to be read of a folder, None for nothing."""
    here = (backlogs.c.mailbox == mailbox) & (backlogs.c.folder == folder)
    with database.write("behind") as connection:
        if left is None or left.before - left.after < 2:
            connection.execute(delete(backlogs).where(here))
            return
        values = {
            "uidvalidity": left.uidvalidity,
            "after_uid": left.after,
            "before_uid": left.before,
        }
        if not insert_new(connection, backlogs, [{"mailbox": mailbox, "folder": folder, **values}]):
            connection.execute(update(backlogs).where(here).values(values))


def known_uids(
    database: Database, mailbox: str, folder: str, uidvalidity: int, lowest: int
) -> frozenset[int]:
    """Return the UIDs of the mails we keep of a folder, from `lowest` on."""
    query = select(mails.c.uid).where(
        mails.c.mailbox == mailbox,
        mails.c.folder == folder,
        mails.c.uidvalidity == uidvalidity,
        mails.c.uid >= lowest,
    )
    with database.read() as connection:
        return frozenset(connection.execute(query).scalars())


def first_look(database: Database, mailbox: str) -> datetime | None:
    """Return when a mailbox was first looked into, as far as its mails and positions tell."""
    with database.read() as connection:
        told = (
            connection.execute(select(func.min(column)).where(table.c.mailbox == mailbox)).scalar()
            for table, column in ((mails, mails.c.stored_at), (positions, positions.c.looked_at))
        )
        return min(filter(None, told), default=None)
