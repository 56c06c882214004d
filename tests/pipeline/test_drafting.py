"""A draft to an address that has no part in the case asks the agent first."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from functools import cache

import pytest

from tests.make import a_mail
from tests.test_pipeline import practice
from triage.cases.case import Case, JoinCase, OpenCase
from triage.cases.matching import Remembered
from triage.drafts.draft import Level
from triage.mail.message import Mail
from triage.mail.message_id import make
from triage.pipeline.asking import ask, read
from triage.pipeline.deciding import decide
from triage.pipeline.values import Known, Outcome, Reserved

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
ANNA, HUSBAND = "anna@customer.example", "ben@other.example"
PROVED = {"Authentication-Results": "mx.lindenhof.example; dmarc=pass header.from=customer.example"}


def _outcome(mail: Mail, known: Known) -> Outcome:
    reading = read(practice(), mail)
    questions = ask(practice(), reading)
    return decide(practice(), reading, questions, known, Reserved(1, 1), received_at=NOW, now=NOW)


@cache
def _case() -> Case:
    first = _outcome(a_mail(sender=ANNA, text="My order 10417 has not arrived."), Known())
    assert isinstance(first.filing, OpenCase)
    return first.filing.case


def _confirm(outcome: Outcome) -> list[str]:
    assert outcome.draft is not None, outcome.no_draft
    return [f.text for f in outcome.draft.findings if f.level is Level.CONFIRM and f.rule == 9]


@pytest.mark.parametrize(("writer", "asked"), [(ANNA, []), (HUSBAND, [HUSBAND])])
def test_answer_to_an_address_outside_the_case_wants_a_confirmation(
    writer: str, asked: list[str]
) -> None:
    ours = make(practice().identity, _case().number, "d1")
    mail = replace(a_mail(sender=writer, text="It is still not here."), in_reply_to=(ours,))
    known = Known(remembered=(Remembered(_case(), frozenset({ours}), frozenset({ANNA})),))
    outcome = _outcome(mail, known)
    assert isinstance(outcome.filing, JoinCase)
    assert _confirm(outcome) == asked


def test_answer_to_another_than_the_writer_wants_a_confirmation() -> None:
    mail = a_mail(sender=ANNA, reply_to=HUSBAND, text="Where is order 10417?", headers=PROVED)
    assert _confirm(_outcome(mail, Known())) == [HUSBAND]
