"""Reminders as stored: each fires once, in the same commit that has the team told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from triage.reminders.reminder import Reminder, ReminderKind
from triage.storage.database import Database
from triage.storage.rows import insert_new
from triage.storage.schema import cases, reminders

# `written`: the letter it asks for is composed, and a person is still to be told.
OPEN = ("waiting", "written")


def add_reminders(
    connection: Connection, case_id: int | None, wanted: tuple[Reminder, ...]
) -> None:
    """Add reminders that are not there yet; one per case, kind and anchor."""
    if case_id is None:
        return
    rows = [
        {
            "case_id": case_id,
            "kind": each.kind.value,
            "anchor": each.anchor[:200],
            "due_at": each.due_at,
            "state": "waiting",
        }
        for each in wanted
    ]
    insert_new(connection, reminders, rows)


def cancel_reminders(
    connection: Connection,
    case_id: int,
    kinds: tuple[ReminderKind, ...],
    *,
    but: tuple[str, ...] = (),
) -> None:
    """Call off what is not due any more, save what has one of the anchors in `but`."""
    connection.execute(
        update(reminders)
        .where(
            reminders.c.case_id == case_id,
            reminders.c.kind.in_([kind.value for kind in kinds]),
            reminders.c.state.in_(OPEN),
            reminders.c.anchor.not_in(but),
        )
        .values(state="cancelled")
    )


def renew_reminders(connection: Connection, case_id: int, wanted: tuple[Reminder, ...]) -> None:
    """Add reminders, also those that were called off before and are due again."""
    add_reminders(connection, case_id, wanted)
    for each in wanted:
        wake_reminder(connection, case_id, each.kind, each.anchor, each.due_at)


def wake_reminder(
    connection: Connection,
    case_id: int,
    kind: ReminderKind,
    anchor: str,
    due_at: datetime | None = None,
) -> None:
    """Let a reminder that was called off wait again, until `due_at` or its old time."""
    values = {"state": "waiting"} | ({"due_at": due_at} if due_at else {})
    connection.execute(
        update(reminders)
        .where(
            reminders.c.case_id == case_id,
            reminders.c.kind == kind.value,
            reminders.c.anchor == anchor[:200],
            reminders.c.state == "cancelled",
        )
        .values(values)
    )


def fire_due(
    database: Database, now: datetime, tell: Callable[[Connection, list[dict[str, Any]]], None]
) -> int:
    """Fire what is due: mark it and let `tell` enqueue the telling, in one commit.

    What another process fires or calls off at this moment is left to it.
    """
    due = (
        select(reminders.c.id)
        .where(reminders.c.state.in_(OPEN), reminders.c.due_at <= now)
        .with_for_update(skip_locked=True)
    )
    with database.write("remind") as connection:
        rows = connection.execute(
            update(reminders)
            .where(reminders.c.id.in_(due))
            .values(state="fired", fired_at=now)
            .returning(reminders.c.id)
        ).all()
        if rows:
            ids = [row.id for row in rows]
            tell(connection, _with_cases(connection, reminders.c.id.in_(ids)))
    return len(rows)


def mark_written(connection: Connection, reminder_id: int) -> bool:
    """Note with a letter that it was composed for this reminder; False if that is not due now."""
    here = (reminders.c.id == reminder_id) & (reminders.c.state == "waiting")
    return bool(connection.execute(update(reminders).where(here).values(state="written")).rowcount)


def call_off(database: Database, reminder_id: int) -> None:
    """Call off one reminder whose occasion is gone."""
    here = (reminders.c.id == reminder_id) & (reminders.c.state == "waiting")
    with database.write("called_off") as connection:
        connection.execute(update(reminders).where(here).values(state="cancelled"))


def due_of(
    database: Database, kinds: tuple[ReminderKind, ...], now: datetime
) -> list[dict[str, Any]]:
    """Return the waiting reminders of some kinds that are due, the oldest first."""
    wanted = reminders.c.kind.in_([kind.value for kind in kinds])
    waiting = (reminders.c.state == "waiting") & (reminders.c.due_at <= now)
    with database.read() as connection:
        return _with_cases(connection, waiting & wanted)


def any_due(database: Database, now: datetime) -> bool:
    """Tell whether anything is due, without taking the write lock."""
    query = select(reminders.c.id).where(reminders.c.state.in_(OPEN), reminders.c.due_at <= now)
    with database.read() as connection:
        return connection.execute(query.limit(1)).first() is not None


def listed(database: Database, *, fired: bool = False) -> list[dict[str, Any]]:
    """Return waiting (or fired) reminders with their case's number, priority, team and gist."""
    state = "fired" if fired else "waiting"
    with database.read() as connection:
        return _with_cases(connection, reminders.c.state == state)


def of_case(database: Database, case_id: int) -> list[dict[str, Any]]:
    """Return every reminder of a case, called off ones too, the next due first."""
    with database.read() as connection:
        return _with_cases(connection, reminders.c.case_id == case_id)


def _with_cases(connection: Connection, condition: Any) -> list[dict[str, Any]]:
    query = (
        select(
            reminders.c.id,
            reminders.c.kind,
            reminders.c.anchor,
            reminders.c.due_at,
            reminders.c.state,
            reminders.c.fired_at,
            cases.c.number,
            cases.c.store,
            cases.c.team,
            cases.c.agent,
            cases.c.priority,
            cases.c.status,
            cases.c.gist_en,
            cases.c.gist_zh,
        )
        .join(cases, cases.c.id == reminders.c.case_id)
        .where(condition)
        .order_by(reminders.c.due_at, reminders.c.id)
    )
    return [dict(row._mapping) for row in connection.execute(query)]
