"""A real engine for tests: Apertium from Debian, English and Spanish, one process a text."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from tests.wires.servers import missing

_MODES = {("es", "en"): "spa-eng", ("en", "es"): "eng-spa"}
_ANSWERS_WITHIN = 30.0  # seconds; the usual is 0.15


def needed() -> None:
    """Leave a test out where Apertium is not installed."""
    there = all(Path(f"/usr/share/apertium/modes/{mode}.mode").exists() for mode in _MODES.values())
    if not there or not shutil.which("apertium"):
        missing("Apertium", "apt-get install apertium-eng-spa")


def translate(text: str, source: str, target: str) -> str | None:
    """Translate; None where it lacks the pair. Words it does not know stay as they are."""
    mode = _MODES.get((source, target))
    if mode is None:
        return None
    done = subprocess.run(
        ["apertium", "-u", mode],
        input=text,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=_ANSWERS_WITHIN,
        check=True,
        env={**os.environ, "LC_ALL": "C.UTF-8"},  # dies of a locale the machine does not have
    )
    return done.stdout
