"""The first start on a mailbox full of old mail: today's first, the old left alone or in turn."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.generated import Generated, generate
from tests.wires.mail_out import Postbox
from tests.wires.scripted import Scripted, imap
from tests.wires.servers import Dovecot
from tests.wires.shop import NOW, Shop
from triage import faults
from triage.daemon import look_only
from triage.errors import MailboxUnreachable
from triage.mailbox.fetch import Position, look
from triage.mailbox.folders import discover
from triage.mailbox.session import Session
from triage.office import opened
from triage.rounds import Report, Round
from triage.storage.database import Database
from triage.storage.mails import Arrived, Mails
from triage.wire import ImapOptions, Password, Tls

pytestmark = pytest.mark.wires


@pytest.fixture
def shop(dovecot: Dovecot, smtp_server: Postbox, tmp_path: Path) -> Shop:
    return Shop(dovecot.account(), smtp_server, tmp_path / "shop")


def since(shop: Shop, day: str) -> None:
    """Write another `since`, "" for none."""
    line = f"since = {day}" if day else ""
    shop.file.write_text(shop.file.read_text("utf-8").replace("since = 2026-01-01", line), "utf-8")


def old_mails(
    dovecot: Dovecot, shop: Shop, count: int, newest: datetime = NOW - timedelta(days=30)
) -> None:
    """Put plain old mails into the inbox by writing files, as fast as the disk takes them."""
    with shop.account.client() as client:
        client.select_folder("INBOX")  # makes the maildir
    folder = dovecot.maildir(shop.account) / "cur"
    owner = folder.stat()
    for number in range(count):
        at = int((newest - timedelta(minutes=count - number)).timestamp())
        path = folder / f"{at}.M{number}P1.test:2,S"
        path.write_bytes(
            b"From: Old Customer <old%d@mailbox.example>\r\nTo: support@store.example\r\n"
            b"Subject: Order %d\r\nMessage-ID: <old%d@mailbox.example>\r\n\r\n"
            b"Where is my parcel? Order number %d\r\n" % (number, number, number, 20000 + number)
        )
        os.utime(path, (at, at))
        os.chown(path, owner.st_uid, owner.st_gid)
    with shop.account.client() as client:
        client.select_folder("INBOX")  # gives them their UIDs


@contextmanager
def a_round(shop: Shop) -> Iterator[Round]:
    with opened(shop.settings, lambda: NOW) as office:
        account = office.accounts["support"]
        with account.session() as session:
            yield Round(office, account, session, discover(session, account.folders))


def today() -> list[Generated]:
    return [mail for mail in generate(6) if not mail.answers]


@pytest.mark.parametrize("day", ["2026-11-20", ""])
def test_mail_older_than_since_or_the_first_start_is_skipped_at_once(
    dovecot: Dovecot, shop: Shop, day: str
) -> None:
    since(shop, day)
    old_mails(dovecot, shop, 3000)
    shop.deliver(today())
    started = time.monotonic()
    report = shop.once()
    assert time.monotonic() - started < 20
    assert (report.fetched, report.decided) == (6, 6)
    assert len(shop.folder_of("Drafts")) == 6
    assert shop.once().fetched == 0
    assert len(look_only(shop.settings, lambda: NOW)) == 0


def test_mail_of_the_evening_before_since_is_left_alone(shop: Shop) -> None:
    since(shop, "2026-11-20")
    mails = generate(2)
    with shop.account.client() as client:
        for mail, hour in zip(mails, (22, 23), strict=True):  # midnight in Berlin is 23:00 UTC
            at = datetime(2026, 11, 19, hour, 30, tzinfo=UTC)
            client.append("INBOX", mail.content, msg_time=at)
    assert shop.once().fetched == 1


def test_mail_that_comes_while_the_program_is_off_is_read_whatever_the_day(shop: Shop) -> None:
    since(shop, "")
    shop.deliver(today()[:1])
    shop.once()
    shop.deliver(today()[1:2])
    assert shop.once(NOW + timedelta(days=9)).fetched == 1


def test_todays_mail_is_answered_before_old_mail_and_all_is_read_in_the_end(
    dovecot: Dovecot, shop: Shop
) -> None:
    old_mails(dovecot, shop, 450)
    shop.deliver(today())
    report = Report()
    with a_round(shop) as working:
        assert working.run(report)
        assert len(shop.folder_of("Drafts")) == 6  # today's
        assert working.run(report)
        assert len(shop.folder_of("Drafts")) == 6 + 200  # and the first portion
        shop.deliver([generate(8)[7]])
        assert working.run(report)
        assert len(shop.folder_of("Drafts")) == 7 + 200
        while working.run(report):
            pass
    assert (report.fetched, report.failed) == (457, 0)
    assert len(shop.folder_of("Drafts")) == 457
    assert shop.once().fetched == 0


def test_an_interrupted_backlog_goes_on_where_it_stood(dovecot: Dovecot, shop: Shop) -> None:
    old_mails(dovecot, shop, 450)
    shop.deliver(today())
    report = Report()
    with a_round(shop) as working:
        assert working.run(report)
        assert working.run(report)
    assert report.fetched == 206
    told: list[tuple[str, int, int]] = []
    with opened(shop.settings, lambda: NOW) as office:
        account = office.accounts["support"]
        with account.session() as session:
            folders = discover(session, account.folders)
            working = Round(office, account, session, folders, lambda *step: told.append(step))
            while working.run(report):
                pass
    assert report.fetched == 456
    assert ("older mail", 200, 250) in told
    assert ("older mail", 250, 250) in told


def test_a_line_that_breaks_at_the_first_mail_lets_todays_still_go_first(
    dovecot: Dovecot, shop: Shop
) -> None:
    old_mails(dovecot, shop, 450)
    shop.deliver(today())

    def broken(point: str) -> None:
        if point == "imap:fetch:before":
            raise MailboxUnreachable("cut off")

    faults.install(broken)
    try:
        with a_round(shop) as working, pytest.raises(MailboxUnreachable):
            working.run(Report())
    finally:
        faults.install(None)
    report = Report()
    with a_round(shop) as working:
        assert working.run(report)
        assert len(shop.folder_of("Drafts")) == 6
        while working.run(report):
            pass
    assert report.fetched == 456


def test_a_mail_the_server_keeps_to_itself_is_asked_for_at_times_not_each_round(
    shop: Shop,
) -> None:
    shop.deliver(today()[:1])
    passed: list[str] = []
    with opened(shop.settings, lambda: NOW) as office:
        account = office.accounts["support"]
        with account.session() as session:
            working = Round(office, account, session, discover(session, account.folders))
            working.run(Report())
            uidvalidity = session.examine("INBOX").uidvalidity
            kept = Arrived(1000, 0, NOW, b"", truncated=True, refused="NO")
            place = "main", "support", "INBOX", uidvalidity
            office.mails.keep(*place, [kept], 1000, junk=False, now=NOW)
            faults.install(passed.append)
            try:
                working.run(Report())
                first = passed.count("imap:fetch:before")
                working.run(Report())
            finally:
                faults.install(None)
    assert first > 0
    assert passed.count("imap:fetch:before") == first


def test_a_mail_that_comes_during_a_round_is_known_before_the_server_is_waited_for(
    shop: Shop,
) -> None:
    shop.deliver(today()[:1])
    with opened(shop.settings, lambda: NOW) as office:
        account = office.accounts["support"]
        with account.session() as session:
            working = Round(office, account, session, discover(session, account.folders))
            working.run(Report())
            assert not working.arrivals.came_since(session.examine("INBOX"), "INBOX")
            shop.deliver(today()[1:2])
            assert working.arrivals.came_since(session.examine("INBOX"), "INBOX")


def test_a_backlog_of_another_uidvalidity_is_dropped_and_read_anew(
    dovecot: Dovecot, shop: Shop
) -> None:
    old_mails(dovecot, shop, 250)
    shop.deliver(today()[:2])
    with a_round(shop) as working:
        assert working.run(Report())
        assert working.run(Report())
    time.sleep(1.1)  # Dovecot takes the second as UIDVALIDITY
    for index in dovecot.maildir(shop.account).glob("dovecot*"):
        index.unlink()
    shop.once()
    database = Database(shop.settings.database.url)
    counts = Mails(database, shop.folder).counts()
    database.close()
    assert counts == {"customer": 252}


def answers(exists: int, uidnext: int, uids: str, recent: str = "") -> dict[str, list[str]]:
    return {
        "EXAMINE": [
            f"* {exists} EXISTS", "* OK [UIDVALIDITY 9] ok", f"* OK [UIDNEXT {uidnext}] ok",
            "{tag} OK [READ-ONLY] x",
        ],
        "UID SEARCH": [f"* SEARCH {uids}", "{tag} OK x"],
        "UID SEARCH UID": [f"* SEARCH {recent or uids}", "{tag} OK x"],
    }  # fmt: skip


def looking(server: Scripted) -> Session:
    options = ImapOptions(
        "127.0.0.1", server.port, "u", tls=Tls.NONE, connect_timeout=2, read_timeout=2
    )
    return Session(options, lambda: Password("p"))


def test_a_uid_allotted_but_not_shown_yet_is_not_passed_over() -> None:
    with Scripted(imap(answers(3, 8, "4 5"))) as server, looking(server) as session:
        seen = look(session, "INBOX", Position(9, 4), None)
    assert (seen.new_uids, seen.high.last_uid) == ((5,), 5)  # not 7: 6 and 7 may be under way


def test_a_mail_shown_after_a_later_one_is_still_read(
    dovecot: Dovecot, shop: Shop, start_proxy: Callable[..., int]
) -> None:
    shop.deliver(today()[:3])
    hidden = {2}

    def hide(line: bytes) -> bytes:
        if line.startswith(b"* SEARCH"):
            return b" ".join(w for w in line.split() if w not in {b"%d" % u for u in hidden})
        return line

    proxied = start_proxy(shop.account.options.port, hide)
    text = shop.file.read_text("utf-8")
    port = shop.account.options.port
    shop.file.write_text(text.replace(f"port = {port}", f"port = {proxied}"), "utf-8")
    with a_round(shop) as working:
        report = Report()
        working.run(report)
        assert report.fetched == 2
        hidden.clear()
        working.run(report)
        assert report.fetched == 3
        working.run(report)
    assert report.fetched == 3
