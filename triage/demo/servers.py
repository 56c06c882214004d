"""The demo's embedded mail servers: pymap's IMAP in memory, and an SMTP that keeps what it gets.

Both run on one event loop in a thread of this process, on ports the system picks.
"""

from __future__ import annotations

import asyncio
import socket
import threading
from argparse import ArgumentParser, Namespace
from asyncio import StreamReader, StreamWriter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from aiosmtpd.smtp import SMTP, Envelope, Session
from imapclient import IMAPClient
from proxyprotocol.sock import SocketInfo
from pymap.backend.dict import DictBackend
from pymap.imap import IMAPServer, IMAPService

HOST = "127.0.0.1"
FOLDERS = ("Drafts", "Sent", "Junk", "Trash")
START_SECONDS = 20.0


@dataclass(slots=True)
class Outbox:
    """An SMTP handler that keeps every mail it is given."""

    mails: list[bytes] = field(default_factory=list)

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Take a mail."""
        self.mails.append(envelope.original_content or b"")
        return f"250 kept as number {len(self.mails)}"


@dataclass(frozen=True, slots=True)
class Servers:
    """Where the embedded servers listen, and what was sent through them."""

    imap_port: int
    smtp_port: int
    outbox: Outbox


@contextmanager
def running(user: str, password: str) -> Iterator[Servers]:
    """Run both servers for the length of the block."""
    outbox = Outbox()
    host = _Host(user, password, outbox)
    host.start()
    try:
        yield Servers(*host.wait_ready(), outbox)
    finally:
        host.stop()


def deliver(
    servers: Servers, user: str, password: str, mails: Sequence[tuple[bytes, datetime, str]]
) -> None:
    """Put mails (bytes, received at, folder) into the mailbox as a mail server would."""
    with IMAPClient(HOST, servers.imap_port, ssl=False, timeout=START_SECONDS) as client:
        # pymap waits for a whole command, which IMAPClient sends in two parts.
        client.socket().setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        client.login(user, password)
        for folder in FOLDERS:
            if not client.folder_exists(folder):
                client.create_folder(folder)
        for content, received_at, folder in mails:
            client.append(folder, content, flags=(), msg_time=received_at)


class _Host(threading.Thread):
    """The thread and event loop both servers live on."""

    def __init__(self, user: str, password: str, outbox: Outbox) -> None:
        super().__init__(name="demo-servers", daemon=True)
        self._args = _arguments(user, password)
        self._outbox = outbox
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._end = asyncio.Event()
        self._ports = (0, 0)

    def run(self) -> None:
        """Serve until stopped."""
        self._loop.run_until_complete(self._serve())
        self._loop.close()

    async def _serve(self) -> None:
        backend, config = await DictBackend.init(self._args)
        config.apply_context()
        imap_server = IMAPServer(backend.login, config)

        async def talk(reader: StreamReader, writer: StreamWriter) -> None:
            await imap_server(reader, writer, SocketInfo.get(writer, None))

        imap = await asyncio.start_server(talk, HOST, 0)
        smtp = await self._loop.create_server(
            lambda: SMTP(self._outbox, hostname="demo.example", enable_SMTPUTF8=True), HOST, 0
        )
        self._ports = (imap.sockets[0].getsockname()[1], smtp.sockets[0].getsockname()[1])
        self._ready.set()
        await self._end.wait()
        imap.close()
        smtp.close()
        connections = asyncio.all_tasks() - {asyncio.current_task()}
        for connection in connections:
            connection.cancel()
        await asyncio.gather(*connections, return_exceptions=True)

    def wait_ready(self) -> tuple[int, int]:
        """Return the IMAP and SMTP ports once connections are taken."""
        if not self._ready.wait(START_SECONDS):
            raise TimeoutError("the embedded mail servers did not start")
        return self._ports

    def stop(self) -> None:
        """End the loop and wait for the thread."""
        if self._loop.is_running():
            self._loop.call_soon_threadsafe(self._end.set)
        self.join(START_SECONDS)


def _arguments(user: str, password: str) -> Namespace:
    """Return what pymap's own command line would have parsed."""
    parser = ArgumentParser()
    backends = parser.add_subparsers(dest="backend")
    DictBackend.add_subparser("dict", backends)
    IMAPService.add_arguments(parser)
    given = ["--no-tls", "dict", "--demo-user", user, "--demo-password", password]
    return parser.parse_args(given, Namespace(debug=False, passlib_cfg=None))
