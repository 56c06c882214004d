from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.translation.engine import Engine, running


@pytest.fixture
def engine() -> Iterator[Engine]:
    """A translation server on loopback."""
    with running() as server:
        yield server
