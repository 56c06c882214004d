"""The last look at a draft: signed by who approves, its promise still to be kept, tone checked."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

import pytest

from tests.cli.builders import NOW, a_case, a_draft, a_facts
from triage.cases.case import Case
from triage.drafts.compose import compose
from triage.drafts.draft import Draft, DraftFacts, LetterFields, Level, MessageKind, Promise
from triage.drafts.library import Library
from triage.drafts.promise import promise_text
from triage.mail.message import Identity
from triage.pipeline.approving import finish, reworded
from triage.pipeline.values import Practice
from triage.practice import clocks, own_templates, work_calendar
from triage.reminders.working_time import WorkingTime
from triage.settings.stores import Store
from triage.understanding.reader import Reader, ReaderOptions


class Made(NamedTuple):
    """A draft as the program composes it, with what it was made from."""

    practice: Practice
    case: Case
    facts: DraftFacts
    draft: Draft


@pytest.fixture(scope="module")
def practice() -> Practice:
    """Return the practice of a store at UTC."""
    store = Store(name="Lumen Home", addresses=("support@lumen.example",))
    return Practice(
        id="main",
        store=store,
        identity=Identity(message_id_domain="lumen.example", message_id_key=b"k" * 32),
        reader=Reader(ReaderOptions()),
        library=Library(own_templates(), "main"),
        working_time=WorkingTime(work_calendar(store)),
        clocks=clocks(store),
        desk_names={},
    )


def make(practice: Practice, language: str = "en", promise: datetime | None = None) -> Made:
    """Compose the acknowledgment of a case, promising contact in two days."""
    case = replace(a_case(), language=language)
    at = promise or NOW + timedelta(days=2)
    facts = replace(a_facts(case, a_draft(case)), language=language, promise=Promise(at))
    return Made(practice, case, facts, compose(practice.library, facts))


@pytest.mark.parametrize("language", ["en", "de", "zh-Hans"])
def test_nothing_but_the_name_changes_at_approval(practice: Practice, language: str) -> None:
    made = make(practice, language)
    final = finish(practice, made.draft, made.facts, made.case, edited=False, agent="Mei", now=NOW)
    assert not final.renewed
    before, after = made.draft.body.split("\n"), final.draft.body.split("\n")
    changed = [pair for pair in zip(before, after, strict=True) if pair[0] != pair[1]]
    assert changed == [("Lumen Support", "Mei")]
    assert final.blocking == ()
    assert final.doubtful == ()


def test_desk_signs_when_no_agent_is_named(practice: Practice) -> None:
    made = make(practice)
    final = finish(practice, made.draft, made.facts, made.case, edited=False, agent="", now=NOW)
    assert final.draft == made.draft


def test_gap_for_the_name_is_filled_by_who_approves(practice: Practice) -> None:
    made = make(practice)
    facts = replace(made.facts, sender=replace(made.facts.sender, agent_name=""))
    draft = compose(practice.library, facts)
    final = finish(practice, draft, facts, made.case, edited=False, agent="Mei", now=NOW)
    assert "⟦" not in final.draft.body
    assert "\nMei\n" in final.draft.body
    assert final.draft.gaps == ()


@pytest.mark.parametrize("edited", [False, True])
@pytest.mark.parametrize("language", ["en", "de", "zh-Hans"])
def test_promise_nearer_than_two_hours_is_made_anew(
    practice: Practice, language: str, edited: bool
) -> None:
    near = NOW + timedelta(hours=1)
    made = make(practice, language, near)
    final = finish(practice, made.draft, made.facts, made.case, edited=edited, agent="Mei", now=NOW)
    assert final.renewed
    assert final.draft.promise_at is not None
    assert final.draft.promise_at >= NOW + practice.clocks.stale_promise
    assert promise_text(near, language, "UTC") not in final.draft.body
    assert promise_text(final.draft.promise_at, language, "UTC") in final.draft.body
    assert final.draft.message_id == made.draft.message_id
    assert final.blocking == ()


def test_edited_words_are_kept_when_the_promise_is_made_anew(practice: Practice) -> None:
    made = make(practice, promise=NOW)
    mine = replace(made.draft, body=f"{made.draft.body}\nP.S. The lamp is called Opal.\n")
    final = finish(practice, mine, made.facts, made.case, edited=True, agent="Mei", now=NOW)
    assert "P.S. The lamp is called Opal." in final.draft.body


def test_own_text_from_templates_that_have_changed_is_not_composed_again(
    practice: Practice,
) -> None:
    made = make(practice, promise=NOW)
    seen = replace(
        made.draft, template_version="another", body=made.draft.body.replace("Dear", "Good day")
    )
    final = finish(practice, seen, made.facts, made.case, edited=False, agent="", now=NOW)
    assert final.renewed
    assert "Good day" in final.draft.body


def test_promise_that_was_edited_away_must_be_confirmed(practice: Practice) -> None:
    made = make(practice)
    promise = promise_text(made.facts.promise.at, "en", "UTC")
    vague = replace(made.draft, body=made.draft.body.replace(promise, "Friday"))
    final = finish(practice, vague, made.facts, made.case, edited=True, agent="", now=NOW)
    assert [(f.level, f.text) for f in final.doubtful] == [(Level.CONFIRM, promise)]


def letter(practice: Practice, kind: MessageKind, **fields: object) -> Made:
    """Compose a letter that promises nothing."""
    made = make(practice)
    facts = replace(made.facts, kind=kind, fields=LetterFields(**fields))  # type: ignore[arg-type]
    return made._replace(facts=facts, draft=compose(practice.library, facts))


@pytest.mark.parametrize("edited", [False, True])
def test_letter_without_a_promise_is_signed_and_promises_nothing(
    practice: Practice, edited: bool
) -> None:
    made = letter(practice, MessageKind.SATISFACTION)
    late = NOW + timedelta(days=30)
    final = finish(
        practice, made.draft, made.facts, made.case, edited=edited, agent="Mei", now=late
    )
    assert not final.renewed
    assert final.draft.promise_at is None
    assert final.draft.body == made.draft.body.replace("Lumen Support", "Mei")
    assert final.doubtful == ()


@pytest.mark.parametrize(("days", "doubts"), [(0, []), (1, ["2026-03-02"])])
def test_day_that_has_passed_while_a_letter_waited_must_be_confirmed(
    practice: Practice, days: int, doubts: list[str]
) -> None:
    made = letter(practice, MessageKind.FOLLOW_UP_SECOND, day=NOW.date())
    now = NOW + timedelta(days=days)
    final = finish(practice, made.draft, made.facts, made.case, edited=False, agent="", now=now)
    assert [each.text for each in final.doubtful] == doubts


def test_reworded_draft_is_checked_and_has_a_message_id_of_its_own(practice: Practice) -> None:
    made = make(practice)
    body = made.draft.body.replace("\n", "\r\n").replace("Dear", "⟦title?⟧ dear")
    draft = reworded(practice, made.draft, made.facts, made.case, body=body, draft_id=77)
    assert "\r" not in draft.body
    assert draft.message_id != made.draft.message_id
    assert draft.message_id.endswith("@lumen.example")
    assert Level.BLOCKS in [each.level for each in draft.findings]
