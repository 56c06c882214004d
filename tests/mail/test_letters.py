"""Customers' letters of every kind are a customer's, whatever machines say in like words.

The letters are the examples the models learn from: nobody wrote them with machines in mind.
"""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from tests.labelled_mails import STORE
from triage.learning.examples import FOLDER, Example, load
from triage.mail.kind import judge
from triage.mail.message import Kind
from triage.mail.parse import parse

EACH = 16  # letters, of which one is judged
HIDDEN = 0.001  # a third of what docs/arriving.md allows


def _mail(letter: Example, *, answers: bool) -> bytes:
    mail = EmailMessage()
    mail["From"] = "Kim Berg <kim73@post.example>"
    mail["To"] = "support@lindenhof.example"
    mail["Subject"] = " ".join(letter.subject.split())
    mail["Message-ID"] = "<1@post.example>"
    mail["Date"] = "Thu, 12 Nov 2026 10:00:00 +0100"
    if answers:
        mail["In-Reply-To"] = "<of-ours@lindenhof.example>"
    mail.set_content(letter.text)
    return mail.as_bytes()


@pytest.mark.parametrize("answers", [False, True])
def test_hardly_a_customers_letter_is_taken_for_a_machines(answers: bool) -> None:
    letters = load(FOLDER)[answers::EACH]
    hidden = [
        (verdict.kind, letter.language, letter.text, [code.code for code in verdict.reasons])
        for letter in letters
        if (verdict := judge(parse(_mail(letter, answers=answers)), STORE)).kind
        is not Kind.CUSTOMER
    ]
    assert len(letters) > 1500
    assert len(hidden) <= HIDDEN * len(letters), hidden
