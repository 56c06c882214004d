"""Reads the order and tracking numbers out of a mail: `NumberReader`, the face of this folder.

First `candidates` names the keys worth looking up in the order list, then `read` decides with what
the list knew; both see the same runs, so nothing can be found that was not asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from itertools import islice

from triage.understanding.meaning import NumberFound, Words
from triage.understanding.numbers.context import Nearby, View
from triage.understanding.numbers.facts import expand_channels, load_facts
from triage.understanding.numbers.keys import exact_keys, repaired_keys
from triage.understanding.numbers.labels import Says, known_language, label_set
from triage.understanding.numbers.orders import OrderHit, Rules, Scored, score_order
from triage.understanding.numbers.patterns import compile_order_pattern
from triage.understanding.numbers.plain import Plain, fold_word, normalise
from triage.understanding.numbers.several import belongs_to_list, expand
from triage.understanding.numbers.tokens import Token, broken, grouped, parameters, runs
from triage.understanding.numbers.tracking import score_tracking

SUGGEST = 40
LINK = 80  # links if the order list names the sender as the buyer
_MOST_KEYS = 800
_MOST_JOINED = 200
_LISTED = frozenset({Says.ORDER, Says.STEM, Says.TRACKING, Says.OTHER})
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


@dataclass(frozen=True, slots=True)
class _Found:
    view: View
    scored: Scored


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
        for view in _views(words, known_language(language)):
            for token, _ in _tokens(view, language):
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
        views = tuple(_views(words, known_language(language)))
        says = {label.says for view in views[:2] for label in view.labels}
        orderly = bool(says & {Says.ORDER, Says.STEM})
        carriers = _carriers(views)
        orders: list[_Found] = []
        tracking: list[_Found] = []
        for view in views:
            tokens = tuple(_tokens(view, language))
            found = [s for t, n in tokens for s in _orders(view, t, n, rules, orderly)]
            orders += [_Found(view, s) for s in _longest(found)]
            taken = [s.token for s in _longest(found)]
            parcels = [
                scored
                for token, nearby in tokens
                if not any(_overlap(token, t) for t in taken)
                and (scored := score_tracking(view, token, nearby, carriers, rules.ignore))
                and scored.score >= SUGGEST
            ]
            tracking += [_Found(view, s) for s in _longest(parcels)]
        return Numbers(_merge(orders), _merge(tracking))


def _views(words: Words, language: str) -> Iterator[View]:
    labels = label_set(language)
    fields = [("subject", words.subject), ("text", words.text)]
    for name, text in fields:
        if text:
            yield View(name, normalise(text), labels, language)
    for name, value in words.form_fields:
        if value:
            yield _form_view(name, value, labels_language=language)
    for name, text in (("quoted", words.quoted), ("signature", words.signature)):
        if text:
            yield View(name, normalise(text), labels, language)


def _form_view(name: str, value: str, labels_language: str) -> View:
    """Read a form's field as if its name stood before it; places before the value are negative."""
    head = normalise(f"{name}: ".replace("_", " "))
    body = normalise(value)
    places = [*range(-len(head.text), 0), *body.places]
    plain = Plain(body.original, head.text + body.text, places)
    return View(f"form:{name}", plain, label_set(labels_language), labels_language)


def _carriers(views: Iterable[View]) -> frozenset[str]:
    named = {label.detail for v in views for label in v.labels if label.says is Says.CARRIER}
    return frozenset(carrier for word in named for carrier in load_facts().carriers[word])


def _tokens(view: View, language: str) -> Iterator[tuple[Token, Nearby | None]]:
    """Yield the runs of a field, each with the label that speaks for it; lists share one."""
    own_words = _own_words(known_language(language))
    last: tuple[Token, Nearby] | None = None
    for token in runs(view.text, own_words):
        nearby = view.nearby(token)
        if last and (nearby is None or not nearby.direct):
            gap = view.text[last[0].end : token.start]
            if belongs_to_list(gap, last[0].number, token.number):
                nearby = replace(last[1], where="list")
        if nearby and nearby.says in _LISTED and view.plain.places[token.start] >= 0:
            last = (token, nearby)
        if view.plain.places[token.start] >= 0:
            yield token, nearby
    for token in islice(broken(view.text), _MOST_JOINED):
        yield token, view.nearby(token)
    for token in islice(grouped(view.text), _MOST_JOINED):
        yield token, view.nearby(token)
    for mark in view.marks:
        if mark.kind == "link":
            for token in parameters(view.text[mark.start : mark.end], mark.start):
                yield token, None


@cache
def _own_words(language: str) -> frozenset[str]:
    facts = load_facts()
    codes = {language, "en"} if language else set(facts.labels)
    return frozenset(
        fold_word(word)
        for code in codes
        for labels in (facts.labels[code],)
        for word in (*labels.order, *labels.stems, *labels.number_words)
    )


def _orders(
    view: View, token: Token, nearby: Nearby | None, rules: Rules, orderly: bool
) -> Iterator[Scored]:
    """Yield the order a run is, or those it stands for, if they score high enough."""
    whole = score_order(view, token, nearby, rules, orderly)
    labelled = nearby is not None and nearby.says in {Says.ORDER, Says.STEM} and nearby.direct
    parts = (
        expand(token)
        if labelled and not (whole and (whole.hit or whole.channel != "store"))
        else ()
    )
    for part, suggested in parts:
        scored = score_order(view, part, nearby, rules, orderly)
        if scored and scored.score >= SUGGEST:
            cap = load_facts().points["link_cap"] if suggested else scored.score
            yield replace(scored, score=min(scored.score, cap))
    if not parts and whole and whole.score >= SUGGEST:
        yield whole


def _overlap(one: Token, other: Token) -> bool:
    return one.start < other.end and other.start < one.end


def _longest(found: Iterable[Scored]) -> list[Scored]:
    """Drop runs that lie inside a longer one that was found too; order by place."""
    kept: list[Scored] = []
    for scored in sorted(found, key=lambda s: (s.token.start - s.token.end, s.token.start)):
        same = [k for k in kept if _overlap(k.token, scored.token)]
        # The orders of one range share its place.
        if all(
            (k.token.start, k.token.end) == (scored.token.start, scored.token.end) for k in same
        ):
            kept.append(scored)
    return sorted(kept, key=lambda s: s.token.start)


def _merge(found: Iterable[_Found]) -> tuple[NumberFound, ...]:
    """Make one value of each order: its first mention, its best score."""
    merged: dict[str, NumberFound] = {}
    for item in found:
        number = _number(item)
        first = merged.get(number.key) or next(
            (n for n in merged.values() if _same_order(n, number)), None
        )
        if first is None:
            merged[number.key] = number
        elif number.score > first.score:
            merged[first.key] = replace(
                first,
                score=number.score,
                reason=number.reason,
                in_quote=first.in_quote and number.in_quote,
            )
    return tuple(merged.values())


def _same_order(one: NumberFound, other: NumberFound) -> bool:
    """Tell whether two keys are parent and child of one order (Temu, AliExpress)."""
    channels = {one.channel, other.channel}
    if channels <= {"temu", "temu_sub"} and len(channels) == 2:
        return one.key.removeprefix("PO")[:3] == other.key.removeprefix("PO")[:3] and (
            one.key[-4:] == other.key[-4:]
        )
    if channels == {"aliexpress"}:
        return (
            one.key[-4:] == other.key[-4:]
            and 0 < abs(int(one.key[:-4]) - int(other.key[:-4])) <= 20
        )
    return False


def _number(item: _Found) -> NumberFound:
    view, scored = item.view, item.scored
    start, end = view.plain.span(scored.token.start, scored.token.end)
    return NumberFound(
        value=view.plain.original[start:end],
        key=scored.key,
        channel=scored.channel,
        score=scored.score,
        reason=scored.reason,
        in_quote=view.field == "quoted",
        field=view.field,
        start=start,
        end=end,
    )
