"""Drops what was read as an order's number where the whole mail shows that it is none of ours.

The trap: a number may stand several times, once with and once without what gives it away.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from triage.understanding.numbers.context import Nearby, View
from triage.understanding.numbers.elsewhere import (
    is_advertised,
    is_bought_elsewhere,
    is_denied,
    is_other_shops,
    is_own_count,
    is_strangers,
    is_theirs,
    names_marketplace,
    names_shop,
)
from triage.understanding.numbers.facts import load_facts
from triage.understanding.numbers.keys import key_of
from triage.understanding.numbers.labels import Says
from triage.understanding.numbers.lone import alike
from triage.understanding.numbers.merging import overlap
from triage.understanding.numbers.nouns import is_lettered
from triage.understanding.numbers.orders import Scored
from triage.understanding.numbers.shapes import tracking_fits
from triage.understanding.numbers.tokens import Token

_BROKEN_OFF = re.compile(r" ?(?:\.{2,}|--)")
_ANEW = 40  # characters within which a number broken off is begun anew
_ORDERS = 4  # digits; fewer are no order's without a label
_ASIDE = 3  # characters between an order and the bracket behind it
_BEGUN = 2  # signs that a number begun anew has in common with its first try


@dataclass(frozen=True, slots=True)
class ReadField:
    """One field with its runs and what they were found to be."""

    view: View
    tokens: tuple[tuple[Token, Nearby | None], ...]
    orders: tuple[Scored, ...]
    parcels: tuple[Scored, ...]

    def nearby(self, token: Token) -> Nearby | None:
        """Return the label beside a run of this field."""
        return next((nearby for other, nearby in self.tokens if other == token), None)

    def untaken(self) -> Iterator[tuple[Token, Nearby | None]]:
        """Yield the runs that are neither."""
        for token, nearby in self.tokens:
            if not any(overlap(token, s.token) for s in (*self.orders, *self.parcels)):
                yield token, nearby


def without_theirs(fields: Sequence[ReadField], language: str) -> list[ReadField]:
    """Drop what is another shop's order by the words beside it."""
    said = {
        id(s): (
            is_theirs(f.view, s.token, nearby, language),
            names_shop(f.view, s.token),
            is_bought_elsewhere(f.view, s.token, language)
            or is_strangers(f.view, s.token, language)
            or is_other_shops(f.view, s.token, language),
        )
        for f in fields
        for s in f.orders
        for nearby in [f.nearby(s.token)]
        if not s.hit
    }
    # Other shops count otherwise; what is as long as ours may be ours whatever it stands beside.
    ours = {len(s.token.number) for f in fields for s in f.orders if not any(said.get(id(s), ()))}

    def is_ours(view: View, scored: Scored) -> bool:
        theirs, shop, elsewhere = said.get(id(scored), (False, False, False))
        named = theirs and names_marketplace(view, scored.token)
        unlike = bool(ours) and len(scored.token.number) not in ours
        return not (named or elsewhere or (unlike and (theirs or shop)))

    return [replace(f, orders=tuple(s for s in f.orders if is_ours(f.view, s))) for f in fields]


def without_codes(fields: Sequence[ReadField]) -> list[ReadField]:
    """Drop the digits of a "confirmation code" that is too short or stands beside another order.

    And a marketplace's "invoice" in brackets behind the store's own number.
    """
    codes = {s.key for f in fields for s in f.orders if not s.hit and _is_code(f, s)}
    other = {s.key for f in fields for s in f.orders} - codes or any(
        is_lettered(token.number) or (field.view.has_hash(token) and len(token.number) >= _ORDERS)
        for field in fields
        for token, nearby in field.tokens
        if not (nearby and nearby.direct and nearby.says in {Says.OTHER, Says.TRACKING})
        and key_of(token.number) not in codes
    )
    dropped = {key for key in codes if other or len(key) <= _ORDERS}
    dropped |= {s.key for f in fields for s in f.orders if not s.hit and _is_aside(f, s)}
    return [replace(f, orders=tuple(s for s in f.orders if s.key not in dropped)) for f in fields]


def _is_code(field: ReadField, scored: Scored) -> bool:
    nearby = field.nearby(scored.token)
    labelled = nearby is not None and nearby.label.text in load_facts().confirmations
    return labelled and scored.token.number.isdigit()


def _is_aside(field: ReadField, scored: Scored) -> bool:
    """Tell "(invoice INV/2026…)" right behind another order."""
    nearby = field.nearby(scored.token)
    if nearby is None or not nearby.direct or nearby.label.detail != "invoice":
        return False
    bracket = field.view.text[: nearby.label.start].rstrip(" ")
    return bracket.endswith("(") and any(
        s.token.end <= len(bracket) <= s.token.end + _ASIDE for s in field.orders
    )


def without_rumours(fields: Sequence[ReadField]) -> list[ReadField]:
    """Drop what only vague words call an order, if another is firmly named and unlike it."""
    firm = [s.token.number for field in fields for s in field.orders if s.firm]
    if not firm:
        return list(fields)
    return [
        replace(
            field,
            orders=tuple(
                s for s in field.orders if s.firm or any(alike(s.token.number, n) for n in firm)
            ),
        )
        for field in fields
    ]


def without_misnamed(fields: Sequence[ReadField]) -> list[ReadField]:
    """Drop what the mail calls otherwise elsewhere: a parcel's, a firm's own count, a slip.

    A firm's count only where another order is named.
    """
    said = [(f.view, s, f.nearby(s.token)) for f in fields for s in f.orders if not s.hit]
    own = {s.key for view, s, nearby in said if is_own_count(view, s.token, nearby)}
    dropped = _parcels(fields) | denied(fields)
    if {s.key for f in fields for s in f.orders} - own - dropped:
        dropped |= own
    counted = is_counted(fields)

    def stays(field: ReadField, scored: Scored) -> bool:
        if scored.hit:
            return True
        entry = counted and field.view.field == "subject" and not scored.firm
        return scored.key not in dropped and not (entry and field.view.has_hash(scored.token))

    return [replace(f, orders=tuple(s for s in f.orders if stays(f, s))) for f in fields]


def denied(fields: Iterable[ReadField]) -> frozenset[str]:
    """Return the keys the customer takes back beside another such: "20342, not 20324".

    And those broken off, and those of the store's own advertisements.
    """
    return frozenset(
        key_of(token.number)
        for field in fields
        for token, _ in field.tokens
        if (
            any(
                len(other.number) == len(token.number) and other.number != token.number
                for other, _ in field.tokens
            )
            and is_denied(field.view, token)
        )
        or _is_broken_off(field, token)
        or is_advertised(field.view, token)
    )


def _is_broken_off(field: ReadField, token: Token) -> bool:
    """Tell a number that is begun anew: "3421... hang on. 3422018846"."""
    if not _BROKEN_OFF.match(field.view.text, token.end):
        return False
    return any(
        token.end < other.start <= token.end + _ANEW
        and len(other.number) > len(token.number)
        and other.number[:_BEGUN] == token.number[:_BEGUN]
        for other, _ in field.tokens
    )


def _parcels(fields: Iterable[ReadField]) -> frozenset[str]:
    """Return the keys of carriers' numbers that a label names so: "单号" may mean either."""
    return frozenset(
        key_of(token.number)
        for field in fields
        for token, nearby in field.tokens
        if nearby
        and nearby.direct
        and nearby.says is Says.TRACKING
        and any(fit.letters and not fit.loose for fit in tracking_fits(token.number))
    )


def is_counted(fields: Iterable[ReadField]) -> bool:
    """Tell whether a form counts what it sends in a subject of its own: "New entry #5518"."""
    names = {field.view.field for field in fields}
    return any(name.startswith("form:") for name in names) and "form:subject" not in names
