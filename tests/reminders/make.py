"""Calendars and cases for the tests of reminders."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from triage.cases.case import Case, Priority, Status
from triage.mail.message import ReplyChannel
from triage.reminders.working_time import Peak, WorkCalendar, WorkingTime
from triage.understanding.taxonomy import Team, Type

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
    return Case(
        id=1,
        number="C-7KQ2P",
        store="nordlicht",
        status=status,
        type=Type.DAMAGED,
        sure=True,
        type_confidence=0.97,
        alternatives=(),
        demands=(),
        signals=(),
        dispute=False,
        priority=priority,
        priority_reasons=(),
        team=Team.LOGISTICS,
        agent="",
        language="de",
        customer_name="Anna Berger",
        customer_address="anna@kunde.example",
        reply_to="anna@kunde.example",
        reply_channel=ReplyChannel.EMAIL,
        order_numbers=(),
        tracking_numbers=(),
        subject="Paket kaputt",
        gist_en="",
        gist_zh="",
        opened_at=opened_at,
        last_mail_at=opened_at,
        mails=1,
        first_answer_due=opened_at + timedelta(hours=24),
        promise_at=promise_at,
        acknowledged_at=acknowledged_at,
    )
