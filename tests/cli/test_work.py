"""`triage once`, `run`, `retry`: the daemon's work seen from the command line."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import stores
from tests.cli.builders import Shop, a_shop
from tests.cli.conftest import Triage
from tests.wires.servers import Account, Dovecot, dovecot_program, missing
from triage.storage.mails import TRIES, Mails

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "triage" / "demo" / "mails" / "de-damaged-lamp.eml"


@pytest.fixture
def mailbox(tmp_path: Path, each_store: str) -> Iterator[tuple[Shop, Account]]:
    """Return a shop on a real Dovecot with one customer's mail in its inbox."""
    if not dovecot_program():
        missing("Dovecot", "apt-get install dovecot-imapd")
    with Dovecot() as imap:
        account = imap.account("support")
        with account.client() as client:
            client.append("INBOX", SAMPLE.read_bytes())
        yield a_shop(tmp_path, imap_port=imap.port), account


def drafts_in(account: Account) -> int:
    """Return how many drafts lie in the mailbox."""
    with account.client() as client:
        client.select_folder("Drafts", readonly=True)
        return len(client.search())


@pytest.mark.wires
def test_once_files_the_case_and_places_the_draft(
    triage: Triage, mailbox: tuple[Shop, Account]
) -> None:
    _, account = mailbox
    result = triage("once")
    assert result.exit_code == 0, result.stderr
    assert "1 mails fetched, 1 decided, 1 drafts (1 customer)" in result.stdout
    assert drafts_in(account) == 1
    assert "damaged" in triage("cases").stdout
    again = triage("once")
    assert "0 mails fetched" in again.stdout
    assert drafts_in(account) == 1


@pytest.mark.wires
def test_dry_run_touches_neither_mailbox_nor_store(
    triage: Triage, mailbox: tuple[Shop, Account]
) -> None:
    shop, account = mailbox
    store = shop.folder / "data"
    stores.remove(store)
    shutil.rmtree(store, ignore_errors=True)
    result = triage("once", "--dry-run")
    assert result.exit_code == 0, result.stderr
    assert "damaged" in result.stdout
    assert "would draft in" in result.stdout
    assert drafts_in(account) == 0
    assert not store.exists()
    assert not stores.exists(store)


def test_once_ends_with_five_when_no_mailbox_is_reached(triage: Triage, shop: Shop) -> None:
    assert shop.settings.exists()
    result = triage("once")
    assert result.exit_code == 5
    assert result.stderr.startswith("triage: ")


def test_unknown_mailbox_is_refused(triage: Triage, shop: Shop) -> None:
    assert shop.settings.exists()
    result = triage("once", "--mailbox", "other")
    assert result.exit_code == 2
    assert "the settings have main" in result.stderr


def test_retry_puts_failed_mails_back_in_line(triage: Triage, shop: Shop) -> None:
    case = shop.file()
    database = shop.database
    mails = Mails(database, shop.folder / "data" / "mails")
    for _ in range(TRIES):
        mails.failed(1, "a bug")
    assert mails.set_aside()
    result = triage("retry")
    assert result.exit_code == 0
    assert result.stdout.startswith("1 mails and 0 acts")
    assert mails.counts() == {"stored": 1}
    assert case.number in triage("cases").stdout
    database.close()


@pytest.mark.wires
@pytest.mark.parametrize("options", [(), ("--dry-run",)])
def test_run_stops_cleanly_on_sigterm(
    mailbox: tuple[Shop, Account], options: tuple[str, ...]
) -> None:
    shop, account = mailbox
    out, err = shop.folder / "out", shop.folder / "err"
    with out.open("wb") as stdout, err.open("wb") as stderr:
        process = subprocess.Popen(
            [sys.executable, "-m", "triage.cli.app", "run", *options],
            cwd=shop.folder,
            env=os.environ | {"LUMEN_PASSWORD": "correct-horse", "PYTHONPATH": str(ROOT)},
            stdout=stdout,
            stderr=stderr,
        )
        try:
            end = time.monotonic() + 20
            while process.poll() is None and time.monotonic() < end:
                if drafts_in(account) or out.stat().st_size:
                    break
                time.sleep(0.1)
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=20)
        finally:
            process.kill()
            process.wait()
    said = err.read_text(encoding="utf-8")
    assert process.returncode == 0, said
    assert "Traceback" not in said
    assert "Glasschirm" not in said  # the log names mails by their ids only
    assert bool(drafts_in(account)) == (not options)
    assert ("damaged" in out.read_text(encoding="utf-8")) == bool(options)
