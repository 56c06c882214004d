"""Finds the carrier a number is told of without touching it: "J&T báo 850018844027 đã giao".

The trap: phones and orders stand near carriers as well, so only what is long and claimed by nothing
else is given to one.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cache

from triage.understanding.numbers.context import Nearby, View
from triage.understanding.numbers.decoys import may_be_phone
from triage.understanding.numbers.facts import load_facts
from triage.understanding.numbers.labels import Label, Says
from triage.understanding.numbers.plain import fold_word
from triage.understanding.numbers.shapes import is_proper_tracking, tracking_fits
from triage.understanding.numbers.spoken import NUMBER_FIRST
from triage.understanding.numbers.tokens import Token

CARRIERS = "/"  # in place of the name of a parameter: the link leads to a carrier
_REACH = 16  # characters between a carrier and what it says
_LONG = 11  # signs only carriers and marketplaces write
_LONG_BEHIND = 8  # the same, where a word for "number" stands between
_LONG_IN_LINK, _LONGEST_IN_LINK = 10, 26  # digits
# In the address of a link: a page that follows parcels, in the words of many languages.
_SPEAKS = re.compile(
    "track|trac(?:e|ing)|parcel|courier|shipment|sendung|paket|zustell|verfolg|colis|suivi"
    "|envio|rastre|seguimi|spedizion|tracciat|pakke|paczk|przesyl|zasilk|zasiel|sleduj|sledov|sledenj|pracenj|nyomkov|kuldemeny|urmarire|colet|balik|csomag|kargo"
    "|gonderi|lahety|seuran|sporing|sparing|kolli|otprav|posylk|otslezh|resi(?=[/.-]|$)"
    "|(?<![a-z])(?:e?post(?:e|i|en|nl|nord)?|japanpost|waybill|awb|dostav|livraison|kurier|poczta|posta|posti|correos?|poste?)(?![a-z])"
)
# Parameters that hold a visit, a language, a time or a person.
_NO_NUMBER = re.compile(
    "sess|token|utm|lang|locale|ref|mail|phone|tel|zip|plz|postcode|time|date|^ts$|^t$|user|cust"
    "|client|order|sig|hash|clid|^_|page|cookie|visit"
)
_LONG_NAME = 6  # letters
_HOST = re.compile("(?i)(?:https?://)?([^/?#]{1,100})")
_SAID = re.compile(r"(?: [^\W\d_]{1,12}){1,3}:? ?")


def told_by(view: View, token: Token, language: str) -> Nearby | None:
    """Return the carrier that tells a number ("DHL says …") or stands behind it."""
    if token.joined or view.claims(token) or not tracking_fits(token.number):
        return None
    if may_be_phone(token.number, view.language):
        return None  # "DPD rang from 48601…"
    return _before(view, token) or (_behind(view, token) if language in NUMBER_FIRST else None)


def may_be_asked(link: str, token: Token) -> bool:
    """Tell whether a link asks a carrier for a parcel: "https://track.post.example/?id=6091…".

    Of a host that only speaks of parcels, nothing but a parcel's number is taken.
    """
    if is_carriers_link(link):
        return True
    address = re.split("[?#]", link, maxsplit=1)[0].casefold()
    if not _SPEAKS.search(address) or _NO_NUMBER.search(token.parameter.casefold()):
        return False
    if token.number.isdigit():
        return _LONG_IN_LINK <= len(token.number) <= _LONGEST_IN_LINK
    return is_proper_tracking(tracking_fits(token.number))


def is_carriers_order(link: str, token: Token) -> bool:
    """Tell what a carrier calls its order: "https://www.cdek.ru/tracking?order_id=1014…"."""
    long = _LONG_IN_LINK <= len(token.number) <= _LONGEST_IN_LINK
    return long and token.number.isdigit() and is_carriers_link(link)


def is_carriers_link(link: str) -> bool:
    """Tell whether a link leads to a carrier: "https://tracktrace.dpd.com.pl/…"."""
    host = _HOST.match(link)
    if host is None:
        return False
    parts = re.split("[.-]", host[1].casefold())
    # "kuronekoyamato", "meinhermes": a long name needs no sign beside it.
    glued = any(part.endswith(_long_hosts()) or part.startswith(_long_hosts()) for part in parts)
    return glued or not _hosts().isdisjoint(parts)


@cache
def _hosts() -> frozenset[str]:
    return frozenset(fold_word(word).replace(" ", "") for word in load_facts().carriers)


@cache
def _long_hosts() -> tuple[str, ...]:
    return tuple(sorted(host for host in _hosts() if len(host) >= _LONG_NAME and host.isascii()))


def _before(view: View, token: Token) -> Nearby | None:
    place = bisect_right(view.labels, token.start, key=_end) - 1
    if place < 0 or len(token.number) < _LONG or view.labels[place].says is not Says.CARRIER:
        return None
    label = view.labels[place]
    gap = view.text[label.end : token.start]
    near = len(gap) <= _REACH and _SAID.fullmatch(gap)
    return Nearby(label, False, Says.CARRIER) if near else None


def _behind(view: View, token: Token) -> Nearby | None:
    """Look for "60118844027 számú GLS csomag"."""
    place = bisect_left(view.labels, token.end, key=_start)
    named = view.labels[place : place + 2]
    if len(named) < 2 or len(token.number) < _LONG_BEHIND:
        return None
    number, carrier = named
    if number.says is not Says.NUMBER or carrier.says is not Says.CARRIER:
        return None
    gaps = view.text[token.end : number.start] + view.text[number.end : carrier.start]
    return Nearby(carrier, False, Says.CARRIER, "after") if gaps.strip() == "" else None


def _start(label: Label) -> int:
    return label.start


def _end(label: Label) -> int:
    return label.end
