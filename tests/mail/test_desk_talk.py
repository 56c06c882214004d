"""What desks say to everybody is told by its parts, and not of whoever says "I" or asks."""

from __future__ import annotations

import pytest

from tests.make import a_mail
from triage.mail.carriers import Carrier
from triage.mail.desk_talk import names_another, promise, redirection, without_quotations
from triage.mail.echoes import echo_of
from triage.mail.guest_answers import guest_answer
from triage.mail.message import Identity
from triage.mail.office_talk import office_notice

US = Identity(addresses=frozenset({"support@store.example"}))
ANSWERS = ("a@store.example",)


@pytest.mark.parametrize(
    "text",
    [
        "Vielen Dank für Ihre Nachricht. Unser Team antwortet innerhalb von 24 Stunden.",
        "Tack för ditt mejl! Vi har tagit emot det och svarar inom två arbetsdagar.",
        "Ďakujeme, Vašu správu sme prijali a náš tím sa ozve do 24 hodín.",
        "ご連絡ありがとうございます。お問い合わせを受け付けました。担当者より2営業日以内に返信します。",
    ],
)
def test_promise_of_a_desk_is_known_by_its_parts(text: str) -> None:
    assert promise(a_mail(sender="support@shop.example", text=text))


@pytest.mark.parametrize(
    "text",
    [
        "Vielen Dank für Ihre Nachricht. Ich melde mich morgen.",
        'I only got "Thank you for your message, our team replies within 24 hours" so far.',
        "Thank you for your message. Our team needs it within 24 hours, can you ship it today?",
        "You wrote ‘we've received your message, our team answers in 5 business days’. No team.",
        "Request received, thanks, 72 business hours, the team said on the 9th. $68.40 still out.",
        "Merci à votre équipe, remboursement bien reçu, on reviendra très vite !",
        "Gracias por su mensaje. Espero su respuesta en 24 horas.",
        "收到了，谢谢客服的耐心回复，好评。",
        "Request 55120 was opened at your site, please handle it as soon as possible.",
    ],
)
def test_person_who_thanks_and_comes_back_promises_nothing(text: str) -> None:
    assert promise(a_mail(text=text)) == []


def test_firm_that_thanks_for_our_offer_is_no_desk() -> None:
    said = "Vielen Dank für Ihre Nachricht, das Angebot ist hier angekommen. Wir melden uns."
    assert not promise(a_mail(sender="info@cafe.example", text=said, in_reply_to=ANSWERS))


def test_note_that_somebody_left_names_who_reads_now() -> None:
    text = "I no longer work at Ashby. Your mail is forwarded to jo@ashby.example."
    mail = a_mail(sender="tom@ashby.example", text=text, in_reply_to=ANSWERS)
    assert redirection(mail, US)
    assert names_another(mail, US) == "jo@ashby.example"
    assert redirection(a_mail(text="I no longer want the lamp.", in_reply_to=ANSWERS), US) == []


def test_quotation_is_somebody_elses() -> None:
    assert without_quotations('You wrote "we are away" and left.') == "You wrote   and left."


def test_guests_answer_speaks_of_its_sender() -> None:
    said = "Mette Dam has declined this invitation."
    assert guest_answer(a_mail(name="Mette Dam", subject="Pick-up", text=said))
    own = "Mette Dam has declined this invitation. Would Friday do?"
    assert guest_answer(a_mail(name="Mette Dam", subject="Pick-up", text=own)) == []
    assert guest_answer(a_mail(name="Mette Dam", text="I accepted the invitation.")) == []


def test_words_below_the_line_that_repeats_the_subject_are_the_persons() -> None:
    said = "Hi,\n\nRosa Lind left you a note about Storm lamp:\n\nDoes it burn oil?\n\nReply"
    carrier = Carrier(("bazarly",), ("bazarly.example",), told=True)
    mail = a_mail(subject="Rosa Lind left you a note about Storm lamp", text=said)
    echo = echo_of(mail, carrier)
    assert echo is not None
    assert (echo.name, echo.words) == ("Rosa Lind", "Does it burn oil?")
    tips = said.replace("Does it burn oil?", "See bazarly.example for tips.")
    assert echo_of(a_mail(subject=mail.subject, text=tips), carrier) is None


def test_offices_program_tells_a_code_or_a_bill_and_says_no_i() -> None:
    assert office_notice(a_mail(subject="Your verification code", text="It is 448 120."))
    bill = "Rechnung 3381 über 612,40 EUR, zahlbar bis 05.12. https://pay.example/3381"
    assert office_notice(a_mail(subject="Rechnung", text=bill))
    asks = "Ich habe die Rechnung 3381 über 612,40 EUR, zahlbar bis 05.12., schon bezahlt."
    assert office_notice(a_mail(subject="Rechnung", text=asks)) == []
    never = "The verification code 448120 does not work, what now?"
    assert office_notice(a_mail(subject="Code", text=never)) == []
