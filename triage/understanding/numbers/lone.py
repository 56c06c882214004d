"""Finds the order number that no label names: of an order's shape and claimed by nothing else.

The trap: whatever is found here is a guess from silence, so it is only ever suggested, and any
doubt (two unlike numbers, a phone's shape, an order named elsewhere) silences it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from triage.understanding.numbers.addresses import beside_contact, ends_address, in_block, is_town
from triage.understanding.numbers.context import Nearby, View
from triage.understanding.numbers.decoys import EU, looks_like_phone
from triage.understanding.numbers.elsewhere import names_marketplace
from triage.understanding.numbers.facts import Tier, load_facts
from triage.understanding.numbers.keys import canonical, key_of
from triage.understanding.numbers.labels import Says
from triage.understanding.numbers.makes import is_make
from triage.understanding.numbers.orders import Rules, Scored
from triage.understanding.numbers.sentences import sentence_says
from triage.understanding.numbers.shapes import is_proper_tracking, order_fits, tracking_fits
from triage.understanding.numbers.tally import Tally
from triage.understanding.numbers.tokens import Token

_HYPHENED = re.compile(
    "([A-Z]{1,5})[-_](?:[0-9]{5,10}|[0-9]{4}(?:-[0-9]{2})?[-_][0-9]{3,7}"
    "|[0-9]{2}(?:-[0-9]{2})?[-_][0-9]{3,7}|[0-9]{4})"
)
_GLUED = re.compile("([A-Z]{1,3})[0-9]{5,8}")
_LETTERED_YEAR = re.compile("[A-Z]{1,3}[0-9]{2}-[0-9]{4,6}")  # "B26-3223"
_YEARLY = re.compile(
    "20[0-9]{2}-[0-9]{4,6}"
)  # "2026-34410", as invoices and tickets are counted, too
# PrestaShop's reference is nine drawn capitals, six in ten of which look so. Of 21,001 words of
# nine plain letters in the examples 185 do, none of them in capitals.
_DRAWN = re.compile("(?=.*[^AEIOUY]{4})(?:[^AEIOUY]*[AEIOUY]){0,2}[^AEIOUY]*")
_CAPITAL_REFERENCE = re.compile("[A-Z]{9}")
_DIGITS = re.compile("[1-9][0-9]{4,9}|0{2,5}[1-9][0-9]{3,6}|[1-9][0-9]{13,15}")
_SOLD = re.compile("[1-9][0-9]{9,15}")  # what marketplaces count by
_AFTER_HASH = re.compile("[0-9]{4,10}")
_SPOKEN = re.compile("[1-9][0-9] [0-9]{3}")
_CAPITALS = re.compile("(?<![A-Za-z])[A-Z]{2,20} ?$")
_NOUN = re.compile(r"(?<![^\W\d_])[^\W\d_]{4,40} ?$")
_PARTED = re.compile("[A-Za-z]{1,4} [0-9]{4,9}")
_GROUP_BEFORE = re.compile("[0-9](?:[ .-]|-: )$|〒[ :]{0,2}$")
_GROUP_BEHIND = re.compile("[ .-][0-9]")
_COLOUR = re.compile("[0-9]{6}")
_NEAR = 1000  # two orders of one customer lie about this far apart, where stores count up
_SHORTEST_PARCEL = 8  # signs of a carrier's number
_OWN = frozenset({"subject", "text"})
_SIGNS = frozenset({Says.ORDER, Says.STEM, Says.WEAK, Says.SHORT})


class Shape(StrEnum):
    """How a lone number looks; each value is the feature it earns."""

    LETTERS = "lone_letters"
    GLUED = "lone_glued"
    DIGITS = "lone_digits"
    PARTED = "lone_parted"  # "LL 60334", believed only beside an LL-60331


@dataclass(frozen=True, slots=True)
class Lone:
    """A run no label speaks for, with the field it stands in."""

    view: View
    token: Token
    nearby: Nearby | None
    shape: Shape

    @property
    def key(self) -> str:
        """The key the number would be looked up by."""
        return key_of(self.token.number)


def lone(
    view: View, token: Token, nearby: Nearby | None, rules: Rules, *, swapped: bool = False
) -> Lone | None:
    """Take a run for a possible order without label, None if its shape or anything speaks against.

    What stands in a quote must have letters: digits there are the shop's own footer. Where the mail
    calls a carrier's number an order (`swapped`), the "tracking number" too short for one is it.
    """
    quoted = view.field not in _OWN
    if token.parameter or view.claims(token):
        return None
    if key_of(token.number) in rules.ignore or rules.own_case.fullmatch(token.number):
        return None
    another = {Says.OTHER, Says.CARRIER} | (
        set() if _is_swapped(token, swapped) else {Says.TRACKING}
    )
    if nearby and nearby.direct and nearby.says in another:
        return None
    shape = _shape(view, token)
    if shape is None or (quoted and shape is not Shape.LETTERS):
        return None
    return Lone(view, token, nearby, shape)


def _is_swapped(token: Token, swapped: bool) -> bool:
    return swapped and len(token.number) < _SHORTEST_PARCEL


def _shape(view: View, token: Token) -> Shape | None:
    number = token.number.upper()
    if token.joined:
        written = view.text[token.start : token.end]
        broken = _HYPHENED.fullmatch(number) and "-" in written and "\n" in written
        spoken = view.field == "subject" and _SPOKEN.fullmatch(written)
        if not broken and not spoken:
            return Shape.PARTED if _PARTED.fullmatch(written) else None
    if match := _HYPHENED.fullmatch(number) or _GLUED.fullmatch(number):
        foreign = match.group(1) in load_facts().foreign_prefixes
        glued = match.re is _GLUED
        taxed = glued and match.group(1) in EU and len(number) >= 10
        parcel = is_proper_tracking(tracking_fits(number))
        if foreign or taxed or parcel or not _is_cased(token.number):
            return None
        return Shape.GLUED if glued or re.fullmatch("[A-Z]+-[0-9]{4}", number) else Shape.LETTERS
    if _CAPITAL_REFERENCE.fullmatch(token.number):
        drawn = _DRAWN.fullmatch(number) and not _is_shouted(view, token)
        return Shape.GLUED if drawn else None
    if _is_grouped(view, token):
        return None
    shown = view.field == "subject" or view.in_brackets(token)
    if _LETTERED_YEAR.fullmatch(number) or (shown and _YEARLY.fullmatch(number)):
        return Shape.GLUED
    if view.has_hash(token) and _AFTER_HASH.fullmatch(number):
        return Shape.DIGITS
    # A round number in a sentence is a price or a quantity.
    if number.endswith("000" if view.field == "subject" else "00"):
        return None
    if _SOLD.fullmatch(number) and names_marketplace(view, token):
        return Shape.DIGITS
    medium = number.isdigit() and any(s.tier is Tier.MEDIUM for s in order_fits(number))
    return Shape.DIGITS if medium or _DIGITS.fullmatch(number) else None


def _is_shouted(view: View, token: Token) -> bool:
    """Tell whether the words around the run are in capitals, too."""
    around = view.text[max(0, token.start - 60) : token.start] + view.text[token.end :][:60]
    return sum(c.isupper() for c in around) > sum(c.islower() for c in around)


def _is_grouped(view: View, token: Token) -> bool:
    """Tell whether more digits stand beside the run: a phone or a number in groups."""
    before, after = view.text[max(0, token.start - 4) : token.start], view.text[token.end :][:2]
    return bool(_GROUP_BEFORE.search(before) or _GROUP_BEHIND.match(after))


def _is_cased(number: str) -> bool:
    letters = [c for c in number if c.isalpha()]
    return all(c.isupper() for c in letters) or all(c.islower() for c in letters)


def judge(
    candidates: Sequence[Lone], named: Sequence[Scored], orderly: bool, language: str
) -> list[tuple[View, Scored]]:
    """Score what no label names, given the orders that are named; all reach "suggest" or go."""
    found: list[tuple[View, Scored]] = []
    candidates = _whole(candidates)
    for one in candidates:
        tally = Tally()
        tally.add(one.shape.value, "no label")
        like = [s for s in named if alike(one.token.number, s.token.number)]
        if one.shape is Shape.PARTED and not like and not _has_model(one, candidates):
            continue
        if like and not (_is_town(one) and all(s.token.number != one.token.number for s in like)):
            tally.add("lone_alike", f"like {like[0].token.number}")
        elif named:
            continue
        _context(tally, one, candidates, orderly, language)
        score = min(tally.points, load_facts().points["link_cap"])
        if score >= 40:
            token = one.token
            channel = next((s.id for s in order_fits(token.number) if s.tier is Tier.MEDIUM), "")
            key = canonical(token.number, channel)
            reason = "; ".join(tally.reasons)
            found.append((one.view, Scored(token, key, channel or "store", score, reason)))
    best = max((scored.score for _, scored in found), default=0)
    likely = [s.token.number for _, s in found if s.score == best]
    return [(v, s) for v, s in found if any(alike(s.token.number, n) for n in likely)]


def _whole(candidates: Sequence[Lone]) -> list[Lone]:
    """Leave out what is part of a longer one, and digits beside a lettered number."""
    lettered = any(c.shape is Shape.LETTERS for c in candidates)
    return [
        one
        for one in candidates
        if not (lettered and one.shape in {Shape.DIGITS, Shape.GLUED} and not _is_headed(one))
        and not any(
            other is not one
            and other.view is one.view
            and other.token.start <= one.token.start
            and one.token.end <= other.token.end
            and len(other.token.number) > len(one.token.number)
            for other in candidates
        )
    ]


def _is_headed(one: Lone) -> bool:
    """Tell a #20533 of the subject, which no L-2608-114 of a batch outweighs."""
    return one.view.field == "subject" and one.view.has_hash(one.token)


def _has_model(one: Lone, candidates: Sequence[Lone]) -> bool:
    return any(c.shape is Shape.LETTERS and alike(one.key, c.key) for c in candidates)


def _is_elsewise(one: Lone, says: frozenset[Says], language: str) -> bool:
    """Tell whether digits in running text read as a postcode or a phone number."""
    phone = Says.SHORT not in says and looks_like_phone(one.token.number, language)
    return phone or _is_town(one) or ends_address(one.view, one.token, language)


def _is_town(one: Lone) -> bool:
    return one.shape is Shape.DIGITS and is_town(one.view, one.token)


def _context(
    tally: Tally, one: Lone, candidates: Sequence[Lone], orderly: bool, language: str
) -> None:
    view, token = one.view, one.token
    others = {
        c.key: c
        for c in candidates
        if c.key != one.key and c.shape is one.shape and view.field in {"text", c.view.field}
    }
    group = all(alike(token.number, c.token.number) for c in others.values())
    says = sentence_says(view, token)
    if group:
        tally.add("lone_only", "the only one such" if not others else "all such are alike")
    if view.field == "subject":
        tally.add("subject", "in the subject")
    if view.has_hash(token) and not orderly and _COLOUR.fullmatch(token.number):
        tally.add("lone_doubt", "may be a colour")
    elif view.has_hash(token):
        tally.add("hash", "# before")
    if view.in_brackets(token):
        tally.add("lone_brackets", "in brackets")
    if view.field != "subject" and view.on_own_line(token):
        tally.add("own_line", "on its own line")
    if says & _SIGNS or (others and group):
        tally.add("lone_sentence", "order word in the sentence" if says & _SIGNS else "a pair")
    named = view.number_word_of_another(token) or _is_named(view, token)
    several = bool(others) and group
    if (named and one.shape is not Shape.LETTERS) or (not several and _is_makes(one, language)):
        tally.add("lone_doubt", "another word names it")
    if one.shape in {Shape.DIGITS, Shape.GLUED} and not view.has_hash(token):
        other = Says.OTHER in says and not says & {Says.ORDER, Says.STEM, Says.SHORT}
        contact = not says & _SIGNS and (beside_contact(view, token) or in_block(view, token))
        if other or (view.field == "text" and (contact or _is_elsewise(one, says, language))):
            tally.add("lone_doubt")


def _is_makes(one: Lone, language: str) -> bool:
    orderly = sentence_says(one.view, one.token) & _SIGNS
    return one.shape is Shape.DIGITS and not orderly and is_make(one.view, one.token, language)


def _is_named(view: View, token: Token) -> bool:
    """Tell whether capitals in a sentence, or a noun and №, name the run ("mã GD 14423398")."""
    before = view.text[max(0, token.start - 60) : token.start]
    capitals = _CAPITALS.search(before)
    if capitals and sum(c.islower() for c in before) > sum(c.isupper() for c in before):
        return True
    sign = token.start - 1 - (len(before) - len(before.rstrip(" ")))
    written = view.plain.original[view.plain.places[sign]] if before.rstrip(" ") else ""
    return written == "№" and bool(_NOUN.search(before.rstrip(" ")[:-1]))


def alike(one: str, other: str) -> bool:
    """Tell whether two numbers are counted by the same store: one mould, digits near."""
    if not (one.isdigit() and other.isdigit()):
        return _mould(one) == _mould(other)
    return len(one) == len(other) and abs(int(one) - int(other)) <= _NEAR


def _mould(number: str) -> str:
    return re.sub("[0-9]", "0", re.sub("[ -]", "", number.upper()))
