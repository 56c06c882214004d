"""Mails written by people who had not seen the rules: how near the program comes to them."""

from __future__ import annotations

import pytest

from tests.judged import Judged


@pytest.fixture(scope="module")
def judged() -> Judged:
    return Judged("unseen")


# Of hands who wrote machines' mails alone, as hard as they could think of; it
# may only shrink.
STILL_ANSWERED = {
    "nils/ar07-odoo-fr-be",
    "nils/ar09-intercom-pt",
    "nils/ar11-form-ch-fr",
    "nils/ar22-hand-lb",
    "nils/no03-bol-return-nl",
    # The price of two lawyers' letters that the judge of kinds had hidden (_OF_ORDERS).
    "nils/no20-courier-firm-de",
    "oda/n02_rakuten_rms",
}


def test_enough_mails_judge(judged: Judged) -> None:
    assert len(judged.all) >= 300


def test_the_kind_is_nearly_always_right(judged: Judged) -> None:
    assert judged.kind().part >= 0.99, judged.report()


def test_no_machine_is_answered(judged: Judged) -> None:
    answered = {one.name for one, _ in judged.answered_machines()}
    assert answered == STILL_ANSWERED, judged.report()


def test_hardly_a_customer_is_hidden(judged: Judged) -> None:
    assert len(judged.hidden_customers()) <= 0.003 * len(judged.people), judged.report()


def test_the_person_to_answer_is_nearly_always_right(judged: Judged) -> None:
    assert judged.person().part >= 0.99, judged.report()


def test_their_own_words_are_nearly_always_found(judged: Judged) -> None:
    assert judged.own_words().part >= 0.98, judged.report()


def test_every_charset_is_read(judged: Judged) -> None:
    assert judged.charsets().part == 1.0, judged.report()
