"""How a connection comes about and proves who it is: LOGIN, PLAIN, XOAUTH2 or OAUTHBEARER.

The trap: a server that refuses a token first sends a challenge with the reason, which must be
answered by an empty line, or some servers wait for ever.
"""

from __future__ import annotations

import re
import socket

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import LoginError

from triage.mailbox.failures import Caught, failure_of
from triage.wire import Credentials, ImapOptions, Password, Tls, Token, bearer, tls_context

# imaplib quotes the password of LOGIN but sends the user name as it is.
_PLAIN_ATOM = re.compile(r"[A-Za-z0-9!#$&'+,./:;<=>?@^_`|~-]{1,200}")


def connect(options: ImapOptions) -> IMAPClient:
    """Connect, with TLS from the first byte if it is implicit."""
    implicit = options.tls is Tls.IMPLICIT
    context = tls_context(options.ca_file) if implicit else None
    try:
        client = IMAPClient(
            options.host,
            options.port,
            ssl=implicit,
            ssl_context=context,
            timeout=SocketTimeout(options.connect_timeout, options.read_timeout),
        )
    except Caught as caught:
        raise failure_of(caught, "connect", options) from caught
    client.normalise_times = False  # aware datetimes
    # Long commands leave as two small packets, which Nagle would hold back for 40 ms.
    client.socket().setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    client.socket().setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    return client


def log_in(
    client: IMAPClient, user: str, credentials: Credentials, capabilities: frozenset[str]
) -> None:
    """Log in by the best way the server offers; raise LoginError when it refuses."""
    match credentials:
        case Token():
            _by_token(client, user, credentials, capabilities)
        case Password():
            _by_password(client, user, credentials, capabilities)


def _by_password(
    client: IMAPClient, user: str, password: Password, capabilities: frozenset[str]
) -> None:
    simple = bool(_PLAIN_ATOM.fullmatch(user)) and _printable_ascii(password.value)
    if "LOGINDISABLED" in capabilities and "AUTH=PLAIN" not in capabilities:
        raise LoginError('the server takes no password on this connection; use tls = "starttls"')
    if simple and "LOGINDISABLED" not in capabilities:
        client.login(user, password.value)
    elif "AUTH=PLAIN" in capabilities:  # UTF-8 and spaces travel as base64
        _refuse_breaks(user + password.value)
        client.plain_login(user, password.value)
    else:
        raise LoginError("the server has no AUTH=PLAIN, which this user or password needs")


def _by_token(client: IMAPClient, user: str, token: Token, capabilities: frozenset[str]) -> None:
    offered = {word.removeprefix("AUTH=") for word in capabilities if word.startswith("AUTH=")}
    way = bearer(user, token, offered, client.host)
    replies = iter((way.first,))
    client.sasl_login(way.mechanism, lambda _challenge: next(replies, way.then))


def _printable_ascii(text: str) -> bool:
    return text.isascii() and text.isprintable()


def _refuse_breaks(text: str) -> None:
    if any(mark in text for mark in "\0\r\n"):  # \0 parts the fields of PLAIN
        raise LoginError("user or password holds a control character")
