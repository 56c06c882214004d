"""`--translate`: below the original, in the reader's language, nothing personal on the way."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from tests.cli.builders import Shop
from tests.cli.conftest import Triage
from tests.translation.engine import Engine, running


@pytest.fixture
def engine() -> Iterator[Engine]:
    """A translation server on loopback."""
    with running() as server:
        yield server


@pytest.fixture
def translating(shop: Shop, engine: Engine) -> Shop:
    """Return a shop whose settings name the server."""
    with shop.settings.open("a", encoding="utf-8") as file:
        file.write(f'\n[translation]\nengine = "libretranslate"\nurl = "{engine.url}"\n')
        file.write('key_env = "TRANSLATION_KEY"\ntimeout_seconds = 1\n')
    return shop


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the key where the settings point to."""
    monkeypatch.setenv("TRANSLATION_KEY", "secret-key")


def test_customers_words_stand_above_their_translation(
    triage: Triage, translating: Shop, engine: Engine
) -> None:
    case = translating.file(language="de")
    shown = triage("show", case.number, "--translate").stdout
    said = shown.index("Machine translation by libretranslate: German (de) → English (en)")
    assert shown.index("arrived broken. I want a refund") < said
    assert said < shown.index("the~en lamp~en from~en order~en 10401 arrived~en broken~en")
    assert [(asked.source, asked.target) for asked in engine.asked] == [("de", "en")]
    sent = " ".join(asked.text for asked in engine.asked)
    assert "lamp" in sent
    assert "10401" not in sent


def test_reader_of_chinese_gets_chinese(
    triage: Triage, translating: Shop, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = translating.file(language="und")
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    shown = triage("show", case.number, "--translate").stdout
    assert "机器翻译（libretranslate）：" in shown
    assert "lamp~zh" in shown
    assert engine.asked[0].source == "auto"


def test_draft_is_translated_without_names_and_numbers(
    triage: Triage, translating: Shop, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = translating.file()
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    shown = triage("drafts", "show", case.number, "--translate").stdout
    assert shown.index("Thank you for writing.") < shown.index("Thank~zh you~zh for~zh writing~zh.")
    assert "Dear~zh Anna Berg" in shown
    assert "Anna" not in " ".join(asked.text for asked in engine.asked)


def test_json_holds_the_translation_with_engine_and_languages(
    triage: Triage, translating: Shop
) -> None:
    case = translating.file(language="de")
    for command in (["show"], ["drafts", "show"]):
        found = json.loads(triage(*command, case.number, "--translate", "--json").stdout)
        if command == ["show"]:
            assert found["translation"]["engine"] == "libretranslate"
            assert found["translation"]["source"] == "de"
        else:
            assert "translation" not in found  # the draft is in English already


def test_second_look_asks_nobody(triage: Triage, translating: Shop, engine: Engine) -> None:
    case = translating.file(language="de")
    first = triage("show", case.number, "--translate").stdout
    engine.asked.clear()
    assert triage("show", case.number, "--translate").stdout == first
    assert not engine.asked


def test_words_in_the_readers_language_are_not_sent(
    triage: Triage, translating: Shop, engine: Engine
) -> None:
    case = translating.file()
    result = triage("show", case.number, "--translate")
    assert result.exit_code == 0
    assert "in your language" in result.stderr
    assert not engine.asked


@pytest.mark.parametrize("command", [["show"], ["drafts", "show"]])
def test_without_an_engine_the_remedy_is_named(
    triage: Triage, shop: Shop, command: list[str]
) -> None:
    case = shop.file()
    result = triage(*command, case.number, "--translate")
    assert result.exit_code == 4
    assert "[translation]" in result.stderr
    assert triage(*command, case.number).exit_code == 0


def test_missing_key_is_named_not_guessed(
    triage: Triage, translating: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TRANSLATION_KEY")
    result = triage("show", translating.file(language="de").number, "--translate")
    assert result.exit_code == 4
    assert "translation.key_env" in result.stderr


@pytest.mark.parametrize(
    ("mood", "code", "said"),
    [("broken", 5, "status 500"), ("slow", 5, "in time"), ("unsupported", 1, "these languages")],
)
def test_lost_engine_hides_nothing_of_the_case(
    triage: Triage, translating: Shop, engine: Engine, mood: str, code: int, said: str
) -> None:
    case = translating.file(language="de")
    engine.mood = mood
    result = triage("show", case.number, "--translate", "--debug")
    assert result.exit_code == code
    assert said in result.stderr
    assert "opened by mail 1" in result.stdout
    assert "secret-key" not in result.stdout + result.stderr
