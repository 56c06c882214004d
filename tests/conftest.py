"""The two kinds of store every test that keeps something runs on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests import stores
from tests.postgres import Postgres, postgres_folder
from tests.wires.servers import missing


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """Run one PostgreSQL a worker, which is ready within half a second."""
    if postgres_folder() is None:
        missing("PostgreSQL", "apt-get install postgresql")
    with Postgres() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def each_store(request: pytest.FixtureRequest) -> Iterator[str]:
    """Run the test twice, with its stores in SQLite and in PostgreSQL; return which."""
    kind: str = request.param
    if kind == "sqlite":
        yield kind
        return
    with stores.on(request.getfixturevalue("postgres")):
        yield kind
