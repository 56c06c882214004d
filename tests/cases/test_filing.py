from __future__ import annotations

from dataclasses import fields, replace
from datetime import timedelta

import pytest

from tests.cases.make import NOW, a_case, an_understanding
from tests.make import a_mail, a_verdict
from triage.cases.case import Case, JoinCase, OpenCase, Priority, SetAside, Status
from triage.cases.evidence import missing
from triage.cases.filing import Receipt, file
from triage.cases.journal import changes
from triage.cases.matching import Match
from triage.cases.status import MOVES, after_a_mail, may_move
from triage.mail.message import Code, DeliveryReport, Kind
from triage.understanding.taxonomy import Demand, Evidence, Signal, Team, Type

RECEIPT = Receipt("main", 7, "m1@customer.example", NOW, timedelta(hours=24), NOW.date())
NEW = Match(None, "no tie to a known case")


def joining(case: Case) -> Match:
    return Match(case, f"in the thread of {case.number}")


def test_a_first_mail_opens_a_case_with_everything_that_was_read() -> None:
    understood = an_understanding(orders=("10423", "10424"), demands=(Demand.REFUND,))
    filed = file(a_mail(), a_verdict(), understood, NEW, RECEIPT)
    assert isinstance(filed, OpenCase)
    case = filed.case
    assert (case.id, case.type, case.team) == (7, Type.DAMAGED, Team.LOGISTICS)
    assert case.order_numbers == ("10423", "10424")
    assert case.first_answer_due == NOW + timedelta(hours=24)
    assert (case.status, case.version, case.mails) == (Status.NEW, 1, 1)


def test_a_machines_mail_is_set_aside_with_its_evidence() -> None:
    verdict = a_verdict(kind=Kind.BULK, reasons=(Code("list", "List-Id: <news.example>"),))
    filed = file(a_mail(), verdict, None, NEW, RECEIPT)
    assert filed == SetAside("bulk: List-Id: <news.example>")


def test_a_bounce_names_the_mail_of_ours_that_failed() -> None:
    case = a_case()
    report = DeliveryReport("failed", "5.1.1", "anna@customer.example", "ours@store.example")
    verdict = a_verdict(kind=Kind.BOUNCE)
    filed = file(a_mail(report=report), verdict, None, joining(case), RECEIPT)
    assert isinstance(filed, SetAside)
    assert (filed.case_id, filed.failed_message_id) == (1, "ours@store.example")


def test_a_delay_warning_is_no_failure() -> None:
    report = DeliveryReport("delayed", "4.4.1", "anna@customer.example", "ours@store.example")
    filed = file(
        a_mail(report=report), a_verdict(kind=Kind.BOUNCE), None, joining(a_case()), RECEIPT
    )
    assert isinstance(filed, SetAside)
    assert filed.failed_message_id == ""


def test_a_dispute_notice_opens_a_critical_case() -> None:
    filed = file(a_mail(), a_verdict(kind=Kind.NOTICE, dispute=True), None, NEW, RECEIPT)
    assert isinstance(filed, OpenCase)
    assert (filed.case.priority, filed.case.dispute) == (Priority.CRITICAL, True)


def test_a_further_mail_adds_to_the_case_and_calms_nothing() -> None:
    before = a_case(priority=Priority.CRITICAL, priority_reasons=("safety hazard",))
    understood = an_understanding(
        orders=("10424",), demands=(Demand.REPLACEMENT,), signals=(Signal.ANGER,)
    )
    filed = file(a_mail(), a_verdict(), understood, joining(before), RECEIPT)
    assert isinstance(filed, JoinCase)
    after = filed.after
    assert after.order_numbers == ("10423", "10424")
    assert after.demands == (Demand.REFUND, Demand.REPLACEMENT)
    assert (after.priority, after.priority_reasons) == (Priority.CRITICAL, ("safety hazard",))
    assert (after.mails, after.version) == (2, 2)


def test_a_sure_second_mail_settles_a_type_that_was_open() -> None:
    before = a_case(sure=False, type=Type.OTHER, team=Team.FRONT_DESK)
    filed = file(a_mail(), a_verdict(), an_understanding(), joining(before), RECEIPT)
    assert isinstance(filed, JoinCase)
    assert (filed.after.type, filed.after.sure) == (Type.DAMAGED, True)
    assert filed.after.team is Team.LOGISTICS


def test_a_second_mail_does_not_overturn_a_sure_type() -> None:
    other = an_understanding(about=Type.REFUND_STATUS)
    filed = file(a_mail(), a_verdict(), other, joining(a_case()), RECEIPT)
    assert isinstance(filed, JoinCase)
    assert filed.after.type is Type.DAMAGED


def test_a_mail_reopens_a_resolved_case() -> None:
    before = a_case(status=Status.RESOLVED)
    filed = file(a_mail(), a_verdict(), an_understanding(), joining(before), RECEIPT)
    assert isinstance(filed, JoinCase)
    assert (filed.reopened, filed.after.status) == (True, Status.IN_PROGRESS)


def test_mere_thanks_neither_reopen_nor_change_the_case() -> None:
    before = a_case(status=Status.RESOLVED)
    thanks = an_understanding(about=Type.OTHER, only_thanks=True)
    filed = file(a_mail(), a_verdict(), thanks, joining(before), RECEIPT)
    assert isinstance(filed, JoinCase)
    assert (filed.satisfied, filed.reopened) == (True, False)
    assert replace(filed.after, mails=1, version=1) == before


def test_thanks_for_what_we_asked_are_an_answer() -> None:
    before = a_case(status=Status.WAITING_CUSTOMER)
    thanks = an_understanding(about=Type.OTHER, only_thanks=True)
    filed = file(a_mail(), a_verdict(), thanks, joining(before), RECEIPT)
    assert isinstance(filed, JoinCase)
    assert (filed.satisfied, filed.after.status) == (False, Status.IN_PROGRESS)


@pytest.mark.parametrize("status", list(Status))
def test_every_status_has_a_way_on_and_may_stay(status: Status) -> None:
    assert may_move(status, status)
    assert MOVES[status]
    assert may_move(status, after_a_mail(a_case(status=status), satisfied=False)[0])


def test_no_move_leads_back_to_an_unanswered_case_but_reopening() -> None:
    back = [status for status, goals in MOVES.items() if Status.NEW in goals]
    assert back == [Status.DRAFTED, Status.CLOSED]


@pytest.mark.parametrize(
    ("about", "types", "expected"),
    [
        (Type.DAMAGED, (), (Evidence.ORDER_NUMBER, Evidence.PARCEL_PHOTOS)),
        (Type.DAMAGED, ("image/jpeg",), (Evidence.ORDER_NUMBER,)),
        (Type.CUSTOMS_TAX, ("application/pdf",), (Evidence.ORDER_NUMBER,)),
        (Type.SERVICE_ATTITUDE, (), ()),
        (Type.PRODUCT_QUESTION, (), ()),
    ],
)
def test_only_what_is_missing_is_asked_for(
    about: Type, types: tuple[str, ...], expected: tuple[Evidence, ...]
) -> None:
    assert missing(a_case(type=about, order_numbers=()), types, words=20) == expected


def test_a_known_order_number_is_not_asked_for_again() -> None:
    assert Evidence.ORDER_NUMBER not in missing(a_case(), (), words=20)


def test_unsure_of_the_type_only_the_order_number_is_asked_for() -> None:
    assert missing(a_case(sure=False, order_numbers=()), (), 20) == (Evidence.ORDER_NUMBER,)
    assert missing(a_case(sure=False), (), 20) == ()


def test_an_authority_is_not_asked_for_an_order_number() -> None:
    letter = a_case(sure=False, order_numbers=(), signals=(Signal.OFFICIAL_LETTER,))
    assert missing(letter, (), words=80) == ()


def test_the_journal_names_every_changed_field_once() -> None:
    before = a_case()
    after = replace(before, status=Status.CLOSED, demands=(), promise_at=NOW, version=2, mails=5)
    lines = {line.field: (line.old, line.new) for line in changes(before, after)}
    assert lines == {
        "status": ("drafted", "closed"),
        "demands": ("refund", ""),
        "promise_at": ("", "2026-11-23T09:00+00:00"),
    }
    assert changes(before, before) == ()
    assert len(fields(Case)) > 30
