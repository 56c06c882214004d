"""The whole understanding of one mail, put together from its parts."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, date, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from triage.mail.kind import judge
from triage.mail.message import Customer, FoundIn, Identity
from triage.mail.parse import parse
from triage.understanding.language import LanguagePrior
from triage.understanding.meaning import Understanding, Words
from triage.understanding.reader import LONGEST_READ, Reader, words_of
from triage.understanding.taxonomy import Demand, Signal, Type

READER = Reader()
SENT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
MAIL = b"""From: Ida Holm <ida@mail.example>
To: support@shop.example
Subject: Broken vase, order 303-1234567-7654321
Date: Mon, 2 Mar 2026 09:30:00 +0000
Message-ID: <1@mail.example>
Content-Type: text/plain; charset=utf-8

Hello,

the vase from order 303-1234567-7654321 arrived smashed to pieces, glass everywhere.
Please refund me by Friday.

Best regards
Ida Holm
"""


def understand(words: Words, sent_at: datetime | None = SENT) -> Understanding:
    return READER.understand(words, LanguagePrior(), {}, sent_at)


def test_a_mail_is_understood_as_a_whole() -> None:
    mail = parse(MAIL)
    words = words_of(mail, judge(mail, Identity(addresses=frozenset({"support@shop.example"}))))
    told = understand(words)
    assert told.language.code == "en"
    assert told.type.label is Type.DAMAGED
    assert Demand.REFUND in told.demands
    assert Signal.DEADLINE in told.signals
    assert told.deadline_day == date(2026, 3, 6)
    assert [number.value for number in told.order_numbers] == ["303-1234567-7654321"]
    assert told.name.startswith("Ida")
    assert not told.only_thanks
    assert "order" in told.gist.en
    assert "订单" in told.gist.zh_hans
    assert told.order_numbers[0].key in READER.number_candidates(words)


def test_every_reason_slices_to_its_words() -> None:
    words = Words(
        subject="Vase kaputt",
        text="Guten Tag,\ndie Vase kam zerbrochen an. Ich möchte mein Geld zurück bis Freitag.",
    )
    told = understand(words)
    fields = {"subject": words.subject, "text": words.text}
    checked = [
        reason
        for reason in told.reasons
        if reason.code.startswith(("type", "demand")) and reason.field != "example"
    ]
    assert checked
    for reason in checked:
        assert fields[reason.field][reason.start : reason.end] == reason.text


def test_thanks_alone_are_praise_without_demands() -> None:
    told = understand(Words(text="Thank you so much, everything arrived safely!"))
    assert told.only_thanks
    assert told.type.label is Type.OTHER
    assert told.demands == ()
    assert told.detail == ""


def test_without_a_sending_time_a_deadline_has_no_day() -> None:
    told = understand(Words(text="Please answer by Friday, my vase arrived broken."), None)
    assert told.deadline
    assert told.deadline_day is None


def test_behind_a_form_the_signature_is_not_the_customers() -> None:
    mail = parse(MAIL)
    verdict = judge(mail, Identity())
    relayed = replace(
        verdict,
        customer=Customer("Jo Lind", "jo@mail.example", FoundIn.BODY),
        form_fields=(("subject", "My vase"),),
    )
    words = words_of(mail, relayed)
    assert (words.subject, words.sender_name, words.signature) == ("My vase", "Jo Lind", "")
    assert words_of(mail, verdict).signature == mail.signature


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200), st.text(max_size=60))
def test_any_words_are_understood(text: str, subject: str) -> None:
    told = understand(Words(subject=subject, text=text))
    assert told.type.label in Type
    assert told.gist.en


def test_an_ordinary_mail_is_understood_within_fifty_milliseconds() -> None:
    words = Words(text="The vase arrived smashed and I would like a refund by Friday please. " * 9)
    reads = []
    for _ in range(9):
        start = time.process_time()
        understand(words)
        reads.append(time.process_time() - start)
    assert sorted(reads)[4] < 0.05


def test_only_the_beginning_of_an_endless_text_is_read() -> None:
    verdict = replace(
        judge(parse(MAIL), Identity()), own_words="$1 " * 100_000, quoted="> " * 90_000
    )
    words = words_of(parse(MAIL), verdict)
    assert (len(words.text), len(words.quoted)) == (LONGEST_READ, LONGEST_READ)
