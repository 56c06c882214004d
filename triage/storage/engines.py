"""How each database is opened: SQLite (WAL, synchronous FULL), or PostgreSQL over psycopg.

The trap: a client that vanished keeps its locks until PostgreSQL notices, so the time-outs here
are what lets the others go on.
"""

from __future__ import annotations

import os
import socket
import sqlite3
import time
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, OperationalError

from triage.errors import SettingsWrong

BUSY_MS = 15_000  # waited for another's lock, on both
STATEMENT_MS = 60_000  # the longest we know of, a report over a year, takes seconds
ABANDONED_MS = 60_000  # in the midst of a transaction and silent: the process is gone or hangs
CONNECT_SECONDS = 10
_SILENT_MS = 30_000  # until a host that answers nothing counts as gone
_SESSION = {
    "statement_timeout": STATEMENT_MS,
    "lock_timeout": BUSY_MS,
    "idle_in_transaction_session_timeout": ABANDONED_MS,
}
_REMEDY = "write sqlite:///FILE or postgresql+psycopg://USER@HOST/NAME (extra `postgres`)"


def make_engine(url: str) -> Engine:
    """Return an engine that connects when it is first used. Raises SettingsWrong."""
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() == "sqlite":
            return _sqlite(parsed)
        if parsed.get_backend_name() == "postgresql":
            return _postgresql(parsed)
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
        raise SettingsWrong(
            f"database.url: cannot be used ({type(error).__name__}); {_REMEDY}"
        ) from error
    except (OSError, OperationalError) as error:
        raise SettingsWrong(f"database.url: cannot be opened: {error}") from error
    raise SettingsWrong(f"database.url: {parsed.get_backend_name()} is not supported; {_REMEDY}")


def _sqlite(url: URL) -> Engine:
    if url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    # Parameters hold customers' words, and a failure's message ends up in a log.
    engine = create_engine(url, connect_args={"timeout": BUSY_MS / 1000}, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves, below
        _use_wal(connection)
        for pragma in ("synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY_MS}"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # Upgrading a read lock can deadlock, so a write takes its lock at once.
        mode = "IMMEDIATE" if connection.info.get("writes") else "DEFERRED"
        connection.exec_driver_sql(f"BEGIN {mode}")

    return engine


def _use_wal(connection: sqlite3.Connection) -> None:
    """Write ahead in a log. Raises sqlite3.OperationalError when the file stays locked.

    Of several who meet a new file SQLite tells all but one "locked" at once: both would wait for
    the other's read lock, so its busy handler is not asked (sqlite.org/c3ref/busy_handler.html).
    """
    until = time.monotonic() + BUSY_MS / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY  # or one of its kinds
            if not busy or time.monotonic() > until:
                raise
        time.sleep(0.01)


def _postgresql(url: URL) -> Engine:
    if url.drivername == "postgresql":
        url = url.set(drivername="postgresql+psycopg")
    if url.get_driver_name() != "psycopg":
        raise ArgumentError(url.get_driver_name())
    wanted: dict[str, Any] = {
        # pg_stat_activity shows it: which host and process holds a lock.
        "application_name": f"triage {socket.gethostname()[:40]}:{os.getpid()}",
        "client_encoding": "utf8",
        "connect_timeout": CONNECT_SECONDS,
        "keepalives_idle": 30,
        "keepalives_interval": 10,
        "keepalives_count": 3,
        "tcp_user_timeout": _SILENT_MS,
        "options": " ".join(f"-c {name}={value}" for name, value in _SESSION.items()),
    }
    engine = create_engine(
        url,
        # What the URL says itself wins.
        connect_args={name: value for name, value in wanted.items() if name not in url.query},
        hide_parameters=True,
        isolation_level="READ COMMITTED",
        pool_pre_ping=True,  # after a restart of the server the old connections are dead
    )

    @event.listens_for(engine, "connect")
    def _check(connection: Any, _record: object) -> None:
        encoding = connection.info.parameter_status("server_encoding")
        if encoding != "UTF8":
            connection.close()  # the pool has not seen it yet
            raise SettingsWrong(
                f"database.url: the database is encoded as {encoding}, which cannot hold every "
                "language; make one with CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0"
            )

    return engine
