"""What changed in a case, field by field: the journal keeps who, when, old and new value."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from enum import Enum

from triage.cases.case import Case

# Said by other entries or by the mail itself; a line for each would only be noise.
_SILENT = frozenset({"id", "version", "last_mail_at", "mails"})


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the journal; `field` "" for an event that changes no field."""

    field: str
    old: str
    new: str
    note: str = ""


def changes(before: Case, after: Case) -> tuple[Change, ...]:
    """Return every field that differs, in the order of the case's fields."""
    return tuple(
        Change(field.name, in_words(old), in_words(new))
        for field in fields(Case)
        if field.name not in _SILENT
        and (old := getattr(before, field.name)) != (new := getattr(after, field.name))
    )


def in_words(value: object) -> str:
    """Write a field's value for people: lists by comma, instants in ISO 8601, nothing as ""."""
    if value is None:
        return ""
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    if isinstance(value, tuple | frozenset):
        return ", ".join(in_words(item) for item in value)
    return str(value)
