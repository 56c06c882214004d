"""How a draft ends: copied to a page, settled by a person, sent again; each in one commit."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.cases.make import NOW, a_case
from tests.storage.make import a_draft, an_outcome, stored
from triage.cases.case import Status
from triage.drafts.draft import Draft
from triage.errors import NotFound, StaleVersion
from triage.mail.message import ReplyChannel
from triage.pipeline import Known
from triage.storage import acts, cases, drafts, fates, sending
from triage.storage.acts import ActKind
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


def unsettled(database: Database, mails: Mails, state: str) -> StoredDraft:
    """File, approve and begin to send an answer; let it end in this state."""
    found = filed(database, mails, a_draft())
    placing = acts.claim(database, "support", "a", NOW)
    assert placing is not None
    drafts.placed(database, placing, "Drafts", 1, 1, NOW)
    drafts.approve(database, found, found.draft, "Li", NOW)
    act = acts.claim(database, "support", "a", NOW)
    assert act is not None
    assert sending.begin_sending(database, found.id)
    sending.not_sent(database, found, act, state, "the line broke", NOW)
    return sending.unsettled(database, found.case_number)


@pytest.mark.parametrize(
    ("state", "left"), [("in_doubt", ["file_sent", "remove_draft"]), ("failed", ["remove_draft"])]
)
def test_person_settles_an_answer_as_sent_and_a_refused_one_gets_no_copy(
    database: Database, mails: Mails, state: str, left: list[str]
) -> None:
    found = unsettled(database, mails, state)
    sending.settle_as_sent(database, found, (), "Mei", NOW)
    assert drafts.load(database, found.id).state == "sent"
    assert cases.find(database, found.case_number).status is Status.ACKNOWLEDGED
    assert [act["kind"] for act in acts.unfinished(database)] == left
    last = cases.journal_of(database, a_case().id)[-1]
    assert (last["who"], last["note"]) == ("Mei", "draft version 1 settled as sent")
    with pytest.raises(StaleVersion):
        sending.send_again(database, found, "Li", NOW)
    with pytest.raises(NotFound, match="in doubt, failed or gone"):
        sending.unsettled(database, found.case_number)


@pytest.mark.parametrize("state", ["in_doubt", "failed"])
def test_person_has_an_answer_sent_again(database: Database, mails: Mails, state: str) -> None:
    found = unsettled(database, mails, state)
    sending.send_again(database, found, "Mei", NOW)
    assert notes(database)[-1] == "draft version 1 to be sent again"
    act = acts.claim(database, "support", "a", NOW)
    assert act is not None
    assert (act.kind, act.draft_id) == (ActKind.SEND, found.id)
    assert sending.begin_sending(database, found.id)


def test_answer_is_not_sent_again_beside_a_newer_draft(database: Database, mails: Mails) -> None:
    found = unsettled(database, mails, "in_doubt")
    with database.write("test") as connection:
        drafts.insert_draft(connection, 2, a_case().id, None, "support", a_draft(2), "triage", NOW)
    with pytest.raises(StaleVersion, match="newer draft"):
        sending.send_again(database, found, "Mei", NOW)


def test_answer_that_came_back_is_not_sent_again(database: Database, mails: Mails) -> None:
    found = replace(unsettled(database, mails, "failed"), sent_at=NOW)
    with pytest.raises(StaleVersion, match="came back"):
        sending.send_again(database, found, "Mei", NOW)


def test_person_says_that_a_draft_gone_from_the_mailbox_was_sent(
    database: Database, mails: Mails
) -> None:
    found = filed(database, mails, a_draft())
    assert fates.thrown_away(database, found, NOW, "is gone from Drafts, and Sent has none")
    assert cases.find(database, found.case_number).status is Status.NEW
    gone = sending.unsettled(database, found.case_number)
    with pytest.raises(StaleVersion, match="never approved"):
        sending.send_again(database, gone, "Mei", NOW)
    sending.settle_as_sent(database, gone, (), "Mei", NOW)
    assert drafts.load(database, found.id).state == "sent"
    assert cases.find(database, found.case_number).status is Status.ACKNOWLEDGED
