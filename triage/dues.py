"""What becomes due once a letter of ours has gone out, whoever sent it and however."""

from __future__ import annotations

from datetime import datetime

from triage.errors import NotFound
from triage.office import Office
from triage.reminders.reminder import Reminder
from triage.reminders.silence import after_letter
from triage.storage import cases
from triage.storage.drafts import StoredDraft
from triage.storage.record import facts_behind


def due_after(
    office: Office, found: StoredDraft, now: datetime, at: datetime | None = None
) -> tuple[Reminder, ...]:
    """Return what becomes due once a draft, in its final wording, went out `at` (else now)."""
    practice = office.practices[found.store]
    case = cases.load(office.database, found.case_id)
    try:
        facts = facts_behind(office.database, found)
    except NotFound:  # of an older program: what it asked for is not known
        facts = None
    return after_letter(
        case,
        found.draft,
        facts,
        practice.working_time,
        practice.clocks,
        at=at or now,
        now=now,
    )
