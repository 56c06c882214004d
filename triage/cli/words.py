"""The words of tables and cards in the language of LANG: English, or 简体中文 from words.toml.

English words are their own keys; one that has no entry is shown as it is.
"""

from __future__ import annotations

import functools
import tomllib
from importlib import resources

from triage.cli.clock import variable


def chinese() -> bool:
    """Tell whether the person reads Chinese, by LC_ALL, LC_MESSAGES, LANG in this order."""
    named = variable("LC_ALL") or variable("LC_MESSAGES") or variable("LANG")
    return named.lower().startswith("zh")


def say(english: str) -> str:
    """Return a word, a sentence or a code of the vocabulary in the person's language."""
    if chinese() and english in _table():
        return _table()[english]
    return english.replace("_", " ") if english.replace("_", "").isalpha() else english


def say_all(codes: tuple[str, ...] | list[str]) -> str:
    """Return several codes of the vocabulary as one list of words."""
    return ("、" if chinese() else ", ").join(say(str(code)) for code in codes)


def language_name(code: str) -> str:
    """Return the name of a language for people, with its code."""
    if code == "und":
        return say("not recognised")
    from babel import Locale, UnknownLocaleError

    try:
        name = Locale.parse(code.replace("-", "_")).get_display_name("zh" if chinese() else "en")
    except (UnknownLocaleError, ValueError):
        return code
    return f"{name} ({code})"


@functools.cache
def _table() -> dict[str, str]:
    source = resources.files("triage.cli").joinpath("words.toml").read_text("utf-8")
    table: dict[str, str] = tomllib.loads(source)["zh-Hans"]
    return table
