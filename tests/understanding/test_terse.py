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


@pytest.mark.parametrize(
    ("text", "language"),
    [("Vase kaputt!", "de"), ("杯子碎了", "zh-Hans"), ("花瓶破了，碎成好幾片", "zh-Hant")],
)
def test_few_words_that_tell_are_believed(text: str, language: str) -> None:
    said = READER.read(Words(text=text), language)
    assert said.type.label == "damaged"
