"""What an order list says of one order: `OrderRow`, one line or several merged.

The trap: a file may repeat an order's own columns on every line or give them once, so merging keeps
the first value it meets and adds up only what belongs to a line.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from triage.understanding.numbers.keys import key_of

V = TypeVar("V")


class OrderStatus(StrEnum):
    """How far an order has come, from the platforms' many words for it; later ones win."""

    UNKNOWN = "unknown"
    UNPAID = "unpaid"
    PAID = "paid"
    PARTLY_SHIPPED = "partly_shipped"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    PARTLY_REFUNDED = "partly_refunded"
    REFUNDED = "refunded"
    CANCELLED = "cancelled"


RANK = {status: rank for rank, status in enumerate(OrderStatus)}


@dataclass(frozen=True, slots=True)
class Article:
    """One article of an order."""

    name: str
    sku: str = ""
    quantity: int = 1


@dataclass(frozen=True, slots=True)
class Parcel:
    """A tracking number as the list writes it, and the carrier's name or ""."""

    number: str
    carrier: str = ""

    @property
    def key(self) -> str:
        """Return the key under which it is looked up."""
        return key_of(self.number)


@dataclass(frozen=True, slots=True)
class OrderRow:
    """What a file says of an order; "", None and () where it says nothing."""

    line: int  # the first line it came from
    number: str  # as the list writes it
    channel: str = ""
    other_numbers: tuple[str, ...] = ()  # the same order under other names
    customer_name: str = ""
    customer_address: str = ""  # lower-case
    ordered_at: datetime | None = None  # aware; None where the file gives the day alone
    ordered_on: date | None = None  # at the store
    country: str = ""  # ISO 3166, of the destination
    currency: str = ""  # ISO 4217
    amount: Decimal | None = None  # of the whole order
    line_amount: Decimal | None = None  # of the lines, where the file has no total
    articles: tuple[Article, ...] = ()
    parcels: tuple[Parcel, ...] = ()
    status: OrderStatus = OrderStatus.UNKNOWN
    status_text: str = ""  # in the file's own words
    shipped_on: date | None = None
    changed_at: datetime | None = None  # when the platform says it last changed

    @property
    def key(self) -> str:
        """Return the key under which it is looked up."""
        return key_of(self.number)

    @property
    def total(self) -> Decimal | None:
        """Return what the order cost, as far as the file tells."""
        return self.amount if self.amount is not None else self.line_amount

    def merged(self, other: OrderRow) -> OrderRow:
        """Return this order with a further line of it."""
        sums = [each for each in (self.line_amount, other.line_amount) if each is not None]
        later = max((self, other), key=lambda row: RANK[row.status])
        return replace(
            self,
            channel=self.channel or other.channel,
            other_numbers=_union(self.other_numbers, other.other_numbers),
            customer_name=self.customer_name or other.customer_name,
            customer_address=self.customer_address or other.customer_address,
            ordered_at=self.ordered_at or other.ordered_at,
            ordered_on=self.ordered_on or other.ordered_on,
            country=self.country or other.country,
            currency=self.currency or other.currency,
            amount=self.amount if self.amount is not None else other.amount,
            line_amount=sum(sums, Decimal(0)) if sums else None,
            articles=self.articles + other.articles,
            parcels=_union(self.parcels, other.parcels),
            status=later.status,
            status_text=later.status_text or self.status_text or other.status_text,
            shipped_on=self.shipped_on or other.shipped_on,
            changed_at=max(filter(None, (self.changed_at, other.changed_at)), default=None),
        )


def _union(one: tuple[V, ...], other: tuple[V, ...]) -> tuple[V, ...]:
    return tuple(dict.fromkeys((*one, *other)))
