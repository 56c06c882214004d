"""Whether a mail gets a draft, what the draft may say, and what that does to the case."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from triage.cases.case import Case, Filing, JoinCase, OpenCase, SetAside, Status
from triage.cases.evidence import missing
from triage.cases.zones import zone_of
from triage.drafts.compose import compose
from triage.drafts.draft import DraftFacts, MessageKind, Sender
from triage.mail import message_id as keyed
from triage.mail.message import Address, ReplyChannel, Verdict
from triage.pipeline.values import DraftState, Known, Outcome, Practice, Reading, Reserved
from triage.reminders.clocks import promise_for
from triage.reminders.reminder import Reminder, ReminderKind
from triage.reminders.schedule import schedule
from triage.understanding.meaning import Understanding

IN_HAND = "an agent has the draft that waits in hand"  # never replaced by a machine's text
OVERTAKEN = timedelta(minutes=10)  # servers' clocks differ, and deliveries take their time
JOINED_AGAIN = timedelta(hours=24)  # after sending, at most one joined-thread draft in this time


def with_draft(
    practice: Practice,
    reading: Reading,
    known: Known,
    reserved: Reserved,
    outcome: Outcome,
    now: datetime,
    received_at: datetime,
) -> Outcome:
    """Add the draft, its reminders and the case's new state, or the reason why there is none."""
    filing = outcome.filing
    case = outcome.case
    drafts = next((d for d in known.drafts if case and d.case_id == case.id), None)
    withheld = _withheld(reading.verdict, filing, drafts, now, received_at)
    if case is None or isinstance(filing, SetAside):
        return replace(outcome, no_draft=withheld)
    if withheld:
        told = schedule(case, None, practice.working_time, practice.clocks, now)
        reminders = told if isinstance(filing, OpenCase) else _told_again(withheld, outcome, now)
        return replace(outcome, no_draft=withheld, reminders=(*outcome.reminders, *reminders))
    facts = facts_of(practice, reading, known, case, reserved, outcome.understanding, now)
    draft = compose(practice.library, facts)
    drafted = Status.DRAFTED if case.status is Status.NEW else case.status
    case = replace(case, status=drafted, promise_at=draft.promise_at)
    return replace(
        outcome,
        filing=_with_case(filing, case),
        draft=draft,
        facts=facts,
        draft_id=reserved.draft_id,
        replaces=drafts.live if drafts else None,
        reminders=schedule(case, draft, practice.working_time, practice.clocks, now),
        thread=(*outcome.thread, draft.message_id),
    )


def _told_again(withheld: str, outcome: Outcome, now: datetime) -> tuple[Reminder, ...]:
    """Have the agent told whose wording does not answer the mail that has just come."""
    if withheld != IN_HAND:
        return ()
    return (Reminder(ReminderKind.WROTE_AGAIN, now, outcome.message_id or outcome.content_key),)


def _with_case(filing: OpenCase | JoinCase, case: Case) -> Filing:
    if isinstance(filing, OpenCase):
        return replace(filing, case=case)
    return replace(filing, after=case)


def _withheld(
    verdict: Verdict,
    filing: Filing,
    drafts: DraftState | None,
    now: datetime,
    received_at: datetime,
) -> str:
    """Say why no draft is made, "" if one is."""
    if isinstance(filing, SetAside):
        return filing.why
    if isinstance(filing, JoinCase) and filing.satisfied:
        return "the customer only thanks"
    if not verdict.draft.allowed:
        return verdict.draft.reason
    if drafts and drafts.live is not None and drafts.in_hand:
        return IN_HAND
    if drafts and isinstance(filing, JoinCase) and _overtaken(filing, received_at):
        return "a newer mail of this case has its answer"
    recent = drafts.last_joined_at if drafts else None
    if drafts and drafts.live is None and recent and now - recent < JOINED_AGAIN:
        return "a further mail of this case was answered less than 24 h ago"
    return ""


def _overtaken(filing: JoinCase, received_at: datetime) -> bool:
    """Tell whether a mail is older than one its case holds, as old mail caught up with may be."""
    return filing.before.last_mail_at - received_at > OVERTAKEN


def facts_of(
    practice: Practice,
    reading: Reading,
    known: Known,
    case: Case,
    reserved: Reserved,
    understood: Understanding | None,
    now: datetime,
) -> DraftFacts:
    """Return all a draft for this case may say."""
    mail, verdict, store = reading.mail, reading.verdict, practice.store
    answered = case.acknowledged_at is not None
    country = known.customer.country if known.customer else ""
    zone = zone_of(country, case.customer_address, case.language) or store.time_zone
    relay = verdict.reply_channel is not ReplyChannel.EMAIL
    language = case.language if case.language != "und" else store.default_language
    written = {n.key: n.value for n in understood.order_numbers} if understood else {}
    return DraftFacts(
        kind=MessageKind.JOINED if answered else MessageKind.ACKNOWLEDGMENT,
        language=language,
        locale=understood.language.locale if understood else "",
        time_zone=zone,
        type=case.type,
        sure=case.sure,
        signals=case.signals,
        customer_name=case.customer_name,
        order_numbers=tuple(written.get(key, key) for key in case.order_numbers),
        missing=missing(case, (a.type for a in mail.attachments), len(verdict.own_words.split())),
        case_number=case.number,
        subject=mail.subject,
        promise=promise_for(
            practice.working_time, practice.clocks, case.last_mail_at, now, language
        ),
        sender=Sender(
            store_name=store.name,
            agent_name=case.agent or practice.desk_names.get(case.team, ""),
            address=Address(store.name, store.addresses[0]),
            contact="" if relay else store.contact,
            signature="" if relay else store.signature,
        ),
        to=Address(case.customer_name, verdict.reply_to),
        reply_channel=verdict.reply_channel,
        in_reply_to=mail.message_id,
        references=mail.references,
        message_id=keyed.make(practice.identity, case.number, f"d{reserved.draft_id}"),
        newcomer=_is_newcomer(reading, known, case),
    )


def _is_newcomer(reading: Reading, known: Known, case: Case) -> bool:
    """Tell whether the answer would go to who has no part in the case, or is not the writer.

    Our own Message-ID proves that a mail answers ours, not that its writer is our customer.
    """
    address = reading.verdict.reply_to
    if not address:
        return False
    joined = next((each for each in known.remembered if each.case.id == case.id), None)
    if joined is not None:
        return address not in joined.participants
    customer = reading.verdict.customer
    return customer is not None and address != customer.address
