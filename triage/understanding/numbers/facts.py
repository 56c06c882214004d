"""Reads numbers.json and wording.toml, the facts about numbers; nothing else opens them.

Every number of points lives in the first with its reason, every further word of a language in the
second, so tuning never touches code.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any

from triage.errors import SettingsWrong
from triage.understanding.numbers.plain import fold_word

_SHORTEST_NAME = 3  # letters of a carrier's name with which a longer one begins


class Tier(StrEnum):
    """How far a shape may be trusted alone (facts 1)."""

    STRONG = "strong"
    MEDIUM = "medium"
    WEAK = "weak"


@dataclass(frozen=True, slots=True)
class OrderShape:
    """The shape of one channel's order numbers; `regex` is for fullmatch only."""

    id: str
    tier: Tier
    regex: re.Pattern[str]
    keeps_case: bool  # lower-case letters belong to the number, so upper-casing would lose it


@dataclass(frozen=True, slots=True)
class TrackingShape:
    """The shape of one carrier's tracking numbers; `check` names the check digit's algorithm."""

    id: str
    regex: re.Pattern[str]
    check: str
    loose: bool = False  # its letters prove little: articles and orders look the same
    short: bool = False  # as short as others' orders
    drawn: bool = False  # letters and digits are drawn alike, so there may be a single digit
    serial: bool = False  # by length and beginning nothing but a parcel's
    printed: tuple[tuple[int, ...], ...] = ()  # the sizes of the blocks it is printed in


@dataclass(frozen=True, slots=True)
class LanguageLabels:
    """What one language calls an order number, and what it calls numbers that are none."""

    order: tuple[str, ...]
    stems: tuple[str, ...]
    weak_stems: tuple[str, ...]
    number_words: tuple[str, ...]
    not_order: tuple[tuple[str, str], ...]  # (kind, label)
    short: tuple[str, ...]  # speak only where they touch the number
    matters: frozenset[str]  # of not_order: rather name what a mail is about
    relations: frozenset[str]  # part a noun from another thing's number
    theirs: tuple[str, ...]  # beside an order word: another shop's
    elsewhere: tuple[str, ...]  # before a number: another shop's
    strangers: tuple[str, ...]  # articles before a person nobody knows
    hers: tuple[str, ...]  # whose order it then is
    posted: tuple[str, ...]  # beginnings of words that tell of a parcel on its way
    # Right before a number no store counts by: the return's, the message's, the advertisement's.
    returns: tuple[str, ...]
    requests: tuple[str, ...]
    offers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """numbers.json as values."""

    orders: tuple[OrderShape, ...]
    tracking: tuple[TrackingShape, ...]
    labels: Mapping[str, LanguageLabels]
    points: Mapping[str, int]
    fillers: tuple[str, ...]
    connectors: tuple[str, ...]
    carriers: Mapping[str, tuple[str, ...]]
    order_parameters: frozenset[str]  # of URLs, casefolded
    tracking_parameters: frozenset[str]
    s10_suffixes: frozenset[str]
    currencies_before: tuple[str, ...]
    currency_words_before: tuple[str, ...]
    units_spaced: tuple[str, ...]
    units_glued: tuple[str, ...]
    phone_regions: Mapping[str, tuple[str, ...]]
    channel_words: tuple[str, ...]
    shop_words: tuple[str, ...]  # shops that sell only their own
    own_counts: tuple[str, ...]  # what a firm calls its own number of its order
    your_counts: tuple[str, ...]  # what a firm calls our number of its order
    your_words: tuple[str, ...]
    our_words: tuple[str, ...]
    confirmations: frozenset[str]  # labels of orders' numbers and of one-time codes
    payments: frozenset[str]  # labels of what is written on a transfer
    enquiries: frozenset[str]  # labels of parcels' numbers and of enquiries'
    denied_before: tuple[str, ...]  # right before a number that is taken back
    denied_behind: tuple[str, ...]
    tickets: tuple[str, ...]  # folded beginnings of help desks' words for their own files
    codes: frozenset[str]  # of the words for "number": codes, which articles have
    adverts: tuple[str, ...]  # beside a number in what the store wrote: a prize's, anybody's
    waybills: tuple[str, ...]  # folded beginnings of words for papers that go with a parcel
    references: tuple[str, ...]  # what either side calls any number
    others: tuple[str, ...]  # "the other", of an order that is told apart from ours
    tax_words: tuple[str, ...]
    name_endings: Mapping[str, frozenset[str]]  # folded, by language
    foreign_prefixes: frozenset[str]
    plurals: frozenset[str]  # folded: order words that speak of several


@cache
def load_facts() -> Facts:
    """Read the package's two files once."""
    folder = resources.files(__package__)
    raw = json.loads(folder.joinpath("numbers.json").read_text("utf-8"))
    wording = tomllib.loads(folder.joinpath("wording.toml").read_text("utf-8"))
    return Facts(
        orders=tuple(_order_shape(row) for row in raw["order_formats"]),
        tracking=tuple(_tracking_shape(row) for row in raw["tracking_formats"]),
        labels={code: _labels(row, wording[code]) for code, row in raw["labels"].items()},
        points={row["id"]: int(row["points"]) for row in raw["scoring"]["weights"]},
        fillers=tuple(raw["fillers"]["words"]),
        connectors=tuple(raw["connectors"]["words"]),
        carriers=_carriers(wording["carriers"], raw["carrier_words"]["words"]),
        order_parameters=frozenset(p.casefold() for p in raw["url_parameters"]["order"]),
        tracking_parameters=frozenset(p.casefold() for p in raw["url_parameters"]["tracking"]),
        s10_suffixes=frozenset(raw["extra_s10_suffixes"]) | frozenset(raw["s10_countries"]),
        currencies_before=tuple(raw["amount_words"]["before"]),
        currency_words_before=tuple(raw["amount_words"]["before_words"]),
        units_spaced=tuple(raw["amount_words"]["spaced"]),
        units_glued=tuple(raw["amount_words"]["glued"]),
        phone_regions={code: tuple(rs) for code, rs in raw["phone_regions"].items()},
        channel_words=tuple(wording["channels"]),
        shop_words=tuple(wording["shops"]),
        own_counts=tuple(wording["own_counts"]),
        your_counts=tuple(wording["your_counts"]),
        your_words=tuple(wording["your_words"]),
        our_words=tuple(wording["our_words"]),
        confirmations=frozenset(wording["confirmations"]),
        payments=frozenset(wording["payments"]),
        enquiries=frozenset(wording["enquiries"]),
        denied_before=tuple(wording["denied_before"]),
        denied_behind=tuple(wording["denied_behind"]),
        tickets=tuple(fold_word(word) for word in wording["tickets"]),
        codes=frozenset(wording["codes"]),
        adverts=tuple(wording["adverts"]),
        waybills=tuple(fold_word(word) for word in wording["waybills"]),
        references=tuple(wording["references"]),
        others=tuple(wording["others"]),
        tax_words=tuple(raw["tax_words"]["words"]),
        name_endings={
            code: frozenset(fold_word(ending) for ending in endings)
            for code, endings in raw["name_endings"]["words"].items()
        },
        foreign_prefixes=frozenset(wording["foreign_prefixes"]),
        plurals=frozenset(
            fold_word(word)
            for row in wording.values()
            if isinstance(row, dict)
            for word in _words(row, "plurals")
        ),
    )


def _carriers(
    words: Iterable[str], shaped: Mapping[str, Iterable[str]]
) -> Mapping[str, tuple[str, ...]]:
    """Return carriers' names with their shapes; a longer name has those of its beginning.

    "DHL Paket" counts as "dhl" does, and "InPostem" is "inpost" with an ending.
    """
    known = {fold_word(word): tuple(ids) for word, ids in shaped.items()}

    def ids(name: str) -> tuple[str, ...]:
        sizes = (len(name), *range(len(name) - 1, _SHORTEST_NAME - 1, -1))
        return next((known[name[:size]] for size in sizes if name[:size] in known), ())

    return {word: ids(fold_word(word)) for word in (*words, *shaped)}


def _order_shape(row: Mapping[str, str]) -> OrderShape:
    classes = re.sub(r"\(\?[:=!<]+", "", row["regex"])
    return OrderShape(
        row["id"], Tier(row["tier"]), re.compile(row["regex"]), bool(re.search("[a-z]", classes))
    )


def _tracking_shape(row: Mapping[str, Any]) -> TrackingShape:
    return TrackingShape(
        row["id"],
        re.compile(row["regex"]),
        row["check"] or "",
        loose=bool(row.get("loose")),
        short=bool(row.get("short")),
        drawn=bool(row.get("drawn")),
        serial=bool(row.get("serial")),
        printed=tuple(tuple(sizes) for sizes in row.get("printed", ())),
    )


def _labels(row: Mapping[str, object], wording: Mapping[str, object]) -> LanguageLabels:
    listed = row["not_order"]
    assert isinstance(listed, dict)  # noqa: S101 - our own file
    number_words = (*_words(row, "number_words"), *_words(wording, "numbers"))
    kinds = {kind: (*_words(listed, kind), *_words(wording, kind)) for kind in listed}
    return LanguageLabels(
        order=(*_words(row, "order"), *_words(wording, "order")),
        stems=(*_words(row, "order_stems"), *_words(wording, "stems"), *_words(wording, "plurals")),
        weak_stems=(*_words(row, "weak_stems"), *_words(wording, "weak")),
        number_words=number_words,
        not_order=tuple((kind, word) for kind, words in kinds.items() for word in words),
        short=_words(wording, "short"),
        matters=frozenset(_words(wording, "matters")),
        relations=frozenset(_words(wording, "relations")),
        theirs=_words(wording, "theirs"),
        elsewhere=_words(wording, "elsewhere"),
        strangers=_words(wording, "strangers"),
        hers=_words(wording, "hers"),
        posted=_words(wording, "posted"),
        returns=_words(wording, "returns"),
        requests=_words(wording, "requests"),
        offers=_words(wording, "offers"),
    )


def _words(row: Mapping[str, object], key: str) -> tuple[str, ...]:
    value = row.get(key)
    return tuple(str(word) for word in value) if isinstance(value, list) else ()


# Shapes that belong together although their ids do not begin alike.
GROUPS: Mapping[str, tuple[str, ...]] = {"magento": ("magento1", "magento2")}


def expand_channels(names: frozenset[str]) -> frozenset[str]:
    """Return the shape ids behind channel ids and groups ("amazon" means all of amazon_*)."""
    known = [shape.id for shape in load_facts().orders]
    found: set[str] = set()
    for name in names:
        ids = GROUPS.get(name) or [i for i in known if i == name or i.startswith(name + "_")]
        if not ids:
            raise SettingsWrong(f"channels: {name!r} is unknown; known are {', '.join(known)}")
        found.update(ids)
    return frozenset(found)
