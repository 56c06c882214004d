from __future__ import annotations

import pytest

from triage.errors import TranslationUnsupported
from triage.translation.codes import codes
from triage.translation.engines import LIMITS
from triage.understanding.languages import languages


@pytest.mark.parametrize("engine", LIMITS)
def test_languages_an_engine_does_not_read_are_few_and_refused_by_name(engine: str) -> None:
    refused = []
    for source in languages():
        try:
            assert all(codes(engine, source, "en") + codes(engine, source, "zh-Hans"))
        except TranslationUnsupported as unsupported:
            refused.append(str(unsupported).removeprefix(f"{engine}: does not read the language "))
    assert set(refused) <= set(languages())
    assert len(refused) == {"deepl": 6, "tencent": 22}.get(engine, 0)


@pytest.mark.parametrize(
    ("engine", "pair", "theirs"),
    [
        ("google", ("nb", "zh-Hans"), ("no", "zh-CN")),
        ("google", ("he", "en"), ("iw", "en")),
        ("google", ("und", "en"), ("auto", "en")),
        ("libretranslate", ("zh-Hant", "en"), ("zt", "en")),
        ("microsoft", ("und", "zh-Hans"), ("", "zh-Hans")),
        ("deepl", ("zh-Hant", "en"), ("ZH", "EN-US")),
        ("deepl", ("und", "zh-Hans"), ("", "ZH-HANS")),
        ("baidu", ("ja", "zh-Hans"), ("jp", "zh")),
        ("tencent", ("zh-Hant", "en"), ("zh-TW", "en")),
    ],
)
def test_engines_get_their_own_codes(
    engine: str, pair: tuple[str, str], theirs: tuple[str, str]
) -> None:
    assert codes(engine, *pair) == theirs


@pytest.mark.parametrize("pair", [("xx", "en"), ("de", "xx"), ("de", "und")])
def test_unknown_language_is_refused(pair: tuple[str, str]) -> None:
    with pytest.raises(TranslationUnsupported):
        codes("google", *pair)
