"""The promised instant in the customer's words and zone: weekday, date, time, zone."""

from __future__ import annotations

import re
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import Locale, UnknownLocaleError
from babel.dates import format_datetime, format_time, get_timezone_name


class _Style(NamedTuple):
    date: str  # CLDR date pattern, "" for the locale's own
    time: str
    whole: str = "{date}, {time} ({zone})"


# Written as people write it, where CLDR's own pattern is too terse or wants a word beside it.
_STYLES = {
    "de": _Style("EEEE, d. MMMM", "HH:mm 'Uhr'"),
    "en": _Style("EEEE d MMMM", ""),
    "en_US": _Style("EEEE, MMMM d", ""),
    "ar": _Style("", "", "{date}، {time} ({zone})"),
    "fa": _Style("", "", "{date}، {time} ({zone})"),
    "fr": _Style("EEEE d MMMM", "HH:mm", "{date} à {time} ({zone})"),
    "ja": _Style("M月d日（EEE）", "HH:mm", "{date}{time}（{zone}）"),
    "ko": _Style("M월 d일 EEEE", "HH:mm", "{date} {time}({zone})"),
    "zh_Hans": _Style("M月d日（EEE）", "HH:mm", "{date}{time}（{zone}）"),
    "zh_Hant": _Style("M月d日（EEE）", "HH:mm", "{date}{time}（{zone}）"),
}
_ZONES = {
    ("zh_Hans", "Asia/Shanghai"): "北京时间",
    ("zh_Hant", "Asia/Shanghai"): "北京時間",
    ("en", "Asia/Shanghai"): "Beijing time",
    ("ja", "Asia/Tokyo"): "日本時間",
    ("de", "Asia/Shanghai"): "Pekinger Zeit",
}
_OFFSET = re.compile(r"[+\-−]?\d|UTC|GMT[+\-−]")


def promise_text(at: datetime, language: str, time_zone: str, locale: str = "") -> str:
    """Phrase an aware instant in a language (BCP 47; `locale` refines it) and an IANA zone."""
    place = _locale(language, locale)
    try:
        zone = ZoneInfo(time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        zone, time_zone = ZoneInfo("UTC"), "UTC"
    local = at.astimezone(zone)
    style = _STYLES.get(str(place)) or _STYLES.get(_stem(place)) or _Style("", "")
    date = format_datetime(local, style.date or _date_pattern(place), tzinfo=zone, locale=place)
    if _stem(place) == "en":
        time = _english_time(local)
    else:
        time = format_time(local, style.time or "short", tzinfo=zone, locale=place)
    named = _zone_name(local, time_zone, place)
    # CLDR puts narrow no-break spaces before "PM", which many mail clients draw as boxes.
    spaced = re.sub(r"[\u00a0\u2009\u202f]", " ", f"{date}\n{time}").split("\n")
    return style.whole.format(date=spaced[0], time=spaced[1], zone=named)


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


def _zone_name(local: datetime, time_zone: str, place: Locale) -> str:
    named = _ZONES.get((_stem(place), time_zone))
    if named:
        return named
    if "/" not in time_zone or time_zone.startswith("Etc/"):
        return local.strftime("UTC%z").removesuffix("00").removesuffix("+00")
    # Only some English locales know an abbreviation: Europe's in en_GB, America's in en_US.
    places = [place, *map(Locale.parse, ("en_GB", "en_US", "en_AU"))][: 4 if _is_en(place) else 1]
    for candidate in places:
        short = get_timezone_name(local, width="short", locale=candidate)
        if not _OFFSET.match(short):
            return str(short)
    return str(get_timezone_name(time_zone, width="long", locale=place, zone_variant="generic"))


def _is_en(place: Locale) -> bool:
    return str(place.language) == "en"
