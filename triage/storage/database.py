"""The store and its transactions, the same on SQLite and PostgreSQL; how they fail, in our words.

The trap: SQLite has one writer at a time, PostgreSQL many (READ COMMITTED). So a write changes rows
only under a condition on what it read, and locks the case first (`cases.hold`), then what hangs
on it; else two hosts lose updates or wait for each other.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from triage import faults
from triage.errors import SettingsWrong, StoreConflict, StoreUnreachable, TriageError
from triage.storage.engines import make_engine

HEAD = "0008"  # the newest migration; a test compares it with the folder
_RISKS = ("fsync", "full_page_writes", "synchronous_commit")
_VALUE_WRONG = ("22", "54")  # SQLSTATE classes: this value does not fit, whoever sends it


class Database:
    """The store of all cases; safe to share between threads."""

    def __init__(self, url: str) -> None:
        self.engine = make_engine(url)
        self.shared = self.engine.dialect.name == "postgresql"  # with processes of other hosts

    @contextmanager
    def write(self, name: str) -> Iterator[Connection]:
        """Open one transaction; it commits at the end of the block or leaves no trace.

        `name` is the commit's name among the fault points: `commit:<name>:before`.
        Raises StoreConflict when the database ended it for another's sake, StoreUnreachable.
        """
        with _in_our_words(), self.engine.connect() as connection:
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
        """Open one consistent view for reading. Raises StoreUnreachable."""
        with _in_our_words(), self.engine.connect() as connection:
            if self.shared:
                connection.execution_options(
                    isolation_level="REPEATABLE READ", postgresql_readonly=True
                )
            with connection.begin():
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

    def server(self) -> str:
        """Name the database and its version."""
        with self.read() as connection:
            version = ".".join(map(str, connection.dialect.server_version_info or ()))
        return f"{'PostgreSQL' if self.shared else 'SQLite'} {version}"

    def risks(self) -> list[str]:
        """Name settings of the server by which a power cut may undo what was committed."""
        if not self.shared:
            return []
        with self.read() as connection:
            found = [(name, connection.execute(text(f"SHOW {name}")).scalar()) for name in _RISKS]
        return [f"{name} = off" for name, value in found if value == "off"]

    def close(self) -> None:
        """Give back every connection."""
        self.engine.dispose()


def one_at_a_time(connection: Connection, what: str) -> None:
    """Let only one transaction at a time do this, until it ends; SQLite writes so anyway."""
    if connection.dialect.name == "postgresql":
        query = text("SELECT pg_advisory_xact_lock(hashtextextended(:what, 0))")
        connection.execute(query, {"what": f"triage {what}"})


@contextmanager
def _in_our_words() -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        _hush(error)
        ours = _foreseen(error)
        if ours is None:
            raise
        raise ours from error
    except NoConnectionFree as error:
        raise StoreUnreachable("database.url: every connection is in use") from error


def _foreseen(error: DBAPIError) -> TriageError | None:
    """Return the failure in our words, None for a bug or a value the database refuses."""
    state = getattr(error.orig, "sqlstate", None) or ""
    if state.startswith("40"):  # deadlock, serialization
        return StoreConflict(f"the store undid this for another process's sake: {error.orig}")
    away = isinstance(error, OperationalError) or error.connection_invalidated
    if not away or state[:2] in _VALUE_WRONG:
        return None
    return StoreUnreachable(f"database.url: {error.orig}")


def _hush(error: DBAPIError) -> None:
    """Keep the first line only: PostgreSQL's DETAIL quotes the row, and logs quote failures."""
    for each in (error, error.orig):
        if each is not None:
            each.args = (str(each.args[0]).strip().partition("\n")[0] if each.args else "",)
