"""A small word that says "I" in one language is none where the mail speaks another."""

from __future__ import annotations

import pytest

from triage.mail.pronouns import says_i


@pytest.mark.parametrize(
    ("text", "beside"),
    [
        ("Am Mühlbach 4", "Die neue Bestellung ist da."),
        ("im Rahmen der Garantie", "Für die Bestellung wurde ein Antrag eingereicht."),
        ("je bestelling", "Het is een nieuwe bestelling van Ana."),
    ],
)
def test_small_word_of_the_mails_own_language_speaks_of_nobody(text: str, beside: str) -> None:
    assert says_i(text, beside) == ""


def test_word_of_self_beside_such_words_counts() -> None:
    assert says_i("Im Urlaub bin ich am See", "Die Bestellung ist da.") == "ich"
    assert says_i("am comandat o lampă", "Am comandat o lampă.") == "am"
