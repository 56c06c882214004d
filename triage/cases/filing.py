"""The verb of this stage: `file` a mail as a new case, into an open one, or aside."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TypeVar

from triage.cases import priority
from triage.cases.case import Case, Filing, JoinCase, OpenCase, SetAside, Status
from triage.cases.matching import Match
from triage.cases.number import number_of
from triage.cases.status import after_a_mail
from triage.mail.message import Kind, Mail, Verdict
from triage.understanding.meaning import Gist, Understanding
from triage.understanding.taxonomy import RULES, Type

T = TypeVar("T")
MOST_NUMBERS = 20  # a case keeps the first ones; a mail with hundreds is a list, not a complaint


@dataclass(frozen=True, slots=True)
class Receipt:
    """What filing needs besides the mail's meaning."""

    store: str
    case_id: int  # reserved; used only if a case is opened
    thread_key: str
    received_at: datetime
    first_answer: timedelta
    today: date  # at the store


def file(
    mail: Mail, verdict: Verdict, understood: Understanding | None, match: Match, receipt: Receipt
) -> Filing:
    """Decide where a mail goes. `understood` is None for mail that no person wrote."""
    if verdict.kind is not Kind.CUSTOMER and not verdict.dispute:
        return SetAside(
            why=_kind_in_words(verdict),
            case_id=match.case.id if match.case else None,
            failed_message_id=_failed(mail),
        )
    if match.case is None:
        case = _open(mail, verdict, understood, receipt)
        return OpenCase(case, receipt.thread_key, match.why, match.suggested)
    return _join(match.case, verdict, understood, match.why, receipt)


def _open(mail: Mail, verdict: Verdict, understood: Understanding | None, receipt: Receipt) -> Case:
    kind = understood.type.label if understood else Type.PAYMENT_BILLING
    level, reasons = priority.judge(
        understood,
        dispute=verdict.dispute,
        mails=1,
        deadline=understood.deadline_day if understood else None,
        today=receipt.today,
    )
    gist = understood.gist if understood else Gist("", "")
    return Case(
        id=receipt.case_id,
        number=number_of(receipt.case_id),
        store=receipt.store,
        status=Status.NEW,
        type=kind,
        sure=bool(understood and understood.sure),
        type_confidence=understood.type.confidence if understood else 0.0,
        alternatives=understood.type.alternatives if understood else (),
        demands=understood.demands if understood else (),
        signals=understood.signals if understood else (),
        dispute=verdict.dispute,
        priority=level,
        priority_reasons=reasons,
        team=RULES[kind].team,
        agent="",
        language=understood.language.code if understood else "und",
        customer_name=understood.name if understood else "",
        customer_address=verdict.customer.address if verdict.customer else "",
        reply_to=verdict.reply_to,
        reply_channel=verdict.reply_channel,
        order_numbers=_keys(understood),
        tracking_numbers=_tracking(understood),
        subject=mail.subject,
        gist_en=gist.en,
        gist_zh=gist.zh_hans,
        opened_at=receipt.received_at,
        last_mail_at=receipt.received_at,
        mails=1,
        first_answer_due=receipt.received_at + receipt.first_answer,
        promise_at=None,
        acknowledged_at=None,
        channel=verdict.channel,
    )


def _join(
    before: Case, verdict: Verdict, understood: Understanding | None, why: str, receipt: Receipt
) -> JoinCase:
    # To what we have asked the customer, "perfect, thanks" is an answer.
    asked = before.status is Status.WAITING_CUSTOMER
    satisfied = bool(understood and understood.only_thanks and not asked)
    status, reopened = after_a_mail(before, satisfied=satisfied)
    after = replace(
        before,
        status=status,
        mails=before.mails + 1,
        last_mail_at=max(before.last_mail_at, receipt.received_at),
        dispute=before.dispute or verdict.dispute,
        version=before.version + 1,
    )
    if understood is None or satisfied:
        return JoinCase(before, after, why, reopened, satisfied)
    level, reasons = priority.judge(
        understood,
        dispute=after.dispute,
        mails=after.mails,
        deadline=understood.deadline_day,
        today=receipt.today,
    )
    # A calmer second mail does not make the matter less urgent.
    keeps = priority.higher(level, before.priority) is before.priority and level != before.priority
    after = replace(
        after,
        priority=before.priority if keeps else level,
        priority_reasons=before.priority_reasons if keeps else reasons,
        demands=_union(before.demands, understood.demands),
        signals=_union(before.signals, understood.signals),
        order_numbers=_union(before.order_numbers, _keys(understood))[:MOST_NUMBERS],
        tracking_numbers=_union(before.tracking_numbers, _tracking(understood))[:MOST_NUMBERS],
        customer_name=before.customer_name or understood.name,
        language=before.language if before.language != "und" else understood.language.code,
    )
    return JoinCase(before, _clearer_type(before, after, understood), why, reopened)


def _clearer_type(before: Case, after: Case, understood: Understanding) -> Case:
    """Let a sure second mail settle the type of a case the first one left open."""
    if before.sure or not understood.sure:
        return after
    return replace(
        after,
        type=understood.type.label,
        sure=True,
        type_confidence=understood.type.confidence,
        alternatives=understood.type.alternatives,
        team=before.team if before.agent else RULES[understood.type.label].team,
        gist_en=understood.gist.en,
        gist_zh=understood.gist.zh_hans,
    )


def _keys(understood: Understanding | None) -> tuple[str, ...]:
    if understood is None:
        return ()
    return tuple(dict.fromkeys(n.key for n in understood.order_numbers))[:MOST_NUMBERS]


def _tracking(understood: Understanding | None) -> tuple[str, ...]:
    if understood is None:
        return ()
    return tuple(dict.fromkeys(n.key for n in understood.tracking_numbers))[:MOST_NUMBERS]


def _union(first: tuple[T, ...], second: tuple[T, ...]) -> tuple[T, ...]:
    return tuple(dict.fromkeys((*first, *second)))


def _failed(mail: Mail) -> str:
    """Return the Message-ID of ours that a bounce says did not arrive; a delay is no failure."""
    if mail.report is None or mail.report.action == "delayed":
        return ""
    return mail.report.original_message_id


def _kind_in_words(verdict: Verdict) -> str:
    evidence = "; ".join(reason.text for reason in verdict.reasons[:3])
    return f"{verdict.kind.value}: {evidence}" if evidence else verdict.kind.value
