"""Where a mail server is and how to log in: the values settings fill, mailbox and smtp use.

The one trap: a secret must never reach a log, so its value is left out of every repr.
"""

from __future__ import annotations

import ipaddress
import ssl
import threading
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from enum import StrEnum

from triage.errors import LoginRefused, SettingsWrong

# A token this close to its end is renewed before it is used, so that none expires mid-login.
_RENEW_BEFORE = 300.0


class Tls(StrEnum):
    """How a connection is protected; `none` is for servers on this very machine."""

    IMPLICIT = "implicit"
    STARTTLS = "starttls"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Password:
    """A password for LOGIN or AUTH PLAIN."""

    value: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Token:
    """An OAuth 2.0 access token. `expires_at` in seconds since 1970, None if unknown."""

    value: str = field(repr=False)
    expires_at: float | None = None


Credentials = Password | Token
Secret = Callable[[], Credentials]


class TokenSource:
    """A secret that keeps its token until shortly before it expires or a server refuses it."""

    def __init__(self, obtain: Callable[[], Token], clock: Callable[[], float] = time.time) -> None:
        """Ask `obtain` for a token when one is needed; `clock` tells seconds since 1970."""
        self._obtain = obtain
        self._clock = clock
        self._token: Token | None = None
        self._lock = threading.Lock()  # IMAP and SMTP of one account may share the source

    def __call__(self) -> Token:
        """Return a token that is still good for five minutes, as far as we know."""
        with self._lock:
            token = self._token
            if token is None or self._ends_soon(token):
                token = self._token = self._obtain()
            return token

    def forget(self, refused: Credentials) -> None:
        """Drop the token a server refused, unless it has been renewed meanwhile."""
        with self._lock:
            if self._token == refused:
                self._token = None

    def _ends_soon(self, token: Token) -> bool:
        return token.expires_at is not None and token.expires_at - self._clock() < _RENEW_BEFORE


@dataclass(frozen=True, slots=True)
class Bearer:
    """How a token is presented: the first answer, and the one that asks for the verdict.

    A server that refuses a token first sends a challenge with its reason, which wants an answer.
    """

    mechanism: str
    first: bytes = field(repr=False)
    then: bytes


def bearer(user: str, token: Token, offered: Collection[str], place: str) -> Bearer:
    """Choose XOAUTH2 or OAUTHBEARER by what a server offers. Raises LoginRefused.

    A control character is refused, for those part the fields.
    """
    if any(ord(mark) < 32 for mark in user + token.value):
        raise LoginRefused(f"{place}: user or token holds a control character")
    if "XOAUTH2" in offered:
        return Bearer("XOAUTH2", f"user={user}\1auth=Bearer {token.value}\1\1".encode(), b"")
    if "OAUTHBEARER" in offered:
        identity = user.replace("=", "=3D").replace(",", "=2C")
        first = f"n,a={identity},\1auth=Bearer {token.value}\1\1".encode()
        return Bearer("OAUTHBEARER", first, b"\1")  # RFC 7628 3.2.3
    raise LoginRefused(f"{place} offers neither XOAUTH2 nor OAUTHBEARER for tokens")


@dataclass(frozen=True, slots=True)
class ImapOptions:
    """One IMAP account. Time-outs in seconds; `contact` is told to servers that ask who we are."""

    host: str
    port: int
    user: str
    tls: Tls = Tls.IMPLICIT
    ca_file: str = ""
    connect_timeout: float = 10.0
    read_timeout: float = 60.0
    idle: bool = True
    contact: str = ""

    def __post_init__(self) -> None:
        """Refuse to send a password unprotected over a network."""
        refuse_bare(self.tls, self.host)


@dataclass(frozen=True, slots=True)
class SmtpOptions:
    """One SMTP account; `user` "" sends without login. Time-outs in seconds.

    `reply_timeout` is the wait for the verdict on a mail: ending it early leaves the mail in
    doubt, so it is far longer than the others (RFC 5321 4.5.3.2.6 asks for ten minutes).
    """

    host: str
    port: int
    user: str = ""
    tls: Tls = Tls.IMPLICIT
    ca_file: str = ""
    connect_timeout: float = 10.0
    read_timeout: float = 60.0
    reply_timeout: float = 300.0
    ehlo_name: str = ""

    def __post_init__(self) -> None:
        """Refuse to send a password unprotected over a network."""
        refuse_bare(self.tls, self.host)


def refuse_bare(tls: Tls, host: str) -> None:
    """Raise ValueError for tls "none" on any host but this machine."""
    if tls is Tls.NONE and not is_loopback(host):
        raise ValueError(
            f'tls = "none" is for servers on this machine only, not for {host}: '
            'use "implicit" or "starttls"'
        )


def is_loopback(host: str) -> bool:
    """Tell whether a host name or address means this machine."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:  # a name: who it resolves to may change, so it is not trusted
        return False


def tls_context(ca_file: str) -> ssl.SSLContext:
    """Return a context that verifies certificate and name, by `ca_file` or the system's CAs."""
    try:
        return ssl.create_default_context(cafile=ca_file or None)
    except (OSError, ssl.SSLError) as failure:
        raise SettingsWrong(f"ca_file {ca_file} cannot be used: {failure}") from failure


def in_plain_words(failure: OSError, host: str, port: int) -> str:
    """Say what kept us from a server, with the remedy where there is one."""
    place = f"{host}:{port}"
    if isinstance(failure, ssl.SSLCertVerificationError):
        return (
            f"{place}: the server's certificate is not trusted ({failure.verify_message}); "
            "if the server uses its own certificate authority, name its file in ca_file"
        )
    if isinstance(failure, ssl.SSLError) and "WRONG_VERSION_NUMBER" in str(failure):
        return f'{place}: the server does not speak TLS on this port; try tls = "starttls"'
    if isinstance(failure, TimeoutError):
        return f"{place}: no answer in time"
    return f"{place}: {failure.strerror or failure or type(failure).__name__}"
