"""Several daemons at one PostgreSQL, as on several hosts, and a server that goes away meanwhile."""

from __future__ import annotations

import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from signal import SIGKILL, SIGTERM

import pytest
from sqlalchemy import Column, select

from tests import stores
from tests.generated import generate
from tests.postgres import Postgres
from tests.wires.mail_out import Postbox
from tests.wires.servers import Account, Dovecot
from tests.wires.shop import Shop
from triage.storage import schema
from triage.storage.database import Database

pytestmark = pytest.mark.wires

SECOND = """
[mailbox.second]
store = "main"
user = "{user}"
password_file = "password"
since = 2026-11-01
poll_seconds = 5
imap = {{ host = "127.0.0.1", port = {port}, tls = "none" }}
"""


@pytest.fixture
def shop(
    dovecot: Dovecot, smtp_server: Postbox, tmp_path: Path, postgres: Postgres
) -> Iterator[Shop]:
    """A store with a mailbox whose cases are in PostgreSQL."""
    with stores.on(postgres):
        yield Shop(dovecot.account(), smtp_server, tmp_path / "shop")


@contextmanager
def daemon(shop: Shop, *options: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a daemon; it stops at the end, by SIGTERM and cleanly unless it was killed before."""
    words = [sys.executable, "-m", "triage.cli.app", "--settings", str(shop.file), "run", *options]
    log = shop.folder / f"log{time.monotonic_ns()}"
    with log.open("wb") as errors:
        process = subprocess.Popen(words, stderr=errors)
    try:
        yield process
        process.send_signal(SIGTERM)
        said = process.wait(20), log.read_text("utf-8")
        assert said[0] in (0, -SIGKILL), said[1]
        assert "Traceback" not in said[1]
    finally:
        process.kill()
        process.wait()


def with_second_mailbox(shop: Shop, account: Account) -> None:
    """Give the store another mailbox."""
    with shop.file.open("a", encoding="utf-8") as settings:
        settings.write(SECOND.format(user=account.options.user, port=account.options.port))


def column(shop: Shop, wanted: Column[str]) -> Counter[str]:
    """Return how often each value stands in a column; nothing before the tables are made."""
    database = Database(shop.settings.database.url)
    try:
        if not database.revision():
            return Counter()
        with database.read() as connection:
            return Counter(connection.execute(select(wanted)).scalars())
    finally:
        database.close()


def decided(shop: Shop) -> int:
    return column(shop, schema.mails.c.state)["decided"]


def threads_of_cases(shop: Shop) -> Counter[str]:
    return column(shop, schema.cases.c.thread_key)


def test_two_daemons_with_a_mailbox_each_file_a_copy_to_both_once(
    shop: Shop, dovecot: Dovecot
) -> None:
    second = dovecot.account()
    with_second_mailbox(shop, second)
    mails = generate(30, seed=3)
    mine, theirs = mails[:20], mails[10:]  # ten came to both addresses
    with daemon(shop, "--mailbox", "support"), daemon(shop, "--mailbox", "second"):
        shop.deliver(mine)
        Shop(second, shop.postbox, shop.folder.parent / "other").deliver(theirs)
        wait_until(lambda: decided(shop) == len(mine) + len(theirs))
        assert shop.command("once").returncode == 6
    threads = threads_of_cases(shop)
    wanted = {mail.answers or mail.message_id for mail in mails if mail.deserves_draft}
    assert threads == Counter(wanted)
    assert shop.command("once").returncode == 0
    assert threads_of_cases(shop) == threads
    shown = [shop.folder_of("Drafts"), Shop(second, shop.postbox, shop.folder).folder_of("Drafts")]
    assert sum(len(folder) for folder in shown) == len(wanted)


def test_a_daemon_takes_over_from_one_that_died_and_does_nothing_twice(shop: Shop) -> None:
    mails = generate(60, seed=5)
    shop.deliver(mails)
    with daemon(shop) as first:
        wait_until(lambda: decided(shop) > 5)
        first.kill()
        first.wait()
    with daemon(shop):
        wait_until(lambda: decided(shop) == len(mails))
        wanted = {mail.answers or mail.message_id for mail in mails if mail.deserves_draft}
        wait_until(lambda: len(shop.folder_of("Drafts")) == len(wanted))
    assert threads_of_cases(shop) == Counter(wanted)


def test_a_daemon_comes_back_when_the_database_does(
    dovecot: Dovecot, smtp_server: Postbox, tmp_path: Path, postgres: Postgres
) -> None:
    with Postgres() as server, stores.on(server):
        shop = Shop(dovecot.account(), smtp_server, tmp_path / "shop")
        with daemon(shop):
            shop.deliver(generate(1))
            wait_until(lambda: len(shop.folder_of("Drafts")) == 1)
            server.stop()
            shop.deliver(generate(3)[1:])
            once = shop.command("once")
            assert (once.returncode, once.stdout) == (5, "")
            assert once.stderr.startswith("triage: database.url: connection")
            server.start()
            wait_until(lambda: len(shop.folder_of("Drafts")) == 3)


def wait_until(reached: Callable[[], bool], seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < end, "not reached in time"
        time.sleep(0.2)
