"""What the world is still to be told: claimed by lease, done once, retried with back-off."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, select, update

from triage.reminders.reminder import Reminder, ReminderKind
from triage.storage.database import Database
from triage.storage.reminders import add_reminders
from triage.storage.rows import insert_new
from triage.storage.schema import acts, drafts

HOLD = timedelta(minutes=10)  # an act not done by then is taken for a dead worker's
LONGEST_WAIT = timedelta(minutes=15)
FIRST_WAIT = timedelta(seconds=5)
MOST_TRIES = 12  # about an hour and a half; then a person has to look
REFUSED_LOGINS = 3  # then the password is wrong, and asking more often only locks the account
LOCKED_WAIT = timedelta(hours=1)


class ActKind(StrEnum):
    """What can be done to the world."""

    PLACE_DRAFT = "place_draft"
    REMOVE_DRAFT = "remove_draft"
    SEND = "send"
    FILE_SENT = "file_sent"
    TELL_TEAM = "tell_team"
    MARK_DONE = "mark_done"


@dataclass(frozen=True, slots=True)
class Act:
    """One act as claimed. `attempts` counts this one; from 2 on the effect is looked for first."""

    id: int
    kind: ActKind
    key: str
    mailbox: str
    case_id: int | None
    draft_id: int | None
    payload: dict[str, Any]
    attempts: int
    fence: int
    begun_at: datetime | None  # set: an earlier try may have sent it


def enqueue(
    connection: Connection,
    kind: ActKind,
    mailbox: str,
    case_id: int | None,
    draft_id: int | None,
    now: datetime,
    *,
    key: str = "",
    payload: Mapping[str, Any] | None = None,
) -> None:
    """Add an act once: its key is the draft it is about, or the one given."""
    row = {
        "kind": kind.value,
        "key": key or f"{kind.value}:{draft_id}",
        "mailbox": mailbox,
        "case_id": case_id,
        "draft_id": draft_id,
        "payload": dict(payload or {}),
        "state": "pending",
        "due_at": now,
        "attempts": 0,
    }
    insert_new(connection, acts, [row])


def claim(
    database: Database,
    mailbox: str,
    owner: str,
    now: datetime,
    kinds: tuple[ActKind, ...] = tuple(ActKind),
    draft_id: int | None = None,
) -> Act | None:
    """Take the oldest due act of a mailbox, or None. One left running by a dead worker is due."""
    open_ones = acts.c.state.in_(("pending", "running"))  # said apart, so that an index is used
    due = (acts.c.state == "pending") & (acts.c.due_at <= now)
    abandoned = (acts.c.state == "running") & ((acts.c.lease_until < now) | (acts.c.owner == owner))
    wanted = (
        select(acts.c.id)
        .where(
            acts.c.mailbox == mailbox,
            acts.c.kind.in_([kind.value for kind in kinds]),
            open_ones,
            due | abandoned,
        )
        .order_by(acts.c.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if draft_id is not None:
        wanted = wanted.where(acts.c.draft_id == draft_id)
    with database.write("claim") as connection:
        row = connection.execute(
            update(acts)
            .where(acts.c.id == wanted.scalar_subquery())
            .values(
                state="running",
                owner=owner,
                lease_until=now + HOLD,
                fence=acts.c.fence + 1,
                attempts=acts.c.attempts + 1,
            )
            .returning(acts)
        ).one_or_none()
    if row is None:
        return None
    fields = {name: row._mapping[name] for name in Act.__dataclass_fields__}
    return Act(**fields | {"kind": ActKind(row.kind)})


def settle(connection: Connection, act: Act, now: datetime, *, state: str = "done") -> bool:
    """End an act inside the caller's transaction; False if another worker took it over."""
    return bool(
        connection.execute(
            update(acts)
            .where(acts.c.id == act.id, acts.c.fence == act.fence, acts.c.state == "running")
            .values(state=state, done_at=now, error="", lease_until=None)
        ).rowcount
    )


def begin(database: Database, act: Act, now: datetime) -> bool:
    """Commit that the mail of an act is about to go out; False if another worker took it over."""
    with database.write("begin") as connection:
        return bool(
            connection.execute(
                update(acts)
                .where(acts.c.id == act.id, acts.c.fence == act.fence)
                .values(begun_at=now)
            ).rowcount
        )


def not_begun(database: Database, act: Act) -> None:
    """Take `begin` back: the server refused for now, so nothing went out."""
    with database.write("not_begun") as connection:
        connection.execute(
            update(acts).where(acts.c.id == act.id, acts.c.fence == act.fence).values(begun_at=None)
        )


def postpone(database: Database, act: Act, now: datetime, error: str, *, again: bool) -> bool:
    """Note a failure; due again after a back-off if another try may help. True if given up.

    An approved answer that is given up is no silent matter: an agent is told.
    """
    give_up = not again or act.attempts >= MOST_TRIES
    wait = min(FIRST_WAIT * 2 ** (act.attempts - 1), LONGEST_WAIT)
    values: dict[str, Any] = {
        "state": "failed" if give_up else "pending",
        "due_at": now + wait,
        "error": error[:500],
        "lease_until": None,
    }
    with database.write("postpone") as connection:
        mine = connection.execute(
            update(acts).where(acts.c.id == act.id, acts.c.fence == act.fence).values(values)
        ).rowcount
        if mine and give_up and act.kind is ActKind.SEND:
            told = Reminder(ReminderKind.DELIVERY_FAILED, now, f"{act.key}:{act.fence}")
            add_reminders(connection, act.case_id, (told,))
    return give_up


def refused_login(
    database: Database, act: Act, kinds: Collection[ActKind], now: datetime, error: str
) -> datetime:
    """Put off an act, and all of its mailbox that log in as it does; return until when.

    Never given up: what an agent approved goes out once the login is mended. They are told.
    """
    many = act.attempts >= REFUSED_LOGINS
    until = now + (LOCKED_WAIT if many else FIRST_WAIT * 2 ** (act.attempts - 1))
    told = Reminder(ReminderKind.DELIVERY_FAILED, now, f"{act.key}:login")
    mine = (acts.c.id == act.id) & (acts.c.fence == act.fence)
    others = (acts.c.mailbox == act.mailbox) & (acts.c.state == "pending") & (acts.c.due_at < until)
    others &= acts.c.kind.in_([kind.value for kind in kinds])
    values: dict[str, Any] = {"due_at": until, "error": error[:500]}
    with database.write("postpone") as connection:
        held = values | {"state": "pending", "lease_until": None}
        if connection.execute(update(acts).where(mine).values(held)).rowcount:
            if many and act.kind is ActKind.SEND:
                add_reminders(connection, act.case_id, (told,))
            connection.execute(update(acts).where(others).values(values))
    return until


def why_not(database: Database, draft_id: int) -> str:
    """Say why a draft is not sent yet, "" if nothing went wrong so far."""
    key = f"{ActKind.SEND.value}:{draft_id}"
    query = select(acts.c.error).where(acts.c.key == key, acts.c.state != "done")
    with database.read() as connection:
        return connection.execute(query).scalar() or ""


def release_dead(database: Database, dead: Callable[[str], bool]) -> int:
    """Make acts of workers that are no more due again at once; return how many."""
    with database.read() as connection:
        owners = connection.execute(
            select(acts.c.owner).where(acts.c.state == "running").distinct()
        ).scalars()
        gone = [owner for owner in owners if dead(owner)]
    if not gone:
        return 0
    with database.write("release_dead") as connection:
        return connection.execute(
            update(acts)
            .where(acts.c.state == "running", acts.c.owner.in_(gone))
            .values(state="pending", lease_until=None)
        ).rowcount


def any_due(database: Database, mailbox: str, now: datetime) -> bool:
    """Tell whether a mailbox has an act to do now, without taking the write lock."""
    query = select(acts.c.id).where(
        acts.c.mailbox == mailbox, acts.c.state == "pending", acts.c.due_at <= now
    )
    with database.read() as connection:
        return connection.execute(query.limit(1)).first() is not None


def unfinished(database: Database) -> list[dict[str, Any]]:
    """Return every act that is not done, with why."""
    query = select(acts).where(acts.c.state != "done").order_by(acts.c.id)
    with database.read() as connection:
        return [dict(row._mapping) for row in connection.execute(query)]


def retry(database: Database, now: datetime) -> int:
    """Make failed acts due again, and put off ones at once; return how many had failed.

    What is in doubt stays with the people.
    An answer the server refused is approved once more, unless its case has a newer draft by now.
    """
    newer = drafts.alias("newer")
    refused = select(acts.c.draft_id).where(acts.c.state == "failed", acts.c.kind == "send")
    overtaken = select(newer.c.id).where(
        newer.c.case_id == drafts.c.case_id, newer.c.version > drafts.c.version
    )
    with database.write("retry") as connection:
        connection.execute(
            update(drafts)
            .where(drafts.c.state == "failed", drafts.c.id.in_(refused), ~overtaken.exists())
            .values(state="approved", error="")
        )
        put_off = (acts.c.state == "pending") & (acts.c.error != "") & (acts.c.due_at > now)
        connection.execute(update(acts).where(put_off).values(due_at=now))
        lost = select(drafts.c.id).where(drafts.c.state == "failed")
        return connection.execute(
            update(acts)
            .where(acts.c.state == "failed")
            .where(
                acts.c.draft_id.is_(None) | (acts.c.kind != "send") | acts.c.draft_id.not_in(lost)
            )
            .values(state="pending", attempts=1, due_at=now)
        ).rowcount
