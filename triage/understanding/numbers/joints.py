"""Tells whether groups of signs are one tracking number: by check digit, label, shape, evenness.

The trap: two numbers side by side are groups as well, so digits need a label and even groups.
"""

from __future__ import annotations

import re

from triage.understanding.numbers.context import View
from triage.understanding.numbers.shapes import TrackingFit
from triage.understanding.numbers.tally import Mailwide
from triage.understanding.numbers.tokens import Token

_GROUPS = re.compile("(?:[A-Z]{1,4} )?[0-9]{2,5}(?: [0-9]{1,5}){1,8}")
_SHORTEST = 8  # digits of a number cut evenly
_LONGER = 12  # signs from which a label and loose letters suffice
_FEW = 3  # groups
_LONGEST_CUT, _WIDEST_CUT = 35, 5  # signs of a number told in groups, and of a group
_POSTAL = "s10"


def may_join(
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
