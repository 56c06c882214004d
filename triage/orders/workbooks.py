"""Reads the sheets of XLSX, XLS and ODS files, after a look at whether they are meant honestly.

The trap: the library lays a sheet out whole, so one cell in the last corner of an otherwise empty
sheet, a kilobyte on the disk, would take all memory and end the process without an exception.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import IO

from python_calamine import CalamineError, CalamineWorkbook

from triage.errors import UsageWrong

MOST_CELLS = 50_000_000  # of a sheet, empty ones included; some 1.5 GB
MOST_UNPACKED = 2 * 1024**3  # bytes of all parts
_SMALL = 64 * 1024**2  # bytes; below it no part is asked how well it was packed
_MOST_PACKED = 200  # to one; sheets reach ten to fifty, zeros a thousand
_PRECISE = 10**15  # spreadsheets keep fifteen figures of a number
_CHUNK = 1 << 20
_OVERLAP = 64  # bytes; a place is shorter
# Where a cell or a row stands: r="AB12", r="12".
_PLACE = re.compile(rb"""\br\s{0,4}=\s{0,4}["']([A-Z]{0,3})(\d{1,7})["']""")


def sheets(path: Path) -> int:
    """Count the sheets of a workbook. Raises UsageWrong for one that cannot or must not be read."""
    with _readable(path):
        if zipfile.is_zipfile(path):
            _refuse_bombs(path)
        return len(CalamineWorkbook.from_path(str(path)).sheet_names)


def rows(path: Path, sheet: int) -> Iterator[tuple[int, tuple[str, ...], int, int]]:
    """Yield each row of a sheet: its line from 1, its cells, and how many of how many are read."""
    with _readable(path):
        found = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(sheet)
        total, first = found.total_height, found.start[0] if found.start else 0
        read = found.to_python(skip_empty_area=True)
    for place, row in enumerate(read, 1):
        yield first + place, tuple(_as_text(cell) for cell in row), place, total


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    try:
        yield
    except (CalamineError, zipfile.BadZipFile, zlib.error, NotImplementedError) as error:
        raise UsageWrong(
            f"{path}: cannot be read as a workbook ({type(error).__name__}); "
            "a protected one must be saved without its password, or as CSV"
        ) from error


def _refuse_bombs(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        parts = archive.infolist()
        if sum(part.file_size for part in parts) > MOST_UNPACKED or any(
            part.file_size > max(_SMALL, part.compress_size * _MOST_PACKED) for part in parts
        ):
            raise UsageWrong(
                f"{path}: unpacks to more than a workbook of orders holds; save it as CSV"
            )
        for part in parts:
            if not part.flag_bits & 1:  # an encrypted one is refused by the library
                with archive.open(part) as content:
                    height, width = _extent(content)
                if height * width > MOST_CELLS:
                    raise UsageWrong(
                        f"{path}: a sheet reaches to row {height} and column {width}; take out "
                        "what stands far from the orders, or save it as CSV"
                    )


def _extent(content: IO[bytes]) -> tuple[int, int]:
    """Return the last row and the last column of a sheet that anything stands in."""
    lowest, columns, rest = 1, {b""}, b""
    while chunk := content.read(_CHUNK):
        found = _PLACE.findall(rest + chunk)
        columns.update(column for column, _ in found)
        lowest = max(lowest, max((int(row) for _, row in found), default=1))
        rest = chunk[-_OVERLAP:]
    return lowest, max(1, *map(_column, columns))


def _column(letters: bytes) -> int:
    """Return a column's place from its letters: A is 1, XFD 16,384."""
    place = 0
    for letter in letters:
        place = place * 26 + letter - ord("A") + 1
    return place


def _as_text(cell: object) -> str:
    """Write a cell of a workbook as a CSV would hold it."""
    if isinstance(cell, float):
        if cell.is_integer():
            # Rounded by the spreadsheet: written so that the reader refuses it as a number.
            return str(int(cell)) if abs(cell) < _PRECISE else f"{cell:.5E}"
        return repr(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ", timespec="seconds")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return str(cell)
