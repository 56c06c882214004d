"""What becomes due once a letter has gone out: its promise, the customer's silence, their content.

The anchor is the letter's Message-ID, so that no letter is followed up twice.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time

from triage.cases.case import Case
from triage.drafts.draft import Draft, DraftFacts, MessageKind
from triage.drafts.letters import ASKING
from triage.reminders.clocks import Clocks
from triage.reminders.reminder import Reminder, ReminderKind
from triage.reminders.schedule import after_sending, held_back
from triage.reminders.working_time import WorkingTime
from triage.understanding.taxonomy import Evidence

PROMISED = (ReminderKind.PROMISE_DUE, ReminderKind.PROMISE_BROKEN)
FOLLOWING = (  # a letter that went out; the customer's answer, a later letter or closing ends it
    ReminderKind.FOLLOW_UP_FIRST,
    ReminderKind.FOLLOW_UP_SECOND,
    ReminderKind.CLOSE_PROPOSED,
    ReminderKind.SATISFACTION_DUE,
)
FOLLOW_UPS = (MessageKind.FOLLOW_UP_FIRST, MessageKind.FOLLOW_UP_SECOND)

_BOOKED = (MessageKind.REFUND, MessageKind.PARTIAL_REFUND)
_TRAVELS = (  # a parcel, ours or the customer's
    MessageKind.REPLACEMENT,
    MessageKind.MISSING_PART_SENT,
    MessageKind.EXCHANGE,
    MessageKind.RETURN,
    MessageKind.REPAIR,
)
# Nothing is settled by these yet, or asking whether all is well would mock.
_NEVER_WELL = (
    MessageKind.PARTIAL_REFUND_OFFER,
    MessageKind.CARRIER_ENQUIRY,
    MessageKind.REJECTED,
)
# Good to know, but the search goes on without.
_ASIDE = (Evidence.ADDRESS_CHECK, Evidence.NEIGHBOUR_CHECK)
_MIDDAY = time(12)  # a day without a time is taken in its middle


def asked_for(facts: DraftFacts) -> tuple[Evidence, ...]:
    """Return what a letter asked the customer for."""
    if facts.kind is MessageKind.ORDER_NUMBER:
        return (Evidence.ORDER_NUMBER,)
    return facts.missing if facts.kind in ASKING else ()


def awaits_answer(facts: DraftFacts) -> bool:
    """Tell whether a letter asked the customer for anything."""
    return facts.kind is MessageKind.PARTIAL_REFUND_OFFER or bool(asked_for(facts))


def is_customers_turn(facts: DraftFacts) -> bool:
    """Tell whether nothing can go on, once a letter has gone out, before the customer answers."""
    needed = set(asked_for(facts)) - set(_ASIDE)
    return facts.kind is MessageKind.PARTIAL_REFUND_OFFER or bool(needed)


def called_off(kind: MessageKind) -> tuple[ReminderKind, ...]:
    """Return what a letter puts an end to when it goes out: a follow-up only what it has done.

    Who is told that our answer takes longer still owes us theirs.
    """
    if kind is MessageKind.HOLDING:
        return ()
    if kind is MessageKind.FOLLOW_UP_FIRST:
        return (ReminderKind.FOLLOW_UP_FIRST,)
    if kind is MessageKind.FOLLOW_UP_SECOND:
        return (ReminderKind.FOLLOW_UP_FIRST, ReminderKind.FOLLOW_UP_SECOND)
    return FOLLOWING


def after_letter(
    case: Case,
    draft: Draft,
    facts: DraftFacts | None,
    working_time: WorkingTime,
    clocks: Clocks,
    *,
    at: datetime,
    now: datetime,
) -> tuple[Reminder, ...]:
    """Return what becomes due once a letter went out `at`; without its `facts` only its promise."""
    promised = replace(case, promise_at=draft.promise_at)
    found = after_sending(promised, clocks, now, working_time)
    if facts is None or draft.kind in FOLLOW_UPS:
        return found
    anchor, follows = draft.message_id, []
    if awaits_answer(facts):
        steps = (clocks.first_follow_up, clocks.second_follow_up, clocks.close_proposal)
        follows = [
            Reminder(kind, at + step, anchor) for kind, step in zip(FOLLOWING, steps, strict=False)
        ]
    elif draft.kind.settles and draft.kind not in _NEVER_WELL:
        due = _settled_at(facts, working_time, clocks, at) + clocks.after_resolution
        follows = [Reminder(ReminderKind.SATISFACTION_DUE, due, anchor)]
    return (*found, *held_back(tuple(follows), case, working_time, clocks))


def _settled_at(
    facts: DraftFacts, working_time: WorkingTime, clocks: Clocks, at: datetime
) -> datetime:
    """Return when the matter is as the letter says: money booked, parcel arrived, letter read."""
    if facts.kind not in (*_BOOKED, *_TRAVELS):
        return at
    day = facts.fields.day
    begun = at if day is None else max(at, working_time.instant(day, _MIDDAY))
    return begun + clocks.arrival if facts.kind in _TRAVELS else begun
