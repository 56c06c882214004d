"""Cuts the words of a mail into the fields numbers are read from, and each field into its runs.

The trap: a list shares the label before its first number, so runs must come in order of place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import islice

from triage.understanding.meaning import Words
from triage.understanding.numbers.bearers import CARRIERS, is_carriers_order, may_be_asked, told_by
from triage.understanding.numbers.blocks import wholes
from triage.understanding.numbers.context import Nearby, View
from triage.understanding.numbers.facts import load_facts
from triage.understanding.numbers.labels import Says, label_set
from triage.understanding.numbers.plain import Plain, fold_word, normalise
from triage.understanding.numbers.several import belongs_to_list, complete
from triage.understanding.numbers.spoken import known_language
from triage.understanding.numbers.tokens import (
    Token,
    broken,
    grouped,
    parameters,
    parted,
    postal,
    runs,
    segments,
    spelt,
)

_MOST_JOINED = 200
_BEHIND = frozenset({"after", "list behind"})
_LISTED = frozenset({Says.ORDER, Says.STEM, Says.TRACKING, Says.OTHER})


def views(words: Words, language: str) -> Iterator[View]:
    """Yield the fields of a mail that hold anything, as numbers are reported."""
    labels = label_set(language)
    for name, text in (("subject", words.subject), ("text", words.text)):
        if text:
            yield View(name, normalise(text), labels, language)
    for name, value in words.form_fields:
        # The message is the text; only there its wrapper's last lines are gone.
        if value and not (name == "message" and words.text):
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


def tokens(view: View, language: str) -> Iterator[tuple[Token, Nearby | None]]:
    """Yield the runs of a field, each with the label that speaks for it; lists share one."""
    one = tuple(wholes(view))
    for token, nearby in _pieces(view, language):
        # A block of a parcel's number is no number by itself.
        if not any(token.start < whole.end and whole.start < token.end for whole in one):
            yield token, nearby
    for token in one:
        yield token, view.nearby(token)
    for mark in view.marks:
        if mark.kind == "link":
            yield from _in_link(view.text[mark.start : mark.end], mark.start)


def _pieces(view: View, language: str) -> Iterator[tuple[Token, Nearby | None]]:
    own_words = _own_words(known_language(language))
    yield from _backwards(view, tuple(_forwards(view, own_words, language)))
    for joined in (
        broken(view.text),
        parted(view.text, own_words),
        grouped(view.text),
        spelt(view.text),
        postal(view.text),
    ):
        for token in islice(joined, _MOST_JOINED):
            yield token, view.nearby(token)


def _in_link(link: str, offset: int) -> Iterator[tuple[Token, Nearby | None]]:
    """Yield what a link asks for; whatever a carrier is asked for is a parcel."""
    known = load_facts().tracking_parameters | load_facts().order_parameters
    for token in parameters(link, offset):
        asked = token.parameter.casefold() not in known or is_carriers_order(link, token)
        if asked and may_be_asked(link, token):
            token = replace(token, parameter=CARRIERS)
        yield token, None
    for token in segments(link, offset):
        if may_be_asked(link, token):
            yield replace(token, parameter=CARRIERS), None


def _forwards(
    view: View, own_words: frozenset[str], language: str
) -> Iterator[tuple[Token, Nearby | None]]:
    """Yield the runs; what stands in one list has the label before it."""
    last: tuple[Token, Nearby] | None = None
    for token in runs(view.text, own_words):
        nearby = view.nearby(token) or told_by(view, token, language)
        if last and _continues(view, last, nearby):
            nearby = replace(last[1], where="list")
        elif last and (nearby is None or not nearby.direct):
            gap = view.text[last[0].end : token.start]
            if whole := _completed(view, last, token, gap):
                token, nearby = whole, replace(last[1], where="list")
            elif belongs_to_list(gap, last[0].number, token.number):
                nearby = replace(last[1], where="list")
        if nearby and nearby.says in _LISTED and view.plain.places[token.start] >= 0:
            last = (token, nearby)
        if view.plain.places[token.start] >= 0:
            yield token, nearby


def _continues(view: View, last: tuple[Token, Nearby], nearby: Nearby | None) -> bool:
    """Tell whether a "number" goes on with another thing's: "invoice code 044, no. 201"."""
    if last[1].says is not Says.OTHER or nearby is None or nearby.says is not Says.NUMBER:
        return False
    between = view.text[last[0].end : nearby.label.start]
    return between.strip() in {",", "、"}


def _completed(view: View, last: tuple[Token, Nearby], token: Token, gap: str) -> Token | None:
    """Complete a short item where the label speaks of several: "orders 10442, 43 and 45"."""
    if fold_word(last[1].label.text) not in load_facts().plurals or view.claims(token):
        return None
    return complete(last[0].number, token, gap)


def _backwards(
    view: View, found: Sequence[tuple[Token, Nearby | None]]
) -> Iterator[tuple[Token, Nearby | None]]:
    """Yield the runs in order; a list may have its label behind it: "10442 és 10443 rendelés"."""
    listed: list[tuple[Token, Nearby | None]] = []
    for token, nearby in reversed(found):
        behind, label = listed[-1] if listed else (token, None)
        if label and label.where in _BEHIND and (nearby is None or not nearby.direct):
            gap = view.text[token.end : behind.start]
            if belongs_to_list(gap, token.number, behind.number):
                nearby = replace(label, where="list behind")
        listed.append((token, nearby))
    yield from reversed(listed)


@cache
def _own_words(language: str) -> frozenset[str]:
    facts = load_facts()
    codes = {language, "en"} if language else set(facts.labels)
    return frozenset(
        fold_word(word)
        for code in codes
        for labels in (facts.labels[code],)
        for listed in (*labels.order, *labels.stems, *labels.short, *labels.number_words)
        for word in {listed, re.split("[ .]", listed.rstrip("."))[-1]}
    )
