"""Several orders under one label: lists ("10423 and 10424"), short ends ("10423/24"), ranges."""

from __future__ import annotations

import re
from functools import cache

from triage.understanding.numbers.facts import load_facts
from triage.understanding.numbers.plain import fold, fold_word
from triage.understanding.numbers.tokens import Token

_WIDEST = 10  # orders a range may stand for; more is hardly a range of one customer's orders
_FURTHEST = 99  # between an order and the short end that follows it
_ASIDE = re.compile(r" ?\([^()\n]{1,40}\)")
# Between the connector and the second of two: "il 9907 e il 10233", "την 18-0442 και την 18-0467".
_ARTICLES = (
    *("the", "der", "die", "das", "dem", "den", "le", "la", "les", "el", "los", "las", "il", "lo"),
    *("l", "o", "a", "os", "as", "de", "het", "το", "τα", "την", "τη", "η", "στην", "ה", "ال"),
)
_PAIR = re.compile(r"([0-9]{4,10})([-/])([0-9]{1,10})")


def belongs_to_list(gap: str, first: str, second: str) -> bool:
    """Tell whether two neighbouring runs are items of one list: connected, alike in shape.

    A bracket may tell of the first: "9907 (the candles) and 10233".
    """
    if (aside := _ASIDE.match(gap)) and not re.search("[0-9]{4}", aside.group()):
        gap = gap[aside.end() :]
    return bool(len(gap) <= 16 and _connector().fullmatch(fold(gap)[0])) and _alike(first, second)


@cache
def _connector() -> re.Pattern[str]:
    words = sorted({fold_word(w) for w in load_facts().connectors}, key=len, reverse=True)
    word = "|".join(re.escape(w) for w in words if w)
    article = "|".join(fold_word(word) for word in _ARTICLES)
    # At least one sign or word; numbers side by side with nothing between are groups.
    return re.compile(
        rf"[\s,;/&+、،#(]*(?:(?:{word})[\s,;#]*){{1,2}}(?:(?:{article})\s)?(?:(?:nr|no|n)\s?)?#?|\s?[,;/&+、،\n][\s#]*"
    )


def complete(first: str, token: Token, gap: str) -> Token | None:
    """Complete the short end of an order listed behind another's number, None if it is none."""
    if not (re.fullmatch("[0-9]{4,10}", first) and re.fullmatch("[0-9]{2,3}", token.number)):
        return None
    if len(token.number) >= len(first) or not _connector().fullmatch(fold(gap)[0]):
        return None
    whole = first[: -len(token.number)] + token.number
    if not 0 < int(whole) - int(first) <= _FURTHEST:
        return None
    return Token(whole, token.start, token.end)


def _alike(first: str, second: str) -> bool:
    if first.isdigit() and second.isdigit():
        return abs(len(first) - len(second)) <= 1
    return re.sub("[0-9]+", "0", first.upper()) == re.sub("[0-9]+", "0", second.upper())


def expand(token: Token, year: int | None = None) -> tuple[tuple[Token, bool], ...]:
    """Return the orders 10423/24 or 10423-10426 stands for, each with "only suggested".

    Two digits behind a stroke may be the `year` of the mail: 7715/26 is the 7715th of 2026.
    """
    match = _PAIR.fullmatch(token.number)
    if not match:
        return ()
    first, sign, last = match.groups()
    if sign == "/" and year and last == str(year)[2:] and int(last) - int(first[-2:]) != 1:
        return ()
    whole = first[: -len(last)] + last if len(last) < len(first) else last
    distance = int(whole) - int(first)
    if len(whole) != len(first) or not 0 < distance <= (_WIDEST if sign == "-" else _FURTHEST):
        return ()
    if sign == "-" and len(last) < len(first):
        return ()  # "9021-7" is one number of some store
    if sign == "/":
        middle = token.start + match.start(3)
        return (
            (Token(first, token.start, token.start + len(first)), False),
            (Token(whole, middle, token.end), False),
        )
    return tuple(
        (Token(str(n).zfill(len(first)), token.start, token.end), True)
        for n in range(int(first), int(whole) + 1)
    )
