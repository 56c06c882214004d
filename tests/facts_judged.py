"""Hold read facts against labelled rows; run as a module it prints precision and recall.

A row labels every fact of its text: an amount by value and currency, an event by day and kind, the
country ("" where none should be believed) and the product; spans must overlap the words labelled.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from triage.understanding.facts.reader import read_facts
from triage.understanding.meaning import Facts, Words
from triage.understanding.numbers.reader import Numbers

ROWS = Path(__file__).parent / "understanding" / "facts"
SENT = date(2026, 11, 18)  # a Wednesday
SURE = 0.5
KINDS = ("amounts", "events", "country", "product")

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Tally:
    """How often a fact was rightly told, told at all, and there to be told."""

    right: int
    told: int
    there: int

    @property
    def precision(self) -> float:
        """Return the share of what was told that is right."""
        return self.right / self.told if self.told else 1.0

    @property
    def recall(self) -> float:
        """Return the share of what was there that was found."""
        return self.right / self.there if self.there else 1.0


def rows(name: str) -> list[Row]:
    """Read the labelled rows of a file."""
    return [json.loads(line) for line in (ROWS / name).read_text("utf-8").splitlines()]


def read(row: Row) -> Facts:
    """Read a row's facts as of a mail sent on SENT."""
    words = Words(subject=row.get("subject", ""), text=row["text"])
    return read_facts(words, row["language"], "", Numbers((), ()), (), SENT)


def held(row: Row, facts: Facts) -> dict[str, tuple[set[Any], set[Any]]]:
    """Return for each kind of fact what was told and what was there, spans as overlaps."""
    text = row["text"]
    amounts = {
        (_at(text, written, row["amounts"]), Decimal(value), code)
        for written, value, code in row["amounts"]
    }
    events = {
        (_at(text, written, row["events"]), date.fromisoformat(day), kind)
        for written, day, kind in row["events"]
    }
    country = facts.country if facts.country_confidence >= SURE else ""
    product = facts.product
    start = text.find(row["product"])
    wanted = {row["product"]} if row["product"] else set()
    overlaps = (
        product is not None
        and start < product.end
        and product.start < start + len(*wanted or ("",))
    )
    told = set() if product is None else ({row["product"]} if overlaps else {product.text})
    return {
        "amounts": (
            {(_near(a.start, a.end, amounts), a.value, a.currency) for a in facts.amounts},
            amounts,
        ),
        "events": (
            {(_near(e.start, e.end, events), e.day, e.kind.value) for e in facts.events},
            events,
        ),
        "country": ({country} - {""}, {row["country"]} - {""}),
        "product": (told, wanted),
    }


def _at(text: str, written: str, labels: list[list[str]]) -> tuple[int, int]:
    start = text.find(written)
    return start, start + len(written)


def _near(start: int, end: int, labels: Iterable[tuple[Any, ...]]) -> tuple[int, int]:
    """Return the labelled span that a told one overlaps, else the told one."""
    spans = (span for span, *_ in labels)
    return next((span for span in spans if span[0] < end and start < span[1]), (start, end))


def tally(some: Iterable[Row]) -> dict[str, Tally]:
    """Count over rows."""
    counts: Counter[tuple[str, str]] = Counter()
    for row in some:
        for kind, (told, there) in held(row, read(row)).items():
            counts[kind, "right"] += len(told & there)
            counts[kind, "told"] += len(told)
            counts[kind, "there"] += len(there)
    return {
        kind: Tally(counts[kind, "right"], counts[kind, "told"], counts[kind, "there"])
        for kind in KINDS
    }


def main() -> None:
    """Print the figures of a file, and with a second argument what was missed or wrong."""
    some = rows(sys.argv[1])
    for kind, found in tally(some).items():
        figures = f"{found.precision:.3f} precision {found.recall:.3f} recall"
        print(f"{kind:8} {figures} ({found.right} right, {found.told} told, {found.there} there)")
    for row in some if len(sys.argv) > 2 else ():
        for kind, (told, there) in held(row, read(row)).items():
            if told != there:
                print(row["language"], kind, "told", told - there, "missed", there - told)
                print("   ", row["text"])


if __name__ == "__main__":
    main()
