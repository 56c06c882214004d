"""Mass mail known by its program's header, in any voice; letters through the same services."""

from __future__ import annotations

import pytest

from tests.make import a_mail
from triage.mail.campaigns import campaign
from triage.mail.kind import judge
from triage.mail.machine_addresses import is_machine, is_role
from triage.mail.message import Identity, Kind, Mail
from triage.mail.rules import load

US = Identity(addresses=frozenset({"support@store.example"}))
RULES = load("campaigns")["campaign"]
OUT = "<https://r.store.example/un/1>"
LETTER = "I have opened my new workshop and I would love to see you there on Saturday."


def a_letter(**headers: str) -> Mail:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return a_mail(subject="My news", text=LETTER, headers=named)


@pytest.mark.parametrize("header", RULES["headers"])
def test_campaigns_own_header_decides_whatever_the_voice(header: str) -> None:
    assert judge(a_letter(list_unsubscribe=OUT, **{header: "1"}), US).kind is Kind.BULK


@pytest.mark.parametrize("program", RULES["programs"])
def test_program_that_names_itself_decides(program: str) -> None:
    mail = a_letter(list_unsubscribe=OUT, x_mailer=f"{program.title()} 6.1")
    assert judge(mail, US).kind is Kind.BULK


@pytest.mark.parametrize("part", RULES["counted"])
def test_one_click_out_of_what_is_counted_decides(part: str) -> None:
    click = {"list_unsubscribe": OUT, "list_unsubscribe_post": "List-Unsubscribe=One-Click"}
    assert campaign(a_letter(**click, **{f"x-{part}": "1"}), US)
    assert not campaign(a_letter(**{f"x-{part}": "1"}), US)


def test_letter_through_the_same_service_is_a_customers() -> None:
    assert judge(a_letter(x_mailin_eid="7", x_sib_id="8", feedback_id="a:b"), US).kind is (
        Kind.CUSTOMER
    )


def test_letter_to_a_list_is_no_campaign() -> None:
    click = {"list_unsubscribe": OUT, "list_unsubscribe_post": "List-Unsubscribe=One-Click"}
    listed = a_letter(**click, precedence="bulk", list_post="<mailto:lamps@club.example>")
    own = a_letter(**click, precedence="bulk", list_id="<support.store.example>")
    assert campaign(a_letter(**click, precedence="bulk"), US)
    assert not campaign(listed, US)
    assert not campaign(own, US)


def test_desk_for_statements_is_a_role_and_may_be_answered() -> None:
    assert is_role("ekstre@bank.example")
    assert is_role("e-fatura@office.example")
    assert not is_role("elif@office.example")
    assert not is_machine("ekstre@bank.example")
