"""The order list: taken in once and again, looked up by any of its numbers, forgotten."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from tests.cases.make import NOW
from triage import faults
from triage.errors import UsageWrong
from triage.orders.order import Article, OrderRow, OrderStatus, Parcel
from triage.storage import orders
from triage.storage.database import Database
from triage.storage.order_lookup import find, known_orders
from triage.storage.registers import erasures, order_keys
from triage.understanding.numbers.orders import OrderHit

LAMP = OrderRow(
    line=2,
    number="FR-20517",
    channel="shopify",
    other_numbers=("5551112223334",),
    customer_name="Anna Berg",
    customer_address="anna.berg@gmail.com",
    ordered_on=date(2026, 11, 15),
    country="DE",
    currency="EUR",
    amount=Decimal("89.90"),
    articles=(Article("Lamp", "L", 1),),
    parcels=(Parcel("RR 7103 0110 6DE", "dhl"),),
    status=OrderStatus.PAID,
)
MEMO = replace(
    LAMP, number="000067890", other_numbers=(), customer_address="bo@customer.example", parcels=()
)


def kept(database: Database, *rows: OrderRow, import_id: int | None = None) -> list[str]:
    """Take rows in; return what happened to each in a word."""
    number = (
        orders.begin_import(database, "main", "f.csv", "", NOW) if import_id is None else import_id
    )
    return [
        "new" if each.is_new else ",".join(each.fields) or "same"
        for each in orders.keep(database, "main", rows, number)
    ]


def hits(database: Database, address: str, *keys: str) -> dict[str, OrderHit]:
    """Return what the list knows of keys when an address asks."""
    with database.read() as connection:
        return dict(known_orders(connection, "main", keys, address))


def test_same_file_twice_changes_nothing_and_a_newer_one_updates(database: Database) -> None:
    assert kept(database, LAMP, MEMO) == ["new", "new"]
    assert kept(database, LAMP, MEMO) == ["same", "same"]
    shipped = replace(LAMP, status=OrderStatus.SHIPPED, shipped_on=date(2026, 11, 17))
    assert orders.would_keep(database, "main", [shipped])[0].fields == ("status", "shipped_on")
    assert kept(database, shipped) == ["status,shipped_on"]
    (found,) = find(database, ["main"], "FR-20517")
    assert found.status is OrderStatus.SHIPPED
    assert found.amount == Decimal("89.90")
    assert found.articles == (Article("Lamp", "L", 1),)


def test_what_a_file_does_not_say_is_not_erased(database: Database) -> None:
    kept(database, LAMP)
    bare = OrderRow(line=9, number="FR-20517", status=OrderStatus.DELIVERED)
    assert kept(database, bare) == ["status"]
    (found,) = find(database, ["main"], "fr 20517")
    assert (found.customer_name, found.parcels) == ("Anna Berg", LAMP.parcels)


def test_older_export_taken_in_later_changes_nothing(database: Database) -> None:
    then = datetime(2026, 11, 20, tzinfo=UTC)
    kept(database, replace(LAMP, status=OrderStatus.SHIPPED, changed_at=then))
    assert kept(database, replace(LAMP, changed_at=then - timedelta(days=1))) == ["same"]
    assert find(database, ["main"], "FR-20517")[0].status is OrderStatus.SHIPPED


def test_line_far_below_its_order_joins_it_within_one_import(database: Database) -> None:
    second = OrderRow(line=99, number="FR-20517", articles=(Article("Bulb", "B", 2),))
    number = orders.begin_import(database, "main", "f.csv", "", NOW)
    kept(database, LAMP, import_id=number)
    kept(database, second, import_id=number)
    again = orders.begin_import(database, "main", "f.csv", "", NOW)
    kept(database, LAMP, import_id=again)
    kept(database, second, import_id=again)
    assert [a.name for a in find(database, ["main"], "FR-20517")[0].articles] == ["Lamp", "Bulb"]


def test_batch_that_is_cut_off_leaves_no_trace(database: Database) -> None:
    def fail(name: str) -> None:
        if name == "commit:orders:before":
            raise KeyError

    number = orders.begin_import(database, "main", "f.csv", "", NOW)
    faults.install(fail)
    try:
        with pytest.raises(KeyError):
            orders.keep(database, "main", [LAMP, MEMO], number)
    finally:
        faults.install(None)
    assert orders.count(database) == 0
    assert orders.imports(database)[0]["finished_at"] is None


def test_order_is_known_by_all_its_numbers(database: Database) -> None:
    kept(database, LAMP, MEMO)
    mine = OrderHit("FR20517", same_customer=True)
    assert hits(database, "annaberg+shop@googlemail.com", "FR20517", "20517", "5551112223334") == {
        "FR20517": mine,
        "20517": mine,
        "5551112223334": mine,
    }
    assert hits(database, "eve@other.example", "67890") == {
        "67890": OrderHit("000067890", same_customer=False)
    }


def test_articles_of_an_order_are_told_to_its_buyer_alone(database: Database) -> None:
    kept(database, LAMP)
    own = hits(database, "annaberg@googlemail.com", "FR20517")["FR20517"]
    assert (own.articles, own.country) == (("Lamp",), LAMP.country)
    other = hits(database, "eve@other.example", "FR20517")["FR20517"]
    assert (other.articles, other.country) == ((), "")


def test_name_of_two_orders_names_neither(database: Database) -> None:
    kept(database, LAMP, replace(LAMP, number="DE-20517", other_numbers=()))
    assert hits(database, "anna.berg@gmail.com", "20517") == {}
    assert set(hits(database, "", "DE20517")) == {"DE20517"}


def test_one_slip_finds_the_senders_own_order_only(database: Database) -> None:
    first = replace(LAMP, number="10423", other_numbers=())
    others = [replace(MEMO, number=str(number)) for number in range(10420, 10423)]
    kept(database, first, *others)
    slip = OrderHit("10423", same_customer=True, near=True)
    for key in ("10433", "14023", "1423", "104233"):
        assert hits(database, "anna.berg@gmail.com", key) == {key: slip}
        assert hits(database, "eve@other.example", key) == {}
    # A number that is another's order is that order, not a slip.
    assert hits(database, "anna.berg@gmail.com", "10422")["10422"].same_customer is False


def test_one_slip_in_a_long_number_finds_the_only_order_it_can_mean(database: Database) -> None:
    kept(database, replace(LAMP, number="302-1234567-7654321", other_numbers=()))
    found = hits(database, "eve@other.example", "30212345677654821")
    assert found["30212345677654821"] == OrderHit("30212345677654321", False, near=True)


def test_order_without_an_address_is_nobody_s(database: Database) -> None:
    kept(database, replace(LAMP, customer_address=""))
    assert hits(database, "", "FR20517")["FR20517"] == OrderHit(
        "FR20517", same_customer=False, buyer_known=False
    )


def test_found_by_parcel_and_by_address_in_any_spelling(database: Database) -> None:
    kept(database, LAMP, MEMO)
    assert [o.number for o in find(database, ["main"], "RR710301106DE")] == ["FR-20517"]
    assert [o.number for o in find(database, ["main"], "Anna.Berg@Gmail.com")] == ["FR-20517"]
    assert [o.number for o in find(database, ["main"], "＃６７８９０")] == ["000067890"]
    assert find(database, ["other"], "FR-20517") == []


def test_forgotten_orders_leave_a_record_and_no_keys(database: Database) -> None:
    kept(database, LAMP, replace(MEMO, ordered_on=date(2025, 1, 1)))
    day = date(2026, 1, 1)
    assert orders.forget(database, "main", NOW, before=day, dry=True) == 1
    assert orders.forget(database, "main", NOW, before=day) == 1
    assert orders.forget(database, "main", NOW, address="ANNA.BERG@gmail.com") == 1
    assert orders.count(database) == 0
    with database.read() as connection:
        assert connection.execute(select(func.count()).select_from(order_keys)).scalar_one() == 0
        rows = connection.execute(select(erasures.c.why, erasures.c.rows)).all()
    assert [tuple(row) for row in rows] == [("retention", 1), ("request", 1)]


def test_what_is_no_address_does_not_stand_for_orders_without_one(database: Database) -> None:
    kept(database, replace(LAMP, customer_address=""))
    assert find(database, ["main"], "@customer.example") == []
    for dry in (True, False):
        with pytest.raises(UsageWrong, match="'anna' is no mail address"):
            orders.forget(database, "main", NOW, address="anna", dry=dry)
    assert orders.count(database) == 1


def test_newest_come_first(database: Database) -> None:
    kept(database, *(replace(MEMO, number=f"100{n}", ordered_on=date(2026, 1, n)) for n in (1, 2)))
    kept(database, replace(MEMO, number="1009", ordered_on=None))
    assert [o.number for o in orders.listed(database)] == ["1002", "1001", "1009"]
    assert orders.count(database, "other") == 0
