"""The patterns of a language's told days, built from events.toml and the deadlines' grammar.

The trap: every way of telling a day is one branch of a single pattern, so that a text is walked
through once; the branches' order is their rank.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from triage.understanding.deadline_grammar import UNSPACED, Grammar, TermKind, grammar_of
from triage.understanding.meaning import EventKind

# Letters that stand before a word without a space: "and", "in", "the".
_PREFIXED = {"ar": "(?:[وفبل]{0,2}(?:ال)?)", "he": "(?:[ובהמשל]{0,3}-?)"}
# "and" and "but", which part what happened.
_AND = {
    "bg": "и|но",
    "ca": "i|però",
    "cs": "a|ale",
    "da": "og|men",
    "de": "und|aber",
    "el": "και|αλλά",
    "en": "and|but",
    "es": "y|e|pero",
    "et": "ja|aga",
    "fa": "و|ولی|اما",
    "fi": "ja|mutta",
    "fr": "et|mais",
    "he": "אבל",
    "hi": "और|लेकिन",
    "hr": "i|ali",
    "hu": "és|de",
    "id": "dan|tapi|tetapi",
    "it": "e|ed|ma",
    "lt": "ir|bet",
    "lv": "un|bet",
    "ms": "dan|tapi|tetapi",
    "nb": "og|men",
    "nl": "en|maar",
    "pl": "i|ale|a",
    "pt": "e|mas",
    "ro": "și|si|dar",
    "ru": "и|но|а",
    "sk": "a|ale",
    "sl": "in|ampak|a",
    "sr": "i|ali|и|али",
    "sv": "och|men",
    "tr": "ve|ama|fakat",
    "uk": "і|й|та|але|а",
    "vi": "và|nhưng|mà",
}
_MONTH_FIRST = frozenset({"en", "hu", "lt", "lv", "hi", "id", "ms", "es"})
_DEFINITE = frozenset({"sv", "da", "nb"})  # "fredagen", "i lördags"
_YEAR = r"(?:,? ?(?:de |del |г\.? ?|року ?|р\. ?)?(?P<{}>(?:20|25|14)\d\d)(?!\d|[.,]\d))?"
_ORDINAL = r"(?:\.|º|ª|°|er|re|st|nd|rd|th|-?[а-я]{1,2}|η|ης|-a|-\w{1,3})?"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_LEFT = r"(?<![\w.,/:-])"


@dataclass(frozen=True, slots=True)
class EventGrammar:
    """What finds told days (`told`, one group a branch) and what happened on them (`verbs`)."""

    told: re.Pattern[str]
    verbs: re.Pattern[str]
    last: re.Pattern[str]  # the week before, as a part of what was told
    few: Mapping[str, int]
    units: tuple[tuple[str, re.Pattern[str]], ...]  # "day", "week", "month"
    weekdays: tuple[tuple[int, re.Pattern[str]], ...]
    months: tuple[tuple[int, re.Pattern[str]], ...]
    persian: tuple[str, ...]  # months of Iran's calendar
    deadlines: Grammar
    parted: re.Pattern[str]  # what stands between two clauses
    spaced: bool


@cache
def _data() -> Mapping[str, Mapping[str, str]]:
    text = files("triage.understanding.facts").joinpath("events.toml").read_text("utf-8")
    return tomllib.loads(text)


@cache
def event_grammar(language: str) -> EventGrammar | None:
    """Build a language's patterns once, the first time it is met."""
    entry, known = _data().get(language), grammar_of(language)
    if entry is None or known is None:
        return None
    spaced = language not in UNSPACED
    prefix = _PREFIXED.get(language, "")
    start, edge, gap = (rf"(?<!\w){prefix}", r"(?!\w)", r"\s{1,2}") if spaced else ("", "", " ?")
    edge_before = r"(?<!\w)(?=\w)" if spaced else r"(?=\w)"
    persian = "|".join(entry["persian"].split()) if "persian" in entry else "(?!)"
    few = _few(entry, known)
    branches = [
        *_absolute(known, language, start),
        rf"(?P<persian>\d{{1,2}} (?:{persian})(?!\w)(?: ?ماه)?(?: (?P<y3>1[34]\d\d)(?!\d))?)",
        *_spans(entry, few, start, edge, gap, spaced=spaced),
        *_relative(entry, _named(known, TermKind.WEEKDAY, language), start, edge, gap),
    ]
    flags = re.IGNORECASE
    verbs = "|".join(f"(?P<{kind.value}>{entry[kind.value]})" for kind in _RANKED)
    lead = r"(?<![^\W_])" if spaced and not prefix else ""
    return EventGrammar(
        # All begin with a word or a number: most places of a text are left at once.
        told=re.compile(rf"{edge_before}(?:{'|'.join(branches)})", flags),
        verbs=re.compile(rf"{lead}(?:{verbs})", flags),
        last=re.compile(rf"{entry['last_week']}|^上", flags),
        few=few,
        units=tuple((name, re.compile(entry[name], flags)) for name in ("month", "week", "day")),
        weekdays=_numbered(known, TermKind.WEEKDAY),
        months=_numbered(known, TermKind.DATE),
        persian=tuple(entry.get("persian", "").split()),
        deadlines=known,
        parted=re.compile(
            rf"[;:，；、–(]|,(?!\d)|(?<!\w)(?:{_AND.get(language, '(?!)')})(?!\w)", flags
        ),
        spaced=spaced,
    )


# "sent back" before "sent", "was to arrive" before "arrive".
_RANKED = (
    EventKind.RETURNED,
    EventKind.PROMISED,
    EventKind.DISPATCHED,
    EventKind.ORDERED,
    EventKind.DELIVERED,
    EventKind.FAILED,
)


def _few(entry: Mapping[str, str], known: Grammar) -> dict[str, int]:
    few = dict(known.numbers)
    for number, words in enumerate(_words(entry["few"]), 1):
        few |= dict.fromkeys(words.split("|"), number)
    return few


def _words(few: str) -> list[str]:
    # "a couple of" is the only one with spaces.
    return [word.replace("_", " ") for word in few.replace("a couple of", "a_couple_of").split()]


def _bare(known: Grammar, wanted: TermKind) -> Iterator[tuple[int, str]]:
    for kind, number, name in known.names:
        if kind is wanted:
            yield number, name.pattern.removeprefix(r"(?<!\w)").removesuffix(r"(?!\w)")


def _numbered(known: Grammar, wanted: TermKind) -> tuple[tuple[int, re.Pattern[str]], ...]:
    return tuple((n, re.compile(name, re.IGNORECASE)) for n, name in _bare(known, wanted))


def _named(known: Grammar, wanted: TermKind, language: str) -> str:
    """Return the names of weekdays or months, with what a language glues to them."""
    bare = (name for _, name in _bare(known, wanted))
    ends = "(?:en|s)?" if language in _DEFINITE and wanted is TermKind.WEEKDAY else ""
    edge = "" if language in UNSPACED else r"(?!\w)"
    return rf"{_PREFIXED.get(language, '')}(?:{'|'.join(bare)}){ends}{edge}"


def _absolute(known: Grammar, language: str, start: str) -> list[str]:
    months = _named(known, TermKind.DATE, language)
    month_first = rf"|(?:{months})\.? ?{_DAY}(?!\d|[.,:]\d){_ORDINAL}{_YEAR.format('y2')}"
    if language not in _MONTH_FIRST:
        month_first = r"|(?P<y2>(?!))"
    return [
        r"(?P<ymd>(?<![\w.,/-])(?:20|25|14)\d\d ?[-./年년] ?\d{1,2} ?[-./月월] ?\d{1,2}(?!\d)"
        r"(?: ?[日号號일])?)",
        rf"(?P<dmy>{_LEFT}\d{{1,2}}(?P<sep>[./-]) ?\d{{1,2}}(?P=sep) ?"
        r"(?:20\d\d|25\d\d|\d\d)(?![\d]))",
        r"(?P<month_day>(?<![\d年년])\d{1,2} ?[月월] ?\d{1,2}(?!\d)(?: ?[日号號일])?)",
        rf"(?P<named>{start}(?:{_DAY}{_ORDINAL} ?(?:de |of |d['’])?{months}\.?"
        rf"{_YEAR.format('y1')}"
        rf"{month_first}))",
        rf"(?P<day_month>{_LEFT}(?:{_DAY}\. ?(?:0?[1-9]|1[0-2])\.(?!\d)"
        r"|\d{1,2}[./]\d{1,2}(?![\d/%]|[.,-]\d)))",
    ]


def _spans(
    entry: Mapping[str, str],
    few: Mapping[str, int],
    start: str,
    edge: str,
    gap: str,
    *,
    spaced: bool,
) -> list[str]:
    """Return "three weeks ago" and "vor drei Wochen"; of weeks and months one needs no number."""
    count = rf"(?:\d{{1,3}}|{'|'.join(sorted(map(re.escape, few), key=len, reverse=True))})"
    unit = rf"(?:{entry['day']}|{entry['week']}|{entry['month']})"
    duals = "يومين|أسبوعين|اسبوعين|شهرين|יומיים|שבועיים|חודשיים"
    single = "|".join(entry[name].rpartition("|")[2] for name in ("week", "month"))
    alone = f"(?:{single}|{duals})" if spaced else "(?!)"
    made: list[str] = []
    if ago := entry.get("ago"):
        made.append(rf"{start}(?:{ago}){gap}(?:{count}[ -]?{gap}?{unit}|{alone}){edge}")
    if after := entry.get("ago_after"):
        made.append(rf"{start}(?:{count}[ -]?{unit}|{alone}){gap}(?:{after}){edge}")
        if not spaced:
            made[-1] = rf"{count} ?{unit}(?:间|間)? ?(?:{after})"
    if done := entry.get("ago_unit"):
        made.append(rf"{start}{count} (?:{done}){edge}")
    return [f"(?P<span>{'|'.join(made)})"]


def _relative(entry: Mapping[str, str], days: str, start: str, edge: str, gap: str) -> list[str]:
    made = [
        f"(?P<two_days>{start}(?:{entry['before_yesterday']}){edge})",
        f"(?P<yesterday>{start}(?:{entry['yesterday']}){edge})",
    ]
    week = entry["last_week"]
    day_of = [
        rf"{start}(?:{days}){edge},? ?(?:\w{{1,3}} )?(?:{week}){edge}",
        rf"{start}(?:{week})[ ,の]{{0,2}}(?:\w{{1,3}} )?(?:{days}){edge}",
    ]
    if last := entry.get("last"):
        day_of.append(rf"{start}(?:{last}){gap}(?:{days}){edge}")
    if after := entry.get("last_after"):
        day_of.append(rf"{start}(?:{days}){gap}(?:{after}){edge}")
    made.append(f"(?P<weekday>{'|'.join(day_of)})")
    made.append(f"(?P<last_week>{start}(?:{week}){edge})")
    made.append(f"(?P<last_month>{start}(?:{entry['last_month']}){edge})")
    # These tell a day only beside what happened.
    made.append(rf"(?P<bare_weekday>{start}(?:{days}){edge}(?! ?\d))")
    made.append(f"(?P<today>{start}(?:{entry['today']}){edge})")
    made.append(
        r"(?P<day>(?<!\w)(?:the )?\d{1,2}(?:st|nd|rd|th)(?!\w)"
        r"|(?<![\d月월])\d{1,2}[日号號](?![\d間间])"
        r"|(?<!\w)am \d{1,2}\.(?= (?-i:[a-zäöü(])))"
    )
    return made
