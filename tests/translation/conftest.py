from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.translation import apertium
from tests.translation.engine import Engine, running


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
