"""A server of a few lines that says just what a test wants: for peculiarities of real ones."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Self


class Talk:
    """One connection, seen by the server."""

    def __init__(self, sock: socket.socket) -> None:
        """Wrap an accepted connection."""
        self._sock = sock
        self._file = sock.makefile("rb")

    def hear(self) -> str:
        """Return the next line without its end, "" when the client has gone."""
        return self._file.readline().decode("utf-8", "replace").rstrip("\r\n")

    def hear_bytes(self, count: int) -> bytes:
        """Return so many bytes, as of a literal."""
        return self._file.read(count)

    def say(self, *lines: str) -> None:
        """Send lines."""
        self._sock.sendall("".join(f"{line}\r\n" for line in lines).encode())

    def close(self) -> None:
        """Hang up."""
        self._file.close()
        with suppress(OSError):
            self._sock.shutdown(socket.SHUT_RDWR)
        self._sock.close()


class Scripted:
    """Runs `act` for each connection in turn; keeps every line heard in `heard`."""

    def __init__(self, act: Callable[[Talk], None]) -> None:
        """Listen on a free port at once; nothing is answered before `with`."""
        self._act = act
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._talks: list[Talk] = []

    def __enter__(self) -> Self:
        """Start answering."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Hang up on everybody and stop."""
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)  # wakes the thread from accept
        self._listener.close()
        for talk in self._talks:
            with suppress(OSError):
                talk._sock.shutdown(socket.SHUT_RDWR)
        self._thread.join(5)

    def _serve(self) -> None:
        while True:
            try:
                sock, _ = self._listener.accept()
            except OSError:
                return
            talk = Talk(sock)
            self._talks.append(talk)
            try:
                with suppress(OSError):  # the client may hang up at any time
                    self._act(talk)
            finally:
                talk.close()


def imap(
    answers: dict[str, list[str]], capabilities: str = "IMAP4rev1", heard: list[str] | None = None
) -> Callable[[Talk], None]:
    """Return an act that speaks IMAP: `answers` maps a command to lines, `{tag}` in them filled.

    "+ go on" takes the literal of the command, ["HANG UP"] closes the connection; a command
    without an answer is OK.
    """
    usual = {"CAPABILITY": [f"* CAPABILITY {capabilities}", "{tag} OK done"]}

    def act(talk: Talk) -> None:
        talk.say("* OK ready")
        while line := talk.hear():
            if heard is not None:
                heard.append(line)
            tag, _, rest = line.partition(" ")
            words = rest.upper().split()
            known = usual | answers
            # The longest match wins: "UID SEARCH HEADER" before "UID SEARCH".
            names = [" ".join(words[:count]) for count in (3, 2, 1)]
            lines = next((known[name] for name in names if name in known), ["{tag} OK done"])
            if lines == ["HANG UP"]:
                return
            for one in lines:
                talk.say(one.replace("{tag}", tag))
                if one.startswith("+ go on"):  # the client's literal follows
                    talk.hear_bytes(int(line[line.rindex("{") + 1 : -1]) + 2)

    return act
