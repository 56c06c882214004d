"""Facts in one line for people, in objects for machines, on the card of a mail and of a case."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.cli.builders import Shop
from tests.cli.conftest import Triage
from triage.cli.told import facts_line, facts_object
from triage.understanding.meaning import (
    Amount,
    CountryHint,
    Event,
    EventKind,
    Facts,
    Product,
)

FACTS = Facts(
    amounts=(
        Amount(Decimal("49.90"), "EUR", "€49.90", "text", 0, 6),
        Amount(Decimal(20), None, "20 kr", "text", 8, 13),
    ),
    events=(
        Event(date(2026, 11, 12), EventKind.DELIVERED, False, "Thursday", "text", 20, 28),
        Event(date(2025, 10, 19), EventKind.FAILED, True, "a year ago", "text", 30, 40),
        Event(date(2026, 11, 1), EventKind.PLAIN, False, "1 November", "subject", 0, 10),
    ),
    hints=(CountryHint("DE", "phone", "+49 89 1234", "text", 50, 61),),
    country="DE",
    country_confidence=0.85,
    product=Product("kettle", "text", 70, 76),
)


def test_line_names_money_days_country_and_article() -> None:
    line = facts_line(facts_object(FACTS), "2026-11-18T08:00:00+00:00")
    assert line == ("€49.90 · 20 kr · delivered 12 Nov · broke ~19 Oct 2025 · 1 Nov · DE · kettle")


def test_line_is_chinese_for_chinese_readers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    line = facts_line(facts_object(FACTS), "2026-11-18")
    assert "已签收 11月12日" in line
    assert "2025年10月19日" in line


def test_a_country_hardly_hinted_at_is_not_shown() -> None:
    faint = facts_object(Facts(country="CN", country_confidence=0.05))
    assert faint["country"] == {"code": "CN", "confidence": 0.05}
    assert facts_line(faint, None) == ""
    assert facts_line(None, None) == ""


def test_object_holds_every_span() -> None:
    found = facts_object(FACTS)
    assert found["amounts"][0] == {
        "value": "49.90",
        "currency": "EUR",
        "text": "€49.90",
        "field": "text",
        "start": 0,
        "end": 6,
    }
    assert found["events"][1]["kind"] == "failed"
    assert found["product"]["article"] is None
    assert facts_object(Facts())["country"] is None


def test_card_shows_what_a_mail_tells(triage: Triage) -> None:
    words = "I paid €49.90 for it. The kettle stopped working on 12 November 2025."
    shown = triage("understand", "--now", "2025-11-18", "-", input=words.encode()).stdout
    assert "€49.90 · broke 12 Nov" in shown


def test_case_shows_what_its_mails_tell(triage: Triage, shop: Shop) -> None:
    case = shop.file(told=FACTS)
    assert "delivered 12 Nov" in triage("show", case.number).stdout
