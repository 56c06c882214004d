"""Alembic's entry: migrations run on the connection that storage.migrate hands over."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context

from triage.storage import registers, schema
from triage.storage.columns import Indexed, Instant, Short, Words, metadata

assert registers.customers.metadata is schema.cases.metadata is metadata  # noqa: S101 - imported for their tables


def plain_types(kind: str, item: Any, _context: object) -> str | Literal[False]:
    """Write our own column type as the one it stands on: a migration must not change with it."""
    if kind != "type":
        return False
    if isinstance(item, Instant):
        return "sa.DateTime(timezone=True)"
    if isinstance(item, Short):
        return f"sa.String(length={item.length})"
    if isinstance(item, Words | Indexed):
        return "sa.Text()"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    render_item=plain_types,
)
with context.begin_transaction():
    context.run_migrations()
