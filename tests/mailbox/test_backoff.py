"""How long we stay away from a server that failed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from triage.mailbox.backoff import backoff


def test_waits_double_from_five_seconds_to_fifteen_minutes() -> None:
    waits = [backoff(attempt, 1.0) for attempt in range(1, 11)]
    assert waits == [5, 10, 20, 40, 80, 160, 320, 640, 900, 900]


@given(st.integers(-5, 10**9), st.floats(0, 1))
def test_waits_stay_between_their_ends(attempt: int, chance: float) -> None:
    assert 3.75 <= backoff(attempt, chance) <= 900


def test_chance_spreads_a_step_over_its_last_quarter() -> None:
    assert (backoff(3, 0.0), backoff(3, 1.0)) == (15.0, 20.0)
