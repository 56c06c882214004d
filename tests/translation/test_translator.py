from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.translation.engine import Engine, marked
from triage.errors import SettingsWrong, TranslationFailed, TranslationUnsupported
from triage.storage.translations import Translations
from triage.translation.options import TranslationOptions
from triage.translation.translator import LONGEST, Translator

PRIVATE = ("Anna Berg", "10401", "10402")
LETTER = """\
Hallo,

nicht 10401, sondern 10402 fehlt! Schreiben Sie an anna@mail.example.

-- \n12 / 7
Anna Berg
"""


def a_translator(engine: Engine, remembered: Translations | None = None) -> Translator:
    """Return a translator that asks the test's server."""
    return Translator(TranslationOptions("libretranslate", engine.url), remembered)


def expected(text: str) -> str:
    """Return the letter as the server translates it with all values in their places."""
    kept = {"anna@mail.example": "\x01", "Anna Berg": "\x02"}
    for value, mark in kept.items():
        text = text.replace(value, mark)
    text = marked(text, "en")
    for value, mark in kept.items():
        text = text.replace(mark, value)
    return text


def test_letter_comes_back_with_values_and_layout(engine: Engine) -> None:
    made = a_translator(engine).translate(LETTER, "de", "en", PRIVATE)
    assert made.text == expected(LETTER)
    assert (made.engine, made.source, made.target) == ("libretranslate", "de", "en")


def test_nothing_personal_leaves(engine: Engine) -> None:
    a_translator(engine).translate(LETTER, "de", "en", PRIVATE)
    sent = " ".join(asked.text for asked in engine.asked)
    assert "fehlt" in sent
    for value in ("10401", "10402", "anna@mail.example", "Anna", "Berg"):
        assert value not in sent


@pytest.mark.parametrize("mood", ["lose", "double", "swap", "spaced"])
def test_no_value_is_ever_lost_doubled_or_swapped(engine: Engine, mood: str) -> None:
    engine.mood = mood
    made = a_translator(engine).translate(LETTER, "de", "en", PRIVATE)
    assert made.text == expected(LETTER)


def test_what_went_wrong_once_is_not_remembered(engine: Engine, remembered: Translations) -> None:
    translator = a_translator(engine, remembered)
    text = "nicht 10401, sondern 10402 fehlt"
    engine.mood = "swap"
    translator.translate(text, "de", "en", PRIVATE)
    engine.mood = "well"
    engine.asked.clear()
    translator.translate(text, "de", "en", PRIVATE)
    assert len(engine.asked) == 1


def test_same_words_of_another_customer_are_remembered(
    engine: Engine, remembered: Translations
) -> None:
    translator = a_translator(engine, remembered)
    first = translator.translate("Wo ist 1234567?", "de", "en")
    second = translator.translate("Wo ist 7654321?", "de", "en")
    assert (first.text, second.text) == ("Wo~en ist~en 1234567?", "Wo~en ist~en 7654321?")
    assert len(engine.asked) == 1
    translator.translate("Wo ist 1234567?", "de", "zh-Hans")
    translator.translate("Wo ist 1234567?", "nl", "en")
    assert len(engine.asked) == 3


@pytest.mark.parametrize("mood", ["null", "unchanged"])
def test_unchanged_text_is_shown_and_asked_for_again(
    engine: Engine, remembered: Translations, mood: str
) -> None:
    engine.mood = mood
    translator = a_translator(engine, remembered)
    for _ in range(2):
        assert translator.translate("Hallo", "de", "en").text == "Hallo"
    assert len(engine.asked) == 2


def test_text_without_letters_is_never_sent(engine: Engine) -> None:
    text = "!!! ???\n\n1234567 / anna@mail.example\n"
    assert a_translator(engine).translate(text, "de", "en").text == text
    assert a_translator(engine).translate("", "de", "en").text == ""
    assert not engine.asked


def test_text_in_the_language_asked_for_is_never_sent(engine: Engine) -> None:
    assert a_translator(engine).translate("Hello", "en", "en").text == "Hello"
    assert not engine.asked


def test_long_text_goes_in_pieces_and_ends_somewhere(engine: Engine) -> None:
    made = a_translator(engine).translate("Wo ist es? " * 3000, "de", "en")
    assert made.text == marked(("Wo ist es? " * 3000)[:LONGEST], "en")
    assert len(engine.asked) > 10
    assert all(len(asked.text) <= 2000 for asked in engine.asked)


@pytest.mark.parametrize("mood", ["well", "swap"])
@pytest.mark.parametrize("text", ["a\n\n" * 6000, "1234567 a " * 2000])
def test_no_mail_can_make_us_ask_for_ever(engine: Engine, text: str, mood: str) -> None:
    engine.mood = mood
    made = a_translator(engine).translate(text, "de", "en").text
    assert made.count("1234567") == text[:LONGEST].count("1234567")
    assert made.count("a") == text[:LONGEST].count("a")
    assert len(engine.asked) < 60


def test_failure_in_the_middle_is_told_not_half_a_letter(engine: Engine) -> None:
    engine.mood = "broken"
    with pytest.raises(TranslationFailed, match="status 500"):
        a_translator(engine).translate(LETTER, "de", "en", PRIVATE)


def test_nothing_is_sent_until_an_engine_is_named() -> None:
    with pytest.raises(SettingsWrong, match=r"\[translation\] of settings.toml"):
        Translator(TranslationOptions()).translate("Hallo", "de", "en")


def test_pair_the_engine_does_not_know_is_refused_before_asking(engine: Engine) -> None:
    with pytest.raises(TranslationUnsupported, match="xx"):
        a_translator(engine).translate("Hallo", "xx", "en")
    assert not engine.asked


def test_threads_share_a_translator_and_its_memory(
    engine: Engine, remembered: Translations
) -> None:
    translator = a_translator(engine, remembered)
    texts = [f"Paket {n % 40:07} von {chr(97 + n % 7)} fehlt" for n in range(80)]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda text: translator.translate(text, "de", "en").text, texts))
    for text, made in zip(texts, found, strict=True):
        number, letter = text.split()[1], text.split()[3]
        assert made == f"Paket~en {number} von~en {letter}~en fehlt~en"
