"""The days on which something happened, told by dates, weekdays and spans."""

from __future__ import annotations

from datetime import date

import pytest

from tests.timing import quickest
from triage.understanding.facts.event_grammar import event_grammar
from triage.understanding.facts.events import read_events
from triage.understanding.facts.persian import gregorian
from triage.understanding.languages import languages
from triage.understanding.meaning import Event, EventKind
from triage.understanding.numbers.plain import normalise

WEDNESDAY = date(2026, 11, 18)


def events(language: str, text: str, sent: date = WEDNESDAY) -> tuple[Event, ...]:
    """Read the events of a text."""
    return read_events(normalise(text), "text", language, sent, ())


def told(language: str, text: str) -> list[tuple[str, str]]:
    """Return days and kinds."""
    return [(one.day.isoformat(), one.kind.value) for one in events(language, text)]


def test_each_day_bears_the_verb_of_its_clause() -> None:
    text = "I ordered it on November 3rd, it came last Tuesday and broke three days ago."
    assert told("en", text) == [
        ("2026-11-03", "ordered"),
        ("2026-11-17", "delivered"),
        ("2026-11-15", "failed"),
    ]


def test_a_deadline_is_no_event() -> None:
    assert told("en", "Refund me by 25 October or by Friday.") == []
    assert told("de", "Bitte bis zum 12.11. liefern, spätestens am Freitag.") == []


def test_a_day_without_its_year_is_the_last_such_day() -> None:
    assert told("de", "Geliefert wurde am 20. Dezember nichts.") == []  # eleven months ago
    assert told("de", "Am 3. August bestellt.") == [("2026-08-03", "ordered")]
    (found,) = events("de", "Am 20. Dezember bestellt.", date(2027, 1, 4))
    assert found.day == date(2026, 12, 20)


def test_a_day_to_come_is_no_event() -> None:
    assert told("en", "The party I ordered it for is on 25 November 2026.") == []


def test_americans_put_the_month_first() -> None:
    assert told("en", "I ordered it on 10/28/2026.") == [("2026-10-28", "ordered")]
    # The fourth of December has not been yet.
    assert told("en", "It arrived on 04/12/2026.") == [("2026-04-12", "delivered")]


def test_a_bare_weekday_needs_a_verb() -> None:
    assert told("en", "It arrived on Monday.") == [("2026-11-16", "delivered")]
    assert told("en", "Monday would suit me. I sat by the telephone.") == []


def test_weeks_and_months_are_about_a_day() -> None:
    (found,) = events("en", "I returned it two weeks ago.")
    assert (found.day, found.about) == (date(2026, 11, 4), True)
    (found,) = events("en", "I returned it two days ago.")
    assert not found.about


def test_the_week_before_has_its_own_friday() -> None:
    for language, text in (
        ("ja", "先週の金曜日に届きました"),
        ("zh-Hans", "上周五收到的"),
        ("ko", "지난주 금요일에 받았습니다"),
        ("fr", "reçu vendredi, la semaine dernière"),
    ):
        assert told(language, text)[0] == ("2026-11-13", "delivered"), language


def test_what_was_denied_did_not_happen() -> None:
    (found,) = events("en", "It was not delivered on 12 November 2026.")
    assert found.kind is EventKind.PLAIN


def test_hindi_yesterday_is_tomorrow_without_a_verb() -> None:
    assert told("hi", "पार्सल कल मिला") == [("2026-11-17", "delivered")]
    assert told("hi", "कल तक जवाब दें") == []


def test_buddhist_years_are_read() -> None:
    assert told("th", "สั่งซื้อวันที่ 3/11/2569") == [("2026-11-03", "ordered")]


def test_persian_days_are_read() -> None:
    assert told("fa", "۱۲ آبان سفارش دادم") == [("2026-11-03", "ordered")]
    assert told("fa", "1405/08/12 سفارش دادم") == [("2026-11-03", "ordered")]
    (found,) = events("fa", "۲۹ اسفند سفارش دادم", date(2026, 4, 1))
    assert found.day == date(2026, 3, 20)


@pytest.mark.parametrize(
    ("persian", "meant"),
    [
        ((1399, 12, 30), date(2021, 3, 20)),
        ((1400, 1, 1), date(2021, 3, 21)),
        ((1403, 1, 1), date(2024, 3, 20)),
        ((1405, 1, 1), date(2026, 3, 21)),
        ((1408, 1, 1), date(2029, 3, 20)),
        ((1375, 7, 30), date(1996, 10, 21)),
        ((1405, 13, 1), None),
        ((1405, 12, 31), None),
        ((900, 1, 1), None),
    ],
)
def test_persian_day_means_one_of_ours(persian: tuple[int, int, int], meant: date | None) -> None:
    assert gregorian(*persian) == meant


def test_without_the_day_of_the_mail_nothing_is_told() -> None:
    assert read_events(normalise("It came yesterday."), "text", "en", None, ()) == ()


def test_every_language_has_its_patterns() -> None:
    assert all(event_grammar(language) for language in languages())
    assert event_grammar("und") is None


@pytest.mark.parametrize("unit", ["3 ", "vor ", "3. ", "letzten ", "a", "3.3.", "am 3 bestellt "])
def test_hostile_repetition_stays_quick(unit: str) -> None:
    text = unit * (8000 // len(unit))
    assert quickest(lambda: events("de", text), below=1.0) < 1.0
