"""Takes a whole file of orders into the list: in batches, each all or nothing.

An import that is cut off is simply run again: what is there already stays as it is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from triage.orders.lines import Flaw
from triage.orders.merging import merge_lines
from triage.orders.order import OrderRow
from triage.orders.reading import OrderFile, Progress
from triage.storage import orders
from triage.storage.database import Database
from triage.storage.orders import Kept


@dataclass(frozen=True, slots=True)
class Summary:
    """What came of a file."""

    orders: int = 0
    added: int = 0
    changed: int = 0
    lost: int = 0  # lines left out
    flaws: int = 0  # cells left empty

    @property
    def same(self) -> int:
        """Return how many orders stayed as they were."""
        return self.orders - self.added - self.changed


@dataclass(frozen=True, slots=True)
class Listener:
    """Who hears what on the way."""

    flaw: Callable[[Flaw], None]
    kept: Callable[[Kept], None]
    progress: Callable[[int, int], None]


SILENT = Listener(lambda _: None, lambda _: None, lambda _done, _total: None)


def take_in(
    database: Database,
    store: str,
    file: OrderFile,
    clock: Callable[[], datetime],
    listener: Listener,
    *,
    dry: bool = False,
) -> Summary:
    """Take a file in, or with `dry` only say what that would change."""
    kind = file.format.id if file.format else ""
    number = -1 if dry else orders.begin_import(database, store, file.path.name, kind, clock())
    counted = {"orders": 0, "added": 0, "changed": 0, "lost": 0, "flaws": 0}
    batch: list[OrderRow] = []

    def hand_over() -> None:
        kept = (
            orders.would_keep(database, store, batch)
            if dry
            else orders.keep(database, store, batch, number)
        )
        for each in kept:
            counted["added"] += each.is_new
            counted["changed"] += bool(each.fields)
            listener.kept(each)
        counted["orders"] += len(batch)
        batch.clear()

    for each in merge_lines(file.rows()):
        if isinstance(each, Progress):
            listener.progress(each.done, each.total)
        elif isinstance(each, Flaw):
            counted["lost" if each.lost else "flaws"] += 1
            listener.flaw(each)
        else:
            batch.append(each)
            if len(batch) >= orders.BATCH:
                hand_over()
    if batch:
        hand_over()
    done = Summary(**counted)
    if not dry:
        flaws = done.lost + done.flaws
        orders.finish_import(database, number, done.added, done.changed, flaws, clock())
    return done
