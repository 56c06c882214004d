"""What platforms write: disputes, notices, and a buyer's words in between."""

# ruff: noqa: E501 - a mail to a line

from __future__ import annotations

import pytest

from tests.make import a_mail
from tests.store_mails import US
from triage.mail.kind import judge
from triage.mail.message import Kind, Mail, ReplyChannel

DISPUTES = {
    "paypal": a_mail(
        sender="service@paypal.com",
        subject="A buyer opened a case",
        text="One of your buyers opened a dispute.",
    ),
    "paypal de": a_mail(
        sender="service@paypal.de", subject="Käuferschutz: Ein Fall wurde eröffnet", text="x"
    ),
    "paypal body only": a_mail(
        sender="service@paypal.com",
        subject="Action required: PP-R-123",
        text="You have received a chargeback for this transaction.",
    ),
    "stripe": a_mail(
        sender="notifications@stripe.com",
        subject="A payment was disputed",
        text="x",
        headers={"Auto-Submitted": "auto-generated"},
    ),
    "klarna": a_mail(sender="no-reply@klarna.com", subject="New dispute on order 4711", text="x"),
    "amazon a-to-z": a_mail(
        sender="atoz-guarantee-no-reply@amazon.co.uk",
        subject="A-to-z Guarantee claim received on order 302-1234567-7654321",
        text="x",
    ),
    "ebay": a_mail(
        sender="ebay@ebay.com", subject="A case has been opened: item not received", text="x"
    ),
    "shopify": a_mail(
        sender="noreply@shopify.com", subject="Chargeback opened for order #1001", text="x"
    ),
    "aliexpress zh": a_mail(
        sender="transaction@notice.aliexpress.com", subject="买家提起纠纷，请及时处理", text="x"
    ),
    "mercado libre": a_mail(
        sender="noreply@mercadolibre.com.mx", subject="Nueva mediación en tu venta", text="x"
    ),
    "allegro": a_mail(
        sender="powiadomienia@allegro.pl", subject="Kupujący rozpoczął spór", text="x"
    ),
}


@pytest.mark.parametrize("mail", DISPUTES.values(), ids=DISPUTES.keys())
def test_dispute_is_a_notice_that_opens_an_urgent_case(mail: Mail) -> None:
    verdict = judge(mail, US)
    assert (verdict.kind, verdict.dispute, verdict.draft.allowed) == (Kind.NOTICE, True, False)


NOTICES = {
    "paypal receipt": a_mail(
        sender="service@paypal.com", subject="You've received a payment", text="64.90 EUR"
    ),
    "stripe payout": a_mail(
        sender="notifications@stripe.com", subject="Your payout is on the way", text="x"
    ),
    "dhl": a_mail(
        sender="noreply@dhl.de",
        subject="Ihre Sendung wurde zugestellt",
        text="Bitte antworten Sie nicht auf diese E-Mail.",
    ),
    "ups": a_mail(sender="pkginfo@ups.com", subject="UPS Delivery Notification", text="Delivered"),
    "carrier claim": a_mail(
        sender="claims@fedex.com", subject="Your claim 123 was received", text="x"
    ),
    "amazon policy": a_mail(
        sender="seller-performance@amazon.com",
        subject="Policy update",
        text="Dear Seller, fees change in May.",
    ),
    "shopify order": a_mail(
        sender="mailer@shopify.com",
        subject="[Store] Order #1001 placed by Anna Berg",
        text="Anna Berg placed order #1001",
        headers={"Auto-Submitted": "auto-generated"},
    ),
    "abuse report": a_mail(
        headers={"Content-Type": "multipart/report; report-type=feedback-report"}
    ),
}


@pytest.mark.parametrize("mail", NOTICES.values(), ids=NOTICES.keys())
def test_notice_in_a_platforms_own_words_is_set_aside(mail: Mail) -> None:
    verdict = judge(mail, US)
    assert (verdict.kind, verdict.dispute) == (Kind.NOTICE, False)


PLATFORM_REQUESTS = {
    "etsy message": (
        a_mail(
            sender="conversations@mail.etsy.com",
            subject="You have a new message from Hannah",
            text='Hannah sent you a message about "Lamp"\n\nDoes it come with a US plug?\n\nReply on Etsy: https://etsy.example',
        ),
        "Hannah",
        "Does it come with a US plug?",
    ),
    "aliexpress": (
        a_mail(
            sender="transaction@notice.aliexpress.com",
            subject="New buyer message about order 1",
            text="Dear Store,\nYou have received a new message from your buyer Marta G.\nOrder ID: 8192837465019283\nMessage:\n> No he recibido nada.\nReply in Message Center\nThis is an automated message",
        ),
        "Marta G.",
        "No he recibido nada.",
    ),
    "ebay return": (
        a_mail(
            sender="ebay@ebay.com",
            subject="Return request: brass lantern",
            text="The lantern is bent.",
        ),
        "",
        "The lantern is bent.",
    ),
    "amazon cancel": (
        a_mail(
            sender="order-update@amazon.de",
            subject="Stornierungsanfrage zu Bestellung 302-1234567-7654321",
            text="Falsche Adresse",
        ),
        "",
        "Falsche Adresse",
    ),
    "ebay de return": (
        a_mail(
            sender="ebay@ebay.de",
            subject="Ein Käufer möchte einen Artikel zurückgeben",
            text="Passt nicht",
        ),
        "",
        "Passt nicht",
    ),
}


@pytest.mark.parametrize(
    ("mail", "name", "words"), PLATFORM_REQUESTS.values(), ids=PLATFORM_REQUESTS.keys()
)
def test_notification_with_a_buyers_words_is_a_customer_to_answer_on_the_platform(
    mail: Mail, name: str, words: str
) -> None:
    verdict = judge(mail, US)
    assert (verdict.kind, verdict.reply_channel) == (Kind.CUSTOMER, ReplyChannel.PLATFORM_ONLY)
    assert (verdict.customer.name if verdict.customer else "") == name
    assert (verdict.own_words, verdict.reply_to) == (words, "")
    assert verdict.draft.allowed
    assert not verdict.automatic.allowed
