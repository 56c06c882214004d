"""Drafts whose promise comes too near while they wait: replaced by ones that promise anew.

Only the program's own words are composed again; what an agent wrote is renewed at approval.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from triage.drafts.compose import recompose
from triage.errors import NotFound, StaleVersion, StoreConflict
from triage.mail import message_id as keyed
from triage.office import Office
from triage.pipeline.values import Practice
from triage.reminders.clocks import promise_for
from triage.reminders.reminder import Reminder, ReminderKind
from triage.storage import fates, reminders, watching, writing
from triage.storage.cases import PROGRAM
from triage.storage.drafts import StoredDraft
from triage.storage.record import facts_behind

_NEAR = ReminderKind.PROMISE_NEAR.value
_log = logging.getLogger(__name__)


def renew_promises(office: Office, mailbox: str, in_place: Callable[[StoredDraft], bool]) -> int:
    """Replace every waiting draft of a mailbox that promises too soon; return how many.

    `in_place` tells whether a placed draft still lies where we put it: if not, an agent has it in
    hand, and a second one beside it would only confuse. Of one an agent has edited they are told.
    """
    now = office.clock()
    renewed = 0
    soonest = max(practice.clocks.stale_promise for practice in office.practices.values())
    for found in watching.promising_before(office.database, mailbox, now + soonest):
        practice = office.practices[found.store]
        at = found.draft.promise_at
        near = at is not None and at < now + practice.clocks.stale_promise
        if not near or found.vanished_at is not None:
            continue
        if found.made_by != PROGRAM or found.known_as:
            _tell(office, found, now)
        elif found.state != "placed" or in_place(found):
            renewed += _renew(office, practice, found, now)
    return renewed


def _tell(office: Office, found: StoredDraft, now: datetime) -> None:
    anchor = found.draft.message_id
    known = reminders.of_case(office.database, found.case_id)
    if not any(each["anchor"] == anchor and each["kind"] == _NEAR for each in known):
        told = Reminder(ReminderKind.PROMISE_NEAR, now, anchor)
        fates.remind_of(office.database, found.case_id, told)


def _renew(office: Office, practice: Practice, found: StoredDraft, now: datetime) -> bool:
    try:
        facts = facts_behind(office.database, found)
    except NotFound as error:
        _log.warning("draft %d is not renewed: %s", found.id, error)
        return False  # as it is made, approving makes its promise anew
    new_id = office.reserve.take().draft_id
    promise = promise_for(practice.working_time, practice.clocks, now, now, found.draft.language)
    draft = recompose(
        practice.library,
        facts,
        agent_name=facts.sender.agent_name,
        promise=promise,
        message_id=keyed.make(practice.identity, found.case_number, f"d{new_id}"),
    )
    try:
        writing.renew(office.database, found, new_id, draft, now)
    except (StaleVersion, StoreConflict):
        return False  # approved or replaced at this very moment: then it needs no renewal
    _log.info("draft %d of %s replaced: its promise had come near", found.id, found.case_number)
    return True
