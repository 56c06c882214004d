"""A letter for a customer is translated whole, exact and in time, or not at all."""

from __future__ import annotations

import math
import time

import pytest

from tests.translation.engine import Engine
from triage.errors import SettingsWrong, TranslationFailed, TranslationUnsupported
from triage.storage.translations import Translations
from triage.translation.options import TranslationOptions
from triage.translation.translator import LONGEST, Translator

PRIVATE = ("Anna Berg", "10401", "Tuesday 3 March, 6 pm (CET)", "C-7KQ2P", "Lumen Support")
LETTER = """\
Dear Anna Berg,

Thank you for telling us about order 10401. Please send 2 photos.

You will hear from us by Tuesday 3 March, 6 pm (CET); your case number is C-7KQ2P.

Kind regards,
Lumen Support
"""


def exactly(
    engine: Engine,
    text: str = LETTER,
    *,
    ends: float = math.inf,
    remembered: Translations | None = None,
) -> str:
    """Translate a letter into Spanish by the test's server."""
    translator = Translator(TranslationOptions("libretranslate", engine.url), remembered)
    return translator.translate_exactly(text, "en", "es", PRIVATE, ends).text


def test_letter_comes_back_with_values_figures_and_layout(engine: Engine) -> None:
    assert exactly(engine).split("\n") == [
        "Dear~es Anna Berg,",
        "",
        "Thank~es you~es for~es telling~es us~es about~es order~es 10401. Please~es send~es 2 "
        "photos~es.",
        "",
        "You~es will~es hear~es from~es us~es by~es Tuesday 3 March, 6 pm (CET); your~es case~es "
        "number~es is~es C-7KQ2P.",
        "",
        "Kind~es regards~es,",
        "Lumen Support",
        "",
    ]


def test_no_two_values_of_a_letter_share_a_placeholder(engine: Engine) -> None:
    exactly(engine)
    sent = " ".join(asked.text for asked in engine.asked)
    for number in range(11, 16):
        assert sent.count(f"XZ{number}Q") == 1


@pytest.mark.parametrize(
    ("mood", "well_for"), [("lose", 0), ("double", 0), ("swap", 2), ("mixed up", 1)]
)
def test_value_lost_doubled_moved_or_of_another_paragraph_is_no_translation(
    engine: Engine, mood: str, well_for: int
) -> None:
    engine.mood, engine.well_for = mood, well_for
    with pytest.raises(TranslationFailed, match="exactly"):
        exactly(engine)


@pytest.mark.parametrize(
    "said", ["Send {} photos", "Send {} photos of {} lamps", "Send photos", "Send two photos"]
)
def test_figure_that_is_not_masked_must_come_back_too(engine: Engine, said: str) -> None:
    engine.speaks = lambda *_: said.replace("{}", "3")
    with pytest.raises(TranslationFailed, match="exactly"):
        exactly(engine, "Please send 2 photos")


def test_figures_may_be_written_in_the_digits_of_another_script(engine: Engine) -> None:
    engine.speaks = lambda *_: "أرسل ٢ من الصور"
    assert "٢" in exactly(engine, "Please send 2 photos")


@pytest.mark.parametrize("mood", ["null", "unchanged"])
def test_paragraph_that_comes_back_as_it_was_is_no_translation(engine: Engine, mood: str) -> None:
    engine.mood, engine.well_for = mood, 1
    with pytest.raises(TranslationFailed, match="as it was"):
        exactly(engine)


def test_word_or_two_may_be_the_same_in_both_languages(engine: Engine) -> None:
    engine.mood = "unchanged"
    assert exactly(engine, "Hola Anna Berg,\n") == "Hola Anna Berg,\n"


def test_nothing_is_asked_once_time_is_up(engine: Engine) -> None:
    with pytest.raises(TranslationFailed, match="too long"):
        exactly(engine, ends=time.monotonic() - 1)
    assert not engine.asked


def test_second_time_the_engine_is_not_asked_even_without_time(
    engine: Engine, remembered: Translations
) -> None:
    first = exactly(engine, remembered=remembered)
    engine.asked.clear()
    late = time.monotonic() - 1
    assert exactly(engine, ends=late, remembered=remembered) == first
    assert not engine.asked


def test_what_was_not_exact_is_not_remembered(engine: Engine, remembered: Translations) -> None:
    engine.mood = "lose"
    with pytest.raises(TranslationFailed):
        exactly(engine, remembered=remembered)
    engine.mood = "well"
    assert "10401" in exactly(engine, remembered=remembered)


def test_letter_too_long_to_translate_whole_is_refused(engine: Engine) -> None:
    with pytest.raises(TranslationFailed, match="too long"):
        exactly(engine, "word " * LONGEST)
    assert not engine.asked


def test_pair_nobody_knows_and_missing_engine_are_refused_before_asking(engine: Engine) -> None:
    translator = Translator(TranslationOptions("libretranslate", engine.url))
    with pytest.raises(TranslationUnsupported):
        translator.translate_exactly(LETTER, "en", "xx", PRIVATE, math.inf)
    with pytest.raises(SettingsWrong):
        Translator(TranslationOptions()).translate_exactly(LETTER, "en", "es", (), math.inf)
    assert not engine.asked


def test_real_engine_translates_a_letter_exactly(real: Engine) -> None:
    patient = TranslationOptions("libretranslate", real.url, read_seconds=30, total_seconds=60)
    made = Translator(patient).translate_exactly(LETTER, "en", "es", PRIVATE, math.inf).text
    assert "Gracias" in made
    assert all(made.count(value) == 1 for value in PRIVATE)
