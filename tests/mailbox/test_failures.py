"""What a server's refusal means, by its words and the command they answer."""

from __future__ import annotations

import imaplib

import pytest

from triage.errors import MailboxUnreachable, ServerRefused, WireFailure
from triage.mailbox.failures import failure_of
from triage.wire import ImapOptions

OPTIONS = ImapOptions("imap.store.example", 993, "support")


@pytest.mark.parametrize(
    ("command", "failure"), [("login", MailboxUnreachable), ("store", ServerRefused)]
)
def test_a_limit_of_connections_passes_but_one_of_keywords_ends_no_session(
    command: str, failure: type[WireFailure]
) -> None:
    words = "[LIMIT] At most 32 flags in one mailbox supported"
    assert type(failure_of(imaplib.IMAP4.error(words), command, OPTIONS)) is failure
