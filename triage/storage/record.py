"""Recording an Outcome: one transaction that checks again what the decision rested on."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, insert, select, update
from sqlalchemy.exc import IntegrityError

from triage.cases.case import Case, JoinCase, OpenCase, SetAside
from triage.cases.journal import Change
from triage.cases.number import number_of
from triage.drafts.draft import Draft, DraftFacts
from triage.errors import NotFound, StoreConflict
from triage.pipeline.values import Known, Outcome, Questions
from triage.reminders.reminder import ReminderKind
from triage.reminders.silence import FOLLOWING
from triage.storage.cases import PROGRAM, hold, update_case, write_journal
from triage.storage.database import Database, one_at_a_time
from triage.storage.drafts import StoredDraft, insert_draft, replace_draft
from triage.storage.fates import MAIL_CLIENT, answered
from triage.storage.filed import enqueue_done
from triage.storage.known import answer_in
from triage.storage.mails import Waiting
from triage.storage.registers import customers
from triage.storage.reminders import add_reminders, cancel_reminders
from triage.storage.rows import case_row, insert_new
from triage.storage.schema import (
    case_orders,
    cases,
    drafts,
    mails,
    outcomes,
    participants,
    thread_messages,
)

_KNOWN = TypeAdapter(Known)
_OUTCOME = TypeAdapter(Outcome)
_FACTS = TypeAdapter(DraftFacts)


def record(
    database: Database,
    mail: Waiting,
    known: Known,
    outcome: Outcome,
    now: datetime,
    questions: Questions | None = None,
    *,
    mark_done: bool = False,
) -> bool:
    """Commit everything that follows from a mail; False if it was recorded before.

    With `mark_done` a mail that belongs to a case is to be marked so in its mailbox, too.

    Raises StoreConflict when a case or draft it builds on has changed, or when the `questions`
    have other answers by now (a new case of the customer): read and decide again.
    """
    try:
        with database.write("record") as connection:
            one_at_a_time(connection, f"record {mail.store}")
            if not _claim(connection, mail.id, outcome):
                return False
            if questions and known != answer_in(connection, mail.store, questions, mail.id):
                raise StoreConflict("another mail or an agent was quicker")
            _file(connection, mail, outcome, now)
            _remember_thread(connection, mail.store, outcome)
            if outcome.draft is not None:
                _write_draft(connection, mail, outcome.draft, outcome, now)
            _remember_customer(connection, mail.store, outcome, now)
            add_reminders(connection, _case_id(outcome), outcome.reminders)
            row = {
                "mail_id": mail.id,
                "known": _KNOWN.dump_python(known, mode="json"),
                "outcome": _OUTCOME.dump_python(outcome, mode="json"),
                "decided_at": now,
            }
            connection.execute(outcomes.delete().where(outcomes.c.mail_id == mail.id))
            connection.execute(insert(outcomes).values(row))
            case_id = _case_id(outcome)
            if mark_done and case_id is not None and not mail.junk:
                enqueue_done(connection, mail, case_id, now)
    except IntegrityError as error:
        raise StoreConflict("another worker filed this thread at the same moment") from error
    return True


def replay(row: Any) -> tuple[Known, Outcome]:
    """Return what a decision rested on and what was decided, from a row of `outcomes`."""
    return _KNOWN.validate_python(row.known), _OUTCOME.validate_python(row.outcome)


def decided(database: Database, mail_id: int) -> tuple[Known, Outcome]:
    """Return what was known and decided when a mail was decided last. Raises NotFound."""
    with database.read() as connection:
        row = connection.execute(select(outcomes).where(outcomes.c.mail_id == mail_id)).first()
    if row is None:
        raise NotFound(f"nothing was decided about mail {mail_id}")
    return replay(row)


def facts_behind(database: Database, found: StoredDraft) -> DraftFacts:
    """Return the facts a draft was made from, as kept with the decision. Raises NotFound.

    Once an agent has corrected what was understood, those that followed from that.
    """
    mine = (drafts.c.case_id == found.case_id) & (drafts.c.mail_id == found.mail_id)
    newest = (
        select(drafts.c.facts)
        .where(mine, drafts.c.version <= found.version, drafts.c.facts.is_not(None))
        .order_by(drafts.c.version.desc())
    )
    with database.read() as connection:
        kept = connection.execute(newest.limit(1)).scalar_one_or_none()
    if kept is not None:
        return _FACTS.validate_python(kept)
    if found.mail_id is not None:
        facts = decided(database, found.mail_id)[1].facts
        if facts is not None:
            return facts
    raise NotFound(f"{found.case_number}: what this draft was made from was not kept")


def _claim(connection: Connection, mail_id: int, outcome: Outcome) -> bool:
    """Mark the mail as decided; False if another worker was first."""
    return bool(
        connection.execute(
            update(mails)
            .where(mails.c.id == mail_id, mails.c.state == "stored")
            .values(
                state="decided",
                error="",
                message_id=outcome.message_id,
                content_key=outcome.content_key,
                kind=outcome.verdict.kind.value,
                kind_reasons=[[r.code, r.text] for r in outcome.verdict.reasons],
                case_id=None,
            )
        ).rowcount
    )


def _file(connection: Connection, mail: Waiting, outcome: Outcome, now: datetime) -> None:
    filing = outcome.filing
    if isinstance(filing, OpenCase):
        row = case_row(filing.case) | {"thread_key": filing.thread_key}
        connection.execute(insert(cases).values(row))
        _tie(connection, filing.case)
        write_journal(connection, filing.case.id, now, PROGRAM, (_opened(mail, filing),))
    elif isinstance(filing, JoinCase):
        hold(connection, filing.before.id)
        update_case(connection, filing.before, filing.after, now, PROGRAM)
        _tie(connection, filing.after)
        note = f"mail {mail.id} joined: {filing.why}"
        note += "; reopened" if filing.reopened else ""
        note += "; the customer is content" if filing.satisfied else ""
        cancel_reminders(connection, filing.after.id, FOLLOWING)
        write_journal(connection, filing.after.id, now, PROGRAM, (Change("", "", "", note),))
        if filing.satisfied:
            connection.execute(
                update(cases).where(cases.c.id == filing.after.id).values(satisfaction="content")
            )
    elif filing.case_id is not None:
        hold(connection, filing.case_id)
        noted = Change("", "", "", f"mail {mail.id} noted: {filing.why}")
        write_journal(connection, filing.case_id, now, PROGRAM, (noted,))
        if filing.answered:
            name, at = outcome.message_id, mail.received_at
            answered(connection, filing.case_id, name, at, now, MAIL_CLIENT)
        if filing.failed_message_id:
            _mark_bounced(connection, mail.store, filing, now)
    connection.execute(update(mails).where(mails.c.id == mail.id).values(case_id=_case_id(outcome)))


def _opened(mail: Waiting, filing: OpenCase) -> Change:
    suggested = ", ".join(map(number_of, filing.suggested))
    near = f"; maybe the same matter as {suggested}" if suggested else ""
    return Change("status", "", filing.case.status.value, f"opened by mail {mail.id}{near}")


def _tie(connection: Connection, case: Case) -> None:
    people = {case.customer_address, case.reply_to} - {""}
    insert_new(connection, participants, [{"case_id": case.id, "address": p} for p in people])
    insert_new(
        connection, case_orders, [{"case_id": case.id, "key": k} for k in case.order_numbers]
    )


def _remember_thread(connection: Connection, store: str, outcome: Outcome) -> None:
    case_id = _case_id(outcome)
    if case_id is None or outcome.case is None:
        return
    ours = outcome.draft.message_id if outcome.draft else ""
    rows = [
        {
            "store": store,
            "message_id": each,
            "case_id": case_id,
            "direction": "out" if each == ours else "in",
        }
        for each in sorted(set(outcome.thread))  # in one order, else two threads wait in a ring
        if each and len(each) <= 998
    ]
    insert_new(connection, thread_messages, rows)


def _write_draft(
    connection: Connection, mail: Waiting, draft: Draft, outcome: Outcome, now: datetime
) -> None:
    case_id = _case_id(outcome)
    if case_id is None or outcome.draft_id is None:
        raise StoreConflict("a draft without a case cannot be recorded")
    if outcome.replaces is not None:
        replace_draft(connection, outcome.replaces, now)
    cancel_reminders(connection, case_id, (ReminderKind.DRAFT_WAITS,))
    insert_draft(connection, outcome.draft_id, case_id, mail.id, mail.mailbox, draft, PROGRAM, now)


def _remember_customer(connection: Connection, store: str, outcome: Outcome, now: datetime) -> None:
    """Keep what we know of the address; a language seen twice counts as confirmed."""
    customer, understood = outcome.verdict.customer, outcome.understanding
    if customer is None or understood is None or not customer.address:
        return
    language = understood.language.code if understood.language.code != "und" else ""
    place = {"store": store, "address": customer.address}
    fresh = {
        "name": understood.name,
        "language": language,
        "language_confirmed": False,
        "country": "",
        "agent": "",
        "no_automatic_mail": False,
        "seen_at": now,
    }
    if insert_new(connection, customers, [place | fresh]):
        return
    here = (customers.c.store == store) & (customers.c.address == place["address"])
    old = connection.execute(select(customers).where(here)).one()
    # Who writes has a working address: an answer may go there again.
    values: dict[str, Any] = {
        "seen_at": now,
        "name": understood.name or old.name,
        "no_automatic_mail": False,
    }
    if language and language == old.language:
        values["language_confirmed"] = True
    elif language and not old.language_confirmed:
        values["language"] = language
    connection.execute(update(customers).where(here).values(values))


def _mark_bounced(connection: Connection, store: str, filing: SetAside, now: datetime) -> None:
    """Mark our mail as failed; nothing automatic goes to that address again until cleared."""
    failed = connection.execute(
        update(drafts)
        .where(
            (drafts.c.message_id == filing.failed_message_id)
            | (drafts.c.known_as == filing.failed_message_id),
            drafts.c.state == "sent",
        )
        .values(state="failed", error="came back undelivered")
        .returning(drafts.c.to_address, drafts.c.case_id)
    ).one_or_none()
    if failed is None:
        return
    connection.execute(
        update(customers)
        .where(customers.c.store == store, customers.c.address == failed.to_address)
        .values(no_automatic_mail=True)
    )
    cancel_reminders(connection, failed.case_id, FOLLOWING)
    note = Change("", "", "", "our answer came back undelivered")
    write_journal(connection, failed.case_id, now, PROGRAM, (note,))


def _case_id(outcome: Outcome) -> int | None:
    if outcome.case is not None:
        return outcome.case.id
    return outcome.filing.case_id if isinstance(outcome.filing, SetAside) else None
