"""Puts a value into settings.toml without touching a sign of the rest, comments included.

The trap: TOML can say the same in many ways; what comes out is read back and compared, and where it
is not exactly the old settings with the new value, nothing is written.
"""

from __future__ import annotations

import json
import re
import shutil
import tomllib
from pathlib import Path

from triage.errors import SettingsWrong
from triage.settings.reading import read

_KEY = re.compile(r"\s*order_patterns\s*=\s*(?=\[)")


def add_order_patterns(path: Path, store: str, patterns: tuple[str, ...]) -> tuple[str, ...]:
    """Add patterns to a store's; return those that were not there yet.

    Raises SettingsWrong with the line to write by hand where it cannot be done safely.
    """
    path = path.resolve()
    text = path.read_bytes().decode("utf-8")
    old = tomllib.loads(text.removeprefix("\ufeff"))
    there = old["store"][store].get("order_patterns", [])
    new = tuple(each for each in patterns if each not in there)
    if not new:
        return ()
    edited = _edited(text, store, new)
    old["store"][store]["order_patterns"] = [*there, *new]
    try:
        same = edited and tomllib.loads(edited.removeprefix("\ufeff")) == old
    except tomllib.TOMLDecodeError:
        same = False
    if not same:
        raise SettingsWrong(
            f"{path}: [store.{store}] is written in a way this cannot be put into; "
            f"write it yourself: {line([*there, *new])}"
        )
    _write(path, edited)
    return new


def line(patterns: list[str] | tuple[str, ...]) -> str:
    """Return the line of settings.toml that says these patterns."""
    return f"order_patterns = [{', '.join(map(_quoted, patterns))}]"


def _quoted(pattern: str) -> str:
    # A regular expression reads better where backslashes stand for themselves.
    return f"'{pattern}'" if "\\" in pattern and "'" not in pattern else json.dumps(pattern)


def _edited(text: str, store: str, new: tuple[str, ...]) -> str:
    """Return the text with the patterns added, "" if the store's table is not found."""
    lines = text.splitlines(keepends=True)
    end = "\r\n" if lines and lines[0].endswith("\r\n") else "\n"
    head = re.compile(rf"\s*\[\s*store\s*\.\s*[\"']?{re.escape(store)}[\"']?\s*\]\s*(?:#.*)?")
    first = next((n for n, each in enumerate(lines) if head.fullmatch(each.rstrip())), -1)
    if first < 0:
        return ""
    table = [n for n, each in enumerate(lines) if n > first and re.match(r"\s*\[(?!\s*\")", each)]
    last = table[0] if table else len(lines)
    for at in range(first + 1, last):
        if key := _KEY.match(lines[at]):
            return _appended(lines, at, key.end(), new)
    while last > first + 1 and not _says_something(lines[last - 1]):
        last -= 1
    if not lines[last - 1].endswith("\n"):
        lines[last - 1] += end
    return "".join([*lines[:last], line(new) + end, *lines[last:]])


def _says_something(text: str) -> bool:
    bare = text.strip()
    return bool(bare) and not bare.startswith("#")


def _appended(lines: list[str], at: int, begins: int, new: tuple[str, ...]) -> str:
    """Add to a list that may go over several lines, before its closing bracket."""
    before, rest = "".join(lines[:at]) + lines[at][:begins], lines[at][begins:]
    rest += "".join(lines[at + 1 :])
    for close in (match.start() for match in re.finditer("]", rest)):
        try:
            listed = tomllib.loads(f"x = {rest[: close + 1]}")["x"]
        except tomllib.TOMLDecodeError:
            continue
        inside = rest[:close].rstrip()
        joint = "" if not listed else " " if inside.endswith(",") else ", "
        added = ", ".join(map(_quoted, new))
        if "\n" in inside:  # one a line, as the others
            indent = re.search(r"\n([ \t]*)[\"']", inside)
            margin = indent.group(1) if indent else "  "
            comma = "" if inside.endswith((",", "[")) else ","
            body = "".join(f"\n{margin}{_quoted(each)}," for each in new)
            return f"{before}{inside}{comma}{body}\n{rest[close:]}"
        return f"{before}{inside}{joint}{added}{rest[close:]}"
    return ""


def _write(path: Path, text: str) -> None:
    """Write beside, read it back as settings, rename: what does not hold never replaces."""
    beside = path.with_name(f".{path.name}.new")
    beside.write_bytes(text.encode("utf-8"))
    try:
        shutil.copymode(path, beside)
        read(beside)
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
