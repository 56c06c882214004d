"""Gists read like a colleague's note, cover the whole vocabulary and repeat no customer's words."""

from __future__ import annotations

import re
from itertools import product

import pytest

from triage.understanding.deadlines import Term, TermKind
from triage.understanding.gist import gist, sentence
from triage.understanding.meaning import (
    Gist,
    LanguageGuess,
    NumberFound,
    TypeGuess,
    Understanding,
)
from triage.understanding.taxonomy import Demand, Signal, Type


def number(key: str) -> NumberFound:
    return NumberFound(key, key, "store", 90, "label", False, "text", 0, len(key))


def test_parcel_marked_delivered_reads_like_a_colleagues_note() -> None:
    said = sentence(
        Type.PARCEL_LOST,
        detail="delivered_not_here",
        demands=(Demand.REFUND, Demand.INFORMATION),
        signals=(Signal.CHARGEBACK_THREAT, Signal.DEADLINE),
        order_numbers=(number("303-1234567-1234567"),),
        deadline=Term(TermKind.WEEKDAY, 4),
    )
    assert said.en == (
        "Customer says the parcel is marked as delivered but never arrived; wants a refund; "
        "threatens a chargeback; order 303-1234567-1234567; by Friday at the latest."
    )
    assert said.zh_hans == (
        "买家称包裹显示已签收但未收到；要求退款；威胁将发起拒付；"
        "订单 303-1234567-1234567；最迟周五。"
    )


def test_unsure_type_says_so_and_names_the_other() -> None:
    said = sentence(
        Type.DAMAGED,
        sure=False,
        alternatives=((Type.DEFECTIVE, 0.3), (Type.OTHER, 0.1)),
        demands=(Demand.REPLACEMENT, Demand.APOLOGY, Demand.RETURN_LABEL),
        signals=(Signal.SAFETY_HAZARD, Signal.ANGER, Signal.DEADLINE),
    )
    assert said.en == (
        "Probably a damaged item or a defective item (unsure); safety hazard; wants a replacement, "
        "an apology and a return label; very angry; sets a deadline."
    )
    assert said.zh_hans == (
        "可能是商品破损，也可能是质量问题（不确定）；涉及安全隐患；"
        "要求补发、道歉和提供退货标签；情绪激动；设有期限。"
    )


def test_more_than_two_numbers_are_counted() -> None:
    said = sentence(
        Type.NOT_SHIPPED,
        order_numbers=[number(key) for key in ("A-1", "A-2", "A-3", "A-4", "A-1")],
        tracking_numbers=[number("RR123456785CN")],
    )
    assert "; orders A-1, A-2 +2; tracking RR123456785CN." in said.en
    assert "；订单 A-1、A-2 +2；运单 RR123456785CN。" in said.zh_hans


def test_what_the_opening_says_is_not_said_again() -> None:
    assert (
        sentence(Type.REFUND_STATUS, demands=(Demand.REFUND,)).en
        == "Customer asks where the refund is."
    )
    asked = sentence(Type.PRODUCT_QUESTION, demands=(Demand.INFORMATION,))
    assert (asked.en, asked.zh_hans) == ("Customer asks about a product.", "买家咨询商品信息。")
    assert sentence(Type.NOT_SHIPPED, demands=(Demand.INFORMATION,)).en.endswith(
        "; wants an answer."
    )


@pytest.mark.parametrize(
    ("term", "english", "chinese"),
    [
        (Term(TermKind.HOURS, 48), "within 48 hours", "48小时内"),
        (Term(TermKind.DAYS, 1), "within 1 day", "1天内"),
        (Term(TermKind.WEEKS, 2), "within 2 weeks", "2周内"),
        (Term(TermKind.WEEKDAY, 6), "by Sunday at the latest", "最迟周日"),
        (Term(TermKind.DATE, 28, 11), "by 28 November at the latest", "最迟11月28日"),
        (Term(TermKind.DATE, 22), "by the 22nd at the latest", "最迟22日"),
        (Term(TermKind.TODAY), "today at the latest", "最迟今天"),
        (Term(TermKind.TOMORROW), "by tomorrow at the latest", "最迟明天"),
        (Term(TermKind.WEEK_END), "by the end of the week", "最迟本周末"),
        (Term(TermKind.MONTH_END), "by the end of the month", "最迟月底"),
    ],
)
def test_deadlines_are_said_in_both_languages(term: Term, english: str, chinese: str) -> None:
    said = sentence(Type.DAMAGED, deadline=term)
    assert said.en.endswith(f"; {english}.")
    assert said.zh_hans.endswith(f"；{chinese}。")


@pytest.mark.parametrize(("label", "sure"), list(product(Type, (True, False))))
def test_every_type_demand_and_signal_has_its_words(label: Type, sure: bool) -> None:
    said = sentence(label, sure=sure, demands=tuple(Demand), signals=tuple(Signal))
    assert said.en.startswith("Customer " if sure else "Probably ")
    assert said.zh_hans.startswith("买家" if sure else "可能是")
    assert not re.search("[\u4e00-\u9fff]", said.en)
    assert not re.search("[A-Za-z]", said.zh_hans)
    assert said.en.count(".") == said.zh_hans.count("。") == 1


def test_every_type_has_a_sentence_of_its_own() -> None:
    assert (
        len({sentence(label).en for label in Type})
        == len({sentence(label).zh_hans for label in Type})
        == 18
    )


def test_numbers_carry_no_message() -> None:
    said = sentence(Type.OTHER, order_numbers=[number("1<b>call me</b>\n; 买家很好")])
    assert said.en == "Customer writes about another matter; order 1bcallmeb."


def test_understood_mail_gives_its_gist() -> None:
    found = Understanding(
        language=LanguageGuess("de", 0.9, ""),
        type=TypeGuess(Type.DAMAGED, 0.9, ()),
        sure=True,
        demands=(Demand.REFUND,),
        signals=(Signal.DEADLINE,),
        order_numbers=(number("77"),),
        tracking_numbers=(),
        name="",
        deadline="bis Freitag",
        only_thanks=False,
        gist=Gist("", ""),
        reasons=(),
    )
    assert gist(found).en == (
        "Customer says the item arrived damaged; wants a refund; order 77; by Friday at the latest."
    )
