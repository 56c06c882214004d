"""Sending: what left, what did not, and what nobody can know."""

from __future__ import annotations

import base64
import ssl
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.wires.mail_out import Postbox
from tests.wires.scripted import Scripted, Talk
from tests.wires.servers import make_certificates
from triage import faults
from triage.errors import LoginRefused, SendDelayed, SendInDoubt, SendRefused
from triage.smtp import POINTS, send
from triage.wire import Password, Secret, SmtpOptions, Tls, Token, TokenSource

pytestmark = pytest.mark.wires

FROM = "support@shop.example"
TO = ("kundin@post.example",)
MAIL = b"From: support@shop.example\r\nSubject: Ihr Paket\r\n\r\nGuten Tag\r\n.\r\n..zwei\r\n"


class Before:
    """Counts how often the caller was asked to commit."""

    def __init__(self) -> None:
        self.calls = 0

    def __call__(self) -> None:
        self.calls += 1


def deliver(
    options: SmtpOptions,
    *,
    secret: Secret | None = None,
    message: bytes = MAIL,
    to: tuple[str, ...] = TO,
    sender: str = FROM,
    before: Callable[[], None] = lambda: None,
) -> str:
    return send(options, secret, message, sender, to, before_data=before)


def test_mail_arrives_byte_by_byte_with_its_envelope(smtp_server: Postbox) -> None:
    before = Before()
    reply = deliver(smtp_server.options(), to=(*TO, "zwei@post.example"), before=before)
    assert reply.startswith("250 OK queued")
    (kept,) = smtp_server.kept
    assert kept.content == MAIL
    assert (kept.sender, kept.recipients) == (FROM, (*TO, "zwei@post.example"))
    assert before.calls == 1


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b""])
def test_line_ends_and_dots_survive(smtp_server: Postbox, end: bytes) -> None:
    deliver(smtp_server.options(), message=b"Subject: x\n\n.one\n.\nlast" + end)
    assert smtp_server.kept[0].content == b"Subject: x\r\n\r\n.one\r\n.\r\nlast\r\n"


def test_null_sender_is_sent_as_such(smtp_server: Postbox) -> None:
    deliver(smtp_server.options(), sender="")
    assert smtp_server.kept[0].sender == ""


def test_eight_bit_and_addresses_beyond_ascii_are_declared(smtp_server: Postbox) -> None:
    deliver(
        smtp_server.options(),
        message="Subject: x\r\n\r\nschön\r\n".encode(),
        to=("käufer@post.example",),
    )
    (kept,) = smtp_server.kept
    assert {"BODY=8BITMIME", "SMTPUTF8"} <= set(kept.options)
    assert kept.recipients == ("käufer@post.example",)
    assert kept.content.decode().endswith("schön\r\n")


def test_plain_mail_declares_nothing_but_its_size(smtp_server: Postbox) -> None:
    deliver(smtp_server.options())
    assert smtp_server.kept[0].options == (f"SIZE={len(MAIL)}",)


@pytest.mark.parametrize("step", ["mail", "rcpt"])
@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        ("451 come back later", SendDelayed),
        ("421 going down", SendDelayed),
        ("550 no", SendRefused),
    ],
)
def test_refusal_before_data_sends_nothing(
    smtp_server: Postbox, step: str, answer: str, failure: type[Exception]
) -> None:
    smtp_server.answers[step] = answer
    before = Before()
    with pytest.raises(failure, match=answer.split()[1]):
        deliver(smtp_server.options(), before=before)
    assert before.calls == 0
    assert smtp_server.kept == []


def test_one_refused_recipient_stops_it_for_all_and_is_named(smtp_server: Postbox) -> None:
    smtp_server.answers["rcpt weg@post.example"] = "550 5.1.1 no such user"
    with pytest.raises(SendRefused, match=r"5\.1\.1.*weg@post\.example"):
        deliver(smtp_server.options(), to=(*TO, "weg@post.example"))
    assert smtp_server.kept == []


@pytest.mark.parametrize(
    ("answer", "failure"), [("452 full", SendDelayed), ("554 looks like spam", SendRefused)]
)
def test_verdict_on_the_mail_is_clear(
    smtp_server: Postbox, answer: str, failure: type[Exception]
) -> None:
    smtp_server.answers["data"] = answer
    before = Before()
    with pytest.raises(failure, match=answer[:3]):
        deliver(smtp_server.options(), before=before)
    assert before.calls == 1


@pytest.mark.parametrize("kept", [True, False])
def test_line_lost_before_the_verdict_is_in_doubt(smtp_server: Postbox, kept: bool) -> None:
    smtp_server.drop_at, smtp_server.keep_dropped = "data", kept
    with pytest.raises(SendInDoubt, match="may have been sent"):
        deliver(smtp_server.options())
    assert len(smtp_server.kept) == kept


def test_verdict_that_does_not_come_in_time_is_in_doubt(smtp_server: Postbox) -> None:
    smtp_server.delay = 1.5
    with pytest.raises(SendInDoubt):
        deliver(smtp_server.options(reply_timeout=0.3))


def test_slow_verdict_is_waited_for(smtp_server: Postbox) -> None:
    smtp_server.delay = 0.6
    assert deliver(smtp_server.options(read_timeout=0.3)).startswith("250")


@pytest.mark.parametrize("step", ["mail", "rcpt"])
def test_line_lost_before_data_is_worth_another_try(smtp_server: Postbox, step: str) -> None:
    smtp_server.drop_at = step
    with pytest.raises(SendDelayed):
        deliver(smtp_server.options())
    assert smtp_server.kept == []


def test_nobody_listening_is_worth_another_try(smtp_server: Postbox) -> None:
    options = smtp_server.options()
    smtp_server.__exit__()
    with pytest.raises(SendDelayed, match="refused"):
        deliver(options)


def talk_smtp(answers: dict[str, list[str]], heard: list[str]) -> Callable[[Talk], None]:
    """Speak SMTP; `answers` maps a verb to its replies in turn, [] hangs up."""

    def act(talk: Talk) -> None:
        talk.say("220 ready")
        while line := talk.hear():
            heard.append(line)
            replies = answers.get(line.split()[0].upper(), ["250 OK"])
            if not replies:
                return
            talk.say(replies[0])
            if len(replies) > 1:
                del replies[0]

    return act


def options_for(port: int, **changes: object) -> SmtpOptions:
    base: dict[str, object] = {"tls": Tls.NONE, "connect_timeout": 2, "read_timeout": 2}
    return SmtpOptions("127.0.0.1", port, **(base | changes))  # type: ignore[arg-type]


def test_server_that_shuts_us_out_has_not_refused_the_mail() -> None:
    with (
        Scripted(lambda talk: talk.say("554 your address is blocked")) as server,
        pytest.raises(SendDelayed, match="blocked"),
    ):
        deliver(options_for(server.port))


def test_line_lost_at_the_word_data_has_sent_nothing() -> None:
    heard: list[str] = []
    with Scripted(talk_smtp({"DATA": []}, heard)) as server, pytest.raises(SendDelayed):
        deliver(options_for(server.port))
    assert heard[-1] == "DATA"


@pytest.mark.parametrize("answer", ["gibberish", "354 again", "199 well"])
def test_verdict_without_sense_is_in_doubt(answer: str) -> None:
    answers = {"DATA": "354 go on", ".": answer}

    def act(talk: Talk) -> None:
        talk.say("220 ready")
        in_data = False
        while (line := talk.hear()) or in_data:
            if not in_data or line == ".":
                talk.say(answers.get(line.split()[0], "250 OK"))
                in_data = line == "DATA"

    with Scripted(act) as server, pytest.raises(SendInDoubt):
        deliver(options_for(server.port))


@pytest.mark.parametrize(
    "bad", ["a@b.example>\r\nDATA", "two words@b.example", "", "<a@b.example>"]
)
def test_address_that_could_break_out_is_refused(smtp_server: Postbox, bad: str) -> None:
    with pytest.raises(SendRefused, match="not an address"):
        deliver(smtp_server.options(), to=(bad,))


def test_mail_without_recipient_is_refused(smtp_server: Postbox) -> None:
    with pytest.raises(SendRefused, match="no recipient"):
        deliver(smtp_server.options(), to=())


def test_caller_who_cannot_commit_sends_nothing(smtp_server: Postbox) -> None:
    def fail() -> None:
        raise LookupError

    with pytest.raises(LookupError):
        deliver(smtp_server.options(), before=fail)
    assert smtp_server.kept == []


def test_login_by_password() -> None:
    with Postbox(login=True) as server:
        deliver(server.options(), secret=server.secret)
        assert server.users == [FROM]
        with pytest.raises(LoginRefused, match="535"):
            deliver(server.options(), secret=lambda: Password("wrong"))
        assert len(server.kept) == 1


def test_login_that_fails_for_now_is_worth_another_try() -> None:
    answers = {"EHLO": ["250 AUTH PLAIN LOGIN"], "AUTH": ["454 4.7.0 try again later"]}
    answers["EHLO"] = ["250-hello\r\n250 AUTH PLAIN"]
    with Scripted(talk_smtp(answers, [])) as server, pytest.raises(SendDelayed, match="454"):
        deliver(options_for(server.port, user="u"), secret=lambda: Password("p"))


def test_server_that_offers_no_login_gets_no_password() -> None:
    heard: list[str] = []
    with (
        Scripted(talk_smtp({}, heard)) as server,
        pytest.raises(LoginRefused, match="offers no login"),
    ):
        deliver(options_for(server.port, user="u"), secret=lambda: Password("p"))
    assert not any("AUTH" in line for line in heard)


def test_login_of_old_servers_asks_for_user_and_password_in_turn() -> None:
    heard: list[str] = []
    answers = {
        "EHLO": ["250-hello\r\n250 AUTH=LOGIN"],
        "AUTH": ["334 VXNlcm5hbWU6"],
        base64.b64encode(b"u").decode().upper(): ["334 UGFzc3dvcmQ6"],
        base64.b64encode("pä".encode()).decode().upper(): ["235 welcome"],
        "MAIL": ["550 far enough"],
    }
    with Scripted(talk_smtp(answers, heard)) as server, pytest.raises(SendRefused, match="far"):
        deliver(options_for(server.port, user="u"), secret=lambda: Password("pä"))
    assert heard[1] == "AUTH LOGIN"


def test_revoked_token_is_renewed_once() -> None:
    tokens = iter([Token("revoked"), Token("fresh"), Token("never")])
    heard: list[str] = []
    answers = {
        "EHLO": ["250-hello\r\n250 AUTH XOAUTH2"],
        "AUTH": ["535 5.7.8 refused", "235 welcome"],
        "MAIL": ["550 far enough"],
    }
    with Scripted(talk_smtp(answers, heard)) as server, pytest.raises(SendRefused, match="far"):
        deliver(options_for(server.port, user=FROM), secret=TokenSource(lambda: next(tokens)))
    bearers = [
        base64.b64decode(line.split()[2]).decode() for line in heard if line.startswith("AUTH")
    ]
    assert bearers == [f"user={FROM}\1auth=Bearer {token}\1\1" for token in ("revoked", "fresh")]


@pytest.mark.parametrize(
    ("mechanism", "first", "second"),
    [
        ("XOAUTH2", f"user={FROM}\1auth=Bearer old\1\1", ""),
        ("OAUTHBEARER", f"n,a={FROM},\1auth=Bearer old\1\1", "\1"),
    ],
)
def test_a_token_refused_with_its_reason_is_answered_as_the_mechanism_wants(
    mechanism: str, first: str, second: str
) -> None:
    heard: list[str] = []

    def act(talk: Talk) -> None:
        talk.say("220 hello")
        while line := talk.hear():
            heard.append(line)
            if line.lower().startswith("ehlo"):
                talk.say("250-hello", f"250 AUTH {mechanism}")
            elif line.startswith("AUTH"):
                talk.say("334 eyJzdGF0dXMiOiI0MDAifQ==")
                heard.append(talk.hear())
                talk.say("535 5.7.8 refused")

    with Scripted(act) as server, pytest.raises(LoginRefused) as caught:
        deliver(options_for(server.port, user=FROM), secret=lambda: Token("old"))
    assert "old" not in str(caught.value).split()
    auth = next(n for n, line in enumerate(heard) if line.startswith("AUTH"))
    assert heard[auth].split()[1] == mechanism
    assert base64.b64decode(heard[auth].split()[2]).decode() == first
    assert base64.b64decode(heard[auth + 1]).decode() == second


def test_no_mail_leaves_when_starttls_is_stripped() -> None:
    heard: list[str] = []
    with (
        Scripted(talk_smtp({}, heard)) as server,
        pytest.raises(SendDelayed, match="does not offer STARTTLS"),
    ):
        deliver(options_for(server.port, tls=Tls.STARTTLS, user="u"), secret=lambda: Password("p"))
    assert [line.split()[0] for line in heard] == ["ehlo"]


@pytest.mark.parametrize("implicit", [False, True])
def test_tls_is_trusted_by_the_servers_own_authority_only(tmp_path: Path, implicit: bool) -> None:
    make_certificates(tmp_path)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    with Postbox(tls=context, implicit=implicit) as server:
        deliver(server.options(ca_file=str(tmp_path / "ca.pem")))
        assert len(server.kept) == 1
        with pytest.raises(SendDelayed, match="ca_file"):
            deliver(server.options())
        assert len(server.kept) == 1


def test_certificate_for_another_name_is_refused(tmp_path: Path) -> None:
    make_certificates(tmp_path, "DNS:other.example")
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    with (
        Postbox(tls=context, implicit=True) as server,
        pytest.raises(SendDelayed, match="not valid for"),
    ):
        deliver(server.options(ca_file=str(tmp_path / "ca.pem")))


def test_eight_bit_mail_is_not_forced_on_a_seven_bit_server() -> None:
    with Scripted(talk_smtp({}, [])) as server:
        with pytest.raises(SendRefused, match="8-bit"):
            deliver(options_for(server.port), message="Subject: x\r\n\r\nü\r\n".encode())
        with pytest.raises(SendRefused, match="SMTPUTF8"):
            deliver(options_for(server.port), to=("ü@post.example",))


def test_every_step_passes_its_two_points(smtp_server: Postbox) -> None:
    passed: list[str] = []
    faults.install(passed.append)
    try:
        deliver(smtp_server.options())
    finally:
        faults.install(None)
    steps = ("connect", "ehlo", "mail", "rcpt", "data", "body", "reply", "quit")
    assert passed == [f"smtp:{step}:{side}" for step in steps for side in ("before", "after")]
    assert set(passed) <= set(POINTS)
