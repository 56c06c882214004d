"""Cases that buyers open against a seller, told in a platform's words."""

from __future__ import annotations

import pytest

from triage.mail.cases import case_opened


@pytest.mark.parametrize(
    "subject",
    [
        "Ein Fall wurde eröffnet: benno-1 hat den Artikel nicht erhalten",
        "Une affaire a été ouverte : l'objet n'est pas arrivé",
        "Otwarto sprawę: przedmiot nie dotarł",
        "È stato aperto un caso",
        "Покупатель открыл спор",
        "購入者がケースを開始しました",
    ],
)
def test_case_and_its_opening_may_stand_apart(subject: str) -> None:
    assert case_opened(subject, "")


@pytest.mark.parametrize(
    "subject", ["Muss ich einen Fall eröffnen?", "Ana opened a return", "A case for lanterns"]
)
def test_neither_a_question_nor_half_of_the_wording_is_a_case(subject: str) -> None:
    assert not case_opened(subject, "")
