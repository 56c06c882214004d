"""Finds the header row among a file's first rows and says which column means what.

The trap: reports begin with title lines (eBay, Shopee), so the header is the row that makes the
most sense, not the first one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from triage.errors import UsageWrong
from triage.orders.fields import Field, Format, Formats, Synonyms, fold, load_formats

LOOKED_AT = 30  # rows among which the header is sought

Row = Sequence[str]


@dataclass(frozen=True, slots=True)
class Layout:
    """Which columns (from 0) mean what; `header` is the header's row (from 0), -1 for none."""

    header: int
    names: tuple[str, ...]
    columns: Mapping[Field, tuple[int, ...]]
    format: Format | None

    @property
    def worth(self) -> int:
        """Return how much sense the header makes, for choosing among readings of a file."""
        return len(self.columns) + (20 if self.format else 0)

    def name(self, column: int) -> str:
        """Return a column's name for people."""
        named = self.names[column] if column < len(self.names) else ""
        return named or f"#{column + 1}"


def find_layout(
    rows: Sequence[Row], asked: str = "", mapped: Mapping[Field, str] | None = None
) -> Layout | None:
    """Return what the columns mean, None if no row heads an order list. Raises UsageWrong."""
    formats = load_formats()
    wanted = formats.named(asked) if asked else None
    if mapped:
        return _by_mapping(rows, wanted, mapped, formats)
    found: list[Layout] = []
    for place, row in enumerate(rows[:LOOKED_AT]):
        if sum(1 for cell in row if cell.strip()) < 2:
            continue
        layout = _read(place, row, wanted, formats)
        if Field.NUMBER in layout.columns and len(layout.columns) >= 2:
            found.append(layout)
    return max(found, key=lambda layout: layout.worth, default=None)


def _read(place: int, row: Row, wanted: Format | None, formats: Formats) -> Layout:
    folded = [fold(cell) for cell in row]
    kind = wanted or _recognised(frozenset(folded), formats)
    columns: dict[Field, tuple[int, ...]] = {}
    taken: set[int] = set()
    for synonyms in (kind.columns if kind else {}, formats.columns):
        for meaning, places in _places(folded, synonyms).items():
            free = tuple(each for each in places if each not in taken)
            if meaning not in columns and free:
                columns[meaning] = free
        taken = {each for places in columns.values() for each in places}
    return Layout(place, tuple(row), columns, kind)


def _recognised(present: frozenset[str], formats: Formats) -> Format | None:
    """Return the format one of whose groups of signs is there, the largest group first."""
    fits = [
        (len(group), kind)
        for kind in formats.formats.values()
        for group in kind.signs
        if group <= present
    ]
    return max(fits, key=lambda fit: fit[0])[1] if fits else None


def _places(folded: Sequence[str], synonyms: Synonyms) -> dict[Field, tuple[int, ...]]:
    at: dict[str, int] = {}
    for place, name in enumerate(folded):
        at.setdefault(name, place)  # the first of several columns of one name
    found: dict[Field, tuple[int, ...]] = {}
    for meaning, names in synonyms.items():
        places = tuple(dict.fromkeys(at[name] for name in names if name and name in at))
        if places:
            found[meaning] = places
    return found


def _by_mapping(
    rows: Sequence[Row], wanted: Format | None, mapped: Mapping[Field, str], formats: Formats
) -> Layout:
    """Take the columns as named; `#3` is the third one, and with nothing but such no row heads."""
    if Field.NUMBER not in mapped and wanted is None:
        raise UsageWrong("--map: say which column holds the number: --map order_number=COLUMN")
    numbered = {meaning: int(name[1:]) - 1 for meaning, name in mapped.items() if _is_place(name)}
    named = {m: fold(name) for m, name in mapped.items() if m not in numbered}
    if not named and wanted is None:
        return Layout(-1, (), {meaning: (at,) for meaning, at in numbered.items()}, None)
    for place, row in enumerate(rows[:LOOKED_AT]):
        folded = [fold(cell) for cell in row]
        if not set(named.values()) <= set(folded):
            continue
        read = _read(place, row, wanted, formats)
        own = {meaning: (folded.index(name),) for meaning, name in named.items()}
        own |= {meaning: (at,) for meaning, at in numbered.items()}
        used = {at for places in own.values() for at in places}
        rest = {
            meaning: tuple(each for each in places if each not in used)
            for meaning, places in read.columns.items()
            if meaning not in own
        }
        columns = own | {meaning: places for meaning, places in rest.items() if places}
        if Field.NUMBER in columns:
            return Layout(place, tuple(row), columns, read.format)
    missing = ", ".join(mapped[meaning] for meaning in named) or "its columns"
    first = next((row for row in rows if sum(1 for cell in row if cell.strip()) > 1), ())
    raise UsageWrong(
        f"no row among the first {LOOKED_AT} has all of: {missing}; "
        f"the file's first row has: {', '.join(filter(None, first))[:400]}"
    )


def _is_place(name: str) -> bool:
    return name.startswith("#") and name[1:].isdecimal() and int(name[1:]) >= 1
