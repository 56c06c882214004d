"""An agent says how the newest mail of a case is rightly understood; the rest follows from that.

The program's own waiting draft is replaced, an agent's never. The trap: the daemon files mails of
the same case meanwhile, so whatever moved on is read and decided again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from triage.cases.case import Case
from triage.cases.correcting import corrected
from triage.cases.journal import Change, changes
from triage.drafts.compose import compose
from triage.drafts.draft import DraftFacts
from triage.errors import NotFound, StaleVersion, StoreConflict
from triage.newest import Newest, newest_of, reading_of
from triage.office import Office
from triage.pipeline.drafting import facts_of
from triage.reminders.schedule import schedule
from triage.storage import cases, corrections, drafts
from triage.storage.cases import PROGRAM
from triage.storage.correcting import Redraft, record_correction
from triage.storage.corrections import Correction
from triage.storage.drafts import LIVE
from triage.storage.record import decided, facts_behind
from triage.understanding.correcting import Right, rightly
from triage.understanding.meaning import Understanding
from triage.understanding.redaction import redact

_TRIES = 4  # a case that changes so often within a second is not corrected by hand


class Answer(StrEnum):
    """What became of the answer that is drafted or was given."""

    NONE = "none"
    FITS = "fits"
    REPLACED = "replaced"
    EDITED = "edited"  # by an agent, and left to them
    APPROVED = "approved"
    SENT = "sent"


@dataclass(frozen=True, slots=True)
class Corrected:
    """What a correction did; `changes` is empty and `new` False if all was said before."""

    before: Case
    after: Case
    changes: tuple[Change, ...]
    example: Correction
    new: bool
    answer: Answer
    draft_version: int


def correct(office: Office, number: str, right: Right, who: str) -> Corrected:
    """Correct or confirm what was understood of a case's newest mail. Raises NotFound."""
    for attempt in range(_TRIES):
        try:
            return _correct(office, cases.find(office.database, number), right, who)
        except (StoreConflict, StaleVersion):
            if attempt == _TRIES - 1:
                raise
    raise AssertionError  # the last try returns or raises


def _correct(office: Office, before: Case, right: Right, who: str) -> Corrected:
    newest = newest_of(office, before)
    words = newest.reading.words
    sent_at = newest.reading.mail.date or newest.received_at
    with office.database.read() as connection:
        earlier = corrections.of_mail(connection, before.id, newest.mail_id)
    understood = newest.understood
    if earlier is not None:
        understood = rightly(understood, _said_before(earlier, before), words, sent_at)
    understood = rightly(understood, right, words, sent_at)
    zone = ZoneInfo(office.practices[before.store].store.time_zone)
    after = corrected(
        before,
        newest.filing,
        understood,
        tells_type=right.tells_type,
        tells_language=right.language is not None,
        today=newest.received_at.astimezone(zone).date(),
    )
    now = office.clock()
    example = _example(newest, understood, before, who, now)
    answer, redraft, version = _redraft(office, after, newest, understood, now)
    new = earlier is None or _labels(earlier) != _labels(example)
    if after != before or new or redraft is not None:
        note = f"mail {newest.mail_id} understood rightly"
        stored = record_correction(
            office.database,
            before,
            after,
            example,
            redraft,
            note=note if right.confirmed else f"mail {newest.mail_id} corrected",
            confirms_language=right.language is not None,
        )
        after = replace(after, promise_at=stored.promise_at)
    return Corrected(before, after, changes(before, after), example, new, answer, version)


def _said_before(earlier: Correction, case: Case) -> Right:
    """Return an earlier correction; its type was beyond doubt only if the case says so."""
    settled = case.type_confidence >= 1 and case.type is earlier.type
    return Right(
        type=earlier.type if settled or earlier.type != earlier.told_type else None,
        demands=frozenset(earlier.demands),
        signals=frozenset(earlier.signals),
        language=earlier.language,
    )


def _example(
    newest: Newest, understood: Understanding, case: Case, who: str, now: datetime
) -> Correction:
    numbers = (*understood.order_numbers, *understood.tracking_numbers)
    redacted = redact(
        newest.reading.words,
        understood.language.code,
        names=(case.customer_name,),
        values=tuple(each.value for each in numbers),
    )
    return Correction(
        store=case.store,
        at=now,
        who=who,
        language=understood.language.code,
        subject=redacted.subject,
        text=redacted.text,
        type=understood.type.label,
        demands=understood.demands,
        signals=understood.signals,
        case_id=case.id,
        mail_id=newest.mail_id,
        told_type=newest.understood.type.label.value,
        told_confidence=newest.understood.type.confidence,
    )


def _labels(one: Correction) -> tuple[object, ...]:
    return one.language, one.type, set(one.demands), set(one.signals), one.text, one.subject


def _redraft(
    office: Office, case: Case, newest: Newest, understood: Understanding, now: datetime
) -> tuple[Answer, Redraft | None, int]:
    """Say what becomes of the answer, and compose one that fits where the program's own waits."""
    every = drafts.of_case(office.database, case.id)
    found = next((each for each in reversed(every) if each.state != "replaced"), None)
    if found is None or found.state == "discarded":
        return Answer.NONE, None, 0
    practice = office.practices[case.store]
    try:
        old = facts_behind(office.database, found)
    except NotFound:
        return Answer.NONE, None, found.version
    new_id = office.reserve.take()
    mail = newest
    if found.mail_id is not None and found.mail_id != newest.mail_id:
        known, outcome = decided(office.database, found.mail_id)
        rows = {row["id"]: row for row in cases.mails_of(office.database, case.id)}
        cut = bool(rows[found.mail_id]["truncated"])
        reading = reading_of(office, found.mail_id, outcome, truncated=cut)
        understood = outcome.understanding or understood
        mail = replace(newest, known=known, reading=reading)
    facts = facts_of(practice, mail.reading, mail.known, case, new_id, understood, now)
    facts = replace(facts, kind=old.kind, fields=old.fields)
    if _says_the_same(office, case, old, facts):
        return Answer.FITS, None, found.version
    if found.state not in LIVE:
        gone = Answer.SENT if found.state == "sent" else Answer.APPROVED
        return gone, None, found.version
    if found.made_by != PROGRAM or found.known_as or found.vanished_at is not None:
        return Answer.EDITED, None, found.version
    draft = compose(practice.library, facts)
    due = schedule(case, draft, practice.working_time, practice.clocks, now)
    redraft = Redraft(found, new_id.draft_id, draft, facts, due)
    return Answer.REPLACED, redraft, every[-1].version + 1


def _says_the_same(office: Office, case: Case, old: DraftFacts, new: DraftFacts) -> bool:
    """Tell whether the letters are alike but for when they promise and what they are called."""
    library = office.practices[case.store].library
    one = compose(library, old)
    other = compose(library, replace(new, promise=old.promise, message_id=old.message_id))
    return one == other
