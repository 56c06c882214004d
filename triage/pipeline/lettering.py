"""Letters after the first answer: whether the clock asks for one, and what it may say.

The trap: a promise passes also while it is the customer's turn; an excuse would be no answer then,
and what was asked for is asked again by its own clock.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from triage.cases.case import OPEN, Case, Status
from triage.drafts.draft import DraftFacts, LetterFields, MessageKind
from triage.pipeline.drafting import facts_of
from triage.pipeline.values import Known, Practice, Reading, Reserved
from triage.reminders.clocks import promise_for
from triage.reminders.reminder import ReminderKind
from triage.reminders.silence import FOLLOW_UPS, asked_for, is_customers_turn
from triage.understanding.meaning import Understanding
from triage.understanding.taxonomy import Evidence

# What the program composes when a reminder is due.
LETTER_OF = {
    ReminderKind.FOLLOW_UP_FIRST: MessageKind.FOLLOW_UP_FIRST,
    ReminderKind.FOLLOW_UP_SECOND: MessageKind.FOLLOW_UP_SECOND,
    ReminderKind.CLOSE_PROPOSED: MessageKind.CLOSING,
    ReminderKind.SATISFACTION_DUE: MessageKind.SATISFACTION,
    ReminderKind.PROMISE_BROKEN: MessageKind.HOLDING,
}


class Step(StrEnum):
    """What follows when a reminder is due that may ask for a letter."""

    WRITE = "write"  # compose it, and tell the team
    TELL = "tell"  # only tell the team
    DROP = "drop"  # its occasion is gone


@dataclass(frozen=True, slots=True)
class Gone:
    """A letter that went out: when, and what it was composed from."""

    at: datetime
    facts: DraftFacts


def step_due(
    kind: ReminderKind, case: Case, letter: Gone | None, *, waits: bool, now: datetime
) -> Step:
    """Say what follows now that a reminder of a case is due.

    `letter` is the one it follows, None if that did not reach the customer; `waits` tells that a
    draft of the case waits for approval.
    """
    broken = kind is ReminderKind.PROMISE_BROKEN
    settled = case.status is Status.RESOLVED and kind is not ReminderKind.SATISFACTION_DUE
    written = letter is not None and case.last_mail_at > letter.at
    if letter is None or written or settled or case.status not in OPEN:
        return Step.TELL if broken else Step.DROP
    if waits:
        return Step.TELL
    if broken:
        passed = case.promise_at is not None and case.promise_at <= now
        return Step.WRITE if passed and not is_customers_turn(letter.facts) else Step.TELL
    return Step.WRITE


def letter_facts(
    practice: Practice,
    reading: Reading,
    known: Known,
    case: Case,
    reserved: Reserved,
    understood: Understanding,
    now: datetime,
    *,
    kind: MessageKind,
    fields: LetterFields,
    follows: DraftFacts | None = None,
) -> DraftFacts:
    """Return all a letter in answer to a case's mail may say.

    A follow-up asks again only for what the letter it `follows` has asked for.
    """
    facts = facts_of(practice, reading, known, case, reserved, understood, now)
    return replace(
        facts,
        kind=kind,
        fields=fields,
        missing=facts.missing if follows is None else _lacking(follows, case, facts),
        promise=promise_for(practice.working_time, practice.clocks, now, now, facts.language),
    )


def nothing_left(facts: DraftFacts, follows: DraftFacts) -> bool:
    """Tell whether a follow-up has nothing left to ask for: it is there, or not needed any more."""
    return facts.kind in FOLLOW_UPS and bool(asked_for(follows)) and not facts.missing


def _lacking(follows: DraftFacts, case: Case, facts: DraftFacts) -> tuple[Evidence, ...]:
    """Return what a letter asked for and is not there yet."""
    number = () if case.order_numbers else (Evidence.ORDER_NUMBER,)
    others = tuple(each for each in facts.missing if each is not Evidence.ORDER_NUMBER)
    return tuple(each for each in asked_for(follows) if each in (*number, *others))
