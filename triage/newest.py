"""The newest mail of a case that its customer wrote, read again to be corrected or answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from triage.cases.case import Case, JoinCase, OpenCase
from triage.errors import NotFound
from triage.isolation import parse_safely
from triage.office import Office
from triage.pipeline.values import Known, Outcome, Reading
from triage.storage import cases
from triage.storage.record import decided
from triage.understanding.meaning import Understanding
from triage.understanding.reader import words_of


@dataclass(frozen=True, slots=True)
class Newest:
    """A mail, and what was known and decided about it."""

    mail_id: int
    received_at: datetime
    known: Known
    outcome: Outcome
    filing: OpenCase | JoinCase
    understood: Understanding
    reading: Reading


def newest_of(office: Office, case: Case, *, answerable: bool = False) -> Newest:
    """Return the newest mail that was understood, of those one may answer. Raises NotFound."""
    for row in reversed(cases.mails_of(office.database, case.id)):
        try:
            known, outcome = decided(office.database, row["id"])
        except NotFound:
            continue
        filing, understood = outcome.filing, outcome.understanding
        if answerable and not outcome.verdict.draft.allowed:
            continue
        if isinstance(filing, OpenCase | JoinCase) and understood is not None:
            reading = reading_of(office, row["id"], outcome, truncated=row["truncated"])
            at = row["received_at"]
            return Newest(row["id"], at, known, outcome, filing, understood, reading)
    what = "may be answered" if answerable else "was written and understood as a customer's"
    raise NotFound(f"{case.number}: none of its mails {what}")


def reading_of(office: Office, mail_id: int, outcome: Outcome, *, truncated: bool) -> Reading:
    """Read a mail of the store again, as it was judged when it was decided."""
    mail = parse_safely(office.mails.content(mail_id), truncated=truncated)
    return Reading(mail, outcome.verdict, words_of(mail, outcome.verdict))
