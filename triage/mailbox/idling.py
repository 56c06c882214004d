"""What a server tells while a connection idles, in whole lines however the packets are cut.

IMAPClient gives up on half a line. The trap: a time-out inside a buffered reader poisons it, so
the socket is asked first and never read where it might wait.
"""

from __future__ import annotations

import imaplib
import re
import select
import ssl
import time
from collections.abc import Callable
from typing import Any

from imapclient import IMAPClient

_LITERAL = re.compile(rb"\{(\d{1,7})\}\r\n\Z")
_LONGEST = 1_000_000  # bytes of one told line, with its literals
_SLICE = 65_536


class Idling:
    """One IDLE command of a connection, from `+ idling` to its end."""

    def __init__(self, client: IMAPClient) -> None:
        """Begin to idle."""
        self._client = client
        self._held = b""  # the beginning of a line whose end has not come
        client.idle()
        self._tag: bytes = client._idle_tag

    def check(self, seconds: float) -> list[bytes]:
        """Return the lines told by now, waiting at most so long for the first.

        Raises imaplib's abort when the server has hung up.
        """
        sock = self._client.socket()
        patience = sock.gettimeout()
        ends = time.monotonic() + seconds
        sock.setblocking(False)
        try:
            while True:
                self._take(asked=False)
                if lines := self._whole_lines():
                    return lines
                left = ends - time.monotonic()
                if left <= 0:
                    return []
                if _readable(sock, left):
                    self._take(asked=True)
        finally:
            sock.settimeout(patience)

    def done(self) -> list[bytes]:
        """End the idling; return the lines told since the last check."""
        imap: Any = self._client._imap
        imap.send(b"DONE\r\n")
        told: list[bytes] = []
        while not told or not told[-1].startswith(self._tag + b" "):
            told.append(_whole_line(self._held, imap.readline, imap.read))
            self._held = b""
        imap.tagged_commands.pop(self._tag, None)
        word = told.pop()[len(self._tag) + 1 :]
        if not word.upper().startswith(b"OK"):
            raise imaplib.IMAP4.error(f"IDLE ended: {word.decode('utf-8', 'replace').strip()}")
        return told

    def _take(self, *, asked: bool) -> None:
        """Read what is there; `asked`: the socket said there is something, if only the end."""
        reader: Any = self._client._imap
        try:
            chunk = reader.file.read1(_SLICE)
        except ssl.SSLWantReadError:  # a record has not come whole, or held no data
            return
        if not chunk and asked:
            raise imaplib.IMAP4.abort("the server hung up")
        self._held += chunk or b""
        if len(self._held) > _LONGEST:
            raise imaplib.IMAP4.abort("a told line without end")

    def _whole_lines(self) -> list[bytes]:
        lines: list[bytes] = []
        while line := _first_line(self._held):
            lines.append(line)
            self._held = self._held[len(line) :]
        return lines


def _first_line(held: bytes) -> bytes:
    """Return the first line with the literals in it, b"" while it is not whole."""
    end = 0
    while (end := held.find(b"\n", end) + 1) > 0:
        literal = _LITERAL.search(held[:end])
        if literal is None:
            return held[:end]
        end += int(literal[1])
        if end > len(held):
            return b""
    return b""


def _whole_line(held: bytes, readline: Callable[[], bytes], read: Callable[[int], bytes]) -> bytes:
    """Read on until a line is whole, waiting as long as the connection allows."""
    while not (line := _first_line(held)):
        literal = _LITERAL.search(held)
        more = read(int(literal[1])) if literal else readline()
        if not more:
            raise imaplib.IMAP4.abort("the server hung up")
        held += more
        if len(held) > _LONGEST:
            raise imaplib.IMAP4.abort("a told line without end")
    return line


def _readable(sock: Any, seconds: float) -> bool:
    """Tell whether something comes within so long; poll() takes file numbers select() cannot."""
    poll = select.poll()
    poll.register(sock, select.POLLIN)
    return bool(poll.poll(seconds * 1000))
