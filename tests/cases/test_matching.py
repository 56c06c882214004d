from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.cases.make import NOW, a_case
from triage.cases.case import Status
from triage.cases.matching import Clues, Remembered, match

REOPEN = timedelta(days=30)
NOTHING = Clues(
    address="anna@customer.example",
    replied_to=frozenset(),
    own_replied_to=frozenset(),
    written_numbers=(),
    order_keys=frozenset(),
    verified=False,
)
KNOWN = Remembered(a_case(), frozenset({"first@customer.example"}), frozenset({NOTHING.address}))
NUMBER = KNOWN.case.number


def test_an_answer_to_our_keyed_mail_joins_whoever_writes() -> None:
    clues = replace(NOTHING, address="husband@other.example", own_replied_to=frozenset({NUMBER}))
    assert match(clues, (KNOWN,), NOW, REOPEN).case == KNOWN.case


def test_second_mail_of_same_thread_joins_the_case() -> None:
    clues = replace(NOTHING, replied_to=frozenset({"first@customer.example"}))
    assert match(clues, (KNOWN,), NOW, REOPEN).case == KNOWN.case


def test_a_stranger_with_forged_references_is_only_suggested() -> None:
    clues = replace(
        NOTHING, address="eve@stranger.example", replied_to=frozenset({"first@customer.example"})
    )
    found = match(clues, (KNOWN,), NOW, REOPEN)
    assert found.case is None
    assert found.suggested == (KNOWN.case.id,)


def test_a_stranger_with_somebodys_case_number_does_not_join() -> None:
    clues = replace(NOTHING, address="eve@stranger.example", written_numbers=(NUMBER,))
    assert match(clues, (KNOWN,), NOW, REOPEN).case is None


def test_a_participant_who_writes_the_case_number_joins() -> None:
    clues = replace(NOTHING, written_numbers=(NUMBER,))
    assert match(clues, (KNOWN,), NOW, REOPEN).case == KNOWN.case


def test_the_same_verified_address_about_the_same_order_joins() -> None:
    clues = replace(NOTHING, order_keys=frozenset({"10423"}), verified=True)
    assert match(clues, (KNOWN,), NOW, REOPEN).case == KNOWN.case


def test_an_unverified_address_about_the_same_order_is_only_suggested() -> None:
    clues = replace(NOTHING, order_keys=frozenset({"10423"}))
    found = match(clues, (KNOWN,), NOW, REOPEN)
    assert (found.case, found.suggested) == (None, (1,))


def test_another_customer_about_the_same_order_never_joins() -> None:
    clues = replace(
        NOTHING,
        address="eve@stranger.example",
        order_keys=frozenset({"10423"}),
        verified=True,
    )
    assert match(clues, (KNOWN,), NOW, REOPEN).case is None


def test_the_same_order_does_not_reopen_a_closed_case() -> None:
    closed = replace(KNOWN, case=a_case(status=Status.CLOSED))
    clues = replace(NOTHING, order_keys=frozenset({"10423"}), verified=True)
    assert match(clues, (closed,), NOW, REOPEN).case is None


def test_a_thread_reopens_a_recently_closed_case_but_not_an_old_one() -> None:
    closed = replace(KNOWN, case=a_case(status=Status.CLOSED))
    clues = replace(NOTHING, replied_to=frozenset({"first@customer.example"}))
    assert match(clues, (closed,), NOW + timedelta(days=29), REOPEN).case == closed.case
    late = match(clues, (closed,), NOW + timedelta(days=31), REOPEN)
    assert (late.case, late.suggested) == (None, (1,))


def test_the_newest_of_two_cases_in_a_thread_is_taken() -> None:
    newer = Remembered(
        a_case(2, last_mail_at=NOW + timedelta(hours=1)), KNOWN.message_ids, KNOWN.participants
    )
    clues = replace(NOTHING, replied_to=frozenset({"first@customer.example"}))
    assert match(clues, (KNOWN, newer), NOW, REOPEN).case == newer.case


def test_a_mail_without_any_tie_opens_a_case_and_names_the_customers_others() -> None:
    found = match(NOTHING, (KNOWN,), NOW, REOPEN)
    assert (found.case, found.suggested) == (None, (1,))


def test_forged_from_with_an_answer_to_somewhere_else_does_not_join() -> None:
    forged = replace(NOTHING, reply_to="eve@customer.example", written_numbers=(NUMBER,))
    assert match(forged, (KNOWN,), NOW, REOPEN).case is None
    usual = replace(KNOWN, participants=frozenset({NOTHING.address, forged.reply_to}))
    assert match(forged, (usual,), NOW, REOPEN).case == KNOWN.case


BY_ETSY = replace(NOTHING, address="", order_keys=frozenset({"10423"}), channel="etsy")
AT_ETSY = Remembered(
    a_case(customer_address="", reply_to="", channel="etsy"), frozenset({"n1@etsy"}), frozenset()
)


def test_a_platforms_next_proven_mail_about_the_same_order_joins() -> None:
    assert match(replace(BY_ETSY, verified=True), (AT_ETSY,), NOW, REOPEN).case == AT_ETSY.case
    assert match(BY_ETSY, (AT_ETSY,), NOW, REOPEN).suggested == (AT_ETSY.case.id,)


def test_another_platforms_mail_about_the_same_number_does_not_join() -> None:
    clues = replace(BY_ETSY, verified=True, channel="temu")
    assert match(clues, (AT_ETSY,), NOW, REOPEN).case is None


def test_a_platforms_thread_joins_only_when_the_platform_proved_itself() -> None:
    clues = replace(BY_ETSY, order_keys=frozenset(), replied_to=frozenset({"n1@etsy"}))
    assert match(replace(clues, verified=True), (AT_ETSY,), NOW, REOPEN).case == AT_ETSY.case
    assert match(clues, (AT_ETSY,), NOW, REOPEN).case is None


@pytest.mark.parametrize(
    "tie",
    [
        {"replied_to": frozenset({"first@customer.example"})},
        {"written_numbers": (NUMBER,)},
        {"order_keys": frozenset({"10423"}), "verified": False},
    ],
    ids=["thread", "case number", "order"],
)
def test_a_from_that_our_server_calls_forged_is_only_suggested(tie: dict[str, Any]) -> None:
    found = match(replace(NOTHING, forged=True, **tie), (KNOWN,), NOW, REOPEN)
    assert (found.case, found.suggested) == (None, (KNOWN.case.id,))


def test_a_forged_from_that_answers_our_keyed_mail_joins_since_forwarding_breaks_dmarc() -> None:
    clues = replace(NOTHING, forged=True, own_replied_to=frozenset({NUMBER}))
    assert match(clues, (KNOWN,), NOW, REOPEN).case == KNOWN.case


def test_old_mail_joins_the_case_its_answer_has_opened_before_it_was_read() -> None:
    opened_by_the_answer = replace(KNOWN, root="root@customer.example")
    clues = replace(NOTHING, thread_root="root@customer.example")
    assert match(clues, (opened_by_the_answer,), NOW, REOPEN).case == KNOWN.case
    stranger = replace(clues, address="eve@stranger.example")
    assert match(stranger, (opened_by_the_answer,), NOW, REOPEN).case is None
    assert match(clues, (KNOWN,), NOW, REOPEN).case is None
