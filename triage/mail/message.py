"""What arrived: the values every later stage reads. Odd mail is data (`defects`), no exception."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from triage.mail.mail_rules import OWN_RULES, MailRules


class Kind(StrEnum):
    """What a mail is (DOMAIN: What arrives that is not a customer)."""

    CUSTOMER = "customer"
    AUTO_REPLY = "auto_reply"
    BOUNCE = "bounce"
    BULK = "bulk"
    NOTICE = "notice"
    SPAM = "spam"
    OWN = "own"
    UNREADABLE = "unreadable"


class ReplyChannel(StrEnum):
    """How the person behind a mail can be answered."""

    EMAIL = "email"
    RELAY = "relay"  # a marketplace alias: no links, addresses, advertising
    PLATFORM_ONLY = "platform_only"  # the draft is there to copy, nothing is placed in Drafts
    NONE = "none"


class FoundIn(StrEnum):
    """Where the customer's address was found."""

    FROM = "from"
    REPLY_TO = "reply_to"
    BODY = "body"  # Name/Email lines of a shop form
    FORWARD = "forward"  # a colleague's forward, inline or attached


_BEGINNING = 10_000  # characters


@dataclass(frozen=True, slots=True)
class Address:
    """A mailbox of RFC 5322: decoded display name ("" if none) and addr-spec, lower-cased."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A part that is not the body. `size` in decoded bytes; `name` is a safe file name or ""."""

    name: str
    type: str  # media type, lower-case, e.g. "image/jpeg"
    size: int
    inline: bool
    sha256: str


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """What a bounce says (RFC 3464): action failed|delayed|delivered|relayed|expanded|""."""

    action: str
    status: str  # "5.1.1"
    recipient: str
    original_message_id: str  # of the mail that failed, without angle brackets, "" if not embedded


@dataclass(frozen=True, slots=True)
class Mail:
    """One parsed mail. Message-IDs without angle brackets; header names lower-case.

    `text` is the whole readable body; `own_words`, `quoted` and `signature` partition it: the
    sender's new words, what they quote or forward inline, and their sign-off.
    """

    sha256: str  # of the raw bytes, hex
    size: int  # raw bytes
    message_id: str  # "" if absent
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]
    date: datetime | None  # aware, UTC
    subject: str
    sender: Address  # From
    reply_to: tuple[Address, ...]
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    return_path: str | None  # None absent, "" for the null path <>
    headers: tuple[tuple[str, str], ...]
    text: str
    own_words: str
    quoted: str
    signature: str
    attachments: tuple[Attachment, ...]
    embedded: tuple[Mail, ...]  # message/rfc822 parts, at most three deep and ten in all
    report: DeliveryReport | None
    defects: tuple[str, ...]
    answers_invitation: bool = False  # a guest's yes or no stands in its calendar (RFC 5546)
    boxes: tuple[str, ...] = ()  # what its page sets off by ground, frame or indent, without blanks

    def beginning(self) -> str:
        """Return where machines say what they say: the first characters of its words.

        Of own words, if there are any. Whatever is longer is no note of a machine's.
        """
        return (self.own_words or self.text)[:_BEGINNING]

    def header(self, name: str) -> str:
        """Return the first value of a header, "" if absent."""
        return next((value for key, value in self.headers if key == name), "")

    def header_values(self, name: str) -> tuple[str, ...]:
        """Return every value of a header that may repeat, in order."""
        return tuple(value for key, value in self.headers if key == name)


@dataclass(frozen=True, slots=True)
class Code:
    """One reason for machines and people: `auto_submitted`, "Auto-Submitted: auto-replied"."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Allowed:
    """Whether something may be done, and in a few words why (not)."""

    allowed: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Customer:
    """The person behind a mail, whatever machine carried it. Name as written, "" if unknown."""

    name: str
    address: str
    found_in: FoundIn


@dataclass(frozen=True, slots=True)
class Identity:
    """Who we are, as far as telling our own mail from others' needs it."""

    addresses: frozenset[str] = frozenset()  # our support addresses, lower-case
    staff_domains: frozenset[str] = frozenset()
    form_senders: frozenset[str] = frozenset()  # addresses that mail the shop's contact form
    message_id_domain: str = ""  # the right side of our own Message-IDs
    message_id_key: bytes = b""  # keys the HMAC in our Message-IDs
    # who writes Authentication-Results for us: host or domain, "none" for Microsoft; empty: unknown
    authserv_ids: frozenset[str] = frozenset()
    rules: MailRules = field(default=OWN_RULES, repr=False)  # the store's own added


@dataclass(frozen=True, slots=True)
class Verdict:
    """What kind of mail it is and who is to be answered.

    `own_words` are the customer's own words with wrapper text (relay banners, form labels, a
    colleague's covering note) removed; for plain mails they equal `Mail.own_words`, as `quoted`.
    """

    kind: Kind
    reasons: tuple[Code, ...]
    customer: Customer | None
    reply_to: str  # where a draft would go, "" if nowhere
    reply_channel: ReplyChannel
    draft: Allowed
    automatic: Allowed  # a mail that may never be answered without a person reading it
    dispute: bool
    rescued: bool  # was in Junk, is a customer's
    own_words: str
    quoted: str
    form_fields: tuple[
        tuple[str, str], ...
    ] = ()  # canonical field → value: order_number, phone, subject …
    channel: str = ""  # marketplace or form id, e.g. "amazon", "shopify_form"
