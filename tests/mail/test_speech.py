"""What only machines say is told by its parts: sentences that no list holds as a whole."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.make import a_mail
from triage.mail.absences import absence
from triage.mail.kind import judge
from triage.mail.message import Identity, Kind
from triage.mail.rules import load
from triage.mail.speech import confirmation, declared, greets_customer

SAID: dict[str, dict[str, list[str]]] = tomllib.loads(
    Path(__file__).with_name("speech.toml").read_text("utf-8")
)
US = Identity(addresses=frozenset({"support@store.example"}))
LINK = "\n\nhttps://guard.example/v/77a1"


def _all(section: str) -> list[Any]:
    return [pytest.param(*said, id=f"{section} {lang}") for lang, said in SAID[section].items()]


@pytest.mark.parametrize(("subject", "text"), _all("challenge"))
def test_filter_that_wants_its_sender_confirmed_is_answered_by_nobody(
    subject: str, text: str
) -> None:
    mail = a_mail(sender="guard@x.example", subject=subject, text=text + LINK)
    assert judge(mail, US).kind is Kind.AUTO_REPLY


@pytest.mark.parametrize(("subject", "text"), _all("kept"))
def test_filter_that_wants_an_answer_instead_of_a_click_is_answered_by_nobody(
    subject: str, text: str
) -> None:
    mail = a_mail(sender="marlow@x.example", subject=subject, text=text)
    assert judge(mail, US).kind is Kind.AUTO_REPLY


@pytest.mark.parametrize(
    "text",
    [
        "Your form wants me to confirm that I am human, then says my message is spam. Please answer"
        " here: my order 10402 never came.",
        "Your captcha wants proof that I am human, then the message lands in spam. I clicked"
        " confirm twice. Nothing was delivered, I am still waiting.",
        "I reply to your mail and leave the subject unchanged, as you asked. Is there a human who"
        " can confirm the return, or does my message end as spam?",
    ],
)
def test_customer_who_complains_of_robots_and_spam_is_answered(text: str) -> None:
    assert judge(a_mail(text=text), US).kind is Kind.CUSTOMER


@pytest.mark.parametrize(("subject", "text"), _all("ticket"))
def test_confirmation_of_another_help_desk_is_an_automatic_reply(subject: str, text: str) -> None:
    mail = a_mail(sender="service@x.example", subject=subject, text=text)
    assert judge(mail, US).kind is Kind.AUTO_REPLY


@pytest.mark.parametrize(("subject", "text"), _all("absence"))
def test_note_of_absence_stays_one_though_it_quotes_our_order_number(
    subject: str, text: str
) -> None:
    mail = a_mail(subject=subject, text=text, in_reply_to=("x@y.example",))
    assert judge(mail, US).kind is Kind.AUTO_REPLY


@pytest.mark.parametrize(("subject", "text"), _all("notice"))
def test_notice_that_calls_itself_automatic_needs_no_listed_sender(subject: str, text: str) -> None:
    mail = a_mail(sender="service@x.example", name="Service", subject=subject, text=text)
    assert judge(mail, US).kind is Kind.NOTICE


@pytest.mark.parametrize(
    "text",
    [
        "Is this an automatic reply or does a person read my mail?",
        "Sis correus, sis respostes automàtiques, zero persones",
        "Six mails, and each got an automated message. Where is my order?",
    ],
)
def test_customer_who_complains_of_automatic_answers_is_heard(text: str) -> None:
    mail = a_mail(subject="Re: Your order has shipped", text=text, in_reply_to=("x@y.example",))
    assert judge(mail, US).kind is Kind.CUSTOMER


@pytest.mark.parametrize(
    "text",
    [
        "Thank you for your mail. I am away until 30 November. Please send the parcel to my "
        "colleague instead, my order is 10402.",
        "Hello, my request 88120 was registered, but nobody contacted me. Where is my parcel?",
        "Kære kundeservice, pakken blev leveret i dag. Tak!",
    ],
)
def test_customer_who_says_the_same_of_themselves_is_heard(text: str) -> None:
    assert judge(a_mail(subject="10402", text=text), US).kind is Kind.CUSTOMER


@pytest.mark.parametrize("word", load("speech")["receipt"]["subjects"])
def test_subject_of_a_read_receipt_needs_its_sentence(word: str) -> None:
    said = a_mail(subject=f"{word.strip()}: Lamp 3", text="The message was read on 3 May.")
    assert judge(said, US).kind is Kind.AUTO_REPLY
    assert judge(a_mail(subject=f"{word.strip()}: Lamp 3", text="Zq zq."), US).kind is Kind.CUSTOMER


@pytest.mark.parametrize("greeting", load("speech")["greeting"]["customer"])
def test_greeting_of_a_customer_is_known(greeting: str) -> None:
    assert greets_customer(a_mail(text=f"{greeting}, zq"), or_seller=False)


@pytest.mark.parametrize("greeting", load("speech")["greeting"]["seller"])
def test_greeting_of_a_seller_is_a_platforms_or_a_customers(greeting: str) -> None:
    mail = a_mail(text=f"{greeting}, zq")
    assert greets_customer(mail)
    assert not greets_customer(mail, or_seller=False)


def test_parts_that_stand_alone_say_nothing() -> None:
    assert not declared(a_mail(text="The automatic lamp came with this message."))
    assert not declared(a_mail(text="I got an automatic reply three days ago"))
    assert absence(a_mail(text="Thank you for your mail, all is well."), US) == []
    assert confirmation(a_mail(text="We have received your message.")) == []


def test_traveller_who_looks_at_home_answers_us() -> None:
    said = "Hi! I am away until Friday but will get back to you with a picture when I am home."
    assert (
        absence(a_mail(subject="Re: Which colour?", text=said, in_reply_to=("a@b.example",)), US)
        == []
    )
    said = "I am away until Friday and will reply then. In urgent cases write to Ann."
    assert absence(a_mail(subject="Re: Offer", text=said, in_reply_to=("a@b.example",)), US)
