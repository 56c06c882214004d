"""The draft and what it is made from. A missing fact becomes a visible gap, never a blank."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from triage.mail.message import Address, ReplyChannel
from triage.understanding.taxonomy import Evidence, Signal, Type


class MessageKind(StrEnum):
    """What a draft is for."""

    ACKNOWLEDGMENT = "acknowledgment"
    JOINED = "joined"  # answers a further mail in a case already acknowledged
    ORDER_NUMBER = "order_number"  # which order is it about?
    FOLLOW_UP_FIRST = "follow_up.first"  # the customer was asked for something and is silent
    FOLLOW_UP_SECOND = "follow_up.second"
    PROGRESS = "progress"
    HOLDING = "holding"  # a promised answer is not there yet
    SATISFACTION = "satisfaction"  # is all well now?
    CLOSING = "closing"
    EXPLANATION = "resolution.explanation"
    APOLOGY = "resolution.apology"
    REFUND = "resolution.refund"
    PARTIAL_REFUND = "resolution.partial_refund"
    PARTIAL_REFUND_OFFER = "resolution.partial_refund_offer"
    REPLACEMENT = "resolution.replacement"
    MISSING_PART_SENT = "resolution.missing_part_sent"
    EXCHANGE = "resolution.exchange"
    RETURN = "resolution.return"
    REPAIR = "resolution.repair"
    COUPON = "resolution.coupon"
    EXTENDED_WARRANTY = "resolution.extended_warranty"
    ORDER_CHANGED = "resolution.order_changed"
    ORDER_CANCELLED = "resolution.order_cancelled"
    DOCUMENTS_SENT = "resolution.documents_sent"
    CARRIER_ENQUIRY = "resolution.carrier_enquiry"
    REJECTED = "resolution.rejected"

    @property
    def settles(self) -> bool:
        """Tell whether it is a second letter, which may say what an acknowledgment must not."""
        return self.value.startswith("resolution.")


FIRST_ANSWERS = (MessageKind.ACKNOWLEDGMENT, MessageKind.JOINED)
LETTERS = tuple(kind for kind in MessageKind if kind not in FIRST_ANSWERS)


class Refusal(StrEnum):
    """Why something asked for cannot be done, or was as it was; the words are the language's."""

    RETURN_PERIOD_OVER = "return_period_over"
    ITEM_USED = "item_used"
    MADE_TO_ORDER = "made_to_order"
    HYGIENE_SEAL_OPENED = "hygiene_seal_opened"
    NO_FAULT_FOUND = "no_fault_found"
    NORMAL_WEAR = "normal_wear"
    WARRANTY_OVER = "warranty_over"
    OUTER_DAMAGE = "outer_damage"
    PROMOTION_OVER = "promotion_over"
    ALREADY_DISPATCHED = "already_dispatched"
    IMPORT_CHARGES = "import_charges"
    DELIVERY_RECORDED = "delivery_recorded"
    WITHIN_DESCRIPTION = "within_description"


class Level(StrEnum):
    """What a finding of the tone checker asks for."""

    BLOCKS = "blocks"
    CONFIRM = "confirm"
    HINT = "hint"


class Remedy(StrEnum):
    """What to do about the sentence a finding stands in."""

    REWORD = "reword"  # only the writer knows how
    REPLACE = "replace"  # by `better`
    ADD = "add"  # `better`, which the text lacks
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class Finding:
    """A tone rule (DOMAIN numbers them) a text breaks: where, why, and what would be better."""

    rule: int  # 0: none of the numbered ones (a leftover placeholder, no promise, no own set)
    level: Level
    text: str  # the words
    why: str
    remedy: Remedy = Remedy.REWORD
    line: int = 0  # of the text, from 1; 0 where something lacks or the fault is not in one line
    sentence: str = ""  # that the words stand in, as written
    better: str = ""  # in the language of the text


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
class LetterFields:
    """What a letter tells of the settlement, each from a typed field; what lacks becomes a gap."""

    amount: Decimal | None = None
    currency: str = ""  # ISO 4217
    tracking_number: str = ""
    address: str = ""  # where to send the item: lines
    day: date | None = None  # booked, sent, valid until, send by: as the letter says
    code: str = ""  # of a voucher
    reason: Refusal | None = None


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
    fields: LetterFields = LetterFields()


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
    promise_at: datetime | None  # None where its kind names no time of the next contact
    gaps: tuple[str, ...]  # names of facts shown as visible gaps
    findings: tuple[Finding, ...]
    template: str  # "de/acknowledgment.txt"
    template_version: str  # first 12 hex digits of the sha256 of all files that made the text
    reply_channel: ReplyChannel
    case_number: str = ""
