"""An instant is told as people of each language tell it."""

from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from tests.drafts.make import TEMPLATES
from triage.drafts.promise import amount_text, day_text, promise_text

LATIN_DIGITS = str.maketrans("۰۱۲۳۴۵۶۷۸۹", "0123456789")
EVENING = datetime(2026, 11, 24, 17, tzinfo=UTC)
LANGUAGES = sorted(
    set(tomllib.loads((TEMPLATES / "courteous.toml").read_text("utf-8"))) - {"default"}
)


@pytest.mark.parametrize(
    ("language", "zone", "locale", "text"),
    [
        ("de", "Europe/Berlin", "", "Dienstag, 24. November, 18:00 Uhr (MEZ)"),
        ("de", "Asia/Shanghai", "", "Mittwoch, 25. November, 01:00 Uhr (Pekinger Zeit)"),
        ("en", "Europe/Berlin", "", "Tuesday 24 November, 6 pm (CET)"),
        ("en", "America/New_York", "en-US", "Tuesday, November 24, 12 noon (EST)"),
        ("en", "Asia/Kolkata", "en-GB", "Tuesday 24 November, 10:30 pm (India Standard Time)"),
        ("zh-Hans", "Asia/Shanghai", "", "11月25日（周三）01:00（北京时间）"),
        ("zh-Hans", "Europe/Paris", "", "11月24日（周二）18:00（中欧时间）"),
        ("zh-Hant", "Asia/Taipei", "", "11月25日（週三）01:00（台北時間）"),
        ("fr", "Europe/Paris", "", "mardi 24 novembre à 18 h (heure d’Europe centrale)"),
        ("ja", "Asia/Tokyo", "", "11月25日（水）02:00（日本時間）"),
        ("es", "Europe/Madrid", "", "martes 24 de noviembre a las 18:00 (CET)"),
        ("fr", "Asia/Kolkata", "", "mardi 24 novembre à 22 h 30 (heure de l’Inde)"),
        ("it", "America/New_York", "", "martedì 24 novembre alle 12:00 (Ora orientale USA)"),
        ("pt", "Europe/Lisbon", "", "terça-feira, 24 de novembro, às 17:00 (WET)"),
        (
            "pt",
            "America/Sao_Paulo",
            "pt-BR",
            "terça-feira, 24 de novembro, às 14h (horário de Brasília)",
        ),
        ("fa", "Asia/Tehran", "", "سه‌شنبه ۲۴ نوامبر، ساعت ۲۰:۳۰ (وقت ایران)"),
        ("uk", "Europe/Kyiv", "", "вівторок, 24 листопада, 19:00 (за київським часом)"),
        ("ru", "Europe/Istanbul", "", "вторник, 24 ноября, 20:00 (турецкое время)"),
        ("vi", "Asia/Ho_Chi_Minh", "", "00:00 Thứ Tư, ngày 25 tháng 11 (giờ Việt Nam)"),
        ("und", "UTC", "", "Tuesday 24 November, 5 pm (UTC)"),
        ("en", "no/where", "", "Tuesday 24 November, 5 pm (UTC)"),
        ("en", "../etc/passwd", "xx-nonsense", "Tuesday 24 November, 5 pm (UTC)"),
        ("en", "Etc/GMT-3", "", "Tuesday 24 November, 8 pm (UTC+3)"),
    ],
)
def test_an_evening_is_told_in_words(language: str, zone: str, locale: str, text: str) -> None:
    assert promise_text(EVENING, language, zone, locale) == text


def test_one_o_clock_is_singular() -> None:
    at = datetime(2026, 11, 24, 0, tzinfo=UTC)
    assert "all'1:00 (CET)" in promise_text(at, "it", "Europe/Rome")
    assert "a la 1:00 (CET)" in promise_text(at, "es", "Europe/Madrid")


def test_summer_time_is_named() -> None:
    summer = datetime(2026, 7, 1, 16, tzinfo=UTC)
    assert promise_text(summer, "de", "Europe/Berlin") == "Mittwoch, 1. Juli, 18:00 Uhr (MESZ)"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("zone", ["Europe/Berlin", "Asia/Shanghai", "America/Sao_Paulo"])
def test_every_language_has_day_hour_and_zone(language: str, zone: str) -> None:
    noted = promise_text(EVENING, language, zone).translate(LATIN_DIGITS)
    days = {"Europe/Berlin": "24", "Asia/Shanghai": "25", "America/Sao_Paulo": "24"}
    assert days[zone] in noted
    assert "00" in noted or language in {"en", "fr", "pt"}
    assert noted.endswith((")", "）"))
    assert not {"\u202f", "\u00a0", "+"} & set(noted)
    assert "summer" not in noted.lower()
    assert 20 <= len(noted) <= 90


@pytest.mark.parametrize(
    ("language", "first", "later"),
    [
        ("fr", "1er décembre 2026", "8 décembre 2026"),
        ("it", "1° dicembre 2026", "8 dicembre 2026"),
        ("th", "1 ธันวาคม 2026", "8 ธันวาคม 2026"),
        ("vi", "1 tháng 12 năm 2026", "8 tháng 12 năm 2026"),
        ("de", "1. Dezember 2026", "8. Dezember 2026"),
    ],
)
def test_a_day_is_written_out(language: str, first: str, later: str) -> None:
    assert day_text(date(2026, 12, 1), language) == first
    assert day_text(date(2026, 12, 8), language) == later


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("tr", "1.249,50 €"),
        ("uk", "1 249,50 €"),
        ("hu", "1 249,50 €"),
        ("fa", "\u200e€ ۱,۲۴۹.۵۰"),
        ("de", "1.249,50 €"),
        ("en", "€1,249.50"),
    ],
)
def test_an_amount_is_written_as_the_language_writes_it(language: str, text: str) -> None:
    assert amount_text(Decimal("1249.50"), "EUR", language) == text
