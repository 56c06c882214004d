"""Whether a person writes about an order of their own; it rescues from Junk and from bulk.

Newsletters say "your order" and "orders over 50"; people say "my order" or give its number.
"""

from __future__ import annotations

import re

from triage.mail.marks import MONEY
from triage.mail.rules import load, phrases
from triage.mail.wording import key

_RULES = load("matter")
_PHRASES = phrases(_RULES["phrases"])
_TOPICS = phrases(_RULES["topics"])
_FIRST_PERSON = phrases(_RULES["first_person"], whole=True)
_LABELS = tuple(key(word) for word in _RULES["labels"])
_LEAST = phrases(load("price_lists")["least"])
_FROM = phrases(load("price_lists")["from"], whole=True)
UNSUBSCRIBE = phrases(load("machines")["bulk"]["unsubscribe"])
_LOOKED_AT = 6000
_SHORT = 500  # characters
_BEFORE = 24  # characters of the word before
_FEW_LINES = 300  # characters
_LETTER = 4000  # characters; few people write more to a shop
# between the label and its number: signs, and at most one short word (Nr., #, is, lautet, numéro)
_NUMBER = re.compile(
    r"[\s:：#№=()º°.-]{0,4}(?:[^\W\d]{1,10}[.:]?)?[\s:：#№=()º°.-]{0,4}#?([a-z]{0,4}-?\d[\d-]{3,24})"
)
# numbers whose shape alone names a marketplace (facts: numbers, "S")
_SHAPES = re.compile(r"\b\d{3}-\d{7}-\d{7}\b|\b\d{2}-\d{5}-\d{5}\b|\bpo-\d{3}-\d{14,18}\b")


def own_matter(text: str) -> str:
    """Return the words that show an order of the writer's own, "" if none do."""
    lowered = key(text, _LOOKED_AT)
    return _PHRASES.find(lowered) or numbered_order(lowered)


def phrase_of_matter(text: str) -> str:
    """Return words only the buyer says ("my order"); shops write numbers too."""
    return _PHRASES.find(key(text, _LOOKED_AT))


def topic(lowered: str) -> str:
    """Return a word that letters to a shop turn on (parcel, refund …), in a text already keyed."""
    return _TOPICS.find(lowered)


def topics_in(lowered: str) -> list[str]:
    """Return every such word in a text already keyed."""
    return _TOPICS.all_in(lowered)


def speaks_of_self(text: str) -> str:
    """Return the word by which a writer speaks of themselves, "" if none."""
    return _FIRST_PERSON.find(key(text, _LOOKED_AT))


def first_persons(text: str) -> list[str]:
    """Return every such word."""
    return _FIRST_PERSON.all_in(key(text, _LOOKED_AT))


def shop_talk(text: str) -> str:
    """Return what a letter turns on: two such words, or one in a few lines; "" for circulars."""
    lowered = key(text, _LOOKED_AT)
    if len(text) > _LETTER or not _is_plain(lowered) or UNSUBSCRIBE.find(lowered):
        return ""
    hits = _TOPICS.all_in(lowered)
    apart = [one for one in hits if not any(one != more and one in more for more in hits)]
    return ", ".join(apart[:2]) if len(apart) > 1 or len(lowered) < _FEW_LINES else ""


def speaks_for_themselves(text: str, *, listed: bool = True) -> bool:
    """Tell a letter from a circular: short, no way to unsubscribe, and "I" or a plain question.

    Where no list header speaks against the mail (`listed`), the plain look is enough.
    """
    lowered = key(text, _LOOKED_AT)
    if len(text) > _LETTER or _links(lowered) > 1 or UNSUBSCRIBE.find(lowered):
        return False
    asks = any(mark in lowered for mark in "?？؟")
    # Hardly a circular is short and has no link.
    plain = _is_plain(lowered) and (asks or not listed or len(lowered) < _SHORT)
    return plain or bool(_FIRST_PERSON.find(lowered))


def _is_plain(lowered: str) -> bool:
    # Menus and sale banners have links; "%" is the salesman's sign.
    return bool(lowered) and not _links(lowered) and "%" not in lowered


def _links(lowered: str) -> int:
    return lowered.count("http://") + lowered.count("https://") + lowered.count("www.")


def numbered_order(lowered: str) -> str:
    """Return an order label with its number, or a number of a marketplace's own shape."""
    shape = _SHAPES.search(lowered)
    if shape:
        return shape[0]
    for label in _LABELS:
        at = lowered.find(label)
        while at >= 0:
            number = _NUMBER.match(lowered, at + len(label))
            named = number and not re.fullmatch(r"20[0-4]\d", number[1])
            if number and named and not _is_least(lowered, at, number):
                return lowered[at : number.end()]
            at = lowered.find(label, at + len(label))
    return ""


def _is_least(lowered: str, at: int, number: re.Match[str]) -> bool:
    """Tell "minimum order 3000" and "orders from 3000 UAH", which name no order."""
    between = lowered[number.start() : number.start(1)]
    before = " ".join(lowered[max(0, at - _BEFORE) : at].split(" ")[-2:])
    if _LEAST.find(before) or _LEAST.find(between):
        return True
    return bool(_FROM.find(between) and MONEY.match(lowered, number.end(1) - 1))
