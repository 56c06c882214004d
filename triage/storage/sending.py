"""How a draft leaves: `sending` is committed before DATA, and how it ended after.

`sending` found after a crash becomes `in_doubt`, for nobody knows whether the mail went out.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, update

from triage.cases.case import Case, Status
from triage.cases.journal import Change
from triage.drafts.draft import Draft, MessageKind
from triage.errors import NotFound, StaleVersion
from triage.reminders.reminder import Reminder, ReminderKind
from triage.reminders.schedule import promise_anchor
from triage.reminders.silence import PROMISED, called_off
from triage.storage.acts import Act, ActKind, enqueue, settle
from triage.storage.cases import PROGRAM, get, hold, update_case, write_journal
from triage.storage.cases import find as find_case
from triage.storage.database import Database
from triage.storage.drafts import StoredDraft, of_case, take_approved
from triage.storage.reminders import add_reminders, cancel_reminders, renew_reminders
from triage.storage.schema import acts, drafts

UNSETTLED = ("in_doubt", "failed", "discarded")  # a person says how these go on
ANSWERED = (  # what an answer puts an end to
    ReminderKind.DRAFT_WAITS,
    ReminderKind.FIRST_ANSWER_DUE,
    ReminderKind.DRAFT_VANISHED,
    ReminderKind.WROTE_AGAIN,
    ReminderKind.PROMISE_NEAR,
)


def begin_sending(database: Database, draft_id: int) -> bool:
    """Commit that DATA is about to go out; False unless the draft is approved and unsent."""
    with database.write("sending") as connection:
        return bool(
            connection.execute(
                update(drafts)
                .where(drafts.c.id == draft_id, drafts.c.state == "approved")
                .values(state="sending")
            ).rowcount
        )


def take_back(database: Database, draft_id: int) -> None:
    """Note that the server refused for now after `sending`: nothing went out, so it may again."""
    with database.write("take_back") as connection:
        connection.execute(
            update(drafts)
            .where(drafts.c.id == draft_id, drafts.c.state == "sending")
            .values(state="approved")
        )


def sent(
    database: Database,
    found: StoredDraft,
    reminders: tuple[Reminder, ...],
    now: datetime,
    *,
    act: Act,
    how: str = "sent",
) -> None:
    """Note that an answer went out: the case moves on, its draft comes out, its copy goes in."""
    with database.write("sent") as connection:
        hold(connection, found.case_id)
        if not settle(connection, act, now):
            return
        move_on(connection, found, reminders, now, PROGRAM, how)
        for kind in (ActKind.FILE_SENT, ActKind.REMOVE_DRAFT):
            enqueue(connection, kind, found.mailbox, found.case_id, found.id, now)


def copied(
    database: Database,
    found: StoredDraft,
    final: Draft,
    reminders: tuple[Reminder, ...],
    who: str,
    now: datetime,
) -> None:
    """Note that an agent took an answer to a marketplace's own page. Raises StaleVersion.

    Approved and sent are one commit: no act would ever finish what a crash left between them.
    """
    with database.write("copied") as connection:
        hold(connection, found.case_id)
        take_approved(connection, found, final, who, now)
        move_on(connection, replace(found, draft=final), reminders, now, who, "copied")


def unsettled(database: Database, number: str) -> StoredDraft:
    """Return the newest draft of a case that is in doubt, failed or gone. Raises NotFound."""
    case = find_case(database, number)
    open_ones = [d for d in of_case(database, case.id) if d.state in UNSETTLED]
    if not open_ones:
        raise NotFound(f"{case.number} has no draft that is in doubt, failed or gone")
    return open_ones[-1]


def settle_as_sent(
    database: Database,
    found: StoredDraft,
    reminders: tuple[Reminder, ...],
    who: str,
    now: datetime,
) -> None:
    """Note a person's word that an answer reached the customer. Raises StaleVersion.

    Of one the server refused no copy is filed: what went out instead is not our wording.
    """
    with database.write("settle") as connection:
        hold(connection, found.case_id)
        _take_in_hand(connection, found, "done", now)
        move_on(connection, found, reminders, now, who, "settled as sent")
        if found.state == "in_doubt":
            enqueue(connection, ActKind.FILE_SENT, found.mailbox, found.case_id, found.id, now)
        enqueue(connection, ActKind.REMOVE_DRAFT, found.mailbox, found.case_id, found.id, now)


def send_again(database: Database, found: StoredDraft, who: str, now: datetime) -> None:
    """Approve a doubtful or refused answer once more, on a person's word. Raises StaleVersion."""
    if found.sent_at is not None:
        raise StaleVersion(
            f"{found.case_number}: this answer went out and came back undelivered, and so it "
            "would again; reach the customer another way, then settle it with --sent"
        )
    if found.state == "discarded":
        raise StaleVersion(
            f"{found.case_number}: this draft was never approved; if the customer has no answer, "
            "write one in the mail client: it is noted by itself"
        )
    if of_case(database, found.case_id)[-1].version != found.version:
        raise StaleVersion(
            f"{found.case_number}: there is a newer draft than version {found.version}; "
            f"approve that one: triage drafts show {found.case_number}"
        )
    with database.write("send_again") as connection:
        hold(connection, found.case_id)
        _take_in_hand(connection, found, "pending", now)
        connection.execute(
            update(drafts).where(drafts.c.id == found.id).values(state="approved", error="")
        )
        note = Change("", "", "", f"draft version {found.version} to be sent again")
        write_journal(connection, found.case_id, now, who, (note,))


def _take_in_hand(
    connection: Connection, found: StoredDraft, act_state: str, now: datetime
) -> None:
    """Claim a draft nobody has settled since it was looked at, and its act with it."""
    mine = connection.execute(
        update(drafts)
        .where(drafts.c.id == found.id, drafts.c.state == found.state)
        .values(error="")
    ).rowcount
    if not mine or found.state not in UNSETTLED:
        raise StaleVersion(f"{found.case_number}: version {found.version} was settled meanwhile")
    connection.execute(
        update(acts)
        .where(acts.c.draft_id == found.id, acts.c.kind == ActKind.SEND.value)
        .values(state=act_state, due_at=now, attempts=0, error="", lease_until=None)
    )
    told = (ReminderKind.SEND_IN_DOUBT, ReminderKind.DELIVERY_FAILED, ReminderKind.DRAFT_VANISHED)
    cancel_reminders(connection, found.case_id, told)


def move_on(
    connection: Connection,
    found: StoredDraft,
    reminders: tuple[Reminder, ...],
    now: datetime,
    who: str,
    how: str,
    at: datetime | None = None,
) -> None:
    """Mark a draft as sent (`at`, else now) and take its case along, journal and reminders too."""
    at = at or now
    connection.execute(
        update(drafts).where(drafts.c.id == found.id).values(state="sent", sent_at=at, error="")
    )
    before = get(connection, found.case_id)
    kind, promise = found.draft.kind, _promise_after(found.draft, before, at)
    early = before.status in (Status.NEW, Status.DRAFTED)
    status = Status.ACKNOWLEDGED if early else before.status
    after = replace(
        before,
        status=Status.CLOSED if kind is MessageKind.CLOSING else status,
        acknowledged_at=before.acknowledged_at or at,
        promise_at=promise,
    )
    update_case(connection, before, after, now, who)
    note = Change("", "", "", f"draft version {found.version} {how}")
    write_journal(connection, found.case_id, now, who, (note,))
    cancel_reminders(connection, found.case_id, (*ANSWERED, *called_off(kind)))
    kept = (promise_anchor(promise),) if promise else ()
    cancel_reminders(connection, found.case_id, PROMISED, but=kept)
    renew_reminders(connection, found.case_id, reminders)


def _promise_after(sent: Draft, before: Case, at: datetime) -> datetime | None:
    """Return what the customer was promised once a letter went out, None if nothing is open."""
    over = sent.kind.settles or sent.kind is MessageKind.CLOSING
    if sent.promise_at is not None or over:
        return sent.promise_at
    return before.promise_at if before.promise_at and before.promise_at > at else None


def not_sent(
    database: Database, found: StoredDraft, act: Act, state: str, error: str, now: datetime
) -> None:
    """Note that sending ended `in_doubt`, or `failed` for good; an agent is told."""
    with database.write("not_sent") as connection:
        hold(connection, found.case_id)
        if not settle(connection, act, now, state=state):
            return
        connection.execute(
            update(drafts).where(drafts.c.id == found.id).values(state=state, error=error[:500])
        )
        note = Change("", "", "", f"sending draft version {found.version}: {state}")
        write_journal(connection, found.case_id, now, PROGRAM, (note,))
        kind = ReminderKind.SEND_IN_DOUBT if state == "in_doubt" else ReminderKind.DELIVERY_FAILED
        told = Reminder(kind, now, found.draft.message_id)
        add_reminders(connection, found.case_id, (told,))
