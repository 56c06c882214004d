"""The one place where commands read the clock and the environment."""

from __future__ import annotations

import os
from datetime import UTC, datetime

from triage.errors import UsageWrong


def clock() -> datetime:
    """Return now, aware, in UTC."""
    return datetime.now(UTC)  # noqa: TID251 - commands are an edge


def moment(text: str) -> datetime:
    """Return the instant an option names; one without a zone is in UTC. Raises UsageWrong."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise UsageWrong(
            f"--now: {text!r} is no ISO 8601 time, e.g. 2026-03-01T09:00+01:00"
        ) from error
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def variable(name: str) -> str:
    """Return an environment variable, "" if it is not set."""
    return os.environ.get(name, "")  # noqa: TID251 - commands are an edge
