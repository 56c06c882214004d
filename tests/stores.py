"""Where the stores of a test lie: in a SQLite file, or in a database of a real PostgreSQL.

The fixture `each_store` decides which; whatever builds a shop for a test asks `url` here.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.postgres import Postgres
from triage.storage.database import Database

_server: Postgres | None = None
_made: dict[Path, str] = {}  # folder → database


def url(folder: Path, *, empty: bool = False) -> str:
    """Return where the store that belongs to a folder is; the same folder gives the same store.

    On PostgreSQL it has all its tables unless it is wanted `empty`; a SQLite file is not made yet.
    """
    if _server is None:
        return f"sqlite:///{folder}/triage.db"
    if folder not in _made:
        _made[folder] = _server.create(empty=empty)
    return _server.url(_made[folder])


def remove(folder: Path) -> None:
    """Take a store away, as if nobody had started the program yet."""
    if _server is None:
        for file in folder.glob("triage.db*"):
            file.unlink()
    else:
        _server.drop(_made[folder])
        _server.create(_made[folder], empty=True)


def exists(folder: Path) -> bool:
    """Tell whether a store has been made."""
    if _server is None:
        return (folder / "triage.db").exists()
    database = Database(url(folder, empty=True))
    try:
        return bool(database.revision())
    finally:
        database.close()


@contextmanager
def on(server: Postgres) -> Iterator[None]:
    """Have every store of this test on PostgreSQL; they are gone afterwards."""
    global _server  # one test at a time in a process
    _server = server
    try:
        yield
    finally:
        _server = None
        for name in _made.values():
            server.drop(name)
        _made.clear()
