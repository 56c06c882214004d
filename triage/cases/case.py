"""The case: one matter of one customer. A changed case is a new value with the next version."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from triage.mail.message import ReplyChannel
from triage.understanding.taxonomy import Demand, Signal, Team, Type


class Status(StrEnum):
    """How far a case has come (DOMAIN: The case)."""

    NEW = "new"
    DRAFTED = "drafted"
    ACKNOWLEDGED = "acknowledged"
    IN_PROGRESS = "in_progress"
    WAITING_CUSTOMER = "waiting_customer"
    WAITING_SUPPLIER = "waiting_supplier"
    WAITING_CARRIER = "waiting_carrier"
    RESOLVED = "resolved"
    CLOSED = "closed"


OPEN = frozenset(Status) - {Status.CLOSED}


class Priority(StrEnum):
    """How urgent; explained by its reasons, can be overridden by an agent."""

    CRITICAL = "critical"
    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class Case:
    """One matter of one customer. Times are aware UTC; `version` counts stored changes from 1."""

    id: int
    number: str  # said to people, e.g. "C-7KQ2P"
    store: str
    status: Status
    type: Type
    sure: bool
    type_confidence: float
    alternatives: tuple[tuple[Type, float], ...]
    demands: tuple[Demand, ...]
    signals: tuple[Signal, ...]
    dispute: bool
    priority: Priority
    priority_reasons: tuple[str, ...]
    team: Team
    agent: str  # "" while in the team's queue
    language: str  # BCP 47, "und" if unknown
    customer_name: str
    customer_address: str
    reply_to: str
    reply_channel: ReplyChannel
    order_numbers: tuple[str, ...]  # keys, first mention first
    tracking_numbers: tuple[str, ...]
    subject: str
    gist_en: str
    gist_zh: str
    opened_at: datetime
    last_mail_at: datetime
    mails: int  # customer's mails in this case, the third raises priority
    first_answer_due: datetime
    promise_at: datetime | None  # what the live draft or the sent acknowledgment promises
    acknowledged_at: datetime | None
    version: int = 1
    channel: str = (
        ""  # marketplace, platform or form it came through, e.g. "etsy"; "" for plain mail
    )


@dataclass(frozen=True, slots=True)
class OpenCase:
    """Filing: a new case. `thread_key` makes two workers' attempts collide in the store."""

    case: Case
    thread_key: str
    why: str
    suggested: tuple[int, ...] = ()  # open cases an agent may want to join it to


@dataclass(frozen=True, slots=True)
class JoinCase:
    """Filing: the mail belongs to `before`; `after` is the case with this mail in it."""

    before: Case
    after: Case
    why: str
    reopened: bool = False
    satisfied: bool = False  # only thanks: noted, neither reopened nor drafted


@dataclass(frozen=True, slots=True)
class SetAside:
    """Filing: no case of its own; `case_id` is the case it is noted on, if any."""

    why: str
    case_id: int | None = None
    failed_message_id: str = ""  # a bounce: our mail that did not arrive
    answered: bool = False  # a colleague's answer to the customer, of which we got a copy


Filing = OpenCase | JoinCase | SetAside
