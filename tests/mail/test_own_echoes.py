"""Our own comment below a desk program's words is cut off; an agent's comment is not."""

from __future__ import annotations

from dataclasses import replace

from tests.make import a_mail
from triage.mail.message import Address, Identity, Mail
from triage.mail.own_echoes import without_own_echo

US = Identity(addresses=frozenset({"support@lindenhof.example"}))
TO = (Address("Lindenhof & Lanterns", "support@lindenhof.example"),)
SAID = "Your request (4711) has been received."
OURS = "Lindenhof & Lanterns, 16 Nov 2026, 15:48\n\nWhen is the hose back?"


def _by_program(text: str, *, program: bool = True) -> Mail:
    headers = (("auto-submitted", "auto-generated"),) if program else ()
    return replace(a_mail(text=text), to=TO, headers=headers, own_words=text)


def test_our_comment_below_the_words_of_a_desk_is_cut_off() -> None:
    mail = _by_program(f"{SAID}\n\n---------------\n\n{OURS}\n\n-----\nA service of Hosely")
    assert without_own_echo(mail, US).own_words == SAID


def test_name_above_and_day_below_head_our_comment_too() -> None:
    mail = _by_program(f"{SAID}\n\nLindenhof & Lanterns\n16.11.2026 15:48\n\nWhen is it back?")
    assert without_own_echo(mail, US).own_words == SAID


def test_comment_of_an_agent_above_ours_leaves_the_mail_as_it_is() -> None:
    mail = _by_program(f"{SAID}\n\n-------\n\nMara, 17 Nov 2026\n\nNext week.\n\n-------\n\n{OURS}")
    assert without_own_echo(mail, US) == mail


def test_greeting_is_no_comment_of_ours() -> None:
    mail = _by_program(f"Hello,\nLindenhof & Lanterns,\n\n{SAID}")
    assert without_own_echo(mail, US) == mail


def test_what_a_person_writes_stays_whole() -> None:
    mail = _by_program(f"{SAID}\n\n{OURS}", program=False)
    assert without_own_echo(mail, US) == mail
