"""Names that a person's address is made of, and the one in From that the mail names too."""

from __future__ import annotations

import pytest

from triage.mail.buyer_names import buyer_name
from triage.mail.writer_names import name_like_address


@pytest.mark.parametrize(
    ("text", "address", "name"),
    [
        (
            "Gönderen: Gülşen Tekinalp gulsen.tekinalp@a.example",
            "gulsen.tekinalp",
            "Gülşen Tekinalp",
        ),
        ("Facundo Iturralde tiene una pregunta", "facu.iturralde", "Facundo Iturralde"),
        ("Nuovo messaggio da Maria De Santis", "mdesantis", "Maria De Santis"),
        ("Nieuw bericht van Jan van der Berg", "jan.berg", "Jan van der Berg"),
        ("Jürgen Müller schrieb:", "juergen.mueller", "Jürgen Müller"),
        ("Chat with Łukasz Żak | Tychy", "lukaszzak77", "Łukasz Żak"),
        ("Gast: Đặng Thị Hương", "huong.dang", "Đặng Thị Hương"),
    ],
)
def test_a_name_is_known_by_the_address_it_made(text: str, address: str, name: str) -> None:
    assert name_like_address(text, f"{address}@a.example") == name


def test_an_address_of_other_words_names_nobody() -> None:
    assert not name_like_address("Dear Lindenhof Team, a Visitor asks", "sunny.day@a.example")
    assert not name_like_address("Nouvelle Question sur la Lampe", "nq.l@a.example")


def test_a_mail_without_a_subject_names_nobody() -> None:
    assert buyer_name("", "TikTok Shop wrote: hello") == ""
