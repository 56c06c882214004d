"""Asking one engine for one piece: deep-translator's classes, made anew for every call.

The trap: its objects keep the text of the last call, so one that is shared by threads hands
customers each other's words.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from deep_translator import (
    BaiduTranslator,
    DeeplTranslator,
    GoogleTranslator,
    MicrosoftTranslator,
    exceptions,
)

from triage.errors import SettingsWrong, TranslationFailed, TranslationUnsupported
from triage.translation import libretranslate, tencent, wire
from triage.translation.options import TranslationOptions
from triage.translation.pieces import Limit

Ask = Callable[[TranslationOptions, str, str, str], str | None]

# deep-translator puts the text for Google and Baidu into the URL, and proxies stop at 8 kB.
LIMITS = {
    "libretranslate": Limit(2000, 60_000),
    "deepl": Limit(4500, 60_000),
    "microsoft": Limit(4500, 60_000),
    "baidu": Limit(2000, 6000),
    "tencent": Limit(2000, 60_000),
    "google": Limit(4500, 6000),
}
# These have no common base; the others are what its code does with an answer it did not expect.
_LIBRARY_FAILURES = (
    exceptions.BaseError,
    exceptions.MicrosoftAPIerror,
    exceptions.RequestError,
    exceptions.ServerException,
    exceptions.TooManyRequests,
    exceptions.AuthorizationException,
    LookupError,
    TypeError,
    AttributeError,
    ValueError,
)


class _Microsoft(MicrosoftTranslator):  # type: ignore[misc]  # the library has no types
    def _get_supported_languages(self) -> dict[str, str]:
        """Spare a request per call for a list we do not need: codes.py has ours."""
        return {"english": "en"}


def ask(options: TranslationOptions, text: str, source: str, target: str) -> str | None:
    """Translate one piece between two codes of the engine; None means it left the text unchanged.

    Raises TranslationFailed or TranslationUnsupported, without the text and the key.
    """
    own: dict[str, Ask] = {"libretranslate": libretranslate.ask, "tencent": tencent.ask}
    with wire.asking(options):
        answer = own.get(options.engine, _ask_library)(options, text, source, target)
    if answer is not None and not answer.strip():
        raise TranslationFailed(f"{options.engine}: the answer is empty", another_try_helps=True)
    return answer


def _ask_library(options: TranslationOptions, text: str, source: str, target: str) -> str | None:
    engine = _made(options)
    # Its constructors refuse most languages their services know; the setters do not.
    engine.source, engine.target = source or None, target
    if options.url:
        engine._base_url = options.url
    try:
        answer = engine.translate(text)
    except exceptions.BaiduAPIerror as error:
        raise _baidu_failure(error.api_message) from None
    except _LIBRARY_FAILURES as error:
        raise TranslationFailed(
            f"{options.engine}: no translation in its answer ({type(error).__name__})"
        ) from None
    if answer is not None and not isinstance(answer, str):
        raise TranslationFailed(f"{options.engine}: no translation in its answer")
    return answer


def _made(options: TranslationOptions) -> Any:
    match options.engine:
        case "google":
            return GoogleTranslator()
        case "deepl":
            # DeepL marks the keys of its free plan, which has an address of its own.
            return DeeplTranslator(api_key=options.key, use_free_api=options.key.endswith(":fx"))
        case "microsoft":
            return _Microsoft(api_key=options.key, region=options.region or None)
        case "baidu":
            appid, _, secret = options.key.partition(":")
            return BaiduTranslator(appid=appid, appkey=secret)
        case other:
            raise SettingsWrong(f"translation.engine: there is no engine {other}")


def _baidu_failure(said: str) -> TranslationFailed | TranslationUnsupported:
    """Tell what Baidu means, which answers everything with status 200."""
    words = said.lower()
    if "_from_" in words or "_to_" in words or "direction" in words:
        return TranslationUnsupported("baidu: does not translate between these languages")
    passing = "timeout" in words or "system error" in words or "access limit" in words
    if passing:
        return TranslationFailed("baidu: too busy to answer", another_try_helps=True)
    return TranslationFailed("baidu: refused; check key, balance and allowed addresses there")
