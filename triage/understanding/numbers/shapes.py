"""Which channels' order numbers and which carriers' tracking numbers a run could be."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from triage.understanding.numbers.checkdigits import passes
from triage.understanding.numbers.facts import OrderShape, Tier, TrackingShape, load_facts
from triage.understanding.numbers.patterns import StorePattern

_COUNTRIED = frozenset({"s10", "meest"})  # end in a country's letters
_FIXED = frozenset({"s10", "ups_1z"})
# The customs' number of a declaration (MRN): year, country, thirteen or fourteen signs.
_UNION = frozenset({"EU", "XI", "EL"})
_DECLARATION = re.compile("2[0-9]([A-Z]{2})(?=[0-9A-Z]{0,12}[0-9]{2})[0-9A-Z]{13,14}")


@dataclass(frozen=True, slots=True)
class TrackingFit:
    """A carrier's shape a run has; `checked` if no check digit is wrong."""

    carrier: str
    letters: bool
    loose: bool
    checked: bool
    has_check: bool
    short: bool = False  # as short as others' orders
    drawn: bool = False  # letters and digits alike, so there may be a single digit
    serial: bool = False  # nothing but a parcel's, by length and beginning


@lru_cache(maxsize=256)  # many rules ask of the same few numbers of a mail
def order_fits(number: str) -> tuple[OrderShape, ...]:
    """Return the channel shapes a number has, letter case aside where the channel ignores it."""
    upper = number.upper()
    return tuple(
        shape
        for shape in load_facts().orders
        if shape.regex.fullmatch(number if shape.keeps_case else upper)
    )


@lru_cache(maxsize=256)
def tracking_fits(number: str) -> tuple[TrackingFit, ...]:
    """Return the carriers' shapes a number has, those with a right check digit first."""
    upper = number.upper()
    fits = [_fit(shape, upper) for shape in load_facts().tracking if shape.regex.fullmatch(upper)]
    return tuple(
        sorted((f for f in fits if f), key=lambda f: (not f.checked, f.loose, not f.has_check))
    )


def _fit(shape: TrackingShape, upper: str) -> TrackingFit | None:
    checked = passes(shape.check, upper)
    letters = not upper.replace("-", "").isdigit()
    if shape.id in _COUNTRIED and upper[-2:] not in load_facts().s10_suffixes:
        return None
    if shape.id == "yanwen" and upper[2:11].isdigit() and len(upper) == 13:
        return None  # the same S10 number, whose check digit decides
    if not checked and shape.id not in _FIXED:
        return None
    if shape.id == "gls" and letters and not any(c.isdigit() for c in upper):
        return None
    return TrackingFit(
        shape.id,
        letters,
        shape.loose,
        checked,
        bool(shape.check),
        shape.short,
        shape.drawn,
        shape.serial,
    )


def is_declaration(number: str) -> bool:
    """Tell whether a number is the customs', not the carrier's: "26FR00047711882930"."""
    match = _DECLARATION.fullmatch(number.upper())
    return match is not None and match[1] in load_facts().s10_suffixes | _UNION


def is_proper_tracking(fits: Sequence[TrackingFit]) -> bool:
    """Tell whether letters and check digit leave no doubt that this is a tracking number."""
    return any(fit.letters and fit.checked and not fit.loose for fit in fits)


def has_letters(fits: Sequence[TrackingFit]) -> bool:
    """Tell whether letters make a carrier's number, though its check digit may be wrong."""
    return any(fit.letters and not fit.loose for fit in fits)


@cache
def _tiers() -> dict[str, Tier]:
    return {shape.id: shape.tier for shape in load_facts().orders}


def tier_of(channel: str) -> Tier:
    """Return how far a channel's shape may be trusted alone."""
    return _tiers().get(channel, Tier.WEAK)


def store_fits(number: str, patterns: Sequence[StorePattern]) -> StorePattern | None:
    """Return the store's own pattern a number has, one with letters first."""
    fits = [p for p in patterns if p.fits(number)]
    return max(fits, key=lambda p: p.has_letters, default=None)
