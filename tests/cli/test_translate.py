"""`--translate`: below the original, in the reader's language, nothing personal on the way."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from tests.cli.builders import Shop
from tests.cli.conftest import Triage
from tests.translation import apertium
from tests.translation.engine import Engine, running
from triage.drafts.bilingual import BORDER, BY_MACHINE
from triage.drafts.draft import Finding, Level


@pytest.fixture
def engine() -> Iterator[Engine]:
    """A translation server on loopback."""
    with running() as server:
        yield server


@pytest.fixture
def real() -> Iterator[Engine]:
    """The same server with Apertium behind it."""
    apertium.needed()
    with running(apertium.translate) as server:
        yield server


@pytest.fixture
def translating(shop: Shop, engine: Engine) -> Shop:
    """Return a shop whose settings name the server."""
    return naming(shop, engine)


def naming(shop: Shop, engine: Engine, seconds: int = 1) -> Shop:
    """Name a server in the settings of a shop; a real engine needs more time to answer."""
    with shop.settings.open("a", encoding="utf-8") as file:
        file.write(f'\n[translation]\nengine = "libretranslate"\nurl = "{engine.url}"\n')
        file.write(f'key_env = "TRANSLATION_KEY"\ntimeout_seconds = {seconds}\n')
    return shop


def without_cost(shown: str) -> str:
    """Leave out of what is shown by whom and for how much it was translated."""
    return "\n".join(line for line in shown.splitlines() if "Machine translation" not in line)


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
    billed = sum(len(asked.text) for asked in engine.asked)
    assert f"({billed} characters sent)" in shown
    assert "(remembered)" in triage("show", case.number, "--translate").stdout


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


def test_of_a_draft_with_a_machines_words_the_english_is_translated(
    triage: Triage, translating: Shop, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark = Finding(0, Level.CONFIRM, "es", BY_MACHINE)
    case = translating.file(body=f"Gracias.\n\n{BORDER}\n\nThank you.\n", findings=(mark,))
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    shown = triage("drafts", "show", case.number, "--translate").stdout
    assert "这是机器翻译" in shown
    assert "Thank~zh you~zh." in shown
    assert [asked.text for asked in engine.asked] == ["Thank you."]


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
    second = triage("show", case.number, "--translate").stdout
    assert without_cost(second) == without_cost(first) != first
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
    [
        ("broken", 5, "status 500"),
        ("busy", 5, "status 429"),
        ("slow", 5, "in time"),
        ("moved", 5, "status 302"),
        ("not json", 5, "something else than JSON"),
        ("unsupported", 1, "these languages"),
    ],
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


SPANISH = (
    "From: Lucía Vega <lucia.vega@cliente.example>\r\n"
    "To: support@lumen.example\r\n"
    "Subject: Pedido 10423\r\n"
    "Date: Mon, 02 Mar 2026 09:58:00 +0000\r\n"
    "Message-ID: <m1@cliente.example>\r\n"
    "Content-Type: text/plain; charset=utf-8\r\n"
    "Content-Transfer-Encoding: 8bit\r\n"
    "\r\n"
    "Hola,\r\n\r\nmi pedido 10423 no ha llegado todavía. Mi teléfono es +34 600 123 456.\r\n\r\n"
    "Un saludo\r\nLucía Vega\r\n"
).encode()


def test_spanish_mail_is_read_in_english_by_a_real_engine(
    triage: Triage, shop: Shop, real: Engine
) -> None:
    case = naming(shop, real, 30).file(
        content=SPANISH, language="es", customer_name="Lucía Vega", order_numbers=("10423",)
    )
    shown = triage("show", case.number, "--translate").stdout
    below = shown.partition("Machine translation by libretranslate: Spanish (es)")[2]
    assert "10423 has not arrived" in below
    assert "+34 600 123 456" in below
    sent = "\n".join(asked.text for asked in real.asked)
    assert "no ha llegado" in sent
    assert not [each for each in ("10423", "600", "Vega") if each in sent]
    real.asked.clear()
    again = triage("show", case.number, "--translate").stdout
    assert without_cost(again) == without_cost(shown)
    assert not real.asked


def test_pair_the_real_engine_lacks_is_said_and_the_draft_shown(
    triage: Triage, shop: Shop, real: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = naming(shop, real, 30).file()
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    result = triage("drafts", "show", case.number, "--translate")
    assert result.exit_code == 1
    assert "these languages" in result.stderr
    assert "Thank you for writing." in result.stdout
