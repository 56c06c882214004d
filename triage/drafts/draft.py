"""The draft and what it is made from. A missing fact becomes a visible gap, never a blank."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from triage.mail.message import Address, ReplyChannel
from triage.understanding.taxonomy import Evidence, Signal, Type


class MessageKind(StrEnum):
    """What a draft is for."""

    ACKNOWLEDGMENT = "acknowledgment"
    JOINED = "joined"  # answers a further mail in a case already acknowledged


class Level(StrEnum):
    """What a finding of the tone checker asks for."""

    BLOCKS = "blocks"
    CONFIRM = "confirm"
    HINT = "hint"


@dataclass(frozen=True, slots=True)
class Finding:
    """A tone rule (DOMAIN numbers them) a text breaks: where and why."""

    rule: int  # 0: none of the numbered ones (a leftover placeholder, no promise, no own set)
    level: Level
    text: str  # the words
    why: str


@dataclass(frozen=True, slots=True)
class Promise:
    """By when the customer hears from us."""

    at: datetime  # aware UTC
    holiday: str = ""  # the long holiday that moved it, in the draft's language
    peak: str = ""  # name of the dated peak period that lengthens it, "" if none


@dataclass(frozen=True, slots=True)
class Sender:
    """Who signs: the store, the person or desk, and the ways to reach them."""

    store_name: str
    agent_name: str  # assigned agent, else the team's desk name
    address: Address  # From
    contact: str  # a way to reach us: "support@…" or a page; "" leaves "reply to this mail"
    signature: str = ""  # store's own lines below the names


@dataclass(frozen=True, slots=True)
class DraftFacts:
    """All a draft may say: nothing else of the customer's mail reaches a template (tone rule 9)."""

    kind: MessageKind
    language: str  # the customer's, BCP 47; "und" if unknown
    locale: str  # "pt-BR" … "" if unknown
    time_zone: str  # customer's IANA zone if known, else the store's
    type: Type
    sure: bool
    signals: tuple[Signal, ...]
    customer_name: str  # cleaned, "" if unknown
    order_numbers: tuple[str, ...]  # as written, at most three are named
    missing: tuple[Evidence, ...]  # what to ask for: only what is not there yet
    case_number: str
    subject: str  # of the customer's mail
    promise: Promise
    sender: Sender
    to: Address
    reply_channel: ReplyChannel
    in_reply_to: str
    references: tuple[str, ...]
    message_id: str  # made before, keyed to the case
    newcomer: bool = False  # `to` has no part in the case yet: neither wrote nor was written to


@dataclass(frozen=True, slots=True)
class Draft:
    """A composed answer, ready to be placed. Message-IDs without angle brackets; body with LF."""

    kind: MessageKind
    language: str  # the language of the text
    sender: Address
    to: Address
    subject: str
    body: str
    message_id: str
    in_reply_to: str
    references: tuple[str, ...]
    promise_at: datetime
    gaps: tuple[str, ...]  # names of facts shown as visible gaps
    findings: tuple[Finding, ...]
    template: str  # "de/acknowledgment.txt"
    template_version: str  # first 12 hex digits of the sha256 of all files that made the text
    reply_channel: ReplyChannel
    case_number: str = ""
