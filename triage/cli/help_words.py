"""`--help` in Chinese where LANG is: headings, commands and options, from help_words.toml.

Commands are made anew for each run, so that their texts may be exchanged; what the parser itself
says of a mistyped command stays English.
"""

from __future__ import annotations

import functools
import re
import tomllib
from importlib import resources
from typing import Any

_EXTRA = re.compile(
    r"^(.*?)((?: {2}\[.{1,200}\])?)$", re.DOTALL
)  # "At most so many.  [default: 100]"


def in_chinese(ctx: Any, command: Any) -> None:
    """Exchange the help of a command and of all below it, and how their pages are laid out."""
    ctx.formatter_class = _formatter(ctx.formatter_class)
    _exchange(command)


def words() -> dict[str, str]:
    """Return the Chinese of each English text of the help pages."""
    return _table()


def _exchange(command: Any) -> None:
    base = command.context_class
    made = {"formatter_class": _formatter(base.formatter_class)}
    command.context_class = type(base.__name__, (base,), made)
    paragraphs = (command.help or "").strip().split("\n\n")
    command.help = "\n\n".join(_tell(" ".join(each.split())) for each in paragraphs)
    command.short_help = None
    for below in getattr(command, "commands", {}).values():
        _exchange(below)


def _formatter(base: Any) -> Any:
    """Return a class that lays help pages out like `base`, with Chinese headings and options."""

    def section(self: Any, name: str) -> Any:
        return base.section(self, _tell(name))

    def write_usage(self: Any, prog: str, args: str = "", prefix: str | None = None) -> None:
        base.write_usage(self, prog, args, prefix or f"{_tell('Usage')}: ")

    def write_dl(self: Any, rows: Any, *args: Any, **options: Any) -> None:
        base.write_dl(self, [(name, _told(text)) for name, text in rows], *args, **options)

    members = {"section": section, "write_usage": write_usage, "write_dl": write_dl}
    return type(base.__name__, (base,), members)


def _told(text: str) -> str:
    found = _EXTRA.match(text)
    if found is None:
        return _tell(text)
    extra = found[2].replace("[default: ", "[默认：").replace("required]", "必填]")
    return _tell(found[1]) + extra


def _tell(english: str) -> str:
    return _table().get(english, english)


@functools.cache
def _table() -> dict[str, str]:
    file = resources.files("triage.cli").joinpath("help_words.toml")
    table: dict[str, str] = tomllib.loads(file.read_text("utf-8"))["zh-Hans"]
    return table
