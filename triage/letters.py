"""Letters after the first answer: composed when an agent asks for one, or when a clock does.

Each becomes the live draft of its case and nothing more: an agent approves it like any other. The
trap: whoever composes rests on a case that others change, so whatever moved on is read again.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from triage.cases.case import Case
from triage.drafts.compose import compose
from triage.drafts.draft import DraftFacts, LetterFields, MessageKind
from triage.errors import (
    NotFound,
    StaleVersion,
    StoreConflict,
    StoreUnreachable,
    TriageError,
    kind_and_place,
)
from triage.newest import newest_of
from triage.office import Office
from triage.pipeline.lettering import LETTER_OF, Gone, Step, letter_facts, nothing_left, step_due
from triage.reminders.reminder import ReminderKind
from triage.reminders.schedule import schedule
from triage.storage import cases, drafts, reminders, writing
from triage.storage.cases import PROGRAM
from triage.storage.drafts import LIVE, StoredDraft
from triage.storage.record import facts_behind
from triage.storage.writing import Written

_TRIES = 4  # a case that changes so often within a second gets no letter now
_ON_ITS_WAY = ("approved", "sending")
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Asked:
    """A letter an agent asks for."""

    kind: MessageKind
    fields: LetterFields
    agent: str = ""  # who signs; "" leaves that to the case's agent or its desk
    replace: bool = False  # also what an agent has worded


def write(office: Office, number: str, asked: Asked, who: str) -> StoredDraft:
    """Compose a letter as the live draft of a case; return it.

    Raises NotFound, or StaleVersion where a draft in an agent's words would be lost.
    """
    for attempt in range(_TRIES):
        case = cases.find(office.database, number)
        every = drafts.of_case(office.database, case.id)
        live = next((each for each in every if each.state in LIVE), None)
        if any(each.state in _ON_ITS_WAY for each in every):
            raise StaleVersion(f"{case.number}: an answer is on its way; write once it is sent")
        if live is not None and not asked.replace and _in_hand(office, live):
            raise StaleVersion(
                f"{case.number}: draft version {live.version} is in the words of an agent; "
                f"look at it (triage drafts show {case.number}) and add --replace to lose it"
            )
        try:
            letter = _compose(office, case, every, asked.kind, asked.fields)
            letter = _signed(office, replace(letter, instead_of=live, made_by=who), asked.agent)
            writing.write(office.database, letter, office.clock())
        except (StoreConflict, StaleVersion):
            if attempt == _TRIES - 1:
                raise
            continue
        return drafts.load(office.database, letter.id)
    raise AssertionError  # the last try returns or raises


def write_due(office: Office, now: datetime) -> int:
    """Compose what the clocks ask for by now; return how many letters.

    Whatever cannot be composed is left to the reminder itself, which tells the team in any case.
    """
    written = 0
    for row in reminders.due_of(office.database, tuple(LETTER_OF), now):
        try:
            written += _write_due(office, row, now)
        except StoreUnreachable:
            raise
        except (StoreConflict, StaleVersion) as error:  # somebody is at work on the case
            _log.info("%s: %s is only told of: %s", row["number"], row["kind"], error)
        except TriageError as error:
            _log.warning("%s: %s is only told of: %s", row["number"], row["kind"], error)
        except Exception as error:  # noqa: BLE001 - a bug met by one case must not stop the clocks
            _log.error("%s: %s: %s", row["number"], row["kind"], kind_and_place(error))
    return written


def _write_due(office: Office, row: Mapping[str, Any], now: datetime) -> bool:
    kind = ReminderKind(row["kind"])
    case = cases.find(office.database, row["number"])
    every = drafts.of_case(office.database, case.id)
    gone = _gone(office, every, "" if kind is ReminderKind.PROMISE_BROKEN else row["anchor"])
    waits = any(each.state in (*LIVE, *_ON_ITS_WAY, "in_doubt") for each in every)
    step = step_due(kind, case, gone, waits=waits, now=now)
    if step is Step.DROP:
        reminders.call_off(office.database, row["id"])
    if step is not Step.WRITE or gone is None:
        return False
    practice, letter_kind = office.practices[case.store], LETTER_OF[kind]
    fields = LetterFields()
    if letter_kind is MessageKind.FOLLOW_UP_SECOND:
        closes = max(gone.at + practice.clocks.close_proposal, now)
        fields = LetterFields(day=practice.working_time.local_day(closes))
    letter = _compose(office, case, every, letter_kind, fields, gone.facts)
    if nothing_left(letter.facts, gone.facts):
        reminders.call_off(office.database, row["id"])
        return False
    writing.write(office.database, replace(letter, reminder_id=row["id"]), now)
    _log.info("%s: %s composed", case.number, letter_kind.value)
    return True


def _gone(office: Office, every: list[StoredDraft], message_id: str) -> Gone | None:
    """Return the letter of this Message-ID ("": the newest) that went out, None if none did."""
    for each in reversed(every):
        if each.state == "sent" and each.sent_at and message_id in ("", each.draft.message_id):
            try:
                return Gone(each.sent_at, facts_behind(office.database, each))
            except NotFound:
                return None
    return None


def _compose(
    office: Office,
    case: Case,
    every: list[StoredDraft],
    kind: MessageKind,
    fields: LetterFields,
    follows: DraftFacts | None = None,
) -> Written:
    """Compose a letter in answer to the newest mail."""
    newest = newest_of(office, case, answerable=True)
    practice, reserved, now = office.practices[case.store], office.reserve.take(), office.clock()
    facts = letter_facts(
        practice,
        newest.reading,
        newest.known,
        case,
        reserved,
        newest.understood,
        now,
        kind=kind,
        fields=fields,
        follows=follows,
    )
    # Whoever was written to before has a part in the case.
    reached = {each.draft.to.address for each in every if each.state == "sent"}
    facts = replace(facts, newcomer=facts.newcomer and facts.to.address not in reached)
    draft = compose(practice.library, facts)
    return Written(
        case=case,
        instead_of=None,
        id=reserved.draft_id,
        mail_id=newest.mail_id,
        draft=draft,
        facts=facts,
        reminders=schedule(case, draft, practice.working_time, practice.clocks, now),
        made_by=PROGRAM,
    )


def _signed(office: Office, letter: Written, agent: str) -> Written:
    if not agent:
        return letter
    facts = replace(letter.facts, sender=replace(letter.facts.sender, agent_name=agent))
    draft = compose(office.practices[letter.case.store].library, facts)
    return replace(letter, facts=facts, draft=draft)


def _in_hand(office: Office, found: StoredDraft) -> bool:
    """Tell whether a draft holds an agent's own words, or is about to."""
    if found.known_as or found.vanished_at is not None:
        return True
    if found.made_by == PROGRAM:
        return False
    try:
        facts = facts_behind(office.database, found)
    except NotFound:
        return True
    # An agent asked for it, and left it as it was composed.
    return compose(office.practices[found.store].library, facts).body != found.draft.body
