"""The promise is always kept in working hours, far enough ahead, with its honest reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.reminders.make import BERLIN, BRIDGED, BUSY, CHINA, INSTANTS, MONDAY, NEW_YORK, utc
from triage.reminders.clocks import Clocks, promise_for
from triage.reminders.working_time import Hours, WorkCalendar, WorkingTime

CLOCKS = Clocks()
_ODD_DAY: tuple[Hours, ...] = ((time(6), time(14)), (time(19), time(0)), *((None,) * 5))
ODD = WorkingTime(WorkCalendar("Pacific/Auckland", "NZ", hours=_ODD_DAY))


def test_contact_is_promised_by_the_evening_of_the_next_working_day() -> None:
    assert promise_for(BERLIN, CLOCKS, MONDAY, MONDAY).at == utc(11, 24, 17)
    friday = utc(11, 20, 9)
    assert promise_for(BERLIN, CLOCKS, friday, friday).at == utc(11, 23, 17)


def test_the_stores_day_counts_not_utcs() -> None:
    late = utc(11, 23, 17)  # already Tuesday in China
    assert promise_for(CHINA, CLOCKS, late, late).at == utc(11, 25, 10)


def test_a_promise_made_anew_the_same_day_stays() -> None:
    assert promise_for(BERLIN, CLOCKS, MONDAY, utc(11, 24, 14)).at == utc(11, 24, 17)


def test_a_promise_less_than_two_hours_ahead_moves_to_the_next_day() -> None:
    assert promise_for(BERLIN, CLOCKS, MONDAY, utc(11, 24, 15, 1)).at == utc(11, 25, 17)
    assert promise_for(BERLIN, CLOCKS, MONDAY, utc(12, 23, 15, 0)).at == utc(12, 24, 17)


def test_a_mail_dated_in_the_future_changes_nothing() -> None:
    assert promise_for(BERLIN, CLOCKS, utc(12, 30, 9), MONDAY) == promise_for(
        BERLIN, CLOCKS, MONDAY, MONDAY
    )


@pytest.mark.parametrize(
    ("store", "received", "language", "promised", "holiday"),
    [
        (CHINA, utc(2, 13, 4), "zh-Hans", utc(2, 14, 10), ""),
        (CHINA, utc(2, 14, 4), "zh-Hans", utc(2, 24, 10), "春节"),
        (CHINA, utc(2, 4, 4, year=2027), "en", utc(2, 11, 10, year=2027), "Lunar New Year"),
        (BERLIN, utc(12, 24, 12), "de", utc(12, 28, 17), "Weihnachten"),
        (NEW_YORK, utc(11, 25, 15), "en", utc(11, 27, 23), ""),
        (BRIDGED, utc(11, 25, 15), "en", utc(11, 30, 23), "Thanksgiving"),
    ],
)
def test_a_long_holiday_moves_the_promise_and_is_named(
    store: WorkingTime, received: datetime, language: str, promised: datetime, holiday: str
) -> None:
    promise = promise_for(store, CLOCKS, received, received, language)
    assert (promise.at, promise.holiday) == (promised, holiday)


def test_a_peak_lengthens_the_promise_and_is_named() -> None:
    promise = promise_for(BUSY, CLOCKS, MONDAY, MONDAY)
    assert (promise.at, promise.peak) == (utc(11, 26, 17), "Black Friday")
    before = utc(11, 20, 9)  # the day it would be kept lies in the peak
    assert promise_for(BUSY, CLOCKS, before, before).at == utc(11, 25, 17)
    calm = utc(11, 17, 9)
    assert promise_for(BUSY, CLOCKS, calm, calm).peak == ""


@settings(deadline=None)  # the first example reads files
@given(INSTANTS, st.timedeltas(timedelta(days=-2), timedelta(days=40)), st.times())
def test_every_promise_falls_into_working_hours_two_hours_ahead(
    received: datetime, waited: timedelta, hour: time
) -> None:
    now = received + waited
    clocks = replace(CLOCKS, promise_hour=hour.replace(second=0, microsecond=0))
    for store in (CHINA, BERLIN, NEW_YORK, BUSY, ODD):
        promise = promise_for(store, clocks, received, now)
        assert promise.at >= now + CLOCKS.stale_promise
        # Closing time itself is kept, by whoever closes.
        assert store.is_open(promise.at) or store.is_open(promise.at - timedelta(minutes=1))
