"""Letters for a waiting case: one commit each, and nobody who was quicker is overruled."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import select, text

from tests.cases.make import NOW, a_case
from tests.cli.builders import a_facts
from tests.storage.make import a_draft, an_outcome, stored
from triage.cases.case import Status
from triage.drafts.draft import MessageKind
from triage.errors import StaleVersion, StoreConflict
from triage.pipeline import Known
from triage.reminders.reminder import Reminder, ReminderKind
from triage.storage import acts, cases, drafts, reminders, writing
from triage.storage import migrate as migrating
from triage.storage.acts import ActKind
from triage.storage.database import Database
from triage.storage.drafts import StoredDraft
from triage.storage.mails import Mails
from triage.storage.record import facts_behind, record
from triage.storage.schema import thread_messages
from triage.storage.writing import Written

FOLLOW_UP = Reminder(ReminderKind.FOLLOW_UP_FIRST, NOW, "d1@store.example")


@pytest.fixture
def found(database: Database, mails: Mails) -> StoredDraft:
    """File one mail with its draft and a clock that is due."""
    [mail] = stored(mails, 1)
    outcome = an_outcome(reminders=(FOLLOW_UP,))
    assert record(database, mail, Known(), outcome, NOW)
    return drafts.find(database, a_case().number)


def a_letter(database: Database, number: int = 2, **changes: Any) -> Written:
    """Make a letter in place of the live draft."""
    case = cases.find(database, a_case().number)
    live = next(iter(drafts.listed(database)), None)
    draft = a_draft(number, kind=MessageKind.PROGRESS, promise_at=None)
    mail = cases.mails_of(database, case.id)[0]["id"]
    due = (Reminder(ReminderKind.DRAFT_WAITS, NOW, draft.message_id),)
    facts = a_facts(case, draft)
    return replace(Written(case, live, number, mail, draft, facts, due, "Mei"), **changes)


def test_letter_is_stored_with_all_that_follows(database: Database, found: StoredDraft) -> None:
    letter = a_letter(database)
    writing.write(database, letter, NOW)
    [live] = drafts.listed(database)
    assert (live.id, live.version, live.made_by) == (2, 2, "Mei")
    assert live.draft.promise_at is None
    assert facts_behind(database, live) == letter.facts
    kinds = {(act["kind"], act["draft_id"]) for act in acts.unfinished(database)}
    assert {(ActKind.REMOVE_DRAFT.value, 1), (ActKind.PLACE_DRAFT.value, 2)} <= kinds
    with database.read() as connection:
        known = connection.execute(select(thread_messages.c.message_id)).scalars().all()
    assert letter.draft.message_id in known
    [line] = [each for each in cases.journal_of(database, 1) if "version 2" in each["note"]]
    assert line["note"] == "draft version 2: progress; replaces version 1"
    waits = [each for each in reminders.listed(database) if each["kind"] == "draft_waits"]
    assert [each["anchor"] for each in waits] == [letter.draft.message_id]
    assert cases.load(database, 1).status is Status.DRAFTED


def test_case_that_has_changed_is_read_again(database: Database, found: StoredDraft) -> None:
    letter = a_letter(database)
    other = replace(letter, case=replace(letter.case, version=letter.case.version - 1))
    with pytest.raises(StoreConflict, match="changed meanwhile"):
        writing.write(database, other, NOW)
    assert [each.version for each in drafts.listed(database)] == [1]


def test_draft_that_came_or_went_meanwhile_is_not_overruled(
    database: Database, found: StoredDraft
) -> None:
    with pytest.raises(StoreConflict, match="a draft of its own"):
        writing.write(database, a_letter(database, instead_of=None), NOW)
    letter = a_letter(database)
    drafts.edit(database, found, 9, a_draft(9), "Li", NOW)
    with pytest.raises(StaleVersion, match="not the live draft"):
        writing.write(database, letter, NOW)
    assert [each.made_by for each in drafts.listed(database)] == ["Li"]


def test_one_letter_for_one_reminder(database: Database, found: StoredDraft) -> None:
    (due,) = reminders.due_of(database, (ReminderKind.FOLLOW_UP_FIRST,), NOW)
    writing.write(database, a_letter(database, reminder_id=due["id"]), NOW)
    assert reminders.due_of(database, (ReminderKind.FOLLOW_UP_FIRST,), NOW) == []
    with pytest.raises(StoreConflict, match="taken care of"):
        writing.write(database, a_letter(database, 3, reminder_id=due["id"]), NOW)
    told: list[str] = []
    assert reminders.fire_due(
        database, NOW, lambda _, rows: told.extend(row["kind"] for row in rows)
    )
    assert "follow_up_first" in told


def test_reminder_called_off_is_due_again_when_it_is_wanted_again(
    database: Database, found: StoredDraft
) -> None:
    (due,) = reminders.due_of(database, (ReminderKind.FOLLOW_UP_FIRST,), NOW)
    reminders.call_off(database, due["id"])
    assert not reminders.any_due(database, NOW)
    with database.write("test") as connection:
        reminders.renew_reminders(connection, 1, (FOLLOW_UP,))
    assert [each["kind"] for each in reminders.listed(database)] == ["follow_up_first"]


def test_promises_outlive_the_change_of_their_column(
    database: Database, found: StoredDraft
) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrating.__file__).parent / "migrations"))
    with database.write("test") as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0007")
        command.upgrade(config, "head")
        assert connection.execute(text("SELECT count(*) FROM drafts")).scalar_one() == 1
    assert drafts.find(database, a_case().number).draft.promise_at == found.draft.promise_at
