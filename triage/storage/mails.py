"""Received mails: bytes and position are committed together before anything looks at them."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, and_, func, select, update

from triage.errors import NotFound
from triage.mail.message import Kind
from triage.storage import files
from triage.storage.database import Database
from triage.storage.rows import insert_new
from triage.storage.schema import mails, positions

IN_THE_ROW = 256 * 1024  # larger mails become files named by their hash, unless hosts share them
TRIES = 3  # then a mail that fails to be decided is set aside for `triage retry`


@dataclass(frozen=True, slots=True)
class Arrived:
    """A mail as fetched. `received_at` is the server's INTERNALDATE, aware.

    `refused`: the server's words where it would not hand over the mail; content is empty then.
    """

    uid: int
    size: int  # on the server, in bytes
    received_at: datetime
    content: bytes
    truncated: bool
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A stored mail that is still to be decided."""

    id: int
    store: str
    mailbox: str
    received_at: datetime
    junk: bool
    truncated: bool


class Mails:
    """The mails of a store; `folder` takes the bytes too large for a row."""

    def __init__(self, database: Database, folder: Path) -> None:
        self._database = database
        self._folder = folder

    def position(self, mailbox: str, folder: str) -> tuple[int, int] | None:
        """Return (UIDVALIDITY, last UID seen) of a folder, None before the first look."""
        query = select(positions.c.uidvalidity, positions.c.last_uid).where(
            positions.c.mailbox == mailbox, positions.c.folder == folder
        )
        with self._database.read() as connection:
            row = connection.execute(query).one_or_none()
        return (row.uidvalidity, row.last_uid) if row else None

    def keep(
        self,
        store: str,
        mailbox: str,
        folder: str,
        uidvalidity: int,
        arrived: Sequence[Arrived],
        last_uid: int,
        *,
        junk: bool,
        now: datetime,
    ) -> int:
        """Commit fetched mails and the new position at once; return how many were not known.

        A mail known by its bytes (UIDVALIDITY was reset, or it was moved) only takes its new
        place; moved out of Junk by a person it is decided again.
        """
        rows = [(each, _digest(each, folder, uidvalidity)) for each in arrived]
        for each, digest in rows:
            if not self._in_the_row(each):
                files.write(files.place(self._folder, digest), each.content)
        new = 0
        with self._database.write("keep") as connection:
            self._drop_outlived(connection, mailbox, folder, uidvalidity)
            for each, digest in rows:
                place = {"folder": folder, "uidvalidity": uidvalidity, "uid": each.uid}
                if not each.refused:
                    self._drop_refused(connection, mailbox, place)
                if self._moved(connection, mailbox, digest, place, junk=junk):
                    continue
                row = {
                    "store": store,
                    "mailbox": mailbox,
                    **place,
                    "sha256": digest,
                    "size": each.size,
                    "truncated": each.truncated,
                    "junk": junk,
                    "received_at": each.received_at,
                    "stored_at": now,
                    "content": each.content if self._in_the_row(each) else None,
                    "state": "refused" if each.refused else "stored",
                    "error": each.refused[:500],
                }
                new += insert_new(connection, mails, [row])
            _set_position(connection, mailbox, folder, uidvalidity, last_uid, now)
        return new

    def _in_the_row(self, mail: Arrived) -> bool:
        # The host that takes a mailbox over sees the database, not our disk.
        return self._database.shared or len(mail.content) <= IN_THE_ROW

    def refused(self, mailbox: str, folder: str, uidvalidity: int) -> list[int]:
        """Return the UIDs of mails the server would not hand over, to be asked for again."""
        query = select(mails.c.uid).where(
            mails.c.mailbox == mailbox,
            mails.c.folder == folder,
            mails.c.uidvalidity == uidvalidity,
            mails.c.state == "refused",
        )
        with self._database.read() as connection:
            return sorted(connection.execute(query).scalars())

    def _drop_refused(self, connection: Connection, mailbox: str, place: dict[str, Any]) -> None:
        """Remove the note of an earlier refusal: the mail itself is here now."""
        here = [mails.c[name] == value for name, value in place.items()]
        connection.execute(
            mails.delete().where(mails.c.mailbox == mailbox, mails.c.state == "refused", *here)
        )

    def _drop_outlived(
        self, connection: Connection, mailbox: str, folder: str, uidvalidity: int
    ) -> None:
        """Remove refusals noted under an older UIDVALIDITY: those UIDs name nothing any more."""
        connection.execute(
            mails.delete().where(
                mails.c.mailbox == mailbox,
                mails.c.folder == folder,
                mails.c.uidvalidity != uidvalidity,
                mails.c.state == "refused",
            )
        )

    def _moved(
        self,
        connection: Connection,
        mailbox: str,
        digest: str,
        place: dict[str, Any],
        *,
        junk: bool,
    ) -> bool:
        known = connection.execute(
            select(mails.c.id, mails.c.kind, mails.c.junk).where(
                mails.c.mailbox == mailbox, mails.c.sha256 == digest
            )
        ).one_or_none()
        if known is None:
            return False
        values: dict[str, Any] = {**place, "junk": junk}
        if known.junk and not junk and known.kind == Kind.SPAM.value:
            values |= {"state": "stored", "attempts": 0}
        connection.execute(update(mails).where(mails.c.id == known.id).values(values))
        return True

    def waiting(self, mailbox: str, limit: int = 100) -> list[Waiting]:
        """Return mails to be decided, oldest first."""
        query = (
            select(*(mails.c[field] for field in Waiting.__dataclass_fields__))
            .where(mails.c.mailbox == mailbox, mails.c.state == "stored")
            .order_by(mails.c.attempts, mails.c.id)
            .limit(limit)
        )
        with self._database.read() as connection:
            return [Waiting(**row._mapping) for row in connection.execute(query)]

    def content(self, mail_id: int) -> bytes:
        """Return the bytes of a mail. Raises NotFound."""
        with self._database.read() as connection:
            row = connection.execute(
                select(mails.c.content, mails.c.sha256).where(mails.c.id == mail_id)
            ).one_or_none()
        if row is None:
            raise NotFound(f"there is no mail {mail_id}")
        if row.content is not None:
            return bytes(row.content)
        return files.place(self._folder, row.sha256).read_bytes()

    def unreadable(self, mail_id: int, why: str) -> None:
        """Set a mail aside in which no structure could be found; it is kept whole."""
        with self._database.write("unreadable") as connection:
            connection.execute(
                update(mails)
                .where(mails.c.id == mail_id)
                .values(state="decided", kind=Kind.UNREADABLE.value, error=why[:500])
            )

    def failed(self, mail_id: int, error: str) -> bool:
        """Note that deciding a mail failed; return True when it is now set aside for good."""
        with self._database.write("failed") as connection:
            attempts = connection.execute(
                update(mails)
                .where(mails.c.id == mail_id)
                .values(attempts=mails.c.attempts + 1, error=error[:500])
                .returning(mails.c.attempts)
            ).scalar_one()
            if attempts >= TRIES:
                connection.execute(
                    update(mails).where(mails.c.id == mail_id).values(state="failed")
                )
        return bool(attempts >= TRIES)

    def set_aside(self) -> list[dict[str, Any]]:
        """Return mails that are no customer's, or that failed, newest first."""
        query = (
            select(
                mails.c.id,
                mails.c.mailbox,
                mails.c.folder,
                mails.c.size,
                mails.c.received_at,
                mails.c.kind,
                mails.c.kind_reasons,
                mails.c.state,
                mails.c.error,
                mails.c.case_id,
            )
            .where(
                mails.c.state.in_(("failed", "refused"))
                | and_(mails.c.kind != "", mails.c.kind != "customer")
            )
            .order_by(mails.c.id.desc())
        )
        with self._database.read() as connection:
            return [dict(row._mapping) for row in connection.execute(query)]

    def retry(self, wanted: Collection[int] = ()) -> int:
        """Put failed and unreadable mails back in line, all or those wanted; return how many.

        Raises NotFound when one that is wanted neither failed nor was unreadable.
        """
        stuck = (mails.c.state == "failed") | (mails.c.kind == Kind.UNREADABLE.value)
        with self._database.write("retry") as connection:
            if wanted:
                known = set(connection.execute(select(mails.c.id).where(stuck)).scalars())
                if unknown := sorted(set(wanted) - known):
                    raise NotFound(f"mail {unknown[0]} is not among those that wait for a retry")
                stuck &= mails.c.id.in_(sorted(set(wanted)))
            return connection.execute(
                update(mails)
                .where(stuck)
                .values(state="stored", attempts=0, kind="", error="", kind_reasons=[])
            ).rowcount

    def counts(self) -> dict[str, int]:
        """Return how many mails there are by kind, undecided ones under their state."""
        what = func.coalesce(func.nullif(mails.c.kind, ""), mails.c.state).label("what")
        with self._database.read() as connection:
            rows = connection.execute(select(what, func.count()).group_by("what")).all()
        return {str(kind): int(count) for kind, count in rows}


def _digest(each: Arrived, folder: str, uidvalidity: int) -> str:
    """Return the hash a mail is known by; of one that was refused only its place is known."""
    content = each.content
    if each.refused:
        content = f"refused {folder} {uidvalidity} {each.uid}".encode()
    return hashlib.sha256(content).hexdigest()


def _set_position(
    connection: Connection,
    mailbox: str,
    folder: str,
    uidvalidity: int,
    last_uid: int,
    now: datetime,
) -> None:
    values = {"uidvalidity": uidvalidity, "last_uid": last_uid, "looked_at": now}
    place = {"mailbox": mailbox, "folder": folder}
    if not insert_new(connection, positions, [{**place, **values}]):
        connection.execute(
            update(positions)
            .where(positions.c.mailbox == mailbox, positions.c.folder == folder)
            .values(values)
        )
