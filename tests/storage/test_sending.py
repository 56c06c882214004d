"""How a draft ends: copied to a page, settled by a person, sent again; each in one commit."""

from __future__ import annotations

import pytest

from tests.cases.make import NOW, a_case
from tests.storage.make import a_draft, an_outcome, stored
from triage.cases.case import Status
from triage.drafts.draft import Draft
from triage.errors import StaleVersion
from triage.mail.message import ReplyChannel
from triage.pipeline import Known
from triage.storage import acts, cases, drafts, sending
from triage.storage.database import Database
from triage.storage.drafts import StoredDraft
from triage.storage.mails import Mails
from triage.storage.record import record


def filed(database: Database, mails: Mails, draft: Draft) -> StoredDraft:
    """File one mail with this draft."""
    [mail] = stored(mails, 1)
    assert record(database, mail, Known(), an_outcome(draft=draft), NOW)
    return drafts.find(database, a_case().number)


def notes(database: Database) -> list[str]:
    """Return what the journal of the case says, in order."""
    return [line["note"] for line in cases.journal_of(database, a_case().id) if line["note"]]


def test_answer_copied_to_a_page_is_approved_and_sent_in_one_commit(
    database: Database, mails: Mails
) -> None:
    found = filed(database, mails, a_draft(reply_channel=ReplyChannel.PLATFORM_ONLY))
    final = a_draft(reply_channel=ReplyChannel.PLATFORM_ONLY, body="As copied.\n")
    sending.copied(database, found, final, (), "Mei", NOW)
    after = drafts.load(database, found.id)
    assert (after.state, after.approved_by, after.sent_at) == ("sent", "Mei", NOW)
    assert after.draft.body == "As copied.\n"
    assert cases.find(database, found.case_number).status is Status.ACKNOWLEDGED
    assert notes(database)[-2:] == ["draft version 1 approved", "draft version 1 copied"]
    assert acts.unfinished(database) == []
    with pytest.raises(StaleVersion):
        sending.copied(database, found, final, (), "Li", NOW)
    assert drafts.load(database, found.id).approved_by == "Mei"
