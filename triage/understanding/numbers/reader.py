"""Reads the order and tracking numbers out of a mail: `NumberReader`, the face of this folder.

First `candidates` names the keys worth looking up in the order list, then `read` decides with what
the list knew; both see the same runs, so nothing can be found that was not asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

from triage.understanding.meaning import NumberFound, Words
from triage.understanding.numbers.bare import bare
from triage.understanding.numbers.context import Nearby, View
from triage.understanding.numbers.elsewhere import (
    by_firm,
    is_bought_elsewhere,
    is_strangers,
    is_theirs,
    names_marketplace,
)
from triage.understanding.numbers.facts import expand_channels, load_facts
from triage.understanding.numbers.fields import tokens, views
from triage.understanding.numbers.headings import by_reference, is_whole_subject
from triage.understanding.numbers.keys import exact_keys, key_of, repaired_keys
from triage.understanding.numbers.labels import Says
from triage.understanding.numbers.lone import judge, lone, outweighs
from triage.understanding.numbers.merging import Found, longest, merge, overlap
from triage.understanding.numbers.orders import OrderHit, Rules, Scored, score_order
from triage.understanding.numbers.patterns import compile_order_pattern
from triage.understanding.numbers.returns import otherwise
from triage.understanding.numbers.several import expand
from triage.understanding.numbers.shapes import is_proper_tracking, tracking_fits
from triage.understanding.numbers.spoken import known_language
from triage.understanding.numbers.tally import Mailwide
from triage.understanding.numbers.tokens import Token
from triage.understanding.numbers.tracking import score_tracking
from triage.understanding.numbers.weeding import (
    ReadField,
    denied,
    is_counted,
    without_codes,
    without_misnamed,
    without_rumours,
    without_theirs,
)

SUGGEST = 40
LINK = 80  # links if the order list names the sender as the buyer
_MOST_KEYS = 800
_LETTERED = re.compile(r"(?<![\w-])[A-Z]{1,4}-[0-9]{4,9}(?![\w-])|#[0-9]{4,7}(?![\w-])")
_OF_PARCELS = frozenset({Says.CARRIER, Says.TRACKING})
_NOT_LOOKED_UP = frozenset({"link", "address", "entity", "case number"})


@dataclass(frozen=True, slots=True)
class NumberOptions:
    """What a store says of its numbers; `order_patterns` in the notation of patterns.py."""

    channels: frozenset[str] = (
        frozenset()
    )  # shape ids or groups ("amazon"); empty = all strong ones
    order_patterns: tuple[str, ...] = ()
    own_case_prefix: str = "C-"  # our case numbers, never order numbers
    ignore: frozenset[str] = frozenset()  # keys never taken: own phone, VAT id …


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers of a mail by first mention: subject, new text, form, quoted, signature."""

    orders: tuple[NumberFound, ...]
    tracking: tuple[NumberFound, ...]


class NumberReader:
    """Reads numbers for one store; built once, then pure."""

    def __init__(self, options: NumberOptions = NumberOptions()) -> None:
        patterns = tuple(compile_order_pattern(p) for p in options.order_patterns)
        self._rules = Rules(
            channels=expand_channels(options.channels),
            patterns=patterns,
            prefixes=frozenset(p.prefix for p in patterns if p.prefix),
            own_case=re.compile(
                re.escape(options.own_case_prefix or "\0") + "[0-9A-Z-]{3,20}", re.IGNORECASE
            ),
            ignore=options.ignore,
            known={},
            sent_at=None,
        )

    def candidates(self, words: Words, language: str) -> tuple[str, ...]:
        """Return the keys worth looking up in the store's order list."""
        keys: dict[str, None] = {}
        near: dict[str, None] = {}
        for view in views(words, known_language(language)):
            for token, _ in tokens(view, language):
                if (
                    any(m.kind in _NOT_LOOKED_UP for m in view.claims(token))
                    and not token.parameter
                ):
                    continue
                if not 2 <= len(token.number) <= 45:
                    continue
                keys.update(dict.fromkeys(exact_keys(token.number, self._rules.prefixes)))
                for part, _ in expand(token):
                    keys.update(dict.fromkeys(exact_keys(part.number, self._rules.prefixes)))
                near.update(dict.fromkeys(repaired_keys(token.number)))
        return tuple(islice({**keys, **near}, _MOST_KEYS))

    def read(
        self, words: Words, language: str, known: Mapping[str, OrderHit], sent_at: date | None
    ) -> Numbers:
        """Find the numbers of a mail, given what the order list knows of its keys."""
        rules = replace(self._rules, known=known, sent_at=sent_at)
        seen = tuple(views(words, known_language(language)))
        own = {label.says for view in seen[:2] for label in view.labels}
        orderly = bool(own & {Says.ORDER, Says.STEM})
        carriers = _carriers(seen)
        told = any(label.says in _OF_PARCELS for view in seen for label in view.labels)
        lettered = any(_LETTERED.search(view.text) for view in seen[:2])
        mail = Mailwide(orderly, carriers=carriers, lettered=lettered, told_of_parcels=told)
        fields = [_field(view, language, rules, mail) for view in seen]
        if not any(f.parcels for f in fields):
            mail = replace(mail, unsent=True, posted=bool(own & _OF_PARCELS))
            fields = [_with_parcels(field, rules, mail) for field in fields]
        spoken = known_language(language)
        fields = _with_quoted(without_theirs(fields, spoken), language, rules, mail)
        fields = without_misnamed(without_codes(without_theirs(fields, spoken)))
        fields = without_rumours(fields)
        orders = [Found(field.view, s) for field in fields for s in field.orders]
        orders += _unnamed(fields, rules, orderly, spoken)
        places = {id(field.view): place for place, field in enumerate(fields)}
        orders.sort(key=lambda f: (places[id(f.view)], f.scored.token.start))
        called = {f.scored.key for f in orders}  # here by its name, there only in passing
        parcels = [Found(f.view, s) for f in fields for s in f.parcels if s.key not in called]
        return Numbers(merge(orders), merge(parcels))


def _field(view: View, language: str, rules: Rules, mail: Mailwide) -> ReadField:
    found = tuple(
        (token, otherwise(view, token, _ours(view, token, nearby), language, rules))
        for token, nearby in tokens(view, language)
    )
    orders = longest(s for t, n in found for s in _orders(view, t, n, rules, mail))
    return _with_parcels(ReadField(view, found, tuple(orders), ()), rules, mail)


def _ours(view: View, token: Token, nearby: Nearby | None) -> Nearby | None:
    return by_reference(view, token, by_firm(view, token, nearby))


def _with_parcels(field: ReadField, rules: Rules, mail: Mailwide) -> ReadField:
    parcels = longest(
        scored
        for token, nearby in field.tokens
        if not any(overlap(token, s.token) for s in field.orders)
        and (scored := score_tracking(field.view, token, nearby, mail.carriers, rules.ignore, mail))
        and scored.score >= SUGGEST
    )
    return replace(field, parcels=tuple(parcels))


def _with_quoted(
    fields: Sequence[ReadField], language: str, rules: Rules, mail: Mailwide
) -> list[ReadField]:
    """Believe what is quoted as much as own words, where those name no order, or no parcel."""
    orders, parcels = any(f.orders for f in fields), any(f.parcels for f in fields)
    if orders and parcels:
        return list(fields)
    # Who answers a mail of ours does not repeat what stands below.
    mail = replace(mail, orderly=True, only_quoted=True, unsent=False, posted=False)
    believed = []
    for one in fields:
        if one.view.field == "quoted":
            again = _field(one.view, language, rules, mail)
            kept = one if orders else again
            believed.append(replace(kept, parcels=one.parcels if parcels else again.parcels))
        else:
            believed.append(one)
    return believed


def _unnamed(
    fields: Sequence[ReadField], rules: Rules, orderly: bool, language: str
) -> list[Found]:
    """Find the orders no label names: in the customer's own words, else in what they answer."""
    named = [s for field in fields for s in field.orders]
    other = _of_others(fields, rules) | denied(fields)
    counted = is_counted(fields)
    swapped = not named and any(_is_parcel(t, n) for f in fields for t, n in f.tokens)
    for places in ({"subject", "text"}, {"signature"}, {"quoted"}):
        candidates = [
            one
            for field in fields
            if field.view.field in places
            for token, nearby in field.untaken()
            if (key_of(token.number) not in other or is_whole_subject(field.view, token))
            and not (counted and field.view.field == "subject" and field.view.has_hash(token))
            and not (
                is_theirs(field.view, token, nearby, language)
                and names_marketplace(field.view, token)
            )
            and not is_bought_elsewhere(field.view, token, language)
            and not is_strangers(field.view, token, language)
            and (one := lone(field.view, token, nearby, rules, swapped=swapped))
        ]
        if found := judge(candidates, named, orderly, language):
            return [Found(view, scored) for view, scored in found]
        if named:
            break
    if named or any(f.orders for f in fields):
        return []
    runs = (
        (field.view, token)
        for field in fields
        for token, nearby in field.untaken()
        if nearby is None
        and key_of(token.number) not in other
        and not is_bought_elsewhere(field.view, token, language)
    )
    return [Found(view, scored) for view, scored in bare((f.view for f in fields), runs, rules)]


def _of_others(fields: Iterable[ReadField], rules: Rules) -> frozenset[str]:
    """Return the keys a label calls something else somewhere: "20931?" of "article 20931"."""
    return frozenset(
        key_of(token.number)
        for field in fields
        for token, nearby in field.tokens
        if nearby
        and nearby.direct
        and nearby.says is Says.OTHER
        and not nearby.label.matter
        and not outweighs(field.view, token, nearby, rules)
    )


def _is_parcel(token: Token, nearby: Nearby | None) -> bool:
    """Tell whether what is called an order's number is plainly a carrier's."""
    called = nearby is not None and nearby.direct and nearby.says is Says.ORDER
    return called and is_proper_tracking(tracking_fits(token.number))


def _carriers(seen: Iterable[View]) -> frozenset[str]:
    named = {label.detail for v in seen for label in v.labels if label.says is Says.CARRIER}
    return frozenset(carrier for word in named for carrier in load_facts().carriers[word])


def _orders(
    view: View, token: Token, nearby: Nearby | None, rules: Rules, mail: Mailwide
) -> Iterator[Scored]:
    """Yield the order a run is, or those it stands for, if they score high enough."""
    whole = score_order(view, token, nearby, rules, mail)
    labelled = nearby is not None and nearby.says in {Says.ORDER, Says.STEM} and nearby.direct
    parts = (
        expand(token, rules.sent_at.year if rules.sent_at else None)
        if labelled and not (whole and (whole.hit or whole.channel != "store"))
        else ()
    )
    for part, suggested in parts:
        scored = score_order(view, part, nearby, rules, mail)
        if scored and scored.score >= SUGGEST:
            cap = load_facts().points["link_cap"] if suggested else scored.score
            yield replace(scored, score=min(scored.score, cap))
    if not parts and whole and whole.score >= SUGGEST:
        yield whole
