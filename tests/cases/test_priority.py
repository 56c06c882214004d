from __future__ import annotations

from datetime import timedelta

import pytest

from tests.cases.make import NOW, an_understanding
from triage.cases.case import Priority
from triage.cases.priority import higher, judge
from triage.understanding.meaning import Understanding
from triage.understanding.taxonomy import Signal, Type

TODAY = NOW.date()


def level(understood: Understanding | None, **facts: object) -> Priority:
    given: dict[str, object] = {"dispute": False, "mails": 1, "deadline": None, "today": TODAY}
    return judge(understood, **(given | facts))[0]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("signals", "about", "expected"),
    [
        ((), Type.DAMAGED, Priority.NORMAL),
        ((Signal.SAFETY_HAZARD,), Type.PRODUCT_QUESTION, Priority.CRITICAL),
        ((Signal.LEGAL_THREAT,), Type.DAMAGED, Priority.HIGH),
        ((Signal.LEGAL_THREAT, Signal.DEADLINE), Type.DAMAGED, Priority.CRITICAL),
        ((Signal.CHARGEBACK_THREAT, Signal.DEADLINE), Type.DAMAGED, Priority.CRITICAL),
        ((Signal.REVIEW_THREAT, Signal.DEADLINE), Type.DAMAGED, Priority.HIGH),
        ((Signal.PRIVACY_REQUEST,), Type.OTHER, Priority.HIGH),
        ((Signal.OFFICIAL_LETTER,), Type.OTHER, Priority.HIGH),
        ((Signal.DEADLINE,), Type.DAMAGED, Priority.NORMAL),
        ((), Type.PARCEL_LOST, Priority.HIGH),
        ((), Type.PRODUCT_QUESTION, Priority.LOW),
        ((), Type.OTHER, Priority.LOW),
    ],
)
def test_signals_and_type_decide_the_priority(
    signals: tuple[Signal, ...], about: Type, expected: Priority
) -> None:
    assert level(an_understanding(about=about, signals=signals)) is expected


def test_a_deadline_within_three_days_is_high_and_a_later_one_is_not() -> None:
    plain = an_understanding()
    assert level(plain, deadline=TODAY + timedelta(days=3)) is Priority.HIGH
    assert level(plain, deadline=TODAY + timedelta(days=4)) is Priority.NORMAL


def test_the_third_contact_is_high() -> None:
    assert level(an_understanding(), mails=2) is Priority.NORMAL
    assert level(an_understanding(), mails=3) is Priority.HIGH


def test_being_charged_twice_is_high() -> None:
    twice = an_understanding(about=Type.PAYMENT_BILLING, detail="charged_twice")
    assert level(twice) is Priority.HIGH


def test_a_dispute_is_critical_even_without_a_persons_words() -> None:
    priority, reasons = judge(None, dispute=True, mails=1, deadline=None, today=TODAY)
    assert priority is Priority.CRITICAL
    assert reasons == ("dispute, chargeback or claim opened",)


def test_every_reason_is_named_the_weightiest_first() -> None:
    understood = an_understanding(signals=(Signal.REVIEW_THREAT, Signal.SAFETY_HAZARD))
    _, reasons = judge(understood, dispute=False, mails=3, deadline=None, today=TODAY)
    assert reasons[0] == "safety hazard"
    assert set(reasons[1:]) == {"threatens a bad review", "contact number 3 in this case"}


def test_the_higher_of_two_is_the_more_urgent() -> None:
    assert higher(Priority.LOW, Priority.CRITICAL) is Priority.CRITICAL
    assert higher(Priority.HIGH, Priority.NORMAL) is Priority.HIGH
