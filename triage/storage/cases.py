"""Cases as stored: reading them, and changing one under its version, journalled."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from triage.cases.case import OPEN, Case, Priority, Status
from triage.cases.journal import Change, changes
from triage.cases.number import typed
from triage.errors import NotFound, StoreConflict
from triage.storage.database import Database
from triage.storage.registers import customers
from triage.storage.rows import case_from, case_row, insert_new
from triage.storage.schema import cases, journal, mails, thread_messages

PROGRAM = "triage"  # who, in the journal


def find(database: Database, number: str) -> Case:
    """Return a case by its number, however it is typed. Raises NotFound."""
    with database.read() as connection:
        row = connection.execute(select(cases).where(cases.c.number == typed(number))).one_or_none()
    if row is None:
        raise NotFound(f"there is no case {number}; `triage cases` lists them")
    return case_from(row)


def load(database: Database, case_id: int) -> Case:
    """Return a case by its id."""
    with database.read() as connection:
        return case_from(connection.execute(select(cases).where(cases.c.id == case_id)).one())


def get(connection: Connection, case_id: int) -> Case:
    """Return a case by its id and keep others from changing it in the caller's transaction."""
    query = select(cases).where(cases.c.id == case_id).with_for_update(key_share=True)
    return case_from(connection.execute(query).one())


def hold(connection: Connection, case_id: int | None) -> None:
    """Keep others from changing a case and what hangs on it in the caller's transaction.

    Comes first: whoever took a draft and then its case would meet one who goes the other way.
    """
    if case_id is not None:
        query = select(cases.c.id).where(cases.c.id == case_id).with_for_update(key_share=True)
        connection.execute(query).one()


def listed(
    database: Database,
    *,
    store: str = "",
    status: Status | None = None,
    priority: Priority | None = None,
    only_open: bool = False,
    limit: int = 100,
) -> list[Case]:
    """Return cases, the last written to first."""
    query = select(cases).order_by(cases.c.last_mail_at.desc(), cases.c.id.desc()).limit(limit)
    if store:
        query = query.where(cases.c.store == store)
    if status is not None:
        query = query.where(cases.c.status == status.value)
    if priority is not None:
        query = query.where(cases.c.priority == priority.value)
    if only_open:
        query = query.where(cases.c.status.in_([each.value for each in OPEN]))
    with database.read() as connection:
        return [case_from(row) for row in connection.execute(query)]


def count(database: Database) -> int:
    """Return how many cases there are."""
    with database.read() as connection:
        return int(connection.execute(select(func.count()).select_from(cases)).scalar_one())


def journal_of(database: Database, case_id: int) -> list[dict[str, Any]]:
    """Return the journal of a case, oldest first: at, who, field, old, new, note."""
    query = select(journal).where(journal.c.case_id == case_id).order_by(journal.c.id)
    with database.read() as connection:
        return [dict(row._mapping) for row in connection.execute(query)]


def mails_of(database: Database, case_id: int) -> list[dict[str, Any]]:
    """Return id, kind, received_at and message_id of a case's mails, oldest first."""
    query = (
        select(mails.c.id, mails.c.kind, mails.c.received_at, mails.c.message_id, mails.c.truncated)
        .where(mails.c.case_id == case_id)
        .order_by(mails.c.received_at, mails.c.id)
    )
    with database.read() as connection:
        return [dict(row._mapping) for row in connection.execute(query)]


def write_journal(
    connection: Connection, case_id: int, at: datetime, who: str, lines: tuple[Change, ...]
) -> None:
    """Add lines to a case's journal."""
    rows = [
        {
            "case_id": case_id,
            "at": at,
            "who": who,
            "field": line.field,
            "old": line.old,
            "new": line.new,
            "note": line.note,
        }
        for line in lines
    ]
    if rows:
        connection.execute(insert(journal), rows)


def update_case(connection: Connection, before: Case, after: Case, at: datetime, who: str) -> Case:
    """Store a changed case under its next version and note every change in the journal."""
    after = replace(after, version=before.version + 1)
    done = connection.execute(
        update(cases)
        .where(cases.c.id == before.id, cases.c.version == before.version)
        .values(case_row(after))
    ).rowcount
    if not done:
        raise StoreConflict(f"{before.number} has changed meanwhile")
    write_journal(connection, before.id, at, who, changes(before, after))
    return after


def join_thread(connection: Connection, store: str, case_id: int, message_id: str) -> bool:
    """Remember a mail of ours, so that its answer joins the case; False if it was known."""
    row = {"store": store, "message_id": message_id, "case_id": case_id, "direction": "out"}
    return bool(message_id) and bool(insert_new(connection, thread_messages, [row]))


def answer_bounced(database: Database, case: Case) -> bool:
    """Tell whether an answer to the customer of a case bounced and nothing has cleared that."""
    query = select(customers.c.no_automatic_mail).where(
        customers.c.store == case.store,
        customers.c.address.in_((case.customer_address, case.reply_to)),
    )
    with database.read() as connection:
        return any(connection.execute(query).scalars())
