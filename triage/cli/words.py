"""The words of tables and cards in the language of LANG: English, or 简体中文 from words.toml.

English words are their own keys; one that has no entry is shown as it is. `{}` in a key stands for
a value: what arrives with its values filled in, such as why a draft is found wrong, is told too.
"""

from __future__ import annotations

import functools
import re
import tomllib
from importlib import resources

from triage.cli.clock import variable

_SAYING = 8  # letters a sentence needs beside its values to be known by them
_TOLD_MAX = 2000  # characters of a sentence that is looked up by its shape


def chinese() -> bool:
    """Tell whether the person reads Chinese, by LC_ALL, LC_MESSAGES, LANG in this order."""
    named = variable("LC_ALL") or variable("LC_MESSAGES") or variable("LANG")
    return named.lower().startswith("zh")


def say(english: str) -> str:
    """Return a word, a sentence or a code of the vocabulary in the person's language."""
    if chinese() and english in _table():
        return _table()[english]
    return english.replace("_", " ") if english.replace("_", "").isalpha() else english


def tell(sentence: str) -> str:
    """Return a whole sentence, its values filled in already, in the person's language."""
    if not chinese():
        return sentence
    if sentence in _table():
        return _table()[sentence]
    for core, shape, translated in _shapes() if len(sentence) <= _TOLD_MAX else ():
        if core in sentence and (found := shape.fullmatch(sentence)):
            return translated.format(*found.groups())
    return sentence


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


@functools.cache
def _shapes() -> tuple[tuple[str, re.Pattern[str], str], ...]:
    """Return the sentences with values, those that say most first, each with its longest piece."""
    keys = [key for key in _table() if "{}" in key and len(key.replace("{}", "")) > _SAYING]
    keys.sort(key=lambda key: -len(key.replace("{}", "")))
    made = []
    for key in keys:
        pieces = key.split("{}")
        shape = re.compile(f"(.{{0,{_TOLD_MAX}}}?)".join(map(re.escape, pieces)), re.DOTALL)
        made.append((max(pieces, key=len), shape, _table()[key]))
    return tuple(made)
