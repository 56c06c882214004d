"""Thanks alone is satisfaction; thanks with anything else is an ordinary mail."""

from __future__ import annotations

import json
import time
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import triage.learning
from triage.understanding.languages import languages
from triage.understanding.meaning import Words
from triage.understanding.thanks import only_thanks

SAMPLES = Path(__file__).parent / "thanks"
LEAST_FOUND = 0.95  # of the held-out mails; one overlooked costs a needless draft


def _samples(name: str, key: str) -> list[tuple[str, str]]:
    with (SAMPLES / name).open("rb") as file:
        return [(code, text) for code, entry in tomllib.load(file).items() for text in entry[key]]


THANKS = _samples("tuned.toml", "thanks")
HELD_OUT = _samples("held_out.toml", "thanks")
MORE = _samples("tuned.toml", "more") + _samples("held_out.toml", "more")

ENGLISH_THANKS = [
    "Great, thanks!",
    "Thaaanks, all sorted :)",
    "ok thanks",
    "I'm very happy with it, thanks again.",
    "Thank you Marta, problem solved.",
    "Hi Marta,\nThank you for your quick response and for your help.\nKind regards,\nPaul O'Neill",
    "No problems at all, 100% satisfied. Thank you!",
    "The parcel arrived today",
    "👍🏻",
]

ENGLISH_MORE = [
    "Thanks, but the mug is broken",
    "Thanks, arrived damaged",
    "Thank you. When will the refund arrive",
    "Thanks, the parcel arrived. Is there a second one?",
    "Thank you, has the parcel arrived",
    "Thank you, order 77 arrived",
    "Refund today, thanks",
    "Thanks. Refund!",
    "Yes, thank you",
    "Parcel arrived open, thanks",
    "Parcel arrived, thank you. Send the other one",
    "Great service, thank you so much for the empty box",
    "Thank you for your help so far",
    "Thanks for the two left shoes",
    "Thank you for sending the wrong mug",
    "Oh great. Thanks. No parcel again",
    "Thanks for your quick reply. I will send the photos",
    "Thanks a lot for ruining my birthday",
    "Thanks 👎",
    "thanks 🙄",
    "Thanks :(",
    "Good morning",
    "ok",
]

OTHER_MORE = [
    ("de", "Na super, danke"),
    ("de", "Ja, danke"),
    ("de", "Danke, Umtausch"),
    ("de", "Danke. Schade."),
    ("de", "Das Geld ist nicht da, danke"),
    ("fr", "Merci, j'ai reçu le mauvais"),
    ("es", "Muchas gracias por dejarme sin regalo"),
    ("it", "Grazie mille per avermi fatto perdere tempo"),
    ("pl", "Super, dziękuję, pieniądze"),
    ("ru", "Спасибо за испорченный праздник"),
    ("th", "ขอบคุณค่ะ เงินคืน"),
    ("ko", "감사합니다 환불"),
    ("zh-Hans", "收到，钱呢，谢谢"),
    ("de", "Vielen Dank für das leere Paket"),
    ("fr", "Merci de votre retour"),
    ("es", "Sí, gracias"),
    ("ja", "返金、ありがとう"),
    ("ko", "환불, 감사합니다"),
    ("vi", "Hoàn tiền, cảm ơn"),
    ("vi", "tra tien lai cam on"),
    ("zh-Hans", "退款，谢谢"),
    ("zh-Hans", "收到了，但是破了，谢谢"),
    ("el", "Ευχαριστώ, έφτασε το δέμα;"),
]


@pytest.mark.parametrize("name", ["tuned.toml", "held_out.toml"])
def test_samples_cover_every_language(name: str) -> None:
    for key in ("thanks", "more"):
        assert {code for code, _ in _samples(name, key)} == set(languages())


@pytest.mark.parametrize(("language", "text"), THANKS)
def test_mail_that_merely_thanks_is_satisfaction(language: str, text: str) -> None:
    assert only_thanks(Words(text=text), language)


def test_most_held_out_mails_of_thanks_are_found() -> None:
    missed = [sample for sample in HELD_OUT if not only_thanks(Words(text=sample[1]), sample[0])]
    assert len(missed) <= (1 - LEAST_FOUND) * len(HELD_OUT), missed


@pytest.mark.parametrize(("language", "text"), MORE + OTHER_MORE)
def test_mail_that_says_more_is_not(language: str, text: str) -> None:
    assert not only_thanks(Words(text=text), language)


@pytest.mark.parametrize("text", ENGLISH_THANKS)
def test_many_ways_to_thank_are_satisfaction(text: str) -> None:
    assert only_thanks(Words(text=text), "en")


@pytest.mark.parametrize("text", ENGLISH_MORE)
def test_wish_or_irony_beside_thanks_is_not(text: str) -> None:
    assert not only_thanks(Words(text=text), "en")


def test_thanks_for_a_complaint_does_not_settle_it() -> None:
    complaint = "The kettle leaks and the lid is loose"
    for text in (
        f"Thank you. {complaint}",
        f"{complaint} thank you",
        f"{complaint}\n\nThanks,\nAnn",
    ):
        assert not only_thanks(Words(text=text), "en")


def test_no_short_complaint_that_models_learn_from_is_taken_for_thanks() -> None:
    folder = Path(triage.learning.__file__).parent / "examples"
    for file in sorted(folder.glob("*.jsonl")):
        language = file.name.split(".")[0]
        for line in file.read_text("utf-8").splitlines():
            row = json.loads(line)
            text, subject = row["text"], row.get("subject", "")
            # Longer ones have ever more words that are not thanks.
            if len(text) < 90:
                assert not only_thanks(Words(subject=subject, text=text), language), text


def test_new_subject_counts_but_that_of_a_reply_does_not() -> None:
    assert not only_thanks(Words(subject="Mug broken", text="Thanks!"), "en")
    assert not only_thanks(Words(subject="Where is it?", text="Thanks!"), "en")
    assert not only_thanks(Words(subject="Refund: the mug", text="Thanks!"), "en")
    assert only_thanks(Words(subject="Re: Your mug is broken", text="Thanks!"), "en")
    assert only_thanks(Words(subject="Antw: 订单", text="谢谢"), "zh-Hans")


def test_attachments_are_something_to_look_at() -> None:
    assert not only_thanks(Words(text="Thank you!", attachment_types=("image/jpeg",)), "en")


def test_own_name_of_the_sender_says_nothing() -> None:
    assert only_thanks(Words(text="شكرا\nسارة", sender_name="سارة خالد"), "ar")
    assert only_thanks(Words(text="thanks\nanna", sender_name="Anna Berg"), "en")
    assert not only_thanks(Words(text="thanks\nanna"), "en")


def test_short_thanks_count_though_the_language_is_mistaken_for_a_relative_or_unknown() -> None:
    assert only_thanks(Words(text="Mange tak, pakken er kommet"), "nb")
    assert only_thanks(Words(text="Thank you!"), "und")
    assert not only_thanks(Words(text="Thank you, please call"), "und")


def test_long_and_hostile_mail_is_judged_at_once() -> None:
    began = time.perf_counter()
    for piece in ("thanks ", "a", "?", "- ", "👍", "'", "谢", "\n"):
        only_thanks(Words(text=piece * 60_000), "en")
        only_thanks(Words(text=(piece * 400)[:400], subject=" " * 60_000), "und")
    assert time.perf_counter() - began < 5


@given(st.text(max_size=300), st.sampled_from(sorted(languages())))
@settings(max_examples=100, deadline=None)
def test_any_text_is_judged_without_failing(text: str, language: str) -> None:
    assert only_thanks(Words(text=text), language) in {True, False}
