"""Names in two scripts: alike by their consonants, never by vowels alone."""

from __future__ import annotations

import pytest

from triage.understanding.sounds import alike, consonants


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Maryam", "مریم"),
        ("Georges", "جورج"),
        ("Dmitri", "Дмитрий"),
        ("Nikolas", "Νικόλας"),
        ("Daniela", "דניאלה"),
        ("Kavita", "कविता"),
        ("Mamata", "ममता"),
        ("Sayuri", "さゆり"),
    ],
)
def test_one_name_in_two_scripts_sounds_alike(one: str, other: str) -> None:
    assert alike(one.lower(), other)
    assert alike(other, one.lower())


@pytest.mark.parametrize(
    ("one", "other"),
    [("Maryam", "کامران"), ("Kavita", "सुनीता"), ("Sudo", "紙灯"), ("Anna", "Hanna"), ("", "مریم")],
)
def test_other_names_and_names_of_one_script_do_not(one: str, other: str) -> None:
    assert not alike(one, other)


def test_a_name_of_one_consonant_is_enough_only_where_it_is_asked_for() -> None:
    assert not alike("hania", "هانیه")
    assert alike("hania", "هانیه", fewest=1)
    assert consonants("Maryam") == consonants("مریم") == "565"
