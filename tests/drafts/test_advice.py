"""Findings that help: the sentence they stand in, and what the language's own set says there."""

from __future__ import annotations

import pytest

from tests.drafts.make import library
from triage.drafts.draft import Finding, MessageKind, Remedy
from triage.drafts.tone import check
from triage.mail.message import ReplyChannel
from triage.understanding.taxonomy import Signal, Type

PROMISED = "Tuesday 24 November, 6 pm (CET)"
NEXT = f"Our logistics team will look into what happened, and you will hear from us by {PROMISED}."


def found(
    text: str,
    language: str = "en",
    *,
    about: Type = Type.DAMAGED,
    sure: bool = True,
    kind: MessageKind = MessageKind.ACKNOWLEDGMENT,
    channel: ReplyChannel = ReplyChannel.EMAIL,
    agent: str = "",
    promised: str = PROMISED,
    orders: tuple[str, ...] = (),
    signals: tuple[Signal, ...] = (),
) -> list[Finding]:
    """Return what is found, but for the promise, which these short texts lack."""
    words = library().set_for(language)
    assert words is not None
    every = check(
        text,
        language,
        words.ear,
        kind=kind,
        reply_channel=channel,
        type=about,
        agent_name=agent,
        promise_text=promised,
        order_numbers=orders,
        signals=signals,
        phrases=words.phrases,
        sure=sure,
    )
    return [each for each in every if each.text != promised]


@pytest.mark.parametrize(
    "text",
    [
        "We will answer as soon as possible.",
        "The courier has lost your parcel.",
        "We will refund you in full.",
    ],
)
def test_the_sets_own_sentence_with_the_time_is_offered_instead(text: str) -> None:
    (each,) = found(f"Hello,\n\nthank you. {text} It is cold.\n")
    assert (each.line, each.sentence) == (3, text)
    assert (each.remedy, each.better) == (Remedy.REPLACE, NEXT)


def test_the_same_sentence_is_offered_once() -> None:
    text = "The courier lost it. We will refund you.\nWe answer soon, asap."
    first, *others = found(text)
    assert (first.remedy, first.better) == (Remedy.REPLACE, NEXT)
    assert {(each.remedy, each.better) for each in others} == {(Remedy.DELETE, "")}
    assert {each.sentence for each in others} == {"We will refund you.", "We answer soon, asap."}


def test_two_faults_of_one_sentence_offer_the_same() -> None:
    one, other = found("We answer soon, asap.")
    assert one.better == other.better == NEXT


def test_an_unsure_type_offers_the_sentence_of_no_type() -> None:
    (each,) = found("We will answer soon.", sure=False)
    assert each.better == f"You will hear from us by {PROMISED}."


def test_where_the_sentence_stands_already_the_other_is_to_be_deleted() -> None:
    (each,) = found(f"{NEXT} Please bear with us.")
    assert (each.remedy, each.better) == (Remedy.DELETE, "")
    assert each.sentence == "Please bear with us."


def test_a_letter_that_names_no_time_offers_none() -> None:
    (each,) = found("We will answer soon.", kind=MessageKind.CLOSING, promised="")
    assert (each.remedy, each.better) == (Remedy.REWORD, "")


def test_a_second_apology_names_the_sentence_to_delete() -> None:
    text = "Hello,\n\nwe are sorry for the wait. We look into it.\n\nOur apologies once more.\n"
    (each,) = found(text)
    assert (each.remedy, each.line, each.sentence) == (
        Remedy.DELETE,
        5,
        "Our apologies once more.",
    )


def test_card_data_is_replaced_by_what_may_be_asked_for() -> None:
    (each,) = found("Please send us your card number.", about=Type.PAYMENT_BILLING)
    assert each.remedy is Remedy.REPLACE
    assert "the date and the amount of the charge" in each.better


def test_a_word_of_reviews_is_to_be_deleted() -> None:
    (each,) = found("Fine. We would be glad about a good review. Bye.")
    assert each.remedy is Remedy.DELETE
    assert each.sentence == "We would be glad about a good review."


@pytest.mark.parametrize("language", ["en", "de", "zh-Hans", "th", "ar"])
def test_a_missing_warning_is_offered_in_the_language_of_the_text(language: str) -> None:
    words = library().set_for(language)
    assert words is not None
    (each,) = found("Hello", language, signals=(Signal.SAFETY_HAZARD,))
    assert (each.remedy, each.better) == (Remedy.ADD, words.phrases.say("extra.safety"))
    assert each.line == 0


def test_a_missing_name_and_time_are_offered() -> None:
    (each,) = found("Hello", agent="Mei Lin")
    assert (each.remedy, each.better) == (Remedy.ADD, "Mei Lin")
    words = library().set_for("en")
    assert words is not None
    (late,) = check(
        "Hello",
        "en",
        words.ear,
        kind=MessageKind.ACKNOWLEDGMENT,
        reply_channel=ReplyChannel.EMAIL,
        type=Type.DAMAGED,
        agent_name="",
        promise_text=PROMISED,
        order_numbers=(),
        phrases=words.phrases,
    )
    assert (late.remedy, late.better) == (Remedy.ADD, NEXT)


@pytest.mark.parametrize(
    ("text", "better"),
    [
        ("Hello Anna! We look into it!", "We look into it."),
        ("好！谢谢！", "谢谢。"),
        ("Hola. ¡Gracias! ¡Hasta luego!", "Hasta luego."),
        ("Great!!", "Great."),
    ],
)
def test_the_second_exclamation_becomes_a_plain_sentence(text: str, better: str) -> None:
    (each,) = found(text)
    assert (each.remedy, each.better) == (Remedy.REPLACE, better)


def test_a_symbol_is_left_out_of_its_sentence() -> None:
    (each,) = found("Fine. We look into it \U0001f600 today.")
    assert each.better == "We look into it today."


def test_the_only_order_number_is_offered_for_a_foreign_one() -> None:
    (each,) = found("Your order 99887 is here.", orders=("10401",))
    assert (each.remedy, each.better) == (Remedy.REPLACE, "10401")
    twice = found("Your order 99887 is here. Your order 99888 is late.", orders=("10401",))
    assert [each.better for each in twice] == ["10401", "10401"]
    (each,) = found("Your order 99887 is here.", orders=("10401", "10402"))
    assert (each.remedy, each.better) == (Remedy.REWORD, "")


def test_an_empty_name_offers_the_greeting_without() -> None:
    (each,) = found("Dear ,\n\nit is cold.")
    assert (each.line, each.better) == (1, library().fallback.phrases.say("greeting.neutral"))


@pytest.mark.parametrize("text", ["see nordlicht.com now.", "call +49 30 1234567 now."])
def test_a_way_around_the_marketplace_is_to_be_deleted(text: str) -> None:
    (each,) = found(f"Hello.\nPlease {text}", channel=ReplyChannel.RELAY)
    assert (each.remedy, each.line, each.sentence) == (Remedy.DELETE, 2, f"Please {text}")


def test_a_date_with_a_full_stop_does_not_end_a_sentence() -> None:
    (each,) = found("Wir melden uns bis 24. November schnellstmöglich. Danke.", "de")
    assert each.sentence == "Wir melden uns bis 24. November schnellstmöglich."


def test_every_finding_with_words_knows_its_line() -> None:
    text = (
        "Dear ,\n\n⟦order?⟧ THIS soon! {{ x }}!\nYour order 99887 was lost by the courier's fault."
    )
    every = found(text)
    assert len(every) > 5
    assert [each for each in every if not each.line or not each.sentence] == []


@pytest.mark.parametrize("language", library().languages)
def test_what_is_offered_is_not_found_wrong_itself(language: str) -> None:
    words = library().set_for(language)
    assert words is not None
    for about in Type:
        offered = words.phrases.say(f"next.{about.value}", promise="7")
        assert found(offered, language, about=about) == []
