"""Scores runs as tracking numbers; digits alone never suffice, letters with a check digit do."""

from __future__ import annotations

import re
from functools import cache

from triage.understanding.numbers.bearers import CARRIERS
from triage.understanding.numbers.context import Nearby, View
from triage.understanding.numbers.decoys import may_be_phone
from triage.understanding.numbers.facts import Tier, load_facts
from triage.understanding.numbers.keys import key_of
from triage.understanding.numbers.labels import Says
from triage.understanding.numbers.marketplaces import is_marketplaces
from triage.understanding.numbers.orders import Scored
from triage.understanding.numbers.plain import fold_word
from triage.understanding.numbers.sentences import is_of_parcel, sentence_says
from triage.understanding.numbers.shapes import TrackingFit, order_fits, tracking_fits
from triage.understanding.numbers.tally import Mailwide, Tally
from triage.understanding.numbers.tokens import Token

_GROUPS = re.compile("(?:[A-Z]{1,4} )?[0-9]{2,5}(?: [0-9]{1,5}){1,8}")
_GLUED = re.compile("([A-Za-z]{3,8})[0-9]{8,16}")
_LONG = 10  # signs of a parcel's number that only the sentence names
_LONGER = 12  # the same, where the sentence says "number" and the mail names the carrier
_LONGEST = 20  # no store, shop, phone or card counts as long
_SHORTEST = 8  # signs of a parcel's number that has no carrier's shape
_PHONES = 13  # digits no phone number has more of, its trunk 0 included
_FEW = 3  # groups
_ANOTHERS = frozenset({Says.ORDER, Says.STEM, Says.OTHER})
_LONGEST_CUT, _WIDEST_CUT = 35, 5  # signs of a number told in groups, and of a group
_POSTAL = "s10"
_SERIALS = frozenset({"dhl_de_20", "poczta_pl", "postnord"})
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
    lettered = labelled and token.number.isupper() and len(token.number) >= _SHORTEST
    if digits < (2 if lettered else 4) or len(token.number) < 6 or key_of(token.number) in ignore:
        return None
    if any(s.tier is Tier.STRONG for s in order_fits(token.number)):
        return None
    fits = tracking_fits(token.number)
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
    if token.joined and not _may_join(view, token, fits, carriers, carried, mail):
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


def _is_anothers(view: View, token: Token, best: TrackingFit, carriers: frozenset[str]) -> bool:
    """Tell whether digits only happen to fit: any eleven GLS's shape, one in ten a check digit."""
    if best.letters or best.carrier in carriers:
        return False
    return best.loose or Says.CARRIER in sentence_says(view, token)


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
    long = len(token.number) >= _LONG and digits >= _SHORTEST and token.number.isalnum()
    proper = best is not None and best.letters and not best.loose
    if not long or proper or token.joined or view.claims(token) or is_marketplaces(token.number):
        return False
    if may_be_phone(token.number, view.language):
        return False
    said = sentence_says(view, token)
    if Says.CARRIER in said and not said & _ANOTHERS:
        return True
    if nearby is not None and nearby.direct and nearby.says is not Says.NUMBER:
        return False
    if not mail.unsent or view.number_word_of_another(token):
        return False
    if is_of_parcel(view, token):
        return True
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
    if nearby is None or not nearby.direct:
        return len(token.number) >= _LONGEST
    return nearby.says is Says.NUMBER and len(token.number) >= _LONGER


def _is_serial(view: View, token: Token, nearby: Nearby | None, best: TrackingFit | None) -> bool:
    """Tell a parcel's serial number by its length, beginning and check digit: "3735 …", "0034 …".

    In a subject it stands without any word: "373500498812340071 is stuck".
    """
    if best is None or best.carrier not in _SERIALS or not best.checked or token.joined:
        return False
    return not view.claims(token) and (nearby is None or not nearby.direct)


def _begins_with_carrier(token: Token) -> bool:
    """Tell whether a carrier's name is glued to its digits: "GHN104420931"."""
    match = _GLUED.fullmatch(token.number)
    return match is not None and fold_word(match.group(1)) in _carrier_words()


@cache
def _carrier_words() -> frozenset[str]:
    return frozenset(fold_word(word) for word in load_facts().carriers)


def _may_join(
    view: View,
    token: Token,
    fits: tuple[TrackingFit, ...],
    carriers: frozenset[str],
    labelled: bool,
    mail: Mailwide,
) -> bool:
    """Allow groups put together where check digit, the carrier's name and letters, label and
    shape, or even groups of digits behind a label prove them one."""
    if any(f.letters and f.checked and (f.has_check or f.carrier in carriers) for f in fits):
        return True
    long = len(token.number) > _LONGER
    if labelled and any(f.checked and (not f.loose or (long and f.letters)) for f in fits):
        return True
    # Letters at both ends, the last a country's: with a digit misread it is still the post's.
    if any(f.carrier == _POSTAL for f in fits) and (labelled or mail.told_of_parcels):
        return True
    written = view.text[token.start : token.end]
    alone = view.text[token.end : token.end + 1] in {"", "\n"}
    if labelled and alone and fits and re.fullmatch("[0-9 ]+", written):
        return True  # nothing else on the line to which the last groups could belong
    even = _GROUPS.fullmatch(written) and _is_even(written)
    return labelled and bool(even or _is_cut_evenly(view, token))


def _is_cut_evenly(view: View, token: Token) -> bool:
    """Tell whether letters and digits stand in equal groups: "H00AA A0123 4567"."""
    written = view.text[token.start : token.end]
    pieces = written.split(" ")
    if view.is_filler(pieces[0]) or view.holds_label(token):
        return False  # "TRACKING NO H00AA …"
    sizes = [len(piece) for piece in pieces]
    digits = sum(sign.isdigit() for sign in written)
    mixed = any(not piece.isdigit() and not piece.isalpha() for piece in pieces)
    if not mixed or not written.isupper() or digits < _SHORTEST or sum(sizes) > _LONGEST_CUT:
        return False
    # The first group may be the letters of a service: "PQ 4F3A 1234 5678 0100 028".
    whole = sizes[1:-1] if pieces[0].isalpha() else sizes[:-1]
    return len(set(whole)) == 1 and 3 <= sizes[-1] <= whole[0] <= _WIDEST_CUT


def _is_even(written: str) -> bool:
    sizes = [len(piece) for piece in re.findall("[0-9]+", written)]
    if len(sizes) > _FEW and sizes[0] < sizes[1]:
        sizes = [sizes[1], *sizes[1:]]  # "20 4508 8441 7203"
    return 9 <= sum(sizes) <= 26 and max(sizes[:-1]) - min(sizes[:-1]) <= 1 and sizes[-1] <= 5


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
    hard = next((m for m in claims if m.hard and not (postal and m.kind == "amount")), None)
    if hard:
        tally.add("hard_decoy", f"looks like {hard.kind}")
    elif claims and not labelled and not (best and best.letters):
        tally.add("soft_decoy", f"looks like {claims[0].kind}")
    if nearby is None or labelled:
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
