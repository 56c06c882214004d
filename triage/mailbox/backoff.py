"""How long to stay away from a server that failed: 5 seconds, doubling up to 15 minutes.

The jitter keeps several mailboxes of one provider from coming back in step.
"""

from __future__ import annotations

FIRST_SECONDS = 5.0
LAST_SECONDS = 900.0
_DOUBLINGS = 8  # 5 · 2⁸ is beyond the last already; more would only overflow


def backoff(attempt: int, chance: float) -> float:
    """Return the seconds to wait after failed attempt 1, 2 …; `chance` in 0..1 is the jitter.

    Between three quarters of the step and the whole of it.
    """
    doublings = min(max(attempt, 1) - 1, _DOUBLINGS)
    step: float = min(LAST_SECONDS, FIRST_SECONDS * (1 << doublings))
    return step * (0.75 + 0.25 * chance)
