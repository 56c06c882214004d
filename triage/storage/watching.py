"""What is remembered of Drafts and Sent: how far each was looked into, and what agents write there.

The trap: agents keep private drafts in the same folder, so only mails tied to a case are kept.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pydantic import TypeAdapter
from sqlalchemy import Connection, delete, select, update

from triage.drafts.fate import Sighting
from triage.storage.database import Database
from triage.storage.drafts import LIVE, StoredDraft, query_drafts
from triage.storage.rows import insert_new
from triage.storage.schema import drafts, sightings, watched_folders

LONGEST = timedelta(days=7)  # a phone out of reach may bring an edited draft back as late
_AT_ONCE = 400  # values per query
_SIGHTING = TypeAdapter(Sighting)


@dataclass(frozen=True, slots=True)
class Looked:
    """How far a folder was looked into, and when."""

    uidvalidity: int
    last_uid: int
    exists: int
    at: datetime


@dataclass(slots=True)
class Notes:
    """What a look into Drafts changes in the store, committed at once."""

    fresh: list[tuple[int, Sighting]] = field(default_factory=list)  # case and mail
    gone: list[int] = field(default_factory=list)  # UIDs of sightings
    vanished: list[int] = field(default_factory=list)  # ids of drafts
    back: list[int] = field(default_factory=list)

    def __bool__(self) -> bool:
        """Tell whether there is anything to note."""
        return bool(self.fresh or self.gone or self.vanished or self.back)


def looked(database: Database, mailbox: str, folder: str) -> Looked | None:
    """Return how far a folder was looked into, None before the first look."""
    table = watched_folders
    query = select(table.c.uidvalidity, table.c.last_uid, table.c.exists, table.c.looked_at).where(
        table.c.mailbox == mailbox, table.c.folder == folder
    )
    with database.read() as connection:
        row = connection.execute(query).one_or_none()
    return Looked(*row) if row else None


def note_look(
    database: Database,
    mailbox: str,
    folder: str,
    standing: Looked,
    notes: Notes | None = None,
) -> None:
    """Commit how far a folder was looked into, and what was seen there."""
    place = {"mailbox": mailbox, "folder": folder}
    values = {
        "uidvalidity": standing.uidvalidity,
        "last_uid": standing.last_uid,
        "exists": standing.exists,
        "looked_at": standing.at,
    }
    with database.write("watched") as connection:
        if not insert_new(connection, watched_folders, [place | values]):
            here = [watched_folders.c[name] == value for name, value in place.items()]
            connection.execute(update(watched_folders).where(*here).values(values))
        _note(connection, mailbox, folder, standing, notes or Notes())


def _note(
    connection: Connection, mailbox: str, folder: str, standing: Looked, notes: Notes
) -> None:
    here = (sightings.c.mailbox == mailbox) & (sightings.c.folder == folder)
    outlived = sightings.c.uidvalidity != standing.uidvalidity
    connection.execute(delete(sightings).where(here, outlived | sightings.c.uid.in_(notes.gone)))
    rows = [
        {
            "mailbox": mailbox,
            "folder": folder,
            "uidvalidity": standing.uidvalidity,
            "uid": seen.uid,
            "case_id": case_id,
            "headers": _SIGHTING.dump_python(seen, mode="json"),
        }
        for case_id, seen in notes.fresh
    ]
    insert_new(connection, sightings, rows)
    marks = ((notes.vanished, standing.at), (notes.back, None))
    for ids, at in marks:
        if ids:
            here = drafts.c.id.in_(ids) & drafts.c.state.in_(LIVE)
            connection.execute(update(drafts).where(here).values(vanished_at=at))


def watched(
    database: Database, mailbox: str, now: datetime, cases: Collection[int] | None = None
) -> list[StoredDraft]:
    """Return the drafts of a mailbox that lie or should lie in Drafts, and those lately lost.

    With `cases` only theirs and those not in their place: the others are as they were.
    """
    lost = (drafts.c.state == "discarded") & (drafts.c.vanished_at > now - LONGEST)
    mine = (drafts.c.mailbox == mailbox) & (drafts.c.reply_channel.in_(("email", "relay")))
    # The states are said twice, for an index is used for the first word only.
    mine &= drafts.c.state.in_((*LIVE, "discarded")) & (drafts.c.state.in_(LIVE) | lost)
    with database.read() as connection:
        if cases is None:
            return query_drafts(connection, mine)
        found = query_drafts(connection, mine & drafts.c.vanished_at.is_not(None))
        listed = sorted(cases)
        for start in range(0, len(listed), _AT_ONCE):
            some = drafts.c.case_id.in_(listed[start : start + _AT_ONCE])
            found += query_drafts(connection, mine & some & drafts.c.vanished_at.is_(None))
    return sorted(found, key=lambda each: (each.made_at, each.id))


def promising_before(database: Database, mailbox: str, until: datetime) -> list[StoredDraft]:
    """Return the live drafts of a mailbox that promise an answer before some time."""
    near = (drafts.c.mailbox == mailbox) & (drafts.c.promise_at < until)
    with database.read() as connection:
        return query_drafts(connection, near & drafts.c.state.in_(LIVE))


def seen_in(
    database: Database, mailbox: str, folder: str, uidvalidity: int
) -> dict[int, list[Sighting]]:
    """Return what agents have in a folder about each case."""
    query = select(sightings.c.case_id, sightings.c.headers).where(
        sightings.c.mailbox == mailbox,
        sightings.c.folder == folder,
        sightings.c.uidvalidity == uidvalidity,
    )
    found: defaultdict[int, list[Sighting]] = defaultdict(list)
    with database.read() as connection:
        for row in connection.execute(query.order_by(sightings.c.uid)):
            found[row.case_id].append(_SIGHTING.validate_python(row.headers))
    return found


def forget_sighting(
    connection: Connection, mailbox: str, folder: str, uidvalidity: int, uid: int
) -> None:
    """Drop a mail that has become a version of its case's draft."""
    place = {"mailbox": mailbox, "folder": folder, "uidvalidity": uidvalidity, "uid": uid}
    connection.execute(delete(sightings).where(*(sightings.c[k] == v for k, v in place.items())))
