"""`./run bench [MAILS]`: what a mail costs on this machine, one thread, quickest of three passes.

The mails are those of tests/corpus. Figures depend on the machine; compare them only with figures
of the same one.
"""

from __future__ import annotations

import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from rich.console import Console
from rich.table import Table

from tests.labelled_mails import labelled
from triage.errors import UnreadableMail
from triage.isolation import parse_safely
from triage.mail.message import Kind, Mail
from triage.pipeline import Known, Practice, Reserved, ask, decide, read
from triage.practice import practices
from triage.settings import Settings

PASSES = 3
UNDATED = datetime(2026, 11, 22, 12, tzinfo=UTC)  # for mails without a date
NAMES = ("what", "median", "p95", "slowest", "mails")
T = TypeVar("T")


def main(most: int | None = None) -> None:
    """Measure with the first `most` mails, else with all, and print one table."""
    table = Table(*NAMES, title="milliseconds of processor time a mail", title_justify="left")
    mails = _readable(one.content for one in labelled("corpus")[:most])
    _row(table, "parse", lambda pair: parse_safely(pair[0], truncated=False), mails)
    begin = time.process_time()
    practice = _practice()
    ready = time.process_time() - begin
    people = [pair for pair in mails if read(practice, pair[1]).verdict.kind is Kind.CUSTOMER]
    _row(table, "judge what it is", lambda pair: read(practice, pair[1]), mails)
    _row(table, "understand, file, draft", lambda pair: _decided(practice, pair[1]), people)
    console = Console()
    console.print(table)
    console.print(f"models ready after        {ready:.2f} s")
    console.print(f"triage --help             {_seconds('--help'):.2f} s")
    console.print(f"peak memory of all this   {_peak():.0f} MB")


def _readable(contents: Iterable[bytes]) -> list[tuple[bytes, Mail]]:
    found = []
    for content in contents:
        try:
            found.append((content, parse_safely(content, truncated=False)))
        except UnreadableMail:
            continue  # the corpus has some on purpose; they cost a parse and no more
    return found


def _practice() -> Practice:
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings.model_validate(
            {
                "store": {"main": {"name": "Store", "addresses": ["support@lindenhof.example"]}},
                "team": {"front_desk": {"name": "Customer care"}},
                "mailbox": {
                    "support": {
                        "store": "main",
                        "user": "support",
                        "password_env": "NONE",
                        "imap": {"host": "imap.lindenhof.example"},
                    }
                },
                "paths": {"data": folder},
            }
        )
        return practices(settings, b"k" * 32)["main"]


def _decided(practice: Practice, mail: Mail) -> None:
    reading = read(practice, mail)
    when = mail.date or UNDATED
    questions = ask(practice, reading)
    decide(practice, reading, questions, Known(), Reserved(1, 1), received_at=when, now=when)


def _row(table: Table, what: str, work: Callable[[T], object], mails: list[T]) -> None:
    times = sorted(min(_once(work, mail) for _ in range(PASSES)) * 1000 for mail in mails)
    late = times[min(len(times) - 1, int(len(times) * 0.95))]
    figures = (statistics.median(times), late, times[-1])
    table.add_row(what, *(f"{figure:.2f}" for figure in figures), str(len(mails)))


def _once(work: Callable[[T], object], mail: T) -> float:
    begin = time.process_time()
    work(mail)
    return time.process_time() - begin


def _seconds(*words: str) -> float:
    times = []
    for _ in range(PASSES):
        begin = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "triage.cli.app", *words], check=True, capture_output=True
        )
        times.append(time.perf_counter() - begin)
    return min(times)


def _peak() -> float:
    status = Path("/proc/self/status")
    found = re.search(r"VmHWM:\s*(\d+)", status.read_text("ascii")) if status.exists() else None
    return int(found[1]) / 1024 if found else float("nan")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else None)
