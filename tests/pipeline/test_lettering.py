"""Whether a clock's letter is written, only told of, or dropped."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.cli.builders import NOW, a_case, a_draft, a_facts
from triage.cases.case import Case, Status
from triage.drafts.draft import DraftFacts, MessageKind
from triage.pipeline.lettering import LETTER_OF, Gone, Step, nothing_left, step_due
from triage.reminders.reminder import ReminderKind
from triage.understanding.taxonomy import Evidence

K = ReminderKind
SENT = NOW + timedelta(hours=1)
DUE = NOW + timedelta(days=3)
CASE = replace(a_case(), status=Status.ACKNOWLEDGED, promise_at=NOW + timedelta(days=1))
FOLLOWING = (K.FOLLOW_UP_FIRST, K.FOLLOW_UP_SECOND, K.CLOSE_PROPOSED, K.SATISFACTION_DUE)


def facts(kind: MessageKind = MessageKind.ACKNOWLEDGMENT, *missing: Evidence) -> DraftFacts:
    return replace(a_facts(CASE, a_draft(CASE, kind=kind)), missing=missing)


ASKED = Gone(SENT, facts(MessageKind.ACKNOWLEDGMENT, Evidence.PARCEL_PHOTOS))
TOLD = Gone(SENT, facts())


def step(
    kind: ReminderKind, case: Case = CASE, gone: Gone | None = ASKED, *, waits: bool = False
) -> Step:
    return step_due(kind, case, gone, waits=waits, now=DUE)


@pytest.mark.parametrize("kind", FOLLOWING)
def test_silence_is_answered_by_a_letter(kind: ReminderKind) -> None:
    assert step(kind) is Step.WRITE
    assert kind in LETTER_OF


@pytest.mark.parametrize("kind", FOLLOWING)
def test_customer_who_has_written_is_not_reminded(kind: ReminderKind) -> None:
    assert step(kind, replace(CASE, last_mail_at=SENT + timedelta(hours=1))) is Step.DROP


@pytest.mark.parametrize("kind", FOLLOWING)
def test_letter_that_did_not_arrive_is_not_followed_up(kind: ReminderKind) -> None:
    assert step(kind, gone=None) is Step.DROP


@pytest.mark.parametrize("kind", LETTER_OF)
def test_closed_case_gets_no_letter(kind: ReminderKind) -> None:
    assert step(kind, replace(CASE, status=Status.CLOSED), TOLD) is not Step.WRITE


def test_settled_case_is_asked_for_satisfaction_only() -> None:
    done = replace(CASE, status=Status.RESOLVED)
    steps = {kind: step(kind, done, TOLD) for kind in LETTER_OF}
    assert [kind for kind, each in steps.items() if each is Step.WRITE] == [K.SATISFACTION_DUE]


@pytest.mark.parametrize("kind", LETTER_OF)
def test_draft_that_waits_is_left_alone_and_the_team_is_told(kind: ReminderKind) -> None:
    assert step(kind, gone=TOLD, waits=True) is Step.TELL


def test_broken_promise_is_answered_by_a_holding_note() -> None:
    assert step(K.PROMISE_BROKEN, gone=TOLD) is Step.WRITE
    assert LETTER_OF[K.PROMISE_BROKEN] is MessageKind.HOLDING


@pytest.mark.parametrize(
    ("case", "gone"),
    [
        (CASE, ASKED),  # it is the customer's turn
        (replace(CASE, promise_at=None), TOLD),
        (replace(CASE, promise_at=DUE + timedelta(days=1)), TOLD),
        (replace(CASE, last_mail_at=SENT + timedelta(hours=1)), TOLD),
        (CASE, None),
    ],
)
def test_broken_promise_is_always_told(case: Case, gone: Gone | None) -> None:
    assert step(K.PROMISE_BROKEN, case, gone) is Step.TELL


def test_follow_up_needs_something_left_to_ask_for() -> None:
    follow_up = facts(MessageKind.FOLLOW_UP_FIRST)
    offer = facts(MessageKind.PARTIAL_REFUND_OFFER)
    assert nothing_left(follow_up, ASKED.facts)
    assert not nothing_left(replace(follow_up, missing=ASKED.facts.missing), ASKED.facts)
    assert not nothing_left(follow_up, offer)  # it asked for a yes
    assert not nothing_left(facts(MessageKind.CLOSING), ASKED.facts)
