"""Phrases: each language finds what is plainly said and leaves denials alone."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from triage.understanding.complaint import ComplaintReader
from triage.understanding.meaning import Words
from triage.understanding.phrases import PhraseBook
from triage.understanding.taxonomy import Demand, Signal

BOOKS = PhraseBook("demands"), PhraseBook("signals")
CASES = tomllib.loads((Path(__file__).parent / "phrases.toml").read_text(encoding="utf-8"))


def said(text: str, language: str) -> set[str]:
    return {
        hit.label for book in BOOKS for hit in book.find("text", text, language) if not hit.negated
    }


def cases(kind: str) -> list[tuple[str, str, str]]:
    return [
        (language, *case.split("|", 1))
        for language, groups in CASES.items()
        for case in groups[kind]
    ]


@pytest.mark.parametrize(("language", "label", "text"), cases("hits"))
def test_what_is_plainly_said_is_found(language: str, label: str, text: str) -> None:
    assert label in said(text, language)


@pytest.mark.parametrize(("language", "label", "text"), cases("misses"))
def test_what_is_denied_or_not_said_is_left_alone(language: str, label: str, text: str) -> None:
    assert label not in said(text, language)


def test_every_label_of_the_phrasebook_is_in_the_vocabulary() -> None:
    known = {f"demand:{one}" for one in Demand} | {f"signal:{one}" for one in Signal}
    for name in ("demands", "signals"):
        text = (
            Path(__file__).parents[2] / f"triage/understanding/phrasebook/{name}.toml"
        ).read_text(encoding="utf-8")
        assert set(tomllib.loads(text)) <= known


def test_forty_languages_know_the_words_of_danger() -> None:
    file = Path(__file__).parents[2] / "triage/understanding/phrasebook/signals.toml"
    languages = tomllib.loads(file.read_text(encoding="utf-8"))
    for label in ("signal:safety_hazard", "signal:legal_threat", "signal:privacy_request"):
        assert len(set(languages[label]) - {"shared"}) == 40


def test_a_hit_is_found_where_it_stands_though_accents_are_folded() -> None:
    text = "Ça alors… Je veux être REMBOURSÉ !"
    hits = BOOKS[0].find("text", text, "fr")
    assert [text[hit.start : hit.end] for hit in hits] == ["être REMBOURSÉ"]


def test_a_gap_does_not_cross_the_end_of_a_sentence() -> None:
    assert "demand:cancellation" not in said("I cancel. The order is fine.", "en")


def test_a_denied_threat_silences_the_model_too() -> None:
    reader = ComplaintReader()
    told = reader.read(Words(text="Do not worry, I will not call my bank about a dispute."), "en")
    assert Signal.CHARGEBACK_THREAT not in told.signals


def test_signals_without_examples_come_from_phrases_with_their_reason() -> None:
    text = "Please send me a copy of all the data you hold about me under the GDPR."
    told = ComplaintReader().read(Words(text=text), "en")
    assert Signal.PRIVACY_REQUEST in told.signals
    assert any(reason.code == "signal:privacy_request" for reason in told.reasons)


def test_a_condition_or_a_question_denies_nothing() -> None:
    book = PhraseBook("signals")

    def negated(text: str) -> set[bool]:
        hits = book.find("text", text, "en")
        return {hit.negated for hit in hits if hit.label == "signal:chargeback_threat"}

    assert negated("I will not call my bank about this.") == {True}
    assert negated("If not refunded I call my bank.") == {False}
    assert negated("Should I not call my bank?") == {False}
