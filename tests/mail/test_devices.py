"""Copiers and accounts nobody reads are told from people by address or display name."""

from __future__ import annotations

import pytest

from triage.mail.devices import is_device
from triage.mail.message import Address
from triage.mail.rules import load

RULES = load("machines")["devices"]


@pytest.mark.parametrize("local", RULES["local_parts"])
def test_an_address_that_begins_like_a_device_is_one(local: str) -> None:
    assert is_device(Address("", f"{local}-2.og@firma.example"))


@pytest.mark.parametrize("name", [*RULES["names"], *RULES["unread_phrases"]])
def test_a_display_name_that_speaks_of_a_device_or_asks_for_no_answer_is_one(name: str) -> None:
    assert is_device(Address(f"Büro – {name}", "buero@firma.example"))


@pytest.mark.parametrize(
    "name", ["No-Reply", "Bitte nicht antworten", "Ne pas répondre", "NIE ODPOWIADAĆ"]
)
def test_a_call_not_to_answer_is_heard_through_signs_and_accents(name: str) -> None:
    assert is_device(Address(name, "info@firma.example"))


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("Anna Kopp", "anna.kopp@post.example"),
        ("Petra Scanlon", "petra@post.example"),
        ("Kerstin Brother", "kerstin@post.example"),
        ("", "info@laden.example"),
        ("王小明", "xiaoming@post.example"),
    ],
)
def test_people_and_shops_are_none(name: str, address: str) -> None:
    assert not is_device(Address(name, address))
