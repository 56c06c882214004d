"""Answers that quote our own mail, brought by a relay; platforms that quote the buyer."""

from __future__ import annotations

import pytest

from triage.mail.answers_above import without_our_mail
from triage.mail.carriers import Carrier

ALIAS = Carrier(("bazarly",), subject="re: your order")
TOLD = Carrier(("bazarly",), told=True, subject="re: your order")
WORDS = "The bridge is cracked, can you send me another one?"
QUOTE = "> Your order has been dispatched.\n> Lindenhof"
BELOW = {
    "marked": f"----- Original Message -----\n{QUOTE}",
    "attributed": f"On Thu, 19 Nov 2026 at 8:15 Lindenhof <hi@lindenhof.example> wrote:\n{QUOTE}",
    "outlook": "-----Original Message-----\nFrom: Lindenhof <hi@lindenhof.example>\n"
    "Sent: Thursday, November 19, 2026\nTo: Anna\nSubject: Your order\n\nDispatched.",
}


@pytest.mark.parametrize("carrier", [ALIAS, TOLD], ids=["alias", "platform"])
@pytest.mark.parametrize("quoted", BELOW.values(), ids=BELOW)
def test_answer_stands_above_our_mail(quoted: str, carrier: Carrier) -> None:
    assert without_our_mail(f"{WORDS}\n\n{quoted}".split("\n"), carrier) == [WORDS]


def test_answer_stands_between_our_lines() -> None:
    text = (
        "> Which colour is it?\n\nIt is brown, natural was ordered.\n\n> And the box?\n\nI kept it."
    )
    found = without_our_mail(text.split("\n"), ALIAS)
    assert found is not None
    assert [line for line in found if line] == ["It is brown, natural was ordered.", "I kept it."]


def test_platform_that_announces_quotes_the_buyer() -> None:
    text = f"Hello seller,\n\nYou have received a message from Anna:\n\n> {WORDS}\n> Thanks"
    assert without_our_mail(text.split("\n"), TOLD) is None


def test_mail_that_answers_nothing_quotes_nothing_of_ours() -> None:
    carrier = Carrier(("bazarly",), told=True, subject="new question")
    assert without_our_mail(f"{WORDS}\n\n{QUOTE}".split("\n"), carrier) is None


def test_platform_that_tells_of_an_answer_quotes_the_buyer() -> None:
    heading = "A new reply has been posted to your case 8821.\n\nOn 19 Nov 2026, Anna K. wrote:"
    assert without_our_mail(f"{heading}\n> {WORDS}\n> Anna".split("\n"), TOLD) is None
