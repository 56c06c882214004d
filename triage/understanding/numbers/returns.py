"""Tells a return's, a message's or an advertisement's own number from an order's: "Return 530…".

The trap: customers write "return 20417" as well and mean the order, so the word counts only beside
a number of a form that stores do not count their orders by.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from enum import StrEnum
from functools import cache

from triage.understanding.numbers.context import Nearby, View
from triage.understanding.numbers.facts import Tier, load_facts
from triage.understanding.numbers.labels import Label, Says
from triage.understanding.numbers.marketplaces import is_marketplaces
from triage.understanding.numbers.orders import Rules
from triage.understanding.numbers.plain import fold, fold_word
from triage.understanding.numbers.shapes import order_fits, store_fits, tracking_fits
from triage.understanding.numbers.spoken import NUMBER_FIRST
from triage.understanding.numbers.tokens import Token

_BEFORE = 60  # characters in which the word and its number stand
_GAP = 24  # between the two
_LONG = 8  # digits; stores count with fewer
_COUNTED = re.compile("0[0-9]{3,}|[1-9]0{3}[0-9]{4,6}")  # as Magento counts from 100000001
_LETTERED = re.compile("([A-Za-z]{1,8})[-_/ ]?[0-9]{2,4}[0-9-]{0,12}")
_ENDED = re.compile(r"\s{0,2}[.!?。！？؟]|[^\n]{0,24}[,;、，]|\s{0,2}\n")
# How returns are numbered in any language; others begin as the word itself does: "zwrot ZW-1022".
_PREFIXES = frozenset(
    {"R", "RA", "RET", "RETURN", "RT", "RTN", "RTO", "RMA", "CLM", "CLAIM", "REF", "REFUND", "DSP"}
)
_OURS = frozenset({"subject", "quoted"})  # repeat what we wrote
_CARRIERS = 10  # signs of the shortest numbers of carriers


class _Kind(StrEnum):
    RETURNS = "returns"
    REQUESTS = "requests"
    OFFERS = "offers"


def otherwise(
    view: View, token: Token, nearby: Nearby | None, language: str, rules: Rules
) -> Nearby | None:
    """Return the label beside a run, or that of the return, message or offer whose number it is."""
    if nearby and _is_enquirys(token, nearby):
        return replace(nearby, says=Says.OTHER)
    if nearby and nearby.direct and nearby.says in {Says.ORDER, Says.STEM, Says.TRACKING}:
        return nearby
    if token.parameter or not _may_be_anothers(token, rules):
        return nearby
    # "반품 접수 (2026…)": what is sent back, by its order.
    if view.in_brackets(token) and is_marketplaces(token.number, rules.sent_at):
        return nearby
    return _named(view, token, language) or nearby


def _is_enquirys(token: Token, nearby: Nearby) -> bool:
    """Tell whether a parcel's label, which any enquiry has too, has a number no carrier counts."""
    if nearby.says is not Says.TRACKING or nearby.label.text not in load_facts().enquiries:
        return False
    shaped = any(not fit.loose for fit in tracking_fits(token.number))
    return len(token.number) < _CARRIERS and not shaped


def _may_be_anothers(token: Token, rules: Rules) -> bool:
    """Tell whether no store that we know of counts its orders so."""
    number = token.number
    if store_fits(number, rules.patterns):
        return False
    if any(s.tier is not Tier.WEAK or s.id in rules.channels for s in order_fits(number)):
        return False
    if number.isdigit():
        return len(number) >= _LONG and not _COUNTED.fullmatch(number)
    return _LETTERED.fullmatch(number) is not None


def _named(view: View, token: Token, language: str) -> Nearby | None:
    first = max(0, token.start - _BEFORE)
    folded, places = fold(view.text[first : token.start])
    for kind in _Kind:
        # The last of them touches the number, if any does.
        for match in reversed(list(_words(kind).finditer(folded))):
            start, end = first + places[match.start()], first + places[match.end()]
            near = _touches(view, view.text[end : token.start])
            if near and _is_its(kind, match[0], token, headed=view.field in _OURS):
                return Nearby(_label(match[0], start, end), True, Says.OTHER)
            break
    return _behind(view, token) if language in NUMBER_FIRST else None


def _behind(view: View, token: Token) -> Nearby | None:
    """Look for "5301128811 numaralı iade"."""
    folded, places = fold(view.text[token.end : token.end + _BEFORE])
    for kind in (_Kind.RETURNS, _Kind.REQUESTS):
        match = _words(kind).search(folded)
        if match and _is_its(kind, match[0], token, headed=view.field in _OURS):
            start, end = token.end + places[match.start()], token.end + places[match.end()]
            if _touches(view, view.text[token.end : start]):
                return Nearby(_label(match[0], start, end), True, Says.OTHER, "after")
    return None


def _touches(view: View, gap: str) -> bool:
    short = len(gap) <= _GAP and not _ENDED.match(gap)
    return short and view.is_direct(gap) and not view.relates(gap)


def _is_its(kind: _Kind, word: str, token: Token, *, headed: bool) -> bool:
    """Tell whether the form of the number is one of such a thing.

    A lettered one is a request's where we speak ("Re: your enquiry LL-3381"); in sentences of
    their own customers call their order's matter so.
    """
    letters = _LETTERED.fullmatch(token.number)
    if letters is None:
        return True
    prefix = letters[1].upper()
    if kind is _Kind.REQUESTS:
        return headed or prefix in _PREFIXES
    own = prefix in _PREFIXES or fold_word(prefix)[0] == word[0]
    return kind is _Kind.RETURNS and own


def _label(word: str, start: int, end: int) -> Label:
    return Label(Says.OTHER, word, "case", start, end, full=True)


@cache
def _words(kind: _Kind) -> re.Pattern[str]:
    # Of every language: a marketplace's subject is in its own, whatever the buyer writes in.
    listed = {word for row in load_facts().labels.values() for word in getattr(row, kind.value)}
    return re.compile("|".join(sorted(_spelt(listed), key=lambda p: (-len(p), p))))


def _spelt(words: Iterable[str]) -> Iterable[str]:
    for word in words:
        folded = re.escape(fold_word(word))
        if word[0] >= "\u0e00":
            yield folded
            continue
        # A Hebrew or Arabic article or preposition sticks to the word, possessives end it.
        semitic = "\u0590" <= word[0] < "\u0700"
        prefix = "(?:[בהלמשו]|ال|بال|لل)?" if semitic else ""
        ending = r"[^\W\d_]{0,16}" if word.endswith("-") else ("[^\\W\\d_]{0,3}" if semitic else "")
        yield rf"(?<![^\W\d_]){prefix}{folded}{ending}(?![^\W\d_])"
