"""Amounts of money as written in many languages, with currency and span."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.understanding.facts.amounts import read_amounts
from triage.understanding.languages import languages
from triage.understanding.numbers.plain import normalise

# (language, country, words, as written, value, currency)
WRITTEN = [
    ("de", "", "Ich zahlte €12,50.", "€12,50", "12.50", "EUR"),
    ("de", "", "12.50 EUR", "12.50 EUR", "12.50", "EUR"),
    ("de", "", "Bestellung 10423 EUR 49.90", "EUR 49.90", "49.90", "EUR"),
    ("de", "CH", "CHF 49.– bezahlt", "CHF 49.–", "49", "CHF"),
    ("de", "", "kostete 1.299,- komplett", "1.299,-", "1299", None),
    ("de", "AT", "kostete 1.299,- komplett", "1.299,-", "1299", "EUR"),
    ("cs", "", "stálo to 1 299,00 Kč", "1 299,00 Kč", "1299.00", "CZK"),
    ("hi", "", "₹1,299 दिए", "₹1,299", "1299", "INR"),
    ("hi", "", "1,29,999 रुपये", "1,29,999 रुपये", "129999", "INR"),
    ("en", "", "I paid Rs. 1299", "Rs. 1299", "1299", "INR"),
    ("ja", "", "12 800円です", "12 800円", "12800", "JPY"),
    ("ja", "", "￥3,980でした", "￥3,980", "3980", "JPY"),
    ("zh-Hans", "", "付了¥398", "¥398", "398", "CNY"),
    ("zh-Hans", "", "398块的", "398块", "398", "CNY"),
    ("en", "", "It was ¥398", "¥398", "398", None),
    ("en", "JP", "It was ¥398", "¥398", "398", "JPY"),
    ("ko", "", "3만 5천원입니다", "3만 5천원", "35000", "KRW"),
    ("zh-Hant", "", "NT$1,280", "NT$1,280", "1280", "TWD"),
    ("zh-Hant", "", "HK$350 same", "HK$350", "350", "HKD"),
    ("zh-Hant", "HK", "先$899買", "$899", "899", "HKD"),
    ("pt", "", "custou R$ 149,90", "R$ 149,90", "149.90", "BRL"),
    ("sv", "", "299 kr", "299 kr", "299", "SEK"),
    ("nb", "", "kr 299", "kr 299", "299", "NOK"),
    ("da", "", "299 kr.", "299 kr.", "299", "DKK"),
    ("fi", "", "299 kr", "299 kr", "299", None),
    ("fi", "SE", "299 kr", "299 kr", "299", "SEK"),
    ("pl", "", "129,99 zł", "129,99 zł", "129.99", "PLN"),
    ("hu", "", "12 990 Ft-ért", "12 990 Ft", "12990", "HUF"),
    ("ro", "", "250 lei", "250 lei", "250", "RON"),
    ("bg", "", "25,50 лв.", "25,50 лв.", "25.50", "BGN"),
    ("ru", "", "3 490 ₽", "3 490 ₽", "3490", "RUB"),
    ("uk", "", "850 грн", "850 грн", "850", "UAH"),
    ("tr", "", "1.250,50 TL'ye", "1.250,50 TL", "1250.50", "TRY"),
    ("vi", "", "giá 150.000đ", "150.000đ", "150000", "VND"),
    ("th", "", "590 บาทค่ะ", "590 บาท", "590", "THB"),
    ("id", "", "Rp 150.000", "Rp 150.000", "150000", "IDR"),
    ("id", "", "seharga 150rb", "150rb", "150000", "IDR"),
    ("ms", "", "RM89.90", "RM89.90", "89.90", "MYR"),
    ("he", "", 'עלה 199 ש"ח', '199 ש"ח', "199", "ILS"),
    ("ar", "", "دفعت ١٬٢٩٩٫٥٠ ريال", "١٬٢٩٩٫٥٠ ريال", "1299.50", None),
    ("ar", "SA", "دفعت ٥٠ ريال", "٥٠ ريال", "50", "SAR"),
    ("ar", "", "٢٥٠ درهم إماراتي", "٢٥٠ درهم إماراتي", "250", "AED"),
    ("ar", "KW", "12.500 دينار", "12.500 دينار", "12.500", "KWD"),
    ("fa", "", "۲۵۰٬۰۰۰ تومان", "۲۵۰٬۰۰۰ تومان", "2500000", "IRR"),
    ("en", "", "US$ 12.50", "US$ 12.50", "12.50", "USD"),
    ("en", "", "A$20", "A$20", "20", "AUD"),
    ("es", "MX", "$1,299.00", "$1,299.00", "1299.00", "MXN"),
    ("es", "", "pagué $20", "$20", "20", None),
    ("fr", "", "soit 49€90", "49€90", "49.90", "EUR"),
    ("fr", "CA", "64,12 $", "64,12 $", "64.12", "CAD"),
    ("de", "", "ein 20-30 € Gutschein", "30 €", "30", "EUR"),
]
NO_MONEY = [
    ("de", "100 % der 20 Sek. von Fr. 15.11."),
    ("en", "see https://shop.example/p?price=20EUR or write 20EUR@shop.example"),
    ("en", "order 10442, size 42, 3 x 12 cm, 5 ft, 020 7946 0018, 12/11/2026"),
    ("zh-Hans", "我买了3块毛巾和两块肥皂"),
    ("de", "PLZ 80331 und die 2 Euro-Paletten"),
    ("pl", "kod 00-316, tel. 22 827 12 34"),
]


@pytest.mark.parametrize(("language", "country", "text", "written", "value", "code"), WRITTEN)
def test_amount_is_read_with_its_currency(
    language: str, country: str, text: str, written: str, value: str, code: str | None
) -> None:
    (found,) = read_amounts(normalise(text), "text", language, country, ())
    assert (found.text, found.value, found.currency) == (written, Decimal(value), code)
    assert text[found.start : found.end] == written


@pytest.mark.parametrize(("language", "text"), NO_MONEY)
def test_what_is_no_money_stays_alone(language: str, text: str) -> None:
    found = read_amounts(normalise(text), "text", language, "", ())
    assert [one.text for one in found] in ([], ["2 Euro"])


def test_an_order_number_is_no_amount() -> None:
    text = "order 10423 EUR please"
    span = (6, 11)
    assert read_amounts(normalise(text), "text", "en", "", (span,)) == ()


def test_every_language_has_its_patterns() -> None:
    for language in (*languages(), "und", "xx"):
        (found,) = read_amounts(normalise("49,90 € "), "text", language, "", ())
        assert found.currency == "EUR"


@given(st.text(alphabet="0123456789.,'  -–€$krEUR万천%/\n٫٬", max_size=80))
def test_spans_hold_whatever_is_written(text: str) -> None:
    for found in read_amounts(normalise(text), "text", "de", "", ()):
        assert text[found.start : found.end] == found.text
        assert found.value >= 0
