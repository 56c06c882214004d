"""TRIAGE_FAULTS: points are logged, and the process dies exactly where it is told to."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.builders import a_shop
from triage import faults
from triage.cli import faulting
from triage.errors import UsageWrong

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def _uninstall() -> Iterator[None]:
    yield
    faults.install(None)


def test_points_are_logged_in_order(tmp_path: Path) -> None:
    file = tmp_path / "points"
    faulting.install(f"log:{file}")
    faults.reached("imap:append:before")
    faults.reached("imap:append:after")
    assert file.read_text(encoding="utf-8") == "imap:append:before\nimap:append:after\n"


@pytest.mark.parametrize("orders", ["log", "kill:name", "killn:x", "boom", "log:"])
def test_orders_that_make_no_sense_are_refused(orders: str) -> None:
    with pytest.raises(UsageWrong, match="TRIAGE_FAULTS"):
        faulting.install(orders)


@pytest.mark.parametrize("order", ["kill:commit:migrate:before:1", "killn:1"])
def test_process_is_killed_at_the_point(tmp_path: Path, order: str) -> None:
    a_shop(tmp_path)
    for file in (tmp_path / "data").glob("*"):
        file.unlink()
    log = tmp_path / "points"
    done = subprocess.run(
        [sys.executable, "-m", "triage.cli.app", "migrate"],
        cwd=tmp_path,
        env=os.environ | {"TRIAGE_FAULTS": f"log:{log},{order}", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL
    assert log.read_text(encoding="utf-8") == "commit:migrate:before\n"
