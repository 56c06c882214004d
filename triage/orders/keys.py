"""Under which further keys an order is looked up: other numbers of it, without zeros or prefix."""

from __future__ import annotations

import re

from triage.orders.order import OrderRow
from triage.understanding.numbers.keys import canonical, exact_keys, key_of

_LETTERED = re.compile("[A-Z]{1,6}([0-9]{4}[A-Z0-9]*)")
_MOST = 12


def further_keys(row: OrderRow) -> tuple[str, ...]:
    """Return the keys people may look an order up by, besides its own."""
    found: dict[str, None] = {}
    for number in (row.number, *row.other_numbers):
        keys = [key_of(number), canonical(number, row.channel), *exact_keys(number, frozenset())]
        keys += [match[1] for key in keys if (match := _LETTERED.fullmatch(key))]
        found |= dict.fromkeys(key for key in keys if 3 <= len(key) <= 80)
    found.pop(row.key, None)
    return tuple(found)[:_MOST]
