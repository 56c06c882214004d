"""Says which runs may be order numbers at all, before anything is weighed.

The trap: groups of digits are one number only where a label and their evenness say so, else two
orders side by side, or an order and a postcode, would become one.
"""

from __future__ import annotations

import itertools
import re

from triage.understanding.numbers.checkdigits import passes
from triage.understanding.numbers.context import Nearby, View
from triage.understanding.numbers.facts import OrderShape, Tier
from triage.understanding.numbers.labels import Says
from triage.understanding.numbers.patterns import StorePattern
from triage.understanding.numbers.tokens import Token

# "use order code FLASH20", "#2026goals"
_VOUCHER = re.compile("[A-Za-z]{4,}[0-9]{2}|[0-9]{4}[a-z]{3,}")
_EAN = 13
_LONG = 15  # digits only marketplaces write
_PARCEL = 20  # digits only carriers write
_UNLIKE = 3  # digits by which two orders side by side hardly differ in length
_VOWELS = re.compile("[AEIOUY]")
_UNSPOKEN = 2  # vowels; words of nine letters have more, drawn letters seldom
# "LL 20931", "LL 20 931", "W 2026 00904"; "10 684", "1000 51702", but "10423 10424" are two.
_PARTED = re.compile(
    "[A-Za-z]{2,4} (?:[0-9]{4,9}|[0-9]{2,3} [0-9]{3})|[A-Za-z]{1,4} [0-9]{4} [0-9]{3,7}"
    "|[1-9][0-9] [0-9]{3}|[1-9][0-9]{2} [0-9]{3,6}|[1-9][0-9]{3} [0-9]{5,6}|1000 [0-9]{2} [0-9]{3}"
)


def may_be(
    view: View,
    token: Token,
    nearby: Nearby | None,
    fits: tuple[OrderShape, ...],
    store: StorePattern | None,
    *,
    listed: bool,
) -> bool:
    """Tell whether a run is a candidate at all; `listed` if the order list knows it."""
    digits = sum(c.isdigit() for c in token.number)
    direct = nearby is not None and nearby.direct and nearby.says in {Says.ORDER, Says.STEM}
    strong = any(shape.tier is Tier.STRONG for shape in fits)
    if token.joined:
        full = nearby is not None and nearby.says is Says.ORDER
        return strong or bool(store and direct) or (direct and _regular(view, token, fits, full))
    if strong or store or listed:
        return True
    if not digits:  # PrestaShop's nine capitals are also IMPORTANT, and "order CANCELLED"
        spoken = len(_VOWELS.findall(token.number)) > _UNSPOKEN
        full = nearby is not None and nearby.says is Says.ORDER
        return direct and bool(fits) and (full or not spoken)
    if token.number.isdigit():
        if len(token.number) == _EAN and not direct and passes("gs1_31", token.number):
            return False  # "the label has code 8437018820416"
        short = direct and (
            (nearby is not None and nearby.says is Says.ORDER) or view.has_hash(token)
        )
        return digits >= (2 if short else 4) and (direct or digits < _PARCEL)
    if _VOUCHER.fullmatch(token.number):
        return False
    return (len(token.number) >= 5 and digits >= 3) or (
        len(token.number) >= 4 and digits >= 2 and direct
    )


def _is_marketplaces(token: Token, fits: tuple[OrderShape, ...]) -> bool:
    """Tell whether two groups make one long number of a marketplace: "819042 3371120457"."""
    long = len(token.number) >= _LONG and token.number.isdigit()
    return long and bool(fits)


def _is_counted_up(pieces: list[str]) -> bool:
    """Tell whether every group is near the one before it: "orders 10 11 14"."""
    pairs = itertools.pairwise(int(piece) for piece in pieces)
    return all(0 < second - first <= _UNLIKE for first, second in pairs)


def _regular(view: View, token: Token, fits: tuple[OrderShape, ...], full: bool) -> bool:
    """Tell whether groups belong together: evenly cut, or where a channel has its hyphens."""
    pieces = re.findall("[0-9A-Za-z]+", view.text[token.start : token.end])
    sizes = [len(piece) for piece in pieces]
    if sizes in ([3, 7, 7], [2, 5, 5], [7, 8], [6, 8, 10]):
        return True
    if view.holds_label(token) or view.is_filler(pieces[0]):
        return False
    if set(sizes) == {1}:
        return True  # told sign by sign
    if _PARTED.fullmatch(" ".join(pieces)):
        return True
    if len(sizes) == 2 and abs(sizes[0] - sizes[1]) >= _UNLIKE and _is_marketplaces(token, fits):
        return True
    if len(sizes) > _UNLIKE - 1 and set(sizes) == {2} and full:
        return not _is_counted_up(pieces)  # "order number 10 44 92"
    neighbours = len(pieces) > 1 and pieces[0].isdigit() and pieces[1].isdigit()
    neighbours = neighbours and pieces[1][0] != "0"  # "100 063 902"
    if neighbours and 0 <= abs(int(pieces[1]) - int(pieces[0])) <= 50:
        return False  # "orders 1041 1042 1043"
    digits = all(piece.isdigit() for piece in pieces)
    if digits and len(token.number) >= (8 if full else 9) and max(sizes) <= 4:
        even = max(sizes[:-1]) - min(sizes[:-1]) <= 1 and sizes[-1] <= max(sizes)
        return min(sizes) >= 2 and (even if full else max(sizes) - min(sizes) <= 1)
    even = len(set(sizes[:-1])) == 1 and 2 <= sizes[0] <= 4 and sizes[-1] <= sizes[0]
    return even and len(token.number) >= 9 and bool(fits)
