"""Labelled sentences in forty languages: numbers found exactly, mail by mail, and none in decoys.

dev.jsonl is for tuning (175 of 176; its last 56 were labelled by reviewing what was found).
test.jsonl was looked at once, after tuning: 115 of 120 then. The general faults it showed were
mended since, so it is a guard now and no estimate any more. wording.jsonl holds what customers
write instead of a label: nothing, an abbreviation, a list, a subject alone (154 of 156 when first
tried).
"""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from triage.understanding.meaning import Words
from triage.understanding.numbers.keys import key_of
from triage.understanding.numbers.reader import NumberReader

SENT = date(2026, 11, 21)
READER = NumberReader()


def rows(name: str) -> list[dict[str, Any]]:
    path = Path(__file__).parent / "labelled" / f"{name}.jsonl"
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def is_exact(row: dict[str, Any], language: str) -> bool:
    words = Words(row.get("subject", ""), row["text"], row.get("quoted", ""))
    found = READER.read(words, language, {}, SENT)
    orders = Counter(key_of(n) for n in row["order_numbers"])
    tracking = Counter(key_of(n) for n in row["tracking_numbers"])
    return orders == Counter(n.key for n in found.orders) and tracking == Counter(
        key_of(n.key) for n in found.tracking
    )


@pytest.mark.parametrize(("name", "right"), [("dev", 175), ("test", 118)])
def test_numbers_of_a_mail_are_found_exactly(name: str, right: int) -> None:
    wrong = [row["text"] for row in rows(name) if not is_exact(row, row["language"])]
    assert len(rows(name)) - len(wrong) >= right, wrong


@pytest.mark.parametrize("row", rows("decoys"), ids=lambda row: row["text"])
def test_decoy_holds_no_number(row: dict[str, Any]) -> None:
    assert is_exact(row, row["language"])
    assert is_exact(row, "und")


@pytest.mark.parametrize("row", rows("wording"), ids=lambda row: row["text"])
def test_number_is_found_however_the_customer_words_it(row: dict[str, Any]) -> None:
    assert is_exact(row, row["language"])
    assert is_exact(row, "und")


def test_there_are_forty_languages_with_five_mails_each_and_a_hundred_decoys() -> None:
    count = Counter(row["language"] for name in ("dev", "test") for row in rows(name))
    assert len(count) >= 40
    assert min(count.values()) >= 5
    assert len(rows("decoys")) >= 100
    assert len({row["language"] for row in rows("wording")}) >= 40
