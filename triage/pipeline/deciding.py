"""The second half of the path: what follows from a mail, given what the store knew.

A pure function: kept together with what it rested on, any decision can be replayed.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from triage.cases.case import Filing, SetAside
from triage.cases.filing import Receipt, file
from triage.cases.matching import Clues, Match, match
from triage.mail import message_id as keyed
from triage.mail.authentication import forged, verified
from triage.mail.kind import judge
from triage.mail.message import Kind, ReplyChannel, Verdict
from triage.mail.relays import is_brought_by_marketplace
from triage.pipeline.drafting import with_draft
from triage.pipeline.values import Known, Outcome, Practice, Questions, Reading, Reserved
from triage.reminders.reminder import Reminder, ReminderKind
from triage.understanding.language import LanguagePrior
from triage.understanding.meaning import Understanding
from triage.understanding.numbers.orders import OrderHit
from triage.understanding.reader import words_of

_OUR_MARKS = {"own_message_id", "own_loop"}  # of what the program itself has sent

_NO_CHANCE = 9  # signs of an order's number that no other number in a mail has by chance


def decide(
    practice: Practice,
    reading: Reading,
    questions: Questions,
    known: Known,
    reserved: Reserved,
    *,
    received_at: datetime,
    now: datetime,
) -> Outcome:
    """Decide everything that follows from a mail; nothing is looked up or done here."""
    reading = _rescued(practice, reading, known)
    mail, verdict = reading.mail, reading.verdict
    understood = None
    if verdict.kind is Kind.CUSTOMER or verdict.dispute:
        understood = practice.reader.understand(
            reading.words, _prior(verdict, known), dict(known.orders), mail.date or received_at
        )
    if known.copy_of is not None:
        filing: Filing = SetAside(f"a copy of mail {known.copy_of}", known.copy_case)
    else:
        clues = _clues(practice, reading, questions, understood)
        receipt = _receipt(practice, reading, questions, known, reserved, received_at)
        reopen = timedelta(days=practice.store.clocks.reopen_days)
        found = match(clues, known.remembered, now, reopen)
        filing = file(mail, verdict, understood, found, receipt)
        if isinstance(filing, SetAside):
            filing = _with_proof(practice, filing, found)
        if isinstance(filing, SetAside) and clues.written_to and filing.case_id is not None:
            filing = replace(filing, answered=True)
    outcome = Outcome(
        verdict=verdict,
        understanding=understood,
        filing=filing,
        draft=None,
        facts=None,
        draft_id=None,
        replaces=None,
        no_draft="",
        reminders=_bounced(filing, now),
        message_id=mail.message_id,
        content_key=questions.content_key,
        thread=(mail.message_id,) if mail.message_id else (),
        order_keys=tuple(n.key for n in understood.order_numbers) if understood else (),
    )
    return with_draft(practice, reading, known, reserved, outcome, now, received_at)


def _clues(
    practice: Practice,
    reading: Reading,
    questions: Questions,
    understood: Understanding | None,
) -> Clues:
    verdict = reading.verdict
    proven = (keyed.case_of(practice.identity, each) for each in questions.replied_to)
    orders = understood.order_numbers if understood else ()
    return Clues(
        address=questions.address,
        replied_to=frozenset(questions.replied_to),
        own_replied_to=frozenset(filter(None, proven)),
        written_numbers=questions.case_numbers,
        order_keys=frozenset(number.key for number in orders),
        verified=_proved(practice, reading),
        forged=_is_forged(practice, reading),
        reply_to=verdict.reply_to,
        channel=verdict.channel,
        thread_root=questions.thread_root,
        written_to=_colleague_writes_to(reading),
    )


def _colleague_writes_to(reading: Reading) -> frozenset[str]:
    """Return whom a colleague's mail goes to; nobody if it is our own or its writer unproven."""
    codes = {reason.code for reason in reading.verdict.reasons}
    proven = any(code.startswith("staff_") for code in codes)
    if reading.verdict.kind is not Kind.OWN or not proven or codes & _OUR_MARKS:
        return frozenset()
    return frozenset(each.address for each in (*reading.mail.to, *reading.mail.cc))


def _proved(practice: Practice, reading: Reading) -> bool:
    """Tell whether the customer's address proved itself; one typed into a form never does."""
    customer = reading.verdict.customer
    if _is_forged(practice, reading):
        return False
    if reading.verdict.reply_channel is ReplyChannel.RELAY:
        return True
    is_sender = customer is None or customer.address == reading.mail.sender.address
    if reading.verdict.reply_channel is ReplyChannel.PLATFORM_ONLY:
        is_sender = True  # the platform vouches for its buyer, whose address it keeps to itself
    return is_sender and verified(reading.mail, practice.identity)


def _is_forged(practice: Practice, reading: Reading) -> bool:
    """Tell a From our server calls forged, or a buyer's alias a stranger wrote into Reply-To."""
    if forged(reading.mail, practice.identity):
        return True
    relayed = reading.verdict.reply_channel is ReplyChannel.RELAY
    alias = reading.verdict.reply_to
    return relayed and not is_brought_by_marketplace(reading.mail, alias, practice.identity.rules)


def _receipt(
    practice: Practice,
    reading: Reading,
    questions: Questions,
    known: Known,
    reserved: Reserved,
    received_at: datetime,
) -> Receipt:
    mail, clocks = reading.mail, practice.store.clocks
    # A stranger may name another's thread, and a Message-ID may come twice with different words:
    # then the mail's own bytes are the key.
    root = "" if known.root_taken else questions.thread_root
    zone = ZoneInfo(practice.store.time_zone)
    return Receipt(
        store=practice.id,
        case_id=reserved.case_id,
        thread_key=root or f"sha256:{mail.sha256}",
        received_at=received_at,
        first_answer=timedelta(hours=clocks.first_answer_hours),
        today=received_at.astimezone(zone).date(),
    )


def _rescued(practice: Practice, reading: Reading, known: Known) -> Reading:
    """Judge a mail from Junk again when the store knows its writer or one of its orders."""
    acquainted = known.customer is not None or any(_telling(hit) for _, hit in known.orders)
    if reading.verdict.kind is not Kind.SPAM or not acquainted:
        return reading
    verdict = judge(reading.mail, practice.identity, junk=True, acquainted=True)
    return Reading(reading.mail, verdict, words_of(reading.mail, verdict))


def _telling(hit: OrderHit) -> bool:
    """Tell whether an order's number in a mail is no chance: a short one is in many a spam."""
    return not hit.near and (hit.same_customer or len(hit.key) >= _NO_CHANCE)


def _prior(verdict: Verdict, known: Known) -> LanguagePrior:
    customer = known.customer
    return LanguagePrior(
        confirmed=customer.language if customer and customer.confirmed else "",
        marketplace=verdict.customer.address.rpartition("@")[2]
        if verdict.customer and verdict.reply_channel is ReplyChannel.RELAY
        else "",
        country=customer.country if customer else "",
    )


def _with_proof(practice: Practice, filing: SetAside, found: Match) -> SetAside:
    """Believe a bounce only about a mail whose Message-ID shows that we sent it in this case."""
    number = found.case.number if found.case else None
    if number and keyed.case_of(practice.identity, filing.failed_message_id) == number:
        return filing
    return replace(filing, failed_message_id="")


def _bounced(filing: Filing, now: datetime) -> tuple[Reminder, ...]:
    if isinstance(filing, SetAside) and filing.failed_message_id and filing.case_id:
        return (Reminder(ReminderKind.DELIVERY_FAILED, now, filing.failed_message_id),)
    return ()
