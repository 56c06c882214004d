"""Bringing the tables up to date with Alembic; a SQLite file is copied first."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import text

from triage.storage.database import HEAD, Database, one_at_a_time


def migrate(database: Database) -> str:
    """Run every missing migration; return what was done in one line.

    An existing SQLite store is first backed up beside itself as `<file>.<revision>.backup`.
    """
    before = database.revision()
    if before == HEAD:
        return f"the store is up to date ({HEAD})"
    saved = _backup(database, before) if before else ""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with database.write("migrate") as connection:
        one_at_a_time(connection, "migrate")  # two hosts may meet an empty database
        if database.shared:
            connection.execute(text("SET LOCAL statement_timeout = 0"))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    done = f"the store went from {before} to {HEAD}" if before else f"the store was made ({HEAD})"
    return f"{done}; backup: {saved}" if saved else done


def _backup(database: Database, revision: str) -> str:
    """Copy a SQLite file through its own backup call, which is safe beside a running daemon."""
    file = database.engine.url.database
    if database.engine.dialect.name != "sqlite" or not file or file == ":memory:":
        return ""
    target = f"{file}.{revision}.backup"
    source, copy = sqlite3.connect(file), sqlite3.connect(target)
    try:
        source.backup(copy)
    finally:
        source.close()
        copy.close()
    return target
