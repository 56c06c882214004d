"""Waiting for new mail: IDLE in short slices, so that a stop is heard, or a plain wait.

The trap: on a dead connection IDLE checks return at once with nothing, for ever, so a check that
comes back early and empty ends the idling, and DONE tells whether the server is still there.
"""

from __future__ import annotations

import threading
import time
from enum import StrEnum
from typing import Any

from triage.errors import MailboxUnreachable
from triage.mailbox.session import Session

SLICE_SECONDS = 2.0
# RFC 2177 asks for a renewal before 29 minutes; NAT tables and Exchange forget us much earlier.
RENEW_SECONDS = 540.0
_AT_ONCE = 0.05  # a check that returns emptier and faster than this has met a closed connection


class Wake(StrEnum):
    """Why the waiting ended."""

    NEW_MAIL = "new_mail"
    OVER = "over"  # look anyway, then wait again
    STOP = "stop"


def wait(
    session: Session,
    stop: threading.Event,
    *,
    seconds: float = RENEW_SECONDS,
    idle: bool = True,
    slice_seconds: float = SLICE_SECONDS,
) -> Wake:
    """Wait for new mail in the open folder, at most `seconds`; without IDLE just wait."""
    if stop.is_set():
        return Wake.STOP
    session.noop()  # brings news that came since the last look, and shows that the line is up
    if session.arrivals():
        return Wake.NEW_MAIL
    if not idle or not session.folder or not session.capable("IDLE"):
        return Wake.STOP if stop.wait(seconds) else Wake.OVER
    return _idle(session, stop, min(seconds, RENEW_SECONDS), slice_seconds)


def _idle(session: Session, stop: threading.Event, seconds: float, slice_seconds: float) -> Wake:
    session.idle()
    end = time.monotonic() + seconds
    wake = Wake.OVER
    while wake is Wake.OVER and (left := end - time.monotonic()) > 0:
        patience = min(left, slice_seconds)
        before = time.monotonic()
        told = session.idle_check(patience)
        if any(_says_bye(line) for line in told):
            session.drop()
            raise MailboxUnreachable(f"{session.options.host} closed the connection")
        if any(_tells_of_mail(line) for line in told):
            wake = Wake.NEW_MAIL
        elif stop.is_set():
            wake = Wake.STOP
        elif not told and time.monotonic() - before < min(_AT_ONCE, patience / 2):
            break
    last_words = session.idle_done()
    if wake is Wake.OVER and any(map(_tells_of_mail, last_words)):
        return Wake.NEW_MAIL
    return wake


def _tells_of_mail(line: tuple[Any, ...]) -> bool:
    return len(line) > 1 and line[1] == b"EXISTS"


def _says_bye(line: tuple[Any, ...]) -> bool:
    return bool(line) and line[0] == b"BYE"
