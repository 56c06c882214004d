"""The worker process: which mails go there, what its limits do, and that it ends when we do."""

from __future__ import annotations

import multiprocessing
import os
import re
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from triage import isolation
from triage.errors import UnreadableMail
from triage.isolation import MEMORY, SECONDS, SMALL, is_simple, parse_safely

LARGE = b"Subject: big\r\nFrom: a@b.example\r\n\r\nHello\r\n" + b"word\r\n" * (SMALL // 6)


def test_a_small_mail_is_parsed_in_place_and_a_large_one_in_the_worker_alike() -> None:
    small = parse_safely(LARGE[:200], truncated=False)
    large = parse_safely(LARGE, truncated=False)
    assert (small.subject, large.subject) == ("big", "big")
    assert large.size == len(LARGE)


@pytest.mark.parametrize(
    ("content", "simple"),
    [
        (LARGE[:200], True),
        (LARGE, False),
        (b"Subject: x\n\n" + b"--b\n" * 200, False),
        (b"Subject: x\n\n" + b"x" * 60_000, False),
        (b"Subject: x\n" + b"To: =?utf-8?q?a?=\n" * 1_100 + b"\nhi", False),
        (b"Content-Type: application/ms-tnef\n\nabc", False),
        (b"", True),
    ],
    ids=["short", "large", "many parts", "long line", "many words", "winmail", "empty"],
)
def test_only_what_counting_finds_simple_is_parsed_in_place(content: bytes, simple: bool) -> None:
    assert is_simple(content) is simple


def test_the_worker_is_kept_warm() -> None:
    parse_safely(LARGE, truncated=False)
    begin = time.perf_counter()
    for _ in range(5):
        parse_safely(LARGE, truncated=False)
    assert time.perf_counter() - begin < 5 * 0.5  # a start takes about as long as that each time


def test_what_hangs_is_killed_and_the_next_mail_read() -> None:
    with pytest.raises(UnreadableMail, match="not parsed within"):
        parse_safely(LARGE, truncated=False, seconds=0.0)
    assert parse_safely(LARGE, truncated=False).subject == "big"


def test_what_swells_is_ended_and_the_next_mail_read() -> None:
    with pytest.raises(UnreadableMail, match="ran out of memory"):
        parse_safely(LARGE, truncated=False, memory=1)
    assert parse_safely(LARGE, truncated=False).subject == "big"


def test_a_worker_killed_from_outside_is_started_again() -> None:
    parse_safely(LARGE, truncated=False)
    process = isolation._kept._process
    assert process is not None
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    process.join(10)
    assert parse_safely(LARGE, truncated=False).subject == "big"


def test_an_unreadable_large_mail_says_so_from_the_worker() -> None:
    with pytest.raises(UnreadableMail, match="look binary"):
        parse_safely(bytes(SMALL + 1), truncated=False)


def test_after_a_huge_mail_the_memory_is_given_back() -> None:
    parse_safely(LARGE + b"word\r\n" * 1_500_000, truncated=False)
    assert isolation._kept._process is None


def test_the_worker_ends_with_its_parent_even_if_that_is_killed(tmp_path: Path) -> None:
    program = tmp_path / "parent.py"
    program.write_text(
        textwrap.dedent(
            """
            import time
            from triage import isolation

            if __name__ == "__main__":
                mail = b"Subject: x\\r\\n\\r\\n" + b"word\\r\\n" * 60_000
                isolation.parse_safely(mail, truncated=False)
                print(isolation._kept._process.pid, flush=True)
                time.sleep(60)
            """
        ),
        "utf-8",
    )
    here = str(Path(__file__).parents[1])
    parent = subprocess.Popen(
        [sys.executable, str(program)],
        stdout=subprocess.PIPE,
        env={"PYTHONPATH": here, "PATH": os.defpath},
    )
    assert parent.stdout is not None
    worker = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    parent.stdout.close()
    until = time.monotonic() + 10
    while _runs(worker) and time.monotonic() < until:
        time.sleep(0.05)
    assert not _runs(worker)


QUIET = """
import sys
from triage import isolation

if __name__ == "__main__":
    odd = b"Content-Type: multipart/mixed; boundary=b\\r\\n\\r\\n--b\\r\\n"
    odd += b"Content-Type: %s\\r\\n\\r\\nx\\r\\n"
    for kind in (b"application/secret-words", b"text/calendar", b"message/partial"):
        for fill in (b"", b"word\\r\\n" * 60_000):
            isolation.parse_safely(b"Subject: x\\r\\n" + odd % kind + fill, truncated=False)
"""


def test_what_libraries_say_of_a_mail_is_never_logged_nor_printed(tmp_path: Path) -> None:
    program = tmp_path / "quiet.py"
    program.write_text(QUIET, "utf-8")
    here = {"PYTHONPATH": str(Path(__file__).parents[1]), "PATH": os.defpath}
    ran = subprocess.run(
        [sys.executable, str(program)], env=here, capture_output=True, text=True, check=True
    )
    assert (ran.stdout, ran.stderr) == ("", "")


def test_a_bug_met_in_the_worker_is_named_by_its_place_not_by_words_of_the_mail() -> None:
    with pytest.raises(UnreadableMail) as raised:
        isolation._kept.parse(
            "secret words",  # type: ignore[arg-type]  # no bytes: a bug, as the parser sees it
            truncated=False,
            seconds=SECONDS,
            memory=MEMORY,
        )
    assert re.fullmatch(r"the parser failed: \w+ at \w+:\d+", str(raised.value))


def test_killed_workers_leave_neither_zombies_nor_open_files() -> None:
    parse_safely(LARGE, truncated=False)
    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(5):
        with pytest.raises(UnreadableMail):
            parse_safely(LARGE, truncated=False, seconds=0.0)
    assert multiprocessing.active_children() == []
    parse_safely(LARGE, truncated=False)
    assert len(list(Path("/proc/self/fd").iterdir())) <= before


def _runs(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"  # dead already, and its new parent has not looked yet
