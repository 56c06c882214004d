"""Letters after the first answer: asked for by an agent or due by the clock, each once."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.cases.make import NOW
from tests.test_office import settings
from tests.test_rounds import a_round, keep, written
from triage import faults, office
from triage.cases.case import Case, Status
from triage.correction import Answer, correct
from triage.drafts.draft import LetterFields, MessageKind
from triage.dues import due_after
from triage.errors import NotFound, StaleVersion
from triage.letters import Asked, write, write_due
from triage.office import Office
from triage.pipeline.approving import finish
from triage.rounds import Report, remind
from triage.settings import Settings
from triage.storage import acts, cases, drafts, reminders, sending
from triage.storage.acts import ActKind
from triage.storage.drafts import StoredDraft
from triage.storage.fates import answered_by_hand
from triage.storage.record import facts_behind
from triage.understanding.correcting import Right
from triage.understanding.taxonomy import Type

BROKEN = "The lamp from order 10423 arrived broken.\nRegards\nAnna Berg"
LATE = "My parcel with order 10423 has not arrived yet, the tracking is stuck.\nRegards\nAnna Berg"
NOTHING = LetterFields()
REFUND = LetterFields(amount=Decimal(25), currency="EUR", day=date(2026, 11, 23))


@dataclass
class Desk:
    """A store whose clock the test moves; what is sent is only noted as sent."""

    office: Office
    clock: list[datetime]

    def case(self) -> Case:
        (case,) = cases.listed(self.office.database)
        return case

    def versions(self) -> list[StoredDraft]:
        return drafts.of_case(self.office.database, self.case().id)

    def waits(self) -> list[StoredDraft]:
        return [each for each in self.versions() if each.state in drafts.LIVE]

    def live(self) -> StoredDraft:
        (live,) = self.waits()
        return live

    def file(self, number: int, text: str) -> Case:
        answers = "m1@mailbox.example" if number > 1 else ""
        sender = "Anna Berg <anna@mailbox.example>"
        mail = written(number, text, sender=sender, answers=answers)
        keep(self.office, mail, at=self.clock[0])
        a_round(self.office).decide_waiting(Report())
        return self.case()

    def send(self) -> StoredDraft:
        """Approve the live draft and note that it went out, as the daemon does."""
        found, store, now = self.live(), self.office.database, self.clock[0]
        practice = self.office.practices[found.store]
        facts = facts_behind(store, found)
        last = finish(practice, found.draft, facts, self.case(), edited=False, agent="Mei", now=now)
        assert last.blocking == ()
        drafts.approve(store, found, last.draft, "Mei", now)
        act = acts.claim(store, found.mailbox, "test", now, (ActKind.SEND,), found.id)
        assert act is not None
        assert sending.begin_sending(store, found.id)
        gone = drafts.load(store, found.id)
        sending.sent(store, gone, due_after(self.office, gone, now), now, act=act)
        return drafts.load(store, found.id)

    def wait(self, **time: float) -> list[str]:
        """Let time pass and fire what is due; return the kinds of reminders the team is told of."""
        before = {each["id"] for each in self.reminders("fired")}
        self.clock[0] += timedelta(**time)
        remind(self.office)
        return [each["kind"] for each in self.reminders("fired") if each["id"] not in before]

    def reminders(self, state: str) -> list[dict[str, Any]]:
        found = reminders.of_case(self.office.database, self.case().id)
        return [each for each in found if each["state"] == state]

    def waiting(self) -> set[str]:
        return {each["kind"] for each in self.reminders("waiting")}

    def notes(self) -> list[str]:
        lines = cases.journal_of(self.office.database, self.case().id)
        return [line["note"] for line in lines if line["note"]]

    def write(self, kind: MessageKind, fields: LetterFields = NOTHING, **more: Any) -> StoredDraft:
        return write(self.office, self.case().number, Asked(kind, fields, **more), "Mei")


@pytest.fixture
def desk(tmp_path: Path, each_store: str) -> Iterator[Desk]:
    clock = [NOW]
    given = Settings.model_validate(
        settings(tmp_path).model_dump() | {"team": {"front_desk": {"name": "Care"}}}
    )
    with office.opened(given, lambda: clock[0]) as opened:
        yield Desk(opened, clock)


def test_silent_customer_is_asked_twice_and_then_the_case_is_closed(desk: Desk) -> None:
    desk.file(1, BROKEN)
    asked = desk.send()
    assert {"follow_up_first", "follow_up_second", "close_proposed"} <= desk.waiting()
    assert "follow_up_first" in desk.wait(days=3)
    first = desk.live()
    assert (first.draft.kind, first.made_by) == (MessageKind.FOLLOW_UP_FIRST, "triage")
    assert first.draft.promise_at is None
    assert first.draft.in_reply_to == asked.draft.in_reply_to
    (ask,) = [line for line in asked.draft.body.split("\n") if "photos" in line]
    assert ask in first.draft.body.split("\n")
    assert "draft version 2: follow_up.first" in desk.notes()
    assert "draft_waits" in desk.waiting()
    desk.send()
    assert "follow_up_second" in desk.wait(days=4)
    second = desk.live()
    assert second.draft.kind is MessageKind.FOLLOW_UP_SECOND
    assert "7 December 2026" in second.draft.body or "December 7, 2026" in second.draft.body
    desk.send()
    assert "close_proposed" in desk.wait(days=7)
    last = desk.live()
    assert last.draft.kind is MessageKind.CLOSING
    assert desk.case().status is Status.ACKNOWLEDGED
    desk.send()
    assert desk.case().status is Status.CLOSED
    assert desk.case().promise_at is None
    assert desk.waiting() == set()


@pytest.mark.parametrize("how", ["mail", "thanks", "by hand", "letter"])
def test_answer_of_either_side_calls_the_follow_ups_off(desk: Desk, how: str) -> None:
    desk.file(1, BROKEN)
    desk.send()
    desk.clock[0] += timedelta(days=1)
    if how == "mail":
        desk.file(2, "Here is what happened: the box was crushed.")
    elif how == "thanks":
        desk.file(2, "Thank you!")
    elif how == "by hand":
        at = desk.clock[0]
        assert answered_by_hand(desk.office.database, desk.case().id, "own@store.example", at, at)
    else:
        desk.write(MessageKind.PROGRESS)
        desk.send()
    assert not desk.waiting() & {"follow_up_first", "follow_up_second", "close_proposed"}
    waits = desk.waits()
    desk.wait(days=3)
    assert not {"follow_up.first"} & {each.draft.kind.value for each in desk.versions()}
    assert {each.draft.kind for each in waits} <= {MessageKind.JOINED}


def test_draft_that_waits_is_not_replaced_by_the_clock(desk: Desk) -> None:
    desk.file(1, BROKEN)
    desk.send()
    mine = desk.write(MessageKind.PROGRESS)
    assert "follow_up_first" in desk.wait(days=3)
    assert {each.draft.kind for each in desk.versions()[1:]} == {MessageKind.PROGRESS}
    assert mine.made_by == "Mei"


def test_promise_that_has_passed_is_followed_by_a_holding_note_with_a_new_one(desk: Desk) -> None:
    desk.file(1, LATE)
    desk.send()
    broken = desk.case().promise_at
    assert broken is not None
    assert "promise_broken" in desk.wait(days=2)
    note = desk.live()
    assert note.draft.kind is MessageKind.HOLDING
    assert note.draft.promise_at is not None
    assert note.draft.promise_at > desk.clock[0]
    assert desk.case().promise_at == broken  # till the note has gone out
    desk.wait(hours=1)
    assert len(desk.versions()) == 2
    desk.send()
    assert desk.case().promise_at == note.draft.promise_at
    assert {"promise_due", "promise_broken"} <= desk.waiting()


def test_a_promise_that_passes_while_it_is_the_customers_turn_needs_no_excuse(desk: Desk) -> None:
    desk.file(1, BROKEN)
    desk.send()
    assert "promise_broken" in desk.wait(days=2)
    assert desk.waits() == []


def test_settling_letter_ends_the_promise_and_a_day_later_we_ask(desk: Desk) -> None:
    desk.file(1, LATE)
    desk.send()
    letter = desk.write(MessageKind.REFUND, REFUND)
    assert letter.draft.promise_at is None
    assert letter.draft.gaps == ()
    assert "€25.00" in letter.draft.body
    assert desk.case().promise_at is not None
    desk.send()
    assert desk.case().promise_at is None
    assert desk.waiting() == {"satisfaction_due"}
    assert "satisfaction_due" in desk.wait(hours=27)
    asked = desk.live()
    assert asked.draft.kind is MessageKind.SATISFACTION
    desk.file(2, "Thank you, all is well!")
    assert "satisfaction_due" not in desk.waiting()


def test_letter_without_a_promise_leaves_one_that_is_still_ahead(desk: Desk) -> None:
    desk.file(1, LATE)
    desk.send()
    before = desk.case().promise_at
    desk.write(MessageKind.ORDER_NUMBER)
    desk.send()
    assert desk.case().promise_at == before
    assert {"promise_broken", "follow_up_first"} <= desk.waiting()
    desk.wait(days=2)
    desk.write(MessageKind.SATISFACTION)
    desk.send()
    assert desk.case().promise_at is None


def test_new_promise_takes_the_place_of_the_old_one(desk: Desk) -> None:
    desk.file(1, LATE)
    desk.send()
    old = desk.case().promise_at
    assert old is not None
    desk.clock[0] = old - timedelta(hours=1)
    desk.write(MessageKind.PROGRESS)
    desk.send()
    new = desk.case().promise_at
    assert new is not None
    assert new > old
    due = [each["due_at"] for each in desk.reminders("waiting") if each["kind"] == "promise_broken"]
    assert due == [new]


def test_first_answer_may_be_a_letter(desk: Desk) -> None:
    desk.file(1, LATE)
    letter = desk.write(MessageKind.REFUND, REFUND, agent="Mei Lin")
    assert [each.state for each in desk.versions()] == ["replaced", "ready"]
    assert "Mei Lin" in letter.draft.body
    assert desk.case().promise_at is None
    facts = facts_behind(desk.office.database, letter)
    assert (facts.fields, facts.kind) == (REFUND, MessageKind.REFUND)
    kept = drafts.listed(desk.office.database)
    assert [each.id for each in kept] == [letter.id]
    desk.send()
    assert desk.case().status is Status.ACKNOWLEDGED
    assert desk.case().acknowledged_at == NOW


def test_missing_field_is_a_gap(desk: Desk) -> None:
    desk.file(1, LATE)
    letter = desk.write(MessageKind.REFUND)
    assert letter.draft.gaps == ("amount", "date")


def test_letter_asked_for_again_takes_the_place_of_the_first(desk: Desk) -> None:
    desk.file(1, LATE)
    desk.write(MessageKind.REFUND)
    again = desk.write(MessageKind.REFUND, REFUND)
    assert again.version == 3
    assert "draft version 3: resolution.refund; replaces version 2" in desk.notes()


def test_words_of_an_agent_are_not_lost(desk: Desk) -> None:
    desk.file(1, LATE)
    found = desk.live()
    mine = replace(found.draft, body="My own words.\n", message_id="own@store.example")
    new_id = desk.office.reserve.take().draft_id
    drafts.edit(desk.office.database, found, new_id, mine, "Li", NOW)
    with pytest.raises(StaleVersion, match="--replace"):
        desk.write(MessageKind.PROGRESS)
    assert desk.live().draft.body == "My own words.\n"
    assert desk.write(MessageKind.PROGRESS, replace=True).version == 3


def test_answer_on_its_way_is_waited_for(desk: Desk) -> None:
    desk.file(1, LATE)
    found = desk.live()
    drafts.approve(desk.office.database, found, found.draft, "Mei", NOW)
    with pytest.raises(StaleVersion, match="on its way"):
        desk.write(MessageKind.PROGRESS)


def test_case_that_is_not_there_is_named(desk: Desk) -> None:
    with pytest.raises(NotFound, match="triage cases"):
        write(desk.office, "C-XXXXX", Asked(MessageKind.PROGRESS, NOTHING), "Mei")


def test_correction_keeps_what_a_letter_tells(desk: Desk) -> None:
    case = desk.file(1, BROKEN)
    desk.send()
    desk.wait(days=3)
    done = correct(desk.office, case.number, Right(type=Type.WRONG_ITEM), "Mei")
    assert done.answer is Answer.REPLACED
    assert desk.live().draft.kind is MessageKind.FOLLOW_UP_FIRST
    assert desk.case().promise_at is not None


def test_what_is_not_needed_any_more_is_not_asked_for_again(desk: Desk) -> None:
    case = desk.file(1, BROKEN)
    desk.send()
    correct(desk.office, case.number, Right(type=Type.DELIVERY_DELAY), "Mei")
    assert "follow_up_first" not in desk.wait(days=3)
    assert desk.waits() == []


def test_bounced_question_is_not_followed_up(desk: Desk) -> None:
    desk.file(1, BROKEN)
    asked = desk.send()
    with desk.office.database.write("test") as connection:
        connection.exec_driver_sql("UPDATE drafts SET state = 'failed'")
    assert desk.wait(days=3) == ["promise_due", "promise_broken"]
    assert desk.waits() == []
    assert asked.state == "sent"


class KilledError(BaseException):
    """Stands for the end of the process."""


@contextmanager
def dying_at(point: str) -> Iterator[None]:
    def kill(reached: str) -> None:
        if reached == point:
            raise KilledError

    faults.install(kill)
    try:
        with pytest.raises(KilledError):
            yield
    finally:
        faults.install(None)


@pytest.mark.parametrize(
    "point",
    ["commit:letter:before", "commit:letter:after", "commit:remind:before", "commit:remind:after"],
)
def test_crash_between_writing_and_telling_makes_no_second_letter(
    desk: Desk, point: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.file(1, BROKEN)
    desk.send()
    desk.clock[0] += timedelta(days=3)
    with dying_at(point):
        remind(desk.office)
    desk.wait(minutes=1)
    desk.wait(minutes=1)
    kinds = [each.draft.kind for each in desk.versions()]
    assert kinds == [MessageKind.ACKNOWLEDGMENT, MessageKind.FOLLOW_UP_FIRST]
    told = [each for each in desk.reminders("fired") if each["kind"] == "follow_up_first"]
    assert len(told) == 1


def test_letter_that_cannot_be_composed_is_told_of(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    desk.file(1, BROKEN)
    desk.send()
    with desk.office.database.write("test") as connection:
        connection.exec_driver_sql("DELETE FROM outcomes")
        connection.exec_driver_sql("UPDATE drafts SET facts = NULL")
    with caplog.at_level(logging.WARNING):
        told = desk.wait(days=3)
    assert "promise_broken" in told
    assert desk.waits() == []
    assert write_due(desk.office, desk.clock[0]) == 0
