"""What stands below a letter: phone footers, notices, scanners, cards; and letters that look so."""

# ruff: noqa: E501 - what mail programs write is kept on one line

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from triage.mail.quotes import split

WORDING: dict[str, Any] = tomllib.loads(
    Path(__file__).with_name("client_wording.toml").read_text("utf-8")
)
FOOTERS = [footer for footers in WORDING["footers"].values() for footer in footers]
LETTER = "The lamp came broken.\nPlease help."
QUOTE = "On 3 Mar 2026, at 10:00, Support <support@lindenhof.example> wrote:\n> Hello"


@pytest.mark.parametrize("footer", FOOTERS)
def test_footer_of_phone_or_program_is_no_word_of_the_writer(footer: str) -> None:
    assert split(f"{LETTER}\n\n{footer}").own == LETTER
    assert split(f"{LETTER}\n\n{footer}\n\n{QUOTE}").own == LETTER


@pytest.mark.parametrize("notice", WORDING["notices"].values(), ids=WORDING["notices"].keys())
def test_confidentiality_notice_is_signature(notice: str) -> None:
    parts = split(f"{LETTER}\n\nAnna Berg\n\n{notice}")
    assert (parts.own, parts.signature) == (f"{LETTER}\n\nAnna Berg", notice)
    assert split(f"{LETTER}\n\n*****\n{notice}\n\n{QUOTE}").own == LETTER


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("よろしくお願いいたします。", "山田太郎"),
        ("감사합니다.", "김민준"),
        ("Quedo atento.", "Luis"),
        ("Fico no aguardo.", "João"),
    ],
)
def test_closing_sentence_stays_above_the_name(sentence: str, name: str) -> None:
    parts = split(f"{LETTER}\n\n{sentence}\n{name}")
    assert (parts.own, parts.signature) == (f"{LETTER}\n\n{sentence}", name)


@pytest.mark.parametrize("lines", WORDING["closings"].values(), ids=WORDING["closings"].keys())
def test_closing_formula_and_name_are_signature(lines: list[str]) -> None:
    closing = "\n".join(lines)
    parts = split(f"{LETTER}\n\n{closing}")
    assert (parts.own, parts.signature) == (LETTER, closing)
    with_order = split(f"{LETTER}\n\n{closing}\n#40211")
    assert with_order.own == f"{LETTER}\n\n#40211"


@pytest.mark.parametrize(
    "below",
    [
        "--\nDiese E-Mail wurde von Avast-Antivirussoftware auf Viren geprüft.\nwww.avast.com",
        "---\nThis email has been checked for viruses by AVG.\nhttps://www.avg.com",
        "L'absence de virus dans ce courrier électronique a été vérifiée par Avast.\nhttps://www.avast.com/antivirus",
        "Este correo electrónico ha sido comprobado en busca de virus con Avast.",
        "Questa e-mail è stata controllata per individuare virus con Avast.\nwww.avast.com",
        "Проверено на вирусы антивирусом Касперского",
        "Virus-free. www.avast.com",
        "Please consider the environment before printing this e-mail.",
        "Bitte denken Sie an die Umwelt, bevor Sie diese E-Mail ausdrucken.",
        "Pensez à l'environnement avant d'imprimer ce message.",
        "Antes de imprimir este correo, piense en el medio ambiente.",
        "Zastanów się, zanim wydrukujesz tę wiadomość. Chroń środowisko.",
        "Tänk på miljön innan du skriver ut detta mejl.",
        "打印本邮件前请考虑环境。",
        "CONFIDENTIALITY NOTICE: This e-mail is for the sole use of the intended recipient and may contain privileged information.\n\nViews in this message are the sender's; the addressee should check attachments, as mail is not secure.",
    ],
)
def test_what_programs_put_below_a_letter_is_signature(below: str) -> None:
    assert split(f"{LETTER}\n\n{below}").own == LETTER


@pytest.mark.parametrize(
    "card",
    [
        "Jörg Wenzel | Einkauf\nHotel Seeblick GmbH\nTel.: +49 7531 555010 | Fax: +49 7531 555011\nwww.seeblick.example",
        "Anna Berg\n\nBerg Ltd\nT: +44 131 496 0123\nE: anna@berg.example",
        "株式会社みなと商会\n早川 澪\nTEL 045-555-0101\nmio@minato.example",
        "ООО «Фонарь»\nтел. +7 495 555-01-01\nwww.fonar.example",
    ],
)
def test_contact_card_without_delimiter_is_signature(card: str) -> None:
    own = split(f"{LETTER}\n\n{card}").own
    assert own.startswith(LETTER)
    assert "www." not in own
    assert "@" not in own
    assert "555" not in own


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("My new address is:\n\nAnna Berg\nTel. 030 123456\nanna@berg.example", True),
        ("Which of these two is it?\n\nwww.lindenhof.example/a\nwww.lindenhof.example/b", True),
        ("My new mail addresses\n\nanna@b.example\nanna2@b.example", True),
        ("I received your e-mail in error, it holds confidential data of another recipient. Delete mine.", True),
        ("Hello,\n\nI received your e-mail in error, it holds confidential data of the intended recipient. What now?\n\nAnna", True),
        ("Hello,\n\nAvast says there is a virus on your page. Is it safe to order?\n\nAnna", True),
        ("Hello, the environment matters to me: stop printing the invoice, send an e-mail.", True),
        ("Hi,\n\nSent an iPhone case, wrong colour", True),
        ("Where is my iPhone", True),
        ("Missing:\n-- hook\n-- chain\nSend them.", True),
        ("These are missing:\n> two hooks\n> the chain\nWhen do they come?", False),
        ("Read my chat with the carrier:\n> Me: where is it?\n> Agent: lost.\n> Me: why?\nRefund me.", True),
        ("The delay is now\n> 3 weeks and counting.", True),
    ],
)  # fmt: skip
def test_letter_that_looks_like_small_print_stays_whole(text: str, answers: bool) -> None:
    assert split(text, answers=answers).own == text
