"""Reading new mail without altering anything."""

from __future__ import annotations

import logging
import shutil
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from tests.wires.scripted import Scripted, imap
from tests.wires.servers import Account, Dovecot
from triage.mailbox.fetch import KEPT_BYTES, Position, fetch, look
from triage.mailbox.session import Session
from triage.wire import ImapOptions, Password, Tls

pytestmark = pytest.mark.wires


def mail(number: int, body: bytes = b"Wo ist mein Paket?\r\n") -> bytes:
    return (
        f"From: kundin@post.example\r\nSubject: Frage {number}\r\n"
        f"Message-ID: <{number}@post.example>\r\n\r\n"
    ).encode() + body


def fill(account: Account, *mails: bytes, **append: Any) -> None:
    with account.client() as client:
        for content in mails:
            client.append("INBOX", content, **append)


def everything(account: Account) -> dict[int, dict[bytes, Any]]:
    with account.client() as client:
        client.select_folder("INBOX", readonly=True)
        seen: dict[int, dict[bytes, Any]] = client.fetch(
            client.search(), ["FLAGS", "BODY.PEEK[]", "INTERNALDATE", "RFC822.SIZE"]
        )
    return {
        uid: {**items, b"FLAGS": set(items[b"FLAGS"]) - {b"\\Recent"}}
        for uid, items in seen.items()
    }


def test_fetching_leaves_flags_dates_and_bytes_as_they_were(
    account: Account, session: Session
) -> None:
    when = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
    fill(account, mail(1), mail(2), msg_time=when)
    fill(account, mail(3), flags=[b"\\Flagged", b"\\Seen"])
    before = everything(account)
    seen = look(session, "INBOX", None, None)
    fetched = list(fetch(session, seen.new_uids))
    assert everything(account) == before
    assert [one.content for one in fetched] == [mail(1), mail(2), mail(3)]
    assert [one.uid for one in fetched] == sorted(before)
    assert fetched[0].internal_date == when
    assert fetched[0].size == len(mail(1))


def test_folder_is_opened_read_only(account: Account, session: Session) -> None:
    fill(account, mail(1))
    look(session, "INBOX", None, None)
    before = everything(account)
    uid = next(iter(before))
    with pytest.raises(RuntimeError, match="read-only"):
        session.add_flag(uid, b"\\Seen")
    with pytest.raises(RuntimeError, match="read-only"):
        session.expunge(None)
    with pytest.raises(RuntimeError, match="read-only"):
        session.move(uid, "INBOX")
    assert everything(account) == before


def test_only_mail_above_the_position_is_new(account: Account, session: Session) -> None:
    fill(account, mail(1), mail(2))
    first = look(session, "INBOX", None, None)
    assert len(first.new_uids) == 2
    assert look(session, "INBOX", first.high, None).new_uids == ()
    fill(account, mail(3))
    second = look(session, "INBOX", first.high, None)
    assert len(second.new_uids) == 1
    assert second.new_uids[0] > first.high.last_uid
    assert not second.reset


def test_empty_folder_has_nothing_new(session: Session) -> None:
    seen = look(session, "INBOX", None, None)
    assert (seen.new_uids, seen.exists, seen.reset) == ((), 0, False)


def test_another_uidvalidity_makes_everything_new(account: Account, session: Session) -> None:
    fill(account, mail(1), mail(2))
    known = look(session, "INBOX", None, None).high
    other = look(session, "INBOX", Position(known.uidvalidity + 1, known.last_uid), None)
    assert other.reset
    assert len(other.new_uids) == 2


def test_lost_uid_list_of_dovecot_is_recognised(dovecot: Dovecot) -> None:
    account = dovecot.account()
    fill(account, mail(1), mail(2), mail(3))
    with Session(account.options, account.secret) as session:
        known = look(session, "INBOX", None, None).high
    time.sleep(1.1)  # Dovecot takes the second as UIDVALIDITY
    for lost in dovecot.maildir(account).glob("dovecot*"):
        lost.unlink() if lost.is_file() else shutil.rmtree(lost)
    with Session(account.options, account.secret) as session:
        seen = look(session, "INBOX", known, None)
        assert seen.reset
        assert len(seen.new_uids) == 3
        assert len(list(fetch(session, seen.new_uids))) == 3


def test_mail_before_since_is_left_out_and_passed_over(account: Account, session: Session) -> None:
    fill(account, mail(1), msg_time=datetime(2025, 1, 1, tzinfo=UTC))
    fill(account, mail(2), msg_time=datetime(2026, 6, 2, tzinfo=UTC))
    seen = look(session, "INBOX", None, date(2026, 6, 1))
    assert [one.content for one in fetch(session, seen.new_uids)] == [mail(2)]
    assert look(session, "INBOX", seen.high, date(2026, 6, 1)).new_uids == ()


def test_mail_too_large_keeps_its_header_and_beginning(account: Account, session: Session) -> None:
    large = mail(2, b"x" * 78 + b"\r\n") + (b"y" * 78 + b"\r\n") * 6000
    fill(account, mail(1), large, mail(3))
    seen = look(session, "INBOX", None, None)
    fetched = list(fetch(session, seen.new_uids, max_bytes=400_000))
    assert [one.truncated for one in fetched] == [False, True, False]
    assert fetched[1].size == len(large)
    assert fetched[1].content == large[:KEPT_BYTES]


def test_many_and_large_mails_come_in_order_batch_by_batch(dovecot: Dovecot) -> None:
    account = dovecot.account()
    mails = [mail(number, b"z" * 998 + b"\r\n") for number in range(120)]
    mails[60:60] = [mail(500 + number, (b"z" * 998 + b"\r\n") * 3000) for number in range(4)]
    fill(account, *mails)
    with Session(account.options, account.secret) as session:
        seen = look(session, "INBOX", None, None)
        assert [one.content for one in fetch(session, seen.new_uids)] == mails


def test_mail_that_vanished_is_left_out_and_named(
    account: Account, session: Session, caplog: pytest.LogCaptureFixture
) -> None:
    fill(account, mail(1), mail(2), mail(3))
    seen = look(session, "INBOX", None, None)
    with account.client() as client:
        client.select_folder("INBOX")
        client.delete_messages([seen.new_uids[1]])
        client.uid_expunge([seen.new_uids[1]])
    session.noop()
    with caplog.at_level(logging.WARNING):
        fetched = list(fetch(session, seen.new_uids))
    assert [one.content for one in fetched] == [mail(1), mail(3)]
    assert f"mail {seen.new_uids[1]} of INBOX vanished" in caplog.text


def test_nul_bare_newlines_and_raw_bytes_arrive_as_stored(dovecot: Dovecot) -> None:
    account = dovecot.account()
    odd = b"Subject: \xe9\xff\r\n\r\n\xff\x80 caf\xe9\r\n"
    fill(account, odd)
    with Session(account.options, account.secret) as session:
        seen = look(session, "INBOX", None, None)
        assert next(fetch(session, seen.new_uids)).content == odd


def scripted(answer: Callable[[str], list[str]]) -> Callable[[Any], None]:
    """Serve three mails; `answer` says what a FETCH of bodies for the given UIDs gets."""
    opened = [
        "* 3 EXISTS",
        "* OK [UIDVALIDITY 9] ok",
        "* OK [UIDNEXT 4] ok",
        "{tag} OK [READ-ONLY] x",
    ]
    sizes = [
        f'* {n} FETCH (UID {n} RFC822.SIZE 5 INTERNALDATE "01-Jan-2026 00:00:00 +0800")'
        for n in (1, 2, 3)
    ]

    def act(talk: Any) -> None:
        talk.say("* OK ready")
        while line := talk.hear():
            tag = line.split()[0]
            if "CAPABILITY" in line:
                reply = ["* CAPABILITY IMAP4rev1", "{tag} OK x"]
            elif "EXAMINE" in line:
                reply = opened
            elif "SEARCH" in line:
                reply = ["* SEARCH 1 2 3", "{tag} OK x"]
            elif "RFC822.SIZE" in line:
                reply = [*sizes, "{tag} OK x"]
            elif "FETCH" in line:
                reply = answer(line.split()[3])
            else:
                reply = ["{tag} OK x"]
            talk.say(*(one.replace("{tag}", tag) for one in reply))

    return act


def session_with(port: int) -> Session:
    options = ImapOptions("127.0.0.1", port, "u", tls=Tls.NONE, connect_timeout=2, read_timeout=2)
    return Session(options, lambda: Password("p"))


def test_one_mail_the_server_cannot_give_does_not_stop_the_others() -> None:
    def answer(uids: str) -> list[str]:
        if "2" in uids.split(","):
            return ["{tag} NO Server Unavailable. 15"]
        return [
            *(f"* {u} FETCH (UID {u} BODY[] {{2}}\r\nok)" for u in uids.split(",")),
            "{tag} OK x",
        ]

    def act(talk: Any) -> None:
        scripted(
            lambda uids: [line + (" x" if line == "{tag} OK" else "") for line in answer(uids)]
        )(talk)

    with Scripted(act) as server, session_with(server.port) as session:
        seen = look(session, "INBOX", None, None)
        fetched = list(fetch(session, seen.new_uids))
    assert [(one.uid, one.content) for one in fetched] == [(1, b"ok"), (2, b""), (3, b"ok")]
    assert "Server Unavailable" in fetched[1].refused
    assert fetched[0].internal_date == datetime(2025, 12, 31, 16, tzinfo=UTC)


def test_server_without_usable_dates_gives_the_present() -> None:
    before = datetime.now(UTC)
    answers = {
        "EXAMINE": ["* 3 EXISTS", "* OK [UIDVALIDITY 9] ok", "{tag} OK [READ-ONLY] x"],
        "UID SEARCH": ["* SEARCH 1 2 3", "{tag} OK x"],
        "UID FETCH": [
            '* 1 FETCH (UID 1 INTERNALDATE "01-Jan-1901 00:00:00 +0000" BODY[] {2}\r\nok)',
            '* 2 FETCH (UID 2 INTERNALDATE "00-Foo-0000 00:00:00 +0000" BODY[] {2}\r\nok)',
            '* 3 FETCH (UID 3 INTERNALDATE "31-Dec-9999 23:59:59 +0000" BODY[] NIL)',
            "{tag} OK x",
        ],
    }
    with Scripted(imap(answers)) as server, session_with(server.port) as session:
        seen = look(session, "INBOX", None, None)
        fetched = list(fetch(session, seen.new_uids))
    assert [one.content for one in fetched] == [b"ok", b"ok", b""]
    assert all(before <= one.internal_date <= datetime.now(UTC) for one in fetched)
    assert [bool(one.refused) for one in fetched] == [False, False, True]


def test_huge_folder_is_searched_in_windows_the_line_limit_can_take() -> None:
    heard: list[str] = []
    answers = {
        "EXAMINE": [
            "* 120000 EXISTS",
            "* OK [UIDVALIDITY 9] ok",
            "{tag} OK [READ-ONLY] x",
        ],
        "UID SEARCH": ["* SEARCH 7", "{tag} OK x"],
    }
    with (
        Scripted(imap(answers, heard=heard)) as server,
        session_with(server.port) as session,
    ):
        seen = look(session, "INBOX", None, None)
        assert seen.new_uids == (7,)
        windows = [line.split()[3] for line in heard if "SEARCH" in line]
        assert windows == ["1:50000", "50001:100000", "100001:120000"]
        heard.clear()
        look(session, "INBOX", Position(9, 100), None)
        assert sum("SEARCH" in line for line in heard) == 1
