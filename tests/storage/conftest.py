from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import stores
from triage.storage.database import Database
from triage.storage.mails import Mails
from triage.storage.migrate import migrate


@pytest.fixture
def database(tmp_path: Path, each_store: str) -> Iterator[Database]:
    """A fresh store with all tables, once on each database."""
    store = Database(stores.url(tmp_path))
    migrate(store)
    yield store
    store.close()


@pytest.fixture
def mails(database: Database, tmp_path: Path) -> Mails:
    """The mails of the store."""
    return Mails(database, tmp_path / "mails")
