"""Storing an agent's correction: the case, its journal, the example and the draft in one commit."""

from __future__ import annotations

from dataclasses import dataclass, replace

from pydantic import TypeAdapter
from sqlalchemy import select, update

from triage.cases.case import Case
from triage.cases.journal import Change
from triage.drafts.draft import Draft, DraftFacts
from triage.errors import StoreConflict
from triage.reminders.reminder import Reminder, ReminderKind
from triage.storage.cases import PROGRAM, hold, update_case, write_journal
from triage.storage.corrections import Correction, keep
from triage.storage.database import Database
from triage.storage.drafts import StoredDraft, succeed
from triage.storage.registers import customers
from triage.storage.reminders import add_reminders, cancel_reminders
from triage.storage.schema import cases, drafts

_FACTS = TypeAdapter(DraftFacts)


@dataclass(frozen=True, slots=True)
class Redraft:
    """A draft that takes the place of a live one, and what it was composed from."""

    instead_of: StoredDraft
    id: int
    draft: Draft
    facts: DraftFacts
    reminders: tuple[Reminder, ...]


def record_correction(
    database: Database,
    before: Case,
    after: Case,
    correction: Correction,
    redraft: Redraft | None,
    *,
    note: str,
    confirms_language: bool,
) -> Case:
    """Commit a correction with all that follows; return the case as stored.

    Raises StoreConflict or StaleVersion when the case or its draft has moved on: decide again.
    """
    at, who = correction.at, correction.who
    with database.write("correct") as connection:
        hold(connection, before.id)
        version = select(cases.c.version).where(cases.c.id == before.id)
        if connection.execute(version).scalar_one() != before.version:
            raise StoreConflict(f"{before.number} has changed meanwhile")
        if redraft is not None:
            succeed(connection, redraft.instead_of, redraft.id, redraft.draft, PROGRAM, at)
            facts = _FACTS.dump_python(redraft.facts, mode="json")
            mine = drafts.c.id == redraft.id
            connection.execute(update(drafts).where(mine).values(facts=facts))
            cancel_reminders(connection, before.id, (ReminderKind.DRAFT_WAITS,))
            add_reminders(connection, before.id, redraft.reminders)
            # What a later letter promises counts once it has gone out.
            old = redraft.instead_of.draft.promise_at
            if before.acknowledged_at is None or before.promise_at == old:
                after = replace(after, promise_at=redraft.draft.promise_at)
        write_journal(connection, before.id, at, who, (Change("", "", "", note),))
        if after != before:
            after = update_case(connection, before, after, at, who)
        if confirms_language:
            here = (customers.c.store == before.store) & (
                customers.c.address == before.customer_address
            )
            values = {"language": correction.language, "language_confirmed": True}
            connection.execute(update(customers).where(here).values(values))
        keep(connection, correction)
    return after
