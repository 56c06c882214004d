"""Marketplaces: a buyer under an alias, or a notification that can only be answered there."""

# ruff: noqa: E501 - what machines write is kept on one line

from __future__ import annotations

from collections import Counter

import pytest

from tests.labelled_mails import compare, labelled
from tests.make import a_mail
from triage.mail.kind import judge
from triage.mail.message import Customer, FoundIn, Identity, Kind, ReplyChannel, Verdict
from triage.mail.rules import load

US = Identity(
    addresses=frozenset({"support@store.example"}), staff_domains=frozenset({"store.example"})
)


def _whom(verdict: Verdict) -> tuple[str, str, FoundIn] | None:
    customer = verdict.customer
    return (customer.name, customer.address, customer.found_in) if customer else None


RELAY_CASES = {
    "amazon fr": ("x1@marketplace.amazon.fr", "Élodie - Marketplace Amazon", "Vous avez reçu un message.\n\nCommande n° 404-8837215-1192046 :\n1 x Guirlande [ASIN : B0LH]\n\n------------- Début du message -------------\n\nMa commande n'est pas là.\n\n------------- Fin du message -------------\n\nPour répondre à ce client, répondez directement.", "Ma commande n'est pas là.", "Élodie", "404-8837215-1192046"),
    "amazon de": ("x1@marketplace.amazon.de", "Max", "Bestellnummer 302-1234567-7654321:\n# / ASIN / Produktname\n\n------------- Nachricht: -------------\n\nWo ist es?\n\n------------- Ende der Nachricht -------------\n\nZur Information: um Streitigkeiten", "Wo ist es?", "Max", "302-1234567-7654321"),
    "amazon en": ("x1@marketplace.amazon.co.uk", "Anna - Amazon Marketplace", "You have received a message.\n\nOrder ID 203-1234567-7654321:\n\n------------- Begin message -------------\nIt is broken.\n------------- End message -------------\nFor Your Information: To help arbitrate disputes", "It is broken.", "Anna", "203-1234567-7654321"),
    "amazon es half": ("x1@marketplace.amazon.es", "Luz", "Pedido 404-1234567-7654321:\n1 de Farol\n\n------------- Mensaje:\n\n¿Dónde está?\n\n------------- Fin del mensaje -------------\n\nPara cualquier duda, consulte nuestras políticas.", "¿Dónde está?", "Luz", "404-1234567-7654321"),
    "amazon ja": ("x1@marketplace.amazon.co.jp", "", "購入者からメッセージが届きました。\n注文番号 250-1234567-7654321\n------------- メッセージ開始 -------------\n届きません。\n------------- メッセージ終了 -------------", "届きません。", "", "250-1234567-7654321"),
    "ebay": ("e5b0@members.ebay.com", "eBay - lightkeeper_77", "New message from: lightkeeper_77 (412)\n\nA magnet sticks to it.\n\nReply to this message in eBay\n\nItem ID: 110554889213\nOrder number: 14-12387-50921", "A magnet sticks to it.", "lightkeeper_77", "14-12387-50921"),
    "walmart": ("a1b2@relay.walmart.com", "Sam Hill", "Where is my package? Order 2000123-45678901", "Where is my package? Order 2000123-45678901", "Sam Hill", "2000123-45678901"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("sender", "name", "text", "words", "customer", "order"),
    RELAY_CASES.values(),
    ids=RELAY_CASES.keys(),
)
def test_buyer_behind_a_relay_keeps_words_and_order(
    sender: str, name: str, text: str, words: str, customer: str, order: str
) -> None:
    verdict = judge(
        a_mail(sender=sender, name=name, text=text, headers={"Auto-Submitted": "auto-generated"}),
        US,
    )
    assert (verdict.kind, verdict.reply_channel, verdict.reply_to) == (
        Kind.CUSTOMER,
        ReplyChannel.RELAY,
        sender,
    )
    assert verdict.own_words == words
    assert _whom(verdict) == (customer, sender, FoundIn.FROM)
    assert dict(verdict.form_fields)["order_number"] == order
    assert not verdict.automatic.allowed


def test_relay_name_in_a_strangers_domain_is_no_relay() -> None:
    verdict = judge(a_mail(sender="x@marketplace.amazon.evil.example"), US)
    assert verdict.reply_channel is ReplyChannel.EMAIL


def test_every_relay_of_the_rules_is_decided_by_a_mail_of_the_corpus() -> None:
    came = (compare(one).verdict for one in labelled("corpus/people"))
    used = Counter(each.channel for each in came if each.reply_channel is ReplyChannel.RELAY)
    assert {rule["id"] for rule in load("buyers")["relay"]} <= set(used)


def test_unlisted_marketplace_is_known_by_announcement_and_alias() -> None:
    text = "Hi Store,\n\nOlu A. sent you a message about order BZ-4471:\n\nIt is broken.\n\nThe Bazarly team"
    alias = "reply+c41f7a9b20@in.bazarly.example"
    subject = "New message from your buyer Olu A."
    given = {"sender": "no-reply@bazarly.example", "subject": subject, "text": text}
    relayed = judge(a_mail(reply_to=alias, **given), US)  # type: ignore[arg-type]
    assert (relayed.reply_channel, relayed.reply_to) == (ReplyChannel.RELAY, alias)
    told = judge(a_mail(**given), US)  # type: ignore[arg-type]
    assert (told.reply_channel, told.customer) == (
        ReplyChannel.PLATFORM_ONLY,
        Customer("Olu A.", "", FoundIn.BODY),
    )
    assert relayed.own_words == told.own_words == "It is broken."
    assert dict(told.form_fields)["order_number"] == "BZ-4471"


@pytest.mark.parametrize(
    ("label", "number"),
    [
        ("Tracking number", "RR123456785CN"),
        ("Sendungsnr.", "00340434161094042557"),
        ("Kargo Takip No", "7280011884402773"),
        ("Mã vận đơn", "SPXVN061884402773"),
        ("快递单号", "SF1188440277316"),
    ],
)
def test_parcel_in_a_platforms_lines_is_kept_beside_the_words(label: str, number: str) -> None:
    text = f"Hi Store,\n\nOlu A. sent you a message about order BZ-4471:\n\nIt is broken.\n\nOrder: BZ-4471\n{label}: {number}\n\nThe Bazarly team"
    subject = "New message from your buyer Olu A."
    told = judge(a_mail(sender="no-reply@bazarly.example", subject=subject, text=text), US)
    assert told.own_words == "It is broken."
    assert dict(told.form_fields)["tracking_number"] == number


def test_person_who_writes_of_a_message_is_no_relay() -> None:
    text = "I got a new message from a buyer who says your order 4711 is his. What is that?"
    verdict = judge(a_mail(sender="anna.berg1984@customer.example", text=text), US)
    assert (verdict.reply_channel, verdict.own_words) == (ReplyChannel.EMAIL, text)


@pytest.mark.parametrize(
    "subject", ["How to answer customer messages faster", "Your buyers' questions: five tips"]
)
def test_advice_about_buyers_messages_is_no_buyer(subject: str) -> None:
    text = "To improve how you answer customer questions:\n\n- be quick\n- be kind"
    verdict = judge(a_mail(sender="noreply@etsy.com", subject=subject, text=text), US)
    assert verdict.kind is Kind.NOTICE
