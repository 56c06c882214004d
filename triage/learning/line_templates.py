"""The lines that machines put around customers' words: wrapper_lines/<language>.txt."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from triage.errors import PathMissing, SettingsWrong

FOLDER = Path(__file__).parent / "wrapper_lines"
SECTIONS = ("above", "rows", "below", "buttons", "message")
LABEL = re.compile(r"([^:：]{1,60})[:：]\s*(.*)")


@dataclass(frozen=True, slots=True)
class Templates:
    """The lines of one language, by where they stand; `{buyer}` and the like are filled in."""

    sections: dict[str, tuple[str, ...]]


def templates(folder: Path = FOLDER) -> dict[str, Templates]:
    """Read the wrapper lines of every language, by its code."""
    if not folder.is_dir():
        raise PathMissing(f"{folder}: no such folder")
    return {file.stem: _read(file) for file in sorted(folder.glob("*.txt"))}


def fingerprint(folder: Path) -> str:
    """Return the SHA-256 over the files' names and bytes, in order of name."""
    total = hashlib.sha256()
    for file in sorted(folder.glob("*.txt")):
        total.update(file.name.encode() + hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


def _read(file: Path) -> Templates:
    sections: dict[str, list[str]] = {}
    current: list[str] = []
    for line in filter(None, map(str.strip, file.read_text("utf-8").splitlines())):
        if line[0] == "[" and line[1:-1] in SECTIONS:
            current = sections.setdefault(line[1:-1], [])
        else:
            current.append(line)
    if set(sections) != set(SECTIONS):
        raise SettingsWrong(f"{file}: needs the sections {', '.join(SECTIONS)}")
    return Templates({name: tuple(lines) for name, lines in sections.items()})
