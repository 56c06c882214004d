"""Shops' contact forms: the visitor, their words and their fields, in forty languages."""

# ruff: noqa: E501 - what machines write is kept on one line

from __future__ import annotations

import pytest

from tests.make import a_mail
from triage.mail.form_fields import read_form
from triage.mail.kind import judge
from triage.mail.message import FoundIn, Identity, Kind, Mail
from triage.mail.rules import load

US = Identity(
    addresses=frozenset({"support@store.example"}),
    staff_domains=frozenset({"store.example"}),
    form_senders=frozenset({"forms@mailer.example"}),
)
BROKEN = "The lamp came broken, can you send another?"
LABELS = [(field, word) for field, words in load("forms")["labels"].items() for word in words]


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


@pytest.mark.parametrize(("field", "label"), LABELS, ids=[f"{f} {w}" for f, w in LABELS])
def test_every_label_of_the_rules_opens_its_field(field: str, label: str) -> None:
    value = "anna@c.example" if field == "email" else "4711"
    form = read_form(f"{label}: {value}")
    # One word may head two fields in two languages; the later one in the file decides.
    known = {name for name, word in LABELS if word.casefold() == label.casefold()}
    found = {name for name, _ in form.fields}
    assert found & (known | {"name"}), form


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Name | Anna\nEmail | a@c.example\nMessage | Hi.\nTwo lines.\nConsent | yes", "Hi.\nTwo lines."),
        ("*Name*\nAnna\n*Email*\na@c.example\n*Message*\nHi.\n--\nIP: 1.2.3.4", "Hi."),
        ("Your name?\nAnna\nYour e-mail?\na@c.example\nWhat brings you here?\nThe lamp broke.", "The lamp broke."),
        ("Name: Anna\nEmail: a@c.example\nDid you order?\nYes\nWhat went wrong?\nIt never came.", "It never came."),
        ("First name: Anna\nLast name: Berg\nEmail: a@c.example\nMessage: Hi.\nI agree: yes", "Hi."),
        ("Name: Anna\nEmail: a@c.example\nMessage: See https://photos.example/1 please.", "See https://photos.example/1 please."),
    ],
)  # fmt: skip
def test_message_is_found_in_any_layout_of_a_form(text: str, message: str) -> None:
    form = read_form(text, questions=True)
    assert (form.message, form.value("email")) == (message, "a@c.example")
    assert form.value("name").startswith("Anna")


def test_names_in_two_fields_become_one_in_their_order() -> None:
    assert read_form("First name: Anna\nLast name: Berg").value("name") == "Anna Berg"
    assert read_form("Vezetéknév: Nagy\nKeresztnév: Zsófia").value("name") == "Nagy Zsófia"
    assert read_form("姓: 王\n名字: 磊").value("name") == "王磊"


def test_person_who_quotes_a_form_mail_is_no_form() -> None:
    text = f"Thank you!\n\n> Name: Anna\n> Email: anna@customer.example\n> Message: {BROKEN}"
    verdict = judge(a_mail(text=text, subject="Re: contact form"), US)
    assert (verdict.own_words, verdict.channel) == ("Thank you!", "")


def test_new_subscriber_is_nobody_who_waits() -> None:
    text = "A new newsletter subscriber: Email: anna@c.example"
    mail = a_mail(sender="forms@mailer.example", subject="New subscriber", text=text)
    assert judge(mail, US).channel == ""
