"""Which case a mail belongs to. Never by subject alone, never a stranger into another's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from triage.cases.case import OPEN, Case, Status


@dataclass(frozen=True, slots=True)
class Clues:
    """What in a mail points to a case."""

    address: str  # the customer's address or relay alias, lower-case
    replied_to: frozenset[str]  # Message-IDs in In-Reply-To and References
    own_replied_to: frozenset[str]  # case numbers proven by our keyed Message-IDs among them
    written_numbers: tuple[str, ...]  # case numbers in subject or text
    order_keys: frozenset[str]
    verified: bool  # the address proved itself: DMARC or SPF pass, or a relay's alias
    forged: bool = False  # our own server says that From is not who it claims to be
    reply_to: str = ""  # where an answer would go, "" for `address`
    channel: str = ""  # the marketplace or form that carried it
    thread_root: str = ""  # Message-ID its thread began with, its own if it answers nothing
    written_to: frozenset[str] = frozenset()  # by a colleague who is proven to be one


@dataclass(frozen=True, slots=True)
class Remembered:
    """A case the store remembers in connection with the mail, with what ties them."""

    case: Case
    message_ids: frozenset[str]  # of all its mails, received and sent
    participants: frozenset[str]  # addresses that have written or been written to in it
    root: str = ""  # Message-ID its thread began with, as long as that mail has not been read


@dataclass(frozen=True, slots=True)
class Match:
    """Where the mail belongs: `case` None opens a new one, `suggested` is for an agent."""

    case: Case | None
    why: str
    suggested: tuple[int, ...] = ()


def match(
    clues: Clues, remembered: tuple[Remembered, ...], now: datetime, reopen: timedelta
) -> Match:
    """Find the case a customer's mail joins, by the strongest tie first.

    Our keyed Message-ID proves that the mail answers ours, whoever writes. A thread or a written
    case number counts only for a participant, never for who is said to forge one. The same order
    joins an open case of the same verified address. A case closed longer than `reopen` ago is only
    suggested.
    """
    newest_first = sorted(remembered, key=lambda known: known.case.last_mail_at, reverse=True)
    suggested: list[int] = []
    for tie, why in _TIES:
        for known in newest_first:
            if not tie(clues, known):
                continue
            if _too_old(known.case, now, reopen):
                suggested.append(known.case.id)
            else:
                return Match(known.case, why.format(known.case.number))
    suggested += [known.case.id for known in newest_first if _worth_a_look(clues, known)]
    return Match(None, "no tie to a known case", tuple(dict.fromkeys(suggested)))


def _answers_ours(clues: Clues, known: Remembered) -> bool:
    return known.case.number in clues.own_replied_to


def _same_thread(clues: Clues, known: Remembered) -> bool:
    # Old mail may be read after its answers: what they name as the beginning ties them too.
    begun_alike = bool(known.root) and clues.thread_root == known.root
    answers = bool(clues.replied_to & known.message_ids)
    return (answers or begun_alike) and _takes_part(clues, known)


def _names_the_case(clues: Clues, known: Remembered) -> bool:
    return known.case.number in clues.written_numbers and _takes_part(clues, known)


def _same_order(clues: Clues, known: Remembered) -> bool:
    return (
        known.case.status in OPEN
        and clues.verified
        and _same_writer(clues, known.case)
        and bool(clues.order_keys & set(known.case.order_numbers))
    )


def _same_writer(clues: Clues, case: Case) -> bool:
    # Where only the platform knows the buyer's address, its own proven mail about the order counts.
    same_platform = clues.channel == case.channel if not clues.address else True
    return same_platform and clues.address == case.customer_address


_TIES = (
    (_answers_ours, "answers our mail in {}"),
    (_same_thread, "in the thread of {}"),
    (_names_the_case, "names {} and takes part in it"),
    (_same_order, "same address writes about the same order as {}"),
)


def _takes_part(clues: Clues, known: Remembered) -> bool:
    if clues.forged:
        return False
    if clues.written_to:
        return bool(clues.written_to & known.participants)
    if not clues.address:
        return clues.verified and _same_writer(clues, known.case)
    # From is easily forged: the answer would tell whoever Reply-To names about the case.
    return {clues.address, clues.reply_to or clues.address} <= known.participants


def _worth_a_look(clues: Clues, known: Remembered) -> bool:
    """Same customer's open case, or a tie that lacked proof: shown to an agent, never joined."""
    if known.case.status not in OPEN:
        return False
    return (
        _same_writer(clues, known.case)
        or bool(clues.replied_to & known.message_ids)
        or known.case.number in clues.written_numbers
        or bool(clues.order_keys & set(known.case.order_numbers))
    )


def _too_old(case: Case, now: datetime, reopen: timedelta) -> bool:
    return case.status is Status.CLOSED and now - case.last_mail_at > reopen
