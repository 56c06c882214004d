"""Servers for the tests of this folder: one Dovecot and one pymap a worker, a mailbox a test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from importlib.util import find_spec

import pytest

from tests.wires.mail_out import Postbox
from tests.wires.proxy import Proxy
from tests.wires.servers import Account, Dovecot, Pymap, dovecot_program, missing
from triage.mailbox.session import Session


@pytest.fixture(scope="session")
def dovecot() -> Iterator[Dovecot]:
    """Run one Dovecot as most shops have it."""
    _need_dovecot()
    with Dovecot() as server:
        yield server


@pytest.fixture
def start_dovecot() -> Iterator[Callable[..., Dovecot]]:
    """Start a Dovecot with other options, for this test only."""
    _need_dovecot()
    with ExitStack() as stack:
        yield lambda **options: stack.enter_context(Dovecot(**options))


@pytest.fixture(scope="session")
def pymap_server() -> Iterator[Pymap]:
    """Run one pymap, whose lacks are those of Exchange."""
    if find_spec("pymap") is None:
        missing("pymap", "pip install triage[test]")
    with Pymap() as server:
        yield server


@pytest.fixture(params=["dovecot", "pymap"])
def account(request: pytest.FixtureRequest) -> Account:
    """Return an empty mailbox, once on each server."""
    if request.param == "dovecot":
        server: Dovecot = request.getfixturevalue("dovecot")
        return server.account()
    poor: Pymap = request.getfixturevalue("pymap_server")
    return poor.account()


@pytest.fixture
def session(account: Account) -> Iterator[Session]:
    """Open a session with the mailbox."""
    with Session(account.options, account.secret) as opened:
        yield opened


@pytest.fixture
def smtp_server() -> Iterator[Postbox]:
    """Run an SMTP server; set its `answers`, `drop_at` or `delay` to make it misbehave."""
    with Postbox() as server:
        yield server


def _need_dovecot() -> None:
    if not dovecot_program():
        missing("Dovecot", "apt-get install dovecot-imapd")


@pytest.fixture
def start_proxy() -> Iterator[Callable[..., int]]:
    """Stand between client and server with what rewrites its lines; returns the port to use."""
    with ExitStack() as stack:
        yield lambda *given, **options: stack.enter_context(Proxy(*given, **options)).port
