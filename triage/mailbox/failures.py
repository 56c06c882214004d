"""From what imaplib raises to our own failures, in one place.

The trap: imaplib's `abort` is a kind of `error`, its `readonly` a kind of `abort`, and IMAPClient
turns all of them into LoginError while logging in, so the order of the tests below must hold.
"""

from __future__ import annotations

import imaplib
import re

from imapclient.exceptions import LoginError, ProtocolError

from triage.errors import (
    FolderMissing,
    LoginRefused,
    MailboxUnreachable,
    ServerRefused,
    WireFailure,
)
from triage.mailbox import remedies
from triage.wire import ImapOptions, in_plain_words

_NO_FOLDER = re.compile(
    r"\[(?:TRYCREATE|NONEXISTENT)\]|(?:doesn't|does not|not) exist|unknown mailbox"
    r"|no such (?:mailbox|folder)|(?:mailbox|folder) not found",
    re.IGNORECASE,
)
# Answers that mean "later", whatever command they answer: Exchange under load, Dovecot while its
# login service is down or the user has too many connections, Gmail's limit of 15 connections.
_LATER = re.compile(
    r"\[(?:UNAVAILABLE|INUSE|SERVERBUG)\]|throttled|bandwidth limits"
    r"|authenticated but not connected"
    r"|too many (?:simultaneous )?connections|temporar|try again later|server busy",
    re.IGNORECASE,
)
# Of connections this passes; of keywords in a folder or the size of a mail it does not (RFC 5530).
_LIMIT = "[LIMIT]"
_ENTERING = ("connect", "login", "login by token")
_BACK_OFF = re.compile(r"Suggested Backoff Time: (\d{1,12}) milliseconds", re.IGNORECASE)
_FOLDER_COMMANDS = frozenset({"examine", "select", "status", "append", "copy", "move"})
_BYTES_IN_STR = re.compile(r"b(['\"])(.*?)\1", re.DOTALL)
_LONGEST_QUOTE = 300  # characters of a server's answer in a message

# What imaplib and IMAPClient raise; the last four when an answer makes no sense to their parsers.
# Only their calls and the reading of answers stand where these are caught, so no bug hides here.
Caught = (imaplib.IMAP4.error, OSError, ValueError, TypeError, LookupError, AttributeError)


def failure_of(
    caught: Exception, command: str, options: ImapOptions, folder: str = ""
) -> WireFailure:
    """Say which of our failures an exception of imaplib, the socket or a parser is."""
    place = f"{options.host}:{options.port}"
    if isinstance(caught, LoginError) and isinstance(caught.__context__, imaplib.IMAP4.abort):
        caught = caught.__context__  # the line broke while logging in; nothing was refused
    if isinstance(caught, OSError):
        return MailboxUnreachable(in_plain_words(caught, options.host, options.port))
    words = words_of(caught)
    if isinstance(caught, imaplib.IMAP4.readonly):
        return ServerRefused(f"{place}: folder {folder} may only be read: {words}")
    if _LATER.search(words) or (command in _ENTERING and _LIMIT in words.upper()):
        return _later(f"{place}: the server asks us to come back later: {words}", words)
    if isinstance(caught, LoginError):
        by_token = command == "login by token"
        remedy = remedies.of_login(options.host, by_token=by_token)
        return LoginRefused(f"{place} refuses the login of {options.user}: {words}; {remedy}")
    understood = isinstance(caught, imaplib.IMAP4.error) and not isinstance(
        caught, (imaplib.IMAP4.abort, ProtocolError)
    )
    if not understood or command == "connect":  # a greeting of BYE is a plain error to imaplib
        return MailboxUnreachable(f"{place}: the connection was lost at {command}: {words}")
    if command in _FOLDER_COMMANDS and _NO_FOLDER.search(words):
        return FolderMissing(f"{place}: there is no folder {folder}: {words}")
    refusal = f"{place} refuses {command}{folder and ' ' + folder}: {words}"
    return ServerRefused(refusal + remedies.of_refusal(words))


def _later(message: str, words: str) -> MailboxUnreachable:
    later = MailboxUnreachable(message)
    if asked := _BACK_OFF.search(words):
        later.retry_after = int(asked[1]) / 1000
    elif "not connected" in words:  # Exchange after too many fresh connections
        later.retry_after = 60.0
    return later


def words_of(caught: Exception) -> str:
    """Return the server's words, without the quotes of bytes that imaplib leaves around them."""
    words = _BYTES_IN_STR.sub(r"\2", str(caught)) or type(caught).__name__
    return words if len(words) <= _LONGEST_QUOTE else words[:_LONGEST_QUOTE] + "…"
