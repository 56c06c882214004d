"""Which numbers only one marketplace, or one kind of store, writes: they need no word beside them.

The trap: digits alone may be a card's, a carrier's or a payment's, so those of digits are believed
only where no other thing is named, and only what has a marketplace's hyphens whatever is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from triage.understanding.numbers.dates import DateVerdict, judge_date
from triage.understanding.numbers.facts import OrderShape, load_facts
from triage.understanding.numbers.labels import Label
from triage.understanding.numbers.plain import fold
from triage.understanding.numbers.tokens import Token

_UNMISTAKABLE = frozenset(
    {"amazon", "amazon_digital", "ebay", "flipkart", "magalu", "pinduoduo", "rakuten", "temu"}
)
_LIKE_POLICIES = frozenset({"ebay"})  # insurers and banks cut theirs into 2, 5 and 5 as well
_ACCOUNTS = frozenset({"customer", "bank", "phone"})
_COUNTED = re.compile("1000[0-9]{5}")  # as Magento counts from 100000001
_TODAYS = re.compile("8[0-9]{15}")  # AliExpress
_DATED = re.compile("20[0-9]{13,15}")  # Naver, 11st: the day, and what was sold on it
_CUT = re.compile(
    "[0-9]{4}(?: [0-9]{4}){3}|1000[0-9]{0,2} [0-9]{3,5}"
    "|1000 [0-9]{2} [0-9]{3}|100 [0-9]{3} [0-9]{3}"
)
_BLOCKING = frozenset({"bank", "customer", "tracking"})
_ETSYS = re.compile("[34][0-9]{9}")
_ETSY = re.compile(r"(?<![^\W\d_])(?:etsy|ετσι)|אטסי|إتسي|エッツィ|엣시")


def is_unmistakable(fits: Sequence[OrderShape]) -> bool:
    """Tell whether only one marketplace's orders look so, whatever word stands beside."""
    return any(shape.id in _UNMISTAKABLE for shape in fits)


def is_anothers(label: Label, fits: Sequence[OrderShape]) -> bool:
    """Tell whether a noun of another thing outweighs a marketplace's form."""
    if not is_unmistakable(fits):
        return True
    doubtful = any(shape.id in _LIKE_POLICIES for shape in fits)
    # "My phone" hides none, however a word for "number" ends it: "telefonum".
    named = label.full and label.detail != "phone"
    return named or (doubtful and label.detail in _ACCOUNTS)


def is_counted(number: str) -> bool:
    """Tell nine digits as Magento counts them."""
    return _COUNTED.fullmatch(number) is not None


def is_marketplaces(number: str, sent_at: date | None = None) -> bool:
    """Tell the long digits of AliExpress, or those of Naver and 11st that begin with a day."""
    if _TODAYS.fullmatch(number):
        return True
    dated = _DATED.fullmatch(number) and judge_date("11st", number, sent_at)
    return bool(dated) and dated is not DateVerdict.IMPOSSIBLE


def has_own_form(written: str, token: Token, sent_at: date | None) -> bool:
    """Tell whether digits are an order's by their form, in one piece or cut as people cut them."""
    if token.joined and not _CUT.fullmatch(written):
        return False
    return is_counted(token.number) or is_marketplaces(token.number, sent_at)


def is_blocked(label: Label, number: str) -> bool:
    """Tell whether a noun before digits of such a form names another thing all the same."""
    strange = not (_TODAYS.fullmatch(number) or _ETSYS.fullmatch(number)) and not label.matter
    paid = label.text in load_facts().payments
    return label.full or paid or label.detail in _BLOCKING or is_counted(number) or strange


def is_of_page(said: str, number: str) -> bool:
    """Tell Etsy's ten digits where Etsy is named before: "your Etsy page (3422290045)"."""
    return bool(_ETSYS.fullmatch(number) and _ETSY.search(fold(said)[0]))
