"""Puts the lines of one order together while a file streams by.

The trap: lines of an order need not be neighbours, so many orders are kept open at once; what comes
later than that is merged by the store, which knows what this import has brought before.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator

from triage.orders.lines import Flaw
from triage.orders.order import OrderRow
from triage.orders.reading import Progress

OPEN = 20_000  # orders that wait for further lines; some 20 MB


def merge_lines(rows: Iterable[OrderRow | Flaw | Progress]) -> Iterator[OrderRow | Flaw | Progress]:
    """Yield whole orders in place of lines, all else as it comes."""
    waiting: OrderedDict[str, OrderRow] = OrderedDict()
    lines: dict[str, set[int]] = {}
    for row in rows:
        if not isinstance(row, OrderRow):
            yield row
            continue
        seen = lines.setdefault(row.key, set())
        mark = _mark(row)
        if row.key not in waiting:
            waiting[row.key] = row
        elif mark not in seen:  # two exports put together repeat whole lines
            waiting[row.key] = waiting[row.key].merged(row)
        seen.add(mark)
        waiting.move_to_end(row.key)
        if len(waiting) > OPEN:
            key, oldest = waiting.popitem(last=False)
            del lines[key]
            yield oldest
    yield from waiting.values()


def _mark(row: OrderRow) -> int:
    articles = tuple((a.name, a.sku, a.quantity) for a in row.articles)
    return hash((articles, row.line_amount, row.parcels, row.status_text))
