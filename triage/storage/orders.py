"""The order list as kept: taking in what a file says, listing, forgetting.

The trap: an export says nothing about a field more often than it says the field is empty, so what
is empty in a file never erases what is known.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from triage.errors import UsageWrong
from triage.orders.addresses import mailbox_of
from triage.orders.keys import further_keys
from triage.orders.order import OrderRow, OrderStatus
from triage.storage.database import Database, one_at_a_time
from triage.storage.order_lookup import StoredOrder, stored_order
from triage.storage.registers import erasures, order_imports, order_keys, orders
from triage.understanding.numbers.keys import key_of

BATCH = 1000  # orders a commit; the daemon's own writes go in between
_CHUNK = 500  # values of one IN: SQLite takes 32,766, older ones 999
_KEPT = ("import_id", "status_text", "ordered_at")  # not worth being called a change
_PLACES = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of one order of a file; `fields` changed, () for a new or unchanged one."""

    number: str
    is_new: bool
    fields: tuple[str, ...] = ()


def begin_import(database: Database, store: str, file: str, format: str, now: datetime) -> int:  # noqa: A002
    """Note that a file is being taken in; return the import's id."""
    row = {"store": store, "file": file, "format": format, "added": 0, "changed": 0, "flaws": 0}
    with database.write("orders-begin") as connection:
        made = connection.execute(
            insert(order_imports).values(**row, started_at=now).returning(order_imports.c.id)
        )
        return int(made.scalar_one())


def finish_import(
    database: Database, import_id: int, added: int, changed: int, flaws: int, now: datetime
) -> None:
    """Note that a file is taken in to its end."""
    with database.write("orders-finish") as connection:
        connection.execute(
            update(order_imports)
            .where(order_imports.c.id == import_id)
            .values(added=added, changed=changed, flaws=flaws, finished_at=now)
        )


def keep(
    database: Database, store: str, rows: Sequence[OrderRow], import_id: int
) -> tuple[Kept, ...]:
    """Take a batch in, all or nothing; what the list knows already stays as it is."""
    with database.write("orders") as connection:
        one_at_a_time(connection, f"orders {store}")
        wanted, kept = _compared(connection, store, rows, import_id)
        known = {row["key"] for row in wanted}
        seen = [row.key for row in rows if row.key not in known]
        for keys in _chunks(seen):  # a later line of the same file must meet this import
            mine = (orders.c.store == store) & orders.c.key.in_(keys)
            connection.execute(update(orders).where(mine).values(import_id=import_id))
        if wanted:
            _write(connection, store, wanted)
    return kept


def would_keep(database: Database, store: str, rows: Sequence[OrderRow]) -> tuple[Kept, ...]:
    """Say what `keep` would do, and do nothing."""
    with database.read() as connection:
        return _compared(connection, store, rows, -1)[1]


def listed(database: Database, *, store: str = "", limit: int = 100) -> list[StoredOrder]:
    """Return orders, the newest first."""
    query = select(orders).order_by(orders.c.ordered_on.desc().nulls_last(), orders.c.key.desc())
    if store:
        query = query.where(orders.c.store == store)
    with database.read() as connection:
        return [stored_order(row) for row in connection.execute(query.limit(limit))]


def count(database: Database, store: str = "") -> int:
    """Return how many orders the list has."""
    query = select(func.count()).select_from(orders)
    if store:
        query = query.where(orders.c.store == store)
    with database.read() as connection:
        return int(connection.execute(query).scalar_one())


def imports(database: Database, limit: int = 20) -> list[dict[str, Any]]:
    """Return the files taken in, the newest first."""
    query = select(order_imports).order_by(order_imports.c.id.desc()).limit(limit)
    with database.read() as connection:
        return [dict(row._mapping) for row in connection.execute(query)]


def forget(
    database: Database,
    store: str,
    now: datetime,
    *,
    before: date | None = None,
    address: str = "",
    dry: bool = False,
) -> int:
    """Erase orders older than a day or of one customer, with a record of it; return how many.

    Raises UsageWrong for an address that is none: it would stand for all orders without one.
    """
    mailbox = mailbox_of(address)
    if not before and not mailbox:
        raise UsageWrong(f"{address!r} is no mail address, e.g. 'anna@customer.example'")
    which = orders.c.store == store
    which &= orders.c.ordered_on < before if before else orders.c.mailbox == mailbox
    if dry:
        with database.read() as connection:
            return int(
                connection.execute(
                    select(func.count()).select_from(orders).where(which)
                ).scalar_one()
            )
    with database.write("orders-forget") as connection:
        one_at_a_time(connection, f"orders {store}")
        keys = select(orders.c.key).where(which)
        connection.execute(
            delete(order_keys).where(order_keys.c.store == store, order_keys.c.order_key.in_(keys))
        )
        gone = connection.execute(delete(orders).where(which)).rowcount
        subject = str(before) if before else mailbox
        connection.execute(
            insert(erasures).values(
                store=store,
                why="retention" if before else "request",
                subject_sha256=hashlib.sha256(subject.encode()).hexdigest(),
                rows=gone,
                who="orders forget",
                at=now,
            )
        )
    return int(gone)


def _compared(
    connection: Connection, store: str, rows: Sequence[OrderRow], import_id: int
) -> tuple[list[dict[str, Any]], tuple[Kept, ...]]:
    """Return the rows to write, and what becomes of each order."""
    found: dict[str, dict[str, Any]] = {}
    for keys in _chunks([row.key for row in rows]):
        query = select(orders).where(orders.c.store == store, orders.c.key.in_(keys))
        found |= {row.key: dict(row._mapping) for row in connection.execute(query)}
    wanted: list[dict[str, Any]] = []
    kept: list[Kept] = []
    for row in rows:
        old, new = found.get(row.key), _columns(store, row, import_id)
        if old is None:
            wanted.append(new)
            kept.append(Kept(row.number, is_new=True))
            continue
        merged = _with(old, new, row, same_import=old["import_id"] == import_id)
        changed = tuple(name for name in old if merged[name] != old[name] and name not in _KEPT)
        if changed:
            wanted.append(merged | {"keys": new["keys"]})
        kept.append(Kept(row.number, False, changed))
    return wanted, tuple(kept)


def _columns(store: str, row: OrderRow, import_id: int) -> dict[str, Any]:
    return {
        "store": store,
        "key": row.key,
        "number": row.number,
        "channel": row.channel,
        "customer_name": row.customer_name,
        "customer_address": row.customer_address,
        "mailbox": mailbox_of(row.customer_address),
        "ordered_at": row.ordered_at,
        "ordered_on": row.ordered_on,
        "country": row.country,
        "currency": row.currency,
        "amount": None if row.total is None else row.total.quantize(_PLACES),
        "articles": [[each.name, each.sku, each.quantity] for each in row.articles],
        "parcels": [[each.number, each.carrier] for each in row.parcels],
        "status": row.status.value,
        "status_text": row.status_text,
        "shipped_on": row.shipped_on,
        "changed_at": row.changed_at,
        "import_id": import_id,
        "keys": further_keys(row),
    }


def _with(
    old: dict[str, Any], new: dict[str, Any], row: OrderRow, *, same_import: bool
) -> dict[str, Any]:
    """Return what is known after a file said something more of an order."""
    if old["changed_at"] and new["changed_at"] and new["changed_at"] < old["changed_at"]:
        return old  # an older export, taken in later
    unknown = row.status is OrderStatus.UNKNOWN
    empty = {"status", "status_text"} if unknown else set()
    merged = old | {
        name: value
        for name, value in new.items()
        if name in old and value not in (None, "", []) and name not in empty
    }
    if same_import:  # a further line of the same order, far below its first
        merged["articles"] = old["articles"] + new["articles"]
        merged["parcels"] = old["parcels"] + [p for p in new["parcels"] if p not in old["parcels"]]
        if row.amount is None and old["amount"] is not None and new["amount"] is not None:
            merged["amount"] = old["amount"] + new["amount"]
    return merged


def _write(connection: Connection, store: str, wanted: list[dict[str, Any]]) -> None:
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    further: list[dict[str, str]] = []
    for row in wanted:
        named = [("number", key) for key in row.pop("keys")]
        named += [("parcel", key_of(number)) for number, _ in row["parcels"]]
        names = ("store", "kind", "key", "order_key")
        further += [dict(zip(names, (store, *each, row["key"]), strict=True)) for each in named]
    statement = dialect.insert(orders)
    columns = [c.name for c in orders.columns if c.name not in ("store", "key")]
    replacing = statement.on_conflict_do_update(
        index_elements=["store", "key"], set_={name: statement.excluded[name] for name in columns}
    )
    connection.execute(replacing, wanted)
    for keys in _chunks([row["key"] for row in wanted]):
        mine = (order_keys.c.store == store) & order_keys.c.order_key.in_(keys)
        connection.execute(delete(order_keys).where(mine & (order_keys.c.kind == "parcel")))
    if further:
        connection.execute(dialect.insert(order_keys).on_conflict_do_nothing(), further)


def _chunks(values: Sequence[str]) -> Iterator[Sequence[str]]:
    for at in range(0, len(values), _CHUNK):
        yield values[at : at + _CHUNK]


def numbers(database: Database, store: str, limit: int) -> list[str]:
    """Return the numbers of the newest orders, as the list writes them."""
    query = (
        select(orders.c.number)
        .where(orders.c.store == store)
        .order_by(orders.c.ordered_on.desc().nulls_last(), orders.c.key.desc())
        .limit(limit)
    )
    with database.read() as connection:
        return list(connection.execute(query).scalars())
