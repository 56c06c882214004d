"""`triage mails` and `triage retry`: what could not be read is listed, and read another time."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.builders import NOW, Shop, a_shop
from tests.cli.conftest import Triage
from tests.wires.servers import Dovecot, dovecot_program, missing
from triage.storage.mails import TRIES, Arrived, Mails

SAMPLE = Path(__file__).parents[2] / "triage" / "demo" / "mails" / "de-damaged-lamp.eml"


def keep(shop: Shop, *contents: bytes) -> list[int]:
    """Store mails as fetched, and return their numbers."""
    database = shop.database
    mails = Mails(database, shop.folder / "data" / "mails")
    arrived = [
        Arrived(uid, len(content), NOW, content, truncated=False)
        for uid, content in enumerate(contents, 1_000)
    ]
    mails.keep("main", "main", "Elsewhere", 7, arrived, 2_000, junk=False, now=NOW)
    numbers = [mail.id for mail in mails.waiting("main")]
    database.close()
    return numbers


def note(shop: Shop, number: int, why: str, *, failed: bool = False) -> None:
    """Note that a mail could not be read, or that deciding it failed for good."""
    database = shop.database
    mails = Mails(database, shop.folder / "data" / "mails")
    if failed:
        assert [mails.failed(number, why) for _ in range(TRIES)][-1]
    else:
        mails.unreadable(number, why)
    database.close()


def test_unreadable_and_failed_mails_are_listed_with_their_reason(
    triage: Triage, shop: Shop
) -> None:
    first, second, third = keep(shop, b"\x00one", b"\x00two", b"Subject: waiting\n\nhi")
    note(shop, first, "not parsed within 20 s")
    note(shop, second, "KeyError at deciding:7", failed=True)
    listed = triage("mails", "--unreadable")
    assert listed.exit_code == 0, listed.stderr
    assert "not parsed within 20 s" in listed.stdout
    assert "KeyError at deciding:7" in listed.stdout
    assert "triage retry" in listed.stderr
    rows = [json.loads(line) for line in triage("mails", "--json").stdout.splitlines()]
    assert [row["id"] for row in rows] == [second, first]
    assert third not in {row["id"] for row in rows}
    only = triage("mails", "--kind", "unreadable", "--json").stdout.splitlines()
    assert [json.loads(line)["reason"] for line in only] == ["not parsed within 20 s"]


def test_no_unreadable_mail_is_said(triage: Triage, shop: Shop) -> None:
    assert shop.settings.exists()
    result = triage("mails", "--unreadable")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "no such mails" in result.stderr


def test_a_long_list_says_what_it_left_out(triage: Triage, shop: Shop) -> None:
    for number in keep(shop, b"\x00one", b"\x00two", b"\x00three"):
        note(shop, number, "binary")
    result = triage("mails", "--limit", "2")
    assert result.stdout.count("binary") == 2
    assert "the newest 2 of 3" in result.stderr


def test_retry_takes_numbers_or_all(triage: Triage, shop: Shop) -> None:
    first, second, third = keep(shop, b"\x00one", b"\x00two", b"\x00three")
    for number in (first, second, third):
        note(shop, number, "binary")
    assert "1 mails and 0 acts" in triage("retry", str(second)).stdout
    again = triage("retry", str(second))
    assert again.exit_code != 0
    assert f"mail {second}" in again.stderr
    both = triage("retry", str(first), "--all")
    assert both.exit_code == 2
    assert "2 mails and 0 acts" in triage("retry", "--all").stdout


@pytest.fixture
def connected(tmp_path: Path, each_store: str) -> Iterator[Shop]:
    """Return a shop on a real, empty mailbox."""
    if not dovecot_program():
        missing("Dovecot", "apt-get install dovecot-imapd")
    with Dovecot() as imap:
        imap.account("support")
        yield a_shop(tmp_path, imap_port=imap.port)


@pytest.mark.wires
def test_a_mail_that_an_older_version_could_not_read_becomes_a_case(
    triage: Triage, connected: Shop
) -> None:
    readable, junk = keep(connected, SAMPLE.read_bytes(), bytes(400))
    note(connected, readable, "the parser failed: LookupError: unknown encoding")
    note(connected, junk, "the bytes look binary")
    assert "no cases" in triage("cases").stderr
    assert "2 mails" in triage("retry").stdout
    result = triage("once")
    assert "1 decided, 1 drafts (1 customer, 1 unreadable)" in result.stdout
    assert "1 mails could not be read and are kept" in result.stderr
    assert "damaged" in triage("cases").stdout
    [row] = [
        json.loads(line)
        for line in triage("mails", "--unreadable", "--json").stdout.split("\n")
        if line
    ]
    assert row["id"] == junk
