"""Mails whose From a list or a forwarder rewrote are given back to their writers."""

# ruff: noqa: E501 - one case a line

from __future__ import annotations

import pytest

from tests.make import a_mail
from triage.mail.kind import judge
from triage.mail.masks import unmasked
from triage.mail.message import Address, Identity, Kind

US = Identity(
    addresses=frozenset({"support@store.example"}), staff_domains=frozenset({"store.example"})
)
ANNA = "anna@b.example"


@pytest.mark.parametrize(
    ("sender", "name", "reply_to", "headers", "writer"),
    [
        ("support@store.example", "'Anna' via Support", ANNA, {}, Address("Anna", ANNA)),
        ("support@store.example", "'Anna' via Support", "", {"X-Original-From": f"A <{ANNA}>"}, Address("Anna", ANNA)),
        ("support@store.example", "Support", "", {"X-Original-Sender": ANNA}, Address("", ANNA)),
        ("list@lists.example", "Anna über Liste", ANNA, {}, Address("Anna", ANNA)),
        ("list@lists.example", "Anna via List", "", {"X-Original-From": ANNA}, Address("Anna via List", "list@lists.example")),
        ("anna@b.example", "Anna", "ben@c.example", {}, Address("Anna", "anna@b.example")),
    ],
)  # fmt: skip
def test_writer_behind_a_rewritten_from_is_found(
    sender: str, name: str, reply_to: str, headers: dict[str, str], writer: Address
) -> None:
    mail = a_mail(sender=sender, name=name, reply_to=reply_to, headers=headers)
    assert unmasked(mail, US).sender == writer


def test_customer_who_writes_through_our_list_is_answered_themselves() -> None:
    mail = a_mail(
        sender="support@store.example",
        name="'Anna' via Support",
        headers={"X-Original-From": f"Anna <{ANNA}>", "List-Id": "<support.store.example>"},
    )
    verdict = judge(mail, US)
    assert (verdict.kind, verdict.reply_to) == (Kind.CUSTOMER, ANNA)
