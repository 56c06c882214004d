"""What is counted how, and that the page says it."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest

from triage.evaluation.judging import Told
from triage.evaluation.labelled import Labelled, Truth
from triage.evaluation.page import page
from triage.evaluation.report import Mistake, mistakes, report
from triage.mail.message import Kind
from triage.understanding.language import LanguagePrior
from triage.understanding.meaning import Words
from triage.understanding.reader import Reader
from triage.understanding.taxonomy import Demand, Signal, Type

READER = Reader()
TEXT = "The vase arrived smashed to pieces. I want my money back. Order number 4512-77."
UNDERSTOOD = READER.understand(Words(text=TEXT, sender_name="Anna Berg"), LanguagePrior(), {}, None)
TRUTH = Truth("en", Type.DAMAGED, frozenset({Demand.REFUND}), frozenset(), ("4512-77",), (), "Anna")
RIGHT = Told(Labelled("en.mbox#1", TRUTH), Kind.CUSTOMER, UNDERSTOOD, 0.010)


def other(**changes: Any) -> Told:
    return replace(RIGHT, mail=Labelled("en.mbox#2", replace(TRUTH, **changes)))


def test_a_mail_told_right_is_right_everywhere() -> None:
    made = report([RIGHT])
    for share in (made.language, made.type, made.orders.exact, made.tracking.exact, made.name):
        assert (share.right, share.of) == (1, 1)
    assert made.demands.together.f1 == made.signals.together.f1 == 1.0
    assert mistakes([RIGHT]) == []


def test_a_mail_taken_for_no_customers_is_wrong_everywhere() -> None:
    hidden = replace(RIGHT, kind=Kind.BULK, understood=None, seconds=0.0)
    made = report([hidden])
    assert made.hidden == ("en.mbox#1",)
    for share in (made.language, made.type, made.orders.exact, made.name):
        assert (share.right, share.of) == (0, 1)
    assert made.demands.together.f1 == 0
    assert mistakes([hidden]) == [Mistake("en.mbox#1", "kind", "customer", "bulk")]


@pytest.mark.parametrize(
    ("changes", "field", "true", "told"),
    [
        ({"language": "de"}, "language", "de", "en"),
        ({"demands": frozenset({Demand.REPAIR})}, "demands", "repair", "refund"),
        ({"signals": frozenset({Signal.ANGER})}, "signals", "anger", ""),
        ({"orders": ("4512 78",)}, "orders", "451278", "451277"),
        ({"tracking": ("1Z999AA10123456784",)}, "tracking", "1Z999AA10123456784", ""),
        ({"name": "Bob"}, "name", "Bob", "Anna Berg"),
        ({"name": ""}, "name", "", "Anna Berg"),
    ],
)
def test_each_mistake_is_named(changes: dict[str, Any], field: str, true: str, told: str) -> None:
    assert mistakes([other(**changes)]) == [Mistake("en.mbox#2", field, true, told)]


def test_a_wrong_type_is_counted_for_the_pair() -> None:
    wrong = other(type=Type.DEFECTIVE)
    made = report([RIGHT, wrong])
    assert made.confused == {("damaged", "damaged"): 1, ("defective", "damaged"): 1}
    assert (made.type.right, made.type.of) == (1, 2)
    assert made.type_by_type["defective"].right == 0
    (mistake,) = mistakes([wrong])
    assert mistake.told.startswith("damaged (")


def test_what_is_not_labelled_is_not_compared() -> None:
    made = report([other(orders=None, tracking=None, name=None)])
    assert made.orders.exact.of == made.tracking.exact.of == made.name.of == 0
    assert not mistakes([other(orders=None, tracking=None, name=None)])


class Balance(HTMLParser):
    """Checks that what is opened is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []

    def handle_starttag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        if tag not in {"meta", "line", "rect"}:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_is_whole_and_shows_every_figure() -> None:
    made = report([RIGHT, other(type=Type.DEFECTIVE), replace(RIGHT, kind=Kind.BULK)])
    written = page(made, "ours <b>")
    check = Balance()
    check.feed(written)
    assert check.open == []
    assert check.seen.count("circle") == len(made.reliability)
    assert "ours &lt;b&gt;" in written
    assert re.search(r"type</td><td class=\"n\">66\.7 %", written)
    assert 'title="defective told as damaged: 1"' in written
    assert not re.search(r"https?://", written)
