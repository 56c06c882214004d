"""The deadline a customer sets ("by Friday", "bis 28.11.", 周五之前) and the day it means.

The trap: "you promised it by Friday" and "until today nothing came" set no deadline, and `due`
counts from the day the mail was sent, not from now.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from triage.understanding.deadline_grammar import DAY_ALONE, Grammar, TermKind, grammar_of
from triage.understanding.meaning import Reason, Words

__all__ = ["Term", "TermKind", "due", "due_on", "find", "read"]

_READ_AT_MOST = 4000
_SENTENCE = 100  # characters before a phrase in which "promised" makes it somebody else's
_MONTH_DAYS = 30
_REACH = 200  # characters before "by then" in which the date stands
# What lies behind or is somebody else's words sets no deadline.
_PAST = re.compile(
    r"\b(?:last|previous|letzt|vorig|prejšn|prošl|minul|ubiegł|zeszł|прошл|минул|прежн|dernier|"
    r"pasad|passat|passad|scors|vorige|afgelopen|forrige|förra|sidste|viime|trecut|geçen|lalu|"
    r"(?:pre|prije|пре) (?:dve|dvije|две|nekoliko|неколико|par)\b)",
    re.IGNORECASE,
)
_OPENING = re.compile('[«„“「『”"][^«»„“”「」『』"\n]{0,60}$')
_CLOSING = re.compile('[^«»„“”「」『』"\n]{0,60}[»“”」』"]')
_MONTH = re.compile(
    r"month|monat|mois|\bm[eê]s\b|mese|месяц|місяц|miesiąc|bulan|เดือน|tháng|月|월"
    r"|이번 ?달|\bay sonu",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Term:
    """A deadline understood, free of the customer's words."""

    kind: TermKind
    amount: int = 0
    month: int = 0
    year: int = 0


def find(words: Words, language: str) -> tuple[str, tuple[Reason, ...]]:
    """Find the first deadline the customer sets, as written; "" if none."""
    grammar = grammar_of(language)
    if grammar is None:
        return "", ()
    for field, text in (("text", words.text), ("subject", words.subject)):
        for match in grammar.phrase.finditer(text[:_READ_AT_MOST]):
            before = text[max(0, match.start() - _SENTENCE) : match.start()]
            if grammar.told.search(re.split(r"[.!?。！？\n]\s?", before)[-1]):
                continue
            if _OPENING.search(before) and _CLOSING.match(text, match.end()):
                continue
            phrase = match.group().strip(" ,.")
            if _PAST.search(phrase):
                continue
            if read(phrase, language) is not None:
                reason = Reason("signal:deadline", phrase, field, match.start(), match.end())
                return phrase, (reason,)
    return _pointed_at(words.text[:_READ_AT_MOST], language, grammar)


def _pointed_at(text: str, language: str, grammar: Grammar) -> tuple[str, tuple[Reason, ...]]:
    """Find the date that "by then" points back to; "" if none."""
    for then in grammar.then.finditer(text):
        start = max(0, then.start() - _REACH)
        for date_said in reversed(list(grammar.dated.finditer(text, start, then.start()))):
            phrase = date_said.group().strip(" ,.")
            if read(phrase, language) is not None:
                span = (date_said.start(), date_said.end())
                return phrase, (Reason("signal:deadline", phrase, "text", *span),)
    return "", ()


def read(phrase: str, language: str) -> Term | None:
    """Understand a phrase that `find` gave."""
    grammar = grammar_of(language)
    if grammar is None:
        return None
    if term := _numeric(phrase):
        return term
    for kind, unit in grammar.units:
        if found := unit.search(phrase):
            many = _amount(found["n"], grammar.numbers)
            in_months = found.lastgroup == "month"
            return Term(kind, many * _MONTH_DAYS if in_months else many)
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
    if term := _named(phrase, grammar):
        return term
    return Term(TermKind.DAYS, _MONTH_DAYS) if grammar.month.search(phrase) else None


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


def _amount(written: str, numbers: Mapping[str, int]) -> int:
    if written.isdecimal():
        return int(written)
    word = written.lower().replace("i\u0307", "i")  # Turkish İki
    return numbers.get(word, 1)


def _numeric(phrase: str) -> Term | None:
    if found := re.search(r"(\d{4})-(\d{1,2})-(\d{1,2})", phrase):
        return Term(TermKind.DATE, int(found[3]), int(found[2]), int(found[1]))
    if found := re.search(r"(\d{1,2}) ?[月월] ?(\d{1,2})", phrase):
        return Term(TermKind.DATE, int(found[2]), int(found[1]))
    if found := re.search(r"(\d{1,2})(?:[./]|\. )(\d{1,2})(?:[./](\d{4}|\d{2}))?(?!\d)", phrase):
        first, second, year = int(found[1]), int(found[2]), int(found[3] or 0)
        # Only Americans put the month first; 11/28 shows it, 11/12 does not and is read as theirs.
        day, month = (second, first) if second > 12 else (first, second)
        if day < 32 and month < 13:
            return Term(TermKind.DATE, day, month, year + 2000 if 0 < year < 100 else year)
    return None


def _named(phrase: str, grammar: Grammar) -> Term | None:
    number = re.search(r"(?<!\d)\d{1,2}(?!\d)", phrase)
    kinds = sorted(grammar.names, key=lambda entry: entry[0] is not TermKind.DATE)
    for kind, amount, name in kinds:
        if kind is TermKind.DATE and number and name.search(phrase):
            return Term(TermKind.DATE, int(number[0]), amount)
        if kind is TermKind.WEEKDAY and name.search(phrase):
            return Term(TermKind.WEEKDAY, amount)
    alone = rf"\d{{1,2}} ?(?:st|nd|rd|th|[日号號일])|{DAY_ALONE}"
    if number and re.search(alone, phrase, re.IGNORECASE):
        return Term(TermKind.DATE, int(number[0]))
    return None
