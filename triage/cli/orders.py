"""`triage orders`: take order lists in, look orders up, forget them, learn how numbers look."""

from __future__ import annotations

import sys
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from triage.cli import opening, orders_learn, output
from triage.cli.clock import clock
from triage.cli.options import AnyStore, AsJson, InStore
from triage.cli.words import say
from triage.errors import NotFound, UsageWrong

if TYPE_CHECKING:
    from triage.settings import Settings
    from triage.storage.order_lookup import StoredOrder

app = typer.Typer(no_args_is_help=True, help="The order list: take it in, look orders up.")
app.command("learn-pattern")(orders_learn.learn_pattern)

MOST = 100_000


class Dates(StrEnum):
    """Which comes first in a date such as 03/04/2026."""

    DMY = "dmy"
    MDY = "mdy"


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="CSV, TSV, XLSX, XLS or ODS.")],
    store: InStore = "",
    format: Annotated[  # noqa: A002 - the option's name
        str, typer.Option("--format", help="What it is an export of; default: by its header.")
    ] = "",
    map: Annotated[  # noqa: A002 - the option's name
        list[str] | None,
        typer.Option("--map", metavar="FIELD=COLUMN", help="Which column means what."),
    ] = None,
    encoding: Annotated[
        str, typer.Option("--encoding", help="Of a text file, e.g. gb18030; default: found out.")
    ] = "",
    delimiter: Annotated[
        str, typer.Option("--delimiter", help="Between cells; default: found out.")
    ] = "",
    time_zone: Annotated[
        str, typer.Option("--time-zone", help="IANA zone of times that name none.")
    ] = "",
    currency: Annotated[
        str, typer.Option("--currency", help="ISO code of amounts that name none.")
    ] = "",
    dates: Annotated[
        Dates | None, typer.Option("--dates", help="Of 03/04/2026, where no line tells.")
    ] = None,
    channel: Annotated[
        str, typer.Option("--channel", help="Where these were sold, where no column tells.")
    ] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would change; change nothing.")
    ] = False,
) -> None:
    """Take a file of orders into the list; twice changes nothing."""
    from triage.cli.orders_import import Asked, run

    asked = Asked(
        file=file,
        store=store_id(opening.settings(), store),
        format=format,
        mapped=tuple(map or ()),
        encoding=encoding,
        delimiter=delimiter.replace("\\t", "\t"),
        time_zone=time_zone,
        currency=currency,
        dates=dates.value if dates else "",
        channel=channel,
        dry=dry_run,
    )
    run(asked)


@app.command("list")
def list_(
    store: AnyStore = "",
    limit: Annotated[int, typer.Option("--limit", min=1, max=MOST, help="At most so many.")] = 50,
    imports: Annotated[
        bool, typer.Option("--imports", help="The files taken in, instead of orders.")
    ] = False,
    json: AsJson = False,
) -> None:
    """List the orders, the newest first."""
    from triage.storage import orders

    with opening.store() as database:
        if imports:
            _put_imports(orders.imports(database), json=json)
            return
        found = orders.listed(database, store=store, limit=limit)
        total = orders.count(database, store)
    _put(found, json=json)
    if not found and not json:
        output.note(say("no orders; `triage orders import FILE` takes them in"))
    if len(found) < total:
        output.note(say("the newest {} of {}; --limit shows more").format(len(found), total))


@app.command()
def find(
    text: Annotated[str, typer.Argument(help="Order number, tracking number or mail address.")],
    store: AnyStore = "",
    json: AsJson = False,
) -> None:
    """Find orders by number, tracking number or mail address."""
    _put(_found(text, store), json=json)


@app.command()
def show(
    number: Annotated[str, typer.Argument(help="Order number or tracking number.")],
    store: AnyStore = "",
    json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Show all the list knows of an order."""
    from triage.cli.order_facts import whole_order

    found = _found(number, store)
    for order in found:
        if json:
            output.put_json(order)
        else:
            output.console().print(whole_order(order))


@app.command()
def forget(
    before: Annotated[
        str, typer.Option("--before", metavar="DATE", help="Orders placed before this day.")
    ] = "",
    address: Annotated[str, typer.Option("--address", help="Orders of this mail address.")] = "",
    store: InStore = "",
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say how many; forget nothing.")
    ] = False,
) -> None:
    """Erase old orders or one customer's from the list."""
    from triage.storage import orders

    if bool(before) == bool(address):
        raise UsageWrong("orders forget: give either --before DATE or --address ADDRESS")
    try:
        day = date.fromisoformat(before) if before else None
    except ValueError as error:
        raise UsageWrong(f"--before: {before!r} is no day, e.g. 2025-01-31") from error
    which = store_id(opening.settings(), store)
    with opening.store(write=not dry_run) as database:
        meant = orders.forget(database, which, clock(), before=day, address=address, dry=True)
        if dry_run or not meant:
            output.put(say("{} orders would be forgotten").format(meant))
            return
        if not yes:
            if not sys.stdin.isatty():
                raise UsageWrong(f"orders forget: {meant} orders would be erased; say --yes")
            typer.confirm(say("Forget {} orders?").format(meant), abort=True, err=True)
        gone = orders.forget(database, which, clock(), before=day, address=address)
    output.put(say("{} orders forgotten").format(gone))


@app.command()
def formats(json: AsJson = False) -> None:
    """List the exports that are recognised, and the fields --map takes."""
    from triage.orders.fields import Field, load_formats

    known = load_formats()
    if json:
        for kind in known.formats.values():
            output.put_json({"id": kind.id, "title": kind.title, "channel": kind.channel})
        return
    table = output.table("Format", "Export", wide=("Export",))
    for kind in known.formats.values():
        table.add_row(kind.id, kind.title)
    output.console().print(table)
    fields = ", ".join(field.value for field in Field)
    output.put(f"\n{say('Fields for --map, where a file is none of these')}: {fields}")


def store_id(settings: Settings, asked: str) -> str:
    """Return the store that is meant: the one named, else the only one. Raises UsageWrong."""
    known = ", ".join(sorted(settings.store))
    if asked and asked not in settings.store:
        raise UsageWrong(f"--store: {asked!r} is unknown; known: {known}")
    if not asked and len(settings.store) > 1:
        raise UsageWrong(f"--store: which of them? known: {known}")
    return asked or next(iter(settings.store))


def _found(text: str, store: str) -> list[StoredOrder]:
    from triage.storage import order_lookup

    settings = opening.settings()
    stores = [store_id(settings, store)] if store else list(settings.store)
    with opening.store() as database:
        found = order_lookup.find(database, stores, text)
    if not found:
        raise NotFound(f"no order is known by {text!r}; `triage orders list` lists them")
    return found


def _put(found: list[StoredOrder], *, json: bool) -> None:
    from triage.cli.order_facts import articles, money

    if json:
        for order in found:
            output.put_json(order)
        return
    if not found:
        return
    wide = ("Customer", "Articles")
    table = output.table(
        "Order", "Date", "Status", "Customer", "Ships to", "Amount", "Articles", wide=wide
    )
    for order in found:
        table.add_row(
            output.safe(order.number),
            order.ordered_on.isoformat() if order.ordered_on else "",
            say(order.status.value),
            output.safe(order.customer_address or order.customer_name),
            order.country,
            money(order),
            output.safe(articles(order)),
        )
    output.console().print(table)


def _put_imports(found: list[dict[str, Any]], *, json: bool) -> None:
    if json:
        for row in found:
            output.put_json(row)
        return
    table = output.table("Store", "File", "Format", "New", "Changed", "Flaws", "When")
    for row in found:
        done = output.when(row["finished_at"]) or say("interrupted; import it again")
        numbers = [str(row[name]) for name in ("added", "changed", "flaws")]
        table.add_row(row["store"], output.safe(row["file"]), row["format"], *numbers, done)
    if found:
        output.console().print(table)
    else:
        output.note(say("no files were taken in"))
