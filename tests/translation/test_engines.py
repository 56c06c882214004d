"""Every engine by its own protocol against a server on loopback, asked by deep-translator."""

from __future__ import annotations

import logging
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from urllib.parse import quote_plus

import pytest
from deep_translator import LibreTranslator

from tests.translation.engine import Engine, marked
from triage.errors import TranslationFailed, TranslationUnsupported, TriageError
from triage.translation import wire
from triage.translation.engines import LIMITS, ask
from triage.translation.options import EngineName, TranslationOptions
from triage.translation.pieces import pieces
from triage.translation.tencent import authorization

KEY = "account:secret-key"
PATHS: dict[EngineName, str] = {
    "libretranslate": "",
    "deepl": "/deepl/",
    "microsoft": "/microsoft",
    "baidu": "/baidu",
    "tencent": "/tencent",
    "google": "/google",
}
TEXT = "Wo bleibt XZ11Q? Ich warte & hoffe."


def options(engine: Engine, name: EngineName, **changes: float) -> TranslationOptions:
    """Return options that reach the test's server in its dialect of an engine."""
    made = TranslationOptions(name, engine.url + PATHS[name], KEY, "westeurope")
    return replace(made, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", PATHS)
def test_every_engine_translates(engine: Engine, name: EngineName) -> None:
    assert ask(options(engine, name), TEXT, "de", "en") == marked(TEXT, "en")
    [asked] = engine.asked
    assert (asked.text, asked.source, asked.target) == (TEXT, "de", "en")


@pytest.mark.parametrize("name", PATHS)
def test_no_key_travels_in_an_address(engine: Engine, name: EngineName) -> None:
    ask(options(engine, name), TEXT, "de", "en")
    assert "secret-key" not in engine.asked[0].path


def test_deepl_is_asked_as_it_wants_to_be(engine: Engine) -> None:
    ask(options(engine, "deepl"), TEXT, "", "ZH-HANS")
    [asked] = engine.asked
    assert (asked.method, asked.path, asked.source) == ("POST", "/deepl/translate", "")
    assert asked.headers["Authorization"] == f"DeepL-Auth-Key {KEY}"


def test_tencent_signature_is_that_of_its_published_example() -> None:
    key = "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE:Gu5t9xGARNpq86cd98joQYCN3EXAMPLE"
    body = (
        rb'{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}'
    )
    made = authorization(key, "cvm", "cvm.tencentcloudapi.com", body, 1551113065)
    assert made.endswith(
        "Signature=72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168"
    )


@pytest.mark.parametrize("name", PATHS)
@pytest.mark.parametrize(
    ("mood", "again"),
    [("busy", True), ("broken", True), ("forbidden", False), ("moved", False), ("not json", False),
     ("other json", False)],
)  # fmt: skip
def test_failures_are_ours_and_tell_whether_to_try_again(
    engine: Engine, name: EngineName, mood: str, again: bool
) -> None:
    engine.mood = mood
    with pytest.raises(TranslationFailed) as caught:
        ask(options(engine, name), TEXT, "de", "en")
    assert caught.value.another_try_helps is again
    assert str(caught.value).startswith(f"{name}: ")
    assert len(engine.asked) == 1


@pytest.mark.parametrize("name", PATHS)
def test_no_failure_shows_key_or_text(
    engine: Engine, name: EngineName, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    made = options(engine, name, read_seconds=0.2)
    for mood in ("busy", "forbidden", "unsupported", "not json", "slow", "empty"):
        engine.mood = mood
        with pytest.raises((TranslationFailed, TranslationUnsupported)) as caught:
            ask(made, TEXT, "de", "en")
        said = f"{caught.value!r}{caught.value.__cause__!r}"
        assert caught.value.__suppress_context__ or caught.value.__context__ is None
        assert "secret-key" not in said
        assert "bleibt" not in said
    assert "secret-key" not in caplog.text + repr(made)
    assert "bleibt" not in caplog.text


@pytest.mark.parametrize("name", PATHS)
def test_silent_engine_is_left_in_time(engine: Engine, name: EngineName) -> None:
    engine.mood = "slow"
    began = time.perf_counter()
    with pytest.raises(TranslationFailed, match="in time") as caught:
        ask(options(engine, name, read_seconds=0.2), TEXT, "de", "en")
    assert caught.value.another_try_helps
    assert time.perf_counter() - began < 1


def test_dripping_engine_is_left_in_time_too(engine: Engine) -> None:
    engine.mood = "drip"
    began = time.perf_counter()
    with pytest.raises(TranslationFailed, match="in time"):
        ask(options(engine, "google", read_seconds=5, total_seconds=0.5), TEXT, "de", "en")
    assert time.perf_counter() - began < 2


@pytest.mark.parametrize("name", PATHS)
def test_engine_that_is_not_there_may_be_tried_again(name: EngineName) -> None:
    made = options(Engine(port=9), name)
    with pytest.raises(TranslationFailed, match="not reached") as caught:
        ask(made, TEXT, "de", "en")
    assert caught.value.another_try_helps


def test_unknown_pair_is_told_apart_from_failure(engine: Engine) -> None:
    engine.mood = "unsupported"
    with pytest.raises(TranslationUnsupported):
        ask(options(engine, "libretranslate"), TEXT, "hr", "en")


@pytest.mark.parametrize(
    ("name", "said", "kind", "again"),
    [
        ("baidu", "TIMEOUT", TranslationFailed, True),
        ("baidu", "Invalid Access Limit", TranslationFailed, True),
        ("baidu", "UNAUTHORIZED USER secret-key", TranslationFailed, False),
        ("baidu", "INVALID_TO_PARAM", TranslationUnsupported, False),
        ("tencent", "RequestLimitExceeded", TranslationFailed, True),
        ("tencent", "AuthFailure.SignatureFailure", TranslationFailed, False),
        ("tencent", "UnsupportedOperation.UnsupportedLanguage", TranslationUnsupported, False),
    ],
)
def test_failures_with_status_200_are_failures(
    engine: Engine, name: EngineName, said: str, kind: type[TriageError], again: bool
) -> None:
    engine.said = said
    with pytest.raises(kind) as caught:
        ask(options(engine, name), TEXT, "de", "en")
    assert caught.value.another_try_helps is again
    assert "secret-key" not in str(caught.value)


@pytest.mark.parametrize("name", ["libretranslate", "deepl"])
def test_no_answer_means_unchanged_and_an_empty_one_is_a_failure(
    engine: Engine, name: EngineName
) -> None:
    engine.mood = "null"
    assert ask(options(engine, name), TEXT, "de", "en") is None
    engine.mood = "empty"
    with pytest.raises(TranslationFailed, match="empty"):
        ask(options(engine, name), TEXT, "de", "en")


def test_library_own_libretranslate_class_has_time_outs_through_us(engine: Engine) -> None:
    made = LibreTranslator("en", "de", api_key="none", custom_url=f"{engine.url}/")
    made.source, made.target = "cs", "nb"
    assert made.translate("Kde je zásilka") == marked("Kde je zásilka", "nb")
    engine.mood = "slow"
    with (
        wire.asking(TranslationOptions("libretranslate", read_seconds=0.2)),
        pytest.raises(TranslationFailed, match="in time"),
    ):
        made.translate("Kde je zásilka")


@pytest.mark.parametrize("name", ["google", "libretranslate", "baidu"])
def test_eight_threads_never_get_each_others_words(engine: Engine, name: EngineName) -> None:
    texts = [f"Kunde {chr(97 + n % 26)}{chr(97 + n // 26)} wartet" for n in range(160)]
    made = options(engine, name)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda text: ask(made, text, "de", "en"), texts))
    assert found == [marked(text, "en") for text in texts]


@pytest.mark.parametrize("name", PATHS)
def test_longest_piece_passes_and_its_address_stays_short(engine: Engine, name: EngineName) -> None:
    piece = next(pieces("Где моя посылка, я жду третью неделю? " * 400, LIMITS[name]))
    assert ask(options(engine, name), piece.strip(), "ru", "en") == marked(piece.strip(), "en")
    assert len(engine.asked[0].path) < 7000
    assert LIMITS[name].holds(piece)
    assert len(quote_plus(piece)) > 1000
