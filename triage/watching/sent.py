"""The Sent folder: an answer an agent sent from a mail client moves its case on.

The trap: Sent is read before the inbox but judged again after it, for what agents answered had
arrived before; its position is committed last, and judging a mail twice changes nothing.
"""

from __future__ import annotations

import logging
from datetime import datetime

from triage.cases.case import Case
from triage.drafts.fate import Tie, reached, said_at, stems_from, tie
from triage.dues import due_after
from triage.errors import (
    FolderMissing,
    ServerRefused,
    StoreConflict,
    StoreUnreachable,
    TriageError,
    kind_and_place,
)
from triage.mailbox import watch
from triage.mailbox.folders import Folders
from triage.mailbox.session import Session
from triage.mailbox.watch import Glance
from triage.office import Account, Office
from triage.pipeline.taking_over import Letter
from triage.storage import cases, drafts, fates, ties, watching
from triage.storage.acts import Act
from triage.storage.drafts import LIVE, StoredDraft
from triage.storage.fates import MAY_GO_OUT, Lies
from triage.storage.ties import Tied
from triage.watching.letters import attach, looked_at, read_letter, standing_of

_log = logging.getLogger(__name__)


class SentWatch:
    """The Sent folder of one mailbox, over one open session."""

    def __init__(self, office: Office, account: Account, session: Session, folders: Folders):
        self._office = office
        self._account = account
        self._session = session
        self._folder = folders.sent
        self._found: Glance | None = None  # by the last look, until it is settled
        self._undone = False  # the store undid a step for another's sake: it is taken again

    def look(self) -> bool:
        """Read the headers of what is new in Sent, if STATUS shows that there is anything."""
        self._found = self._new()
        return self._found is not None

    def _new(self) -> Glance | None:
        if not self._account.settings.watch_sent or not self._folder:
            return None
        known = watching.looked(self._office.database, self._account.id, self._folder)
        standing = standing_of(known)
        try:
            if not watch.changed(self._session, self._folder, standing):
                return None
            since = self._account.settings.since
            return watch.glance(self._session, self._folder, standing, (), since)
        except (FolderMissing, ServerRefused) as error:
            if not self._session.alive:
                raise
            _log.warning("mailbox %s: Sent cannot be read: %s", self._account.id, error)
            return None

    def judge(self) -> None:
        """Move on the cases that mails in Sent answer, as far as their cases are known by now."""
        if self._found is None:
            return
        now = self._office.clock()
        self._undone = False
        waiting = watching.watched(self._office.database, self._account.id, now)
        for tied in attach(self._office, self._account, waiting, self._found.seen):
            try:
                self._settle(tied, self._found, now)
            except StoreUnreachable:
                raise
            except Exception as error:  # a bug met by one mail must not end every round
                if not self._session.alive:
                    raise
                self._undone |= isinstance(error, StoreConflict)
                why = str(error) if isinstance(error, TriageError) else kind_and_place(error)
                _log.warning("mail %d in Sent: %s", tied.seen.uid, why)

    def finish(self, *, more: bool = False) -> None:
        """Judge once more, now that the inbox is read, and commit how far Sent was read.

        Not while `more` old mail waits, for Sent holds what agents have answered of it, too.
        """
        if self._found is None:
            return
        self.judge()
        if more or self._undone:
            return
        looked = looked_at(self._found.standing, self._office.clock())
        watching.note_look(self._office.database, self._account.id, self._folder, looked)
        self._found = None

    def forestalled(self, draft: StoredDraft, act: Act) -> bool:
        """Tell, before an approved draft is sent, whether an agent has answered in a client."""
        found = self._new()
        if found is None:
            return False
        now = self._office.clock()
        for tied in attach(self._office, self._account, (), found.seen):
            if tied.case_id == draft.case_id and self._outside(tied):
                case = cases.load(self._office.database, draft.case_id)
                at = said_at(tied.seen, case.opened_at, now)
                letter = self._letter(tied, found)
                if at >= draft.made_at and letter is not None:
                    return self._went_out(draft, tied, found, letter, case, now, act)
        return False

    def _outside(self, tied: Tied) -> bool:
        identity = self._office.practices[self._account.settings.store].identity
        return reached(tied.seen, identity.addresses, identity.staff_domains)

    def _settle(self, tied: Tied, found: Glance, now: datetime) -> None:
        if not self._outside(tied):
            return
        case = cases.load(self._office.database, tied.case_id)
        if tied.origin is not None:
            if tied.origin.state in MAY_GO_OUT and (letter := self._letter(tied, found)):
                self._went_out(tied.origin, tied, found, letter, case, now)
            return
        versions = drafts.of_case(self._office.database, case.id)
        waits = (*LIVE, "discarded", "approved")
        latest = next((each for each in reversed(versions) if each.state in waits), None)
        if latest is not None:
            people = ties.people_of(self._office.database, [case.id])[case.id]
            lying = ties.lies(latest, versions, people)
            tied_by, letter = tie(lying, tied.seen), self._letter(tied, found)
            made_from = letter is not None and stems_from(letter.text, latest.draft.body)
            if letter is not None and tied_by and (not lying.in_place or made_from):
                self._went_out(latest, tied, found, letter, case, now)
                return
            if tied_by is Tie.ALIKE:
                return  # under the same subject, but nothing says that it is an answer
        at = said_at(tied.seen, case.opened_at, now)
        if fates.answered_by_hand(self._office.database, case.id, self._name(tied, found), at, now):
            _log.info("case %s was answered from a mail client", case.number)

    def _letter(self, tied: Tied, found: Glance) -> Letter | None:
        uidvalidity = found.standing.uidvalidity
        return read_letter(self._session, self._folder, uidvalidity, tied.seen.uid)

    def _name(self, tied: Tied, found: Glance) -> str:
        # Without a Message-ID nobody can answer it, but it must not be counted twice.
        made = f"{found.standing.uidvalidity}.{tied.seen.uid}.{self._account.id}@sent.invalid"
        return tied.seen.message_id or made

    def _went_out(
        self,
        draft: StoredDraft,
        tied: Tied,
        found: Glance,
        letter: Letter,
        case: Case,
        now: datetime,
        act: Act | None = None,
    ) -> bool:
        name = self._name(tied, found)
        lies = Lies(self._folder, found.standing.uidvalidity, tied.seen.uid, name, letter.sha256)
        at = said_at(tied.seen, case.opened_at, now)
        due = due_after(self._office, draft, now, at)
        done = fates.went_out(self._office.database, draft, letter.text, lies, due, at, now, act)
        if done:
            _log.info("draft %d of %s was sent from a mail client", draft.id, case.number)
        return done
