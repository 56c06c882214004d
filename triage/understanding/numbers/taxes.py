"""Marks numbers of firms and persons at tax and register offices: "PVN LV40003123456".

The trap: "a VAT invoice for 10442" names an order, so only long ones right behind the word count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from stdnum.pl import pesel

from triage.understanding.numbers.facts import load_facts

_MEMBERS = "AT BE BG CY CZ DE DK EE EL ES FI FR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK XI"
EU = frozenset(_MEMBERS.split())
_BEHIND = rf"[ .:#°-]{{0,4}}((?:{'|'.join(sorted(EU))})? ?[0-9][0-9.-]{{6,18}}[0-9])(?![0-9A-Za-z])"
_POLISH, _HEBREW = frozenset({"pl", ""}), frozenset({"he", ""})
_CHINESE = frozenset({"zh-Hans", "zh-Hant", "en", ""})
_LAST_MONTH = 32  # of a PESEL: births before 2100
_MOBILE = re.compile("1[3-9][0-9]{9}")
_EMIRATES = re.compile("100[0-9]{11}3")  # the tax number of the Emirates
_ASSOCIATION = re.compile("5[0-9]{8}")  # the register number of an Israeli firm


def taxed(text: str) -> Iterator[tuple[int, int]]:
    """Yield where numbers stand that a tax office's word names."""
    for match in _named().finditer(text):
        yield match.span(1)


def paper_of(digits: str, language: str) -> str:
    """Return what bare digits are by their form where a language is spoken, "" if nothing."""
    if language in _POLISH and len(digits) == len("44051401359") and _is_pesel(digits):
        return "identity number"
    if language in _CHINESE and _MOBILE.fullmatch(digits):
        return "phone"
    if _EMIRATES.fullmatch(digits):
        return "tax number"
    return "register number" if language in _HEBREW and _ASSOCIATION.fullmatch(digits) else ""


def _is_pesel(digits: str) -> bool:
    """Tell a valid one whose month says that its person is born: others will be after 2099."""
    return int(digits[2:4]) <= _LAST_MONTH and pesel.is_valid(digits)


@cache
def _named() -> re.Pattern[str]:
    words = sorted(load_facts().tax_words, key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, words))}){_BEHIND}")
