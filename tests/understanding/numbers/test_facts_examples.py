"""Every example and every label of numbers.json does what the facts say of it."""

from __future__ import annotations

import json
from datetime import date
from importlib import resources
from typing import Any

import pytest

from triage.understanding.meaning import Words
from triage.understanding.numbers.checkdigits import passes
from triage.understanding.numbers.facts import load_facts
from triage.understanding.numbers.keys import key_of
from triage.understanding.numbers.plain import fold_word
from triage.understanding.numbers.reader import LINK, NumberOptions, NumberReader

SENT = date(2026, 11, 21)
RAW: dict[str, Any] = json.loads(
    resources.files("triage.understanding.numbers").joinpath("numbers.json").read_text("utf-8")
)
ORDERS = [(row["id"], row["tier"], e) for row in RAW["order_formats"] for e in row["examples"]]
TRACKING = [
    (row["id"], row["check"] or "", e) for row in RAW["tracking_formats"] for e in row["examples"]
]
READER = NumberReader()


def orders(text: str, language: str = "en", reader: NumberReader = READER) -> list[str]:
    return [n.key for n in reader.read(Words(text=text), language, {}, SENT).orders]


def tracking(text: str, language: str = "en") -> list[str]:
    return [n.key for n in READER.read(Words(text=text), language, {}, SENT).tracking]


@pytest.mark.parametrize(("channel", "tier", "example"), ORDERS)
def test_example_is_found_behind_an_order_label(channel: str, tier: str, example: str) -> None:
    found = orders(f"Hello, my order number is {example}. Where is it?")
    # Parts of an order are reported as the order.
    cut = {"12345678-0042-1": "123456780042", "NAEI50012345678-1": "NAEI50012345678"}
    assert found in ([key_of(example)], [cut.get(example)], [key_of(example).removeprefix("BO_")])


@pytest.mark.parametrize(
    ("channel", "example"), [(c, e) for c, tier, e in ORDERS if tier == "strong"]
)
def test_strong_example_is_found_alone(channel: str, example: str) -> None:
    numbers = READER.read(Words(text=f"Hi, {example} has not come, please help"), "en", {}, SENT)
    assert [n.value for n in numbers.orders] == [example]
    assert [n.channel for n in numbers.orders] == [channel]


@pytest.mark.parametrize(
    ("channel", "example"), [(c, e) for c, tier, e in ORDERS if tier == "weak"]
)
def test_weak_example_alone_is_suggested_at_most(channel: str, example: str) -> None:
    bare = example.removeprefix("#")
    found = READER.read(Words(text=f"Hi, {bare} has not come, please help"), "en", {}, SENT)
    assert all(number.score < LINK for number in found.orders)


@pytest.mark.parametrize(("carrier", "check", "example"), TRACKING)
def test_tracking_example_passes_its_check_and_is_found_behind_a_label(
    carrier: str, check: str, example: str
) -> None:
    assert passes(check, example)
    assert tracking(f"The tracking number {example} shows nothing") == [key_of(example)]
    assert orders(f"The tracking number {example} shows nothing") == []


@pytest.mark.parametrize("language", RAW["labels"])
def test_every_order_label_makes_a_number_an_order(language: str) -> None:
    for label in load_facts().labels[language].order:
        for text in (f"{label}: 4711234", f"{label} 4711234", f"{label.upper()} 4711234"):
            assert orders(text, language) == ["4711234"], text


@pytest.mark.parametrize("language", RAW["labels"])
def test_every_short_label_counts_right_before_a_number(language: str) -> None:
    for label in load_facts().labels[language].short:
        assert orders(f"4711234, 4799887, {label} 20931", language) == ["20931"], label


@pytest.mark.parametrize("language", RAW["labels"])
def test_every_look_alike_label_suppresses_an_order_number(language: str) -> None:
    facts = load_facts().labels[language]
    matters = {fold_word(word) for word in facts.matters}
    for kind, label in facts.not_order:
        # "Parcel 20931" may be either; beside another bare number nothing is guessed.
        other = " 4799887" if kind == "tracking" and fold_word(label) in matters else ""
        for text in (f"{label}: 4711234{other}", f"{label} 4711234{other}"):
            assert orders(text, language) == [], text


@pytest.mark.parametrize("language", RAW["labels"])
def test_matters_of_a_language_are_among_its_look_alikes(language: str) -> None:
    facts = load_facts().labels[language]
    listed = {word for _, word in facts.not_order}
    assert facts.matters <= listed, facts.matters - listed


@pytest.mark.parametrize("language", RAW["labels"])
def test_unknown_language_tries_all_labels(language: str) -> None:
    for label in RAW["labels"][language]["order"][:8]:
        assert orders(f"{label}: 4711234", "und") == ["4711234"], label


def test_channels_not_enabled_lower_a_strong_shape_below_suggesting() -> None:
    reader = NumberReader(NumberOptions(channels=frozenset({"shopify"})))
    assert orders("What of 302-1234567-7654321?", reader=reader) == []
    assert orders("Order 302-1234567-7654321?", reader=reader) == ["30212345677654321"]


def test_a_parcel_is_one_whether_its_groups_have_hyphens_or_blanks() -> None:
    for written in ("1234-5678-9013", "1234 5678 9013", "123456789013"):
        assert tracking(f"ヤマト {written} が届きません。", "ja") == ["123456789013"]
