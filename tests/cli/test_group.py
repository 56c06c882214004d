"""The command line as a whole: options anywhere, exit codes, encodings, no noise."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
import time
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from tests.cli.builders import Shop, raw
from tests.cli.conftest import Triage
from triage import __version__
from triage.cli import opening
from triage.cli.group import Commands, hoisted
from triage.errors import LeaseHeld, SettingsWrong, TriageError, UsageWrong

ROOT = Path(__file__).parents[2]


def program(
    *args: str, cwd: Path, env: dict[str, str] | None = None, **more: object
) -> subprocess.CompletedProcess[bytes]:
    """Run the real program in a process of its own."""
    return subprocess.run(  # type: ignore[call-overload, no-any-return]
        [sys.executable, "-m", "triage.cli.app", *args],
        cwd=cwd,
        env=os.environ | {"PYTHONPATH": str(ROOT)} | (env or {}),
        capture_output=True,
        check=False,
        **more,
    )


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        (["cases", "--settings", "s.toml"], ["--settings", "s.toml", "cases"]),
        (["cases", "--settings=s.toml", "--debug"], ["--settings=s.toml", "--debug", "cases"]),
        (["understand", "--", "--debug"], ["understand", "--", "--debug"]),
        (["cases", "--log-level"], ["--log-level", "cases"]),
        (["drafts", "show", "C-1"], ["drafts", "show", "C-1"]),
    ],
)
def test_global_options_may_stand_anywhere(typed: list[str], read: list[str]) -> None:
    assert hoisted(typed) == read


def failing(failure: BaseException) -> typer.Typer:
    """Return a command line whose one command fails."""
    app = typer.Typer(cls=Commands, rich_markup_mode=None)

    @app.callback()
    def top() -> None:
        """Do nothing."""

    @app.command()
    def fail() -> None:
        """Fail."""
        raise failure

    return app


@pytest.mark.parametrize(
    ("failure", "code"),
    [
        (SettingsWrong("where: what"), 4),
        (LeaseHeld("busy"), 6),
        (UsageWrong("no"), 2),
        (TriageError("some"), 1),
        (KeyboardInterrupt(), 130),
        (typer.Abort(), 130),
        (typer.Exit(3), 3),
    ],
)
def test_failures_have_their_exit_codes(failure: BaseException, code: int) -> None:
    result = CliRunner().invoke(failing(failure), ["fail"])
    assert result.exit_code == code
    said = f"triage: {failure}\n" if isinstance(failure, TriageError) else ""
    assert result.stderr == said


def test_bug_is_named_in_one_line_and_traced_with_debug(monkeypatch: pytest.MonkeyPatch) -> None:
    app = failing(KeyError("lamp"))
    result = CliRunner().invoke(app, ["fail"])
    assert result.exit_code == 1
    assert "KeyError at " in result.stderr
    assert "lamp" not in result.stderr  # it might be a customer's word
    assert "--debug" in result.stderr
    assert "Traceback" not in result.stderr
    monkeypatch.setattr(opening, "chosen", opening.Chosen(debug=True))
    assert "Traceback" in CliRunner().invoke(app, ["fail"]).stderr


def test_misspelt_command_is_a_matter_of_usage(triage: Triage) -> None:
    result = triage("understnad", "x.eml")
    assert result.exit_code == 2
    assert "understand" in result.stderr


def test_version_is_told(triage: Triage) -> None:
    assert triage("--version").stdout == f"triage {__version__}\n"


def test_help_is_instant(tmp_path: Path) -> None:
    program("--help", cwd=tmp_path)  # the first run compiles
    began = time.monotonic()
    done = program("--help", cwd=tmp_path)
    assert done.returncode == 0
    assert b"understand" in done.stdout
    # Twice the promised half second: other tests share this machine.
    assert time.monotonic() - began < 1.0


def test_help_loads_neither_store_nor_models(tmp_path: Path) -> None:
    heavy = ["numpy", "sqlalchemy", "pydantic", "babel", "rich", "triage.understanding.reader"]
    code = (
        "import sys, triage.cli.app as a\n"
        "sys.argv = ['triage', '--help']\n"
        "try: a.main()\n"
        "except SystemExit: pass\n"
        f"sys.exit(' '.join(m for m in {heavy!r} if m in sys.modules) or 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_output_is_utf8_whatever_the_locale(tmp_path: Path) -> None:
    (tmp_path / "1.eml").write_bytes(raw().replace(b"Anna Berg", "Änne 李".encode()))
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "latin-1"}
    done = program("understand", "--jsonl", "1.eml", cwd=tmp_path, env=plain)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.decode("utf-8"))
    assert "Änne 李" in found["from"]["name"]


def test_closed_pipe_is_no_failure_worth_a_word(tmp_path: Path) -> None:
    for number in range(40):
        (tmp_path / f"{number}.eml").write_bytes(raw(number) + b"padding\r\n" * 2000)
    process = subprocess.Popen(
        [sys.executable, "-m", "triage.cli.app", "understand", "--jsonl", "."],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.read(100)
    process.stdout.close()
    said = process.stderr.read()
    process.stderr.close()
    assert process.wait(30) == 141
    assert said == b""


def test_progress_on_a_terminal_leaves_the_data_alone(tmp_path: Path) -> None:
    (tmp_path / "1.eml").write_bytes(raw())
    ours, theirs = pty.openpty()
    with (tmp_path / "out").open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "triage.cli.app", "understand", "--jsonl", "1.eml", "-"],
            cwd=tmp_path,
            env=os.environ | {"PYTHONPATH": str(ROOT), "TERM": "xterm"},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=theirs,
        )
        assert process.wait(30) == 0
    os.close(theirs)
    assert b"understanding" in os.read(ours, 10_000)
    os.close(ours)
    lines = (tmp_path / "out").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["path"] for line in lines] == ["1.eml", "-"]


def test_settings_are_found_by_variable(
    triage: Triage, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir("/")
    monkeypatch.setenv("TRIAGE_SETTINGS", str(shop.settings))
    assert triage("cases").exit_code == 0
    monkeypatch.delenv("TRIAGE_SETTINGS")
    assert triage("cases").exit_code == 4


def test_log_is_one_line_a_record(capsys: pytest.CaptureFixture[str]) -> None:
    import logging

    opening.start_log("info")
    logging.getLogger("triage.test").info("first\nsecond")
    logging.getLogger("imapclient").warning("secret words of a mail")
    inner = (ValueError, ValueError("inner"), None)
    logging.getLogger("triage.test").error("went wrong", exc_info=inner)
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 2
    assert lines[0].endswith("INFO triage.test: first second")
    assert lines[1].endswith("ERROR triage.test: went wrong")
