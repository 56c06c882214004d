"""The days on which what is complained of happened, and what a verb beside each says happened.

The trap: a deadline is no event; a date without its year is the last such day before the mail, and
a bare weekday, "today" or "3/11" tells a day only beside such a verb.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from triage.understanding.facts.event_grammar import EventGrammar, event_grammar
from triage.understanding.facts.persian import gregorian, year_of
from triage.understanding.meaning import Event, EventKind
from triage.understanding.numbers.plain import Plain

_MOST = 12
_SHORT = 3  # letters
_OLDEST = timedelta(days=5 * 366)
_SAME_YEAR = timedelta(days=300)  # a day longer ago is told with its year
_REACH = 90  # characters between a day and its verb; fewer where a sign is a word
_REACH_UNSPACED = 45
_SENTENCE = 160
_PROMISE = 30
_PARTING = 25  # characters a comma counts for
_DENIED = re.compile(
    r"(?:n['’]t|(?<!\w)(?:not|never|nicht|niet|nie|pas|no|não|non|ne|не|ikke|inte|ikkje|nu|δεν|nem))"
    r" (?:\w{1,8} )?$|[没沒未]$"
)
_STOPS = re.compile(r"(?<!\d)(?<!\s\w)[.!?…](?=\s)|[。！？\n]")
_NEEDS_VERB = frozenset({"bare_weekday", "today", "day", "day_month"})
_ABSOLUTE = frozenset(
    {"ymd", "dmy", "month_day", "named", "persian", "day_month", "bare_weekday", "day", "weekday"}
)
_BOTH_WAYS = frozenset({"कल", "परसों", "kal", "parso"})  # yesterday and tomorrow
_DUALS = ("ين", "יים")
_UNIT_DAYS = {"day": 1, "week": 7, "month": 30}
_BUDDHIST = 543


def read_events(
    plain: Plain, field: str, language: str, sent_on: date | None, taken: Sequence[tuple[int, int]]
) -> tuple[Event, ...]:
    """Find the days told in a field; `taken` are spans of the original that are other numbers."""
    grammar = event_grammar(language)
    if grammar is None or sent_on is None:
        return ()
    found: dict[tuple[date, EventKind], Event] = {}
    for match in grammar.told.finditer(plain.text):
        first, last = plain.span(*match.span())
        branch = _branch(match)
        if any(a < last and first < b for a, b in taken) or _is_deadline(
            grammar, plain.text, match
        ):
            continue
        kind = _kind(grammar, plain.text, match, firmly=branch in _NEEDS_VERB)
        both = match.group().lower() in _BOTH_WAYS
        if kind is EventKind.PLAIN and (branch in _NEEDS_VERB or both):
            continue
        day = _day(grammar, match, branch, sent_on)
        if branch == "bare_weekday" and match.group().isascii() and len(match.group()) <= _SHORT:
            continue  # "I sat by the telephone"
        if day is None or not sent_on - _OLDEST <= day <= sent_on:
            continue
        about = branch in {"last_week", "last_month"} or (
            branch == "span" and _unit(grammar, match.group()) != "day"
        )
        text = plain.original[first:last]
        found.setdefault((day, kind), Event(day, kind, about, text, field, first, last))
        if len(found) == _MOST:
            break
    return tuple(found.values())


def _branch(match: re.Match[str]) -> str:
    return next(name for name in _BRANCHES if match[name])


_BRANCHES = (
    "ymd", "dmy", "month_day", "named", "persian", "day_month", "span", "two_days", "yesterday",
    "weekday", "last_week", "last_month", "bare_weekday", "today", "day",
)  # fmt: skip


def _is_deadline(grammar: EventGrammar, text: str, match: re.Match[str]) -> bool:
    if _branch(match) not in _ABSOLUTE or _branch(match) == "weekday":
        return False
    start, end = max(0, match.start() - 30), min(len(text), match.end() + 20)
    return any(
        found.start() < match.end() and match.start() < found.end()
        for found in grammar.deadlines.phrase.finditer(text, start, end)
    )


def _kind(grammar: EventGrammar, text: str, match: re.Match[str], *, firmly: bool) -> EventKind:
    """Name what the nearest verb of the sentence says; commas and "and" make it farther.

    `firmly`: a verb of another clause says nothing of the day.
    """
    first, last = _sentence(text, *match.span())
    reach = _REACH if grammar.spaced else _REACH_UNSPACED
    best, nearest = EventKind.PLAIN, reach
    for verb in grammar.verbs.finditer(text, first, last):
        if verb.start() < match.end() and match.start() < verb.end():
            continue
        between = text[min(verb.end(), match.end()) : max(verb.start(), match.start())]
        parts = len(grammar.parted.findall(between))
        if firmly and parts:
            continue
        far = len(between) + _PARTING * parts
        # What was promised is mostly a delivery, whose own word stands nearer.
        far -= _PROMISE if verb.lastgroup == EventKind.PROMISED else 0
        if far < nearest and not _DENIED.search(text, max(first, verb.start() - 14), verb.start()):
            best, nearest = EventKind(verb.lastgroup or "plain"), far
    return best


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    first = max(0, start - _SENTENCE)
    for stop in _STOPS.finditer(text, first, start):
        first = stop.end()
    ahead = _STOPS.search(text, end, end + _SENTENCE)
    return first, ahead.start() if ahead else min(len(text), end + _SENTENCE)


def _day(grammar: EventGrammar, match: re.Match[str], branch: str, sent_on: date) -> date | None:
    written = match.group()
    numbers = [int(number) for number in re.findall(r"\d{1,4}", written)]
    if branch in {"two_days", "yesterday", "today"}:
        return sent_on - timedelta(days={"two_days": 2, "yesterday": 1, "today": 0}[branch])
    if branch in {"last_week", "last_month"}:
        return sent_on - timedelta(days=_UNIT_DAYS[branch.removeprefix("last_")])
    if branch == "span":
        days = _UNIT_DAYS[_unit(grammar, written)] * _count(grammar, written)
        return sent_on - timedelta(days=days)
    if branch.endswith("weekday"):
        return _weekday(grammar, written, sent_on, bare=branch == "bare_weekday")
    if branch == "ymd":
        return _date(*numbers[:3])
    if branch == "dmy":
        return _latest(_orders(numbers[0], numbers[1], numbers[2]), sent_on)
    if branch == "month_day":
        return _without_year(((numbers[0], numbers[1]),), sent_on)
    if branch == "day_month":
        first, second = numbers[:2]
        pairs = ((second, first), (first, second)) if "/" in written else ((second, first),)
        return _without_year(pairs, sent_on)
    if branch == "day":
        months = ((month, numbers[0]) for month in (sent_on.month, (sent_on.month - 2) % 12 + 1))
        return _without_year(tuple(months), sent_on)
    if branch == "persian":
        return _persian(grammar, match, numbers[0], sent_on)
    return _named(grammar, match, numbers, sent_on)


def _named(
    grammar: EventGrammar, match: re.Match[str], numbers: list[int], sent_on: date
) -> date | None:
    # The longest name: "tháng 1" is a part of "tháng 11", "mar" of "marraskuuta".
    told = ((len(found[0]), n) for n, name in grammar.months if (found := name.search(match[0])))
    month = max(told, default=(0, 0))[1]
    year = match["y1"] or match["y2"]
    # Vietnamese months are numbers themselves: "ngày 3 tháng 11".
    day = next((n for n in numbers if n <= 31), 0)
    if year:
        return _date(int(year), month, day)
    return _without_year(((month, day),), sent_on)


def _persian(grammar: EventGrammar, match: re.Match[str], day: int, sent_on: date) -> date | None:
    month = next(n for n, name in enumerate(grammar.persian, 1) if name in match.group())
    if match["y3"]:
        return gregorian(int(match["y3"]), month, day)
    this = year_of(sent_on)
    meant = (gregorian(year, month, day) for year in (this, this - 1))
    return next((one for one in meant if one and one <= sent_on), None)


def _orders(first: int, second: int, year: int) -> Iterator[date]:
    """Yield what a day with its year may mean: only Americans put the month first."""
    year += 2000 if year < 100 else 0
    for month, day in ((second, first), (first, second)):
        if (meant := _date(year, month, day)) is not None:
            yield meant


def _latest(days: Iterator[date], sent_on: date) -> date | None:
    return next((day for day in days if day <= sent_on), None)


def _without_year(pairs: Sequence[tuple[int, int]], sent_on: date) -> date | None:
    """Return the last such day before the mail, the nearest of several readings of it."""
    meant = [
        day
        for month, number in pairs
        for year in (sent_on.year, sent_on.year - 1)
        if (day := _date(year, month, number)) is not None
        and timedelta(0) <= sent_on - day <= _SAME_YEAR
    ]
    return meant[0] if meant else None


def _weekday(grammar: EventGrammar, written: str, sent_on: date, *, bare: bool) -> date | None:
    meant = next((n for n, name in grammar.weekdays if name.search(written)), None)
    if meant is None:
        return None
    if grammar.last.search(written):
        monday = sent_on - timedelta(days=sent_on.weekday() + 7)
        return monday + timedelta(days=meant)
    back = (sent_on.weekday() - meant) % 7
    return sent_on - timedelta(days=back if bare or back else 7)


def _unit(grammar: EventGrammar, written: str) -> str:
    return next((name for name, unit in grammar.units if unit.search(written)), "day")


def _count(grammar: EventGrammar, written: str) -> int:
    if number := re.search(r"\d{1,3}", written):
        return int(number[0])
    if any(word.endswith(_DUALS) for word in written.split()):
        return 2
    low = written.lower()
    if grammar.spaced:
        words = re.findall(r"[^\s\d_-]+", low)
        known = [grammar.few[word] for word in words if word in grammar.few]
        if "couple" in words:
            return 2
        return (
            known[0]
            if known
            else next((grammar.few[w] for w in grammar.few if w in low.split("-")), 1)
        )
    spelt = [(low.find(word), number) for word, number in grammar.few.items() if word in low]
    return min(spelt)[1] if spelt else 1


def _date(year: int, month: int, day: int) -> date | None:
    if 2500 <= year < 2700:
        year -= _BUDDHIST
    if 1300 < year < 1500:
        return gregorian(year, month, day)
    try:
        return date(year, month, day)
    except ValueError:  # 31.2., 45/45: not a day of the calendar
        return None
