"""What becomes due once a letter has gone out: follow-ups, or the question whether all is well."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.cli.builders import a_draft, a_facts
from tests.reminders.make import BERLIN, MONDAY, a_case, utc
from triage.cases.case import Priority
from triage.drafts.draft import LETTERS, DraftFacts, LetterFields, MessageKind
from triage.reminders.clocks import Clocks
from triage.reminders.reminder import Reminder, ReminderKind
from triage.reminders.silence import (
    FOLLOWING,
    after_letter,
    asked_for,
    awaits_answer,
    called_off,
    is_customers_turn,
)
from triage.understanding.taxonomy import Evidence

CLOCKS = Clocks()
PHOTO = (Evidence.PARCEL_PHOTOS,)
TUESDAY = utc(11, 24, 17)


def facts(kind: MessageKind, *missing: Evidence, day: date | None = None) -> DraftFacts:
    """Return what a letter of a kind was made from."""
    case = a_case()
    made = a_facts(case, a_draft(case, kind=kind))
    return replace(made, missing=missing, fields=LetterFields(day=day))


def due(
    made: DraftFacts | None,
    kind: MessageKind = MessageKind.ACKNOWLEDGMENT,
    *,
    at: datetime = MONDAY,
    promise_at: datetime | None = None,
    priority: Priority = Priority.HIGH,
) -> dict[str, datetime]:
    """Return what is due after a letter, by kind, without its promise."""
    case = a_case(priority=priority)
    draft = a_draft(case, kind=made.kind if made else kind, promise_at=promise_at)
    found = after_letter(case, draft, made, BERLIN, CLOCKS, at=at, now=at)
    assert {each.anchor for each in found if each.kind in FOLLOWING} <= {draft.message_id}
    return {each.kind.value: each.due_at for each in found}


@pytest.mark.parametrize(
    "made",
    [
        facts(MessageKind.ACKNOWLEDGMENT, *PHOTO),
        facts(MessageKind.JOINED, *PHOTO),
        facts(MessageKind.ORDER_NUMBER),
        facts(MessageKind.PARTIAL_REFUND_OFFER),
    ],
    ids=lambda made: made.kind.value,
)
def test_silence_after_a_question_is_followed_up_twice_and_then_ends_the_case(
    made: DraftFacts,
) -> None:
    assert due(made) == {
        "follow_up_first": MONDAY + timedelta(days=3),
        "follow_up_second": MONDAY + timedelta(days=7),
        "close_proposed": MONDAY + timedelta(days=14),
    }


@pytest.mark.parametrize(
    "made",
    [
        facts(MessageKind.ACKNOWLEDGMENT),
        facts(MessageKind.PROGRESS, *PHOTO),
        facts(MessageKind.FOLLOW_UP_FIRST, *PHOTO),  # the others still run
        facts(MessageKind.SATISFACTION),
        facts(MessageKind.CLOSING),
        facts(MessageKind.REJECTED),
        facts(MessageKind.CARRIER_ENQUIRY),
        None,
    ],
    ids=str,
)
def test_letter_that_asks_and_settles_nothing_is_followed_by_nothing(
    made: DraftFacts | None,
) -> None:
    assert due(made) == {}


def test_promise_of_a_letter_is_remembered_beside_its_question() -> None:
    found = due(facts(MessageKind.ACKNOWLEDGMENT, *PHOTO), promise_at=TUESDAY)
    assert found["promise_broken"] == TUESDAY
    assert found["follow_up_first"] == MONDAY + timedelta(days=3)
    assert set(due(None, promise_at=TUESDAY)) == {"promise_due", "promise_broken"}


@pytest.mark.parametrize(
    ("kind", "day", "expected"),
    [
        # booked today, some days ago, on Thursday, or nobody said when
        (MessageKind.REFUND, date(2026, 11, 23), utc(11, 24, 11)),
        (MessageKind.REFUND, date(2026, 11, 19), utc(11, 24, 9)),
        (MessageKind.PARTIAL_REFUND, date(2026, 11, 26), utc(11, 27, 11)),
        (MessageKind.REFUND, None, utc(11, 24, 9)),
        # sent on Tuesday, a week under way, a day in use
        (MessageKind.REPLACEMENT, date(2026, 11, 24), utc(12, 2, 11)),
        (MessageKind.MISSING_PART_SENT, date(2026, 11, 24), utc(12, 2, 11)),
        (MessageKind.EXCHANGE, date(2026, 12, 1), utc(12, 9, 11)),
        (MessageKind.REPAIR, None, utc(12, 1, 9)),
        # valid until
        (MessageKind.COUPON, date(2027, 1, 31), utc(11, 24, 9)),
        (MessageKind.APOLOGY, None, utc(11, 24, 9)),
        (MessageKind.ORDER_CANCELLED, None, utc(11, 24, 9)),
    ],
)
def test_a_day_after_the_matter_is_settled_we_ask_whether_all_is_well(
    kind: MessageKind, day: date | None, expected: datetime
) -> None:
    assert due(facts(kind, day=day)) == {"satisfaction_due": expected}


def test_a_quiet_night_holds_follow_ups_back() -> None:
    night = datetime(2026, 11, 23, 22, 30, tzinfo=UTC)
    found = due(facts(MessageKind.ORDER_NUMBER), at=night, priority=Priority.NORMAL)
    assert found["follow_up_first"] == utc(11, 27, 6)


def test_only_questions_await_an_answer() -> None:
    assert asked_for(facts(MessageKind.ORDER_NUMBER)) == (Evidence.ORDER_NUMBER,)
    assert asked_for(facts(MessageKind.FOLLOW_UP_SECOND, *PHOTO)) == PHOTO
    assert asked_for(facts(MessageKind.HOLDING, *PHOTO)) == ()
    assert not awaits_answer(facts(MessageKind.HOLDING, *PHOTO))
    assert awaits_answer(facts(MessageKind.PARTIAL_REFUND_OFFER))


def test_it_is_the_customers_turn_where_nothing_can_go_on_without_them() -> None:
    first = MessageKind.ACKNOWLEDGMENT
    assert is_customers_turn(facts(first, *PHOTO))
    assert is_customers_turn(facts(MessageKind.PARTIAL_REFUND_OFFER))
    assert not is_customers_turn(facts(first, Evidence.ADDRESS_CHECK))
    assert is_customers_turn(facts(first, Evidence.ORDER_NUMBER, Evidence.ADDRESS_CHECK))
    assert not is_customers_turn(facts(first))


def test_a_follow_up_calls_off_its_own_clock_only_and_any_other_letter_all() -> None:
    first, second = MessageKind.FOLLOW_UP_FIRST, MessageKind.FOLLOW_UP_SECOND
    assert called_off(first) == (ReminderKind.FOLLOW_UP_FIRST,)
    assert set(FOLLOWING) - set(called_off(second)) == {
        ReminderKind.CLOSE_PROPOSED,
        ReminderKind.SATISFACTION_DUE,
    }
    for kind in LETTERS:
        if kind not in (first, second, MessageKind.HOLDING):
            assert called_off(kind) == FOLLOWING
    assert called_off(MessageKind.HOLDING) == ()  # the customer still owes an answer


def test_the_anchor_is_the_letter() -> None:
    case, made = a_case(), facts(MessageKind.ORDER_NUMBER)
    draft = a_draft(case, kind=made.kind, promise_at=None)
    found = after_letter(case, draft, made, BERLIN, CLOCKS, at=MONDAY, now=MONDAY)
    later = after_letter(case, draft, made, BERLIN, CLOCKS, at=MONDAY, now=TUESDAY)
    assert found == later
    assert found[0] == Reminder(
        ReminderKind.FOLLOW_UP_FIRST, MONDAY + timedelta(days=3), draft.message_id
    )
