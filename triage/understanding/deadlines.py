"""The deadline a customer sets ("by Friday", "bis 28.11.", 周五之前) and the day it means.

The trap: "you promised it by Friday" and "until today nothing came" set no deadline, and `due`
counts from the day the mail was sent, not from now.
"""

from __future__ import annotations

import re
import tomllib
from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache
from importlib.resources import files

from babel import Locale

from triage.understanding.meaning import Reason, Words

_READ_AT_MOST = 4000
_SENTENCE = 100  # characters before a phrase in which "promised" makes it somebody else's
_NUMBER = r"\d{1,3}"
_NUMERIC = r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[./]\d{1,2}(?:[./](?:\d{4}|\d{2}))?(?!\d)\.?"
_EAST = (
    r"\d{1,2} ?月 ?\d{1,2} ?[日号號]?|\d{1,2}[号號]|\d{1,2}日(?=ま|迄|中)"
    r"|\d{1,2}월 ?\d{1,2}일|\d{1,2}일(?=까|이?전)"
)
_MONTH = re.compile(
    r"month|monat|mois|\bm[eê]s\b|mese|месяц|місяц|miesiąc|bulan|เดือน|tháng|月|월"
    r"|이번 ?달|\bay sonu",
    re.IGNORECASE,
)
_UNSPACED = frozenset({"zh-Hans", "zh-Hant", "ja", "ko", "th"})


class TermKind(StrEnum):
    """What a deadline counts in."""

    HOURS = "hours"
    DAYS = "days"
    WEEKS = "weeks"
    WEEKDAY = "weekday"  # amount 0 is Monday
    DATE = "date"  # amount is the day, month 0 if not said
    TODAY = "today"
    TOMORROW = "tomorrow"
    WEEK_END = "week_end"
    MONTH_END = "month_end"


@dataclass(frozen=True, slots=True)
class Term:
    """A deadline understood, free of the customer's words."""

    kind: TermKind
    amount: int = 0
    month: int = 0
    year: int = 0


@dataclass(frozen=True, slots=True)
class _Grammar:
    phrase: re.Pattern[str]
    told: re.Pattern[str]
    units: tuple[tuple[TermKind, re.Pattern[str]], ...]
    names: tuple[tuple[TermKind, int, re.Pattern[str]], ...]  # weekdays, then months as DATE
    numbers: tuple[str, ...]
    today: re.Pattern[str]
    tomorrow: re.Pattern[str]
    end: re.Pattern[str]


def find(words: Words, language: str) -> tuple[str, tuple[Reason, ...]]:
    """Find the first deadline the customer sets, as written; "" if none."""
    grammar = _grammar(language)
    if grammar is None:
        return "", ()
    for field, text in (("text", words.text), ("subject", words.subject)):
        for match in grammar.phrase.finditer(text[:_READ_AT_MOST]):
            before = text[max(0, match.start() - _SENTENCE) : match.start()]
            if grammar.told.search(re.split(r"[.!?。！？\n]\s?", before)[-1]):
                continue
            phrase = match.group().strip(" ,.")
            if read(phrase, language) is not None:
                reason = Reason("signal:deadline", phrase, field, match.start(), match.end())
                return phrase, (reason,)
    return "", ()


def read(phrase: str, language: str) -> Term | None:
    """Understand a phrase that `find` gave."""
    grammar = _grammar(language)
    if grammar is None:
        return None
    if term := _numeric(phrase):
        return term
    for kind, unit in grammar.units:
        if found := unit.search(phrase):
            return Term(kind, _amount(found["n"], grammar.numbers))
    for kind, pattern in (
        (TermKind.TODAY, grammar.today),
        (TermKind.TOMORROW, grammar.tomorrow),
        (TermKind.MONTH_END, _MONTH),
        (TermKind.WEEK_END, grammar.end),
    ):
        if pattern.search(phrase) and (
            kind is not TermKind.MONTH_END or grammar.end.search(phrase)
        ):
            return Term(kind)
    return _named(phrase, grammar)


def due(phrase: str, language: str, sent_at: datetime) -> date | None:
    """Resolve a phrase to the last day it allows, counted from when the mail was sent."""
    term = read(phrase, language)
    return None if term is None else due_on(term, sent_at)


def due_on(term: Term, sent_at: datetime) -> date | None:
    """Resolve a term to the last day it allows; None for dates that do not exist."""
    day = sent_at.date()
    if term.kind is TermKind.DATE:
        return _next_date(term, day)
    ahead = {
        TermKind.HOURS: (sent_at + timedelta(hours=term.amount)).date() - day,
        TermKind.DAYS: timedelta(days=term.amount),
        TermKind.WEEKS: timedelta(weeks=term.amount),
        TermKind.WEEKDAY: timedelta(days=(term.amount - day.weekday()) % 7),
        TermKind.TODAY: timedelta(0),
        TermKind.TOMORROW: timedelta(days=1),
        TermKind.WEEK_END: timedelta(days=6 - day.weekday()),
        TermKind.MONTH_END: timedelta(days=monthrange(day.year, day.month)[1] - day.day),
    }
    return day + ahead[term.kind]


def _next_date(term: Term, day: date) -> date | None:
    """Find the date meant: of the year said, else the next such day within half a year past."""
    years = (term.year,) if term.year else (day.year, day.year + 1)
    months = (term.month,) if term.month else (day.month, day.month % 12 + 1)
    grace = timedelta(days=180 if term.month else 0)  # 2 January, said on 5 January, is over
    for year in years:
        for month in months:
            try:
                meant = date(year, month, term.amount)
            except ValueError:  # 31.2., 45/45: not a day of the calendar
                continue
            if term.year or meant + grace >= day:
                return meant
    return None


def _amount(written: str, numbers: tuple[str, ...]) -> int:
    if written.isdecimal():
        return int(written)
    word = written.lower().replace("i\u0307", "i")  # Turkish İki
    return numbers.index(word) + 1 if word in numbers else 1


def _numeric(phrase: str) -> Term | None:
    if found := re.search(r"(\d{4})-(\d{1,2})-(\d{1,2})", phrase):
        return Term(TermKind.DATE, int(found[3]), int(found[2]), int(found[1]))
    if found := re.search(r"(\d{1,2}) ?[月월] ?(\d{1,2})", phrase):
        return Term(TermKind.DATE, int(found[2]), int(found[1]))
    if found := re.search(r"(\d{1,2})[./](\d{1,2})(?:[./](\d{4}|\d{2}))?(?!\d)", phrase):
        first, second, year = int(found[1]), int(found[2]), int(found[3] or 0)
        # Only Americans put the month first; 11/28 shows it, 11/12 does not and is read as theirs.
        day, month = (second, first) if second > 12 else (first, second)
        if day < 32 and month < 13:
            return Term(TermKind.DATE, day, month, year + 2000 if 0 < year < 100 else year)
    return None


def _named(phrase: str, grammar: _Grammar) -> Term | None:
    number = re.search(r"(?<!\d)\d{1,2}(?!\d)", phrase)
    kinds = sorted(grammar.names, key=lambda entry: entry[0] is not TermKind.DATE)
    for kind, amount, name in kinds:
        if kind is TermKind.DATE and number and name.search(phrase):
            return Term(TermKind.DATE, int(number[0]), amount)
        if kind is TermKind.WEEKDAY and name.search(phrase):
            return Term(TermKind.WEEKDAY, amount)
    if number and re.search(r"\d{1,2} ?(?:st|nd|rd|th|[日号號일])", phrase):
        return Term(TermKind.DATE, int(number[0]))
    return None


@cache
def _data() -> Mapping[str, Mapping[str, str]]:
    text = files("triage.understanding").joinpath("deadlines.toml").read_text("utf-8")
    return tomllib.loads(text)


@cache
def _grammar(language: str) -> _Grammar | None:
    """Build a language's patterns once, the first time it is met."""
    entry = _data().get(language)
    if entry is None:
        return None
    stems = bool(entry.get("stems"))
    names = tuple(_names(language, stems=stems))
    days = "|".join(name for kind, _, name in names if kind is TermKind.WEEKDAY)
    months = "|".join(name for kind, _, name in names if kind is TermKind.DATE)
    numbers = tuple(entry["numbers"].split())
    count = rf"(?:{_NUMBER}|{'|'.join(numbers)})"
    unit = rf"(?:{entry['hour']}|{entry['day']}|{entry['week']})"
    dated = (
        rf"(?:{_NUMERIC}|{_EAST}|\d{{1,2}}(?:st|nd|rd|th)"
        rf"|\d{{1,2}}\.?(?:º|er|-?е|-го)? ?(?:de |of )?(?:{months})"
        rf"|(?:{months}) \d{{1,2}}(?:st|nd|rd|th)?|{entry['tomorrow']})"
    )
    named = rf"(?:{days}|{entry['end']})"
    # "by the 19th", "bis spätestens nächsten Freitag": but not "by card on Friday".
    when = rf"(?:(?:\w{{1,4}} )?{dated}|(?:(?!on |at |in )\w{{1,11}} ){{0,2}}?{named})"
    spaced = language not in _UNSPACED
    gap, edge, start = (r"\s{1,2}", r"(?!\w)", r"(?<!\w)") if spaced else (r"\s{0,2}", "", "")
    parts = [rf"{start}(?:{entry['same_day']})"]
    if before := entry.get("before"):
        parts.append(rf"{start}(?:{before}){gap}{when}{edge}")
    if after := entry.get("after"):
        parts.append(rf"{start}(?:{dated}|{named}) ?(?:{after}){edge}")
    if within := entry.get("within"):
        parts.append(rf"{start}(?:{within}){gap}{count}[ -]?{unit}{edge}")
    if within_after := entry.get("within_after"):
        parts.append(rf"{start}{count}[ -]?{unit}\w{{0,6}} ?(?:{within_after}){edge}")
    flags = re.IGNORECASE
    return _Grammar(
        phrase=re.compile("|".join(parts), flags),
        told=re.compile(entry["told"], flags),
        units=tuple(
            (kind, re.compile(rf"(?P<n>{count})[ -]?(?:{entry[kind.value.rstrip('s')]})", flags))
            for kind in (TermKind.HOURS, TermKind.WEEKS, TermKind.DAYS)
        ),
        names=tuple(
            (kind, number, re.compile(rf"{start}(?:{name}){'' if stems else edge}", flags))
            for kind, number, name in names
        ),
        numbers=numbers,
        today=re.compile(entry["same_day"], flags),
        tomorrow=re.compile(entry["tomorrow"], flags),
        end=re.compile(entry["end"], flags),
    )


def _names(language: str, *, stems: bool) -> Iterator[tuple[TermKind, int, str]]:
    """Give weekday and month patterns out of CLDR."""
    several = {"sr": ["sr_Cyrl", "sr_Latn"], "hi": ["hi", "en"]}
    for tag in several.get(language, [language.replace("-", "_")]):
        locale = Locale.parse(tag)
        for kind, table in ((TermKind.WEEKDAY, locale.days), (TermKind.DATE, locale.months)):
            for number in range(7) if kind is TermKind.WEEKDAY else range(1, 13):
                forms = {
                    str(table[context][width][number]).lower().rstrip(".")
                    for context in ("format", "stand-alone")
                    for width in ("wide", "abbreviated")
                    # Short names of days are words of their own elsewhere ("jeu", "sab", "mar").
                    if width == "wide"
                    or kind is TermKind.DATE
                    or tag in {"en", "zh_Hans", "zh_Hant"}
                }
                shapes = sorted({_shape(form, stems) for form in forms if _telling(form)}, key=len)
                if shapes:
                    yield kind, number, "|".join(reversed(shapes))


def _telling(form: str) -> bool:
    return len(form) > (2 if form.isascii() else 1) and not form.isdigit()


def _shape(form: str, stems: bool) -> str:
    """Turn a name into a pattern of the shapes it takes in a sentence."""
    if form.endswith("曜日"):
        return re.escape(form[:-1]) + "日?"
    if form.startswith(("星期", "周", "週")):
        last = "[日天]" if form.endswith("日") else form[-1]
        return f"(?:星期|周|週|礼拜|禮拜){last}"
    if stems and len(form) > 3:
        stem = re.escape(form[: max(3, len(form) - 2)])
        return re.sub("['’ʼ]", "['’ʼ]", stem) + r"\w{0,4}"
    return re.escape(form).replace(r"\-feira", r"(?:[- ]feira)?")
