"""The person behind a mail: plain senders, shop forms, marketplace relays, colleagues' forwards."""

# ruff: noqa: E501 - what machines write is kept on one line

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.make import a_mail
from triage.mail.authentication import verified
from triage.mail.forwards import forwarded_mail
from triage.mail.kind import judge
from triage.mail.message import Address, FoundIn, Identity, Kind, Mail, ReplyChannel, Verdict

US = Identity(
    addresses=frozenset({"support@store.example"}),
    staff_domains=frozenset({"store.example"}),
    form_senders=frozenset({"forms@mailer.example"}),
)
BROKEN = "The lamp came broken, can you send another?"
DMARC = {"Authentication-Results": "mx.store.example; dmarc=pass header.from=store.example"}


def _whom(verdict: Verdict) -> tuple[str, str, FoundIn] | None:
    customer = verdict.customer
    return (customer.name, customer.address, customer.found_in) if customer else None


@pytest.mark.parametrize(
    ("sender", "reply_to", "answer"),
    [
        ("anna@b.example", "", "anna@b.example"),
        ("anna@b.example", "anna.berg@b.example", "anna.berg@b.example"),
        ("anna@b.example", "thief@evil.example", "anna@b.example"),
        ("noreply@b.example", "anna@c.example", "anna@c.example"),
        ("no-reply@b.example", "", ""),
        ("do_not_reply@b.example", "noreply@b.example", ""),
        ("NichtAntworten@b.example".lower(), "", ""),
        ("bounce+x=y@b.example", "", ""),
        ("mailer-daemon@b.example", "support@store.example", ""),
        ("anna@b.example", "support@store.example", "anna@b.example"),
        ("", "anna@c.example", "anna@c.example"),
        ("", "", ""),
    ],
)
def test_answer_goes_to_a_person_or_nowhere(sender: str, reply_to: str, answer: str) -> None:
    verdict = judge(a_mail(sender=sender, reply_to=reply_to), US)
    assert verdict.reply_to == answer
    assert verdict.draft.allowed is bool(answer)
    assert verdict.reply_channel is (ReplyChannel.EMAIL if answer else ReplyChannel.NONE)


def test_plain_sender_keeps_words_quote_and_name() -> None:
    verdict = judge(a_mail(text="Not here yet.\n\n> Your parcel left", sender="a@b.example"), US)
    assert _whom(verdict) == ("Anna Berg", "a@b.example", FoundIn.FROM)
    assert (verdict.own_words, verdict.quoted) == ("Not here yet.", "> Your parcel left")


SHOPIFY = f"You received a new message from your online store's contact form.\n\nCountry Code:\nGB\n\nName:\nPriya Raman\n\nEmail:\npriya@mailbox.example\n\nPhone:\n07700 900412\n\nBody:\n{BROKEN}"
CF7 = f"From: Priya Raman <priya@mailbox.example>\nSubject: Lamp\n\nMessage Body:\n{BROKEN}\n\n-- \nThis e-mail was sent from a contact form on Store (https://store.example)"
WPFORMS = f"Name\n\nPriya Raman\n\nEmail\n\npriya@mailbox.example\n\nComment or Message\n\n{BROKEN}\n\nSent from Store"
FORM_CASES = {
    "shopify": ("mailer@shopify.com", "priya@mailbox.example", SHOPIFY),
    "contact form 7": ("wordpress@store.example", "", CF7),
    "wpforms": ("wordpress@store.example", "priya@mailbox.example", WPFORMS),
    "configured, nothing but Reply-To": ("forms@mailer.example", "priya@mailbox.example", BROKEN),
    "own address as From": (
        "support@store.example",
        "priya@mailbox.example",
        f"Name: Priya Raman\nEmail: priya@mailbox.example\nMessage: {BROKEN}",
    ),
    "de": (
        "noreply@store.example",
        "",
        f"Name: Priya Raman\nE-Mail-Adresse: priya@mailbox.example\nTelefon: 0761 44\nBestellnummer: 10417\nNachricht:\n{BROKEN}",
    ),
    "fr": (
        "noreply@store.example",
        "",
        f"Nom : Priya Raman\nAdresse e-mail : priya@mailbox.example\nNuméro de commande : 10417\nMessage :\n{BROKEN}",
    ),
    "es": (
        "noreply@store.example",
        "",
        f"Nombre: Priya Raman\nCorreo electrónico: priya@mailbox.example\nMensaje: {BROKEN}",
    ),
    "it": (
        "noreply@store.example",
        "",
        f"Nome: Priya Raman\nIndirizzo email: priya@mailbox.example\nMessaggio: {BROKEN}",
    ),
    "pt": (
        "noreply@store.example",
        "",
        f"Nome: Priya Raman\nE-mail: priya@mailbox.example\nMensagem: {BROKEN}",
    ),
    "nl": (
        "noreply@store.example",
        "",
        f"Naam: Priya Raman\nE-mailadres: priya@mailbox.example\nBericht: {BROKEN}",
    ),
    "pl": (
        "noreply@store.example",
        "",
        f"Imię i nazwisko: Priya Raman\nAdres e-mail: priya@mailbox.example\nTreść wiadomości: {BROKEN}",
    ),
    "cs": (
        "noreply@store.example",
        "",
        f"Jméno: Priya Raman\nE-mail: priya@mailbox.example\nZpráva: {BROKEN}",
    ),
    "sv": (
        "noreply@store.example",
        "",
        f"Namn: Priya Raman\nE-post: priya@mailbox.example\nMeddelande: {BROKEN}",
    ),
    "da": (
        "noreply@store.example",
        "",
        f"Navn: Priya Raman\nE-mail: priya@mailbox.example\nBesked: {BROKEN}",
    ),
    "fi": (
        "noreply@store.example",
        "",
        f"Nimi: Priya Raman\nSähköposti: priya@mailbox.example\nViesti: {BROKEN}",
    ),
    "hu": (
        "noreply@store.example",
        "",
        f"Név: Priya Raman\nE-mail cím: priya@mailbox.example\nÜzenet: {BROKEN}",
    ),
    "ro": (
        "noreply@store.example",
        "",
        f"Nume: Priya Raman\nEmail: priya@mailbox.example\nMesaj: {BROKEN}",
    ),
    "ru": (
        "noreply@store.example",
        "",
        f"Имя: Priya Raman\nЭлектронная почта: priya@mailbox.example\nСообщение: {BROKEN}",
    ),
    "el": (
        "noreply@store.example",
        "",
        f"Όνομα: Priya Raman\nEmail: priya@mailbox.example\nΜήνυμα: {BROKEN}",
    ),
    "tr": (
        "noreply@store.example",
        "",
        f"Ad Soyad: Priya Raman\nE-posta: priya@mailbox.example\nMesajınız: {BROKEN}",
    ),
    "ar": (
        "noreply@store.example",
        "",
        f"الاسم: Priya Raman\nالبريد الإلكتروني: priya@mailbox.example\nالرسالة: {BROKEN}",
    ),
    "he": (
        "noreply@store.example",
        "",
        f"שם מלא: Priya Raman\nאימייל: priya@mailbox.example\nהודעה: {BROKEN}",
    ),
    "ja": (
        "noreply@store.example",
        "",
        f"お名前：Priya Raman\nメールアドレス：priya@mailbox.example\nお問い合わせ内容：\n{BROKEN}",
    ),
    "ko": (
        "noreply@store.example",
        "",
        f"이름: Priya Raman\n이메일: priya@mailbox.example\n문의 내용: {BROKEN}",
    ),
    "zh": (
        "noreply@store.example",
        "",
        f"姓名：Priya Raman\n邮箱：priya@mailbox.example\n订单号：10417\n留言：{BROKEN}",
    ),
    "zh-Hant": (
        "noreply@store.example",
        "",
        f"姓名：Priya Raman\n電子郵件：priya@mailbox.example\n訊息：{BROKEN}",
    ),
    "th": (
        "noreply@store.example",
        "",
        f"ชื่อ: Priya Raman\nอีเมล: priya@mailbox.example\nข้อความ: {BROKEN}",
    ),
    "vi": (
        "noreply@store.example",
        "",
        f"Họ và tên: Priya Raman\nEmail: priya@mailbox.example\nNội dung: {BROKEN}",
    ),
}


@pytest.mark.parametrize(("sender", "reply_to", "text"), FORM_CASES.values(), ids=FORM_CASES.keys())
def test_person_behind_a_shop_form_is_found(sender: str, reply_to: str, text: str) -> None:
    mail = a_mail(
        sender=sender,
        name="Store",
        reply_to=reply_to,
        text=text,
        headers={"Auto-Submitted": "auto-generated"},
    )
    verdict = judge(mail, US)
    assert (verdict.kind, verdict.reply_to) == (Kind.CUSTOMER, "priya@mailbox.example")
    assert verdict.customer is not None
    assert verdict.customer.found_in is (FoundIn.REPLY_TO if reply_to else FoundIn.BODY)
    assert verdict.own_words == BROKEN
    if len(text) > len(BROKEN) and "From:" not in text:
        assert verdict.customer.name == "Priya Raman"
    if "10417" in text:
        assert ("order_number", "10417") in verdict.form_fields


def test_only_a_configured_form_may_be_answered_automatically() -> None:
    text = FORM_CASES["own address as From"][2]
    configured = a_mail(
        sender="forms@mailer.example",
        reply_to="p@m.example",
        text=text,
        headers={"Feedback-ID": "1"},
    )
    assert judge(configured, US).automatic.allowed
    assert not judge(a_mail(sender="wordpress@store.example", text=text), US).automatic.allowed


def test_order_line_within_the_letter_stays_in_it() -> None:
    text = "Name: Priya\nEmail: p@m.example\nMessage: It is broken.\nOrder: 10417\nPlease help.\nPhone: 0761"
    verdict = judge(a_mail(sender="wordpress@store.example", text=text), US)
    assert verdict.own_words == "It is broken.\nOrder: 10417\nPlease help."
    assert dict(verdict.form_fields)["phone"] == "0761"


@pytest.mark.parametrize(
    "mail",
    [
        a_mail(text=f"Name: Anna Berg\nEmail: anna@customer.example\nMessage: {BROKEN}"),
        a_mail(
            sender="mailer@shopify.com",
            text="Order #1001 was placed.\nName: Anna\nEmail: anna@c.example",
            subject="Order #1001",
        ),
    ],
)
def test_labels_alone_make_no_form(mail: Mail) -> None:
    assert not judge(mail, US).channel.endswith("form")


RELAY_CASES = {
    "amazon fr": ("x1@marketplace.amazon.fr", "Élodie - Marketplace Amazon", "Vous avez reçu un message.\n\nCommande n° 404-8837215-1192046 :\n1 x Guirlande [ASIN : B0LH]\n\n------------- Début du message -------------\n\nMa commande n'est pas là.\n\n------------- Fin du message -------------\n\nPour répondre à ce client, répondez directement.", "Ma commande n'est pas là.", "Élodie", "404-8837215-1192046"),
    "amazon de": ("x1@marketplace.amazon.de", "Max", "Bestellnummer 302-1234567-7654321:\n# / ASIN / Produktname\n\n------------- Nachricht: -------------\n\nWo ist es?\n\n------------- Ende der Nachricht -------------\n\nZur Information: um Streitigkeiten", "Wo ist es?", "Max", "302-1234567-7654321"),
    "amazon en": ("x1@marketplace.amazon.co.uk", "Anna - Amazon Marketplace", "You have received a message.\n\nOrder ID 203-1234567-7654321:\n\n------------- Begin message -------------\nIt is broken.\n------------- End message -------------\nFor Your Information: To help arbitrate disputes", "It is broken.", "Anna", "203-1234567-7654321"),
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


INNER = f"Beste Jonas,\n\n{BROKEN}\n\nMet vriendelijke groet,\nSanne de Wit"
FORWARD_CASES = {
    "gmail": (
        "Fwd: Lamp",
        f"Can you take it?\n\n---------- Forwarded message ---------\nFrom: Sanne de Wit <sanne@p.example>\nDate: wo 18 nov 2026 om 21:13\nSubject: Lamp\nTo: Jonas <jonas@store.example>\n\n\n{INNER}",
    ),
    "outlook en": (
        "FW: Lamp",
        f"fyi\n\nFrom: Sanne de Wit <sanne@p.example>\nSent: 18 November 2026 21:13\nTo: Jonas\nSubject: Lamp\n\n{INNER}",
    ),
    "outlook de": (
        "WG: Lamp",
        f"Von: Sanne de Wit <sanne@p.example>\nGesendet: Mittwoch, 18. November 2026 21:13\nAn: Jonas\nBetreff: Lamp\n\n{INNER}",
    ),
    "outlook mailto": (
        "FW: Lamp",
        f"From: Sanne de Wit [mailto:sanne@p.example]\nSent: 18 November 2026\nTo: Jonas\nSubject: Lamp\n\n{INNER}",
    ),
    "apple": (
        "Fwd: Lamp",
        "Please answer.\n\nBegin forwarded message:\n\n"
        + "\n".join(
            f"> {line}"
            for line in f"From: Sanne de Wit <sanne@p.example>\nSubject: Lamp\nDate: 18 November 2026 at 21:13\nTo: jonas@store.example\n\n{INNER}".splitlines()
        ),
    ),
    "thunderbird": (
        "Fwd: Lamp",
        f"-------- Forwarded Message --------\nSubject: \tLamp\nDate: \tWed, 18 Nov 2026\nFrom: \tSanne de Wit <sanne@p.example>\nTo: \tjonas@store.example\n\n{INNER}",
    ),
    "thunderbird fr": (
        "Tr: Lamp",
        f"-------- Message transféré --------\nSujet : \tLamp\nDate : \tWed, 18 Nov 2026\nDe : \tSanne de Wit <sanne@p.example>\nPour : \tjonas@store.example\n\n{INNER}",
    ),
    "foxmail": (
        "转发: Lamp",
        f'请处理\n\n------------------ 转发邮件 ------------------\n发件人: "Sanne de Wit" <sanne@p.example>;\n发送时间: 2026年11月18日 21:13\n收件人: "jonas"<jonas@store.example>;\n主题: Lamp\n\n{INNER}',
    ),
    "quote without a note": (
        "Lamp",
        f"From: Sanne de Wit <sanne@p.example>\nSent: 18 November 2026\nTo: Jonas\nSubject: Lamp\n\n{INNER}",
    ),
    "twice": (
        "Fwd: Fwd: Lamp",
        f"---------- Forwarded message ---------\nFrom: Mei <mei@store.example>\nDate: 19 Nov 2026\nSubject: Fwd: Lamp\nTo: support\n\n---------- Forwarded message ---------\nFrom: Sanne de Wit <sanne@p.example>\nDate: 18 Nov 2026\nSubject: Lamp\nTo: Mei\n\n{INNER}",
    ),
}


@pytest.mark.parametrize(("subject", "text"), FORWARD_CASES.values(), ids=FORWARD_CASES.keys())
@pytest.mark.parametrize("colleague", ["jonas@store.example", "support@store.example"])
def test_customer_in_a_colleagues_forward_is_found(colleague: str, subject: str, text: str) -> None:
    verdict = judge(a_mail(sender=colleague, subject=subject, text=text, headers=DMARC), US)
    assert verdict.kind is Kind.CUSTOMER
    assert _whom(verdict) == ("Sanne de Wit", "sanne@p.example", FoundIn.FORWARD)
    assert verdict.own_words == f"Beste Jonas,\n\n{BROKEN}"
    assert (verdict.reply_to, verdict.automatic.allowed) == ("sanne@p.example", False)


def test_attached_mail_of_a_customer_is_found() -> None:
    inner = a_mail(sender="sanne@p.example", name="Sanne de Wit", text=BROKEN)
    outer = a_mail(
        sender="jonas@store.example", subject="Lamp", text="see attachment", embedded=(inner,)
    )
    verdict = judge(outer, US)
    assert _whom(verdict) == ("Sanne de Wit", "sanne@p.example", FoundIn.FORWARD)
    assert verdict.own_words == BROKEN


def test_forwarded_relay_keeps_the_alias() -> None:
    text = "---------- Forwarded message ---------\nFrom: Anna <x1@marketplace.amazon.de>\nDate: 18 Nov 2026\nSubject: Frage\nTo: us\n\nWo ist es?"
    verdict = judge(a_mail(sender="mei@store.example", subject="Fwd: Frage", text=text), US)
    assert (verdict.reply_channel, verdict.reply_to) == (
        ReplyChannel.RELAY,
        "x1@marketplace.amazon.de",
    )


def test_forwarded_dispute_is_still_a_dispute() -> None:
    text = "---------- Forwarded message ---------\nFrom: PayPal <service@paypal.com>\nDate: 18 Nov 2026\nSubject: A buyer opened a case\nTo: us\n\nRespond soon."
    verdict = judge(
        a_mail(sender="mei@store.example", subject="Fwd: case", text=text, headers=DMARC), US
    )
    assert (verdict.kind, verdict.dispute) == (Kind.NOTICE, True)


def test_forwarded_sender_without_address_is_named_but_not_answered() -> None:
    text = f"From: Sanne de Wit\nSent: 18 November 2026 21:13\nTo: Jonas\nSubject: Lamp\n\n{INNER}"
    verdict = judge(a_mail(sender="mei@store.example", subject="FW: Lamp", text=text), US)
    assert _whom(verdict) == ("Sanne de Wit", "", FoundIn.FORWARD)
    assert not verdict.draft.allowed


@pytest.mark.parametrize(
    "mail",
    [
        a_mail(sender="sanne@p.example", subject="Fwd: Lamp", text=FORWARD_CASES["gmail"][1]),
        a_mail(
            sender="mei@store.example",
            subject="Re: Lamp",
            text=f"It ships today.\n\nFrom: Sanne <s@p.example>\nSent: 18 Nov 2026\nTo: us\nSubject: Lamp\n\n{INNER}",
        ),
        a_mail(sender="mei@store.example", subject="Fwd: nothing inside", text="oops"),
    ],
)
def test_what_is_no_colleagues_forward(mail: Mail) -> None:
    assert forwarded_mail(mail, US) is None


def test_customer_who_forwards_stays_the_customer() -> None:
    text = "This is what you wrote:\n\n---------- Forwarded message ---------\nFrom: Shop <support@store.example>\nDate: 18 Nov 2026\nSubject: x\nTo: me\n\nIt ships."
    verdict = judge(a_mail(text=text, to="support@store.example"), US)
    assert _whom(verdict) == ("Anna Berg", "anna@customer.example", FoundIn.FROM)
    assert verdict.own_words == "This is what you wrote:"


def test_reply_to_of_several_picks_the_first_person() -> None:
    several = (Address("", "noreply@b.example"), Address("Anna", "anna@c.example"))
    mail = replace(a_mail(sender="noreply@b.example"), reply_to=several)
    assert judge(mail, US).reply_to == "anna@c.example"


def test_pass_for_another_sender_proves_nothing() -> None:
    passed = "mx.store.example; dmarc=pass (p=reject) header.from={}"
    mine = a_mail(headers={"Authentication-Results": passed.format("customer.example")})
    other = a_mail(headers={"Authentication-Results": passed.format("evil.example")})
    two = replace(mine, defects=("several From addresses",))
    assert [verified(each, US) for each in (mine, other, two)] == [True, False, False]
