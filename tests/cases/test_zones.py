from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from triage.cases.zones import _table, zone_of


@pytest.mark.parametrize(
    ("country", "address", "language", "zone"),
    [
        ("DE", "a@b.example", "en", "Europe/Berlin"),
        ("", "a@shop.de", "en", "Europe/Berlin"),
        ("", "a@shop.co.uk", "en", "Europe/London"),
        ("", "a@start.io", "en", ""),  # sold as something else than a country
        ("", "a@b.example", "ja", "Asia/Tokyo"),
        ("", "a@b.example", "zh-Hans", "Asia/Shanghai"),
        ("US", "a@b.example", "en", ""),  # several zones: cannot be told
        ("", "a@b.example", "en", ""),
        ("", "", "", ""),
    ],
)
def test_the_nearest_clue_tells_the_zone(
    country: str, address: str, language: str, zone: str
) -> None:
    assert zone_of(country, address, language) == zone


def test_every_zone_of_the_table_exists() -> None:
    table = _table()
    for zone in table["country"].values():
        ZoneInfo(zone)
    assert set(table["language"].values()) <= set(table["country"])
