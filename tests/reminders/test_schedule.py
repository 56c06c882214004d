"""What becomes due for a case, and what the quiet hours hold back."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest

from tests.reminders.make import BERLIN, CHINA, MONDAY, a_case, utc
from triage.cases.case import Priority, Status
from triage.drafts.draft import Draft, MessageKind
from triage.mail.message import Address, ReplyChannel
from triage.reminders.clocks import Clocks
from triage.reminders.reminder import Reminder, ReminderKind
from triage.reminders.schedule import after_sending, schedule

CLOCKS = Clocks()
DRAFT = Draft(
    kind=MessageKind.ACKNOWLEDGMENT,
    language="de",
    sender=Address("Nordlicht", "support@nordlicht.example"),
    to=Address("Anna Berger", "anna@kunde.example"),
    subject="Re: Paket kaputt",
    body="…\n",
    message_id="C-7KQ2P.9f3a@nordlicht.example",
    in_reply_to="",
    references=(),
    promise_at=utc(11, 24, 17),
    gaps=(),
    findings=(),
    template="de/acknowledgment.txt",
    template_version="0123456789ab",
    reply_channel=ReplyChannel.EMAIL,
)


def due(kind: ReminderKind, reminders: tuple[Reminder, ...]) -> datetime:
    """Return when the one reminder of a kind is due."""
    (found,) = [reminder for reminder in reminders if reminder.kind is kind]
    return found.due_at


@pytest.mark.parametrize(
    ("priority", "now", "expected"),
    [
        (Priority.NORMAL, MONDAY, MONDAY + timedelta(hours=1)),
        (Priority.NORMAL, utc(11, 23, 16, 30), utc(11, 23, 18, 30)),  # closes in half an hour
        (Priority.NORMAL, utc(11, 22, 12), utc(11, 22, 14)),
        (Priority.NORMAL, utc(11, 22, 20, 30), utc(11, 23, 6)),  # quiet hours end at seven
        (Priority.LOW, utc(11, 22, 2), utc(11, 22, 6)),
        (Priority.HIGH, utc(11, 22, 20, 30), utc(11, 22, 22, 30)),
        (Priority.CRITICAL, utc(11, 22, 20, 30), utc(11, 22, 21)),
        (Priority.CRITICAL, MONDAY, MONDAY + timedelta(minutes=30)),
    ],
)
def test_a_draft_waits_no_longer_than_its_clock(
    priority: Priority, now: datetime, expected: datetime
) -> None:
    found = schedule(a_case(priority=priority, opened_at=MONDAY), DRAFT, BERLIN, CLOCKS, now)
    assert due(ReminderKind.DRAFT_WAITS, found) == expected


def test_the_first_answer_is_due_a_day_after_the_mail_whatever_the_day() -> None:
    saturday = utc(11, 21, 10)
    found = schedule(a_case(opened_at=saturday), DRAFT, BERLIN, CLOCKS, saturday)
    assert due(ReminderKind.FIRST_ANSWER_DUE, found) == utc(11, 22, 10)


def test_without_a_draft_the_first_answer_is_still_watched() -> None:
    found = schedule(a_case(), None, BERLIN, CLOCKS, MONDAY)
    assert [reminder.kind for reminder in found] == [ReminderKind.FIRST_ANSWER_DUE]


@pytest.mark.parametrize(
    "changes",
    [{"acknowledged_at": MONDAY}, {"status": Status.CLOSED}, {"status": Status.RESOLVED}],
)
def test_an_answered_case_waits_for_no_first_answer(changes: dict[str, Status]) -> None:
    case = replace(a_case(), **changes)  # type: ignore[arg-type]
    found = schedule(case, DRAFT, BERLIN, CLOCKS, MONDAY)
    assert [reminder.kind for reminder in found] == [ReminderKind.DRAFT_WAITS]


def test_scheduling_twice_gives_the_same_anchors() -> None:
    first = schedule(a_case(), DRAFT, BERLIN, CLOCKS, MONDAY)
    second = schedule(a_case(), DRAFT, BERLIN, CLOCKS, MONDAY + timedelta(minutes=9))
    assert [one.anchor for one in first] == [DRAFT.message_id, a_case().number]
    assert [one.anchor for one in first] == [one.anchor for one in second]


def test_a_promise_is_remembered_before_and_at_its_time() -> None:
    case = a_case(promise_at=utc(11, 24, 17))
    found = after_sending(case, CLOCKS, MONDAY)
    assert due(ReminderKind.PROMISE_DUE, found) == utc(11, 24, 13)
    assert due(ReminderKind.PROMISE_BROKEN, found) == utc(11, 24, 17)
    assert len({one.anchor for one in found}) == 1


def test_a_promise_near_already_is_remembered_at_once_and_never_after_itself() -> None:
    case = a_case(promise_at=utc(11, 24, 17))
    assert due(ReminderKind.PROMISE_DUE, after_sending(case, CLOCKS, utc(11, 24, 15))) == utc(
        11, 24, 15
    )
    assert due(ReminderKind.PROMISE_DUE, after_sending(case, CLOCKS, utc(11, 25, 1))) == utc(
        11, 24, 17
    )


def test_without_a_promise_nothing_is_due_after_sending() -> None:
    assert after_sending(a_case(), CLOCKS, MONDAY) == ()


def test_quiet_hours_are_the_stores_own_and_can_be_switched_off() -> None:
    case = a_case(promise_at=utc(11, 24, 20))  # four in the morning in China
    held = after_sending(case, CLOCKS, MONDAY, CHINA)
    assert due(ReminderKind.PROMISE_BROKEN, held) == utc(11, 24, 23)
    assert due(ReminderKind.PROMISE_DUE, held) == utc(11, 24, 23)
    never = replace(CLOCKS, quiet_from=time(0), quiet_until=time(0))
    assert after_sending(case, never, MONDAY, CHINA) == after_sending(case, never, MONDAY)
    noon = replace(CLOCKS, quiet_from=time(12), quiet_until=time(14))
    resting = after_sending(a_case(promise_at=utc(11, 24, 5)), noon, MONDAY, CHINA)
    assert due(ReminderKind.PROMISE_BROKEN, resting) == utc(11, 24, 6)
