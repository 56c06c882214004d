"""The snippets of docs/operating.md are settings the program takes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from triage.settings import read

PAGE = (Path(__file__).parents[2] / "docs" / "operating.md").read_text("utf-8")
SECTION = PAGE[PAGE.index("## Providers") : PAGE.index("### Tokens")]
SNIPPETS = re.findall(r"```toml\n(.*?)```", SECTION, re.DOTALL)
STORE = '[store.main]\nname = "Shop"\naddresses = ["support@shop.example"]\n'


@pytest.mark.parametrize("snippet", SNIPPETS)
def test_a_providers_snippet_is_taken(snippet: str, tmp_path: Path) -> None:
    given = dict(re.findall(r"^(\w+) = (.*)$", snippet.partition("[")[0], re.MULTILINE))
    usual = {"user": '"support@shop.example"', "imap": '{ host = "imap.shop.example" }'}
    missing = "".join(f"{k} = {v}\n" for k, v in usual.items() if k not in given)
    text = f'{STORE}[mailbox.main]\nstore = "main"\n{missing}{snippet}'
    file = tmp_path / "settings.toml"
    file.write_text(text, "utf-8")
    assert read(file).mailbox["main"].imap.host


def test_every_provider_has_its_snippet() -> None:
    headings = re.findall(r"^### (.*)$", SECTION, re.MULTILINE)
    assert len(headings) == 8
    assert len(SNIPPETS) >= len(headings)
