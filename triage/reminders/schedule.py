"""When we look at a case again: a draft that waits, a first answer or a promise coming due.

A reminder's anchor makes it unique: scheduling the same draft or promise twice adds nothing.
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from triage.cases.case import Case, Priority, Status
from triage.drafts.draft import Draft
from triage.reminders.clocks import Clocks
from triage.reminders.reminder import Reminder, ReminderKind
from triage.reminders.working_time import WorkingTime

_ANSWERED = frozenset({Status.RESOLVED, Status.CLOSED})
_NEVER_HELD = frozenset({Priority.CRITICAL, Priority.HIGH})


def schedule(
    case: Case, draft: Draft | None, working_time: WorkingTime, clocks: Clocks, now: datetime
) -> tuple[Reminder, ...]:
    """Return what becomes due once a mail is filed and, if one was made, its draft is ready."""
    found = []
    if draft is not None:
        due = _review_due(case, working_time, clocks, now)
        found.append(Reminder(ReminderKind.DRAFT_WAITS, due, draft.message_id))
    if case.acknowledged_at is None and case.status not in _ANSWERED:
        due = case.first_answer_due
        found.append(Reminder(ReminderKind.FIRST_ANSWER_DUE, due, case.number))
    return held_back(tuple(found), case, working_time, clocks)


def after_sending(
    case: Case, clocks: Clocks, now: datetime, working_time: WorkingTime | None = None
) -> tuple[Reminder, ...]:
    """Return what becomes due once the customer was promised contact, none without a promise."""
    if case.promise_at is None:
        return ()
    anchor = promise_anchor(case.promise_at)
    ahead = max(case.promise_at - clocks.promise_lead, min(now, case.promise_at))
    found = (
        Reminder(ReminderKind.PROMISE_DUE, ahead, anchor),
        Reminder(ReminderKind.PROMISE_BROKEN, case.promise_at, anchor),
    )
    return found if working_time is None else held_back(found, case, working_time, clocks)


def promise_anchor(at: datetime) -> str:
    """Return what the reminders of a promise are anchored to."""
    return at.astimezone(UTC).isoformat()


def _review_due(case: Case, working_time: WorkingTime, clocks: Clocks, now: datetime) -> datetime:
    if case.priority is Priority.CRITICAL:
        return now + clocks.review_critical
    outside = now + clocks.review_outside
    if not working_time.is_open(now):
        return outside
    # Shortly before closing, an hour of working time ends tomorrow: later than if we were closed.
    worked = working_time.add_working_hours(now, clocks.review_working / timedelta(hours=1))
    return min(worked, outside)


def held_back(
    reminders: tuple[Reminder, ...], case: Case, working_time: WorkingTime, clocks: Clocks
) -> tuple[Reminder, ...]:
    """Move what falls into quiet hours to their end, unless it is high or critical."""
    if case.priority in _NEVER_HELD:
        return reminders
    return tuple(
        Reminder(one.kind, _past_quiet(one.due_at, working_time, clocks), one.anchor)
        for one in reminders
    )


def _past_quiet(due: datetime, working_time: WorkingTime, clocks: Clocks) -> datetime:
    local = due.astimezone(working_time.zone)
    begin, end, wall = clocks.quiet_from, clocks.quiet_until, _wall(local)
    over_midnight = begin > end
    late = over_midnight and wall >= begin
    if not (late or (over_midnight and wall < end) or begin <= wall < end):
        return due
    return working_time.instant(local.date() + timedelta(days=1 if late else 0), end)


def _wall(local: datetime) -> time:
    return local.time().replace(tzinfo=None)
