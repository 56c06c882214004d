"""Opening the store and committing to it: SQLite (WAL, synchronous FULL) or PostgreSQL.

A write begins with the lock it needs (BEGIN IMMEDIATE), for upgrading a read lock can deadlock.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, OperationalError

from triage import faults
from triage.errors import SettingsWrong

BUSY_MS = 15_000
HEAD = "0002"  # the newest migration; a test compares it with the folder


class Database:
    """The store of all cases; safe to share between threads."""

    def __init__(self, url: str) -> None:
        self.engine = _engine(url)

    @contextmanager
    def write(self, name: str) -> Iterator[Connection]:
        """Open one transaction; it commits at the end of the block or leaves no trace.

        `name` is the commit's name among the fault points: `commit:<name>:before`.
        """
        with self.engine.connect() as connection:
            connection.info["writes"] = True
            try:
                with connection.begin():
                    yield connection
                    faults.reached(f"commit:{name}:before")
            finally:
                connection.info.pop("writes", None)
        faults.reached(f"commit:{name}:after")

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Open one consistent view for reading."""
        with self.engine.connect() as connection, connection.begin():
            yield connection

    def revision(self) -> str:
        """Return the migration the store stands at, "" for an empty one."""
        with self.read() as connection:
            if not self.engine.dialect.has_table(connection, "alembic_version"):
                return ""
            found = connection.execute(text("SELECT version_num FROM alembic_version"))
            return str(found.scalar_one())

    def check_revision(self) -> None:
        """Raise SettingsWrong unless the store has the tables this program was written for."""
        found = self.revision()
        if found != HEAD:
            state = f"stands at revision {found}" if found else "is empty"
            raise SettingsWrong(
                f"database.url: the store {state}, this program needs {HEAD}; run: triage migrate"
            )

    def close(self) -> None:
        """Give back every connection."""
        self.engine.dispose()


def _engine(url: str) -> Engine:
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() == "sqlite":
            return _sqlite(url, parsed.database or "")
        return create_engine(url, pool_pre_ping=True, hide_parameters=True)
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
        raise SettingsWrong(
            f"database.url: cannot be used ({type(error).__name__}); "
            "write sqlite:///FILE or postgresql+psycopg://USER@HOST/NAME (extra `postgres`)"
        ) from error
    except (OSError, OperationalError) as error:
        raise SettingsWrong(f"database.url: cannot be opened: {error}") from error


def _sqlite(url: str, file: str) -> Engine:
    if file and file != ":memory:":
        Path(file).parent.mkdir(parents=True, exist_ok=True)
    # Parameters hold customers' words, and a failure's message ends up in a log.
    engine = create_engine(url, connect_args={"timeout": BUSY_MS / 1000}, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves, below
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            f"busy_timeout={BUSY_MS}",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        mode = "IMMEDIATE" if connection.info.get("writes") else "DEFERRED"
        connection.exec_driver_sql(f"BEGIN {mode}")

    return engine
