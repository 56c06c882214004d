"""Tests for whom a greeting addresses, and for names set in front of a buyer's words."""

from __future__ import annotations

import pytest

from triage.mail.addressees import is_addressed
from triage.mail.bylines import below_speaker, without_heading


@pytest.mark.parametrize(
    ("name", "lines", "addressed"),
    [
        ("Lindenhof_Shop", ["Hallo Lindenhof_Shop"], True),
        ("Lindenhof", ["Dear Lindenhof Lanterns,"], True),
        ("anna77", ["Hallo Lindenhof_Shop", "anna77 hat eine Frage"], False),
        ("anna77", [f"Hallo {'x' * 90} anna77"], False),
        ("Ana", ["Hi Ana sent you a message!"], False),
        ("", ["Hallo"], False),
    ],
)
def test_whom_a_greeting_addresses(name: str, lines: list[str], addressed: bool) -> None:
    assert is_addressed(name, lines) is addressed


@pytest.mark.parametrize(
    ("words", "name", "left"),
    [
        ("Julien :\nEst-il disponible ?", "julien", "Est-il disponible ?"),
        ("Order: 4711\nJoon Y.: is it new?", "joon y.", "is it new?"),
        ("Note: it is broken", "julien", "Note: it is broken"),
        ("Julien :", "julien", "Julien :"),
    ],
)
def test_who_speaks_in_front_of_the_words_is_taken_off(words: str, name: str, left: str) -> None:
    assert below_speaker(words, name) == left


def test_a_name_with_its_day_and_time_heads_the_words() -> None:
    words = "Dewi Anggraini • 12 Nov 2026, 08:03 WITA\nKacanya bisa dilepas?"
    assert without_heading(words, "dewi anggraini") == "Kacanya bisa dilepas?"
