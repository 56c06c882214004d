"""docs/commands.md names every command and every option, and every exit code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from triage import errors
from triage.cli.app import app

PAGE = (Path(__file__).parents[2] / "docs" / "commands.md").read_text(encoding="utf-8")


def commands(command: Any, path: str = "triage") -> Iterator[tuple[str, Any]]:
    """Yield every command below a group with its full name."""
    for name, below in getattr(command, "commands", {}).items():
        yield from commands(below, f"{path} {name}")
    if not hasattr(command, "commands"):
        yield path, command


COMMANDS = dict(commands(typer.main.get_command(app)))


def section(name: str) -> str:
    """Return the part of the page about a command."""
    heading = rf"^### `{re.escape(name)}[ `]"
    found = re.search(rf"{heading}(.*?)(?=^##|\Z)", PAGE, re.MULTILINE | re.DOTALL)
    return found[1] if found else ""


@pytest.mark.parametrize("name", COMMANDS)
def test_command_has_its_section_and_a_help_line(name: str) -> None:
    assert section(name).strip()
    line = COMMANDS[name].get_short_help_str(200)
    assert 10 < len(line) <= 68


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_is_described(name: str) -> None:
    text = section(name)
    for parameter in COMMANDS[name].params:
        longest = max(parameter.opts, key=len)
        if longest.startswith("--") and longest != "--help":
            assert f"`{longest}" in text, longest
            assert parameter.help


def test_global_options_are_described() -> None:
    for parameter in typer.main.get_command(app).params:
        assert f"`{max(parameter.opts, key=len)}" in PAGE


def test_every_exit_code_is_described() -> None:
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    codes = {kind.exit_code for kind in kinds if issubclass(kind, errors.TriageError)}
    for code in codes | {0, 3, 130, 141}:
        assert f"\n| {code} |" in PAGE
