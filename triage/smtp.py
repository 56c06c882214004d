"""All SMTP: one mail, one connection, and a clear word on whether it was sent.

The trap: once the body is on its way, a broken line does not tell whether the server took the
mail; only then is it in doubt, everything before that is safe to repeat.
"""

from __future__ import annotations

import base64
import re
import smtplib
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress

from triage.errors import LoginRefused, SendDelayed, SendInDoubt, SendRefused
from triage.faults import reached
from triage.wire import (
    Credentials,
    Secret,
    SmtpOptions,
    Tls,
    Token,
    TokenSource,
    bearer,
    in_plain_words,
    tls_context,
)

COMMANDS = ("connect", "ehlo", "starttls", "auth", "mail", "rcpt", "data", "body", "reply", "quit")
POINTS = tuple(f"smtp:{command}:{side}" for command in COMMANDS for side in ("before", "after"))

_PATIENCE_AT_QUIT = 5.0  # seconds
_LINE_END = re.compile(rb"\r\n|\r|\n")
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_LEADING_DOT = re.compile(rb"^\.", re.MULTILINE)
_ADDRESS = re.compile(r"[^\s<>\x00-\x1f\x7f]{1,320}")


def send(
    options: SmtpOptions,
    secret: Secret | None,
    message: bytes,
    envelope_from: str,
    recipients: Sequence[str],
    *,
    before_data: Callable[[], None],
) -> str:
    """Send one mail to all recipients or to none; return the server's reply.

    `before_data` runs when the server has accepted sender and recipients and nothing is sent yet;
    "" as `envelope_from` is the null sender. Raises SendDelayed or LoginRefused (nothing was
    sent), SendRefused (for good) or SendInDoubt (it may have been sent).
    """
    for address in (*recipients, *([envelope_from] if envelope_from else [])):
        if not _ADDRESS.fullmatch(address):
            raise SendRefused(f"not an address: {address!r}")
    if not recipients:
        raise SendRefused("the mail has no recipient")
    line = _Line(options)
    try:
        line.open()
        if secret is not None and options.user:
            line.log_in(secret)
        line.envelope(message, envelope_from, recipients)
        before_data()
        reply = line.data(message)
        line.quit()
    finally:
        line.close()
    return reply


def check(options: SmtpOptions, secret: Secret | None) -> None:
    """Connect and log in as `send` would, and leave again: nothing is sent.

    Raises SendDelayed or SendRefused when the server is not reached, LoginRefused when it refuses.
    """
    line = _Line(options)
    try:
        line.open()
        if secret is not None and options.user:
            line.log_in(secret)
        line.quit()
    finally:
        line.close()


class _Line:
    """One connection and its steps, in the order RFC 5321 wants them."""

    def __init__(self, options: SmtpOptions) -> None:
        self._options = options
        self._place = f"{options.host}:{options.port}"
        implicit = options.tls is Tls.IMPLICIT
        name = options.ehlo_name or _own_name()
        # Without a host smtplib does not connect yet; its name is given, or it asks the DNS.
        self._smtp = (
            smtplib.SMTP_SSL(
                local_hostname=name,
                timeout=options.connect_timeout,
                context=tls_context(options.ca_file),
            )
            if implicit
            else smtplib.SMTP(local_hostname=name, timeout=options.connect_timeout)
        )
        # smtplib checks the certificate against the host of its constructor, which we left out.
        self._smtp._host = options.host  # type: ignore[attr-defined]

    def open(self) -> None:
        """Connect, greet and turn on TLS; without STARTTLS where it is wanted nothing goes on."""
        options = self._options
        try:
            with self._step("connect"):
                self._greeted(self._smtp.connect(options.host, options.port))
                self._socket().settimeout(options.read_timeout)
                self._socket().setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except SendDelayed as delayed:
            delayed.unreachable = True
            raise
        self._ehlo()
        if options.tls is not Tls.STARTTLS:
            return
        if not self._smtp.has_extn("starttls"):
            raise SendDelayed(
                f"{self._place} does not offer STARTTLS, so nothing was sent; "
                'if the server is right, use tls = "implicit" (usually port 465)'
            )
        with self._step("starttls"):
            self._greeted(self._smtp.starttls(context=tls_context(options.ca_file)))
        self._ehlo()

    def _ehlo(self) -> None:
        with self._step("ehlo"):
            code, words = self._smtp.ehlo()
            if not 200 <= code < 300:  # a server of before 1995, or one that greylists EHLO
                code, words = self._smtp.helo()
            self._greeted((code, words))

    def log_in(self, secret: Secret) -> None:
        """Log in; a refused token is renewed once."""
        credentials = secret()
        try:
            self._authenticate(credentials)
        except LoginRefused:
            if not isinstance(secret, TokenSource):
                raise
            secret.forget(credentials)
            self._authenticate(secret())

    def _authenticate(self, credentials: Credentials) -> None:
        offered = self._smtp.esmtp_features.get("auth", "").upper().split()
        user = self._options.user
        with self._step("auth"):
            mechanism, answers = _answers(user, credentials, offered, self._place)
            code, words = self._smtp.docmd("AUTH", f"{mechanism} {next(answers)}".rstrip())
            while code == 334:
                code, words = self._smtp.docmd(next(answers, "*"))
        if code in (235, 503):  # 503: already logged in
            return
        text = words.decode("utf-8", "replace")
        if 400 <= code < 500:
            raise SendDelayed(f"{self._place}: login not possible now: {code} {text}")
        raise LoginRefused(f"{self._place} refuses the login of {user}: {code} {text}")

    def envelope(self, message: bytes, sender: str, recipients: Sequence[str]) -> None:
        """Name sender and recipients; one that is refused ends it for all."""
        smtp = self._smtp
        options: list[str] = []
        if smtp.has_extn("size"):
            options.append(f"SIZE={len(message)}")
        if not message.isascii():
            if not smtp.has_extn("8bitmime"):
                raise SendRefused(f"{self._place} takes no 8-bit mail; encode it as base64")
            options.append("BODY=8BITMIME")
        head = _HEAD_END.split(message, maxsplit=1)[0]
        addresses = sender + "".join(recipients)
        if not (addresses.isascii() and head.isascii()):
            if not smtp.has_extn("smtputf8"):
                raise SendRefused(
                    f"{self._place} has no SMTPUTF8, which addresses or headers beyond ASCII need"
                )
            options.append("SMTPUTF8")
            smtp.command_encoding = "utf-8"
        with self._step("mail"):
            self._expect(smtp.docmd("MAIL", " ".join([f"FROM:<{sender}>", *options])))
        for recipient in recipients:
            with self._step("rcpt"):
                self._expect(smtp.docmd("RCPT", f"TO:<{recipient}>"), recipient)

    def data(self, message: bytes) -> str:
        """Hand over the bytes and return the server's acceptance."""
        with self._step("data"):  # no byte of the mail is under way yet
            self._expect(self._smtp.docmd("DATA"), wanted=354)
        try:
            # sendall measures its time-out over the whole mail, so it gets the long one, too.
            self._socket().settimeout(self._options.reply_timeout)
            reached("smtp:body:before")
            self._smtp.send(_dotted(message))
            reached("smtp:body:after")
            reached("smtp:reply:before")
            code, words = self._smtp.getreply()
            reached("smtp:reply:after")
        except OSError as failure:  # SMTPException is one, too
            raise SendInDoubt(
                f"{self._place}: the connection broke while the mail was handed over; "
                f"it may have been sent: {failure}"
            ) from failure
        text = f"{code} {words.decode('utf-8', 'replace')}"
        if not 200 <= code < 300 and not 400 <= code < 600:
            raise SendInDoubt(f"{self._place}: no clear answer; it may have been sent: {text}")
        self._expect((code, words))
        return text

    def quit(self) -> None:
        """Say goodbye; the mail has been accepted, so nothing here can change that."""
        reached("smtp:quit:before")
        with suppress(OSError):
            self._socket().settimeout(_PATIENCE_AT_QUIT)
            self._smtp.quit()
        reached("smtp:quit:after")

    def close(self) -> None:
        """Close the connection without a word."""
        self._smtp.close()

    def _socket(self) -> socket.socket:
        sock = self._smtp.sock
        if sock is None:
            raise smtplib.SMTPServerDisconnected("the connection is closed")
        return sock

    @contextmanager
    def _step(self, command: str) -> Iterator[None]:
        """Run one command before DATA's body: whatever breaks here, nothing was sent."""
        reached(f"smtp:{command}:before")
        try:
            yield
        except OSError as failure:  # SMTPException is one, too
            words = (
                f"{self._place}: {failure}"
                if isinstance(failure, smtplib.SMTPException)
                else in_plain_words(failure, self._options.host, self._options.port)
            )
            raise SendDelayed(f"not sent, {command} failed: {words}") from failure
        reached(f"smtp:{command}:after")

    def _greeted(self, reply: tuple[int, bytes]) -> None:
        # A refusal before the mail is named (554: your address is blocked) says nothing about it.
        try:
            self._expect(reply)
        except SendRefused as refusal:
            raise SendDelayed(str(refusal)) from refusal

    def _expect(self, reply: tuple[int, bytes], about: str = "", wanted: int = 0) -> None:
        code, words = reply
        if code == wanted or (not wanted and 200 <= code < 300):
            return
        text = words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words)
        message = f"{self._place} answers {code} {text}" + (f" for {about}" if about else "")
        if 500 <= code < 600:
            raise SendRefused(message)
        raise SendDelayed(message)


def _answers(
    user: str, credentials: Credentials, offered: Sequence[str], place: str
) -> tuple[str, Iterator[str]]:
    """Choose a mechanism; return it with what to answer, the initial response first."""
    if isinstance(credentials, Token):
        way = bearer(user, credentials, offered, place)
        return way.mechanism, iter((_base64(way.first), _base64(way.then)))
    if "PLAIN" in offered:
        return "PLAIN", iter((_base64(f"\0{user}\0{credentials.value}".encode()),))
    if "LOGIN" in offered:
        return "LOGIN", iter(("", _base64(user.encode()), _base64(credentials.value.encode())))
    raise LoginRefused(
        f"{place} offers no login by password on this connection (AUTH: {' '.join(offered)}); "
        'if it wants TLS first, use tls = "starttls"'
    )


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _dotted(message: bytes) -> bytes:
    """Return the mail as DATA wants it: CRLF everywhere, leading dots doubled, the final dot."""
    lines = _LINE_END.sub(b"\r\n", message)
    ended = lines if lines.endswith(b"\r\n") else lines + b"\r\n"
    return _LEADING_DOT.sub(b"..", ended) + b".\r\n"


def _own_name() -> str:
    """Name this machine for EHLO without asking the DNS, which can take half a minute."""
    name = socket.gethostname()
    return name if "." in name and name.isascii() else "[127.0.0.1]"
