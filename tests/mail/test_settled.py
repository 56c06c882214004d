"""Tests for a marketplace's call to tell that a matter is settled, and for buyers who ask it."""

from __future__ import annotations

import pytest

from triage.mail.settled import asks_to_settle


@pytest.mark.parametrize(
    "line",
    [
        "If you have already refunded the customer, mark this message as no response needed.",
        "Wenn das Anliegen des Kunden gelöst ist, markieren Sie es als beantwortet.",
        "Se hai già risolto il problema del cliente, contrassegna il messaggio come risolto.",
        "お客様の問題を解決済みの場合は、「返信不要」としてマークしてください。",
    ],
)
def test_a_marketplace_asks_its_seller_to_settle(line: str) -> None:
    assert asks_to_settle(line)


@pytest.mark.parametrize(
    "line",
    [
        "Please mark my request as resolved, the buyer of the house found the part.",
        "Bitte als erledigt markieren, hat sich geklärt.",
        "Can you mark this message as answered if the customer service read it?",
        "If the customer calls, tell them the lamp is on its way.",
        f"Mark the customer as answered. {'x' * 400}",
    ],
)
def test_a_buyer_who_asks_to_close_is_heard(line: str) -> None:
    assert not asks_to_settle(line)
