"""Scores runs as tracking numbers; digits alone never suffice, letters with a check digit do."""

from __future__ import annotations

import re
from functools import cache

from triage.understanding.numbers.bearers import CARRIERS
from triage.understanding.numbers.blocks import carrier_behind
from triage.understanding.numbers.carried import speaks_of
from triage.understanding.numbers.context import Nearby, View
from triage.understanding.numbers.decoys import may_be_phone
from triage.understanding.numbers.facts import Tier, load_facts
from triage.understanding.numbers.joints import may_join
from triage.understanding.numbers.keys import key_of
from triage.understanding.numbers.labels import Says
from triage.understanding.numbers.marketplaces import is_marketplaces
from triage.understanding.numbers.orders import Scored
from triage.understanding.numbers.plain import fold_word
from triage.understanding.numbers.sentences import free_says, is_of_parcel, sentence_says
from triage.understanding.numbers.shapes import (
    TrackingFit,
    is_declaration,
    order_fits,
    tracking_fits,
)
from triage.understanding.numbers.tally import Mailwide, Tally
from triage.understanding.numbers.tokens import Token

_GLUED = re.compile("([A-Za-z]{3,8})[0-9]{8,16}")
_YEARLY = re.compile("20[0-9]{2}[-/][0-9]{3,8}")
_LONG = 10  # signs of a parcel's number that only the sentence names
_LONGER = 12  # the same, where the sentence says "number" and the mail names the carrier
_LONGEST = 20  # no store, shop, phone or card counts as long
_SHORTEST = 8  # signs of a parcel's number that has no carrier's shape
_PHONES = 13  # digits no phone number has more of, its trunk 0 included
_ANOTHERS = frozenset({Says.ORDER, Says.STEM, Says.OTHER})
_POSTAL = "s10"
UNKNOWN_CARRIER = "other"


def score_tracking(
    view: View,
    token: Token,
    nearby: Nearby | None,
    carriers: frozenset[str],
    ignore: frozenset[str],
    mail: Mailwide,
) -> Scored | None:
    """Judge a run as a tracking number; `carriers` are the words for carriers in the mail."""
    digits = sum(c.isdigit() for c in token.number)
    labelled = nearby is not None and nearby.direct and nearby.says is Says.TRACKING
    fits = tracking_fits(token.number)
    told = labelled or (nearby is not None and nearby.direct and speaks_of(view, token, fits))
    lettered = told and token.number.isupper() and len(token.number) >= _SHORTEST
    drawn = any(f.drawn and (labelled or f.carrier in carriers) for f in fits)
    if (
        digits < (1 if drawn else 2 if lettered else 4)
        or len(token.number) < 6
        or key_of(token.number) in ignore
    ):
        return None
    if any(s.tier is Tier.STRONG for s in order_fits(token.number)):
        return None
    parameter = token.parameter.casefold() in load_facts().tracking_parameters or (
        token.parameter == CARRIERS and digits >= _SHORTEST
    )
    carried = labelled or (nearby is not None and nearby.direct and nearby.says is Says.CARRIER)
    # "The DPD number 0152…" is no phone, however much it looks like one; "DPD (0152…)" may be.
    # "takip 0532…" follows nothing but a phone's shape.
    follows = labelled and nearby is not None and not nearby.label.full
    named = (labelled and not (follows and token.number[0] == "0" and digits <= _PHONES)) or (
        carried and bool(fits) and (digits > _PHONES or _is_named(view, token, nearby))
    )
    if (
        is_declaration(token.number)
        or _is_file(view, token, nearby)
        or (
            token.joined
            and not token.proven
            and not may_join(view, token, fits, carriers, carried, mail)
        )
    ):
        return None
    if not fits and not parameter and len(token.number) < _SHORTEST:
        return None
    tally = Tally()
    best = _shape_points(tally, fits, carriers)
    if nearby and nearby.says is Says.CARRIER and digits >= 8:
        tally.add("tracking_label", f"{nearby.label.text} before")
    elif labelled and nearby is not None:
        tally.add("tracking_label", f"label {nearby.label.text}")
    elif best is None and (nearby is None or not nearby.direct) and _begins_with_carrier(token):
        tally.add("tracking_label", "a carrier's letters")
    elif token.proven or _is_apposed(view, token, best):
        tally.add("tracking_label", "in a carrier's blocks")
    elif _counted_by_carrier(view, token, nearby, best, carriers):
        tally.add("tracking_label", "counted as the carrier that is named")
    elif _told_of_carrier(view, token, nearby, best, digits, mail):
        tally.add("tracking_label", "a carrier named in its sentence")
    if parameter:
        tally.add("tracking_label", f"link parameter {token.parameter}")
    if _is_serial(view, token, nearby, best):
        tally.add("tracking_label", "a parcel's serial number")
    _against(tally, view, token, nearby, named, best, carriers)
    if view.field == "signature" or (view.field == "quoted" and not mail.only_quoted):
        tally.add("quoted")
    key = key_of(token.number)
    carrier = best.carrier if best and not _is_anothers(view, token, best, carriers) else ""
    carrier = carrier or UNKNOWN_CARRIER
    return Scored(token, key, carrier, min(tally.points, 100), "; ".join(tally.reasons))


def _is_file(view: View, token: Token, nearby: Nearby | None) -> bool:
    """Tell a carrier's own file, which it counts by the year: "claim at Speedy № 2026-118273"."""
    told = nearby is not None and nearby.says is Says.TRACKING
    return not told and bool(_YEARLY.fullmatch(view.text[token.start : token.end]))


def _is_anothers(view: View, token: Token, best: TrackingFit, carriers: frozenset[str]) -> bool:
    """Tell whether digits only happen to fit: any eleven GLS's shape, one in ten a check digit."""
    if best.letters or best.carrier in carriers:
        return False
    return best.loose or Says.CARRIER in sentence_says(view, token)


def _is_apposed(view: View, token: Token, best: TrackingFit | None) -> bool:
    """Tell a right check digit of the carrier named behind: "0410057616 (DHL)" is no phone."""
    checked = best is not None and best.has_check and best.checked and not token.joined
    return checked and best is not None and best.carrier in carrier_behind(view, token)


def _is_named(view: View, token: Token, nearby: Nearby | None) -> bool:
    """Tell whether a word for "number" stands between a carrier's name and the run."""
    between = view.text[nearby.label.end : token.start] if nearby else ""
    return bool(re.search(r"[^\W\d_]", between))


def _told_of_carrier(
    view: View,
    token: Token,
    nearby: Nearby | None,
    best: TrackingFit | None,
    digits: int,
    mail: Mailwide,
) -> bool:
    """Tell whether a long run's sentence speaks of a carrier or a parcel and of no other number.

    "The dpd link (15501234567890)", "the Hermes one, H01HYA0012345678": stores count shorter.
    """
    counted = best is not None and best.short and len(token.number) == _SHORTEST
    long = (len(token.number) >= _LONG or counted) and digits >= _SHORTEST
    long = long and token.number.isalnum()
    proper = best is not None and best.letters and not best.loose
    claims = [m for m in view.claims(token) if m.kind != "phone" or digits <= _PHONES]
    if not long or proper or token.joined or claims or is_marketplaces(token.number):
        return False
    if may_be_phone(token.number, view.language):
        return False
    said = sentence_says(view, token)
    free = free_says(view, token)
    if Says.CARRIER in free and not free & _ANOTHERS:
        return not counted or best is None or best.carrier in mail.carriers
    if counted:
        return False
    if nearby is not None and nearby.direct and nearby.says is not Says.NUMBER:
        return False
    if not mail.unsent or view.number_word_of_another(token):
        return False
    if is_of_parcel(view, token):
        return True
    if view.field == "subject" and view.on_own_line(token) and mail.lettered:
        return len(token.number) > _PHONES  # as many as an article's barcode has
    # Where the order has its label, what else is so long and goes unnamed is a parcel's.
    least = _LONGER if mail.orderly else _LONGEST
    return mail.posted and not said & _ANOTHERS and len(token.number) >= least


def _counted_by_carrier(
    view: View,
    token: Token,
    nearby: Nearby | None,
    best: TrackingFit | None,
    carriers: frozenset[str],
) -> bool:
    """Tell whether a bare run has the shape of a carrier the mail names: "Number 62001844…"."""
    if best is None or best.carrier not in carriers or token.joined:
        return False
    if (best.letters and not best.loose) or view.claims(token):
        return False
    if view.field == "subject" and view.on_own_line(token):
        return len(token.number) >= _LONGER
    if nearby is None or not nearby.direct:
        return len(token.number) >= _LONGEST
    return nearby.says is Says.NUMBER and len(token.number) >= _LONGER


def _is_serial(view: View, token: Token, nearby: Nearby | None, best: TrackingFit | None) -> bool:
    """Tell a parcel's serial number by its length, beginning and check digit: "3735 …", "0034 …".

    In a subject it stands without any word: "373500498812340071 is stuck".
    """
    if best is None or not best.serial or not best.checked or token.joined:
        return False
    return not view.claims(token) and (nearby is None or not nearby.direct)


def _begins_with_carrier(token: Token) -> bool:
    """Tell whether a carrier's name is glued to its digits: "GHN104420931"."""
    match = _GLUED.fullmatch(token.number)
    return match is not None and fold_word(match.group(1)) in _carrier_words()


@cache
def _carrier_words() -> frozenset[str]:
    return frozenset(fold_word(word) for word in load_facts().carriers)


def _shape_points(
    tally: Tally, fits: tuple[TrackingFit, ...], carriers: frozenset[str]
) -> TrackingFit | None:
    named = next((f for f in fits if f.carrier in carriers), None)
    best = named or next(iter(fits), None)
    if best is None:
        return None
    if best.letters:
        feature = "tracking_shape_weak" if best.loose else "tracking_shape"
        if not best.checked:
            feature = "tracking_shape_failed"
        tally.add(
            feature, f"shape of {best.carrier}" + ("" if best.checked else ", check digit wrong")
        )
    elif best.has_check:
        tally.add("tracking_digits_fit", f"check digit of {best.carrier}")
    if named:
        tally.add("carrier_word", f"{named.carrier} named in the mail")
    return best


def _against(
    tally: Tally,
    view: View,
    token: Token,
    nearby: Nearby | None,
    labelled: bool,
    best: TrackingFit | None,
    carriers: frozenset[str],
) -> None:
    claims = () if token.parameter else view.claims(token)
    # "881 244 107 GB" are gigabytes only without the letters before them.
    postal = token.joined and best is not None and best.carrier == _POSTAL
    # "[GD258934365WW]" stands in a help desk's brackets, and yet is a carrier's.
    bracketed = best is not None and best.letters and best.checked and not best.loose
    harmless = {kind for kind, so in (("amount", postal), ("case number", bracketed)) if so}
    hard = next((m for m in claims if m.hard and m.kind not in harmless), None)
    if hard:
        tally.add("hard_decoy", f"looks like {hard.kind}")
    elif (
        claims
        and not (labelled or token.proven or _is_apposed(view, token, best))
        and not (best and best.letters)
    ):
        tally.add("soft_decoy", f"looks like {claims[0].kind}")
    if nearby is None or labelled or (token.proven and nearby.says is not Says.OTHER):
        return
    # Letters with a right check digit stay a parcel's whatever it is called: "item RI…IL".
    # So do those of a carrier the mail names: "left at the Hermes shop, receipt H1000…".
    proven = (
        best is not None
        and best.letters
        and best.checked
        and (best.has_check or (not best.loose and best.carrier in carriers))
    )
    other = nearby.says is Says.OTHER and nearby.direct and not proven
    # Letters decide over an order label; digits do not.
    order = nearby.says in {Says.ORDER, Says.STEM} and not (best and best.letters and best.checked)
    if other or (order and nearby.direct):
        tally.add("look_alike", f"label {nearby.label.text}")
