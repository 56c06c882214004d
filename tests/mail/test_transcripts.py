"""Chats sent as a mail: who said what, in the ways chat programs write it."""

from __future__ import annotations

import pytest

from triage.mail.transcripts import Turn, turns


@pytest.mark.parametrize(
    "text",
    [
        "08:21 AM | Ana: the glass is broken\n08:23 AM | Mei: Oh no!",
        "[10:20] Ana: the glass is broken\n[10:22] Mei: Oh no!",
        "Ana (18:02:11): the glass is broken\nMei (18:03:40): Oh no!",
        "Ana 14:02\nthe glass is broken\n\nMei 14:03\nOh no!",
        "12.11.2026, 10:20 - Ana: the glass is broken\n12.11.2026, 10:21 - Mei: Oh no!",
    ],
)
def test_turns_are_read_however_they_are_written(text: str) -> None:
    assert turns(text) == [Turn("Ana", "the glass is broken"), Turn("Mei", "Oh no!")]


def test_what_goes_on_below_belongs_to_the_turn() -> None:
    assert turns("[10:20] Ana: the glass\nis broken\n\nPage: /faq") == [
        Turn("Ana", "the glass\nis broken")
    ]


def test_a_letter_has_no_turns() -> None:
    assert turns("Hello,\n\nmy order: 4711 came at 10:30.\n\nRegards\nAna") == []
