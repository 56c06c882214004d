"""The demo's orders go the way of everybody's: through the import."""

from __future__ import annotations

from importlib.resources import as_file, files

from triage.orders.lines import Flaw
from triage.orders.order import OrderRow, OrderStatus
from triage.orders.reading import Options, OrderFile


def test_sample_orders_are_read_without_a_flaw() -> None:
    with as_file(files("triage.demo").joinpath("orders.csv")) as path:
        rows = list(OrderFile(path, Options(store_zone="Europe/Berlin")).rows())
    orders = [row for row in rows if isinstance(row, OrderRow)]
    assert [row for row in rows if isinstance(row, Flaw)] == []
    assert len(orders) == 40
    assert all(order.total and order.country and order.ordered_on for order in orders)
    assert {order.channel for order in orders} == {"shopify", "amazon", "ebay", "aliexpress"}
    assert sum(order.status is OrderStatus.SHIPPED for order in orders) >= 30
