"""Judges the date some channels build into order numbers; a wrong one betrays a false find."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

_OLDEST, _NEWEST = timedelta(days=730), timedelta(days=1)
_UUID_EPOCH = datetime(1582, 10, 15, tzinfo=UTC)
# Where YYMMDD or YYYYMMDD stands in each dated shape.
_WRITTEN = {
    "shopee": re.compile(r"([0-9]{6})"),
    "pinduoduo": re.compile(r"([0-9]{6})-"),
    "cdiscount": re.compile(r"([0-9]{6})"),
    "rakuten": re.compile(r"[0-9]{6}-([0-9]{8})-"),
    "11st": re.compile(r"([0-9]{8})"),
    "tokopedia": re.compile(r"INV/([0-9]{8})/"),
}


class DateVerdict(StrEnum):
    """What a built-in date says."""

    NONE = "none"  # no date inside, or too old to tell
    GOOD = "good"
    IMPOSSIBLE = "impossible"


def judge_date(channel: str, number: str, sent_at: date | None) -> DateVerdict:
    """Compare the date inside a number of a channel with the day its mail was sent."""
    try:
        inside = _date_inside(channel, number)
    except (ValueError, OverflowError):
        return DateVerdict.IMPOSSIBLE
    if inside is None or sent_at is None:
        return DateVerdict.NONE
    if inside > sent_at + _NEWEST:
        return DateVerdict.IMPOSSIBLE
    return DateVerdict.GOOD if inside >= sent_at - _OLDEST else DateVerdict.NONE


def _date_inside(channel: str, number: str) -> date | None:
    if channel == "wish":
        return datetime.fromtimestamp(int(number[:8], 16), UTC).date()
    if channel == "allegro":
        if number[14] != "1":
            return None  # only UUIDs of version 1 hold a time
        ticks = int(number[15:18] + number[9:13] + number[:8], 16)
        return (_UUID_EPOCH + timedelta(microseconds=ticks // 10)).date()
    if channel not in _WRITTEN or not (match := _WRITTEN[channel].match(number.upper())):
        return None
    digits = match.group(1)
    digits = digits if len(digits) == 8 else "20" + digits
    return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
