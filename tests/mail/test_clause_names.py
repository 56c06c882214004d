"""Tests for whom a platform's clause is about whose verb stands last."""

from __future__ import annotations

import pytest

from triage.mail.buyer_names import named_in
from triage.mail.clause_names import actor_in_clause


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("We laten je weten dat Joris een retour heeft aangevraagd.", "Joris"),
        ("Wir teilen mit, dass Anna van Berg eine Rückgabe beantragt hat.", "Anna van Berg"),
        ("Wir bitten darum, dass Rücksendungen die Originalverpackung haben: Rückgabe", ""),
        ("Een retour: let op dat Joris, een klant, wil dat", ""),
        ("We laten je weten dat Joris", ""),
    ],
)
def test_the_actor_of_a_clause(line: str, name: str) -> None:
    assert actor_in_clause(line) == name


@pytest.mark.parametrize(
    "line", ["Reclamación de Garantía de la A a la Z recibida", "Réclamation Garantie A à Z"]
)
def test_a_guarantee_from_a_to_z_names_nobody(line: str) -> None:
    assert not named_in(line)
