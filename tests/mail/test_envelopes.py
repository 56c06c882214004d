"""Mails within certified and other envelopes: who wrote them, and what a forger gains."""

from __future__ import annotations

import pytest

from tests.make import a_mail
from triage.mail.envelopes import taken_out
from triage.mail.kind import judge
from triage.mail.message import Address, Identity, Kind, Mail

US = Identity(
    addresses=frozenset({"support@store.example"}),
    staff_domains=frozenset({"store.example"}),
    authserv_ids=frozenset({"mx.store.example"}),
)
PROVIDER = "posta-certificata@provider.example"
PASSED = "mx.store.example; dmarc=pass header.from="


def _certified(inner: Mail, headers: dict[str, str] | None = None) -> Mail:
    return a_mail(
        text="Messaggio di posta certificata",
        sender=PROVIDER,
        name=f"Per conto di: {inner.sender.address}",
        headers={"X-Trasporto": "posta-certificata", **(headers or {})},
        embedded=(inner,),
    )


def test_writer_of_the_mail_inside_is_answered_with_their_words() -> None:
    verdict = judge(_certified(a_mail(text="Dov'è il mio ordine 10402?")), US)
    assert (verdict.kind, verdict.reply_to) == (Kind.CUSTOMER, "anna@customer.example")
    assert verdict.own_words == "Dov'è il mio ordine 10402?"


def test_proof_written_inside_proves_nothing() -> None:
    inner = a_mail(
        headers={"Authentication-Results": f"{PASSED}customer.example"},
        reply_to="thief@elsewhere.example",
    )
    verdict = judge(_certified(inner, {"Authentication-Results": f"{PASSED}provider.example"}), US)
    assert verdict.reply_to == "anna@customer.example"


@pytest.mark.parametrize(
    "sender", ["eva@store.example", "service@paypal.com", "x9y8@marketplace.amazon.de"]
)
def test_nobody_inside_passes_for_a_colleague_or_a_platform(sender: str) -> None:
    mail = _certified(a_mail(sender=sender))
    assert taken_out(mail, US) is mail


def test_forged_envelope_is_not_opened() -> None:
    refused = {
        "Authentication-Results": "mx.store.example; dmarc=fail header.from=provider.example"
    }
    mail = _certified(a_mail(), refused)
    assert taken_out(mail, US) is mail


def test_mail_that_a_person_attaches_stays_attached() -> None:
    other = a_mail(sender="shop@other.example")
    mail = a_mail(text="See the offer attached. Can you match it?", embedded=(other,))
    assert taken_out(mail, US) is mail


def test_list_that_wraps_a_letter_without_a_word_is_opened() -> None:
    mail = a_mail(
        text="",
        sender="makers@lists.example",
        name="Anna via Makers",
        reply_to="anna@customer.example",
        embedded=(a_mail(),),
    )
    assert taken_out(mail, US).sender == Address("Anna Berg", "anna@customer.example")


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("accettazione", Kind.NOTICE),
        ("presa-in-carico", Kind.NOTICE),
        ("avvenuta-consegna", Kind.NOTICE),
        ("non-accettazione", Kind.BOUNCE),
        ("errore-consegna", Kind.BOUNCE),
        ("preavviso-errore-consegna", Kind.BOUNCE),
        ("rilevazione-virus", Kind.BOUNCE),
    ],
)
def test_receipts_of_certified_mail_are_no_persons(said: str, kind: Kind) -> None:
    assert judge(a_mail(sender=PROVIDER, headers={"X-Ricevuta": said}), US).kind is kind
