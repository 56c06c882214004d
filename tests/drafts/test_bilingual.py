"""The text with a machine's translation above the English: how it is laid out and told again."""

from __future__ import annotations

import shutil
from dataclasses import replace
from decimal import Decimal

import pytest

from tests.cli.builders import a_case, a_draft, a_facts
from triage.drafts.bilingual import (
    BORDER,
    BY_MACHINE,
    english_of,
    exact,
    in_words,
    language_of,
    texts,
    translated,
)
from triage.drafts.compose import compose
from triage.drafts.draft import Draft, DraftFacts, LetterFields, Level, MessageKind
from triage.drafts.library import Library
from triage.mail.parse import parse
from triage.practice import own_templates


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """Return English templates alone, with the courteous lines of all languages."""
    own, folder = own_templates(), tmp_path_factory.mktemp("templates")
    shutil.copytree(own / "en", folder / "en")
    for name in ("courteous.toml", "relatives.toml"):
        shutil.copy(own / name, folder / name)
    return Library(folder)


def facts_in(language: str, **changes: object) -> DraftFacts:
    """Return the facts of a draft to a customer who writes in a language."""
    case = a_case()
    facts = a_facts(case, a_draft(case))
    return replace(facts, language=language, **changes)  # type: ignore[arg-type]


def with_translation(library: Library, facts: DraftFacts, translation: str = "") -> Draft:
    """Compose a draft and put a translation above it, by default the English itself."""
    draft = compose(library, facts)
    parts = english_of(library, draft, facts)
    assert parts is not None
    line, letter = parts
    return translated(draft, facts, line, letter, translation or letter, "d2@lumen.example")


@pytest.mark.parametrize("language", ["en", "und"])
def test_english_itself_is_not_to_be_translated(library: Library, language: str) -> None:
    facts = facts_in(language)
    assert english_of(library, compose(library, facts), facts) is None


def test_language_with_templates_or_a_relatives_is_not_to_be_translated() -> None:
    own = Library(own_templates(), only=("es",))
    for language in ("es", "gl"):
        facts = facts_in(language)
        assert english_of(own, compose(own, facts), facts) is None


def test_translation_stands_between_the_courteous_line_and_the_english(library: Library) -> None:
    facts = facts_in("es")
    draft = compose(library, facts)
    parts = english_of(library, draft, facts)
    assert parts is not None
    made = translated(draft, facts, *parts, "Querida Anna Berg,\n\n…\n", "d2@lumen.example")
    line, letter = parts
    assert line.startswith("Gracias por su mensaje")
    assert made.body == f"{line}\n\nQuerida Anna Berg,\n\n…\n\n{BORDER}\n\n{letter}"
    assert made.message_id == "d2@lumen.example"
    assert [f for f in made.findings if f.level is Level.HINT and f.rule == 0] == []
    assert [(f.level, f.text) for f in made.findings if f.why == BY_MACHINE] == [
        (Level.CONFIRM, "es")
    ]


def test_each_text_is_told_with_its_language_and_line(library: Library) -> None:
    made = with_translation(library, facts_in("es"))
    (above, es, none), (below, en, lines) = texts(made)
    assert (es, en, none) == ("es", "en", 0)
    assert made.body == f"{above}{BORDER}{below}"
    assert made.body.split("\n")[lines] == BORDER
    assert below.strip().startswith("Dear Anna Berg,")


def test_translated_draft_is_not_to_be_translated_again(library: Library) -> None:
    facts = facts_in("es")
    assert english_of(library, with_translation(library, facts), facts) is None


def test_text_without_the_border_is_one_text(library: Library) -> None:
    made = with_translation(library, facts_in("es"))
    alone = replace(made, body=texts(made)[1][0])
    assert language_of(alone) == ""
    assert texts(alone) == ((alone.body, "en", 0),)


def test_border_a_customer_might_forge_counts_only_with_the_mark(library: Library) -> None:
    draft = compose(library, facts_in("en"))
    forged = replace(draft, body=f"above\n{BORDER}\n{draft.body}")
    assert language_of(forged) == ""


def test_promise_and_amount_are_said_as_the_language_says_them(library: Library) -> None:
    fields = LetterFields(amount=Decimal("49.90"), currency="EUR")
    facts = facts_in("es", kind=MessageKind.PARTIAL_REFUND, fields=fields)
    made = with_translation(library, facts)
    (above, _, _), (below, _, _) = texts(made)
    assert "€49.90" in below
    assert "49,90 €" in above
    assert "€49.90" not in above
    facts = facts_in("es")
    made = with_translation(library, facts)
    (above, _, _), (below, _, _) = texts(made)
    assert in_words(facts, made, "es") in above
    assert in_words(facts, made, "en") in below


def test_everything_exact_is_kept_from_the_engine(library: Library) -> None:
    fields = LetterFields(code="SORRY-20", address="Dock 4\n12345 Berlin", tracking_number="RB12")
    facts = facts_in("es", fields=fields)
    known = exact(compose(library, facts), facts)
    assert {"Anna Berg", "10401", "SORRY-20", "Dock 4", "12345 Berlin", "RB12"} <= set(known)
    assert {"Lumen Home", "Lumen Support", in_words(facts, compose(library, facts), "en")} <= set(
        known
    )
    assert "" not in known


def test_mail_parser_takes_the_border_for_the_writers_own_words(library: Library) -> None:
    body = with_translation(library, facts_in("es")).body
    mail = parse(
        b"From: support@lumen.example\r\nTo: anna@customer.example\r\nSubject: Re: Lamp\r\n"
        b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
        + body.replace("\n", "\r\n").encode()
    )
    assert not mail.quoted
    assert mail.text.split() == body.split()
