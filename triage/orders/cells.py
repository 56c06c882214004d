"""Reads single cells: dates and instants, amounts, addresses, numbers, as exports write them.

The trap: a spreadsheet that once opened the file has rounded long numbers and eaten zeros, so a
number in scientific notation is refused, never guessed.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from decimal import Decimal, InvalidOperation
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from babel import Locale

from triage.orders.fields import fold
from triage.understanding.numbers.plain import normalise

_FORMULA = re.compile(r'^="?(.*?)"?$', re.DOTALL)
_SCIENTIFIC = re.compile(r"[0-9][.,]?[0-9]*E\+?[0-9]{1,3}", re.IGNORECASE)
_ADDRESS = re.compile(r"[^\s@,;<>()\"]{1,64}@[^\s@,;<>()\"]{1,250}\.[^\s@,;<>()\".]{2,63}")
_NOTHING = frozenset(
    {"", "-", "--", "—", "n/a", "na", "none", "null", "nil", "/", "无", "invalid request"}
)
_CLOCK = re.compile(
    r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:[.,][0-9]{1,9})?)?\s*(am|pm|a\.m\.|p\.m\.|上午|下午)?",
    re.IGNORECASE,
)
_OFFSET = re.compile(r"(?:UTC|GMT)?\s{0,3}([+-])([0-9]{2}):?([0-9]{2})?\)?$", re.IGNORECASE)
_MONTH_LANGUAGES = (
    "en",
    "de",
    "fr",
    "es",
    "it",
    "pt",
    "nl",
    "pl",
    "sv",
    "da",
    "ru",
    "tr",
    "cs",
    "id",
)
_THREE_PLACES = frozenset({"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"})
_CODE = re.compile(r"(?<![A-Z])[A-Z]{3}(?![A-Z])")
LONGEST_NUMBER = 60


@cache
def words() -> Mapping[str, Mapping[str, Any]]:
    """Read the package's cells.toml once."""
    return tomllib.loads(resources.files(__package__).joinpath("cells.toml").read_text("utf-8"))


def clean(cell: str) -> str:
    """Return a cell without what keeps spreadsheets from changing it: ="…", a leading ', tabs."""
    text = cell.strip(" \t\r\n\u00a0\ufeff\u200b")
    if text.startswith("="):
        found = _FORMULA.match(text)
        text = found.group(1) if found else text
    return text.removeprefix("'").strip()


def is_nothing(text: str) -> bool:
    """Tell whether a cell only says that there is nothing in it."""
    return text.strip().lower() in _NOTHING


def damaged(text: str) -> bool:
    """Tell whether a spreadsheet turned a long number into its scientific notation."""
    return bool(_SCIENTIFIC.fullmatch(text))


def order_number(text: str) -> str | None:
    """Return an order number as people write it, None if the cell cannot be one."""
    number = normalise(text).text.strip().lstrip("#").strip()
    if re.fullmatch(r"[0-9]{3,}\.0", number):
        number = number[:-2]  # a number cell of a spreadsheet saved as text
    if not number or len(number) > LONGEST_NUMBER or len(number.split()) > 3:
        return None
    # PrestaShop's references are nine capitals; all others hold a digit.
    named = any(c.isdigit() for c in number) or re.fullmatch("[A-Z]{9}", number)
    return number if named and "@" not in number else None


def address(text: str) -> str | None:
    """Return the mail address in a cell, lower-case; None if there is none."""
    found = _ADDRESS.search(normalise(text).text)
    return found.group().lower() if found else None


def quantity(text: str) -> int | None:
    """Return a count, None if it is none."""
    found = re.fullmatch(r"([0-9]{1,6})(?:[.,]0{1,4})?", text.replace(" ", ""))
    return int(found.group(1)) if found else None


def amount(text: str, currency: str = "") -> tuple[Decimal, str] | None:
    """Return an amount of money and its currency, "" if the cell names none; None if unreadable."""
    plain = normalise(text).text.strip()
    named = currency_of(plain)
    figures = re.findall(r"[0-9][0-9.,'’ ]*", plain)
    if len(figures) != 1:
        return None
    body = re.sub(r"[ '’]", "", figures[0]).rstrip(".,")
    try:
        value = Decimal(_dotted(body, named or currency))
    except InvalidOperation:
        return None
    before = plain[: plain.index(figures[0])]
    negative = "-" in before or plain.startswith("(")
    return (-value if negative else value), named


def _dotted(body: str, currency: str) -> str:
    """Write figures with a decimal point only; 1.299 is a thousand unless money has 3 places."""
    last = max(body.rfind("."), body.rfind(","))
    if last < 0:
        return body
    sign, behind = body[last], len(body) - last - 1
    both = "." in body and "," in body
    thousands = behind == 3 and (not both or body.count(sign) > 1)
    if body.count(sign) > 1 and not re.fullmatch("[0-9]{1,3}(?:[.,][0-9]{3}){1,5}", body):
        return ""
    if thousands and currency not in _THREE_PLACES and not body.startswith("0"):
        return re.sub("[.,]", "", body)
    return re.sub("[.,]", "", body[:last]) + "." + body[last + 1 :]


@lru_cache(256)
def currency_of(text: str) -> str:
    """Return the ISO code of the currency a text names, "" if none or an ambiguous sign."""
    upper = text.upper().strip()
    for code in _CODE.findall(upper):
        if code == "RMB":
            return "CNY"
        if code in Locale("en").currencies:
            return str(code)
    plain = text.lower().replace(" ", "")
    return next((code for sign, code in words()["currencies"].items() if sign in plain), "")


def instant(text: str, zone: tzinfo, *, day_first: bool) -> tuple[datetime | None, date] | None:
    """Return the instant (None where only a day is written) and its day; None if unreadable.

    A time without a zone is one of `zone`; the day is that of the time as written.
    """
    plain = normalise(text).text.strip()
    if re.fullmatch(r"1[0-9]{9}(?:[0-9]{3})?", plain):
        at = datetime.fromtimestamp(int(plain[:10]), UTC)
        return at, at.astimezone(zone).date()
    clock = _CLOCK.search(plain)
    day = _day((plain[: clock.start()] if clock else plain).rstrip(" T,"), day_first=day_first)
    if day is None and clock:  # "10:15 21/11/2026"
        day = _day(plain[clock.end() :].strip(" ,"), day_first=day_first)
    if day is None:
        return None
    if clock is None:
        return None, day
    hour, minute, second = (int(part or 0) for part in clock.group(1, 2, 3))
    chinese = re.search("上午|下午", plain[: clock.start()])
    half = chinese.group() if chinese else (clock.group(4) or "").lower().replace(".", "")
    if half in {"pm", "下午"} and hour < 12:
        hour += 12
    if half in {"am", "上午"} and hour == 12:
        hour = 0
    try:
        naive = datetime.combine(day, time(hour, minute, second))
    except ValueError:
        return None
    return naive.replace(tzinfo=_zone(plain[clock.end() :].strip(), zone)), day


def _zone(text: str, otherwise: tzinfo) -> tzinfo:
    if found := _OFFSET.search(text):
        span = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
        return timezone(-span if found[1] == "-" else span)
    hours = words()["zones"].get(text.strip("() ").lower())
    return otherwise if hours is None else timezone(timedelta(hours=hours))


@lru_cache(4096)
def _day(text: str, *, day_first: bool) -> date | None:
    """Return the day a text names: in figures of any order, or with the month's name."""
    words = re.findall(r"[^\W\d_]+", text)
    figures = re.findall(r"[0-9]+", text)
    month = next((number for word in words if (number := _months().get(fold(word)))), 0)
    if month and len(figures) == 2:
        numbers = [int(each) for each in figures]
        year_first = len(figures[0]) == 4
        day, year = (numbers[1], numbers[0]) if year_first else (numbers[0], numbers[1])
        return _made(year, month, day)
    if len(figures) == 1 and len(figures[0]) == 8:
        return _made(int(text[:4]), int(text[4:6]), int(text[6:8])) if text.isdecimal() else None
    if len(figures) != 3:
        return None
    first, second, third = (int(each) for each in figures)
    if len(figures[0]) == 4:
        return _made(first, second, third)
    return _made(third, second, first) if day_first else _made(third, first, second)


def _made(year: int, month: int, day: int) -> date | None:
    try:
        made = date(year + 2000 if year < 100 else year, month, day)
    except ValueError:
        return None
    return made if 1995 <= made.year <= 2100 else None


@cache
def _months() -> dict[str, int]:
    """Return the months' names and short names in the languages exports come in."""
    found: dict[str, int] = {}
    for language in _MONTH_LANGUAGES:
        locale = Locale(language)
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                for number, name in locale.months[context][width].items():
                    found.setdefault(fold(name), number)
    return found | {"sept": 9, "maerz": 3, "mrz": 3, "mai": 5, "okt": 10, "dez": 12}


def figures_tell(text: str) -> bool | None:
    """Tell whether a date in figures has its day first; None where the figures leave it open."""
    found = re.match(r"\s*([0-9]{1,2})[./-]([0-9]{1,2})[./-][0-9]{2,4}(?![0-9])", text)
    if not found:
        return None
    first, second = int(found[1]), int(found[2])
    if first > 12 >= second:
        return True
    return False if second > 12 >= first else None
