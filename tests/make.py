"""Values for tests, keyword-only and with sensible defaults: say only what the test is about."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from triage.mail.message import (
    Address,
    Allowed,
    Code,
    Customer,
    FoundIn,
    Kind,
    Mail,
    ReplyChannel,
    Verdict,
)
from triage.mail.quotes import split


def a_mail(
    *,
    text: str = "Where is my order 10402?",
    sender: str = "anna@customer.example",
    name: str = "Anna Berg",
    subject: str = "My order",
    to: str = "support@store.example",
    reply_to: str = "",
    headers: dict[str, str] | None = None,
    **fields: object,
) -> Mail:
    """Make a mail; `headers` are given as written, further fields are those of `Mail`."""
    parts = split(text)
    mail = Mail(
        sha256="0" * 64,
        size=len(text),
        message_id="m1@customer.example",
        in_reply_to=(),
        references=(),
        date=datetime(2026, 11, 19, 9, 0, tzinfo=UTC),
        subject=subject,
        sender=Address(name, sender),
        reply_to=(Address("", reply_to),) if reply_to else (),
        to=(Address("", to),),
        cc=(),
        return_path=None,
        headers=tuple((key.lower(), value) for key, value in (headers or {}).items()),
        text=text,
        own_words=parts.own,
        quoted=parts.quoted,
        signature=parts.signature,
        attachments=(),
        embedded=(),
        report=None,
        defects=(),
    )
    return replace(mail, **fields)  # type: ignore[arg-type]


def a_verdict(**fields: object) -> Verdict:
    """Make the verdict on a customer's plain mail."""
    verdict = Verdict(
        kind=Kind.CUSTOMER,
        reasons=(Code("person", "No sign of a machine"),),
        customer=Customer("Anna Berg", "anna@customer.example", FoundIn.FROM),
        reply_to="anna@customer.example",
        reply_channel=ReplyChannel.EMAIL,
        draft=Allowed(allowed=True, reason="a person reads it"),
        automatic=Allowed(allowed=True, reason="nothing against an answer"),
        dispute=False,
        rescued=False,
        own_words="Where is my order 10402?",
        quoted="",
    )
    return replace(verdict, **fields)  # type: ignore[arg-type]
