"""Tells a carrier's number that a mail calls no parcel's: "Number RR…DE", "Hermes order 0441…".

The trap: "number" and "order number" stand before a shop's orders, too, so the form must be a
carrier's, or longer than any store counts beside an order the mail names.
"""

from __future__ import annotations

import re

from triage.understanding.numbers.context import Nearby, View
from triage.understanding.numbers.facts import Tier, load_facts
from triage.understanding.numbers.labels import Says
from triage.understanding.numbers.nouns import names_carrier
from triage.understanding.numbers.shapes import (
    TrackingFit,
    has_letters,
    order_fits,
    tracking_fits,
)
from triage.understanding.numbers.tally import Mailwide
from triage.understanding.numbers.tokens import Token

_LONG = 12  # digits a shop's own numbers hardly have
_GOES_ON = re.compile(" [0-9]{2}")


def is_carriers(view: View, token: Token, nearby: Nearby | None, mail: Mailwide) -> bool:
    """Tell whether a mere "number" is long and has a named carrier's check digit.

    Beside a store's lettered number a carrier's "order number" is its own, check or not.
    """
    if nearby is None:
        return False
    # Cut into groups each beginning of it is tried as well.
    long = len(token.number) >= _LONG or _GOES_ON.match(view.text, token.end)
    fits = tracking_fits(token.number) if nearby.says is Says.NUMBER else ()
    if has_letters(fits) or (fits and fits[0].letters and speaks_of(view, token, fits)):
        return True
    counted = token.number.isdigit() and len(token.number) >= _LONG
    if nearby.says is Says.NUMBER and counted and mail.lettered and mail.told_of_parcels:
        return all(s.tier is Tier.WEAK for s in order_fits(token.number))
    if nearby.says is Says.ORDER and mail.lettered and token.number.isdigit():
        return bool(long) and names_carrier(view.text, view.labels, nearby.label)
    if len(token.number) < _LONG:
        return False
    return any(f.carrier in mail.carriers and f.has_check and f.checked for f in fits)


def speaks_of(view: View, token: Token, fits: tuple[TrackingFit, ...]) -> bool:
    """Tell whether the sentence names the carrier whose loose letters a run has."""
    carriers = load_facts().carriers
    named = {
        shape
        for label in view.labels_beside(token)
        if label.says is Says.CARRIER
        for shape in carriers[label.detail]
    }
    return any(fit.letters and fit.carrier in named for fit in fits)
