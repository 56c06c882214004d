"""Looking orders up: by the keys of a mail, by what an agent types, beside a case.

The trap: an order of another customer is never linked unasked, and what is not that customer's
business is not shown beside the case.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Row, select

from triage.mail.message import Kind
from triage.orders.addresses import mailbox_of
from triage.orders.order import Article, OrderStatus, Parcel
from triage.orders.slips import is_slip, slips
from triage.storage.database import Database
from triage.storage.registers import order_keys, orders
from triage.storage.schema import mails
from triage.understanding.numbers.keys import exact_keys, key_of
from triage.understanding.numbers.orders import OrderHit

_CHUNK = 500  # values of one IN
_MOST_OWN = 50  # orders of one customer a mistyped number is held against
_LONG = 9  # signs from which on one slip cannot mean many orders
_MOST_LONG = 6  # numbers of one mail that are tried with a slip
_MOST_FOUND = 200
_MOST_SORTED = 1000
_MOST_ARTICLES = 20  # of an order, that a mail's words are held against


@dataclass(frozen=True, slots=True)
class StoredOrder:
    """An order as the list has it."""

    store: str
    key: str
    number: str
    channel: str
    customer_name: str
    customer_address: str
    mailbox: str
    ordered_on: date | None
    country: str
    currency: str
    amount: Decimal | None
    articles: tuple[Article, ...]
    parcels: tuple[Parcel, ...]
    status: OrderStatus
    status_text: str
    shipped_on: date | None


def stored_order(row: Row[Any]) -> StoredOrder:
    """Return the order a row holds."""
    values = {field.name: row._mapping[field.name] for field in fields(StoredOrder)}
    values["articles"] = tuple(Article(*each) for each in values["articles"])
    values["parcels"] = tuple(Parcel(*each) for each in values["parcels"])
    values["status"] = OrderStatus(values["status"])
    return StoredOrder(**values)


def resolve(
    connection: Connection, store: str, keys: Sequence[str], kind: str = "number"
) -> dict[str, str]:
    """Return, for each key that stands for exactly one order, that order's own key."""
    own: dict[str, str] = {}
    meant: dict[str, set[str]] = {}
    for some in _chunks(keys):
        if kind == "number":
            query = select(orders.c.key).where(orders.c.store == store, orders.c.key.in_(some))
            own |= {key: key for key in connection.execute(query).scalars()}
        other = select(order_keys.c.key, order_keys.c.order_key).where(
            order_keys.c.store == store, order_keys.c.kind == kind, order_keys.c.key.in_(some)
        )
        for key, order_key in connection.execute(other):
            meant.setdefault(key, set()).add(order_key)
    # A number that two orders go by names neither, unless it is the very number of one.
    return {key: next(iter(found)) for key, found in meant.items() if len(found) == 1} | own


def known_orders(
    connection: Connection, store: str, keys: Sequence[str], address: str
) -> tuple[tuple[str, OrderHit], ...]:
    """Return what the list knows of the keys of a mail, exactly or but for one slip."""
    if not keys:
        return ()
    mailbox = mailbox_of(address)
    exact = resolve(connection, store, keys)
    near = _near_own(connection, store, keys, mailbox) if mailbox else {}
    near |= _near_any(connection, store, [key for key in keys if key not in exact | near])
    near = {key: order for key, order in near.items() if key not in exact}
    listed = orders_by_key(connection, store, {*exact.values(), *near.values()})
    return tuple(
        (key, _hit(order, listed[order], mailbox, near=slip))
        for found, slip in ((exact, False), (near, True))
        for key, order in found.items()
        if order in listed
    )


def _hit(key: str, order: StoredOrder, mailbox: str, *, near: bool) -> OrderHit:
    """Tell what a mail may know of an order; of another's nothing but that it is one."""
    own = bool(mailbox) and order.mailbox == mailbox
    return OrderHit(
        key,
        own,
        near,
        bool(order.mailbox),
        tuple(each.name for each in order.articles[:_MOST_ARTICLES] if each.name) if own else (),
        order.country if own else "",
    )


def orders_by_key(
    connection: Connection, store: str, keys: Iterable[str]
) -> dict[str, StoredOrder]:
    """Return orders by their own keys."""
    found: dict[str, StoredOrder] = {}
    for some in _chunks(list(keys)):
        query = select(orders).where(orders.c.store == store, orders.c.key.in_(some))
        found |= {row.key: stored_order(row) for row in connection.execute(query)}
    return found


def orders_of(connection: Connection, store: str, mailbox: str, limit: int) -> list[StoredOrder]:
    """Return the orders of one customer, the newest first."""
    # Sorted here: with an ORDER BY, SQLite walks through all orders of the store by date.
    query = select(orders).where(orders.c.store == store, orders.c.mailbox == mailbox)
    found = [stored_order(row) for row in connection.execute(query.limit(_MOST_SORTED))]
    found.sort(key=lambda order: (order.ordered_on or date.min, order.key), reverse=True)
    return found[:limit]


def find(database: Database, stores: Iterable[str], text: str) -> list[StoredOrder]:
    """Return the orders that a number, a tracking number or a mail address stands for."""
    keys = exact_keys(text, frozenset()) or (key_of(text),)
    found: list[StoredOrder] = []
    with database.read() as connection:
        for store in stores:
            if "@" in text:
                mailbox = mailbox_of(text)  # "" would stand for all orders without an address
                found += orders_of(connection, store, mailbox, _MOST_FOUND) if mailbox else []
                continue
            wanted = {
                *resolve(connection, store, keys).values(),
                *resolve(connection, store, keys, "parcel").values(),
            }
            found += orders_by_key(connection, store, sorted(wanted)).values()
    return found


def customers_mails(database: Database, store: str, limit: int) -> list[tuple[int, bool]]:
    """Return the newest mails of customers: their ids, and whether each was cut short."""
    query = (
        select(mails.c.id, mails.c.truncated)
        .where(mails.c.store == store, mails.c.kind == Kind.CUSTOMER.value)
        .order_by(mails.c.id.desc())
        .limit(limit)
    )
    with database.read() as connection:
        return [(row.id, row.truncated) for row in connection.execute(query)]


def _near_own(
    connection: Connection, store: str, keys: Sequence[str], mailbox: str
) -> dict[str, str]:
    """Return the keys that are one slip away from exactly one order of the sender's own."""
    own = [order.key for order in orders_of(connection, store, mailbox, _MOST_OWN)]
    fits = {key: [each for each in own if is_slip(key, each)] for key in keys}
    return {key: found[0] for key, found in fits.items() if len(found) == 1}


def _near_any(connection: Connection, store: str, keys: Sequence[str]) -> dict[str, str]:
    """Return long keys that are one slip away from exactly one order of the store."""
    long = [key for key in keys if len(key) >= _LONG and any(c.isdigit() for c in key)]
    around = {key: tuple(slips(key)) for key in long[:_MOST_LONG]}
    if not around:
        return {}
    every = tuple({near for each in around.values() for near in each})
    found: set[str] = set()
    for some in _chunks(every):
        query = select(orders.c.key).where(orders.c.store == store, orders.c.key.in_(some))
        found |= set(connection.execute(query).scalars())
    fits = {key: [each for each in near if each in found] for key, near in around.items()}
    return {key: meant[0] for key, meant in fits.items() if len(meant) == 1}


def _chunks(values: Sequence[str]) -> Iterator[Sequence[str]]:
    for at in range(0, len(values), _CHUNK):
        yield values[at : at + _CHUNK]
