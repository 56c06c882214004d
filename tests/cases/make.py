"""Cases and what a mail means, for the tests of filing and of the store."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from triage.cases.case import Case, Priority, Status
from triage.cases.number import number_of
from triage.mail.message import ReplyChannel
from triage.understanding.meaning import (
    Gist,
    LanguageGuess,
    NumberFound,
    TypeGuess,
    Understanding,
)
from triage.understanding.taxonomy import RULES, Demand, Signal, Type

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def a_number(key: str = "10423") -> NumberFound:
    """Make an order number found in the text."""
    return NumberFound(key, key, "shopify", 65, "label", False, "text", 0, len(key))


def an_understanding(
    *,
    about: Type = Type.DAMAGED,
    sure: bool = True,
    demands: tuple[Demand, ...] = (),
    signals: tuple[Signal, ...] = (),
    orders: tuple[str, ...] = (),
    **fields: object,
) -> Understanding:
    """Make what a plain English mail means."""
    meaning = Understanding(
        language=LanguageGuess("en", 0.99, "de"),
        type=TypeGuess(about, 0.9, ()),
        sure=sure,
        demands=demands,
        signals=signals,
        order_numbers=tuple(a_number(key) for key in orders),
        tracking_numbers=(),
        name="Anna Berg",
        deadline="",
        only_thanks=False,
        gist=Gist("Reports damage.", "称商品损坏。"),
        reasons=(),
    )
    return replace(meaning, **fields)  # type: ignore[arg-type]


def a_case(case_id: int = 1, **fields: object) -> Case:
    """Make an open case of Anna Berg's damaged parcel."""
    case = Case(
        id=case_id,
        number=number_of(case_id),
        store="main",
        status=Status.DRAFTED,
        type=Type.DAMAGED,
        sure=True,
        type_confidence=0.9,
        alternatives=((Type.DEFECTIVE, 0.1),),
        demands=(Demand.REFUND,),
        signals=(),
        dispute=False,
        priority=Priority.NORMAL,
        priority_reasons=("no sign of urgency",),
        team=RULES[Type.DAMAGED].team,
        agent="",
        language="en",
        customer_name="Anna Berg",
        customer_address="anna@customer.example",
        reply_to="anna@customer.example",
        reply_channel=ReplyChannel.EMAIL,
        order_numbers=("10423",),
        tracking_numbers=(),
        subject="Broken",
        gist_en="Reports damage.",
        gist_zh="称商品损坏。",
        opened_at=NOW,
        last_mail_at=NOW,
        mails=1,
        first_answer_due=NOW + timedelta(hours=24),
        promise_at=None,
        acknowledged_at=None,
    )
    return replace(case, **fields)  # type: ignore[arg-type]
