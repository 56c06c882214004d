"""Drafts that do not come from a mail just filed: renewed ones, and letters for a waiting case.

The trap: the daemon, the desk and a mail client may change the case at the same moment, so each
step asks for what it rests on and leaves the rest to whoever was quicker.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from pydantic import TypeAdapter
from sqlalchemy import Connection, select, update

from triage.cases.case import Case, Status
from triage.cases.journal import Change
from triage.drafts.draft import Draft, DraftFacts
from triage.errors import StaleVersion, StoreConflict
from triage.reminders.reminder import Reminder, ReminderKind
from triage.storage.cases import PROGRAM, get, hold, join_thread, update_case, write_journal
from triage.storage.database import Database
from triage.storage.drafts import LIVE, StoredDraft, insert_draft, replace_draft, succeed
from triage.storage.reminders import add_reminders, cancel_reminders, mark_written
from triage.storage.schema import drafts, mails

_FACTS = TypeAdapter(DraftFacts)


@dataclass(frozen=True, slots=True)
class Written:
    """A letter composed for a case, and what it rests on."""

    case: Case  # as it was read
    instead_of: StoredDraft | None  # the live draft it takes the place of
    id: int
    mail_id: int  # the customer's mail it answers
    draft: Draft
    facts: DraftFacts
    reminders: tuple[Reminder, ...]
    made_by: str
    reminder_id: int | None = None  # the clock's, if that asked for it


def renew(database: Database, found: StoredDraft, new_id: int, draft: Draft, now: datetime) -> None:
    """Replace a live draft by one that promises anew, with its case. Raises StaleVersion."""
    with database.write("renew") as connection:
        hold(connection, found.case_id)
        succeed(connection, found, new_id, draft, PROGRAM, now)
        before = get(connection, found.case_id)
        # What a later letter promises counts once it has gone out; till then the word given does.
        if before.acknowledged_at is None or before.promise_at == found.draft.promise_at:
            after = replace(before, promise_at=draft.promise_at)
            update_case(connection, before, after, now, PROGRAM)


def write(database: Database, letter: Written, now: datetime) -> None:
    """Store a letter as the live draft of its case and have it placed.

    Raises StaleVersion or StoreConflict when the case, its draft or the reminder has moved on.
    """
    case, draft = letter.case, letter.draft
    with database.write("letter") as connection:
        hold(connection, case.id)
        before = get(connection, case.id)
        if before.version != case.version:
            raise StoreConflict(f"{case.number} has changed meanwhile")
        if letter.reminder_id is not None and not mark_written(connection, letter.reminder_id):
            raise StoreConflict(f"{case.number}: this reminder was taken care of meanwhile")
        _make_room(connection, letter, now)
        box = select(mails.c.mailbox).where(mails.c.id == letter.mail_id)
        mailbox: str = connection.execute(box).scalar_one()
        version = insert_draft(
            connection, letter.id, case.id, letter.mail_id, mailbox, draft, letter.made_by, now
        )
        facts = _FACTS.dump_python(letter.facts, mode="json")
        connection.execute(update(drafts).where(drafts.c.id == letter.id).values(facts=facts))
        join_thread(connection, case.store, case.id, draft.message_id)
        promise = _promised(connection, before, letter)
        status = Status.DRAFTED if before.status is Status.NEW else before.status
        after = replace(before, status=status, promise_at=promise)
        if after != before:
            update_case(connection, before, after, now, letter.made_by)
        old = letter.instead_of
        note = f"draft version {version}: {draft.kind.value}"
        note += f"; replaces version {old.version}" if old else ""
        write_journal(connection, case.id, now, letter.made_by, (Change("", "", "", note),))
        cancel_reminders(connection, case.id, (ReminderKind.DRAFT_WAITS,))
        add_reminders(connection, case.id, letter.reminders)


def _make_room(connection: Connection, letter: Written, now: datetime) -> None:
    """Take the live draft out of force, if it is the one that was looked at."""
    old = letter.instead_of
    if old is not None:
        try:
            replace_draft(connection, old.id, now)
        except StoreConflict as error:
            number, version = old.case_number, old.version
            raise StaleVersion(
                f"{number}: version {version} is not the live draft any more"
            ) from error
        return
    here = (drafts.c.case_id == letter.case.id) & drafts.c.state.in_((*LIVE, "approved", "sending"))
    if connection.execute(select(drafts.c.id).where(here).limit(1)).first() is not None:
        raise StoreConflict(f"{letter.case.number} has a draft of its own by now")


def _promised(connection: Connection, before: Case, letter: Written) -> datetime | None:
    """Return what the case promises: till the letter has gone out, what the customer was told."""
    if before.acknowledged_at is None:
        return letter.draft.promise_at
    old = letter.instead_of
    if old is None or old.draft.promise_at is None or before.promise_at != old.draft.promise_at:
        return before.promise_at
    told = (drafts.c.case_id == before.id) & (drafts.c.state == "sent")
    query = select(drafts.c.promise_at).where(told, drafts.c.promise_at.is_not(None))
    return connection.execute(query.order_by(drafts.c.version.desc()).limit(1)).scalar()
