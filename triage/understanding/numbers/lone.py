"""Finds the order number that no label names: of an order's shape and claimed by nothing else.

The trap: whatever is found here is a guess from silence, so it is only ever suggested, and any
doubt (two unlike numbers, a phone's shape, an order named elsewhere) silences it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from triage.understanding.numbers.addresses import beside_contact, ends_address, in_block, is_town
from triage.understanding.numbers.context import Nearby, View
from triage.understanding.numbers.decoys import looks_like_phone
from triage.understanding.numbers.facts import Tier, load_facts
from triage.understanding.numbers.forms import Shape, shape_of
from triage.understanding.numbers.headings import closes_subject
from triage.understanding.numbers.keys import canonical, key_of
from triage.understanding.numbers.labels import Says
from triage.understanding.numbers.makes import is_make
from triage.understanding.numbers.marketplaces import (
    has_own_form,
    is_blocked,
    is_counted,
    is_of_page,
)
from triage.understanding.numbers.nouns import is_lettered
from triage.understanding.numbers.orders import Rules, Scored
from triage.understanding.numbers.sentences import sentence_says
from triage.understanding.numbers.shapes import order_fits, tier_of
from triage.understanding.numbers.tally import Tally
from triage.understanding.numbers.tokens import Token

_CAPITALS = re.compile(r"(?<![^\W\d_])([^\W\d_]{2,20}) ?$")
_NOUN = re.compile(r"(?<![^\W\d_])[^\W\d_]{4,40} ?$")
_COUNTED = re.compile("[0-9]{4,7}")
_COLOUR = re.compile("[0-9]{6}")
_ACRONYM = 5  # letters
_NEAR = 1000  # two orders of one customer lie about this far apart, where stores count up
_SHORTEST_PARCEL = 8  # signs of a carrier's number
_PAGE = 40  # characters before a number in which its marketplace's page is spoken of
_OWN = frozenset({"subject", "text"})
_SIGNS = frozenset({Says.ORDER, Says.STEM, Says.WEAK, Says.SHORT})


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
    if view.field == "signature" and not view.on_own_line(token):
        return None  # "Gun-Britt Sandell\nLL-40388"
    if token.parameter or view.claims(token):
        return None
    if key_of(token.number) in rules.ignore or rules.own_case.fullmatch(token.number):
        return None
    another = {Says.OTHER, Says.CARRIER} | (
        set() if _is_swapped(token, swapped) else {Says.TRACKING}
    )
    own = has_own_form(view.text[token.start : token.end], token, rules.sent_at)
    named = nearby if nearby and nearby.direct and nearby.says in another else None
    if named and not outweighs(view, token, named, rules):
        return None
    shape = Shape.OWN if own else shape_of(view, token)
    if shape is None or (quoted and shape is not Shape.LETTERS):
        return None
    return Lone(view, token, nearby, shape)


def outweighs(view: View, token: Token, nearby: Nearby, rules: Rules) -> bool:
    """Tell whether a number's own form outweighs another thing's noun beside it."""
    if closes_subject(view, token, nearby):
        return True
    if nearby.says is not Says.OTHER or is_blocked(nearby.label, token.number):
        return False
    page = is_of_page(view.text[max(0, token.start - _PAGE) : token.start], token.number)
    own = has_own_form(view.text[token.start : token.end], token, rules.sent_at)
    return own or (page and view.in_brackets(token))


def _is_swapped(token: Token, swapped: bool) -> bool:
    return swapped and len(token.number) < _SHORTEST_PARCEL


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
        elif named and not _is_ours(one, named):
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
    # No marketplace's form outweighs what of letters and digits stands in the subject.
    likely = [
        s.token.number
        for v, s in found
        if s.score == best or (v.field == "subject" and is_lettered(s.token.number))
    ]
    return [(v, s) for v, s in found if any(alike(s.token.number, n) for n in likely)]


def _is_ours(one: Lone, named: Sequence[Scored]) -> bool:
    """Tell a #10987 beside a marketplace's number of the order: "Amazon 503-…, yours #10987"."""
    marked = one.view.has_hash(one.token) and bool(_COUNTED.fullmatch(one.token.number))
    return marked and all(tier_of(s.channel) is Tier.STRONG for s in named)


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
        if c.key != one.key
        and c.shape is one.shape
        and view.field in {"text", c.view.field}
        and not _is_town(c)
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
    if one.shape is Shape.DIGITS and _is_parcel_of_sentence(one, says):
        tally.add("lone_doubt", "a carrier brought it")
    if one.shape in {Shape.DIGITS, Shape.GLUED} and not view.has_hash(token):
        other = Says.OTHER in says and not says & {Says.ORDER, Says.STEM, Says.SHORT}
        contact = not says & _SIGNS and (beside_contact(view, token) or in_block(view, token))
        if other or (view.field == "text" and (contact or _is_elsewise(one, says, language))):
            tally.add("lone_doubt")


def _is_parcel_of_sentence(one: Lone, says: frozenset[Says]) -> bool:
    """Tell long digits in a sentence about a carrier alone: "Budbee came with 13462325"."""
    long = len(one.token.number) >= _SHORTEST_PARCEL and one.view.field == "text"
    carriers = any(label.says is Says.CARRIER for label in one.view.labels_beside(one.token))
    return long and carriers and not says & _SIGNS and not one.view.has_hash(one.token)


def _is_makes(one: Lone, language: str) -> bool:
    orderly = sentence_says(one.view, one.token) & _SIGNS
    return one.shape is Shape.DIGITS and not orderly and is_make(one.view, one.token, language)


def _is_named(view: View, token: Token) -> bool:
    """Tell whether capitals in a sentence, or a noun and №, name the run ("mã GD 14423398")."""
    before = view.text[max(0, token.start - 60) : token.start]
    found = _CAPITALS.search(before)
    # "ANULUJCIE 100061943": what names a number of such a form is short.
    longest = _ACRONYM if is_counted(key_of(token.number)) else len(before)
    capitals = found and found[1].isupper() and len(found[1]) <= longest
    if capitals and sum(c.islower() for c in before) > sum(c.isupper() for c in before):
        return True
    sign = token.start - 1 - (len(before) - len(before.rstrip(" ")))
    written = view.plain.original[view.plain.places[sign]] if before.rstrip(" ") else ""
    return written == "№" and bool(_NOUN.search(before.rstrip(" ")[:-1]))


def alike(one: str, other: str) -> bool:
    """Tell whether two numbers are counted by the same store: one mould, digits near."""
    if not (one.isdigit() and other.isdigit()):
        return _mould(one) == _mould(other)
    if is_counted(one) and is_counted(other):
        return True
    return len(one) == len(other) and abs(int(one) - int(other)) <= _NEAR


def _mould(number: str) -> str:
    return re.sub("[0-9]", "0", re.sub("[ -]", "", number.upper()))
