"""The languages we know, from languages.toml; what detectors, desk and templates call them.

The trap: detectors have labels of their own (`no`, `zh-cn`); only `code` leaves this stage.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

UNKNOWN = "und"


@dataclass(frozen=True, slots=True)
class Language:
    """One entry of languages.toml. `locale` is the default for dates and numbers, e.g. "de-DE"."""

    code: str  # BCP 47
    english: str
    chinese: str
    script: str  # ISO 15924 of its own script; customers may still type it in Latin letters
    langid: tuple[str, ...]
    langdetect: tuple[str, ...]
    relatives: tuple[str, ...]
    locale: str
    countries: tuple[str, ...]
    letters: str
    markers: tuple[str, ...]


def _language(code: str, entry: Mapping[str, object]) -> Language:
    def words(key: str) -> tuple[str, ...]:
        value = entry[key]
        return tuple(value.split() if isinstance(value, str) else map(str, _list(value)))

    return Language(
        code=code,
        english=str(entry["english"]),
        chinese=str(entry["chinese"]),
        script=str(entry["script"]),
        langid=words("langid"),
        langdetect=words("langdetect"),
        relatives=words("relatives"),
        locale=str(entry["locale"]),
        countries=words("countries"),
        letters=str(entry["letters"]),
        markers=words("markers"),
    )


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


@cache
def languages() -> Mapping[str, Language]:
    """Read languages.toml once: code → Language."""
    text = files("triage.understanding").joinpath("languages.toml").read_text("utf-8")
    return MappingProxyType({code: _language(code, e) for code, e in tomllib.loads(text).items()})


def of_country(country: str) -> tuple[str, ...]:
    """Name the languages usual in a country (ISO 3166, any case); () if we know none."""
    wanted = country.upper()
    wanted = "GB" if wanted == "UK" else wanted  # the one top-level domain that differs
    found = [one for one in languages().values() if wanted in one.countries]
    # Where a language is at home comes before where it is also spoken (SG: en before zh).
    found.sort(key=lambda one: one.countries.index(wanted))
    return tuple(one.code for one in found)


def known(tag: str) -> str:
    """Map a tag as headers write it ("de-DE", "zh_TW", "no") to our code, "" if unknown."""
    parts = tag.strip().replace("_", "-").split("-")
    first = parts[0].lower()
    if first in {"zh", "yue"}:
        rest = {part.lower() for part in parts[1:]}
        traditional = first == "yue" or rest & {"hant", "tw", "hk", "mo"}
        return "zh-Hant" if traditional else "zh-Hans"
    code = {"no": "nb", "nn": "nb", "iw": "he", "in": "id", "bs": "hr"}.get(first, first)
    return code if code in languages() else ""
