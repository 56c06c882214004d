"""Tests for the name behind "from" in a platform's announcement."""

from __future__ import annotations

import pytest

from triage.mail.named_senders import account_in, ahead_of_role, sender_in, without_matter


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Je hebt een vraag ontvangen van Marjolein over bestelling C0008KD4WN.", "Marjolein"),
        ("Ai o întrebare nouă primită de la Ilinca Dobre pentru produsul:", "Ilinca Dobre"),
        ("Kamu punya pesan yang belum dibaca dari Wulan.Sari92 terkait produk:", "Wulan.Sari92"),
        ("Comments from Gwen Price:", "Gwen Price"),
    ],
)
def test_the_name_behind_from_is_the_buyers(line: str, name: str) -> None:
    assert sender_in(line) == name


@pytest.mark.parametrize(
    "line",
    [
        "Have you had a message from Marjolein?",
        "A package from Hamburg is on its way.",
        "You received a question from a customer.",
    ],
)
def test_nobody_is_named_by_a_question_a_parcel_or_a_role(line: str) -> None:
    assert sender_in(line) == ""


def test_a_case_that_says_from_shows_the_name_in_front() -> None:
    assert ahead_of_role("Új üzenet érkezett Bognár Eszter vásárlótól.") == "Bognár Eszter"


def test_a_mail_without_a_line_keeps_its_subject() -> None:
    assert without_matter("Message from Ana Ruiz", []) == ("Message from Ana Ruiz", [])


def test_a_reason_leaves_the_subject_and_a_name_stays() -> None:
    lines = ["Reason: Package Not Received", "Customer: Ana Ruiz"]
    subject, kept = without_matter("Ana Ruiz: Package Not Received", lines)
    assert "Package" not in subject
    assert kept == ["Customer: Ana Ruiz"]


def test_an_account_in_small_letters_is_a_name_where_it_begins_another_line() -> None:
    lines = ["brightonbeth opened a request", "Comments from brightonbeth:"]
    assert account_in(lines) == "brightonbeth"
    assert account_in(lines[1:]) == ""


@pytest.mark.parametrize(
    ("subject", "title", "price", "left"),
    [
        ("Te preguntaron por Farol De Lámina", "Farol De Lámina", "$ 1,149", "Te preguntaron por "),
        ("Pytanie o Lampa Ewa", "Lampa Ewa", "389,00 zł x 14", "Pytanie o "),
        ("Message from Ana Ruiz", "Ana Ruiz", "12 November 2026", "Message from Ana Ruiz"),
    ],
)
def test_an_items_title_above_its_price_leaves_the_subject(
    subject: str, title: str, price: str, left: str
) -> None:
    assert without_matter(subject, [title, price])[0] == left
