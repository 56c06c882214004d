"""Which rows of a platform's mail name the buyer, and which the item."""

from __future__ import annotations

import pytest

from triage.mail.buyer_names import buyer_name, named_in
from triage.mail.form_fields import read_form
from triage.mail.name_rows import is_others, is_title


@pytest.mark.parametrize(
    "line",
    [
        "Artikel: Lantaarn Sophie - 35 cm",
        "Over het artikel Lantaarn Sophie",
        "Produkt: Lantaarn Sophie",
    ],
)
def test_what_the_item_is_called_is_nobodys_name(line: str) -> None:
    assert is_others("Lantaarn Sophie", [line])
    assert not is_others("Sophie Maes", [line, "Bericht van Sophie Maes"])


def test_title_in_quotes_at_the_end_of_the_subject_names_nobody() -> None:
    line = "Zu „Laterne Frida Kahlo“ ist eine Kundenfrage eingegangen:"
    assert is_title("Frida Kahlo", [line])
    assert not buyer_name("Neue Kundenfrage: Laterne Frida Kahlo", line)


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Käyttäjä lyhtytyttö lähetti sinulle viestin", "lyhtytyttö"),
        ("novo sporočilo uporabnika tomaz_lj glede oglasa", "tomaz_lj"),
        ("박서* 고객님께서 상품문의를 남기셨습니다.", "박서*"),
        ("Zeynep A. size mesaj gönderdi", "Zeynep A."),
    ],
)
def test_whoever_did_something_is_named_before_the_verb(line: str, name: str) -> None:
    assert named_in(line) == name


@pytest.mark.parametrize(
    ("rows", "name"),
    [
        ("Nom : Lebrun\nPrénom : Catherine", "Catherine Lebrun"),
        ("Vezetéknév: Szabó\nKeresztnév: Réka", "Szabó Réka"),
        ("Name (First): Ada\nName (Last): Byron", "Ada Byron"),
        ("Họ: Trần\nTên: Mỹ Linh", "Trần Mỹ Linh"),
    ],
)
def test_first_and_last_names_apart_make_one_name(rows: str, name: str) -> None:
    form = read_form(f"{rows}\nE-mail: a@b.example\nMessage: Where is it?", questions=True)
    assert form.value("name") == name
