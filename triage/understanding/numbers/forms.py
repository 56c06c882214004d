"""How an order's number looks that no label names: letters and digits, or digits alone.

The trap: papers, parts and standards look so too, so their letters are known (`foreign_prefixes`).
"""

from __future__ import annotations

import re
from enum import StrEnum

from triage.understanding.numbers.context import View
from triage.understanding.numbers.elsewhere import names_marketplace
from triage.understanding.numbers.facts import Tier, load_facts
from triage.understanding.numbers.shapes import is_proper_tracking, order_fits, tracking_fits
from triage.understanding.numbers.taxes import EU
from triage.understanding.numbers.tokens import Token

_HYPHENED = re.compile(
    "([A-Z]{1,5})[-_](?:[0-9]{5,10}|[0-9]{4}(?:-[0-9]{2})?[-_][0-9]{3,7}"
    "|[0-9]{2}(?:-[0-9]{2})?[-_][0-9]{3,7}|[0-9]{4})"
)
_GLUED = re.compile("([A-Z]{1,3})[0-9]{5,8}")
_LETTERED_YEAR = re.compile("[A-Z]{1,3}[0-9]{2}-[0-9]{4,6}")  # "B26-3223"
_YEARLY = re.compile(
    "20[0-9]{2}-[0-9]{4,6}"
)  # "2026-34410", as invoices and tickets are counted, too
# PrestaShop's reference is nine drawn capitals, six in ten of which look so. Of 21,001 words of
# nine plain letters in the examples 185 do, none of them in capitals.
_DRAWN = re.compile("(?=.*[^AEIOUY]{4})(?:[^AEIOUY]*[AEIOUY]){0,2}[^AEIOUY]*")
_CAPITAL_REFERENCE = re.compile("[A-Z]{9}")
_DIGITS = re.compile("[1-9][0-9]{4,9}|0{2,5}[1-9][0-9]{3,6}|[1-9][0-9]{13,15}")
_SOLD = re.compile("[1-9][0-9]{9,15}")  # what marketplaces count by
_AFTER_HASH = re.compile("[0-9]{4,10}")
_SPOKEN = re.compile("[1-9][0-9] [0-9]{3}")
_PARTED = re.compile("[A-Za-z]{1,4} [0-9]{4,9}")
_GROUP_BEFORE = re.compile(r"[0-9](?:[ .-]|-: )$|[^\W\d_]-$|〒[ :]{0,2}$")
_GROUP_BEHIND = re.compile("[ .-][0-9]")


class Shape(StrEnum):
    """How a lone number looks; each value is the feature it earns."""

    LETTERS = "lone_letters"
    GLUED = "lone_glued"
    DIGITS = "lone_digits"
    OWN = "lone_own"  # the form of one marketplace's numbers, or Magento's
    PARTED = "lone_parted"  # "LL 60334", believed only beside an LL-60331


def shape_of(view: View, token: Token) -> Shape | None:
    """Return how a run without label looks, None if it is no order's."""
    number = token.number.upper()
    if token.joined:
        written = view.text[token.start : token.end]
        broken = _HYPHENED.fullmatch(number) and "-" in written and "\n" in written
        spoken = view.field == "subject" and _SPOKEN.fullmatch(written)
        if not broken and not spoken:
            return Shape.PARTED if _PARTED.fullmatch(written) else None
    if match := _HYPHENED.fullmatch(number) or _GLUED.fullmatch(number):
        foreign = match.group(1) in load_facts().foreign_prefixes
        glued = match.re is _GLUED
        taxed = glued and match.group(1) in EU and len(number) >= 10
        parcel = is_proper_tracking(tracking_fits(number))
        if foreign or taxed or parcel or not _is_cased(token.number):
            return None
        return Shape.GLUED if glued or re.fullmatch("[A-Z]+-[0-9]{4}", number) else Shape.LETTERS
    if _CAPITAL_REFERENCE.fullmatch(token.number):
        drawn = _DRAWN.fullmatch(number) and not _is_shouted(view, token)
        return Shape.GLUED if drawn else None
    if _is_grouped(view, token):
        return None
    shown = view.field == "subject" or view.in_brackets(token)
    if _LETTERED_YEAR.fullmatch(number) or (shown and _YEARLY.fullmatch(number)):
        return Shape.GLUED
    if view.has_hash(token) and _AFTER_HASH.fullmatch(number):
        return Shape.DIGITS
    # A round number in a sentence is a price or a quantity.
    if number.endswith("000" if view.field == "subject" else "00"):
        return None
    if _SOLD.fullmatch(number) and names_marketplace(view, token):
        return Shape.DIGITS
    medium = number.isdigit() and any(s.tier is Tier.MEDIUM for s in order_fits(number))
    return Shape.DIGITS if medium or _DIGITS.fullmatch(number) else None


def _is_shouted(view: View, token: Token) -> bool:
    """Tell whether the words around the run are in capitals, too."""
    around = view.text[max(0, token.start - 60) : token.start] + view.text[token.end :][:60]
    return sum(c.isupper() for c in around) > sum(c.islower() for c in around)


def _is_grouped(view: View, token: Token) -> bool:
    """Tell whether more digits stand beside the run: a phone or a number in groups."""
    before, after = view.text[max(0, token.start - 4) : token.start], view.text[token.end :][:2]
    return bool(_GROUP_BEFORE.search(before) or _GROUP_BEHIND.match(after))


def _is_cased(number: str) -> bool:
    letters = [c for c in number if c.isalpha()]
    return all(c.isupper() for c in letters) or all(c.islower() for c in letters)
