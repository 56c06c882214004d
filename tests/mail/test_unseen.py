"""Mails written by people who had not seen the rules: how near the program comes to them."""

from __future__ import annotations

import pytest

from tests.judged import Judged


@pytest.fixture(scope="module")
def judged() -> Judged:
    return Judged("unseen")


def test_enough_mails_judge(judged: Judged) -> None:
    assert len(judged.all) >= 300


def test_the_kind_is_nearly_always_right(judged: Judged) -> None:
    assert judged.kind().part >= 0.99, judged.report()


def test_no_machine_is_answered(judged: Judged) -> None:
    assert judged.answered_machines() == [], judged.report()


def test_hardly_a_customer_is_hidden(judged: Judged) -> None:
    assert len(judged.hidden_customers()) <= 0.003 * len(judged.people), judged.report()


def test_the_person_to_answer_is_nearly_always_right(judged: Judged) -> None:
    assert judged.person().part >= 0.99, judged.report()


def test_their_own_words_are_nearly_always_found(judged: Judged) -> None:
    assert judged.own_words().part >= 0.98, judged.report()


def test_every_charset_is_read(judged: Judged) -> None:
    assert judged.charsets().part == 1.0, judged.report()
