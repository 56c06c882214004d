"""What translation needs to know, and what it gives back. The trap: the key must never be shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from triage.settings import Settings
from triage.settings.secrets import translation_key

EngineName = Literal["none", "libretranslate", "deepl", "microsoft", "baidu", "tencent", "google"]


@dataclass(frozen=True, slots=True)
class TranslationOptions:
    """One engine and how to reach it; `url` "" means the engine's own address.

    `key` is ID:SECRET for baidu and tencent. Seconds: until connected, between two bytes of an
    answer, and for one whole request.
    """

    engine: EngineName = "none"
    url: str = ""
    key: str = field(default="", repr=False)
    region: str = ""
    connect_seconds: float = 3.0
    read_seconds: float = 15.0
    total_seconds: float = 30.0


@dataclass(frozen=True, slots=True)
class Translated:
    """A text in the language asked for. Codes are BCP 47; source "und" was left to the engine."""

    text: str
    engine: str
    source: str
    target: str
    # Characters the engine was asked for, which is what engines bill; 0 where all was remembered.
    sent: int = field(default=0, compare=False)


def options_of(settings: Settings) -> TranslationOptions:
    """Return how translation works by the settings. Raises SettingsWrong for a missing key."""
    table = settings.translation
    seconds = float(table.timeout_seconds)
    return TranslationOptions(
        engine=table.engine,
        url=table.url,
        key=translation_key(settings),
        region=table.region,
        read_seconds=seconds,
        total_seconds=2 * seconds,
    )
