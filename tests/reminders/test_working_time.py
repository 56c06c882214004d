"""Working time over holidays, make-up days and clock changes."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.reminders.make import BERLIN, BRIDGED, CHINA, INSTANTS, NEW_YORK, utc
from triage.errors import SettingsWrong
from triage.reminders.working_time import OFFICE_HOURS, WorkCalendar, WorkingTime


def test_make_up_days_of_lunar_new_year_are_worked() -> None:
    assert CHINA.hours_on(date(2026, 2, 14)) == (time(9), time(18))  # a Saturday
    assert CHINA.hours_on(date(2026, 2, 28)) == (time(9), time(18))
    assert CHINA.hours_on(date(2026, 2, 21)) is None
    assert CHINA.next_working_day(date(2026, 2, 14)) == date(2026, 2, 24)
    assert CHINA.next_working_day(date(2026, 2, 27)) == date(2026, 2, 28)


def test_lunar_new_year_2027_is_closed_and_the_stores_own_make_up_days_are_not() -> None:
    assert CHINA.next_working_day(date(2027, 2, 4)) == date(2027, 2, 11)
    announced = WorkCalendar(
        "Asia/Shanghai",
        "CN",
        extra_holidays=frozenset({date(2027, 2, 11)}),
        extra_working_days=frozenset({date(2027, 2, 20)}),
    )
    told = WorkingTime(announced)
    assert told.next_working_day(date(2027, 2, 4)) == date(2027, 2, 12)
    assert told.next_working_day(date(2027, 2, 19)) == date(2027, 2, 20)


def test_german_christmas_is_closed_and_names_itself() -> None:
    assert BERLIN.next_working_day(date(2026, 12, 24)) == date(2026, 12, 28)
    first, last = date(2026, 12, 24), date(2026, 12, 28)
    assert BERLIN.holiday_between(first, last, "de") == "Weihnachten"
    assert BERLIN.holiday_between(first, last, "zh-Hans") == "圣诞节"
    assert BERLIN.holiday_between(first, last, "eu") == "Christmas"


def test_thanksgiving_alone_is_one_day_and_no_long_holiday() -> None:
    first, last = date(2026, 11, 25), date(2026, 11, 30)
    assert NEW_YORK.next_working_day(first) == date(2026, 11, 27)
    assert NEW_YORK.holiday_between(first, date(2026, 11, 27), "en") == ""
    assert BRIDGED.next_working_day(first) == last
    assert BRIDGED.holiday_between(first, last, "en") == "Thanksgiving"


def test_a_name_comes_from_the_library_where_we_have_none() -> None:
    japan = WorkingTime(WorkCalendar("Asia/Tokyo", "JP"))
    first, last = date(2026, 5, 1), date(2026, 5, 7)
    assert japan.holiday_between(first, last, "ja") in {"憲法記念日", "みどりの日", "こどもの日"}
    assert japan.holiday_between(first, last, "eu") in {
        "Constitution Day",
        "Greenery Day",
        "Children's Day",
    }


def test_days_the_store_closes_for_itself_have_a_name() -> None:
    closed = frozenset(date(2026, 8, day) for day in range(3, 8))
    resting = WorkingTime(WorkCalendar("Europe/Berlin", extra_holidays=closed))
    assert resting.holiday_between(date(2026, 7, 31), date(2026, 8, 10), "de") == "Betriebsferien"


def test_a_usual_long_weekend_is_no_holiday() -> None:
    hours = (*OFFICE_HOURS[:4], None, None, None)
    short_week = WorkingTime(WorkCalendar("Europe/Berlin", hours=hours))
    assert short_week.holiday_between(date(2026, 11, 19), date(2026, 11, 30), "en") == ""


@pytest.mark.parametrize(
    ("at", "is_open"),
    [
        (utc(11, 23, 7, 59), False),
        (utc(11, 23, 8, 0), True),
        (utc(11, 23, 16, 59), True),
        (utc(11, 23, 17, 0), False),
        (utc(11, 22, 12, 0), False),
        (utc(7, 6, 7, 0), True),  # summer time: nine o'clock is an hour earlier
    ],
)
def test_the_store_is_open_by_its_own_clock(at: datetime, *, is_open: bool) -> None:
    assert BERLIN.is_open(at) is is_open


def test_working_hours_run_on_after_the_weekend() -> None:
    friday = utc(11, 20, 16, 30)  # half an hour before closing
    assert BERLIN.add_working_hours(friday, 1) == utc(11, 23, 8, 30)
    assert BERLIN.add_working_hours(utc(11, 21, 3), 0.5) == utc(11, 23, 8, 30)
    assert BERLIN.add_working_hours(utc(11, 23, 8), 9) == utc(11, 23, 17)


def test_a_night_the_clocks_change_is_as_long_as_it_is() -> None:
    always = WorkingTime(WorkCalendar("Europe/Berlin", hours=((time(0), time(0)),) * 7))
    for day in (date(2026, 3, 29), date(2026, 10, 25)):
        start = always.instant(day, time(0))
        assert always.add_working_hours(start, 24) == start + timedelta(hours=24)
        assert always.is_open(start + timedelta(hours=1))
    spring, autumn = date(2026, 3, 29), date(2026, 10, 25)
    assert BERLIN.instant(spring, time(18)) == utc(3, 29, 16)
    assert BERLIN.instant(autumn, time(18)) == utc(10, 25, 17)
    assert BERLIN.instant(spring, time(2, 30)) == utc(3, 29, 1, 30)  # this hour does not exist


@settings(deadline=None)  # the first example reads files
@given(
    INSTANTS,
    st.floats(0, 60),
    st.floats(0, 60),
)
def test_working_hours_add_up(at: datetime, first: float, second: float) -> None:
    for store in (CHINA, BERLIN, NEW_YORK):
        apart = store.add_working_hours(store.add_working_hours(at, first), second)
        together = store.add_working_hours(at, first + second)
        gap = abs(apart - together)
        # A sum that ends at closing time and one that goes on next morning are the same instant
        # of working time.
        assert gap < timedelta(seconds=1) or not store.is_open(min(apart, together))
        assert together >= at


@pytest.mark.parametrize(
    ("calendar", "words"),
    [
        (WorkCalendar("Mars/Olympus"), "time zone"),
        (WorkCalendar("Europe/Berlin", "XX"), "XX"),
        (WorkCalendar("Europe/Berlin", "DE", "ZZ"), "DE-ZZ"),
        (WorkCalendar("Europe/Berlin", hours=(None,) * 7), "at least one"),
        (WorkCalendar("Europe/Berlin", hours=OFFICE_HOURS[:5]), "seven days"),
        (WorkCalendar("Europe/Berlin", hours=((time(18), time(9)),) * 7), "open before"),
    ],
)
def test_an_impossible_calendar_is_refused_with_a_remedy(
    calendar: WorkCalendar, words: str
) -> None:
    with pytest.raises(SettingsWrong, match=words):
        WorkingTime(calendar)


def test_a_store_closed_for_over_a_year_cannot_promise() -> None:
    every = frozenset(date(2026, 1, 1) + timedelta(days=at) for at in range(500))
    gone = WorkingTime(WorkCalendar("Europe/Berlin", extra_holidays=every))
    with pytest.raises(SettingsWrong, match="no working day"):
        gone.next_working_day(date(2026, 1, 1))
