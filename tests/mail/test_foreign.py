"""Mails of other projects are read without a crash; none of them is kept here.

    TRIAGE_MAILS=folder pytest tests/mail/test_foreign.py

reads every file below a folder (fixtures of other mail libraries, a mailbox of one's own). Without
it Python's own test mails are read where they are installed, and always the demonstration's.
"""

from __future__ import annotations

import mailbox
import os
import sysconfig
import time
from collections.abc import Iterator
from pathlib import Path

import triage
from tests.labelled_mails import STORE
from tests.mail.test_parse import strings
from triage.errors import UnreadableMail
from triage.mail.kind import judge
from triage.mail.parse import parse

OURS = Path(triage.__file__).parent / "demo" / "mails"
PYTHONS = Path(sysconfig.get_path("stdlib")) / "test" / "test_email" / "data"
SECONDS = 2.0


def folders() -> list[Path]:
    """Return the folders to be read."""
    given = os.environ.get("TRIAGE_MAILS", "")
    return [*(Path(each) for each in given.split(os.pathsep) if each), PYTHONS, OURS]


def contents(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield every file below a folder, those in an mbox one by one."""
    for file in sorted(folder.rglob("*")):
        if not file.is_file() or file.is_symlink():
            continue
        content = file.read_bytes()
        yield str(file.relative_to(folder)), content
        if content.startswith(b"From "):
            box = mailbox.mbox(file, create=False)
            for number, key in enumerate(box.iterkeys(), 1):
                yield f"{file.relative_to(folder)}#{number}", box.get_bytes(key)
            box.close()


def test_mails_of_other_projects_are_read_without_a_crash() -> None:
    read = unreadable = 0
    slow: dict[str, float] = {}
    for folder in folders():
        for name, content in contents(folder):
            begin = time.process_time()
            try:
                mail = parse(content)
            except UnreadableMail:
                unreadable += 1
                continue
            judge(mail, STORE)
            read += 1
            if (took := time.process_time() - begin) > SECONDS:
                slow[name] = took
            for text in strings(mail):
                text.encode("utf-8")  # no lone surrogate came through
    assert slow == {}
    assert read >= 10, f"{unreadable} more could not be read"
    print(f"{read} mails read, {unreadable} unreadable")
