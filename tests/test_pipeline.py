"""Every sample mail goes down the path without server or store; what must come out is beside it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import pytest

from triage.demo.show import sample_mails
from triage.mail.message import Kind
from triage.mail.parse import parse
from triage.pipeline import Known, Outcome, Practice, Reading, Reserved, ask, decide, read
from triage.practice import practices
from triage.settings import Settings
from triage.understanding.numbers.keys import key_of

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
SETTINGS = Settings.model_validate(
    {
        "store": {
            "lindenhof": {
                "name": "Lindenhof & Lanterns",
                "addresses": ["support@lindenhof.example"],
                "time_zone": "Europe/Berlin",
                "country": "DE",
                "channels": ["shopify", "amazon", "ebay", "etsy", "aliexpress", "temu"],
                "order_patterns": ["#####"],
                "staff_domains": ["lindenhof.example"],
                "form_senders": ["wordpress@lindenhof.example"],
            }
        },
        "team": {"front_desk": {"name": "Customer care"}},
        "mailbox": {
            "support": {
                "store": "lindenhof",
                "user": "support",
                "password_env": "NONE",
                "imap": {"host": "imap.lindenhof.example"},
            }
        },
    }
)
MAILS = sample_mails()


@dataclass(frozen=True)
class Came:
    """What came out of a mail, and what had to."""

    name: str
    reading: Reading
    outcome: Outcome
    expected: dict[str, Any]


@cache
def practice() -> Practice:
    return practices(SETTINGS, b"k" * 32)["lindenhof"]


@cache
def _came(name: str) -> Came:
    entry = next(each for each in MAILS if each.name == name)
    mail = parse(entry.read_bytes())
    reading = read(practice(), mail, junk="spam" in entry.name)
    outcome = decide(
        practice(),
        reading,
        ask(practice(), reading),
        Known(),
        Reserved(1, 1),
        received_at=mail.date or NOW,
        now=NOW,
    )
    beside = files("triage.demo").joinpath("mails", name.removesuffix(".eml") + ".toml")
    return Came(name, reading, outcome, tomllib.loads(beside.read_text("utf-8")))


def came(entry: Traversable) -> Came:
    return _came(entry.name)


@pytest.fixture(params=MAILS, ids=lambda entry: entry.name)
def one(request: pytest.FixtureRequest) -> Came:
    return came(request.param)


def people() -> Iterator[Came]:
    """Return what came of the mails that people wrote."""
    for entry in MAILS:
        found = came(entry)
        if found.expected["kind"] == "customer":
            yield found


def test_the_kind_is_right(one: Came) -> None:
    verdict = one.outcome.verdict
    assert verdict.kind.value == one.expected["kind"], [r.text for r in verdict.reasons]
    assert verdict.dispute == one.expected.get("dispute", False)
    assert verdict.reply_channel.value == one.expected.get("reply_channel", "email")


def test_the_person_to_answer_is_right(one: Came) -> None:
    expected = one.expected.get("customer")
    customer = one.outcome.verdict.customer
    if expected is None:
        assert one.outcome.draft is None
        return
    assert customer is not None
    assert customer.address == expected.get("address", "")
    if "found_in" in expected:
        assert customer.found_in.value == expected["found_in"]


def test_a_draft_is_made_where_a_person_waits(one: Came) -> None:
    # A mail that only thanks is joined to its case by what the store knows: here, nothing.
    if one.expected.get("joins") and not one.expected["draft"]:
        return
    assert (one.outcome.draft is not None) == one.expected["draft"], one.outcome.no_draft
    if one.outcome.draft:
        assert one.outcome.draft.gaps == ()
        assert "⟦" not in one.outcome.draft.body
        serious = {f.rule for f in one.outcome.draft.findings if f.level.value != "hint"}
        # A link in the customer's own subject: the answer would pass it on (rule 9).
        assert serious == ({9} if "hostile" in one.name else set())


def test_own_words_are_the_customers_and_nothing_else(one: Came) -> None:
    for words in one.expected.get("own_words_contains", ()):
        assert words in one.reading.verdict.own_words
    for words in one.expected.get("own_words_lacks", ()):
        assert words not in one.reading.verdict.own_words


def test_order_and_tracking_numbers_are_exact(one: Came) -> None:
    understood = one.outcome.understanding
    if understood is None or one.expected["kind"] != Kind.CUSTOMER:
        return
    for found, name in (
        (understood.order_numbers, "order_numbers"),
        (understood.tracking_numbers, "tracking_numbers"),
    ):
        assert {n.key for n in found} == {key_of(n) for n in one.expected.get(name, [])}
    fields = {"subject": one.reading.words.subject, "text": one.reading.words.text}
    for number in (*understood.order_numbers, *understood.tracking_numbers):
        if number.field in fields:
            assert fields[number.field][number.start : number.end] == number.value


def test_the_language_is_right(one: Came) -> None:
    understood = one.outcome.understanding
    if understood is None or one.expected["kind"] != Kind.CUSTOMER:
        return
    right = {one.expected["language"], *one.expected.get("language_alternatives_ok", ())}
    assert understood.language.code in right


def test_the_name_to_greet_is_right_or_left_out(one: Came) -> None:
    understood = one.outcome.understanding
    wanted = one.expected.get("customer", {}).get("name")
    if understood is None or wanted is None:
        return
    parts = wanted.split()
    assert understood.name == "" or all(part in wanted for part in understood.name.split()), parts


def test_reasons_point_at_the_words_they_name(one: Came) -> None:
    understood = one.outcome.understanding
    words = one.reading.words
    fields = {"subject": words.subject, "text": words.text, "signature": words.signature}
    for reason in understood.reasons if understood else ():
        if reason.field in fields:
            assert 0 <= reason.start <= reason.end <= len(fields[reason.field])


def test_nothing_a_machine_wrote_is_answered() -> None:
    machines = [came(e) for e in MAILS if came(e).expected["kind"] != "customer"]
    assert len(machines) >= 8
    assert [c.name for c in machines if c.outcome.draft is not None] == []


def test_types_are_mostly_right_and_nearly_always_when_sure() -> None:
    right = sure = sure_right = total = 0
    for each in people():
        understood = each.outcome.understanding
        assert understood is not None
        allowed = {each.expected["type"], *each.expected.get("type_alternatives_ok", ())}
        hit = understood.type.label.value in allowed
        total, right = total + 1, right + hit
        sure, sure_right = sure + understood.sure, sure_right + (hit and understood.sure)
    assert total >= 40
    assert right / total >= 0.8
    assert sure_right >= sure - 1


def test_a_safety_hazard_is_never_missed() -> None:
    hazards = [c for c in people() if "safety_hazard" in c.expected.get("signals", ())]
    assert len(hazards) >= 2
    for each in hazards:
        assert each.outcome.understanding is not None
        assert "safety_hazard" in each.outcome.understanding.signals
        assert each.outcome.case is not None
        assert each.outcome.case.priority.value == "critical"
