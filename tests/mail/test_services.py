"""News of orders we placed elsewhere and of services we use, and people who repeat such news."""

from __future__ import annotations

import pytest

from tests.labelled_mails import STORE
from triage.mail.kind import judge
from triage.mail.message import Kind
from triage.mail.parse import parse

_SHIPPED = "Your order 20817 has been shipped today with DHL."
_THANKS = "Thank you for your order!"


def kind_of(sender: str, subject: str, body: str, headers: str = "") -> Kind:
    """Judge a mail of plain text."""
    raw = (
        f"From: {sender}\nTo: support@lindenhof.example\nSubject: {subject}\n{headers}"
        f"MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n{body}\n"
    )
    return judge(parse(raw.encode()), STORE).kind


def test_order_of_ours_told_by_a_shop_is_a_notice() -> None:
    shop = "Wickworks <shop@wickworks.example>"
    assert kind_of(shop, "Order 20817 shipped", f"{_SHIPPED}\n\n{_THANKS}") is Kind.NOTICE


@pytest.mark.parametrize(
    "more", ["But one box is missing.", "Please check.", "I see nothing.", "Where is it?"]
)
def test_person_who_repeats_our_notice_is_a_customer(more: str) -> None:
    cafe = "Corner Café <shop@cornercafe.example>"
    assert kind_of(cafe, "Order 20817 shipped", f"{_SHIPPED}\n{_THANKS}\n{more}") is Kind.CUSTOMER


def test_side_remark_on_missing_parts_and_questions_leaves_the_notice() -> None:
    shop = "Wickworks <shop@wickworks.example>"
    aside = "Any questions?\nIf something is missing, contact us within 14 days."
    assert kind_of(shop, "Order 20817 shipped", f"{_SHIPPED}\n{_THANKS}\n{aside}") is Kind.NOTICE


def test_person_writing_from_their_own_name_is_a_customer() -> None:
    person = "Katrin Vogt <k.vogt@etiketten.example>"
    assert kind_of(person, "Order 20817 shipped", f"{_SHIPPED}\n{_THANKS}") is Kind.CUSTOMER


def test_own_words_of_a_program_outweigh_a_name() -> None:
    person = "Katrin Vogt <k.vogt@etiketten.example>"
    auto = "Auto-Submitted: auto-generated\n"
    assert kind_of(person, "Order 20817 shipped", f"{_SHIPPED}\n{_THANKS}", auto) is Kind.NOTICE


def test_answer_to_a_notice_is_a_customers() -> None:
    shop = "Corner Café <shop@cornercafe.example>"
    thread = "In-Reply-To: <1@elsewhere.example>\n"
    body = f"{_SHIPPED}\n{_THANKS}"
    assert kind_of(shop, "Re: Order 20817 shipped", body, thread) is Kind.CUSTOMER


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        ("Missed call from 0361 5550118", "You have a missed call.\nCaller: 0361 5550118"),
        ("DOWN: shop", "Monitor: shop\nStatus: DOWN since 03:12"),
        ("Backup of LH-NAS", "The backup of LH-NAS completed at 02:18."),
        ("Neue Anmeldung", "Eine neue Anmeldung bei Ihrem Konto um 08:14 Uhr."),
        ("Licence", "Your licence expires on 2 December 2026."),
    ],
)
def test_service_we_use_tells_its_news(subject: str, body: str) -> None:
    assert kind_of("Service <alerting@portal.example>", subject, body) is Kind.NOTICE


def test_buyer_with_a_number_of_an_order_is_no_service() -> None:
    body = "Backup lamp of order 48120 failed after two days."
    assert kind_of("Taller <taller@prado.example>", "Backup", body) is Kind.CUSTOMER


@pytest.mark.parametrize(
    "said",
    [
        "Płatność została odrzucona, a 640 zł zniknęło. Bank przyjmie reklamację.",
        "„Ваша рекламация е одобрена“ пише тук. Парите ги няма, рекламацията стои отворена.",
        "Sul sito leggevo: «sdoganamento incluso». Poi una bolletta della dogana: 88 franchi.",
    ],
)
def test_complaint_that_shares_stems_with_a_service_is_a_customers(said: str) -> None:
    assert kind_of("Kim Berg <kim73@post.example>", "8842", said) is Kind.CUSTOMER


def test_sum_on_an_account_without_day_or_account_is_a_persons_complaint() -> None:
    kim = "Kim Berg <kim73@post.example>"
    amiss = "Non me l'avete accreditato, sul conto nulla. Tre paghi tre: 8,90."
    assert kind_of(kim, "8,90", amiss) is Kind.CUSTOMER
    bank = "Sul Suo conto ****4410 sono stati accreditati 8,90 EUR il 21.11.2026."
    assert kind_of("Banca <info@banca.example>", "Accredito", bank) is Kind.NOTICE
