"""What mail programs and providers write at the end of a letter goes, what only looks so stays."""

from __future__ import annotations

import pytest

from triage.mail.endings import program_names
from triage.mail.quotes import split

LETTER = "The lamp came broken.\nPlease help."


@pytest.mark.parametrize(
    "below",
    [
        "Sūtīts no Inbox.lv lietotnes",
        "--\nSecured with Tuta Mail:\nhttps://tuta.com/free-email",
        "Envoyé avec Mailo\nhttps://www.mailo.com",
        "Wysłane z aplikacji mobilnej WP Poczta",
        "Mynet uygulamasından gönderildi",
        "__________________________________\nBesplatni e-mail na Net.hr: https://webmail.net.hr",
        "______________________________________________",
        "* * * * * *",
    ],
)
def test_line_of_a_program_or_provider_is_no_word_of_the_writer(below: str) -> None:
    assert split(f"{LETTER}\n\n{below}").own == LETTER


def test_program_is_known_by_the_headers_of_the_mail() -> None:
    programs = program_names("Postkutsche mobile 3.1", "mail.postkutsche.example")
    below = "Unterwegs getippt, verschickt über Postkutsche"
    assert split(f"{LETTER}\n\n{below}", programs=programs).own == LETTER
    assert split(f"{LETTER}\n\n{below}").own == f"{LETTER}\n\n{below}"


@pytest.mark.parametrize(
    "below",
    [
        "Please write to my Yahoo address instead.",
        "I sent the photos from my Yahoo account last week.",
        "https://disk.yandex.ru/i/abcdef",
        "Photos: https://cloud.mail.ru/public/ab/cd",
        "The app shows nothing, and Yahoo says the mail bounced. What now?",
        "Чек отправил через Яндекс, мой заказ ещё в пути.",
        "Secured with a rope, it fell all the same",
    ],
)
def test_what_the_writer_says_of_a_provider_stays(below: str) -> None:
    text = f"{LETTER}\n\n{below}"
    assert split(text).own == text


def test_varied_closing_formula_is_signature() -> None:
    assert split(f"{LETTER}\n\nMit freundlichen kollegialen Grüßen\nAnna Berg").own == LETTER
