"""Named points at which a test may kill the process: every commit, IMAP command and SMTP command.

In production `reached` does nothing. A test installs a hook (the CLI does so when it finds
TRIAGE_FAULTS in its environment), which may log the name or never return.
"""

from __future__ import annotations

from collections.abc import Callable

_hook: Callable[[str], None] | None = None


def install(hook: Callable[[str], None] | None) -> None:
    """Call `hook` with the name of every point reached from now on; None removes it."""
    global _hook  # the one process-wide switch, set before any work starts
    _hook = hook


def reached(name: str) -> None:
    """Mark a point, named `<wire>:<command>:<before|after>`, e.g. `imap:append:after`."""
    if _hook is not None:
        _hook(name)
