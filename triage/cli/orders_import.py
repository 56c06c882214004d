"""What `triage orders import` does: reads, takes in, names flaws on stderr, sums up at the end.

No customer's data is written: flaws name line and column, changes name the order's number.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import available_timezones

from triage.cli import opening, output
from triage.cli.clock import clock
from triage.cli.words import say
from triage.errors import UsageWrong
from triage.orders.fields import Field
from triage.orders.lines import Flaw
from triage.orders.reading import Options, OrderFile
from triage.storage.order_import import Listener, Summary, take_in
from triage.storage.orders import Kept

if TYPE_CHECKING:
    from triage.settings.stores import Store

SHOWN = 5  # lines of each kind of flaw
SHOWN_CHANGES = 20
EVERY = 500  # lines between two moves of the bar


@dataclass(frozen=True, slots=True)
class Asked:
    """The command's options."""

    file: Path
    store: str
    format: str = ""
    mapped: tuple[str, ...] = ()
    encoding: str = ""
    delimiter: str = ""
    time_zone: str = ""
    currency: str = ""
    dates: str = ""
    channel: str = ""
    dry: bool = False


@dataclass(slots=True)
class _Notes:
    """Says the first flaws of each kind, and counts the rest."""

    file: str
    seen: Counter[tuple[str, str]] = field(default_factory=Counter)
    changes: int = 0

    def flaw(self, flaw: Flaw) -> None:
        """Name a flaw's line and column."""
        kind = (flaw.column, flaw.problem)
        self.seen[kind] += 1
        if self.seen[kind] <= SHOWN:
            where = f"{self.file}:{flaw.line}"
            where += f": {flaw.column}" if flaw.column else ""
            what = say("line left out") if flaw.lost else say("cell left empty")
            output.note(f"{where}: {say(flaw.problem)} ({what}); {say(flaw.remedy)}")

    def change(self, kept: Kept) -> None:
        """Say what a dry run would do with an order."""
        if not kept.is_new and not kept.fields:
            return
        self.changes += 1
        if self.changes <= SHOWN_CHANGES:
            what = say("new") if kept.is_new else ", ".join(map(say, kept.fields))
            output.put(f"{output.safe(kept.number)}: {what}")

    def rest(self) -> None:
        """Count the flaws that were not named one by one."""
        for (column, problem), count in self.seen.items():
            if count > SHOWN:
                where = f"{column}: " if column else ""
                more = say("{} more of this kind").format(count - SHOWN)
                output.note(f"{self.file}: {where}{say(problem)}: {more}")
        if self.changes > SHOWN_CHANGES:
            output.put(say("… and {} more").format(self.changes - SHOWN_CHANGES))


def run(asked: Asked) -> None:
    """Take the file in and say what came of it."""
    options = options_of(opening.settings().store[asked.store], asked)
    file = OrderFile(asked.file, options)
    notes = _Notes(asked.file.name)
    if file.day_first_is_guessed:
        output.note(
            say("dates such as 03/04/2026 are taken as day first; --dates mdy says otherwise")
        )
    with opening.store(write=not asked.dry) as database, output.progress(say("orders")) as bar:
        ticks = 0

        def progress(done: int, total: int) -> None:
            nonlocal ticks
            ticks += 1
            if ticks % EVERY == 0 or done == total:
                bar(say("orders"), done, total)

        change = notes.change if asked.dry else _nothing
        listener = Listener(notes.flaw, change, progress)
        done = take_in(database, asked.store, file, clock, listener, dry=asked.dry)
    notes.rest()
    _put_sum(asked, file, done)


def options_of(store: Store, asked: Asked) -> Options:
    """Return how a file is read: the command's options before the store's settings."""
    kept = store.order_list
    zone, currency = asked.time_zone or kept.time_zone, asked.currency.upper() or kept.currency
    if zone and zone not in available_timezones():
        raise UsageWrong(f"--time-zone: {zone!r} is no IANA zone, e.g. Asia/Shanghai")
    if currency and not (len(currency) == 3 and currency.isalpha()):
        raise UsageWrong(f"--currency: {asked.currency!r} is no ISO 4217 code, e.g. EUR")
    if len(asked.delimiter) > 1:
        raise UsageWrong("--delimiter: one sign, e.g. ';' or '\\t'")
    dates = asked.dates or kept.dates
    mapped = mapping(asked.mapped) or {Field(name): to for name, to in kept.columns.items()}
    return Options(
        format=asked.format or kept.format,
        columns=mapped,
        encoding=asked.encoding,
        delimiter=asked.delimiter,
        zone=zone,
        store_zone=store.time_zone,
        currency=currency,
        day_first=dates == "dmy" if dates else None,
        channel=asked.channel,
    )


def mapping(given: Sequence[str]) -> dict[Field, str]:
    """Read --map FIELD=COLUMN, once for each. Raises UsageWrong."""
    found: dict[Field, str] = {}
    known = [each.value for each in Field]
    for each in given:
        name, equals, column = each.partition("=")
        if not equals or not column.strip() or name.strip() not in known:
            raise UsageWrong(f"--map: {each!r} is not FIELD=COLUMN; fields are {', '.join(known)}")
        found[Field(name.strip())] = column.strip()
    return found


def _put_sum(asked: Asked, file: OrderFile, done: Summary) -> None:
    kind = file.format.title.partition(":")[0] if file.format else say("by its columns")
    line = say("{} orders: {} new, {} changed, {} as before")
    if asked.dry:
        line = say("{} orders: {} would be new, {} would change, {} stay as they are")
    counts = line.format(done.orders, done.added, done.changed, done.same)
    output.put(f"{asked.file.name} ({kind}): {counts}")
    if done.lost or done.flaws:
        output.note(say("{} lines left out, {} cells left empty").format(done.lost, done.flaws))
    if asked.mapped and not asked.dry:
        columns = ", ".join(f'{key.value} = "{to}"' for key, to in mapping(asked.mapped).items())
        output.note(say("to keep this mapping, write into settings.toml:"))
        output.note(f"[store.{asked.store}.order_list]\ncolumns = {{ {columns} }}")


def _nothing(_kept: Kept) -> None:
    """Outside a dry run the sum says enough."""
