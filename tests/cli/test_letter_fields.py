"""What an agent types for a letter: each mistake is named with its remedy."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from triage.cli.letter_fields import Typed, fields_of, kind_named, typed_fields
from triage.drafts.draft import LETTERS, LetterFields, MessageKind, Refusal
from triage.errors import UsageWrong

TODAY = date(2026, 11, 23)
REFUND = MessageKind.REFUND


def typed(
    kind: MessageKind = REFUND, *, usual: str = "", return_address: str = "", **given: str
) -> LetterFields:
    return typed_fields(
        kind, Typed(**given), today=TODAY, usual=usual, return_address=return_address
    )


@pytest.mark.parametrize(
    "text", ["resolution.refund", "refund", "Refund", "RESOLUTION.REFUND", " refund "]
)
def test_kind_is_named_in_full_or_by_its_last_word(text: str) -> None:
    assert kind_named(text) is REFUND


def test_words_of_a_kind_may_be_parted_as_people_part_them() -> None:
    assert kind_named("missing-part sent") is MessageKind.MISSING_PART_SENT
    assert kind_named("order number") is MessageKind.ORDER_NUMBER
    assert kind_named("follow_up.first") is MessageKind.FOLLOW_UP_FIRST


@pytest.mark.parametrize("text", ["", "money", "acknowledgment", "joined"])
def test_unknown_kind_lists_every_kind_with_what_it_takes(text: str) -> None:
    with pytest.raises(UsageWrong) as told:
        kind_named(text)
    for kind in LETTERS:
        assert f"  {kind.value}" in str(told.value)
    assert "resolution.coupon                 --amount --date --code" in str(told.value)


@pytest.mark.parametrize(
    ("amount", "currency", "usual", "expected"),
    [
        ("25,00", "EUR", "", ("25.00", "EUR")),
        ("25.00", "eur", "", ("25.00", "EUR")),
        ("25", "", "USD", ("25", "USD")),
        ("1.234,50", "EUR", "", ("1234.50", "EUR")),
        ("1,234.50", "USD", "", ("1234.50", "USD")),
        ("€25.50", "", "", ("25.50", "EUR")),
        ("25.50 CHF", "", "EUR", ("25.50", "CHF")),
        ("2500", "JPY", "", ("2500", "JPY")),
        ("12,500", "KWD", "", ("12.500", "KWD")),
    ],
)
def test_amount_is_read_as_people_write_it(
    amount: str, currency: str, usual: str, expected: tuple[str, str]
) -> None:
    fields = typed(amount=amount, currency=currency, usual=usual)
    assert (fields.amount, fields.currency) == (Decimal(expected[0]), expected[1])


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"amount": "25"}, "add --currency"),
        ({"amount": "25", "currency": "EURO"}, "ISO 4217"),
        ({"amount": "25 USD", "currency": "EUR"}, "not the USD"),
        ({"amount": "much", "currency": "EUR"}, "no amount"),
        ({"amount": "0", "currency": "EUR"}, "no amount"),
        ({"amount": "-5", "currency": "EUR"}, "no amount"),
        ({"amount": "99999999", "currency": "EUR"}, "no amount"),
        ({"amount": "25,505", "currency": "KWD", "date": "8.12.2026"}, "no day"),
        ({"amount": "25.5", "currency": "JPY"}, "decimal places"),
        ({"currency": "EUR"}, "the --amount, too"),
        ({"date": "2062-12-08"}, "years away"),
        ({"tracking": "LX1"}, "--tracking: resolution.refund does not tell that"),
        ({"reason": "item_used"}, "it takes --amount --date"),
        ({"code": "x"}, "--code"),
        ({"address": "x"}, "--address"),
    ],
)
def test_mistake_is_named_with_its_option(given: dict[str, str], why: str) -> None:
    with pytest.raises(UsageWrong, match=why):
        typed_fields(REFUND, Typed(**given), today=TODAY)


def test_kind_without_fields_says_so() -> None:
    with pytest.raises(UsageWrong, match="it takes no fields"):
        typed(MessageKind.PROGRESS, currency="EUR")


@pytest.mark.parametrize(
    "kind", [MessageKind.EXCHANGE, MessageKind.COUPON, MessageKind.FOLLOW_UP_SECOND]
)
def test_day_until_when_something_holds_is_still_to_come(kind: MessageKind) -> None:
    assert typed(kind, date="2026-11-23").day == TODAY
    with pytest.raises(UsageWrong, match="has passed"):
        typed(kind, date="2026-11-22")


def test_day_something_was_done_may_have_passed() -> None:
    assert typed(date="2026-11-20").day == date(2026, 11, 20)


def test_reason_is_a_key_and_an_unknown_one_lists_them() -> None:
    kind = MessageKind.REJECTED
    assert typed(kind, reason="Item used").reason is Refusal.ITEM_USED
    with pytest.raises(UsageWrong, match="return_period_over, item_used"):
        typed(kind, reason="no")


def test_address_has_lines_and_the_stores_own_stands_in() -> None:
    kind = MessageKind.RETURN
    store = "Store\nHafenstr. 1\n20457 Hamburg"
    assert typed(kind, address="Mei\\n Kai  5 \\n\\nBremen").address == "Mei\nKai 5\nBremen"
    assert typed(kind, return_address=store).address == store
    assert typed(REFUND, return_address=store).address == ""
    with pytest.raises(UsageWrong, match="more than 8 lines"):
        typed(kind, address="x\\n" * 9)
    with pytest.raises(UsageWrong, match="longer than"):
        typed(kind, address="x" * 101)


def test_what_is_not_given_is_left_open() -> None:
    assert typed() == LetterFields()
    assert fields_of(MessageKind.EXCHANGE) == ("date", "address")
    assert fields_of(MessageKind.HOLDING) == ()
