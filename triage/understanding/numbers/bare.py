"""Finds orders that share their line with nothing: the subject "4512", a last line "26-1187".

The trap: a short number may be a year, a postcode or somebody's extension, so these are only ever
suggested, only where no order is named, and only if all such numbers of the mail are alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from triage.understanding.numbers.context import View
from triage.understanding.numbers.keys import canonical, key_of
from triage.understanding.numbers.lone import alike
from triage.understanding.numbers.orders import Rules, Scored
from triage.understanding.numbers.tally import Tally
from triage.understanding.numbers.tokens import Token

_SHAPE = re.compile("[1-9][0-9]{3,6}|[1-9][0-9]-[0-9]{3,6}|[1-9][0-9]{2,5}-[0-9]{2,5}")
_SIGNED = 3  # lines
_JOINT = re.compile(" ?[,;/&+] ?#?")


def bare(
    views: Iterable[View], runs: Iterable[tuple[View, Token]], rules: Rules
) -> list[tuple[View, Scored]]:
    """Return the orders on lines of their own: the subject, the first line, the last ones."""
    places = {id(view): _lines(view) for view in views}
    found = [
        (view, token)
        for view, token in runs
        if _fits(view, token, rules)
        and any(
            start <= token.start < end and _is_only(view, start, end)
            for start, end in places[id(view)]
        )
    ]
    first = found[0][1].number if found else ""
    if not all(token.number == first or alike(token.number, first) for _, token in found):
        return []
    return [(view, _scored(token)) for view, token in found]


def _lines(view: View) -> list[tuple[int, int]]:
    """Return the lines where a customer puts a number without a word."""
    lines = [m.span() for m in re.finditer(r"[^\n]+", view.text)]
    if view.field == "subject":
        return lines[:1]
    if view.field == "text":
        return [*lines[:1], *lines[-1:]]
    # Below a closing and a name; a longer block is an address, whose last line may be a postcode.
    short = view.field == "signature" and len(lines) <= _SIGNED
    return lines[-1:] if short else []


def _fits(view: View, token: Token, rules: Rules) -> bool:
    if token.joined or token.parameter or not _SHAPE.fullmatch(token.number):
        return False
    known = key_of(token.number) in rules.ignore or rules.own_case.fullmatch(token.number)
    return not (known or view.claims(token))


def _is_only(view: View, start: int, end: int) -> bool:
    """Tell whether a line holds numbers of an order's shape and signs that join them."""
    line = view.text[start:end].strip(" #()*.:")
    return all(_SHAPE.fullmatch(piece) for piece in _JOINT.split(line))


def _scored(token: Token) -> Scored:
    tally = Tally()
    tally.add("lone_digits", "no label")
    tally.add("lone_only", "alone on its line")
    return Scored(
        token, canonical(token.number, ""), "store", tally.points, "; ".join(tally.reasons)
    )
