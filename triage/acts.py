"""The acts table at work: drafts placed and removed, mails sent, the team told; each exactly once.

Before an act is repeated its effect is looked for. Sending is at most once: `sending` is committed
before DATA, and found after a crash it is either in Sent or in doubt.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from triage.doneness import mark_done
from triage.drafts.compose import render
from triage.dues import due_after
from triage.errors import (
    LoginRefused,
    NotFound,
    SendDelayed,
    SendInDoubt,
    SendRefused,
    StoreUnreachable,
    TriageError,
    WireFailure,
    kind_and_place,
)
from triage.mailbox import drafts as drafts_folder
from triage.mailbox import sent as sent_folder
from triage.mailbox.drafts import Placed
from triage.mailbox.folders import Folders, discover
from triage.mailbox.lookup import Where
from triage.mailbox.session import Session
from triage.office import Account, Office
from triage.pipeline.taking_over import same_words
from triage.smtp import send
from triage.storage import acts as table
from triage.storage import drafts, fates, sending
from triage.storage.acts import Act, ActKind
from triage.storage.drafts import StoredDraft
from triage.telling import tell_team
from triage.watching.drafts import DraftsWatch
from triage.watching.letters import read_letter
from triage.watching.sent import SentWatch

_log = logging.getLogger(__name__)
NEEDS_SMTP = (ActKind.SEND, ActKind.TELL_TEAM)


@dataclass(slots=True)
class Tally:
    """How the acts of one round ended."""

    done: int = 0
    postponed: int = 0
    failed: int = 0
    in_doubt: int = 0
    lost: WireFailure | None = None  # the connection to the mailbox is gone: stop and reconnect
    smtp_away: bool = False  # nothing more is sent this time: each try would wait as long


class Courier:
    """Does the acts of one mailbox, over one open session."""

    def __init__(
        self,
        office: Office,
        account: Account,
        session: Session,
        folders: Folders,
        watched_drafts: DraftsWatch | None = None,
        watched_sent: SentWatch | None = None,
    ) -> None:
        self._watched_drafts = watched_drafts or DraftsWatch(office, account, session, folders)
        self._watched_sent = watched_sent or SentWatch(office, account, session, folders)
        self._office = office
        self._account = account
        self._session = session
        self._folders = folders
        self._ways: dict[ActKind, Callable[[Act], str]] = {
            ActKind.PLACE_DRAFT: self._place,
            ActKind.REMOVE_DRAFT: self._remove,
            ActKind.SEND: self._send,
            ActKind.FILE_SENT: self._file_sent,
            ActKind.TELL_TEAM: self._tell_team,
            ActKind.MARK_DONE: self._mark_done,
        }

    def do_all(self, draft_id: int | None = None) -> Tally:
        """Do every act that is due (of one draft, if given); stop when the mailbox is lost."""
        tally = Tally()
        while tally.lost is None:
            sends = self._account.smtp is not None and not tally.smtp_away
            kinds = tuple(k for k in ActKind if sends or k not in NEEDS_SMTP)
            now = self._office.clock()
            act = table.claim(
                self._office.database, self._account.id, self._office.owner, now, kinds, draft_id
            )
            if act is None:
                break
            self._do(act, tally)
        return tally

    def _do(self, act: Act, tally: Tally) -> None:
        try:
            state = self._ways[act.kind](act)
        except StoreUnreachable:
            raise  # that is nothing of this act's
        except LoginRefused as error:  # by the SMTP server or for its token: this session is open
            now = self._office.clock()
            table.refused_login(self._office.database, act, NEEDS_SMTP, now, str(error))
            tally.postponed += 1
            tally.smtp_away = True
            _log.error("mailbox %s: sending waits: %s", self._account.id, error)
            return
        except TriageError as error:
            self._postpone(act, str(error), type(error), again=error.another_try_helps, tally=tally)
            if isinstance(error, SendDelayed) and error.unreachable:
                tally.smtp_away = True
            if isinstance(error, WireFailure) and not self._session.alive:
                tally.lost = error
            return
        except Exception as error:  # noqa: BLE001 - a bug met by one act must not stop the others
            self._postpone(act, kind_and_place(error), type(error), again=True, tally=tally)
            return
        _log.info("act %d %s case %s: %s", act.id, act.kind.value, act.case_id, state)
        if state == "in_doubt":
            tally.in_doubt += 1
        elif state == "failed":
            tally.failed += 1
        else:
            tally.done += 1

    def _postpone(
        self, act: Act, why: str, error: type[Exception], *, again: bool, tally: Tally
    ) -> None:
        now = self._office.clock()
        given_up = table.postpone(self._office.database, act, now, why, again=again)
        tally.failed += given_up
        tally.postponed += not given_up
        _log.warning("act %d %s: %s", act.id, act.kind.value, error.__name__)

    def _draft(self, act: Act) -> StoredDraft:
        if act.draft_id is None:
            raise NotFound(f"act {act.id} names no draft")
        return drafts.load(self._office.database, act.draft_id)

    def _done(self, act: Act) -> str:
        with self._office.database.write("done") as connection:
            table.settle(connection, act, self._office.clock())
        return "done"

    def _place(self, act: Act) -> str:
        """Put the draft into Drafts; one that was replaced meanwhile is taken out again."""
        found = self._draft(act)
        message_id = found.draft.message_id
        if found.state not in drafts.LIVE:
            if act.attempts > 1:  # an earlier try may have placed it
                self._take_out(found)
            return self._done(act)
        if act.attempts == 1 and self._watched_drafts.has_rival(found):
            return self._done(act)
        content = render(found.draft, date=found.made_at)
        placed = drafts_folder.place(
            self._session, self._folders, content, message_id, look_first=act.attempts > 1
        )
        if placed.where is Where.SENT:  # an agent was quicker than our restart
            self._went_out(found, act, "found in Sent")
            return "done"
        if placed.where is Where.TRASH or placed.deleted:  # … or did not want it
            now = self._office.clock()
            fates.thrown_away(self._office.database, found, now, "was found in the trash", act)
            return "done"
        live = drafts.placed(
            self._office.database,
            act,
            placed.folder,
            placed.uidvalidity,
            placed.uid,
            self._office.clock(),
        )
        self._watched_drafts.ours_came(placed.uid)
        if not live:
            self._take_out(found)
        return "done"

    def _remove(self, act: Act) -> str:
        found = self._draft(act)
        message_id = found.draft.message_id
        gone = False
        if found.uid and found.uidvalidity:
            where = Placed(found.folder, found.uidvalidity, found.uid)
            gone = drafts_folder.remove(self._session, self._folders, where, message_id)
        if not gone:
            self._take_out(found)
        return self._done(act)

    def _take_out(self, draft: StoredDraft) -> None:
        """Remove a draft of ours from Drafts, wherever its UID went, unless an agent changed it."""
        message_id = draft.draft.message_id
        found = drafts_folder.find(self._session, self._folders, message_id, (Where.DRAFTS,))
        if found is None or found.deleted:
            return
        letter = read_letter(self._session, found.folder, found.uidvalidity, found.uid)
        if letter is not None and same_words(letter.text, draft.draft.body):
            where = Placed(found.folder, found.uidvalidity, found.uid)
            drafts_folder.remove(self._session, self._folders, where, message_id)

    def _send(self, act: Act) -> str:
        found = self._draft(act)
        if found.state == "sending":  # the process died between DATA and its reply
            return self._look_in_sent(found, act, "the program stopped while sending")
        if found.state != "approved" or self._account.smtp is None:
            return self._done(act)
        draft = found.draft
        # It lay in Drafts, too, where a colleague may have been quicker.
        if found.folder and sent_folder.find_sent(self._session, self._folders, draft.message_id):
            self._went_out(found, act, "found in Sent")
            return "done"
        if self._watched_sent.forestalled(found, act):
            return "done"
        content = render(draft, date=found.approved_at or found.made_at)
        try:
            send(
                self._account.smtp,
                self._account.secret,
                content,
                draft.sender.address,
                (draft.to.address,),
                before_data=lambda: self._begin(found),
            )
        except SendDelayed:
            sending.take_back(self._office.database, found.id)
            raise
        except SendRefused as error:
            sending.not_sent(
                self._office.database, found, act, "failed", str(error), self._office.clock()
            )
            return "failed"
        except SendInDoubt as error:
            return self._look_in_sent(found, act, str(error))
        self._went_out(found, act, "sent")
        return "done"

    def _begin(self, found: StoredDraft) -> None:
        if not sending.begin_sending(self._office.database, found.id):
            raise SendDelayed(f"{found.case_number}: another worker sends this draft")

    def _look_in_sent(self, found: StoredDraft, act: Act, why: str) -> str:
        """Settle a doubtful send by the server's own copy; without one a person decides."""
        if sent_folder.find_sent(self._session, self._folders, found.draft.message_id):
            self._went_out(found, act, "found in Sent")
            return "done"
        now = self._office.clock()
        sending.not_sent(self._office.database, found, act, "in_doubt", why, now)
        return "in_doubt"

    def _went_out(self, found: StoredDraft, act: Act, how: str) -> None:
        now = self._office.clock()
        due = due_after(self._office, found, now)
        sending.sent(self._office.database, found, due, now, act=act, how=how)

    def _file_sent(self, act: Act) -> str:
        found = self._draft(act)
        content = render(found.draft, date=found.approved_at or found.made_at)
        sent_folder.file_sent(self._session, self._folders, content, found.draft.message_id)
        return self._done(act)

    def _tell_team(self, act: Act) -> str:
        return tell_team(self._office, self._account, act)

    def _mark_done(self, act: Act) -> str:
        mark_done(self._office.database, self._account, self._session, self._folders, act)
        return self._done(act)


def send_now(office: Office, found: StoredDraft) -> StoredDraft:
    """Do everything that is due for one draft right away; return it as it stands afterwards."""
    account = office.accounts[found.mailbox]
    with account.session() as session:
        folders = discover(session, account.folders)
        Courier(office, account, session, folders).do_all(found.id)
    return drafts.load(office.database, found.id)
