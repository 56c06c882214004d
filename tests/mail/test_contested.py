"""That a payment is contested is told in one sentence, in whatever language."""

from __future__ import annotations

import pytest

from tests.make import a_mail
from tests.store_mails import US
from triage.mail.contested import payment_contested, told_by_bank
from triage.mail.kind import judge
from triage.mail.message import Kind


@pytest.mark.parametrize(
    "sentence",
    [
        "Der Käufer hat einen Zahlungsstreit eröffnet",
        "Kortinhaltija on kiistänyt maksun 64,00 €",
        "kaardiomanik vaidlustas tehingu summas 64,00 €",
        "il titolare della carta ha disconosciuto l'operazione",
        "Kart hamili aşağıdaki işleme itiraz etmiştir",
        "اعترض حامل البطاقة على العملية التالية",
        "mbajtësi i kartës ka kontestuar transaksionin",
    ],
)
def test_contested_payment_is_told_in_one_sentence(sentence: str) -> None:
    assert payment_contested("4711", sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Ihre Zahlung ist eingegangen. Der Käufer möchte den Artikel zurückgeben",
        "Kupujący zgłosił zwrot towaru",
        "Twoja płatność za reklamę została przyjęta",
    ],
)
def test_return_and_plain_payment_contest_nothing(sentence: str) -> None:
    assert not payment_contested("4711", sentence)


def test_letter_that_asks_us_is_no_banks_notice() -> None:
    bank = "Der Karteninhaber hat die Zahlung angefochten. Belege bis zum 20.11.2026."
    assert told_by_bank("Fall 4711", bank)
    assert not told_by_bank("Fall 4711", f"{bank} Wo bleibt mein Paket?")


@pytest.mark.parametrize(
    "letter",
    [
        "As the cardholder I have disputed the payment of 12/11/2026. The lamp never came.",
        "Ich als Karteninhaber habe der Zahlung vom 12.11.2026 widersprochen.",
        "Je suis le titulaire de la carte et je conteste le paiement du 12/11/2026.",
        "本人是持卡人，2026/11/12 的付款我已向银行提出争议，请在三天内回复。",
        "Держатель карты — я. Платёж от 12.11.2026 оспорен в банке. Ответьте до 20.11.2026.",
        "Kart sahibi benim, 12.11.2026 tarihli ödemeye itiraz ettim.",
        "The cardholder is my mother, the bank opened a dispute of the payment of 12/11/2026.",
    ],
)
def test_holder_of_the_card_who_writes_is_no_bank(letter: str) -> None:
    assert not told_by_bank("Payment", letter)
    assert judge(a_mail(text=letter, subject="Payment"), US).kind is Kind.CUSTOMER
