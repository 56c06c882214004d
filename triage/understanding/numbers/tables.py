"""Finds what stands above a number in a table written as lines of cells.

The trap: a cell with digits is another row's, not the column's head.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_CELL = re.compile(r"[\t|]")
_MORE_CELLS = re.compile(r"[^\n\t|]{0,60}[\t|]")
_MOST_ROWS = 40


def cells_above(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield where the cells above text[start:end] lie that hold no digits, the nearest first."""
    line = text.rfind("\n", 0, start) + 1
    before = len(_CELL.findall(text, line, start))
    if not before and not _MORE_CELLS.match(text, end):
        return
    for _ in range(_MOST_ROWS):
        if not line:
            return
        row, row_end = text.rfind("\n", 0, line - 1) + 1, line - 1
        edges = [row, *(m.end() for m in _CELL.finditer(text, row, row_end))]
        if len(edges) <= before or len(edges) == 1:
            return
        stop = edges[before + 1] if before + 1 < len(edges) else row_end + 1
        if not re.search("[0-9]", text[edges[before] : stop]):
            yield edges[before], stop
        line = row
