"""In which time zone the customer most likely lives; "" if nothing tells."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


def zone_of(country: str, address: str, language: str) -> str:
    """Return an IANA zone by the customer's country, else their domain's, else their language."""
    table = _table()
    zones: dict[str, str] = table["country"]
    domain = address.rpartition(".")[2].lower()
    if domain not in table["not_a_country"]["domains"] and len(domain) == 2:
        by_domain = "GB" if domain == "uk" else domain.upper()
    else:
        by_domain = ""
    by_language: str = table["language"].get(language, "")
    known = next((c for c in (country.upper(), by_domain, by_language) if c), "")
    return zones.get(known, "")


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files("triage.cases").joinpath("zones.toml").read_text("utf-8"))
