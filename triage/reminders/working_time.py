"""Working time at the store: opening hours, public holidays, make-up days, peaks.

Days and hours are the store's local ones, instants are aware UTC; between the two lies daylight
saving time, so hours are counted on the UTC line, never on the wall clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from triage.errors import SettingsWrong
from triage.reminders.public_days import holiday_name, public_days

Hours = tuple[time, time] | None
_NINE_TO_SIX = (time(9), time(18))
OFFICE_HOURS: tuple[Hours, ...] = (_NINE_TO_SIX,) * 5 + (None, None)
LONG_HOLIDAY = 3  # closed days in a row, weekend included, that are worth a sentence
_LOOK_AHEAD = 400  # days; nobody closes for longer


@dataclass(frozen=True, slots=True)
class Peak:
    """A dated busy period; promises made within it are `extra_days` working days longer."""

    name: str
    first: date
    last: date
    extra_days: int


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """When a store or team works. `hours` has seven entries from Monday, None where closed."""

    time_zone: str
    country: str = ""  # ISO 3166, whose public holidays are kept; "" for none
    subdivision: str = ""
    hours: tuple[Hours, ...] = OFFICE_HOURS  # closing at 00:00 means midnight
    extra_holidays: frozenset[date] = frozenset()
    extra_working_days: frozenset[date] = frozenset()
    peaks: tuple[Peak, ...] = ()


class WorkingTime:
    """Answers questions about one calendar."""

    def __init__(self, calendar: WorkCalendar) -> None:
        """Refuse a calendar that cannot be: no such zone or country, never open, closed early."""
        try:
            self.zone = ZoneInfo(calendar.time_zone)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise SettingsWrong(
                f"no time zone is called {calendar.time_zone!r}; use a name such as Asia/Shanghai"
            ) from error
        spans = [span for span in calendar.hours if span is not None]
        if len(calendar.hours) != 7 or not spans:
            raise SettingsWrong(
                "working hours need seven days from Monday, at least one of them open"
            )
        if any(opens >= closes != time(0) for opens, closes in spans):
            raise SettingsWrong("working hours must open before they close, on the same day")
        public_days(calendar.country, calendar.subdivision, 2026)  # an unknown country fails here
        self.calendar = calendar
        self._standard = spans[0]  # for a make-up day on a weekday that is usually closed

    def hours_on(self, day: date) -> Hours:
        """Return the local opening hours of a day, None if closed."""
        calendar = self.calendar
        if day in calendar.extra_holidays:
            return None
        usual = calendar.hours[day.weekday()]
        public = public_days(calendar.country, calendar.subdivision, day.year)
        if day in calendar.extra_working_days or day in public.made_up:
            return usual or self._standard
        return None if day in public.closed else usual

    def local_day(self, at: datetime) -> date:
        """Return the store's date at an instant."""
        return at.astimezone(self.zone).date()

    def instant(self, day: date, local: time) -> datetime:
        """Return the UTC instant of a local time; one that a clock change skips moves past it."""
        return datetime.combine(day, local, self.zone).astimezone(UTC)

    def is_open(self, at: datetime) -> bool:
        """Tell whether somebody works at an instant (the closing hour no longer counts)."""
        span = self._span(self.local_day(at))
        return span is not None and span[0] <= at < span[1]

    def next_working_day(self, after: date) -> date:
        """Return the first working day later than a date."""
        for ahead in range(1, _LOOK_AHEAD):
            day = after + timedelta(days=ahead)
            if self.hours_on(day) is not None:
                return day
        raise SettingsWrong(f"no working day within {_LOOK_AHEAD} days after {after}")

    def add_working_hours(self, at: datetime, hours: float) -> datetime:
        """Return the instant at which that much working time has gone by."""
        left, day, moment = timedelta(hours=hours), self.local_day(at), at.astimezone(UTC)
        while True:
            span = self._span(day)
            if span is not None and span[1] > moment:
                moment = max(moment, span[0])
                if left <= span[1] - moment:
                    return moment + left
                left -= span[1] - moment
            day = self.next_working_day(day)

    def peak_on(self, day: date) -> Peak | None:
        """Return the peak a day lies in, the longest-reaching if several do."""
        within = [peak for peak in self.calendar.peaks if peak.first <= day <= peak.last]
        return max(within, key=lambda peak: peak.extra_days, default=None)

    def holiday_between(self, first: date, last: date, language: str) -> str:
        """Name a holiday that closes three days in a row or more within the dates, "" if none."""
        run: list[date] = []
        for ahead in range((last - first).days + 2):
            day = first + timedelta(days=ahead)
            if day <= last and self.hours_on(day) is None:
                run.append(day)
                continue
            # An ordinary weekend, however long, is no holiday: one day must usually be open.
            lost = tuple(day for day in run if self.calendar.hours[day.weekday()] is not None)
            if len(run) >= LONG_HOLIDAY and lost:
                return holiday_name(
                    self.calendar.country, self.calendar.subdivision, tuple(run), language
                )
            run = []
        return ""

    def _span(self, day: date) -> tuple[datetime, datetime] | None:
        hours = self.hours_on(day)
        if hours is None:
            return None
        opens, closes = hours
        ends_on = day if closes != time(0) else day + timedelta(days=1)
        return self.instant(day, opens), self.instant(ends_on, closes)
