"""settings.toml becomes one frozen, validated `Settings`, or every fault is named at once.

A key we do not know is refused, for a misspelt key that is silently ignored is worse than no start.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar, get_args

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from triage.errors import PathMissing, SettingsWrong
from triage.settings.section import Section
from triage.settings.tables import DatabasePlace, Settings

_OAUTH_FILES = ("client_secret_file", "refresh_token_file", "ca_file")
# What pydantic says in the words of its types.
_A_DAY = "must be a day, e.g. 2026-11-20"
_A_LIST = 'must be a list, e.g. ["…", "…"]'
_PLAINLY = {
    "missing": "is required",
    "too_short": "must not be empty",
    "string_too_short": "must not be empty",
    "string_type": 'must be text in quotation marks, e.g. "…"',
    "tuple_type": _A_LIST,
    "list_type": _A_LIST,
    "dict_type": 'must be a table, e.g. { key = "…" }',
    "model_type": "must be a table of its own",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "date_type": _A_DAY,
    "date_parsing": _A_DAY,
    "date_from_datetime_parsing": _A_DAY,
    "date_from_datetime_inexact": _A_DAY,
    "time_type": 'must be a time of day, e.g. "18:00"',
    "time_parsing": 'must be a time of day, e.g. "18:00"',
}

S = TypeVar("S", bound=Section)


def read(path: Path) -> Settings:
    """Read and validate one settings file; relative paths in it become absolute.

    Raises PathMissing, or SettingsWrong naming file, key path and remedy of every fault.
    """
    if not path.exists():
        raise PathMissing(f"{path}: no such file; `triage init` writes one")
    return _anchored(validated(path, Settings), path.resolve().parent)


def validated(path: Path, shape: type[S]) -> S:
    """Read a TOML file into the table it is to hold. Raises SettingsWrong naming every fault."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsWrong(f"{path}: cannot be read: {error}") from error
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsWrong(f"{path}: not valid TOML: {error}") from error
    try:
        return shape.model_validate(table)
    except ValidationError as error:
        details = error.errors()
        faults = [
            _fault(path, text, shape, each) for each in details if not _follows(each, details)
        ]
        raise SettingsWrong("\n".join(faults)) from error


def _follows(detail: ErrorDetails, others: list[ErrorDetails]) -> bool:
    """Tell whether a list is found too short only because its one entry was refused."""
    loc = detail["loc"]
    return detail["type"] == "too_short" and any(
        len(other["loc"]) > len(loc) and other["loc"][: len(loc)] == loc for other in others
    )


def _fault(path: Path, text: str, shape: type[Section], detail: ErrorDetails) -> str:
    """Say one fault as `file:line: key: what is wrong and what to do`."""
    keys = [str(key) for key in detail["loc"] if key != "[key]"]
    where = ".".join(keys) or "(whole file)"
    message = detail["msg"].removeprefix("Value error, ")
    if detail["type"] == "extra_forbidden":
        known = _known_keys(shape, keys[:-1])
        near = difflib.get_close_matches(keys[-1], known, 1)
        message = (
            f"unknown key; did you mean {near[0]!r}?"
            if near
            else (f"unknown key; known here: {', '.join(sorted(known))}")
        )
    elif detail["type"] == "string_pattern_mismatch":
        message = f"{detail['input']!r} has not the form {detail['ctx']['pattern']}"
    else:
        message = _PLAINLY.get(detail["type"], message.replace("Input should", "must", 1))
    return f"{path}:{_line(text, keys)}: {where}: {message}"


def _line(text: str, keys: list[str]) -> int:
    """Return the line that holds the key, else that of its table: tomllib does not tell."""
    inside: list[str] = []
    seen: dict[str, int] = {}
    best = 1
    for number, line in enumerate(text.splitlines(), 1):
        bare = line.split("#")[0].strip()
        if bare.startswith("["):
            inside = [part.strip(' "') for part in bare.strip("[]").split(".")]
            if bare.startswith("[["):  # the third of them is called 2 in a key path
                seen[bare] = seen.get(bare, -1) + 1
                inside.append(str(seen[bare]))
            if keys[: len(inside)] == inside:
                best = number
        elif "=" in bare:
            full = inside + [part.strip(' "') for part in bare.split("=")[0].split(".")]
            if keys[: len(full)] == full:
                return number
    return best


def _known_keys(shape: type[Section], keys: list[str]) -> list[str]:
    """Return the names allowed in the table at a key path; ids such as `main` name no field."""
    table = shape
    for key in keys:
        if key in table.model_fields:
            table = next(sections(table.model_fields[key].annotation), table)
    return list(table.model_fields)


def sections(annotation: Any) -> Iterator[type[Section]]:
    """Yield every table within an annotation, e.g. Store in dict[str, Store]."""
    if isinstance(annotation, type) and issubclass(annotation, Section):
        yield annotation
    for part in get_args(annotation):
        yield from sections(part)


def _anchored(settings: Settings, folder: Path) -> Settings:
    """Make every relative path absolute, as seen from the settings file."""

    def at_home(value: Path | None) -> Path | None:
        return value and folder / value

    url = settings.database.url
    if url.startswith("sqlite:///") and not url.startswith(("sqlite:////", "sqlite:///:memory:")):
        url = f"sqlite:///{folder / url.removeprefix('sqlite:///')}"
    paths = settings.paths.model_copy(
        update={
            "data": folder / settings.paths.data,
            "templates": at_home(settings.paths.templates),
        }
    )
    stores = {
        name: store.model_copy(update={"mail_rules": at_home(store.mail_rules)})
        for name, store in settings.store.items()
    }
    mailboxes = {
        name: box.model_copy(
            update={
                "password_file": at_home(box.password_file),
                "oauth": box.oauth
                and box.oauth.model_copy(
                    update={key: at_home(getattr(box.oauth, key)) for key in _OAUTH_FILES}
                ),
                "imap": box.imap.model_copy(update={"ca_file": at_home(box.imap.ca_file)}),
                "smtp": box.smtp
                and box.smtp.model_copy(update={"ca_file": at_home(box.smtp.ca_file)}),
            }
        )
        for name, box in settings.mailbox.items()
    }
    secrets = settings.secrets.model_copy(update={"key_file": at_home(settings.secrets.key_file)})
    translation = settings.translation.model_copy(
        update={"key_file": at_home(settings.translation.key_file)}
    )
    return settings.model_copy(
        update={
            "database": DatabasePlace(url=url),
            "paths": paths,
            "store": stores,
            "mailbox": mailboxes,
            "secrets": secrets,
            "translation": translation,
        }
    )
