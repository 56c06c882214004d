"""Tells numbers that belong to an address or a firm's block: postcodes, extensions, registers.

The trap: a signature's last line may end in a postcode as well as in the order's number.
"""

from __future__ import annotations

import re
from bisect import bisect_left

from triage.understanding.numbers.context import View
from triage.understanding.numbers.tokens import Token

_CONTACT = 120  # characters of a line that says where somebody is reached
_CONTACTS = frozenset({"phone", "address"})
_PAPERS = _CONTACTS | {"IBAN", "VAT number", "identity number"}
_REGISTERED = frozenset({"bank", "customer"})
_NAMED = re.compile(r"[^\W\d_][ :.]{0,3}$")
# Where the postcode stands behind the town.
_TOWN_FIRST = frozenset({"bg", "el", "kk", "mk", "ro", "ru", "sr", "uk", "vi"})
_CAPITALISED = r"[A-ZÀ-ÞĀ-ŽȘȚΑ-ΫА-ЯЁЄІЇ][^\W\d_]{0,20}"
_TOWN_LINE = re.compile(rf"(?:{_CAPITALISED}[ ,.'-]{{1,2}}){{1,4}}")
# "Selin Yıldız / İzmir 35220": who, where, and its postcode, in any language.
_WHO_WHERE = re.compile(
    rf"{_CAPITALISED}(?:[ .'-]{{1,2}}{_CAPITALISED}){{0,3}} ?[,/|·-] ?(?:{_CAPITALISED} ){{1,2}}"
)
_TOWN = re.compile("[0-9]{4,6} [A-ZÀ-ÞΑ-ΩА-Я]")


def is_town(view: View, token: Token) -> bool:
    """Tell whether a number reads as a postcode: "10249 Berlin"."""
    return bool(_TOWN.match(view.text[token.start : token.end + 2]))


def ends_address(view: View, token: Token, language: str) -> bool:
    """Tell whether nothing but a town shares the line, below another: "Cluj-Napoca 400118"."""
    text = view.text
    start = text.rfind("\n", 0, token.start) + 1
    ends = text[token.end : token.end + 1] in {"", "\n"}
    short = len(token.number) in {5, 6} and token.start - start <= _CONTACT
    if not (start and ends and short):
        return False
    if _WHO_WHERE.fullmatch(text, start, token.start):
        return True
    below = start > 1 and text[start - 2] != "\n"
    return (
        language in _TOWN_FIRST and below and bool(_TOWN_LINE.fullmatch(text, start, token.start))
    )


def beside_contact(view: View, token: Token) -> bool:
    """Tell whether a phone number or address shares the line: "Riyadh 11564, phone …"."""
    start = view.text.rfind("\n", 0, token.start) + 1
    end = view.text.find("\n", token.end)
    end = len(view.text) if end < 0 else end
    return end - start <= _CONTACT and any(
        m.kind in _CONTACTS and start <= m.start < end for m in view.marks
    )


def in_block(view: View, token: Token) -> bool:
    """Tell whether words name the run on its line, beside a line of a firm's papers or phones."""
    start = view.text.rfind("\n", 0, token.start) + 1
    end = view.text.find("\n", token.end)
    end = len(view.text) if end < 0 else end
    if end - start > _CONTACT or view.text[token.end : end].strip():
        return False
    if not _NAMED.search(view.text, start, token.start):
        return False
    first = view.text.rfind("\n", 0, max(0, start - 1)) + 1
    last = view.text.find("\n", end + 1) % (len(view.text) + 1)  # -1 is the end
    low, high = (bisect_left(view.labels, at, key=lambda one: one.start) for at in (first, last))
    papers = any(m.kind in _PAPERS and first <= m.start < last for m in view.marks)
    return papers or any(label.detail in _REGISTERED for label in view.labels[low:high])
