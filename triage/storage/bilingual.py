"""Drafts a translation may be put above: which wait for one, and what became of each.

The trap: each is tried once. Which were stands in the journal, so that no restart asks again.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String, cast, or_, select

from triage.cases.journal import Change
from triage.drafts.draft import Draft
from triage.drafts.library import FALLBACK
from triage.storage.cases import PROGRAM, hold, write_journal
from triage.storage.database import Database
from triage.storage.drafts import StoredDraft, query_drafts, succeed
from triage.storage.schema import cases, drafts, journal

_MADE, _LEFT = " is translated", " stays in English"


def untried(database: Database, mailbox: str) -> list[StoredDraft]:
    """Return the program's own English drafts to customers of other languages, the oldest first.

    Only those nobody can have seen in a mail client yet, and that were not tried before.
    """
    version = "draft version " + cast(drafts.c.version, String)
    noted = or_(*(journal.c.note.like(version + end + "%") for end in (_MADE, _LEFT)))
    tried = select(journal.c.id).where(journal.c.case_id == drafts.c.case_id, noted)
    fresh = (drafts.c.mailbox == mailbox) & (drafts.c.state == "ready")
    fresh &= (drafts.c.made_by == PROGRAM) & (drafts.c.language == FALLBACK)
    fresh &= (cases.c.language != FALLBACK) & ~tried.exists()
    with database.read() as connection:
        return query_drafts(connection, fresh)


def put_above(
    database: Database, found: StoredDraft, new_id: int, draft: Draft, how: str, now: datetime
) -> None:
    """Replace a draft by one with a translation above it. Raises StaleVersion."""
    with database.write("translated") as connection:
        hold(connection, found.case_id)
        version = succeed(connection, found, new_id, draft, PROGRAM, now)
        note = Change("", "", "", f"draft version {version}{_MADE} {how}")
        write_journal(connection, found.case_id, now, PROGRAM, (note,))


def leave(database: Database, found: StoredDraft, why: str, now: datetime) -> None:
    """Note that a draft stays as it is, and why."""
    with database.write("left") as connection:
        note = Change("", "", "", f"draft version {found.version}{_LEFT}: {why}")
        write_journal(connection, found.case_id, now, PROGRAM, (note,))
