"""Waiting for mail: woken at once, stopped soon, and never deceived by a dead line."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import pytest

from tests.wires.scripted import Scripted, Talk, imap
from tests.wires.servers import Account, Dovecot
from triage.errors import MailboxUnreachable
from triage.mailbox.fetch import look
from triage.mailbox.idle import Wake, wait
from triage.mailbox.session import Session
from triage.wire import ImapOptions, Password, Tls

pytestmark = pytest.mark.wires

MAIL = b"Subject: x\r\n\r\nhello\r\n"


def later(seconds: float, work: Callable[[], object]) -> threading.Timer:
    timer = threading.Timer(seconds, work)
    timer.start()
    return timer


def deliver(account: Account) -> None:
    with account.client() as client:
        client.append("INBOX", MAIL)


@pytest.fixture
def looking(account: Account) -> Iterator[Session]:
    with Session(account.options, account.secret) as session:
        look(session, "INBOX", None, None)
        yield session


def test_new_mail_wakes_within_two_seconds(account: Account, looking: Session) -> None:
    timer = later(0.3, lambda: deliver(account))
    started = time.monotonic()
    session = looking
    assert wait(session, threading.Event(), seconds=10) is Wake.NEW_MAIL
    assert time.monotonic() - started < 0.3 + 2
    timer.join()
    assert len(look(session, "INBOX", None, None).new_uids) == 1


def test_new_mail_wakes_over_tls(start_dovecot: Callable[..., Dovecot]) -> None:
    server = start_dovecot(tls=True)
    plain = server.account()
    account = plain.but(port=server.tls_port, tls=Tls.IMPLICIT, ca_file=server.ca_file)
    with Session(account.options, account.secret) as session:
        look(session, "INBOX", None, None)
        timer = later(0.3, lambda: deliver(plain))
        started = time.monotonic()
        assert wait(session, threading.Event(), seconds=10) is Wake.NEW_MAIL
        assert time.monotonic() - started < 0.3 + 2
        timer.join()
        assert look(session, "INBOX", None, None).exists == 1


def test_mail_that_came_between_look_and_wait_wakes_at_once(
    account: Account, looking: Session
) -> None:
    deliver(account)
    started = time.monotonic()
    assert wait(looking, threading.Event(), seconds=10) is Wake.NEW_MAIL
    assert time.monotonic() - started < 1


def test_stop_is_heard_while_idle(looking: Session) -> None:
    stop = threading.Event()
    timer = later(0.3, stop.set)
    started = time.monotonic()
    assert wait(looking, stop, seconds=60) is Wake.STOP
    assert time.monotonic() - started < 5
    timer.join()
    looking.noop()  # the session can still be used


def test_stop_already_set_does_not_wait(looking: Session) -> None:
    stop = threading.Event()
    stop.set()
    assert wait(looking, stop, seconds=60) is Wake.STOP


def test_waiting_ends_in_time_and_the_session_goes_on(looking: Session) -> None:
    started = time.monotonic()
    assert wait(looking, threading.Event(), seconds=1, slice_seconds=0.3) is Wake.OVER
    assert 0.9 < time.monotonic() - started < 2
    assert look(looking, "INBOX", None, None).exists == 0


def test_without_idle_it_just_waits_and_hears_the_stop(looking: Session) -> None:
    stop = threading.Event()
    assert wait(looking, stop, seconds=0.2, idle=False) is Wake.OVER
    timer = later(0.2, stop.set)
    assert wait(looking, stop, seconds=30, idle=False) is Wake.STOP
    timer.join()


def test_server_without_idle_is_waited_for(start_dovecot: Callable[..., Dovecot]) -> None:
    account = start_dovecot(capability="IMAP4rev1 UIDPLUS").account()
    with Session(account.options, account.secret) as session:
        look(session, "INBOX", None, None)
        assert wait(session, threading.Event(), seconds=0.2) is Wake.OVER


def test_stopped_server_is_noticed_while_idle(start_dovecot: Callable[..., Dovecot]) -> None:
    server = start_dovecot()
    account = server.account()
    session = Session(account.options, account.secret)
    session.open()
    look(session, "INBOX", None, None)
    timer = later(0.3, server.stop)
    started = time.monotonic()
    with pytest.raises(MailboxUnreachable):
        wait(session, threading.Event(), seconds=30)
    assert time.monotonic() - started < 5
    assert not session.alive
    timer.join()


def scripted(idling: Callable[[Talk], None], *, ends: bool = False) -> Callable[[Talk], None]:
    """Serve an empty mailbox; `idling` takes over once the client idles, and `ends` it or not."""
    opened = ["* 0 EXISTS", "* OK [UIDVALIDITY 9] ok", "{tag} OK [READ-ONLY] x"]
    plain = imap({"EXAMINE": opened, "IDLE": ["+ idling"]}, "IMAP4rev1 IDLE")

    def act(talk: Talk) -> None:
        heard = talk.hear

        def hear() -> str:
            line = heard()
            if line.endswith("IDLE"):
                talk.say("+ idling")
                idling(talk)
                if not ends:
                    return ""
                for piece in (line.split()[0][:3], line.split()[0][3:] + " OK done\r\n"):
                    talk._sock.sendall(piece.encode())
                    time.sleep(0.05)
                return heard()
            return line

        talk.hear = hear  # type: ignore[method-assign]
        plain(talk)

    return act


def in_pieces(*pieces: str, pause: float = 0.05) -> Callable[[Talk], None]:
    """Tell in packets cut anywhere, then wait for DONE and end the command in pieces, too."""

    def idling(talk: Talk) -> None:
        for piece in pieces:
            talk._sock.sendall(piece.encode())
            time.sleep(pause)
        assert talk.hear() == "DONE"

    return idling


@pytest.mark.parametrize(
    ("pieces", "wake"),
    [
        (("* 1 EX", "ISTS\r\n"), Wake.NEW_MAIL),
        (("* 1 EXISTS\r", "\n"), Wake.NEW_MAIL),
        (tuple("* 2 FETCH (FLAGS (\\Seen))\r\n* 3 EXISTS\r\n"), Wake.NEW_MAIL),
        (("* OK Still here\r\n* 0 EX", "PUNGE\r\n"), Wake.OVER),
        (("* 1 FETCH (ENVELOPE {12}\r\n* 1 EXIS", "TS\r\n)\r\n"), Wake.OVER),
        (("* 1 EXIS",), Wake.NEW_MAIL),  # its end comes after DONE
    ],
)
def test_lines_cut_anywhere_are_read_whole(pieces: tuple[str, ...], wake: Wake) -> None:
    told = in_pieces(*pieces)

    def idling(talk: Talk) -> None:
        told(talk)
        if pieces[-1] == "* 1 EXIS":
            talk._sock.sendall(b"TS\r\n")

    with Scripted(scripted(idling, ends=True)) as server:
        options = ImapOptions(
            "127.0.0.1", server.port, "u", tls=Tls.NONE, connect_timeout=2, read_timeout=2
        )
        with Session(options, lambda: Password("p")) as session:
            look(session, "INBOX", None, None)
            assert wait(session, threading.Event(), seconds=1.6, slice_seconds=0.4) is wake
            session.noop()  # and the next command is answered in step
            assert session.alive


@pytest.mark.parametrize(
    "idling",
    [
        lambda talk: talk._sock.sendall(b"* 1 EXI"),  # and hung up
        lambda talk: talk._sock.sendall(b"x" * 1_100_000),
        lambda talk: talk.close(),  # hung up without a word
        lambda talk: talk.say("* BYE shutting down"),
        lambda talk: talk.say("* OK Still here", "* BYE and then"),
    ],
)
def test_lost_line_is_noticed_without_spinning(idling: Callable[[Talk], None]) -> None:
    with Scripted(scripted(idling)) as server:
        options = ImapOptions(
            "127.0.0.1", server.port, "u", tls=Tls.NONE, connect_timeout=2, read_timeout=2
        )
        session = Session(options, lambda: Password("p"))
        session.open()
        look(session, "INBOX", None, None)
        started = time.process_time()
        with pytest.raises(MailboxUnreachable):
            wait(session, threading.Event(), seconds=20)
        assert time.process_time() - started < 0.5
        assert not session.alive
