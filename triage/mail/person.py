"""The person found behind a mail, their own words freed of what a machine wrapped around them."""

from __future__ import annotations

from dataclasses import dataclass

from triage.mail.message import Code, Customer, ReplyChannel


@dataclass(frozen=True, slots=True)
class Person:
    """Who is to be answered, where, and what they said themselves."""

    customer: Customer | None
    reply_to: str  # "" if a letter would reach nobody
    reply_channel: ReplyChannel
    own_words: str
    quoted: str
    found: tuple[Code, ...] = ()  # by which evidence
    form_fields: tuple[tuple[str, str], ...] = ()
    channel: str = ""
    automatic_bar: str = ""  # why this way in forbids an automatic answer, "" if it does not
