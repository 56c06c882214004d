"""The clocks of complaint handling with the store's defaults, and the promise they make."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from triage.drafts.draft import Promise
from triage.reminders.working_time import WorkingTime


@dataclass(frozen=True, slots=True)
class Clocks:
    """How long each step may take (DOMAIN: Clocks); times of day are the store's local ones."""

    review_working: timedelta = timedelta(hours=1)  # of working time
    review_outside: timedelta = timedelta(hours=2)
    review_critical: timedelta = timedelta(minutes=30)
    first_answer: timedelta = timedelta(hours=24)
    promise_hour: time = time(18)
    promise_lead: timedelta = timedelta(hours=4)  # reminder before the promised contact
    stale_promise: timedelta = timedelta(hours=2)  # a promise nearer than this is made anew
    on_call_lead: timedelta = timedelta(hours=4)
    first_follow_up: timedelta = timedelta(days=3)  # waiting for the customer
    second_follow_up: timedelta = timedelta(days=7)
    close_proposal: timedelta = timedelta(days=14)
    resolution: timedelta = timedelta(hours=48)
    after_resolution: timedelta = timedelta(hours=24)
    arrival: timedelta = timedelta(days=7)  # of a parcel sent to settle a matter
    joined_interval: timedelta = timedelta(hours=24)  # at most one joined draft within it
    quiet_from: time = time(22)  # equal times: no quiet hours
    quiet_until: time = time(7)


def promise_for(
    working_time: WorkingTime,
    clocks: Clocks,
    received: datetime,
    now: datetime,
    language: str = "en",
) -> Promise:
    """Promise contact by the next working day after the mail, or after today once that is near."""
    promise = _promise_after(
        working_time, clocks, working_time.local_day(min(received, now)), language
    )
    day = working_time.local_day(now)
    while promise.at < now + clocks.stale_promise:
        promise = _promise_after(working_time, clocks, day, language)
        day += timedelta(days=1)
    return promise


def _promise_after(
    working_time: WorkingTime, clocks: Clocks, start: date, language: str
) -> Promise:
    day = working_time.next_working_day(start)
    peak = working_time.peak_on(start) or working_time.peak_on(day)
    for _ in range(peak.extra_days if peak else 0):
        day = working_time.next_working_day(day)
    return Promise(
        at=working_time.instant(day, _promised_hour(working_time, clocks, day)),
        holiday=working_time.holiday_between(start, day, language),
        peak=peak.name if peak and peak.extra_days else "",
    )


def _promised_hour(working_time: WorkingTime, clocks: Clocks, day: date) -> time:
    """Return the promise hour, moved into the day's hours: somebody must be there to keep it."""
    opens, closes = working_time.hours_on(day) or (clocks.promise_hour, clocks.promise_hour)
    latest = closes if closes != time(0) else time.max.replace(second=0, microsecond=0)
    return min(max(clocks.promise_hour, opens), latest)
