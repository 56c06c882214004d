"""Data to stdout in UTF-8, the rest to stderr; nothing a customer wrote can steer a terminal."""

from __future__ import annotations

import dataclasses
import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING, Any

from triage.cli.words import chinese, say

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

PRIORITY_STYLES = {"critical": "bold red", "high": "yellow", "normal": "", "low": "dim"}
# Escape sequences and what turns the direction of writing could disguise what is shown. The plain
# direction marks (U+200E, U+200F) stay: amounts in Arabic, Persian and Hebrew letters hold them.
_STEERING = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)


def use_utf8() -> None:
    """Write UTF-8 whatever the locale; a lone surrogate becomes its escape, which JSON allows."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def console() -> Console:
    """Return the console for what was asked for: stdout."""
    from rich.console import Console

    return Console(file=sys.stdout, highlight=False, soft_wrap=False, markup=False, emoji=False)


def note(line: str) -> None:
    """Say something beside the data: one line on stderr."""
    sys.stderr.write(f"{safe(line)}\n")


def put(line: str) -> None:
    """Write one line of data."""
    sys.stdout.write(f"{line}\n")


def put_json(value: Any, *, indent: int | None = None) -> None:
    """Write one value as JSON, on one line unless indented."""
    put(json.dumps(plain(value), ensure_ascii=False, indent=indent))


def plain(value: Any) -> Any:
    """Return a value as JSON holds it: instants in ISO 8601 with zone, enums as their words."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | frozenset):
        return [plain(item) for item in value]
    return value


def safe(text: str) -> str:
    """Return text that cannot steer a terminal, code point for code point."""
    return _STEERING.sub("\ufffd", text)


def when(instant: datetime | None) -> str:
    """Write an instant for people, in this machine's zone; "" for none."""
    return instant.astimezone().strftime("%Y-%m-%d %H:%M") if instant else ""


def day(instant: datetime | None) -> str:
    """Write an instant as day and hour, short enough for a column."""
    if instant is None:
        return ""
    return instant.astimezone().strftime("%m-%d %H:%M" if chinese() else "%d %b %H:%M")


def table(*columns: str, wide: tuple[str, ...] = ()) -> Table:
    """Return an empty table with translated headings; only `wide` columns may wrap."""
    from rich import box
    from rich.table import Table

    made = Table(
        box=box.SIMPLE_HEAD,
        show_edge=False,
        pad_edge=False,
        padding=(0, 1, 0, 0),
        header_style="bold",
    )
    for column in columns:
        wraps = column in wide
        made.add_column(
            say(column), no_wrap=not wraps, overflow="fold" if wraps else "ellipsis", ratio=None
        )
    return made


@contextmanager
def progress(title: str, *, beside: bool = True) -> Iterator[Callable[[str, int, int], None]]:
    """Show progress on stderr while it is a terminal; yields (what, done, total) → None.

    With `beside` False it stays away from a stdout that is a terminal too.
    """
    if not sys.stderr.isatty() or (not beside and sys.stdout.isatty()):
        yield lambda _what, _done, _total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    # Rich would redirect stdout to the bar's console: data would end up on stderr.
    with Progress(
        *columns,
        console=Console(stderr=True),
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
    ) as bar:
        task = bar.add_task(title, total=None)
        yield lambda what, done, total: bar.update(
            task, description=safe(what), completed=done, total=total or None
        )
