"""Instants, days and amounts as each language writes them: the promise with weekday and zone.

How a language writes it stands in promise.toml. The trap: CLDR names some zones by their country
alone, in words that say summer time in winter; those are told as an offset instead.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from importlib import resources
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.dates import format_date, format_datetime, format_time, get_timezone_name
from babel.numbers import format_currency


@dataclass(frozen=True, slots=True)
class _Style:
    date: str = ""  # CLDR pattern, "" for the locale's own
    time: str = ""
    hour: str = ""  # on a full hour, "" as at any other time
    whole: str = "{date}, {time} ({zone})"
    whole_at_one: str = ""
    day: str = ""
    first: str = ""
    amount: str = ""
    zones: Mapping[str, str] = field(default_factory=dict)


_SPACES = re.compile("[\u00a0\u2009\u202f]")
_OFFSET = re.compile(r"[+\-−]?\d|UTC|GMT[+\-−]")
_DIGITS = {"fa": str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")}
# Portuguese without a country is Portugal's here, as templates/pt is; CLDR's is Brazil's.
_USUAL = {"pt": "pt-PT"}
# CLDR goes by the ids these zones had before they were renamed.
_ANOTHER_ID = {
    "Africa/Asmara": "Africa/Asmera",
    "America/Argentina/Buenos_Aires": "America/Buenos_Aires",
    "America/Nuuk": "America/Godthab",
    "Asia/Ho_Chi_Minh": "Asia/Saigon",
    "Asia/Kathmandu": "Asia/Katmandu",
    "Asia/Kolkata": "Asia/Calcutta",
    "Asia/Yangon": "Asia/Rangoon",
    "Atlantic/Faroe": "Atlantic/Faeroe",
    "Europe/Kyiv": "Europe/Kiev",
}


def promise_text(at: datetime, language: str, time_zone: str, locale: str = "") -> str:
    """Phrase an aware instant in a language (BCP 47; `locale` refines it) and an IANA zone."""
    place = locale_of(language, locale)
    try:
        zone = ZoneInfo(time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        zone, time_zone = ZoneInfo("UTC"), "UTC"
    local = at.astimezone(zone)
    style = _style(place)
    day = format_datetime(local, style.date or _date_pattern(place), tzinfo=zone, locale=place)
    if _stem(place) == "en":
        time = _english_time(local)
    else:
        pattern = style.hour if style.hour and not local.minute else style.time
        time = format_time(local, pattern or "short", tzinfo=zone, locale=place)
    named = _zone_name(local, time_zone, place, style)
    whole = style.whole_at_one if style.whole_at_one and local.hour == 1 else style.whole
    return _as_read(whole.format(date=day, time=time, zone=named), place)


def day_text(day: date, language: str, locale: str = "") -> str:
    """Phrase a day in a language (BCP 47; `locale` refines it): "8. Dezember 2026"."""
    place = locale_of(language, locale)
    style = _style(place)
    pattern = (style.first if day.day == 1 else "") or style.day or "long"
    return _as_read(str(format_date(day, pattern, locale=place)), place)


def amount_text(amount: Decimal, currency: str, language: str, locale: str = "") -> str:
    """Phrase an amount of money (ISO 4217) in a language: "1.249,50 €"."""
    place = locale_of(language, locale)
    pattern = _style(place).amount or None
    told = str(format_currency(amount, currency, pattern, locale=place))
    # Some locales know the euro by its code alone, where everybody writes the sign.
    return _as_read(told.replace("EUR", "€"), place)


def _as_read(text: str, place: Locale) -> str:
    # CLDR puts narrow no-break spaces before "PM", which many mail clients draw as boxes.
    return _SPACES.sub(" ", text).translate(_DIGITS.get(str(place.language), {}))


def locale_of(language: str, locale: str = "") -> Locale:
    """Return the CLDR locale a language (BCP 47; `locale` refines it) is written in."""
    own = locale if locale.startswith(language) else ""
    return _locale(_USUAL.get(language, language), own)


def _locale(language: str, locale: str) -> Locale:
    for code in (locale, language, language.split("-")[0]):
        if not code or code.startswith("und"):
            continue
        try:
            return Locale.parse(code.replace("-", "_"))
        except (UnknownLocaleError, ValueError, TypeError):
            continue
    return Locale("en")


def _stem(place: Locale) -> str:
    """Name a locale without its territory; Chinese keeps, or is given, its script."""
    if place.language != "zh":
        return str(place.language)
    script = place.script or ("Hant" if place.territory in {"TW", "HK", "MO"} else "Hans")
    return f"zh_{script}"


def _date_pattern(place: Locale) -> str:
    """Return the locale's order of weekday, day and month, both spelt out."""
    skeletons = place.datetime_skeletons
    found = skeletons.get("MMMMEd") or skeletons.get("MMMEd")
    pattern = str(found.pattern if found is not None else "EEEE d MMMM")
    pattern = re.sub(r"(?<!E)E{1,3}(?!E)|(?<!c)c{1,3}(?!c)", "EEEE", pattern)
    return re.sub(r"(?<!M)M{3}(?!M)", "MMMM", pattern)


def _english_time(local: datetime) -> str:
    if local.hour % 12 == 0 and not local.minute:
        return "12 noon" if local.hour else "12 midnight"  # nobody agrees what 12 pm is
    hour, half = local.hour % 12 or 12, "am" if local.hour < 12 else "pm"
    return f"{hour}:{local.minute:02d} {half}" if local.minute else f"{hour} {half}"


def _zone_name(local: datetime, time_zone: str, place: Locale, style: _Style) -> str:
    known = _ANOTHER_ID.get(time_zone, time_zone)
    meta = str(get_global("meta_zones").get(known, ""))
    named = style.zones.get(time_zone) or style.zones.get(meta)
    if named:
        return named
    offset = local.strftime("UTC%z").removesuffix("00").removesuffix("+00").replace("+0", "+")
    if "/" not in time_zone or time_zone.startswith("Etc/"):
        return offset
    # Only some English locales know an abbreviation: Europe's in en_GB, America's in en_US.
    places = [place, *map(Locale.parse, ("en_GB", "en_US", "en_AU"))][: 4 if _is_en(place) else 1]
    for candidate in places:
        short = get_timezone_name(local, width="short", locale=candidate)
        if not _OFFSET.match(short):
            return str(short)
    return _long_name(local, known, meta, place) or offset


def _long_name(local: datetime, time_zone: str, meta: str, place: Locale) -> str:
    """Return what CLDR calls a zone in full, "" if it only knows the country's name."""
    summer = "daylight" if local.dst() else "standard"
    for names in (place.time_zones.get(time_zone, {}), place.meta_zones.get(meta, {})):
        long = names.get("long", {})
        if name := long.get("generic") or long.get(summer):
            return str(name)
    return ""


@functools.cache
def _styles() -> Mapping[str, _Style]:
    source = resources.files("triage.drafts").joinpath("promise.toml").read_text("utf-8")
    tables: dict[str, dict[str, Any]] = tomllib.loads(source)
    return {name: _Style(**table) for name, table in tables.items()}


def _style(place: Locale) -> _Style:
    return _styles().get(str(place)) or _styles().get(_stem(place)) or _Style()


def _is_en(place: Locale) -> bool:
    return str(place.language) == "en"
