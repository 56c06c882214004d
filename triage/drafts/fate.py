"""What became of a draft that lay in Drafts: judged from what Drafts and Sent hold by now.

The trap: clients save by adding a new mail and taking the old one away, in either order and minutes
apart, under a Message-ID of their own; so a draft that is gone is not yet a draft thrown away.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from triage.drafts.headers import bare_subject

PATIENCE = timedelta(minutes=2)  # for the successor of a draft that is gone (DESIGN: Watch)
_TELLING = 12  # characters a line must have to tell one letter from another
_SHARE = 0.5  # of a draft's lines found again in a letter that was made from it


@dataclass(frozen=True, slots=True)
class Sighting:
    """One mail in Drafts or Sent, by its headers. Message-IDs without brackets, "" if absent."""

    uid: int
    message_id: str
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]
    mark: str  # the Message-ID of ours that X-Desk-Draft names
    recipients: frozenset[str]  # To, Cc and Bcc, lower-case
    subject: str
    date: datetime | None  # what the client wrote
    filed_at: datetime  # INTERNALDATE
    deleted: bool = False

    @property
    def replied_to(self) -> frozenset[str]:
        """Return every Message-ID it answers or refers to."""
        return frozenset((*self.in_reply_to, *self.references))


@dataclass(frozen=True, slots=True)
class Lying:
    """A draft as far as its fate hangs on it: what it is called, whom it answers, where it lay."""

    names: frozenset[str]  # every Message-ID it has had, ours and those of clients
    in_reply_to: str
    people: frozenset[str]  # addresses of the customer
    subject: str
    uid: int  # 0: the server did not tell
    in_place: bool
    vanished_at: datetime | None


class Tie(StrEnum):
    """How a mail in Drafts or Sent is known to come from a draft; the surest first."""

    OURS = "ours"  # it carries our Message-ID or mark
    THREAD = "thread"  # to the same customer, in answer to the same mail
    ALIKE = "alike"  # to the same customer, under the same subject, answering nothing: Outlook


class Fate(StrEnum):
    """What became of a draft."""

    IN_PLACE = "in_place"
    VANISHED = "vanished"  # not there, and too early to say more
    EDITED = "edited"
    SENT = "sent"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class Became:
    """A draft's fate, and the mail that shows it."""

    fate: Fate
    by: Sighting | None = None


def tie(draft: Lying, seen: Sighting) -> Tie | None:
    """Tell how a mail is tied to a draft, None if it is not."""
    if {seen.message_id, seen.mark} & draft.names - {""}:
        return Tie.OURS
    # A colleague who gets the thread to look at is not answered in the customer's stead.
    if not seen.recipients & draft.people:
        return None
    if draft.in_reply_to and draft.in_reply_to in seen.replied_to:
        return Tie.THREAD
    if seen.replied_to or not seen.subject.strip():
        return None
    return Tie.ALIKE if bare_subject(seen.subject) == bare_subject(draft.subject) else None


def what_became(
    draft: Lying, drafts: Sequence[Sighting], sent: Sequence[Sighting], now: datetime
) -> Became:
    """Judge a draft by what else lies in Drafts and what Sent holds.

    While it lies in its place, only a mail in Sent that is certainly the draft itself moves it.
    """
    gone_out = [(seen, tied) for seen in sent if (tied := tie(draft, seen))]
    if draft.in_place:
        gone_out = [(seen, tied) for seen, tied in gone_out if tied is Tie.OURS]
    if gone_out:
        return Became(Fate.SENT, _surest(gone_out))
    if draft.in_place:
        return Became(Fate.IN_PLACE)
    successors = [
        (seen, tied)
        for seen in drafts
        if not seen.deleted and seen.uid != draft.uid and (tied := tie(draft, seen))
    ]
    if successors:
        return Became(Fate.EDITED, _surest(successors))
    if draft.vanished_at is None or now - draft.vanished_at < PATIENCE:
        return Became(Fate.VANISHED)
    return Became(Fate.DELETED)


def stems_from(text: str, draft: str) -> bool:
    """Tell whether a letter was made from a draft: half of the draft's own lines are still in it.

    An agent who changes a word or adds a line keeps the rest; who writes anew keeps nothing.
    """
    lines = _telling_lines(draft)
    written = " ".join(text.split())
    return bool(lines) and sum(line in written for line in lines) >= _SHARE * len(lines)


def reached(seen: Sighting, ours: frozenset[str], staff_domains: Iterable[str]) -> bool:
    """Tell whether a mail went to anybody outside the store; a draft shown to the boss did not."""
    domains = tuple(f"@{domain}" for domain in staff_domains)
    return any(to not in ours and not to.endswith(domains) for to in seen.recipients)


def said_at(seen: Sighting, earliest: datetime, now: datetime) -> datetime:
    """Return when a mail in Sent went out: by its Date if that can be, else when it was filed.

    Phones file it minutes later, and clocks of clients may be wrong by years.
    """
    for time in (seen.date, seen.filed_at):
        if time is not None and earliest <= time <= now:
            return time
    return now


def _surest(found: Sequence[tuple[Sighting, Tie]]) -> Sighting:
    """Return the mail with the surest tie, the newest of several."""
    order = list(Tie)
    return min(found, key=lambda one: (order.index(one[1]), -one[0].uid))[0]


def _telling_lines(text: str) -> list[str]:
    lines = (" ".join(line.split()) for line in text.splitlines())
    # A greeting and a name stand in any answer to the same customer.
    return [line for line in lines if len(line) >= _TELLING]
