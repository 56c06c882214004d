"""Countries as exports write them: codes of two or three letters, names in many languages."""

from __future__ import annotations

from functools import cache, lru_cache

from babel import Locale
from babel.core import get_global

from triage.orders.cells import words
from triage.orders.fields import fold

_LANGUAGES = (
    "en",
    "de",
    "fr",
    "es",
    "it",
    "pt",
    "nl",
    "pl",
    "zh",
    "zh_Hant",
    "ja",
    "ko",
    "ru",
    "sv",
    "da",
    "tr",
    "cs",
)


@lru_cache(2048)
def country(text: str) -> str | None:
    """Return the ISO 3166 code of a country, None if we do not know it."""
    upper = text.strip().upper()
    if len(upper) == 2 and upper in Locale("en").territories:
        return upper
    if len(upper) == 2 or (len(upper) == 3 and upper.isascii()):
        newer = get_global("territory_aliases").get(upper)
        if newer and len(newer[0]) == 2:
            return str(newer[0])
    return _names().get(fold(text))


@cache
def _names() -> dict[str, str]:
    found: dict[str, str] = {}
    for language in _LANGUAGES:
        for code, name in Locale.parse(language).territories.items():
            if len(code) == 2 and code.isalpha():
                found.setdefault(fold(name), code)
    return found | {fold(name): code for name, code in words()["countries"].items()}
