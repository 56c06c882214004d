"""What a customer tells of the matter, as plain values and in one short line for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from babel.dates import format_date
from babel.numbers import format_currency

from triage.cli.words import chinese, say

if TYPE_CHECKING:
    from triage.understanding.meaning import Amount, CountryHint, Event, Facts, Product

_HAPPENED = {
    "ordered": "ordered",
    "dispatched": "dispatched",
    "delivered": "delivered",
    "failed": "broke",
    "returned": "sent back",
    "promised": "promised for",
    "plain": "",
}
_MOST = 3  # of a kind in the line
_SURE = 0.5  # from here a country is shown
_LONGEST = 40

Plain = dict[str, Any]


def facts_object(facts: Facts) -> Plain:
    """Describe facts as docs/understand.schema.json does."""
    country = {"code": facts.country, "confidence": facts.country_confidence}
    return {
        "amounts": [_plain(each) | {"value": f"{each.value:f}"} for each in facts.amounts],
        "events": [_plain(each) for each in facts.events],
        "country": country if facts.country else None,
        "country_hints": [_plain(each) for each in facts.hints],
        "product": facts.product and _plain(facts.product),
    }


def facts_line(facts: Plain | None, told_on: str | None) -> str:
    """Say facts in one line: amounts, days, country, article; `told_on` is the mail's ISO day."""
    if facts is None:
        return ""
    year = told_on[:4] if told_on else ""
    country, product = facts["country"], facts["product"]
    parts = (
        *(_money(each) for each in facts["amounts"][:_MOST]),
        *_days(facts["events"][:_MOST], year),
        country["code"] if country and country["confidence"] >= _SURE else "",
        _cut(product["article"] or product["text"]) if product else "",
    )
    return " · ".join(filter(None, parts))


def _plain(fact: Amount | Event | CountryHint | Product) -> Plain:
    values = {each.name: getattr(fact, each.name) for each in fields(fact)}
    if "day" in values:
        values |= {"day": values["day"].isoformat(), "kind": values["kind"].value}
    if "article" in values:
        values["article"] = values["article"] or None
    return values


def _money(amount: Plain) -> str:
    if amount["currency"] is None:
        return " ".join(amount["text"].split())
    where = "zh_CN" if chinese() else "en_GB"
    return format_currency(Decimal(amount["value"]), amount["currency"], locale=where)


def _days(events: Iterable[Plain], year: str) -> Iterator[str]:
    for event in events:
        form = "d MMM" if event["day"][:4] == year else "d MMM y"
        if chinese():
            form = "M月d日" if event["day"][:4] == year else "y年M月d日"
        day = format_date(date.fromisoformat(event["day"]), form, locale="en_GB")
        about = "~" if event["about"] else ""
        yield f"{say(_HAPPENED[event['kind']])} {about}{day}".strip()


def _cut(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _LONGEST else flat[: _LONGEST - 1] + "…"
