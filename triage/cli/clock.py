"""The one place where commands read the clock and the environment."""

from __future__ import annotations

import os
from datetime import UTC, datetime


def clock() -> datetime:
    """Return now, aware, in UTC."""
    return datetime.now(UTC)  # noqa: TID251 - commands are an edge


def variable(name: str) -> str:
    """Return an environment variable, "" if it is not set."""
    return os.environ.get(name, "")  # noqa: TID251 - commands are an edge
