"""Connecting, logging in, and what becomes of everything that goes wrong on the way."""

from __future__ import annotations

import base64
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from tests.wires.scripted import Scripted, Talk, imap
from tests.wires.servers import PASSWORD, Account, Dovecot
from triage import faults
from triage.errors import (
    FolderMissing,
    LoginRefused,
    MailboxUnreachable,
    ServerRefused,
    SettingsWrong,
)
from triage.mailbox.session import POINTS, Session
from triage.wire import Credentials, ImapOptions, Password, Tls, Token, TokenSource

pytestmark = pytest.mark.wires


def silent(talk: Talk) -> None:
    talk.hear()


def options_for(port: int, **changes: object) -> ImapOptions:
    base = ImapOptions(
        "127.0.0.1", port, "support", tls=Tls.NONE, connect_timeout=2, read_timeout=2
    )
    return replace(base, **changes)  # type: ignore[arg-type]


def password() -> Credentials:
    return Password(PASSWORD)


def test_wrong_password_is_refused_with_the_servers_words(account: Account) -> None:
    with pytest.raises(LoginRefused, match="check user and password"):
        Session(account.options, lambda: Password("wrong")).open()


def test_good_password_after_a_wrong_one_is_not_delayed(dovecot: Dovecot) -> None:
    account = dovecot.account()
    for _ in range(2):
        with pytest.raises(LoginRefused):
            Session(account.options, lambda: Password("wrong")).open()
    started = time.monotonic()
    with Session(account.options, account.secret) as session:
        assert session.alive
    assert time.monotonic() - started < 1


def test_user_and_password_beyond_ascii_travel_as_base64() -> None:
    told: list[bytes] = []

    def act(talk: Talk) -> None:
        talk.say("* OK ready")
        while line := talk.hear():
            tag, command = line.split()[:2]
            if command == "CAPABILITY":
                talk.say("* CAPABILITY IMAP4rev1 AUTH=PLAIN")
            elif command == "AUTHENTICATE":
                talk.say("+ ")
                told.append(base64.b64decode(talk.hear()))
            talk.say(f"{tag} OK done")

    with (
        Scripted(act) as server,
        Session(options_for(server.port, user="kundin ä"), lambda: Password("pässwort ✓")),
    ):
        assert told == ["\0kundin ä\0pässwort ✓".encode()]


def test_nobody_listening_is_unreachable() -> None:
    with Scripted(imap({})) as server:
        port = server.port
    with pytest.raises(MailboxUnreachable, match="refused"):
        Session(options_for(port), password).open()


def test_silent_server_times_out() -> None:
    with Scripted(silent) as server:
        started = time.monotonic()
        with pytest.raises(MailboxUnreachable, match="no answer in time"):
            Session(options_for(server.port, connect_timeout=0.5), password).open()
        assert time.monotonic() - started < 2


def test_server_that_stops_answering_is_left_without_logout() -> None:
    with Scripted(imap({"EXAMINE": []})) as server:
        session = Session(options_for(server.port, read_timeout=0.5), password)
        session.open()
        with pytest.raises(MailboxUnreachable, match="no answer in time"):
            session.examine("INBOX")
        assert not session.alive
        with pytest.raises(MailboxUnreachable, match="closed"):
            session.noop()


def test_killed_server_is_unreachable_and_a_new_session_works(
    start_dovecot: Callable[..., Dovecot],
) -> None:
    server = start_dovecot()
    account = server.account()
    session = Session(account.options, account.secret)
    session.open()
    session.examine("INBOX")
    server.stop(kill=True)
    with pytest.raises(MailboxUnreachable):
        session.search(["ALL"])
    assert not session.alive
    server.start()
    with Session(account.options, account.secret) as again:
        assert again.examine("INBOX").exists == 0


def test_line_lost_while_logging_in_is_not_a_refusal() -> None:
    with (
        Scripted(imap({"LOGIN": ["HANG UP"]})) as server,
        pytest.raises(MailboxUnreachable),
    ):
        Session(options_for(server.port), password).open()


@pytest.mark.parametrize(
    "answer",
    [
        "{tag} NO [UNAVAILABLE] Temporary authentication failure.",
        "{tag} NO [LIMIT] Maximum number of connections from user+IP exceeded",
        "{tag} NO [ALERT] Too many simultaneous connections. (Failure)",
    ],
)
def test_login_refused_for_now_is_worth_another_try(answer: str) -> None:
    with Scripted(imap({"LOGIN": [answer]})) as server, pytest.raises(MailboxUnreachable):
        Session(options_for(server.port), password).open()


@pytest.mark.parametrize(
    ("answer", "seconds"),
    [
        ("{tag} BAD Request is throttled. Suggested Backoff Time: 299910 milliseconds", 299.91),
        ("{tag} BAD User is authenticated but not connected.", 60.0),
        ("{tag} NO [OVERQUOTA] Account exceeded command or bandwidth limits. (Failure)", None),
    ],
)
def test_throttled_server_says_how_long_to_stay_away(answer: str, seconds: float | None) -> None:
    with Scripted(imap({"EXAMINE": [answer]})) as server:
        session = Session(options_for(server.port), password)
        session.open()
        with pytest.raises(MailboxUnreachable) as caught:
            session.examine("INBOX")
        assert caught.value.retry_after == seconds


def test_bye_as_greeting_is_unreachable() -> None:
    with (
        Scripted(lambda talk: talk.say("* BYE too many connections")) as server,
        pytest.raises(MailboxUnreachable),
    ):
        Session(options_for(server.port), password).open()


@pytest.mark.parametrize(
    ("garbage", "ask"),
    [
        ("* SEARCH one two", lambda session: session.search(["ALL"])),
        ("nonsense", lambda session: session.search(["ALL"])),
        ("* 1 FETCH (", lambda session: session.fetch([1], ["FLAGS"])),
        ("* 1 FETCH (UID x FLAGS)", lambda session: session.fetch([1], ["FLAGS"])),
        ("* 1 FETCH (UID 1 FLAGS", lambda session: session.fetch([1], ["FLAGS"])),
        ("* 1 FETCH (UID)", lambda session: session.fetch([1], ["FLAGS"])),
        ("* 1 FETCH ((UID) 1)", lambda session: session.fetch([1], ["FLAGS"])),
        ("* LIST (", lambda session: session.folders()),
        ("* LIST ((", lambda session: session.folders()),
        ("* LIST x", lambda session: session.folders()),
        ("* LIST NIL NIL NIL", lambda session: session.folders()),
        ("* STATUS INBOX (UIDNEXT x)", lambda session: session.status("INBOX")),
    ],
)
def test_garbled_answer_is_the_servers_failure_not_a_bug(
    garbage: str, ask: Callable[[Session], object]
) -> None:
    answers = {
        "EXAMINE": ["* 1 EXISTS", "* OK [UIDVALIDITY 1] ok", "{tag} OK [READ-ONLY] done"],
        "UID SEARCH": [garbage, "{tag} OK done"],
        "UID FETCH": [garbage, "{tag} OK done"],
        "LIST": [garbage, "{tag} OK done"],
        "STATUS": [garbage, "{tag} OK done"],
    }
    with Scripted(imap(answers)) as server:
        session = Session(options_for(server.port), password)
        session.open()
        session.examine("INBOX")
        with pytest.raises(MailboxUnreachable):
            ask(session)
        assert not session.alive


def test_missing_folder_is_named(session: Session) -> None:
    with pytest.raises(FolderMissing, match="Nirgends"):
        session.examine("Nirgends")
    assert session.alive


def test_append_to_a_missing_folder_is_a_missing_folder(session: Session) -> None:
    with pytest.raises(FolderMissing, match="Nirgends"):
        session.append("Nirgends", b"Subject: x\r\n\r\n", ())


def test_full_mailbox_is_refused_with_its_reason(start_dovecot: Callable[..., Dovecot]) -> None:
    account = start_dovecot(quota=20).account()
    with Session(account.options, account.secret) as session:
        with pytest.raises(ServerRefused, match="OVERQUOTA"):
            session.append("Drafts", b"Subject: x\r\n\r\n" + b"x" * 30_000, ())
        assert session.alive


def test_uids_that_are_not_ints_are_refused_before_anything_is_sent(session: Session) -> None:
    session.examine("INBOX")
    for wrong in ("1:*", b"1", ["1"], [0], [True]):
        with pytest.raises(TypeError):
            session.fetch(wrong, ["FLAGS"])  # type: ignore[arg-type]


def test_netease_lets_in_only_those_who_say_who_they_are() -> None:
    heard: list[str] = []
    with Scripted(imap({}, "IMAP4rev1 ID", heard)) as server:
        with Session(options_for(server.port, user="support@shop.example"), password):
            pass
        introduction = next(line for line in heard if " ID (" in line)
    assert '"name" "triage"' in introduction
    assert '"contact" "support@shop.example"' in introduction
    names = [line.split()[1] for line in heard]
    assert names.index("LOGIN") < names.index("ID")


def test_refused_introduction_does_not_end_the_session() -> None:
    with (
        Scripted(imap({"ID": ["{tag} BAD no"]}, "IMAP4rev1 ID")) as server,
        Session(options_for(server.port), password) as session,
    ):
        assert session.alive


def test_unsafe_login_of_netease_is_shown_to_the_admin() -> None:
    unsafe = "{tag} NO EXAMINE Unsafe Login. Please contact kefu@188.com for help"
    with (
        Scripted(imap({"EXAMINE": [unsafe]})) as server,
        Session(options_for(server.port), password) as session,
        pytest.raises(ServerRefused, match="Unsafe Login"),
    ):
        session.examine("INBOX")


@pytest.fixture(scope="module")
def secure() -> Iterator[Dovecot]:
    with Dovecot(tls=True) as server:
        yield server


@pytest.mark.parametrize("tls", [Tls.IMPLICIT, Tls.STARTTLS])
def test_tls_with_the_servers_own_authority_works(secure: Dovecot, tls: Tls) -> None:
    port = secure.tls_port if tls is Tls.IMPLICIT else secure.port
    account = secure.account(port=port, tls=tls, ca_file=secure.ca_file)
    with Session(account.options, account.secret) as session:
        assert session.examine("INBOX").exists == 0


@pytest.mark.parametrize("tls", [Tls.IMPLICIT, Tls.STARTTLS])
def test_untrusted_certificate_is_refused_and_the_remedy_named(secure: Dovecot, tls: Tls) -> None:
    port = secure.tls_port if tls is Tls.IMPLICIT else secure.port
    account = secure.account(port=port, tls=tls)
    with pytest.raises(MailboxUnreachable, match="ca_file"):
        Session(account.options, account.secret).open()


def test_certificate_for_another_name_is_refused(start_dovecot: Callable[..., Dovecot]) -> None:
    server = start_dovecot(tls=True, names="DNS:other.example")
    for tls, port in ((Tls.IMPLICIT, server.tls_port), (Tls.STARTTLS, server.port)):
        account = server.account(port=port, tls=tls, ca_file=server.ca_file)
        with pytest.raises(MailboxUnreachable, match="not valid for"):
            Session(account.options, account.secret).open()


def test_tls_on_a_plain_port_names_the_remedy(secure: Dovecot) -> None:
    account = secure.account(tls=Tls.IMPLICIT, ca_file=secure.ca_file)
    with pytest.raises(MailboxUnreachable, match="starttls"):
        Session(account.options, account.secret).open()


def test_ca_file_that_is_not_there_is_a_wrong_setting(secure: Dovecot) -> None:
    account = secure.account(port=secure.tls_port, tls=Tls.IMPLICIT, ca_file="/nowhere.pem")
    with pytest.raises(SettingsWrong, match=r"nowhere\.pem"):
        Session(account.options, account.secret).open()


def test_no_password_is_sent_when_starttls_is_stripped() -> None:
    heard: list[str] = []
    with Scripted(imap({}, "IMAP4rev1 AUTH=PLAIN", heard)) as server:
        with pytest.raises(MailboxUnreachable, match="does not offer STARTTLS"):
            Session(options_for(server.port, tls=Tls.STARTTLS), password).open()
        assert not any(PASSWORD in line or "LOGIN" in line for line in heard)


def test_password_is_not_sent_where_login_is_disabled() -> None:
    heard: list[str] = []
    with Scripted(imap({}, "IMAP4rev1 LOGINDISABLED", heard)) as server:
        with pytest.raises(LoginRefused, match="starttls"):
            Session(options_for(server.port), password).open()
        assert not any(PASSWORD in line for line in heard)


@pytest.mark.parametrize("mechanism", ["XOAUTH2", "OAUTHBEARER"])
def test_revoked_token_is_renewed_once(mechanism: str) -> None:
    tokens = iter([Token("revoked"), Token("fresh"), Token("never")])
    attempts: list[str] = []

    def act(talk: Talk) -> None:
        say, hear = talk.say, talk.hear
        say("* OK ready")
        while line := hear():
            tag, command = line.split()[:2]
            if command == "CAPABILITY":
                say(f"* CAPABILITY IMAP4rev1 AUTH={mechanism}", f"{tag} OK done")
            elif command == "AUTHENTICATE":
                say("+ ")
                attempts.append(hear())
                if len(attempts) == 1:
                    say("+ eyJzdGF0dXMiOiI0MDAifQ==")  # the reason, which wants an answer
                    assert hear() in ("", "AQ==")
                    say(f"{tag} NO [AUTHENTICATIONFAILED] Invalid credentials")
                else:
                    say(f"{tag} OK welcome")
            else:
                say(f"{tag} OK done")

    with (
        Scripted(act) as server,
        Session(options_for(server.port), TokenSource(lambda: next(tokens))) as session,
    ):
        assert session.alive
    assert len(attempts) == 2
    assert attempts[0] != attempts[1]


def test_every_command_passes_its_two_points(account: Account) -> None:
    passed: list[str] = []
    faults.install(passed.append)
    try:
        with Session(account.options, account.secret) as session:
            session.examine("INBOX")
            session.append("INBOX", b"Subject: x\r\n\r\n", ())
    finally:
        faults.install(None)
    for command in ("connect", "login", "examine", "append", "logout"):
        before, after = f"imap:{command}:before", f"imap:{command}:after"
        assert passed.index(before) < passed.index(after)
    assert set(passed) <= set(POINTS)
