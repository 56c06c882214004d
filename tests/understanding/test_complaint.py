"""The judgement of a complaint: type, sureness, and reasons that point at the words."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.timing import quickest
from triage.understanding import complaint, model
from triage.understanding.complaint import ComplaintReader, Judgement
from triage.understanding.meaning import Reason, Words
from triage.understanding.taxonomy import Demand, Signal, Type

READER = ComplaintReader()


def judge(text: str, language: str = "en", subject: str = "") -> Judgement:
    return READER.read(Words(subject=subject, text=text), language)


@pytest.mark.parametrize(
    ("language", "text", "kind"),
    [
        ("en", "The vase arrived smashed to pieces, glass everywhere in the box.", Type.DAMAGED),
        (
            "de",
            "Wo bleibt mein Paket? Die Sendungsverfolgung steht seit Tagen.",
            Type.DELIVERY_DELAY,
        ),
        ("fr", "J'ai été débité deux fois pour la même commande.", Type.PAYMENT_BILLING),
        ("zh-Hans", "快递显示已签收，但是我没有收到包裹。", Type.PARCEL_LOST),
    ],
)
def test_plain_complaints_are_recognised(language: str, text: str, kind: Type) -> None:
    assert judge(text, language).type.label is kind


def spoken(said: complaint.Judgement) -> list[Reason]:
    """Return the reasons that point at words; the likest example points at none."""
    return [reason for reason in said.reasons if reason.field != "example"]


def test_alternatives_follow_in_order_and_leave_out_the_type_itself() -> None:
    guess = judge("Hello, something is wrong with my order.").type
    chances = [chance for _, chance in guess.alternatives]
    assert guess.alternatives
    assert chances == sorted(chances, reverse=True)
    assert guess.confidence >= chances[0]
    assert guess.label not in dict(guess.alternatives)


def test_a_mail_without_words_is_other_and_unsure() -> None:
    for nothing in (judge(""), judge("?!\n", subject="…")):
        assert nothing.type.label is Type.OTHER
        assert nothing.type.confidence < 0.1
        assert not nothing.sure
        assert not nothing.reasons


def test_an_empty_mail_is_judged_by_its_subject() -> None:
    said = judge("", subject="The vase arrived smashed to pieces, glass everywhere in the box.")
    assert said.type.label is Type.DAMAGED
    assert {reason.field for reason in spoken(said)} == {"subject"}


def test_the_subject_of_a_reply_is_ours_unless_little_else_is_said() -> None:
    subject = "Re: Refund for order 1234"
    text = "The vase arrived smashed to pieces, glass everywhere in the box."
    assert complaint.read_fields(Words(subject=subject, text=text)) == {"text": text}
    assert "subject" in complaint.read_fields(Words(subject=subject, text="see above"))
    assert "subject" in complaint.read_fields(Words(subject="Broken vase", text=text))


def test_a_language_without_examples_is_never_sure() -> None:
    for text in (
        "Góðan daginn, pakkinn minn er ekki kominn og ég vil fá endurgreitt strax.",
        "Kaixo, nire eskaera ez da iritsi eta dirua itzultzea nahi dut.",
        "Բարև, իմ պատվերը դեռ չի հասել, որտեղ է այն։",
    ):
        assert not judge(text, "und").sure


def test_type_reasons_name_at_most_three_words_that_stand_in_the_text() -> None:
    text = 'Hello,\n\nthe "vase" arrived smashed, see https://shop.example/photo — 花瓶碎了一地。'
    subject = "Ｂｒｏｋｅｎ straße"
    said = judge(text, subject=subject)
    fields = {"subject": subject, "text": text}
    assert spoken(said)
    assert sum(reason.code.startswith("type:") for reason in spoken(said)) <= 3
    for reason in spoken(said):
        assert fields[reason.field][reason.start : reason.end] == reason.text
        assert reason.text.strip()


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=400), st.text(max_size=80), st.sampled_from(("en", "zh-Hans", "th", "und")))
def test_any_words_are_judged_and_every_reason_slices(
    text: str, subject: str, language: str
) -> None:
    said = judge(text, language, subject)
    assert 0 <= said.type.confidence <= 1
    for reason in spoken(said):
        assert {"subject": subject, "text": text}[reason.field][
            reason.start : reason.end
        ] == reason.text


def test_n_grams_alone_read_a_mail_of_120_words_within_four_milliseconds() -> None:
    text = "The lamp arrived smashed and I would like my money back before Friday please. " * 9
    alone, reads = ComplaintReader(model.load()), []
    for _ in range(30):
        start = time.process_time()
        alone.read(Words(text=text), "en")
        reads.append(time.process_time() - start)
    assert sorted(reads)[len(reads) // 2] < 0.004


@pytest.mark.parametrize(
    "unit", ["a ", "my bank ", "not ", "退款", "…", "!", "@.", "\n", "lawyer, "]
)
def test_hostile_repetition_stays_quick(unit: str) -> None:
    text = unit * (40_000 // len(unit))
    assert quickest(lambda: judge(text), below=0.5) < 0.5


def test_the_arrays_load_quickly_and_without_pickles() -> None:
    assert quickest(ComplaintReader, below=1.0) < 1.0


def test_demands_and_signals_come_in_the_order_of_the_vocabulary() -> None:
    said = judge("I want my money back now, or my lawyer takes you to small claims.")
    assert Demand.REFUND in said.demands
    assert Signal.LEGAL_THREAT in said.signals
    assert list(said.demands) == [one for one in Demand if one in said.demands]


def test_the_model_lies_beside_the_code() -> None:
    assert Path(complaint.__file__).parent.joinpath("model").is_dir()
