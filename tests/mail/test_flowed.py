"""Soft line breaks of format=flowed."""

from __future__ import annotations

import pytest

from triage.mail.flowed import unflow


@pytest.mark.parametrize(
    ("text", "delsp", "expected"),
    [
        ("one \ntwo\nthree", False, "one two\nthree"),
        ("日本 \n語", True, "日本語"),
        (">a \n>b\nown", False, "> a b\nown"),
        (">a \nown", False, "> a \nown"),
        (" >stuffed \n From", False, ">stuffed From"),
        ("end \n-- \nAnn", False, "end \n-- \nAnn"),
        ("last ", False, "last "),
    ],
)
def test_flowed_lines_are_joined(text: str, delsp: bool, expected: str) -> None:
    assert unflow(text, delsp=delsp) == expected
