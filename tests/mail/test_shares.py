"""Services that tell of shared files, and machines that nobody can answer."""

from __future__ import annotations

import pytest

from tests.labelled_mails import STORE
from triage.mail.kind import judge
from triage.mail.message import Kind
from triage.mail.parse import parse

_LINK = "https://wetransfer.com/downloads/9a1f2"
_SHARER = "Reply-To: Ana Ruiz <ana@ruiz.example>\n"


def kind_of(sender: str, subject: str, body: str, headers: str = "") -> Kind:
    """Judge a mail of plain text."""
    raw = (
        f"From: {sender}\nTo: support@lindenhof.example\nSubject: {subject}\n{headers}"
        f"MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n{body}\n"
    )
    return judge(parse(raw.encode()), STORE).kind


def test_transfer_to_fetch_is_a_notice_though_its_sharer_could_be_answered() -> None:
    body = f"ana@ruiz.example sent you 3 files\n\nHere are the catalogues.\n\n{_LINK}"
    kind = kind_of("WeTransfer <noreply@wetransfer.com>", "Files for you", body, _SHARER)
    assert kind is Kind.NOTICE


@pytest.mark.parametrize("said", ["for order LL-20331", "“the lamp came broken”"])
def test_customer_who_shares_pictures_of_their_matter_stays_one(said: str) -> None:
    body = f"ana@ruiz.example sent you 3 files {said}\n\n{_LINK}"
    kind = kind_of("WeTransfer <noreply@wetransfer.com>", "Files for you", body, _SHARER)
    assert kind is Kind.CUSTOMER


def test_share_told_by_an_unlisted_services_machine_is_a_notice() -> None:
    body = "Ana Ruiz has shared a file with you: prices.xlsx\nhttps://filebarn.example/s/1"
    kind = kind_of("Filebarn <no-reply@filebarn.example>", "prices.xlsx", body, _SHARER)
    assert kind is Kind.NOTICE


def test_link_in_a_persons_letter_makes_no_share() -> None:
    body = "I shared a file with you, the pictures of the lamp: https://drive.google.com/d/1"
    assert kind_of("Ana Ruiz <ana@ruiz.example>", "pictures", body) is Kind.CUSTOMER


def test_machine_that_nobody_can_answer_tells_news() -> None:
    body = "The status of your app has changed: in review.\nhttps://apps.example/1488"
    assert kind_of("Apps <no_reply@apps.example>", "Status", body) is Kind.NOTICE


def test_person_who_writes_from_a_machines_address_about_their_order_is_heard() -> None:
    sender = "Ana Ruiz <noreply@ruiz.example>"
    assert kind_of(sender, "Lamp", "Where is my order? I wait.") is Kind.CUSTOMER


def test_who_hands_a_carriers_notice_on_is_no_carrier() -> None:
    body = (
        "Why does it come back to you? Nobody called.\n\n"
        "---------- Forwarded message ---------\nFrom: Kurier <info@kurier.example>\n"
        "Date: Fri, 20 Nov 2026\nSubject: Your parcel returns\nTo: <ana@ruiz.example>\n\n"
        "Your parcel returns. This message was generated automatically, do not reply."
    )
    sender = "Ana Ruiz <ana@ruiz.example>"
    assert kind_of(sender, "Fwd: Your parcel returns", body) is Kind.CUSTOMER


def test_transfer_service_is_known_by_its_links_whoever_mails_for_it() -> None:
    body = "ana@ruiz.example sent you files.\nhttps://www.swisstransfer.com/d/7aa1"
    kind = kind_of("SwissTransfer <no-reply@mailfirm.example>", "Files", body, _SHARER)
    assert kind is Kind.NOTICE
