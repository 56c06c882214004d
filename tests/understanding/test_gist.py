"""Gists read like a colleague's note, cover the whole vocabulary and repeat no customer's words."""

from __future__ import annotations

import re
from itertools import combinations, product

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
        "Customer says the parcel is marked as delivered but never arrived "
        "(order 303-1234567-1234567), wants a refund by Friday at the latest and threatens a "
        "chargeback."
    )
    assert said.zh_hans == (
        "买家称包裹显示已签收但未收到（订单 303-1234567-1234567），要求最迟周五退款，"
        "并威胁将发起拒付。"
    )


def test_unsure_type_says_so_and_names_the_other() -> None:
    said = sentence(
        Type.DAMAGED,
        sure=False,
        alternatives=((Type.DEFECTIVE, 0.3), (Type.OTHER, 0.1)),
        demands=(Demand.REPLACEMENT, Demand.APOLOGY, Demand.RETURN_LABEL),
        signals=(Signal.SAFETY_HAZARD, Signal.ANGER, Signal.DEADLINE),
        order_numbers=(number("77"),),
    )
    assert said.en == (
        "Safety hazard: customer, very angry, probably writes about a damaged item, perhaps a "
        "defective item (unsure; order 77) and wants a replacement, an apology and a return label "
        "by a deadline."
    )
    assert said.zh_hans == (
        "涉及安全隐患：买家情绪激动，来信可能涉及商品破损，也可能是商品质量问题"
        "（不确定；订单 77），要求限期补发、道歉并提供退货标签。"
    )


def test_who_writes_again_and_what_is_threatened_stand_in_one_sentence() -> None:
    said = sentence(
        Type.SERVICE_ATTITUDE,
        signals=(
            Signal.LEGAL_THREAT,
            Signal.REVIEW_THREAT,
            Signal.REPEAT_CONTACT,
            Signal.ANGER,
            Signal.PRIVACY_REQUEST,
        ),
        deadline=Term(TermKind.DAYS, 14),
    )
    assert said.en == (
        "Customer, writing again and very angry, complains about our service, needs it settled "
        "within 14 days, asks for access to or erasure of their personal data and threatens legal "
        "action and a bad review."
    )
    assert said.zh_hans == (
        "买家再次来信且情绪激动，投诉我方的客服服务，要求14天内解决，要求查阅或删除其个人数据，"
        "并威胁将采取法律行动、发布差评。"
    )


def test_more_than_two_numbers_are_counted() -> None:
    said = sentence(
        Type.NOT_SHIPPED,
        order_numbers=[number(key) for key in ("A-1", "A-2", "A-3", "A-4", "A-1")],
        tracking_numbers=[number("RR123456785CN")],
    )
    assert "(orders A-1, A-2 and 2 more; tracking RR123456785CN)" in said.en
    assert "（订单 A-1、A-2等4个；运单 RR123456785CN）" in said.zh_hans


@pytest.mark.parametrize(
    ("label", "detail", "demands", "signals", "english"),
    [
        (Type.REFUND_STATUS, "", (Demand.REFUND,), (), "asks where the refund is"),
        (Type.PRODUCT_QUESTION, "", (Demand.INFORMATION,), (), "asks about a product"),
        (
            Type.NOT_SHIPPED,
            "",
            (Demand.INFORMATION,),
            (),
            "says the order is paid but has not been shipped and wants an answer",
        ),
        (Type.ORDER_CHANGE, "", (Demand.CANCELLATION,), (), "would like to cancel the order"),
        (
            Type.RETURN_EXCHANGE,
            "",
            (Demand.EXCHANGE, Demand.RETURN_LABEL),
            (),
            "would like to exchange the item though nothing is wrong with it and wants a return "
            "label",
        ),
        (
            Type.PAYMENT_BILLING,
            "charged_twice",
            (Demand.REFUND,),
            (),
            "says they were charged twice and wants a refund",
        ),
        (
            Type.OTHER,
            "",
            (),
            (Signal.PRIVACY_REQUEST,),
            "asks for access to or erasure of their personal data",
        ),
    ],
)
def test_what_the_opening_says_is_not_said_again(
    label: Type,
    detail: str,
    demands: tuple[Demand, ...],
    signals: tuple[Signal, ...],
    english: str,
) -> None:
    said = sentence(label, detail=detail, demands=demands, signals=signals)
    assert said.en == f"Customer {english}."


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
    said = sentence(Type.DAMAGED, demands=(Demand.REFUND,), deadline=term)
    assert said.en.endswith(f" and wants a refund {english}.")
    assert said.zh_hans.endswith(f"，要求{chinese}退款。")


@pytest.mark.parametrize(("label", "sure"), list(product(Type, (True, False))))
def test_every_type_with_every_two_demands_and_signals_makes_a_clean_sentence(
    label: Type, sure: bool
) -> None:
    everything: tuple[Demand | Signal, ...] = (*Demand, *Signal)
    for picked in combinations(everything, 2):
        said = sentence(
            label,
            sure=sure,
            demands=tuple(one for one in picked if isinstance(one, Demand)),
            signals=tuple(one for one in picked if isinstance(one, Signal)),
        )
        assert re.fullmatch(r"[A-Z][^.]+[a-z)]\.", said.en), said.en
        assert "ustomer" in said.en
        assert "买家" in said.zh_hans
        assert not re.search(r"[\u4e00-\u9fff]|  | ,|,,|\(\)", said.en), said.en
        assert re.fullmatch(r"[^A-Za-z。]+。", said.zh_hans), said.zh_hans
        assert not re.search("，，|（）|，。|并并", said.zh_hans), said.zh_hans


def test_every_type_has_a_sentence_of_its_own() -> None:
    assert (
        len({sentence(label).en for label in Type})
        == len({sentence(label).zh_hans for label in Type})
        == 18
    )


def test_numbers_carry_no_message() -> None:
    said = sentence(Type.OTHER, order_numbers=[number("1<b>call me</b>\n; 买家很好")])
    assert said.en == "Customer writes about another matter (order 1bcallmeb)."


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
        "Customer says the item arrived damaged (order 77) and wants a refund by Friday at the "
        "latest."
    )
