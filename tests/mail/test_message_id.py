"""Our own Message-IDs prove their case and nothing else does."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.errors import SettingsWrong
from triage.mail.message import Identity
from triage.mail.message_id import case_of, make

US = Identity(message_id_domain="store.example", message_id_key=b"secret")


def test_case_is_read_back_from_our_own_message_id() -> None:
    made = make(US, "C-7KQ2P", "a1b2c3")
    local, domain = made.split("@")
    assert domain == "store.example"
    assert made == made.lower()
    assert [len(part) for part in local.split(".")] == [7, 6, 16]
    assert case_of(US, made) == "C-7KQ2P"


@pytest.mark.parametrize("around", ["{}", "<{}>", " <{}> "])
def test_brackets_and_capitals_of_mail_programs_do_no_harm(around: str) -> None:
    assert case_of(US, around.format(make(US, "C-7KQ2P", "t1").upper())) == "C-7KQ2P"


def test_token_may_hold_dots() -> None:
    assert case_of(US, make(US, "C-7KQ2P", "2026.11.19")) == "C-7KQ2P"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda made: made.replace("c-7kq2p", "c-7kq2q"),
        lambda made: made.replace(".t1.", ".t2."),
        lambda made: made.replace("@store", "@other"),
        lambda made: made.split("@")[0],
        lambda _: "",
        lambda _: "@store.example",
        lambda made: "x" * 10_000 + made,
        lambda made: made.replace("@", "é@"),
    ],
)
def test_anything_changed_is_not_ours(spoil: object) -> None:
    assert callable(spoil)
    assert case_of(US, spoil(make(US, "C-7KQ2P", "t1"))) is None


def test_another_key_does_not_vouch() -> None:
    other = replace(US, message_id_key=b"other")
    assert case_of(other, make(US, "C-7KQ2P", "t1")) is None


def test_without_a_key_nothing_is_made_and_nothing_is_ours() -> None:
    keyless = Identity(message_id_domain="store.example")
    with pytest.raises(SettingsWrong):
        make(keyless, "C-7KQ2P", "t1")
    assert case_of(keyless, make(US, "C-7KQ2P", "t1")) is None


@given(st.text(max_size=200))
def test_case_of_stands_any_text(text: str) -> None:
    assert case_of(US, text) is None
