"""docs/settings.md, written from the tables themselves, so that no key is undocumented.

`python -m triage.settings.documentation` prints it; a test compares it with the file.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import time
from pathlib import Path

from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from triage.settings.reading import sections
from triage.settings.section import Section
from triage.settings.tables import Settings

INTRODUCTION = """\
# Settings

`settings.toml` is looked for in this order: `--settings FILE`, the variable `TRIAGE_SETTINGS`,
`./settings.toml`. Unknown keys, wrong types and impossible values are refused at the start, each
with file, line, key and remedy. Relative paths are seen from the settings file. Secrets never
stand in the file: it names a variable, a file or a command.

Made from the code by `python -m triage.settings.documentation`.
"""
_TABLES = {"store": "<id>", "mailbox": "<id>", "team": "<id>"}


def document() -> str:
    """Return the whole page."""
    return "\n".join([INTRODUCTION, *_pages("", Settings)]).rstrip() + "\n"


def _pages(prefix: str, section: type[Section]) -> Iterator[str]:
    inner: list[tuple[str, type[Section]]] = []
    rows = []
    for name, field in section.model_fields.items():
        table = next(sections(field.annotation), None)
        if table is None:
            rows.append(f"| `{name}` | {_default(field)} | {field.description} |")
            continue
        path = f"{prefix}{name}"
        if not prefix and name in _TABLES:
            path += f".{_TABLES[name]}"
        listed = "[[{}]]" if "tuple" in str(field.annotation) else "[{}]"
        inner.append((listed.format(path), table))
    if rows:
        yield "| key | default | meaning |\n|---|---|---|"
        yield from rows
        yield ""
    for title, table in inner:
        yield f"## `{title}`\n\n{(table.__doc__ or '').strip()}\n"
        yield from _pages(f"{title.strip('[]')}.", table)


def _default(field: FieldInfo) -> str:
    value = field.default
    if value is PydanticUndefined:
        return "required"
    if value is None or value in ((), {}, ""):
        return "–"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, time):
        return f'`"{value:%H:%M}"`'
    if isinstance(value, dict):
        return "Mon–Fri 09:00–18:00"
    if isinstance(value, Path | str):
        return f'`"{value}"`'
    return f"`{value}`"


if __name__ == "__main__":
    sys.stdout.write(document())
