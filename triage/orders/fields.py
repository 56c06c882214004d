"""formats.toml as values: what a column may mean, and how each platform heads its columns."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources

from triage.errors import UsageWrong


class Field(StrEnum):
    """What a column may mean; the names `--map` takes."""

    NUMBER = "order_number"
    OTHER_NUMBER = "other_number"
    CHANNEL = "channel"
    EMAIL = "email"
    NAME = "customer_name"
    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    ORDERED = "ordered_at"
    PAID = "paid_at"
    CHANGED = "changed_at"
    COUNTRY = "country"
    CURRENCY = "currency"
    AMOUNT = "amount"
    LINE_AMOUNT = "line_amount"
    ITEM = "item"
    SKU = "sku"
    QUANTITY = "quantity"
    STATUS = "status"
    CANCELLED = "cancelled_at"
    SHIPPED = "shipped_on"
    TRACKING = "tracking"
    CARRIER = "carrier"


Synonyms = Mapping[Field, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Format:
    """How one platform's export looks; `signs` are groups of folded names, one of them whole."""

    id: str
    title: str
    channel: str
    signs: tuple[frozenset[str], ...]
    columns: Synonyms
    zone: str = ""
    dates: str = ""  # "dmy", "mdy" or "": as the file or the store has it
    currency: str = ""  # where no column tells


@dataclass(frozen=True, slots=True)
class Formats:
    """All of formats.toml."""

    formats: Mapping[str, Format]
    columns: Synonyms

    def named(self, name: str) -> Format:
        """Return a format by its id. Raises UsageWrong."""
        if name not in self.formats:
            raise UsageWrong(
                f"--format: {name!r} is unknown; known are {', '.join(self.formats)} "
                "(`triage orders formats` shows them), or name the columns with --map"
            )
        return self.formats[name]


def fold(header: str) -> str:
    """Fold a column's name for comparing: no case, accents, spaces or signs, but # and °."""
    plain = unicodedata.normalize("NFKD", header.strip().lstrip("\ufeff")).casefold()
    return "".join(c for c in plain if c.isalnum() or c in "#°+" or unicodedata.category(c) == "Mc")


@cache
def load_formats() -> Formats:
    """Read the package's formats.toml once."""
    source = resources.files(__package__).joinpath("formats.toml").read_text("utf-8")
    raw = tomllib.loads(source)
    return Formats(
        {
            name: Format(
                id=name,
                title=table["title"],
                channel=table["channel"],
                signs=tuple(frozenset(map(fold, group)) for group in table["signs"]),
                columns=_synonyms(table["columns"]),
                zone=table.get("zone", ""),
                dates=table.get("dates", ""),
                currency=table.get("currency", ""),
            )
            for name, table in raw["formats"].items()
        },
        _synonyms(raw["columns"]),
    )


def _synonyms(table: Mapping[str, list[str]]) -> Synonyms:
    return {Field(name): tuple(dict.fromkeys(map(fold, names))) for name, names in table.items()}
