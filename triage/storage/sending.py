"""How a draft leaves: `sending` is committed before DATA, and how it ended after.

`sending` found after a crash becomes `in_doubt`, for nobody knows whether the mail went out.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, update

from triage.cases.case import Status
from triage.cases.journal import Change
from triage.drafts.draft import Draft
from triage.reminders.reminder import Reminder, ReminderKind
from triage.storage.acts import Act, ActKind, enqueue, settle
from triage.storage.cases import PROGRAM, get, update_case, write_journal
from triage.storage.database import Database
from triage.storage.drafts import StoredDraft, take_approved
from triage.storage.reminders import add_reminders, cancel_reminders
from triage.storage.schema import drafts


def begin_sending(database: Database, draft_id: int) -> bool:
    """Commit that DATA is about to go out; False unless the draft is approved and unsent."""
    with database.write("sending") as connection:
        return bool(
            connection.execute(
                update(drafts)
                .where(drafts.c.id == draft_id, drafts.c.state == "approved")
                .values(state="sending")
            ).rowcount
        )


def take_back(database: Database, draft_id: int) -> None:
    """Note that the server refused for now after `sending`: nothing went out, so it may again."""
    with database.write("take_back") as connection:
        connection.execute(
            update(drafts)
            .where(drafts.c.id == draft_id, drafts.c.state == "sending")
            .values(state="approved")
        )


def sent(
    database: Database,
    found: StoredDraft,
    reminders: tuple[Reminder, ...],
    now: datetime,
    *,
    act: Act,
    how: str = "sent",
) -> None:
    """Note that an answer went out: the case moves on, its draft comes out, its copy goes in."""
    with database.write("sent") as connection:
        if not settle(connection, act, now):
            return
        _move_on(connection, found, reminders, now, PROGRAM, how)
        for kind in (ActKind.FILE_SENT, ActKind.REMOVE_DRAFT):
            enqueue(connection, kind, found.mailbox, found.case_id, found.id, now)


def copied(
    database: Database,
    found: StoredDraft,
    final: Draft,
    reminders: tuple[Reminder, ...],
    who: str,
    now: datetime,
) -> None:
    """Note that an agent took an answer to a marketplace's own page. Raises StaleVersion.

    Approved and sent are one commit: no act would ever finish what a crash left between them.
    """
    with database.write("copied") as connection:
        take_approved(connection, found, final, who, now)
        _move_on(connection, replace(found, draft=final), reminders, now, who, "copied")


def _move_on(
    connection: Connection,
    found: StoredDraft,
    reminders: tuple[Reminder, ...],
    now: datetime,
    who: str,
    how: str,
) -> None:
    """Mark a draft as sent and take its case along, with the journal and the reminders."""
    connection.execute(
        update(drafts).where(drafts.c.id == found.id).values(state="sent", sent_at=now, error="")
    )
    before = get(connection, found.case_id)
    early = before.status in (Status.NEW, Status.DRAFTED)
    after = replace(
        before,
        status=Status.ACKNOWLEDGED if early else before.status,
        acknowledged_at=before.acknowledged_at or now,
        promise_at=found.draft.promise_at,
    )
    update_case(connection, before, after, now, who)
    note = Change("", "", "", f"draft version {found.version} {how}")
    write_journal(connection, found.case_id, now, who, (note,))
    over = (ReminderKind.DRAFT_WAITS, ReminderKind.FIRST_ANSWER_DUE)
    cancel_reminders(connection, found.case_id, over)
    add_reminders(connection, found.case_id, reminders)


def not_sent(
    database: Database, found: StoredDraft, act: Act, state: str, error: str, now: datetime
) -> None:
    """Note that sending ended `in_doubt`, or `failed` for good; an agent is told."""
    with database.write("not_sent") as connection:
        if not settle(connection, act, now, state=state):
            return
        connection.execute(
            update(drafts).where(drafts.c.id == found.id).values(state=state, error=error[:500])
        )
        note = Change("", "", "", f"sending draft version {found.version}: {state}")
        write_journal(connection, found.case_id, now, PROGRAM, (note,))
        kind = ReminderKind.SEND_IN_DOUBT if state == "in_doubt" else ReminderKind.DELIVERY_FAILED
        told = Reminder(kind, now, found.draft.message_id)
        add_reminders(connection, found.case_id, (told,))
