"""Finds the compound no list knows that names its number: "Öffnungscode 4481", "serienumre 4481".

The trap: orders are named by compounds as well, also misspelt ones, so whatever has an order's root
in it is left alone, and so are lettered numbers, which may be an order's behind any noun.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache

from triage.understanding.numbers.labels import Label, Says
from triage.understanding.numbers.plain import fold
from triage.understanding.numbers.tokens import Token

_BEFORE = 48  # characters in which the compound and its sign stand
# "Number", "code", "reference" as German, Dutch, Nordic, Finnish, Estonian, Hungarian glue them on.
_HEADS = (
    *("nummern", "nummers", "nummeret", "nummerne", "nummer", "numrene", "numren", "numret"),
    *("numre", "numerot", "numero", "numbrid", "number", "codes", "code", "koden", "koder"),
    *("kodene", "kode", "kod", "koodit", "koodi", "koodid", "kood", "kenmerken", "kenmerk"),
    *("referenzen", "referenz", "referenties", "referentie", "referensen", "referens"),
    *("referencer", "reference", "referansen", "referanse", "szamok", "szama", "szam", "kodja"),
)
_COPULAS = ("is", "ist", "lautet", "sind", "zijn", "luidt", "ar", "er", "on", "ovat", "und")
_COMPOUND = re.compile(
    rf"(?<![^\W\d_])(?P<what>[^\W\d_]{{2,20}}?)-?(?P<head>{'|'.join(_HEADS)})"
    rf"(?: (?:{'|'.join(_COPULAS)}))?[ :.#=(\"]{{0,3}}$"
)
# Of orders and purchases, and of what a store may count them by.
_ROOTS = (
    *("best", "bets", "order", "oder", "ordre", "ordr", "auftr", "tilau", "rendel", "telli"),
    *("kauf", "koop", "kjop", "kop", "kob", "osto", "ost", "handel", "handl", "inkop"),
    *("purchase", "referen"),
    # Parcels' numbers have labels of their own; an unlisted one is not another thing's either.
    *("pakk", "paket", "pakke", "sending", "sendung", "zending", "sandning", "forsend", "kolli"),
    *("colli", "fracht", "fragt", "frakt", "fraght", "vracht", "track", "spor", "spar", "lahety"),
    *("seuran", "rahtik", "csomag", "kuldem", "fuvar", "saadet", "paki", "barcode"),
    *("shop", "web", "vorgang", "confirm", "bestatig", "bekraft", "bekreft", "vahvist", "kinnit"),
)


def compound_before(
    text: str, token: Token, labels: Sequence[Label], ends: Sequence[int]
) -> Label | None:
    """Return such a compound right before a run of digits where none of the labels stands."""
    if not token.number.isdigit():
        return None
    first = max(0, token.start - _BEFORE)
    span = _unlisted(text[first : token.start])
    if span is None:
        return None
    start, end = first + span[0], first + span[1]
    for index in range(bisect_right(ends, token.start) - 1, -1, -1):
        if ends[index] <= start:
            break
        if labels[index].says is not Says.NUMBER:
            return None
    return Label(Says.OTHER, text[start:end], "sku", start, end, full=True)


@lru_cache(maxsize=64)  # each rule asks again what stands before a run
def _unlisted(before: str) -> tuple[int, int] | None:
    """Return where a compound without an order's root stands at the end of a few words."""
    folded, places = fold(before)
    match = _COMPOUND.search(folded)
    if match is None or any(root in match["what"] for root in _ROOTS):
        return None
    return places[match.start()], places[match.end("head")]
