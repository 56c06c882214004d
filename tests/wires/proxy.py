"""A man between client and a real IMAP server, who rewrites what it says or answers for it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Self

Rewrite = Callable[[bytes], bytes]
Answer = Callable[[str, str], bytes | None]


class Proxy:
    """Stands before a server on this machine.

    `rewrite` gets each line of the server's without its end; `answer` gets tag and command of each
    line of the client's and may answer it in the server's place.
    """

    def __init__(
        self,
        port: int,
        rewrite: Rewrite = lambda line: line,
        answer: Answer = lambda _tag, _command: None,
    ) -> None:
        """Listen on a free port; nothing is passed on before `with`."""
        self._behind = port
        self._rewrite = rewrite
        self._answer = answer
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._sockets: list[socket.socket] = []
        self._threads: list[threading.Thread] = []

    def __enter__(self) -> Self:
        """Start."""
        self._run(self._serve)
        return self

    def __exit__(self, *_: object) -> None:
        """Hang up on everybody and stop."""
        for sock in (self._listener, *self._sockets):
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
            sock.close()
        for thread in self._threads:
            thread.join(5)

    def _run(self, work: Callable[..., None], *arguments: object) -> None:
        thread = threading.Thread(target=work, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _serve(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
                server = socket.create_connection(("127.0.0.1", self._behind))
            except OSError:
                return
            self._sockets += [client, server]
            self._run(self._to_server, client, server)
            self._run(self._to_client, server, client)

    def _to_server(self, client: socket.socket, server: socket.socket) -> None:
        with suppress(OSError), client.makefile("rb") as lines:
            for line in lines:
                tag, _, command = line.decode("utf-8", "replace").strip().partition(" ")
                own = self._answer(tag, command)
                if own is None:
                    server.sendall(line)
                else:
                    client.sendall(own)
        with suppress(OSError):
            server.shutdown(socket.SHUT_RDWR)

    def _to_client(self, server: socket.socket, client: socket.socket) -> None:
        with suppress(OSError), server.makefile("rb") as lines:
            for line in lines:
                client.sendall(self._rewrite(line.rstrip(b"\r\n")) + b"\r\n")
        with suppress(OSError):
            client.shutdown(socket.SHUT_RDWR)
