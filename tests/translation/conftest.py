from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests import stores
from tests.translation import apertium
from tests.translation.engine import Engine, running
from triage.storage.database import Database
from triage.storage.migrate import migrate
from triage.storage.translations import Translations

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


@pytest.fixture
def engine() -> Iterator[Engine]:
    """A translation server on loopback."""
    with running() as server:
        yield server


@pytest.fixture
def real() -> Iterator[Engine]:
    """The same server with Apertium behind it."""
    apertium.needed()
    with running(apertium.translate) as server:
        yield server


@pytest.fixture
def remembered(tmp_path: Path, each_store: str) -> Iterator[Translations]:
    """An empty memory, once on each database."""
    database = Database(stores.url(tmp_path))
    migrate(database)
    yield Translations(database, lambda: NOW)
    database.close()
