"""Calendars and cases for the tests of reminders."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from tests.cases.make import a_case as plain_case
from triage.cases.case import Case, Priority, Status
from triage.reminders.working_time import Peak, WorkCalendar, WorkingTime

CHINA = WorkingTime(WorkCalendar("Asia/Shanghai", "CN"))
BERLIN = WorkingTime(WorkCalendar("Europe/Berlin", "DE", "BE"))
NEW_YORK = WorkingTime(WorkCalendar("America/New_York", "US"))
BRIDGED = WorkingTime(
    WorkCalendar("America/New_York", "US", extra_holidays=frozenset({date(2026, 11, 27)}))
)
BUSY = WorkingTime(
    WorkCalendar(
        "Europe/Berlin",
        "DE",
        "BE",
        peaks=(
            Peak("11·11", date(2026, 11, 9), date(2026, 11, 13), 1),
            Peak("Black Friday", date(2026, 11, 23), date(2026, 11, 30), 2),
        ),
    )
)
# Hypothesis wants naive bounds, so instants are counted from a first one.
INSTANTS = st.timedeltas(timedelta(0), timedelta(days=1060)).map(
    lambda since: datetime(2025, 1, 1, tzinfo=UTC) + since
)
MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)  # 10:00 in Berlin


def utc(month: int, day: int, hour: int, minute: int = 0, *, year: int = 2026) -> datetime:
    """Return an instant of 2026."""
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


def a_case(
    *,
    priority: Priority = Priority.NORMAL,
    status: Status = Status.DRAFTED,
    opened_at: datetime = MONDAY,
    promise_at: datetime | None = None,
    acknowledged_at: datetime | None = None,
) -> Case:
    """Make an open case of a damaged parcel."""
    return plain_case(
        priority=priority,
        status=status,
        opened_at=opened_at,
        last_mail_at=opened_at,
        first_answer_due=opened_at + timedelta(hours=24),
        promise_at=promise_at,
        acknowledged_at=acknowledged_at,
    )
