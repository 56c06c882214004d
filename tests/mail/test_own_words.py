"""Own words out of letters that were written to confuse, as text and as HTML (own_words.toml)."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from triage.mail.html import html_to_text
from triage.mail.quotes import split

CASES: dict[str, list[dict[str, Any]]] = tomllib.loads(
    Path(__file__).with_name("own_words.toml").read_text("utf-8")
)


def _squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("case", CASES["text"], ids=lambda case: case["name"])
def test_own_words_of_a_text(case: dict[str, Any]) -> None:
    below = case.get("below", False)
    own = split(case["letter"], answers=case.get("answers", True), below=below).own
    assert _squeezed(own) == _squeezed(case["own"])


@pytest.mark.parametrize("case", CASES["html"], ids=lambda case: case["name"])
def test_own_words_of_html(case: dict[str, Any]) -> None:
    own = split(html_to_text(case["letter"]).text).own
    assert _squeezed(own) == _squeezed(case["own"])
