"""A text in the person's own editor: VISUAL, EDITOR, else vi; and what they wrote is never lost."""

from __future__ import annotations

import itertools
import shlex
import subprocess
import tempfile
from pathlib import Path

from triage.cli.clock import variable
from triage.errors import UsageWrong


def in_editor(text: str) -> str:
    """Let a person change a text; return it as they left it. Raises UsageWrong."""
    command = variable("VISUAL") or variable("EDITOR") or "vi"
    with tempfile.TemporaryDirectory(prefix="triage-") as folder:
        file = Path(folder, "draft.txt")
        file.write_text(text, encoding="utf-8")
        try:
            done = subprocess.run([*shlex.split(command), str(file)], check=False)  # noqa: S603
        except (OSError, ValueError) as error:
            raise UsageWrong(f"{command}: cannot be started; set EDITOR ({error})") from error
        if done.returncode:
            raise UsageWrong(f"{command}: ended with {done.returncode}; nothing was changed")
        return file.read_text(encoding="utf-8-sig")


def keep_text(name: str, text: str) -> Path:
    """Write a text that found no other place to a new file of the current folder; return it."""
    for number in itertools.count(1):
        file = Path(f"{name}-{number}.txt" if number > 1 else f"{name}.txt")
        try:
            with file.open("x", encoding="utf-8") as opened:
                opened.write(text)
        except FileExistsError:
            continue
        return file
    raise AssertionError("the numbers do not end")
