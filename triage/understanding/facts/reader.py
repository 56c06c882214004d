"""Read all facts of a mail: country first, for it tells whose "$" an amount is.

The trap: what is an order or tracking number is neither money nor a day; their spans come first.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from triage.understanding.facts.amounts import read_amounts
from triage.understanding.facts.countries import best_country, of_amounts, read_hints
from triage.understanding.facts.events import read_events
from triage.understanding.facts.products import read_product
from triage.understanding.meaning import Amount, Event, Facts, Words
from triage.understanding.numbers.orders import OrderHit
from triage.understanding.numbers.plain import normalise
from triage.understanding.numbers.reader import Numbers

_READ_AT_MOST = 4000  # characters; what is told of the matter stands at the front
_ISO_LETTERS = 2
_KNOWN = 0.5  # from here a country tells whose money is meant


def read_facts(
    words: Words,
    language: str,
    locale: str,
    numbers: Numbers,
    orders: Iterable[OrderHit],
    sent_on: date | None,
) -> Facts:
    """Read the facts; `locale` is the words' variety or "", `orders` what the list knows."""
    every = (*numbers.orders, *numbers.tracking)
    own = [order for order in orders if order.same_customer and not order.near]
    words = replace(words, text=words.text[:_READ_AT_MOST])
    destinations = dict.fromkeys(order.country for order in own)
    named = [(one.start, one.end) for one in every if one.field == "text"]
    hints = read_hints(words, language, destinations, named)
    country, sure = best_country(hints)
    amounts: list[Amount] = []
    events: list[Event] = []
    for field, text in (("text", words.text), ("subject", words.subject)):
        plain = normalise(text)
        taken = [(one.start, one.end) for one in every if one.field == field]
        known = country if sure >= _KNOWN else _region(locale)
        paid = read_amounts(plain, field, language, known, taken)
        taken += [(one.start, one.end) for one in paid]
        happened = read_events(plain, field, language, sent_on, taken)
        amounts += [one for one in paid if _is_new(one, amounts)]
        events += [one for one in happened if all(one.day != other.day for other in events)]
    hints += of_amounts(amounts)
    country, sure = best_country(hints)
    taken = [(one.start, one.end) for one in amounts if one.field == "text"]
    taken += [(one.start, one.end) for one in events if one.field == "text"]
    ordered = [(one.start, one.end) for one in numbers.orders if one.field == "text"]
    articles = [article for order in own for article in order.articles]
    return Facts(
        amounts=tuple(amounts),
        events=tuple(events),
        hints=hints,
        country=country,
        country_confidence=sure,
        product=read_product(words.subject, words.text, language, articles, ordered, taken),
    )


def _region(locale: str) -> str:
    """Return the country of "pt-BR" or "zh-Hant-HK", "" where the words told none."""
    last = locale.rpartition("-")[2]
    return last if len(last) == _ISO_LETTERS and last.isupper() else ""


def _is_new(one: Amount, others: Sequence[Amount]) -> bool:
    return all((one.value, one.currency) != (other.value, other.currency) for other in others)
