"""Drafts as stored: never changed, only replaced by the next version; and how each one ended.

ready → placed → approved → sending → sent, or replaced on the way (storage.sending has the rest).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from triage.cases.journal import Change
from triage.cases.number import typed
from triage.drafts.draft import Draft, MessageKind
from triage.errors import NotFound, StaleVersion, StoreConflict
from triage.mail.message import Address, ReplyChannel
from triage.storage.acts import Act, ActKind, enqueue, settle
from triage.storage.cases import hold, join_thread, write_journal
from triage.storage.database import Database
from triage.storage.registers import customers
from triage.storage.rows import finding_from, finding_row
from triage.storage.schema import cases, drafts

LIVE = ("ready", "placed")


@dataclass(frozen=True, slots=True)
class StoredDraft:
    """A draft with its place in the store and in the mailbox."""

    id: int
    case_id: int
    case_number: str
    store: str
    mail_id: int | None
    mailbox: str
    version: int
    state: str
    made_by: str
    made_at: datetime
    folder: str
    uidvalidity: int | None
    uid: int | None
    known_as: str  # the Message-ID a mail client gave it, "" while it lies as we placed it
    sha256: str  # of the mail that client left
    vanished_at: datetime | None  # not in its place since
    approved_by: str
    approved_at: datetime | None
    sent_at: datetime | None
    error: str
    draft: Draft


def find(database: Database, number: str) -> StoredDraft:
    """Return the newest draft of a case that was not replaced. Raises NotFound."""
    condition = (cases.c.number == typed(number)) & (drafts.c.state != "replaced")
    with database.read() as connection:
        row = connection.execute(_query(condition).order_by(drafts.c.version.desc())).first()
    if row is None:
        raise NotFound(f"case {number} has no draft; `triage drafts list` shows those that wait")
    return _from(row)


def load(database: Database, draft_id: int) -> StoredDraft:
    """Return a draft by its id. Raises NotFound."""
    with database.read() as connection:
        row = connection.execute(_query(drafts.c.id == draft_id)).one_or_none()
    if row is None:
        raise NotFound(f"there is no draft {draft_id}")
    return _from(row)


def listed(database: Database, states: tuple[str, ...] = LIVE) -> list[StoredDraft]:
    """Return drafts in these states, the oldest first."""
    with database.read() as connection:
        return query_drafts(connection, drafts.c.state.in_(states))


def of_case(database: Database, case_id: int) -> list[StoredDraft]:
    """Return every draft of a case, the first version first."""
    with database.read() as connection:
        found = query_drafts(connection, drafts.c.case_id == case_id)
    return sorted(found, key=lambda each: each.version)


def query_drafts(connection: Connection, condition: Any) -> list[StoredDraft]:
    """Return the drafts a condition picks, the oldest first."""
    query = _query(condition).order_by(drafts.c.made_at, drafts.c.id)
    return [_from(row) for row in connection.execute(query)]


def placed(
    database: Database, act: Act, folder: str, uidvalidity: int, uid: int, now: datetime
) -> bool:
    """Note where a draft lies; False if it was replaced meanwhile and must come out again."""
    with database.write("placed") as connection:
        hold(connection, act.case_id)
        values = {"folder": folder, "uidvalidity": uidvalidity, "uid": uid}
        mine = drafts.c.id == act.draft_id
        connection.execute(update(drafts).where(mine).values(values))
        live = connection.execute(
            update(drafts).where(mine, drafts.c.state == "ready").values(state="placed")
        ).rowcount
        settle(connection, act, now)
    return bool(live)


def approve(database: Database, found: StoredDraft, final: Draft, who: str, now: datetime) -> None:
    """Take a draft as approved in its final wording and have it sent. Raises StaleVersion."""
    with database.write("approve") as connection:
        hold(connection, found.case_id)
        take_approved(connection, found, final, who, now)
        enqueue(connection, ActKind.SEND, found.mailbox, found.case_id, found.id, now)


def take_approved(
    connection: Connection, found: StoredDraft, final: Draft, who: str, now: datetime
) -> None:
    """Note who approved a draft, and its final wording.

    Raises StaleVersion when it was replaced, edited or approved since `found` was read.
    """
    done = connection.execute(
        update(drafts)
        .where(drafts.c.id == found.id, drafts.c.version == found.version, drafts.c.state.in_(LIVE))
        .values(
            state="approved",
            approved_by=who,
            approved_at=now,
            body=final.body,
            sender_name=final.sender.name,
            promise_at=final.promise_at,
        )
    ).rowcount
    if not done:
        raise StaleVersion(
            f"{found.case_number}: version {found.version} is not the live draft any more; "
            f"look again: triage drafts show {found.case_number}"
        )
    # An agent who sends there once more trusts the address again.
    there = (customers.c.store == found.store) & (customers.c.address == final.to.address)
    connection.execute(update(customers).where(there).values(no_automatic_mail=False))
    note = Change("", "", "", f"draft version {found.version} approved")
    write_journal(connection, found.case_id, now, who, (note,))


def edit(
    database: Database, found: StoredDraft, new_id: int, draft: Draft, who: str, now: datetime
) -> int:
    """Replace a live draft by an agent's wording; return the new version. Raises StaleVersion."""
    with database.write("edit") as connection:
        hold(connection, found.case_id)
        return succeed(connection, found, new_id, draft, who, now)


def succeed(
    connection: Connection,
    found: StoredDraft,
    new_id: int,
    draft: Draft,
    who: str,
    now: datetime,
) -> int:
    """Put a draft in the place of a live one; return its version."""
    try:
        replace_draft(connection, found.id, now)
    except StoreConflict as error:
        raise StaleVersion(
            f"{found.case_number}: version {found.version} is not the live draft any more"
        ) from error
    version = insert_draft(
        connection, new_id, found.case_id, found.mail_id, found.mailbox, draft, who, now
    )
    join_thread(connection, found.store, found.case_id, draft.message_id)
    note = Change("", "", "", f"draft version {version} replaces version {found.version}")
    write_journal(connection, found.case_id, now, who, (note,))
    return version


def replace_draft(connection: Connection, draft_id: int, now: datetime) -> None:
    """Take a live draft out of force and have it removed from the mailbox it was placed in."""
    gone = connection.execute(
        update(drafts)
        .where(drafts.c.id == draft_id, drafts.c.state.in_(LIVE))
        .values(state="replaced")
        .returning(drafts.c.case_id, drafts.c.reply_channel, drafts.c.mailbox)
    ).one_or_none()
    if gone is None:
        raise StoreConflict(f"draft {draft_id} was approved or replaced meanwhile")
    if gone.reply_channel != ReplyChannel.PLATFORM_ONLY.value:
        enqueue(connection, ActKind.REMOVE_DRAFT, gone.mailbox, gone.case_id, draft_id, now)


def insert_draft(
    connection: Connection,
    draft_id: int,
    case_id: int,
    mail_id: int | None,
    mailbox: str,
    draft: Draft,
    made_by: str,
    now: datetime,
) -> int:
    """Store a draft as the newest version of its case and have it placed; return the version."""
    version = insert_version(
        connection, draft_id, case_id, mail_id, mailbox, draft, made_by, now, state="ready"
    )
    if draft.reply_channel in (ReplyChannel.EMAIL, ReplyChannel.RELAY):
        enqueue(connection, ActKind.PLACE_DRAFT, mailbox, case_id, draft_id, now)
    return version


def insert_version(
    connection: Connection,
    draft_id: int,
    case_id: int,
    mail_id: int | None,
    mailbox: str,
    draft: Draft,
    made_by: str,
    now: datetime,
    **place: Any,
) -> int:
    """Store a draft as the newest version of its case; `place` are its state and where it lies."""
    newest = select(func.coalesce(func.max(drafts.c.version), 0)).where(drafts.c.case_id == case_id)
    version = int(connection.execute(newest).scalar_one()) + 1
    connection.execute(
        insert(drafts).values(
            id=draft_id,
            case_id=case_id,
            mail_id=mail_id,
            mailbox=mailbox,
            version=version,
            kind=draft.kind.value,
            language=draft.language,
            sender_name=draft.sender.name,
            sender_address=draft.sender.address,
            to_name=draft.to.name,
            to_address=draft.to.address,
            subject=draft.subject,
            body=draft.body,
            message_id=draft.message_id,
            in_reply_to=draft.in_reply_to,
            references=list(draft.references),
            promise_at=draft.promise_at,
            gaps=list(draft.gaps),
            findings=[finding_row(each) for each in draft.findings],
            template=draft.template,
            template_version=draft.template_version,
            reply_channel=draft.reply_channel.value,
            made_by=made_by,
            made_at=now,
            **place,
        )
    )
    return version


def _query(condition: Any) -> Any:
    return (
        select(drafts, cases.c.number.label("case_number"), cases.c.store)
        .join(cases, cases.c.id == drafts.c.case_id)
        .where(condition)
    )


def _from(row: Row[Any]) -> StoredDraft:
    values = row._mapping
    draft = Draft(
        kind=MessageKind(row.kind),
        language=row.language,
        sender=Address(row.sender_name, row.sender_address),
        to=Address(row.to_name, row.to_address),
        subject=row.subject,
        body=row.body,
        message_id=row.message_id,
        in_reply_to=row.in_reply_to,
        references=tuple(values["references"]),
        promise_at=row.promise_at,
        gaps=tuple(row.gaps),
        findings=tuple(finding_from(each) for each in row.findings),
        template=row.template,
        template_version=row.template_version,
        reply_channel=ReplyChannel(row.reply_channel),
        case_number=row.case_number,
    )
    names = [name for name in StoredDraft.__dataclass_fields__ if name != "draft"]
    return StoredDraft(**{name: values[name] for name in names}, draft=draft)
