"""What hangs on the labels follows an agent's word: detail, deadline, gist."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tests.cases.make import NOW, an_understanding
from triage.understanding.correcting import Right, rightly
from triage.understanding.meaning import Facts, Product, Words
from triage.understanding.taxonomy import Demand, Signal, Type

WORDS = Words(text="You charged me twice for the lamp. I need it solved by tomorrow.")


def test_detail_of_the_right_type_is_read_from_the_words() -> None:
    found = rightly(an_understanding(), Right(type=Type.PAYMENT_BILLING), WORDS, NOW)
    assert (found.type.label, found.sure, found.detail) == (
        Type.PAYMENT_BILLING,
        True,
        "charged_twice",
    )
    assert "payment" in found.gist.en or "charge" in found.gist.en


def test_deadline_comes_and_goes_with_its_signal() -> None:
    told = Right(signals=frozenset({Signal.DEADLINE, Signal.ANGER}))
    found = rightly(an_understanding(), told, WORDS, NOW)
    assert found.signals == (Signal.DEADLINE, Signal.ANGER)
    assert found.deadline_day == date(2026, 11, 24)
    gone = rightly(found, Right(signals=frozenset()), WORDS, NOW)
    assert (gone.signals, gone.deadline, gone.deadline_day) == ((), "", None)


def test_what_is_not_named_stays_and_confirming_leaves_no_doubt() -> None:
    unsure = an_understanding(sure=False, demands=(Demand.REPAIR,))
    found = rightly(unsure, Right(language="de"), WORDS, NOW)
    assert (found.language.code, found.sure, found.demands) == ("de", False, (Demand.REPAIR,))
    certain = rightly(unsure, Right(confirmed=True), WORDS, NOW)
    assert (certain.sure, certain.type.confidence) == (True, 1.0)
    assert rightly(certain, Right(confirmed=True), WORDS, NOW) == certain


def test_facts_are_read_anew_in_the_right_language() -> None:
    words = Words(text="Ich habe gestern einen Wasserkocher bestellt, 20 kr.")
    before = replace(an_understanding(), facts=Facts(product=Product("habe", "text", 4, 8)))
    facts = rightly(before, Right(language="de"), words, NOW).facts
    assert [event.day for event in facts.events] == [date(2026, 11, 22)]
    assert facts.product is not None
    assert facts.product.text == "Wasserkocher"


def test_article_of_the_order_list_outlives_a_corrected_language() -> None:
    known = Product("lamp", "text", 29, 33, article="Lamp red")
    before = replace(an_understanding(), facts=Facts(product=known))
    assert rightly(before, Right(language="de"), WORDS, NOW).facts.product == known


def test_demands_are_kept_in_the_order_of_the_vocabulary() -> None:
    right = Right(demands=frozenset({Demand.APOLOGY, Demand.REFUND}))
    found = rightly(replace(an_understanding(), demands=()), right, WORDS, NOW)
    assert found.demands == (Demand.REFUND, Demand.APOLOGY)
