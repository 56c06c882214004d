"""What an agent does with a draft from the command line: reword it, have it sent, copy it."""

from __future__ import annotations

from dataclasses import replace

from triage.acts import send_now
from triage.cli.words import say
from triage.dues import due_after
from triage.errors import SettingsWrong, WireFailure
from triage.mail.message import ReplyChannel
from triage.office import Office
from triage.pipeline.approving import Final, finish, reworded
from triage.storage import acts, cases, drafts, sending
from triage.storage.cases import PROGRAM
from triage.storage.drafts import StoredDraft
from triage.storage.fates import MAIL_CLIENT
from triage.storage.record import facts_behind

SOMEBODY = "agent"  # who, in the journal, when no name was given


def reword(office: Office, found: StoredDraft, body: str, agent: str) -> StoredDraft:
    """Replace a draft by an agent's wording; return the new version."""
    draft_id = office.reserve.take().draft_id
    made = reworded(
        office.practices[found.store],
        found.draft,
        facts_behind(office.database, found),
        cases.find(office.database, found.case_number),
        body=body,
        draft_id=draft_id,
    )
    drafts.edit(office.database, found, draft_id, made, agent or SOMEBODY, office.clock())
    return drafts.load(office.database, draft_id)


def settle_as_sent(office: Office, found: StoredDraft, agent: str) -> str:
    """Note an agent's word that a doubtful or refused answer did go out; say so."""
    now = office.clock()
    due = due_after(office, found, now)
    sending.settle_as_sent(office.database, found, due, agent or SOMEBODY, now)
    return say("{}: noted as sent").format(found.case_number)


def send_again(office: Office, found: StoredDraft, agent: str) -> tuple[str, bool]:
    """Send a doubtful or refused answer on an agent's word; say what happened, as `send`."""
    _refuse_without_smtp(office, found)
    sending.send_again(office.database, found, agent or SOMEBODY, office.clock())
    return _sent_now(office, found)


def _refuse_without_smtp(office: Office, found: StoredDraft) -> None:
    if office.accounts[found.mailbox].smtp is None:
        raise SettingsWrong(
            f"mailbox.{found.mailbox}.smtp is not set, so nothing is sent from here; "
            "set it, or send the draft from your mail client's Drafts folder"
        )


def final(office: Office, found: StoredDraft, agent: str) -> Final:
    """Return a draft as it would go out now. Raises SettingsWrong where nothing can be sent."""
    if found.draft.reply_channel is not ReplyChannel.PLATFORM_ONLY:
        _refuse_without_smtp(office, found)
    return finish(
        office.practices[found.store],
        found.draft,
        facts_behind(office.database, found),
        cases.find(office.database, found.case_number),
        edited=found.made_by != PROGRAM,
        agent=agent,
        now=office.clock(),
    )


def send(office: Office, found: StoredDraft, last: Final, agent: str) -> tuple[str, bool]:
    """Approve a draft and send it at once; return what happened, and whether it is delayed.

    What a marketplace only takes on its own pages is noted as copied there by the agent.
    """
    who, now = agent or SOMEBODY, office.clock()
    if last.draft.reply_channel is ReplyChannel.PLATFORM_ONLY:
        due = due_after(office, replace(found, draft=last.draft), now)
        sending.copied(office.database, found, last.draft, due, who, now)
        line = say("{}: noted as answered; copy the text to the marketplace's own page")
        return line.format(found.case_number), False
    drafts.approve(office.database, found, last.draft, who, now)
    return _sent_now(office, found)


def _sent_now(office: Office, found: StoredDraft) -> tuple[str, bool]:
    """Send an approved draft; say what happened, and whether it is delayed."""
    try:
        after = send_now(office, found)
    except WireFailure as error:
        line = say("{}: approved, not sent yet: {}; it is tried again by itself")
        return line.format(found.case_number, error), True
    line, delayed = _told(after, acts.why_not(office.database, found.id))
    return line + _left_behind(drafts.of_case(office.database, found.case_id), after), delayed


def _told(after: StoredDraft, why: str) -> tuple[str, bool]:
    if after.state == "sent":
        line = say("{}: sent to {}").format(after.case_number, after.draft.to.address)
        return line, False
    if after.state in ("in_doubt", "sending"):
        line = say("{}: it may have been sent: look into the Sent folder ({})")
        return line.format(after.case_number, after.error or after.state), True
    if after.state == "failed":
        return say("{}: refused by the server: {}").format(after.case_number, after.error), True
    line = say("{}: approved, not sent yet: {}; it is tried again by itself")
    return line.format(after.case_number, why or after.error or after.state), True


def _left_behind(versions: list[StoredDraft], after: StoredDraft) -> str:
    """Name the mail an agent's client left in Drafts, which is not ours to remove, "" if none."""
    left = [each for each in versions if each.known_as and each.approved_by != MAIL_CLIENT]
    if after.approved_by == MAIL_CLIENT or not left or left[-1].vanished_at is not None:
        return ""
    line = say("the draft edited in a mail client still lies in {}: delete it, do not send it")
    return "\n" + line.format(left[-1].folder)
