"""A real engine between our masks: what it does to words is its own affair, values come back."""

from __future__ import annotations

import re

import pytest

from tests.translation.engine import Engine
from triage.errors import TranslationFailed, TranslationUnsupported
from triage.storage.translations import Translations
from triage.translation.options import TranslationOptions
from triage.translation.translator import Translator

MAIL = """\
Buenos días,

hice el pedido 10423 el 3 de marzo y el paquete RB123456785DE todavía no ha llegado. La página
https://correos.example/r?id=77 dice que está en Madrid. Llámeme al +34 600 123 456 o escriba a
lucia.vega@cliente.example, por favor.

Quiero mi dinero: no 10424, sino 10423.

Un saludo,
Lucía Vega
"""
VALUES = [
    "10423", "RB123456785DE", "https://correos.example/r?id=77", "+34 600 123 456",
    "lucia.vega@cliente.example", "10424", "10423", "Lucía Vega",
]  # fmt: skip
DRAFT = """\
Dear Lucía Vega,

Thank you for writing to us about order 10423. Your parcel has not arrived yet.

Please send us:
- a photo of the label ⟦tracking number?⟧
- your address

You will hear from us by Tuesday, 3 March, 6 pm (CET). Your case number is C-7KQ2P.

Lumen Support
"""
IN_DRAFT = [
    "Lucía Vega", "10423", "⟦tracking number?⟧", "Tuesday, 3 March, 6 pm (CET)", "C-7KQ2P",
    "Lumen Support",
]  # fmt: skip
PRIVATE = ("Lucía Vega", "10423", "10424", "RB123456785DE", *IN_DRAFT)


def a_translator(engine: Engine, remembered: Translations | None = None) -> Translator:
    """Return a translator that asks the test's server."""
    patient = TranslationOptions("libretranslate", engine.url, read_seconds=30, total_seconds=60)
    return Translator(patient, remembered)


def values_in(text: str, values: list[str]) -> list[str]:
    """Return the values as they stand in a text, from top to bottom."""
    known = "|".join(map(re.escape, sorted(set(values), key=len, reverse=True)))
    return re.findall(known, text)


def test_customers_mail_is_translated_and_every_value_stands_where_it_stood(real: Engine) -> None:
    made = a_translator(real).translate(MAIL, "es", "en", PRIVATE).text
    assert "Good morning," in made
    assert "still has not arrived" in made
    assert values_in(made, VALUES) == VALUES
    assert made.count("\n\n") == MAIL.count("\n\n")


def test_draft_is_translated_and_every_value_stands_where_it_stood(real: Engine) -> None:
    made = a_translator(real).translate(DRAFT, "en", "es", PRIVATE).text
    assert "Gracias" in made
    assert "\n- una foto" in made
    assert values_in(made, IN_DRAFT) == IN_DRAFT


def test_real_engine_is_shown_nothing_personal(real: Engine) -> None:
    translator = a_translator(real)
    translator.translate(MAIL, "es", "en", PRIVATE)
    translator.translate(DRAFT, "en", "es", PRIVATE)
    sent = "\n".join(asked.text for asked in real.asked)
    assert "todavía no ha llegado" in sent
    assert values_in(sent, VALUES + IN_DRAFT) == []


def test_second_time_the_real_engine_is_not_asked(real: Engine, remembered: Translations) -> None:
    translator = a_translator(real, remembered)
    first = translator.translate(MAIL, "es", "en", PRIVATE)
    real.asked.clear()
    assert translator.translate(MAIL, "es", "en", PRIVATE) == first
    assert not real.asked


@pytest.mark.parametrize("mood", ["lose", "double", "swap", "spaced", "unchanged", "mixed up"])
def test_whatever_becomes_of_placeholders_no_value_moves(real: Engine, mood: str) -> None:
    real.mood = mood
    translator = a_translator(real)
    assert values_in(translator.translate(MAIL, "es", "en", PRIVATE).text, VALUES) == VALUES
    assert values_in(translator.translate(DRAFT, "en", "es", PRIVATE).text, IN_DRAFT) == IN_DRAFT


@pytest.mark.parametrize("mood", ["broken", "busy", "not json", "moved"])
def test_what_was_translated_before_a_failure_is_not_asked_for_again(
    real: Engine, remembered: Translations, mood: str
) -> None:
    translator = a_translator(real, remembered)
    real.mood, real.well_for = mood, 2
    with pytest.raises(TranslationFailed):
        translator.translate(MAIL, "es", "en", PRIVATE)
    before = [asked.text for asked in real.asked]
    assert len(before) == 3
    real.mood = "well"
    real.asked.clear()
    made = translator.translate(MAIL, "es", "en", PRIVATE).text
    assert values_in(made, VALUES) == VALUES
    assert real.asked[0].text == before[-1]


@pytest.mark.parametrize("pair", [("de", "en"), ("es", "zh-Hans"), ("und", "en")])
def test_pair_the_real_engine_lacks_is_told_apart_from_failure(
    real: Engine, pair: tuple[str, str]
) -> None:
    with pytest.raises(TranslationUnsupported, match="these languages"):
        a_translator(real).translate(MAIL, *pair, PRIVATE)
    assert len(real.asked) == 1
