"""Between values and rows: enums become their words, tuples lists; and back, validated."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from enum import Enum
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, Row, Table
from sqlalchemy.dialects import postgresql, sqlite

from triage.cases.case import Case
from triage.drafts.draft import Finding

_CASE = TypeAdapter(Case)
_FINDING = TypeAdapter(Finding)
CASE_FIELDS = tuple(field.name for field in fields(Case))
_FINDING_FIELDS = tuple(field.name for field in fields(Finding))


def plain(value: Any) -> Any:
    """Return a value as a column takes it."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple | list | frozenset):
        return [plain(item) for item in value]
    return value


def case_row(case: Case) -> dict[str, Any]:
    """Return the columns of a case."""
    return {name: plain(getattr(case, name)) for name in CASE_FIELDS}


def case_from(row: Row[Any] | Mapping[str, Any]) -> Case:
    """Return the case a row holds."""
    mapping = row if isinstance(row, Mapping) else row._mapping
    return _CASE.validate_python({name: mapping[name] for name in CASE_FIELDS})


def finding_row(finding: Finding) -> list[Any]:
    """Return a finding as a draft's column holds it."""
    return [plain(getattr(finding, name)) for name in _FINDING_FIELDS]


def finding_from(row: list[Any]) -> Finding:
    """Return the finding of such a list; an older one ends before the newer fields."""
    return _FINDING.validate_python(dict(zip(_FINDING_FIELDS, row, strict=False)))


def insert_new(connection: Connection, table: Table, rows: Iterable[Mapping[str, Any]]) -> int:
    """Insert rows that are not there yet, leave the others as they are; return how many are new."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    added = 0
    for row in rows:
        statement = dialect.insert(table).values(**row).on_conflict_do_nothing()
        counting = statement.execution_options(preserve_rowcount=True)
        added += connection.execute(counting).rowcount
    return added
