"""The table `[translation]`: off until an admin names an engine, for it carries mails away."""

from __future__ import annotations

import ipaddress
from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, model_validator

from triage.settings.section import Section

_KEYLESS = ("none", "google", "libretranslate")
_KEY_IN_TWO = ("baidu", "tencent")
_HOME = (".local", ".lan", ".internal", ".home.arpa")


class Translation(Section):
    """Machine translation, see docs/translation.md. Personal data is masked before it leaves."""

    engine: Literal[
        "none", "libretranslate", "deepl", "microsoft", "baidu", "tencent", "google"
    ] = Field("none", description="Who translates; `none` switches it off.")
    url: str = Field(
        "",
        description="Address of your LibreTranslate server, e.g. `http://127.0.0.1:5000`; for the "
        "others only where it is not the usual one.",
    )
    key_env: str = Field(
        "",
        description="Name of the variable that holds the API key (`ID:SECRET` for baidu and "
        "tencent).",
    )
    key_file: Path | None = Field(
        None, description="File whose first line is the key; readable by its owner only."
    )
    region: str = Field("", description="Region of the account (microsoft, tencent).")
    timeout_seconds: int = Field(
        15, ge=1, le=120, description="Longest silence of the engine; a request ends after twice."
    )
    drafts: bool = Field(
        False,
        description="Whether English drafts to customers whose language has no templates get a "
        "translation above them, which an agent must confirm.",
    )

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.key_env and self.key_file:
            raise ValueError("give key_env or key_file, not both")
        if self.engine not in _KEYLESS and not (self.key_env or self.key_file):
            form = " with ID:SECRET" if self.engine in _KEY_IN_TWO else ""
            raise ValueError(f"{self.engine} needs a key: name key_env or key_file{form}")
        if self.drafts and self.engine == "none":
            raise ValueError("drafts = true needs an engine: name one")
        if self.engine == "libretranslate" and not self.url:
            raise ValueError("libretranslate needs url, e.g. 'http://127.0.0.1:5000'")
        if self.url:
            _check(self.url)
        return self


def _check(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
        raise ValueError("url must read like 'https://translate.shop.example', without a password")
    if parts.scheme == "http" and not _at_home(parts.hostname):
        raise ValueError("http:// is allowed within your own network only; use https://")


def _at_home(host: str) -> bool:
    """Tell whether a host is this machine or in a private network; a bare name is a neighbour."""
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return "." not in host or host.endswith(_HOME)
