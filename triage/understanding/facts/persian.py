"""Days of the Persian calendar, by which Iran's customers tell theirs.

The trap: leap years follow a cycle of 33 years only from 1206 to 1498 (1827 to 2120).
"""

from __future__ import annotations

from datetime import date

_CYCLE, _LEAPS = 33, 8
_LONG_MONTHS = 6  # of 31 days; the others have 30
_DAYS = 365
_FIRST, _LAST = 1206, 1498
_PHASE = 1595  # with which a cycle begins in the year 0


def _before(year: int) -> int:
    """Count the days before a year."""
    cycles, rest = divmod(year + _PHASE, _CYCLE)
    return (year + _PHASE) * _DAYS + cycles * _LEAPS + (rest + 3) // 4


_EPOCH = date(2021, 3, 21).toordinal() - _before(1400) - 1  # that day was 1 Farvardin 1400


def gregorian(year: int, month: int, day: int) -> date | None:
    """Return the day a Persian date means, None if there is no such day."""
    longest = 31 if month <= _LONG_MONTHS else 30
    if not (_FIRST <= year <= _LAST and 1 <= month <= 12 and 1 <= day <= longest):
        return None
    months = 31 * (month - 1) if month <= _LONG_MONTHS else 30 * (month - 1) + _LONG_MONTHS
    return date.fromordinal(_EPOCH + _before(year) + months + day)


def year_of(day: date) -> int:
    """Return the Persian year a day is in."""
    new_year = gregorian(day.year - 621, 1, 1)
    return day.year - 621 if new_year is not None and day >= new_year else day.year - 622
