"""Tells whether a noun that is no order's really names the number, or leaves it to another thing.

The trap: "chair (LL-20931)" is an order behind the goods, "model (LL-20931)" may be a model's name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from triage.understanding.numbers.facts import load_facts
from triage.understanding.numbers.labels import Label, Says
from triage.understanding.numbers.plain import fold_word
from triage.understanding.numbers.shapes import is_proper_tracking, tracking_fits
from triage.understanding.numbers.tokens import Token

OF_THINGS = frozenset({"invoice", "case", "sku", "tracking"})  # numbers that orders have
_LETTERED = re.compile("([A-Za-z]{1,4})-(?:[0-9]{4}-)?[0-9]{3,9}")
_ENDED = re.compile(r"\.\s")
_WHOLE_WORD = re.compile(r"[^\W\d_]{5}$")  # a shorter one may be cut short by its full stop
_SAID = 60  # characters before an order's label in which its carrier is named
_CLAUSE = re.compile(r"[!?。！？؟\n;]|\.\s")
_CELL_BEHIND = re.compile(r" ?[\t|]")
_NUMBER_BEFORE = re.compile(r"[0-9]{3}[A-Z]{0,2}\.? $")
_TAKEN = 12  # characters before a noun in which the end of its number stands
_PARCEL = 10  # signs of the shortest numbers of carriers
_SERIAL = re.compile("00[0-9]{18}")  # of a parcel, by GS1
_SHORTEST_PARCEL = 8
_WAYBILL_NUMBER = 10  # the same, with a word for "number" between
_WAYBILL = 3  # characters between a carrier's name and its paper


def is_lettered(number: str) -> bool:
    """Tell letters, a hyphen and digits, as stores count: "LL-20931", "W-2026-00904"."""
    return _LETTERED.fullmatch(number) is not None


def names_another(
    label: Label,
    gap: str,
    token: Token,
    *,
    direct: bool,
    relates: bool,
    numbered: bool,
    answered: bool,
) -> bool:
    """Tell whether a noun that is no order's leaves the number to another thing.

    `relates` if the words between speak of another thing, `numbered` if one of them is "number",
    `answered` if they stand in the subject of an answer, where the store counts.
    """
    if label.says not in {Says.OTHER, Says.TRACKING}:
        return False
    lettered = is_proper_tracking(tracking_fits(token.number)) or is_lettered(token.number)
    related = direct and label.detail in OF_THINGS and relates
    if is_carried(label, token):
        return True
    if label.says is Says.OTHER:
        if "," in gap and not label.full and not numbered:
            return True  # "my case, 88213 my order", but "a receipt, no. 88213"
        if label.matter and label.detail == "customer":
            return (lettered and not is_its_own(label, token)) or (answered and gap == " #")
        marked = lettered or "#" in gap
        return (
            related
            or (marked and label.matter)
            or (lettered and not numbered and _in_apposition(label, gap, token))
        )
    if not (label.matter or related or (lettered and _in_apposition(label, gap, token))):
        return False
    # A parcel's number is long; an order's is short or has a hyphen behind its letters.
    parcel = bool(tracking_fits(token.number)) or len(token.number) >= _PARCEL
    return not parcel or lettered


def is_carried(label: Label, token: Token) -> bool:
    """Tell a parcel's own number behind the place it lay in, or the return it is.

    "paczkomatu (6209…)", "Retoure 00340435…": no postcode has as many signs, nor a return's number.
    """
    if label.says is not Says.OTHER or label.full:
        return False
    if label.detail == "postcode":
        return len(token.number) >= _PARCEL and not is_lettered(token.number)
    return label.matter and bool(_SERIAL.fullmatch(token.number))


def is_of_its_page(labels: Sequence[Label], index: int, token: Token) -> bool:
    """Tell whether a carrier's name right before a noun says whose it is: "GLS's page (0051…)"."""
    label, carrier = labels[index], labels[max(0, index - 1)]
    if carrier.says is not Says.CARRIER or label.detail != "sku" or label.full:
        return False
    shapes = load_facts().carriers[carrier.detail]
    near = 0 <= label.start - carrier.end <= _WAYBILL
    return near and any(fit.carrier in shapes for fit in tracking_fits(token.number))


def _in_apposition(label: Label, gap: str, token: Token) -> bool:
    """Tell whether a bracket or a dash tells of the thing: "chair (LL-20931)", "Damage - LL-20931".

    Not "voucher (no. …", nor "Contract - C-2026-118", which begins as the thing does.
    """
    dashed = gap == " - " and not is_its_own(label, token) and not _is_ticket(label)
    return not label.full and ("(" in gap or dashed)


def _is_ticket(label: Label) -> bool:
    return fold_word(label.text).startswith(load_facts().tickets)


def is_its_own(label: Label, token: Token) -> bool:
    """Tell letters that stand for the noun, or for such papers anywhere: "contract C-118"."""
    match = _LETTERED.fullmatch(token.number)
    prefix = match[1].upper() if match else ""
    own = bool(prefix) and fold_word(prefix)[0] == fold_word(label.text)[0]
    return own or prefix in load_facts().foreign_prefixes


def is_parted(text: str, label: Label, gap: str, token: Token) -> bool:
    """Tell whether a sentence ends between, or a table begins: "… on my phone. 8190…"."""
    if label.says is not Says.OTHER:
        return False
    whole = not label.full and not label.text.endswith(".")
    ended = whole and _ENDED.match(gap) and _WHOLE_WORD.search(text, label.start, label.end)
    # What ends a sentence heads no table; alone on its line it does.
    said = text[text.rfind("\n", 0, label.start) + 1 : label.start]
    row = "\n" in gap and " " in said.strip() and _CELL_BEHIND.match(text, token.end)
    return bool(ended or (row and "\t" not in gap and "|" not in gap))


def has_own_number(text: str, label: Label) -> bool:
    """Tell a noun that has its number before it: "RL182644095HU ragszámú küldemény (#33107"."""
    if label.says not in {Says.OTHER, Says.TRACKING}:
        return False
    return bool(_NUMBER_BEFORE.search(text[max(0, label.start - _TAKEN) : label.start]))


def is_code(text: str, word: Label) -> bool:
    """Tell a word for a code that opens a bracket, so behind goods: "the fountain (code 8804)"."""
    return text[: word.start].rstrip(" ").endswith("(") and word.text in load_facts().codes


def is_waybill(labels: Sequence[Label], index: int, token: Token) -> bool:
    """Tell whether a paper's or an order's noun is a carrier's: "СДЭК: накладная 10129948827".

    An order's only before what may be a parcel's: "申通快递单号", "Hermes-Auftragsnr. 04418829…".
    """
    label, before = labels[index], max(0, index - 1)
    if labels[before].says is Says.NUMBER:
        before = max(0, before - 1)
    carrier = labels[before]
    by_carrier = carrier.says is Says.CARRIER or carrier.detail == "tracking"
    if not by_carrier or not 0 <= label.start - carrier.end <= _WAYBILL_NUMBER:
        return False
    if label.start - carrier.end > _WAYBILL and not _is_paper(label):
        return False  # "MRW, nº de albarán 0482…"
    if label.says is Says.ORDER and carrier.says is Says.CARRIER:
        return len(token.number) >= _PARCEL and bool(tracking_fits(token.number))
    if label.detail != "invoice" or label.start <= carrier.end:
        return False
    # "DHL's invoice (no. BUD-R-0088127)" is to be paid.
    return token.number.isalnum() and len(token.number) >= _SHORTEST_PARCEL


def _is_paper(label: Label) -> bool:
    return fold_word(label.text).startswith(load_facts().waybills)


def names_carrier(text: str, labels: Sequence[Label], label: Label) -> bool:
    """Tell whether a carrier is named before an order's label: "Hermes … (Auftragsnr. 0441 …)"."""
    start = max(0, label.start - _SAID)
    start = max((m.end() for m in _CLAUSE.finditer(text, start, label.start)), default=start)
    return any(x.says is Says.CARRIER and start <= x.start < label.start for x in labels)


def sells(labels: Sequence[Label], index: int) -> bool:
    """Tell whether a marketplace's name only tells whose the noun before it is: "resi Shopee"."""
    label, noun = labels[index], labels[max(0, index - 1)]
    tracked = noun.says is Says.TRACKING and not noun.matter
    return tracked and label.start - noun.end <= 1 and label.text in load_facts().channel_words
