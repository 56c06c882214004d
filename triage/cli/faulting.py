"""TRIAGE_FAULTS: log every fault point, or kill this very process at one of them (crash tests).

Several orders are separated by commas: `log:FILE`, `kill:NAME:N`, `killn:N`.
"""

from __future__ import annotations

import os
import signal
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from triage import faults
from triage.errors import UsageWrong


def install(orders: str) -> None:
    """Install the hook that TRIAGE_FAULTS asks for; "" asks for none."""
    hooks = [_hook(order.strip()) for order in orders.split(",") if order.strip()]
    if hooks:

        def reached(name: str) -> None:
            for hook in hooks:
                hook(name)

        faults.install(reached)


def _hook(order: str) -> Callable[[str], None]:
    what, _, rest = order.partition(":")
    if what == "log" and rest:
        return _log(Path(rest))
    # A point's name holds colons itself, so the count is what follows the last one.
    name, _, count = rest.rpartition(":")
    if what == "kill" and name and count.isdecimal():
        return _kill(int(count), name)
    if what == "killn" and rest.isdecimal():
        return _kill(int(rest), "")
    raise UsageWrong(f"TRIAGE_FAULTS: {order!r} is none of log:FILE, kill:NAME:N and killn:N")


def _log(file: Path) -> Callable[[str], None]:
    def note(name: str) -> None:
        with file.open("a", encoding="utf-8") as out:
            out.write(f"{name}\n")

    return note


def _kill(count: int, wanted: str) -> Callable[[str], None]:
    reached: Counter[str] = Counter()

    def die(name: str) -> None:
        if wanted and name != wanted:
            return
        reached[wanted] += 1
        if reached[wanted] == count:
            os.kill(os.getpid(), signal.SIGKILL)

    return die
