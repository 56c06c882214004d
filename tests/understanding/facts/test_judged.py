"""Precision and recall over labelled rows of forty languages never fall below what was measured."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.facts_judged import KINDS, read, rows, tally
from tests.timing import quickest
from triage.understanding.languages import languages

# (precision, recall) at least; built was looked at while building, judged was not.
FLOORS = {
    "built.jsonl": {
        "amounts": (1, 1),
        "events": (0.98, 0.98),
        "country": (1, 1),
        "product": (0.97, 0.84),
    },
    "judged.jsonl": {
        "amounts": (0.97, 1),
        "events": (0.88, 0.83),
        "country": (0.97, 1),
        "product": (0.97, 0.79),
    },
}
WORDS = 120


@pytest.mark.parametrize("name", FLOORS)
def test_rows_hold_four_of_every_language(name: str) -> None:
    found = Counter(row["language"] for row in rows(name))
    assert found == dict.fromkeys(languages(), 4)


@pytest.mark.parametrize("name", FLOORS)
def test_facts_are_told_as_well_as_measured(name: str) -> None:
    found = tally(rows(name))
    for kind in KINDS:
        precision, recall = FLOORS[name][kind]
        assert found[kind].precision >= precision, (kind, found[kind])
        assert found[kind].recall >= recall, (kind, found[kind])


@pytest.mark.parametrize("name", FLOORS)
def test_spans_hold_the_words(name: str) -> None:
    for row in rows(name):
        facts = read(row)
        told = [(one.field, one.start, one.end, one.text) for one in facts.amounts]
        told += [(one.field, one.start, one.end, one.text) for one in facts.events]
        told += [(one.field, one.start, one.end, one.text) for one in facts.hints]
        if facts.product:
            product = facts.product
            told.append((product.field, product.start, product.end, product.text))
        for field, start, end, written in told:
            assert field != "text" or row["text"][start:end] == written


def test_facts_of_a_mail_are_read_in_time() -> None:
    text = " ".join(row["text"] for row in rows("built.jsonl") if row["language"] == "en")
    row = {"language": "en", "text": " ".join((text + " ").split() * 9)[: WORDS * 6]}
    read(row)
    assert quickest(lambda: [read(row) for _ in range(20)], below=0.06, tries=6) < 0.12
