"""What agents did with a draft in their mail client, each in one commit that may be tried again.

The trap: the desk, the daemon and a customer's further mail may change the draft at the same
moment, so every step holds the case and asks for the state it rests on.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, select, update

from triage.cases.case import Case, Status
from triage.cases.journal import Change
from triage.drafts.draft import Draft
from triage.reminders.reminder import Reminder, ReminderKind
from triage.reminders.silence import FOLLOWING, PROMISED
from triage.storage.acts import Act, ActKind, enqueue, settle
from triage.storage.cases import (
    PROGRAM,
    get,
    hold,
    join_thread,
    update_case,
    write_journal,
)
from triage.storage.database import Database
from triage.storage.drafts import LIVE, StoredDraft, insert_version, replace_draft
from triage.storage.reminders import add_reminders, cancel_reminders, wake_reminder
from triage.storage.schema import acts, drafts
from triage.storage.sending import ANSWERED, move_on
from triage.storage.watching import forget_sighting

MAIL_CLIENT = "mail client"  # who, in the journal: IMAP does not tell which agent it was
# States in which a draft may turn up in Sent that we have not put there.
MAY_GO_OUT = (*LIVE, "discarded", "replaced", "approved", "in_doubt", "failed")


@dataclass(frozen=True, slots=True)
class Lies:
    """Where an agent's mail lies in Drafts, what it is called there, and its hash."""

    folder: str
    uidvalidity: int
    uid: int
    message_id: str
    sha256: str

    def columns(self, ours: str) -> dict[str, object]:
        """Return what a draft's row says of it; `ours` is the Message-ID we gave."""
        return {
            "folder": self.folder,
            "uidvalidity": self.uidvalidity,
            "uid": self.uid,
            "known_as": "" if self.message_id == ours else self.message_id,
            "sha256": self.sha256,
        }


def moved(database: Database, found: StoredDraft, lies: Lies, now: datetime) -> bool:
    """Note that a draft lies elsewhere, its text unchanged; False if it is not live any more."""
    with database.write("moved") as connection:
        hold(connection, found.case_id)
        if not _revive(connection, found, now):
            return False
        values = lies.columns(found.draft.message_id) | {"vanished_at": None}
        connection.execute(update(drafts).where(drafts.c.id == found.id).values(values))
        _forget(connection, found, lies)
        join_thread(connection, found.store, found.case_id, lies.message_id)
    return True


def edited(
    database: Database,
    found: StoredDraft,
    new_id: int,
    draft: Draft,
    lies: Lies,
    told: tuple[Reminder, ...],
    now: datetime,
) -> bool:
    """Take over an agent's text as the next version; False if `found` is not live any more.

    `found` is taken out of force, and if it still lies where we placed it, out of there. `told` is
    what an agent has to know about it.
    """
    with database.write("edited") as connection:
        hold(connection, found.case_id)
        if not _revive(connection, found, now):
            return False
        if found.vanished_at is None and not found.known_as:
            replace_draft(connection, found.id, now)
        else:
            _set_state(connection, found.id, LIVE, "replaced")
        place = lies.columns(draft.message_id)
        version = insert_version(
            connection,
            new_id,
            found.case_id,
            found.mail_id,
            found.mailbox,
            draft,
            MAIL_CLIENT,
            now,
            state="placed",
            **place,
        )
        for each in (draft.message_id, lies.message_id):
            join_thread(connection, found.store, found.case_id, each)
        _forget(connection, found, lies)
        add_reminders(connection, found.case_id, told)
        _write(connection, found, now, f"draft version {version} replaces version {found.version}")
    return True


def thrown_away(
    database: Database, found: StoredDraft, now: datetime, where: str, act: Act | None = None
) -> bool:
    """Note that a draft is gone and was not seen to be sent: not made again, an agent is asked."""
    with database.write("discarded") as connection:
        hold(connection, found.case_id)
        gone = _set_state(connection, found.id, LIVE, "discarded")
        if act is not None:
            settle(connection, act, now)
        if not gone:
            return False
        if found.vanished_at is None:
            connection.execute(
                update(drafts).where(drafts.c.id == found.id).values(vanished_at=now)
            )
        before = get(connection, found.case_id)
        after = before
        if before.status is Status.DRAFTED:
            after = replace(before, status=Status.NEW)
        if before.acknowledged_at is None:
            after = replace(after, promise_at=None)  # nobody has read that promise
        update_case(connection, before, after, now, PROGRAM)
        _write(connection, found, now, f"draft version {found.version} {where}", PROGRAM)
        cancel_reminders(connection, found.case_id, (ReminderKind.DRAFT_WAITS,))
        asked = Reminder(ReminderKind.DRAFT_VANISHED, now, found.draft.message_id)
        add_reminders(connection, found.case_id, (asked,))
    return True


def went_out(
    database: Database,
    found: StoredDraft,
    body: str,
    lies: Lies,
    reminders: tuple[Reminder, ...],
    at: datetime,
    now: datetime,
    act: Act | None = None,
) -> bool:
    """Note that an agent sent a draft from a mail client; False if that is known or not possible.

    `body` is the text as it went out, `at` when; `act` is our own sending that it forestalled.
    """
    with database.write("went_out") as connection:
        hold(connection, found.case_id)
        if act is not None and not settle(connection, act, now):
            return False
        values: dict[str, object] = {
            "body": body,
            "sha256": lies.sha256,
            "approved_by": MAIL_CLIENT,
        }
        values |= {"approved_at": at, "known_as": lies.columns(found.draft.message_id)["known_as"]}
        # One that came back undelivered has been in Sent all the time.
        here = (
            (drafts.c.id == found.id) & drafts.c.state.in_(MAY_GO_OUT) & drafts.c.sent_at.is_(None)
        )
        if not connection.execute(update(drafts).where(here).values(values)).rowcount:
            return False
        _end_sending(connection, found.id, found.case_id, now)
        move_on(connection, found, reminders, now, MAIL_CLIENT, "sent from a mail client", at)
        join_thread(connection, found.store, found.case_id, lies.message_id)
        if not found.known_as:
            enqueue(connection, ActKind.REMOVE_DRAFT, found.mailbox, found.case_id, found.id, now)
        _withdraw(connection, get(connection, found.case_id), at, now)
    return True


def answered(
    connection: Connection, case_id: int, message_id: str, at: datetime, now: datetime, who: str
) -> bool:
    """Note inside the caller's transaction that an agent has answered a case in their own words.

    Our draft is withdrawn unless the customer has written since. False if the answer is known.
    """
    before = get(connection, case_id)
    if not join_thread(connection, before.store, case_id, message_id):
        return False
    kept = not _withdraw(connection, before, at, now)
    early = before.status in (Status.NEW, Status.DRAFTED)
    after = replace(
        before,
        status=Status.ACKNOWLEDGED if early else before.status,
        acknowledged_at=before.acknowledged_at or at,
        promise_at=before.promise_at if kept else None,  # what was promised was kept, or unsaid
    )
    update_case(connection, before, after, now, who)
    note = Change("", "", "", "answered from a mail client")
    write_journal(connection, case_id, now, who, (note,))
    over = (ReminderKind.FIRST_ANSWER_DUE,) if kept else (*ANSWERED, *PROMISED)
    cancel_reminders(connection, case_id, (*over, *FOLLOWING))
    return True


def answered_by_hand(
    database: Database, case_id: int, message_id: str, at: datetime, now: datetime
) -> bool:
    """Note that Sent holds an answer to a case that was not made from our draft."""
    with database.write("answered") as connection:
        hold(connection, case_id)
        return answered(connection, case_id, message_id, at, now, MAIL_CLIENT)


def remind_of(database: Database, case_id: int, reminder: Reminder) -> None:
    """Have an agent told once of something about a case."""
    with database.write("reminded") as connection:
        hold(connection, case_id)
        add_reminders(connection, case_id, (reminder,))


def _withdraw(connection: Connection, case: Case, at: datetime, now: datetime) -> bool:
    """Take what waits for an answered case out of force; False if it answers a later mail."""
    waits = (*LIVE, "approved")
    columns = (drafts.c[name] for name in ("id", "mailbox", "known_as", "message_id", "state"))
    found = connection.execute(
        select(*columns).where(drafts.c.case_id == case.id, drafts.c.state.in_(waits))
    ).all()
    if found and case.last_mail_at > at:
        for each in found:
            if each.state in LIVE:
                wake_reminder(connection, case.id, ReminderKind.DRAFT_WAITS, each.message_id)
        return False
    for each in found:
        _set_state(connection, each.id, waits, "replaced")
        _end_sending(connection, each.id, case.id, now)
        if not each.known_as:  # else it is an agent's own mail by now, and not ours to remove
            enqueue(connection, ActKind.REMOVE_DRAFT, each.mailbox, case.id, each.id, now)
    return True


def _revive(connection: Connection, found: StoredDraft, now: datetime) -> bool:
    """Put a draft into force that was taken for thrown away; False if it cannot be."""
    if found.state != "discarded":
        return _set_state(connection, found.id, LIVE, found.state)
    live = select(drafts.c.id).where(drafts.c.case_id == found.case_id, drafts.c.state.in_(LIVE))
    if connection.execute(live).first() is not None:
        return False
    if not _set_state(connection, found.id, ("discarded",), "placed"):
        return False
    before = get(connection, found.case_id)
    if before.status is Status.NEW:
        after = replace(before, status=Status.DRAFTED, promise_at=found.draft.promise_at)
        update_case(connection, before, after, now, MAIL_CLIENT)
    cancel_reminders(connection, found.case_id, (ReminderKind.DRAFT_VANISHED,))
    waits = ReminderKind.DRAFT_WAITS
    wake_reminder(connection, found.case_id, waits, found.draft.message_id)
    return True


def _set_state(connection: Connection, draft_id: int, states: tuple[str, ...], state: str) -> bool:
    here = (drafts.c.id == draft_id) & drafts.c.state.in_(states)
    return bool(connection.execute(update(drafts).where(here).values(state=state)).rowcount)


def _end_sending(connection: Connection, draft_id: int, case_id: int, now: datetime) -> None:
    """Settle our own try to send what an agent has sent or answered in our stead."""
    mine = (acts.c.draft_id == draft_id) & (acts.c.kind == ActKind.SEND.value)
    ended = update(acts).where(mine, acts.c.state != "done")
    if connection.execute(ended.values(state="done", done_at=now, error="")).rowcount:
        told = (ReminderKind.SEND_IN_DOUBT, ReminderKind.DELIVERY_FAILED)
        cancel_reminders(connection, case_id, told)


def _forget(connection: Connection, found: StoredDraft, lies: Lies) -> None:
    forget_sighting(connection, found.mailbox, lies.folder, lies.uidvalidity, lies.uid)


def _write(
    connection: Connection, found: StoredDraft, now: datetime, note: str, who: str = MAIL_CLIENT
) -> None:
    write_journal(connection, found.case_id, now, who, (Change("", "", "", note),))
