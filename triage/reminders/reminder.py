"""The reminder: at an instant the program looks at a case again, and a person is told once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ReminderKind(StrEnum):
    """What is due."""

    DRAFT_WAITS = "draft_waits"  # a draft waits for an agent's review
    FIRST_ANSWER_DUE = "first_answer_due"  # 24 h after the mail, whatever the day
    PROMISE_DUE = "promise_due"  # what the acknowledgment promised comes up (4 h ahead)
    PROMISE_BROKEN = "promise_broken"  # … and has passed
    DELIVERY_FAILED = "delivery_failed"  # a mail of ours came back
    DRAFT_VANISHED = "draft_vanished"  # gone from Drafts and not in Sent: was it sent?
    WROTE_AGAIN = "wrote_again"  # the customer, while an agent has the draft in hand
    PROMISE_NEAR = "promise_near"  # in a draft an agent has edited: we do not reword it
    SEND_IN_DOUBT = "send_in_doubt"  # sent or not: a person must look
    FOLLOW_UP_FIRST = "follow_up_first"  # the customer was asked for something and is silent
    FOLLOW_UP_SECOND = "follow_up_second"
    CLOSE_PROPOSED = "close_proposed"  # … for so long that the case may be closed
    SATISFACTION_DUE = "satisfaction_due"  # the matter was settled: is all well now?


@dataclass(frozen=True, slots=True)
class Reminder:
    """One thing due for one case. `due_at` aware UTC; at most one per (case, kind, anchor)."""

    kind: ReminderKind
    due_at: datetime
    anchor: str  # what it is about, e.g. the draft's Message-ID: the idempotency key
