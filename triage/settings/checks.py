"""The kinds of value settings.toml holds, each checked where it is read."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated
from zoneinfo import available_timezones

from pydantic import AfterValidator, Field

from triage.errors import SettingsWrong
from triage.understanding.languages import languages
from triage.understanding.numbers.facts import expand_channels
from triage.understanding.numbers.patterns import compile_order_pattern


def _zone(value: str) -> str:
    if value not in available_timezones():
        near = difflib.get_close_matches(value, available_timezones(), 1)
        hint = f"; did you mean {near[0]!r}?" if near else ", e.g. 'Europe/Berlin'"
        raise ValueError(f"{value!r} is no IANA time zone{hint}")
    return value


def _zone_or_none(value: str) -> str:
    return _zone(value) if value else ""


def _authserv_id(value: str) -> str:
    if not value or any(not (c.isalnum() or c in ".-_:") for c in value):
        raise ValueError(f"{value!r} is no host or domain, e.g. 'mx.shop.example', nor 'none'")
    return value


def _address(value: str) -> str:
    local, at, domain = value.partition("@")
    if not (local and at and "." in domain) or any(c.isspace() for c in value):
        raise ValueError(f"{value!r} is no mail address, e.g. 'support@shop.example'")
    return value.lower()


def _language(value: str) -> str:
    if value not in languages():
        near = difflib.get_close_matches(value, languages(), 1, 0.3)
        hint = f"did you mean {near[0]!r}?" if near else "e.g. 'de', 'zh-Hans'"
        raise ValueError(f"{value!r} is no language we know; {hint}")
    return value


def _order_pattern(value: str) -> str:
    with _as_value_error():
        compile_order_pattern(value)
    return value


def _known(value: tuple[str, ...]) -> tuple[str, ...]:
    with _as_value_error():
        expand_channels(frozenset(value))
    return value


@contextmanager
def _as_value_error() -> Iterator[None]:
    """Let a stage's own refusal be collected with all others, instead of ending the reading."""
    try:
        yield
    except SettingsWrong as error:
        raise ValueError(str(error).partition(": ")[2]) from error


LanguageCode = Annotated[str, AfterValidator(_language)]
OrderPattern = Annotated[str, AfterValidator(_order_pattern)]
Channels = Annotated[tuple[str, ...], AfterValidator(_known)]
TimeZone = Annotated[str, AfterValidator(_zone)]
ZoneOrNone = Annotated[str, AfterValidator(_zone_or_none)]
AuthservId = Annotated[str, AfterValidator(_authserv_id)]
MailAddress = Annotated[str, AfterValidator(_address)]
Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,30}$")]
