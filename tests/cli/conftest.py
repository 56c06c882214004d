"""A shop of one's own for each test, and the command line run in this process."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tests.cli.builders import Shop, a_shop
from triage.cli.app import app

Triage = Callable[..., Result]


@pytest.fixture
def shop(tmp_path: Path, each_store: str) -> Shop:
    """Return a shop with an empty store, once on each database."""
    return a_shop(tmp_path)


@pytest.fixture
def triage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Triage:
    """Return a function that runs a command in the test's folder, in English, 100 columns wide."""
    for name in ("TRIAGE_SETTINGS", "TRIAGE_FAULTS", "LC_ALL", "LC_MESSAGES", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("TZ", "UTC")
    monkeypatch.setenv("LUMEN_PASSWORD", "correct-horse")
    monkeypatch.chdir(tmp_path)

    def run(*args: str, input: str | bytes | None = None) -> Result:  # noqa: A002 - CliRunner's
        return CliRunner().invoke(app, list(args), input=input)

    return run
