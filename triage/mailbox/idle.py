"""Waiting for new mail: IDLE in short slices, so that a stop is heard, or a plain wait.

The trap: nothing is told of mail that came before the server was asked to tell, so the waiting
begins with a question.
"""

from __future__ import annotations

import re
import threading
import time
from enum import StrEnum

from triage.errors import MailboxUnreachable
from triage.mailbox.session import Session

SLICE_SECONDS = 2.0
# RFC 2177 asks for a renewal before 29 minutes; NAT tables and Exchange forget us much earlier.
RENEW_SECONDS = 540.0
_OF_MAIL = re.compile(rb"\* \d{1,10} EXISTS\b", re.IGNORECASE)
_BYE = re.compile(rb"\* BYE\b", re.IGNORECASE)


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
        told = session.idle_check(min(left, slice_seconds))
        if any(map(_BYE.match, told)):
            session.drop()
            raise MailboxUnreachable(f"{session.options.host} closed the connection")
        if any(map(_OF_MAIL.match, told)):
            wake = Wake.NEW_MAIL
        elif stop.is_set():
            wake = Wake.STOP
    last_words = session.idle_done()
    if wake is Wake.OVER and any(map(_OF_MAIL.match, last_words)):
        return Wake.NEW_MAIL
    return wake
