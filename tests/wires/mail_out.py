"""An SMTP server for tests that keeps what it gets and misbehaves on request."""

from __future__ import annotations

import asyncio
import ssl
from dataclasses import dataclass, field
from typing import Any, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.wires.servers import PASSWORD, free_port
from triage.wire import Password, Secret, SmtpOptions, Tls


@dataclass(frozen=True)
class Kept:
    """One mail the server has accepted."""

    sender: str
    recipients: tuple[str, ...]
    content: bytes
    options: tuple[str, ...]


@dataclass
class Postbox:
    """An SMTP server on 127.0.0.1.

    `tls` is offered as STARTTLS, with `implicit` it begins at once. `answers` maps a step (ehlo,
    mail, rcpt, data) to the reply it gives instead of its own; `drop_at` is the step at which it
    closes the connection without one ("data": after the whole mail has arrived, kept or not by
    `keep_dropped`); `delay` holds back the last reply.
    """

    answers: dict[str, str] = field(default_factory=dict)
    drop_at: str = ""
    keep_dropped: bool = True
    delay: float = 0.0
    tls: ssl.SSLContext | None = None
    implicit: bool = False
    login: bool = False
    shut: bool = False  # refuses every login, as after a change of the password
    kept: list[Kept] = field(default_factory=list)
    users: list[str] = field(default_factory=list)
    port: int = 0
    _controller: Controller | None = None

    def __enter__(self) -> Self:
        """Start it on a free port."""
        self.port = free_port()
        self._controller = Controller(
            self,
            hostname="127.0.0.1",
            port=self.port,
            enable_SMTPUTF8=True,
            ssl_context=self.tls if self.implicit else None,
            tls_context=None if self.implicit else self.tls,
            require_starttls=self.tls is not None and not self.implicit,
            authenticator=self._authenticate if self.login else None,
            auth_require_tls=False,
        )
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop it."""
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    @property
    def secret(self) -> Secret:
        """The password it takes, from any user."""
        return lambda: Password(PASSWORD)

    def options(self, **changes: Any) -> SmtpOptions:
        """Return what reaches it."""
        base: dict[str, Any] = {
            "host": "127.0.0.1",
            "port": self.port,
            "user": "support@shop.example" if self.login else "",
            "tls": self._way(),
            "connect_timeout": 5,
            "read_timeout": 5,
            "reply_timeout": 5,
        }
        return SmtpOptions(**(base | changes))

    def _way(self) -> Tls:
        if self.tls is None:
            return Tls.NONE
        return Tls.IMPLICIT if self.implicit else Tls.STARTTLS

    def _authenticate(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _way: str, data: Any
    ) -> AuthResult:
        known = isinstance(data, LoginPassword) and data.password == PASSWORD.encode()
        good = known and not self.shut
        if good and isinstance(data, LoginPassword):
            self.users.append(data.login.decode())
        return AuthResult(success=good, handled=False)

    # aiosmtpd finds its hooks by these names.

    async def handle_EHLO(  # noqa: N802
        self, server: SMTP, session: Session, _envelope: Envelope, name: str, replies: list[str]
    ) -> list[str]:
        """Greet."""
        session.host_name = name
        answer = self._answer(server, "ehlo")
        return [answer] if answer else replies

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope, sender: str, options: list[str]
    ) -> str:
        """Take the sender."""
        if answer := self._answer(server, "mail"):
            return answer
        envelope.mail_from = sender
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope, to: str, _options: list[str]
    ) -> str:
        """Take a recipient; `answers` may name one as "rcpt someone@else.example"."""
        if answer := self._answer(server, f"rcpt {to}") or self._answer(server, "rcpt"):
            return answer
        envelope.rcpt_tos.append(to)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Take the mail."""
        dropped = self.drop_at == "data"
        answer = self._answer(server, "data")
        if not answer and (not dropped or self.keep_dropped):
            content = envelope.original_content or b""
            self.kept.append(
                Kept(
                    (envelope.mail_from or "").strip("<>"),
                    tuple(envelope.rcpt_tos),
                    content,
                    tuple(envelope.mail_options),
                )
            )
        await asyncio.sleep(self.delay)
        return answer or f"250 OK queued as {len(self.kept)}"

    def _answer(self, server: SMTP, step: str) -> str:
        if self.drop_at == step and isinstance(server.transport, asyncio.WriteTransport):
            server.transport.abort()
        return self.answers.get(step, "")
