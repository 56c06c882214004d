"""Forged senders, aliases and reports: nobody joins another's case or marks our mail by a claim."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from functools import cache

import pytest

from tests.make import a_mail
from tests.test_pipeline import practice
from triage.cases.case import Case, JoinCase, OpenCase, SetAside
from triage.cases.matching import Remembered
from triage.mail.message import DeliveryReport, Kind, Mail
from triage.mail.message_id import make
from triage.pipeline.asking import ask, read
from triage.pipeline.deciding import decide
from triage.pipeline.values import Known, Outcome, Reserved

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
ANNA, ALIAS = "anna@customer.example", "q7x2k9w41lbv0c3@marketplace.amazon.de"
SERVER = "mx.lindenhof.example; "
FAILED = {"Authentication-Results": SERVER + "dmarc=fail (p=none) header.from=customer.example"}
REFUSED = {"Authentication-Results": SERVER + "spf=fail smtp.mailfrom=lindenhof.example"}
FIRST = "first@customer.example"
LATE = "My order 10417 has not arrived."


def _outcome(mail: Mail, known: Known) -> Outcome:
    reading = read(practice(), mail)
    questions = ask(practice(), reading)
    return decide(practice(), reading, questions, known, Reserved(1, 1), received_at=NOW, now=NOW)


@cache
def _known(address: str) -> Known:
    first = _outcome(a_mail(sender=address, text=LATE), Known())
    assert isinstance(first.filing, OpenCase)
    people = frozenset({address})
    return Known(remembered=(Remembered(first.filing.case, frozenset({FIRST}), people),))


def _case(address: str) -> Case:
    return _known(address).remembered[0].case


@pytest.mark.parametrize("by", ["thread", "case number"])
@pytest.mark.parametrize(
    ("headers", "joins"), [({}, True), (FAILED, False)], ids=["told", "forged"]
)
def test_forged_from_joins_neither_by_thread_nor_by_number(
    by: str, headers: dict[str, str], joins: bool
) -> None:
    number = _case(ANNA).number if by == "case number" else "again"
    mail = a_mail(sender=ANNA, subject=f"Re: {number}", text="Where is it?", headers=headers)
    mail = replace(mail, in_reply_to=(FIRST,) if by == "thread" else ())
    filing = _outcome(mail, _known(ANNA)).filing
    assert isinstance(filing, JoinCase) is joins
    if isinstance(filing, OpenCase):
        assert filing.suggested == (_case(ANNA).id,)


@pytest.mark.parametrize(
    ("sender", "reply_to", "joins"),
    [
        (ALIAS, "", True),
        ("donotreply@amazon.com", ALIAS, True),
        ("eve@evil.example", ALIAS, False),
        ("eve@marketplace.amazon.de.evil.example", ALIAS, False),
    ],
)
def test_buyers_alias_counts_only_where_its_marketplace_brings_it(
    sender: str, reply_to: str, joins: bool
) -> None:
    mail = a_mail(sender=sender, reply_to=reply_to, text=f"{LATE} Where is it?")
    mail = replace(mail, in_reply_to=(FIRST,))
    assert isinstance(_outcome(mail, _known(ALIAS)).filing, JoinCase) is joins


def test_alias_in_a_forged_from_joins_nothing() -> None:
    failed = {"Authentication-Results": SERVER + "dmarc=fail header.from=marketplace.amazon.de"}
    mail = a_mail(sender=ALIAS, text=LATE, headers=failed)
    assert isinstance(_outcome(mail, _known(ALIAS)).filing, OpenCase)


def test_forged_colleague_forwards_nobody_into_a_case() -> None:
    text = f"FYI\n\n---------- Forwarded message ---------\nFrom: Anna <{ANNA}>\n"
    text += (
        f"Date: Fri, 20 Nov 2026 at 09:00\nSubject: parcel\nTo: <mei@lindenhof.example>\n\n{LATE}\n"
    )
    mail = a_mail(sender="mei@lindenhof.example", subject="Fwd: parcel", text=text)
    told = replace(mail, in_reply_to=(FIRST,))
    assert isinstance(_outcome(told, _known(ANNA)).filing, JoinCase)
    forged = replace(told, headers=(("authentication-results", REFUSED["Authentication-Results"]),))
    found = _outcome(forged, _known(ANNA))
    assert not isinstance(found.filing, JoinCase)
    assert found.draft is None or found.draft.to.address != ANNA


@pytest.mark.parametrize("own", [True, False])
def test_report_marks_a_mail_of_ours_only_if_it_names_its_keyed_message_id(own: bool) -> None:
    ours = make(practice().identity, _case(ANNA).number, "d1")
    failed = ours if own else "d1@lindenhof.example"
    mail = replace(
        a_mail(sender=ANNA, subject=f"Undelivered: {_case(ANNA).number}", text="550 5.1.1"),
        report=DeliveryReport("failed", "5.1.1", ANNA, failed),
    )
    outcome = _outcome(mail, _known(ANNA))
    assert outcome.verdict.kind is Kind.BOUNCE
    assert isinstance(outcome.filing, SetAside)
    assert outcome.filing.failed_message_id == (ours if own else "")
    assert bool(outcome.reminders) is own
