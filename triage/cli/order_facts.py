"""Orders for people: in one line, as a card, and beside a case."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from babel.core import Locale
from babel.numbers import format_currency
from rich.table import Table
from rich.text import Text

from triage.cli.output import plain, safe
from triage.cli.words import chinese, say

if TYPE_CHECKING:
    from triage.storage.order_beside import Beside
    from triage.storage.order_lookup import StoredOrder

_STYLES = {
    "linked": "green",
    "suggested": "yellow",
    "other_address": "bold red",
    "no_address": "yellow",
    "not_listed": "yellow",
    "also": "dim",
}
_TIES = {
    "linked": "the customer's own",
    "suggested": "the customer's own, perhaps meant",
    "other_address": "belongs to another address; ask before you tell anything of it",
    "no_address": "the list names no address for it",
    "not_listed": "not in the order list",
    "also": "also of this customer",
}


def money(order: StoredOrder) -> str:
    """Write an order's amount with its currency, "" for none."""
    if order.amount is None:
        return ""
    if not order.currency:
        return f"{order.amount:.2f}"
    return format_currency(order.amount, order.currency, locale="zh_CN" if chinese() else "en_GB")


def articles(order: StoredOrder) -> str:
    """Write an order's articles with their counts."""
    named = (
        (each.name or each.sku) + (f" ×{each.quantity}" if each.quantity != 1 else "")
        for each in order.articles
    )
    return "; ".join(named)


def parcels(order: StoredOrder) -> str:
    """Write an order's parcels."""
    return "; ".join(" ".join(filter(None, (each.carrier, each.number))) for each in order.parcels)


def whole_order(order: StoredOrder) -> Table:
    """Return all that is known of an order as a card."""
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    customer = f"{order.customer_name} <{order.customer_address}>".replace(" <>", "").strip()
    rows = (
        ("Order", order.number),
        ("Store", order.store),
        ("Channel", order.channel),
        ("Date", order.ordered_on.isoformat() if order.ordered_on else ""),
        ("Status", _status(order)),
        ("Customer", customer),
        ("Destination", _country(order.country)),
        ("Amount", money(order)),
        ("Articles", articles(order)),
        ("Tracking", parcels(order)),
    )
    for label, value in rows:
        if value:
            grid.add_row(say(label), safe(value))
    return grid


def beside_rows(found: Iterable[Any]) -> Table:
    """Return the orders beside a case, given as `Beside.plain` objects, a paragraph each."""
    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for each in found:
        text = Text(say(_TIES[each["tie"]]), style=_STYLES[each["tie"]])
        if each["why"]:
            text.append(f" – {safe(each['why'])}", style="dim")
        if each["tie"] == "suggested" and each["written"] != each["number"]:
            text.append("  " + say("written {}").format(safe(each["written"])), style="dim")
        for line in each["facts"]:
            text.append("\n" + safe(line))
        grid.add_row(Text(safe(each["number"]), style="bold"), text)
    return grid


def beside_object(found: Beside) -> dict[str, Any]:
    """Return an order beside a case as plain values, with its facts in short lines."""
    made: dict[str, Any] = plain(found)
    return made | {"facts": _facts(found.order) if found.order else []}


def _facts(order: StoredOrder) -> list[str]:
    day = order.ordered_on.isoformat() if order.ordered_on else ""
    first = (day, _status(order), money(order), _country(order.country))
    lines = (" · ".join(filter(None, first)), articles(order), parcels(order))
    return [line for line in lines if line]


def _status(order: StoredOrder) -> str:
    if order.status == "unknown":
        return order.status_text
    shipped = order.shipped_on.isoformat() if order.shipped_on else ""
    return f"{say(order.status.value)} {shipped}".strip()


def _country(code: str) -> str:
    if not code:
        return ""
    return str(Locale("zh" if chinese() else "en").territories.get(code, code))
