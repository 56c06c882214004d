"""Mail from the Junk folder and the order list: which of its numbers speak for a customer."""

from __future__ import annotations

from functools import cache

import pytest

from triage.mail.message import Kind
from triage.mail.parse import parse
from triage.pipeline import Known, Practice, Reserved, ask, decide, read
from triage.practice import practices
from triage.settings import Settings
from triage.understanding.numbers.orders import OrderHit

SPAM = b"""\
From: Winner <win@prizes.example>
To: support@lumen.example
Subject: CONGRATULATIONS 10423 winners
Date: Mon, 02 Mar 2026 09:58:00 +0000
Message-ID: <m1@prizes.example>
X-Spam-Flag: YES
X-Spam-Status: Yes, score=17.2
Content-Type: text/plain; charset=utf-8

10423 winners of cheap watches 88123456789 click http://prizes.example/x now!!!
"""
SETTINGS = Settings.model_validate(
    {
        "store": {"main": {"name": "Lumen Home", "addresses": ["support@lumen.example"]}},
        "team": {"desk": {"name": "Lumen Support"}},
        "mailbox": {
            "main": {
                "store": "main",
                "user": "support",
                "password_env": "NONE",
                "imap": {"host": "imap.lumen.example"},
            }
        },
    }
)


@cache
def practice() -> Practice:
    """Return the store, built once."""
    return practices(SETTINGS, b"k" * 32)["main"]


@pytest.mark.parametrize(
    ("hit", "kind"),
    [
        (OrderHit("10423", same_customer=False), Kind.SPAM),
        (OrderHit("10432", same_customer=True, near=True), Kind.SPAM),
        (OrderHit("10423", same_customer=True), Kind.CUSTOMER),
        (OrderHit("88123456789", same_customer=False), Kind.CUSTOMER),
    ],
)
def test_number_anybody_may_write_rescues_no_spam(hit: OrderHit, kind: Kind) -> None:
    mail = parse(SPAM)
    reading = read(practice(), mail, junk=True)
    assert reading.verdict.kind is Kind.SPAM
    assert mail.date is not None
    outcome = decide(
        practice(),
        reading,
        ask(practice(), reading),
        Known(orders=((hit.key, hit),)),
        Reserved(1, 1),
        received_at=mail.date,
        now=mail.date,
    )
    assert outcome.verdict.kind is kind
