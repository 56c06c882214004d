"""The demo as a stranger runs it: the command, the embedded servers, the real daemon."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from pathlib import Path

HOSTILE = (
    b"Subject: \x1b[31mred\r\nFrom: Eve <eve@mailbox.example>\r\n\r\nWhere is order 10423?\r\n"
)


def demo(folder: Path, *words: str, lang: str = "C.UTF-8") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "triage.cli.app", "demo", *words],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={**os.environ, "LANG": lang, "COLUMNS": "120"},
    )


def test_it_handles_every_sample_mail_in_under_twenty_seconds(tmp_path: Path) -> None:
    began = time.monotonic()
    done = demo(tmp_path, "--once")
    took = time.monotonic() - began
    assert done.returncode == 0, done.stderr
    total, customers, drafts, failed = map(
        int,
        re.findall(
            r"(\d+) mails handled .*?(\d+) from customers.*?(\d+) drafts.*?(\d+) failed",
            " ".join(done.stdout.split()),
        )[0],
    )
    assert total >= 40
    assert (customers, drafts, failed) == (44, 43, 0)
    assert done.stdout.count("C-") >= 43
    assert "Nothing was sent" in " ".join(done.stdout.split())
    assert took < 20


def test_a_mail_of_ones_own_joins_in_and_the_table_speaks_chinese(tmp_path: Path) -> None:
    (tmp_path / "mine.eml").write_bytes(HOSTILE)
    done = demo(tmp_path, "--once", "--mail", "mine.eml", lang="zh_CN.UTF-8")
    assert done.returncode == 0, done.stderr
    assert "45" in done.stdout
    assert "订单" in done.stdout
    assert "\x1b[31m" not in done.stdout


def test_a_missing_mail_and_a_foreign_folder_are_refused(tmp_path: Path) -> None:
    assert demo(tmp_path, "--once", "--mail", "none.eml").returncode == 66
    (tmp_path / "demo-data").mkdir()
    (tmp_path / "demo-data" / "precious").write_text("mine", "utf-8")
    done = demo(tmp_path, "--once")
    assert done.returncode == 2
    assert "was not made by the demo" in done.stderr
    assert (tmp_path / "demo-data" / "precious").read_text("utf-8") == "mine"


def test_what_it_leaves_can_be_looked_at(tmp_path: Path) -> None:
    assert demo(tmp_path, "--once").returncode == 0
    for what in ("cases", "drafts list", "reminders"):
        done = subprocess.run(
            [
                *(sys.executable, "-m", "triage.cli.app"),
                *("--settings", "demo-data/settings.toml"),
                *what.split(),
            ],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert "C-" in done.stdout
