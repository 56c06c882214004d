"""The patterns of a language's deadlines, built from deadlines.toml and the calendar's names.

The trap: what a phrase holds (`dated`, units) must also be understood by deadlines.read.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

from babel import Locale

_NUMBER = r"\d{1,3}"
_NUMERIC = r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}(?:[./]|\. )\d{1,2}(?:[./](?:\d{4}|\d{2}))?(?!\d)\.?"
# A day of the month alone: "antes del día 30", "sebelum tanggal 21", "עד ה-30".
DAY_ALONE = r"(?:d[ií]a|tanggal|tgl|tarikh|ngày|วันที่|dzień|dnia|den) ?\d{1,2}|ה-?\d{1,2}"
_EAST = (
    r"\d{1,2} ?月 ?\d{1,2} ?[日号號]?|\d{1,2}[号號]|\d{1,2}日(?=ま|迄|中)"
    r"|\d{1,2}월 ?\d{1,2}일|\d{1,2}일(?=까|이?전)"
)
# "within a month": articles that are no numerals.
_ONE = "an?|eine[smn]?|een|één|una?|uma?|en|ett?|egy|jedno(?:ho|go)|jednego|jednog|одного"
_MORE = (8, 10, 14, 15, 20, 30)
UNSPACED = frozenset({"zh-Hans", "zh-Hant", "ja", "ko", "th"})


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
class Grammar:
    """What finds a language's deadlines (`phrase`) and reads what was found."""

    phrase: re.Pattern[str]
    told: re.Pattern[str]  # somebody else's promise
    units: tuple[tuple[TermKind, re.Pattern[str]], ...]
    names: tuple[tuple[TermKind, int, re.Pattern[str]], ...]  # weekdays, then months as DATE
    numbers: Mapping[str, int]
    dated: re.Pattern[str]
    then: re.Pattern[str]  # points back to a date said before
    month: re.Pattern[str]
    today: re.Pattern[str]
    tomorrow: re.Pattern[str]
    end: re.Pattern[str]


@cache
def _data() -> Mapping[str, Mapping[str, str]]:
    text = files("triage.understanding").joinpath("deadlines.toml").read_text("utf-8")
    return tomllib.loads(text)


@cache
def grammar_of(language: str) -> Grammar | None:
    """Build a language's patterns once, the first time it is met."""
    entry = _data().get(language)
    if entry is None:
        return None
    stems = bool(entry.get("stems"))
    names = tuple(_names(language, stems=stems))
    days = "|".join(name for kind, _, name in names if kind is TermKind.WEEKDAY)
    months = "|".join(name for kind, _, name in names if kind is TermKind.DATE)
    few = zip(entry["numbers"].split(), range(1, 8), strict=False)
    more = zip(entry["more"].split(), _MORE, strict=True)
    numbers = {word: number for word, number in (*more, *few) if word != "-"}
    longest = "|".join(sorted(numbers, key=len, reverse=True))
    count = rf"(?:{_NUMBER}|{longest})"
    unit = rf"(?:{entry['hour']}|{entry['day']}|{entry['week']}|{entry['month']})"
    dated = (
        rf"(?:{_NUMERIC}|{_EAST}|{DAY_ALONE}|\d{{1,2}}(?:st|nd|rd|th)"
        rf"|\d{{1,2}}\.?(?:º|er|-?е|-го)? ?(?:de |of )?(?:{months})"
        rf"|(?:{months}) \d{{1,2}}(?:st|nd|rd|th)?|{entry['tomorrow']})"
    )
    named = rf"(?:{days}|{entry['end']})"
    # "by the 19th", "bis spätestens nächsten Freitag": but not "by card on Friday".
    when = rf"(?:(?:\w{{1,4}} )?{dated}|(?:(?!on |at |in |{count} )\w{{1,11}} ){{0,2}}?{named})"
    spaced = language not in UNSPACED
    gap, edge, start = (r"\s{1,2}", r"(?!\w)", r"(?<!\w)") if spaced else (r"\s{0,2}", "", "")
    parts = [rf"{start}(?:{entry['same_day']})"]
    if before := entry.get("before"):
        parts.append(rf"{start}(?:{before}){gap}{when}{edge}")
    if after := entry.get("after"):
        parts.append(rf"{start}(?:{dated}|{named}) ?(?:{after}){edge}")
    if within := entry.get("within"):
        parts.append(rf"{start}(?:{within}){gap}{count}[ -]?{unit}{edge}")
    if within and spaced:
        parts.append(rf"{start}(?:{within}){gap}(?:{_ONE}){gap}(?:{entry['month']}){edge}")
    if give := entry.get("give"):
        parts.append(rf"{start}(?:{give})[^.!?\n]{{1,25}}?{start}{count}[ -]?{unit}{edge}")
    if within_after := entry.get("within_after"):
        parts.append(rf"{start}(?:{entry['month']}) ?(?:{within_after}){edge}")
        parts.append(rf"{start}{count}[ -]?{unit}\w{{0,6}} ?(?:{within_after}){edge}")
    flags = re.IGNORECASE
    return Grammar(
        phrase=re.compile("|".join(parts), flags),
        told=re.compile(entry["told"], flags),
        dated=re.compile(rf"{start}(?:{dated}|{days}){edge}", flags),
        then=re.compile(rf"{start}(?:{entry['then']})", flags),
        units=tuple(
            (kind, re.compile(rf"(?P<n>{count})[ -]?(?P<{name}>{entry[name]})", flags))
            for kind, name in (
                (TermKind.HOURS, "hour"),
                (TermKind.DAYS, "month"),
                (TermKind.WEEKS, "week"),
                (TermKind.DAYS, "day"),
            )
        ),
        names=tuple(
            (kind, number, re.compile(rf"{start}(?:{name}){'' if stems else edge}", flags))
            for kind, number, name in names
        ),
        numbers=numbers,
        month=re.compile(entry["month"], flags),
        today=re.compile(entry["same_day"], flags),
        tomorrow=re.compile(entry["tomorrow"], flags),
        end=re.compile(entry["end"], flags),
    )


def is_inflected(language: str) -> bool:
    """Tell whether a language changes the ends of its nouns."""
    return bool(_data().get(language, {}).get("stems"))


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
