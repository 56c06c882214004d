"""Mails that say next to nothing: nobody is sure of them, and nothing is read into them."""

from __future__ import annotations

import pytest

from triage.understanding.complaint import NOTHING_SAID, ComplaintReader
from triage.understanding.meaning import Words

READER = ComplaintReader()


@pytest.mark.parametrize(
    "subject", ["Order 9901", "9901", "Bestellung #40210", "注文 1042", "Hallo"]
)
def test_a_number_and_a_word_say_nothing(subject: str) -> None:
    said = READER.read(Words(subject=subject), "und")
    assert not said.sure
    assert not said.demands
    assert not said.signals


@pytest.mark.parametrize("subject", ["Re: 40210", "Antw: uw bestelling is onderweg", "回复：退款"])
def test_an_empty_answer_says_nothing_whatever_our_subject_was(subject: str) -> None:
    assert READER.read(Words(subject=subject, text=" \n"), "und") == NOTHING_SAID


def test_few_words_that_tell_are_believed() -> None:
    told = {
        ("Vase kaputt!", "de"): "damaged",
        ("Lampe kaputt angekommen", "de"): "damaged",
        ("lamp broken", "en"): "damaged",
        ("vase cassée", "fr"): "damaged",
        ("Jarrón roto", "es"): "damaged",
        ("Ваза разбита", "ru"): "damaged",
        ("杯子碎了", "zh-Hans"): "damaged",
        ("花瓶破了，碎成好幾片", "zh-Hant"): "damaged",
        ("Charged twice", "en"): "payment_billing",
        ("Wo ist mein Paket?", "de"): "delivery_delay",
        ("Gutschein geht nicht", "de"): "price_promo",
        ("Rückgabe?", "de"): "return_exchange",
    }
    wrong = {
        text: said.type.label
        for (text, language), right in told.items()
        if (said := READER.read(Words(text=text), language)).type.label != right
    }
    assert len(wrong) <= 1, wrong
    assert not any(READER.read(Words(text=text), "und").sure for text in wrong)
