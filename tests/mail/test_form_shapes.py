"""Rows of forms by their build: whatever the labels are called, what fills them tells."""

from __future__ import annotations

import pytest

from triage.mail.form_fields import read_form
from triage.mail.form_shapes import in_rows
from triage.mail.visitors import Visitor

WORDS = "The lamp hums and gets hot. Can I send it back?"
ADDRESS = "ana.ruiz@buzones.example"
ANA = Visitor(lambda address: address == ADDRESS, ("Ana Ruiz",))


@pytest.mark.parametrize(
    "text",
    [
        f"Alpha: Ana Ruiz\nBeta: {ADDRESS}\nGamma: {WORDS}",
        f"Alpha ......: Ana Ruiz\nBeta .......: {ADDRESS}\nGamma ......: {WORDS}",
        f"Alpha = Ana Ruiz\nBeta = {ADDRESS}\nGamma = {WORDS}",
        f"Alpha - Ana Ruiz\nBeta - {ADDRESS}\nGamma - {WORDS}",
        f"Alpha\tAna Ruiz\nBeta\t{ADDRESS}\nGamma\t{WORDS}",
        f"【Alpha】Ana Ruiz\n【Beta】{ADDRESS}\n【Gamma】{WORDS}",
        f"[Alpha]\nAna Ruiz\n[Beta]\n{ADDRESS}\n[Gamma]\n{WORDS}",
        f"alpha_1:\nAna Ruiz\n\nbeta_1:\n{ADDRESS}\n\ngamma_1:\n{WORDS}",
        f"Alpha\nAna Ruiz\n\nBeta\n{ADDRESS}\n\nGamma\n{WORDS}",
        f"Alpha\nAna Ruiz\nBeta\n{ADDRESS}\nGamma\n{WORDS}",
        f'{{\n  "alpha": "Ana Ruiz",\n  "beta": "{ADDRESS}",\n  "gamma": "{WORDS}"\n}}',
        f"Ana Ruiz <{ADDRESS}>\nSevilla, Spain\nSafari on iPhone\n\n{WORDS}",
        f"Ana Ruiz\n{ADDRESS}\n\n12 Nov 2026, 10:44\n\n{WORDS}",
    ],
)
def test_a_form_is_read_whatever_its_labels(text: str) -> None:
    rows, built = in_rows(text, ANA)
    form = read_form(rows, questions=True)
    assert built
    assert (form.value("name"), form.value("email"), form.message) == ("Ana Ruiz", ADDRESS, WORDS)


@pytest.mark.parametrize(
    "text",
    [
        f"{WORDS}\n\nAna Ruiz\nMail: {ADDRESS}\nPhone: 020 7946 0100",
        f"Customer: Ana Ruiz\nMail: {ADDRESS}\nShip to: Calle Sol 112, 41001 Sevilla, España",
        f"Name: Ana Ruiz\nMail: {ADDRESS}\nPrivacy: I agree to the privacy policy and the terms.",
        "Nothing here names anybody.",
    ],
)
def test_a_signature_an_order_and_a_consent_make_no_form(text: str) -> None:
    assert not in_rows(text, ANA)[1]
