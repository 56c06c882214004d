"""Public holidays of a country and year, with the weekend days worked to make up for them.

The trap: what the holidays library hands out grows when it is asked, so one year is copied out of
it into a frozen value and kept.
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib import resources
from types import MappingProxyType

import holidays

from triage.errors import SettingsWrong

_LANGUAGES = {"zh-Hans": "zh_CN", "zh-Hant": "zh_TW", "en": "en_US"}
_STAND_IN = ("substitut", "observed", "day off")


@dataclass(frozen=True, slots=True)
class PublicDays:
    """One year: the days off, and the weekend days that are worked instead."""

    closed: frozenset[date]
    made_up: frozenset[date]


@functools.lru_cache(maxsize=256)
def public_days(country: str, subdivision: str, year: int) -> PublicDays:
    """Return the public holidays of a country (ISO 3166, "" for none) and subdivision."""
    if not country:
        return PublicDays(frozenset(), frozenset())
    found = _ask(country, subdivision, year, None)
    made_up: set[date] = getattr(found, "weekend_workdays", set())
    return PublicDays(frozenset(found), frozenset(day for day in made_up if day.year == year))


def holiday_name(country: str, subdivision: str, days: tuple[date, ...], language: str) -> str:
    """Name the holiday most of these closed days belong to, in a language (BCP 47)."""
    named: dict[str, int] = {}
    for day in days:
        english = _names(country, subdivision, day.year, "en").get(day, "")
        own = _known(english) if english else {}
        # A day given in exchange bears no name of its own: it counts only if it says for what.
        if english and (own or not any(word in english.lower() for word in _STAND_IN)):
            local = _names(country, subdivision, day.year, language).get(day, "")
            name = own.get(language) or local or own.get("en") or english
            named[name] = named.get(name, 0) + 1
    if named:
        return max(named, key=named.__getitem__)
    return _known("").get(language) or _known("")["en"]


@functools.lru_cache(maxsize=256)
def _names(country: str, subdivision: str, year: int, language: str) -> Mapping[date, str]:
    """Return the days' names, none where the library does not speak the language."""
    found = _ask(country, subdivision, year, language) if country else {}
    return MappingProxyType(dict(found))


def _ask(country: str, subdivision: str, year: int, language: str | None) -> Mapping[date, str]:
    """Ask the library; `language` None takes the country's own, one it has not gives nothing."""
    try:
        offered: tuple[str, ...] = getattr(holidays, country).supported_languages
        wanted = next((code for code in offered if _speaks(code, language)), None)
        if language and not wanted and language != "en":
            return {}
        return holidays.country_holidays(
            country, subdiv=subdivision or None, years=year, language=wanted
        )
    except (NotImplementedError, AttributeError) as error:
        place = f"{country}-{subdivision}" if subdivision else country
        raise SettingsWrong(
            f"no public holidays are known for {place}; set country to an ISO 3166 code such as "
            "CN or DE, subdivision to one of its regions, or leave both empty"
        ) from error


def _speaks(code: str, language: str | None) -> bool:
    if language is None:
        return False
    return code == _LANGUAGES.get(language, language) or code.split("_")[0] == language


def _known(english: str) -> Mapping[str, str]:
    """Return our own words for a holiday; for "" those for the store's own closed days."""
    for words, names in _own_names():
        if any(word in english for word in words) or (not english and not words):
            return names
    return {}


@functools.cache
def _own_names() -> tuple[tuple[tuple[str, ...], Mapping[str, str]], ...]:
    source = resources.files("triage.reminders").joinpath("holidays.toml").read_text("utf-8")
    entries = tomllib.loads(source)["holiday"]
    return tuple(
        (tuple(entry["words"]), {key: name for key, name in entry.items() if key != "words"})
        for entry in entries
    )
