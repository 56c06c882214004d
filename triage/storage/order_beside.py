"""The orders beside a case: those its mails name, and the customer's others.

The trap: what belongs to another address is named, so that an agent can ask, and not shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, select

from triage.cases.case import Case
from triage.orders.addresses import mailbox_of
from triage.storage.database import Database
from triage.storage.order_lookup import StoredOrder, orders_by_key, orders_of, resolve
from triage.storage.registers import orders
from triage.storage.schema import mails, outcomes
from triage.understanding.numbers.keys import exact_keys
from triage.understanding.numbers.reader import LINK

_MOST_OTHERS = 3  # further orders of the customer
_REUSED = timedelta(days=366)  # after which the posts may give a tracking number to another parcel


class Tie(StrEnum):
    """How an order belongs to a case."""

    LINKED = "linked"  # the customer's own, named beyond doubt
    SUGGESTED = "suggested"  # the customer's own, named with a doubt
    OTHER_ADDRESS = "other_address"  # in the list under another address
    NO_ADDRESS = "no_address"  # in the list, which names no address for it
    NOT_LISTED = "not_listed"
    ALSO = "also"  # of the same customer, not named


@dataclass(frozen=True, slots=True)
class Beside:
    """An order beside a case; `order` is None where there is none or it is not to be shown."""

    number: str
    tie: Tie
    why: str  # the reason a number was taken for an order's, "" where there is none
    written: str  # as the customer wrote it
    order: StoredOrder | None = None


@dataclass(frozen=True, slots=True)
class _Named:
    """How a mail names an order."""

    written: str
    score: int
    why: str
    looked_up: bool  # the list knew it when the mail was read


def beside(database: Database, case: Case) -> tuple[Beside, ...]:
    """Return the orders beside a case, those its mails name first."""
    mailbox = mailbox_of(case.customer_address)
    with database.read() as connection:
        any_order = select(orders.c.key).where(orders.c.store == case.store).limit(1)
        if connection.execute(any_order).first() is None:
            return ()  # a store without a list need not hear that nothing stands in it
        named = _named(connection, case.id)
        keys = resolve(connection, case.store, case.order_numbers)
        parcels = resolve(connection, case.store, case.tracking_numbers, "parcel")
        own = orders_of(connection, case.store, mailbox, 20) if mailbox else []
        found = orders_by_key(connection, case.store, {*keys.values(), *parcels.values()})
    shown: dict[str, Beside] = {}
    for key in case.order_numbers:
        how = named.get(key, _Named(key, 0, "", False))
        order = found.get(keys.get(key, ""))
        shown[order.key if order else key] = _tied(order, how, mailbox)
    for parcel, key in parcels.items():
        order = found.get(key)
        if order and key not in shown and _same_parcel(order, case):
            how = _Named(parcel, LINK, f"tracking number {parcel}", True)
            tied = _tied(order, how, mailbox)
            shown[key] = replace(tied, tie=Tie.SUGGESTED) if tied.tie is Tie.LINKED else tied
    others = [each for each in own if each.key not in shown][:_MOST_OTHERS]
    return (*shown.values(), *(Beside(each.number, Tie.ALSO, "", "", each) for each in others))


def _tied(order: StoredOrder | None, how: _Named, mailbox: str) -> Beside:
    if order is None:
        return Beside(how.written, Tie.NOT_LISTED, how.why, how.written)
    if not order.mailbox:
        return Beside(order.number, Tie.NO_ADDRESS, how.why, how.written, order)
    if order.mailbox != mailbox:
        return Beside(order.number, Tie.OTHER_ADDRESS, how.why, how.written)
    exact = _names(how.written, order)
    sure = exact and (how.score >= LINK or not how.looked_up)
    return Beside(order.number, Tie.LINKED if sure else Tie.SUGGESTED, how.why, how.written, order)


def _names(written: str, order: StoredOrder) -> bool:
    """Tell whether a number as written is this order's, spelling aside: no slip, no sibling."""
    keys = {key.lstrip("0") for key in exact_keys(written, frozenset())}
    own = {key.lstrip("0") for key in exact_keys(order.number, frozenset())}
    ends = any(order.key.endswith(key) for key in keys if len(key) >= 4)
    return bool(keys & own) or ends


def _same_parcel(order: StoredOrder, case: Case) -> bool:
    if order.ordered_on is None:
        return True
    return abs(case.opened_at.date() - order.ordered_on) < _REUSED


def _named(connection: Connection, case_id: int) -> dict[str, _Named]:
    """Return how the mails of a case name its orders, the surest mention of each."""
    query = (
        select(outcomes.c.outcome, outcomes.c.known)
        .join(mails, mails.c.id == outcomes.c.mail_id)
        .where(mails.c.case_id == case_id)
    )
    found: dict[str, _Named] = {}
    for outcome, known in connection.execute(query):
        understood: Mapping[str, Any] = outcome.get("understanding") or {}
        listed = {hit["key"] for _, hit in known.get("orders", ())}
        for number in understood.get("order_numbers", ()):
            key = number["key"]
            if key not in found or number["score"] > found[key].score:
                found[key] = _Named(
                    number["value"], number["score"], number["reason"], key in listed
                )
    return found
