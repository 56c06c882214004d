"""Reads a file of orders line by line: `OrderFile`, the face of this folder.

Every line becomes an `OrderRow`, every fault a `Flaw` that names line and column without quoting
what a customer wrote. The trap: a cell that cannot be read costs that cell, only a missing number
costs the line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

from triage.errors import UsageWrong
from triage.orders.cells import figures_tell
from triage.orders.fields import Field, Format
from triage.orders.layout import LOOKED_AT, Layout, find_layout
from triage.orders.lines import Flaw, LineReader
from triage.orders.order import OrderRow
from triage.orders.tables import BrokenLine, Line, Table, beginning, tables

_MOST_NOISE = 0.05  # signs of a header nobody can read; pictures and archives have more
_DATES_LOOKED_AT = 2000  # lines that may tell whether the day or the month comes first


@dataclass(frozen=True, slots=True)
class Options:
    """How a file is to be read, where it does not tell by itself."""

    format: str = ""  # an id of formats.toml
    columns: Mapping[Field, str] = field(default_factory=dict)  # names, or #3 for the third
    encoding: str = ""
    delimiter: str = ""
    zone: str = ""  # of times without one; "" for the format's, else the store's
    store_zone: str = "UTC"
    currency: str = ""
    day_first: bool | None = None  # where the figures of no date tell
    channel: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a file is read, in bytes or rows."""

    done: int
    total: int


class OrderFile:
    """A file of orders, recognised; `rows` reads it, as often as wanted."""

    def __init__(self, path: Path, options: Options | None = None) -> None:
        """Open and recognise. Raises PathMissing, or UsageWrong naming what the file has."""
        self.path = path
        self._options = options or Options()
        self._table, self.layout = self._choose()
        self.day_first, self.day_first_is_guessed = self._date_order()

    @property
    def format(self) -> Format | None:
        """Return the platform whose export this is, None if only its columns are understood."""
        return self.layout.format

    @property
    def encoding(self) -> str:
        """Return the codec the file is read with."""
        return self._table.encoding

    def rows(self) -> Iterator[OrderRow | Flaw | Progress]:
        """Yield every line's order, the flaws on the way, and after each line how far it is."""
        reader = self._reader()
        for line in self._data():
            if isinstance(line, BrokenLine):
                yield Flaw(line.number, "", line.problem, line.remedy, lost=True)
                continue
            yield from reader.read(line)
            yield Progress(line.done, line.total)

    def _choose(self) -> tuple[Table, Layout]:
        options = self._options
        best: tuple[Table, Layout] | None = None
        refused: UsageWrong | None = None
        seen: list[Line] = []
        for table in tables(self.path, options.encoding, options.delimiter):
            lines = beginning(table, LOOKED_AT)
            try:
                found = find_layout([line.cells for line in lines], options.format, options.columns)
            except UsageWrong as error:
                refused, found = refused or error, None
            if max((len(line.cells) for line in lines), default=0) > max(
                (len(line.cells) for line in seen), default=0
            ):
                seen = lines
            if found and (best is None or found.worth > best[1].worth):
                best = table, found
        if best is None:
            raise refused or UsageWrong(_not_understood(self.path, seen))
        return best

    def _data(self) -> Iterator[Line | BrokenLine]:
        waiting = self.layout.header + 1
        for line in self._table.lines():
            if waiting and isinstance(line, Line):
                waiting -= 1
                continue
            yield line

    def _reader(self) -> LineReader:
        options, kind = self._options, self.format
        return LineReader(
            self.layout,
            zone=ZoneInfo(options.zone or (kind.zone if kind else "") or options.store_zone),
            store_zone=ZoneInfo(options.store_zone),
            currency=options.currency or (kind.currency if kind else ""),
            day_first=self.day_first,
            channel=options.channel or (kind.channel if kind else ""),
        )

    def _date_order(self) -> tuple[bool, bool]:
        """Return whether the day comes first, and whether that is only a guess."""
        columns = [
            place
            for meaning in (Field.ORDERED, Field.PAID, Field.SHIPPED)
            for place in self.layout.columns.get(meaning, ())
        ]
        open_ones = 0
        for line in beginning(self._table, _DATES_LOOKED_AT)[self.layout.header + 1 :]:
            for place in columns:
                cell = line.cells[place] if place < len(line.cells) else ""
                told = figures_tell(cell)
                if told is not None:
                    return told, False
                open_ones += bool(re.match("[0-9]{1,2}[./-][0-9]{1,2}[./-]", cell))
        if self._options.day_first is not None:
            return self._options.day_first, False
        if self.format and self.format.dates:
            return self.format.dates == "dmy", False
        return True, open_ones > 0


def _not_understood(path: Path, seen: list[Line]) -> str:
    first = next((line.cells for line in seen if sum(1 for c in line.cells if c.strip()) > 1), ())
    named = ", ".join(cell.strip() for cell in first if cell.strip())[:400]
    if sum(not char.isprintable() or char == "\ufffd" for char in named) > len(named) * _MOST_NOISE:
        return f"{path}: is neither text nor a workbook; export the orders as CSV or XLSX"
    has = f"its first row has: {named}" if named else "it seems to have one column only"
    return (
        f"{path}: no column is known to hold the order number; {has}. "
        "Say which: --map order_number=COLUMN --map email=COLUMN …, "
        "or see what is recognised: triage orders formats"
    )
