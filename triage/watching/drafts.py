"""The Drafts folder: what agents edit in a mail client is taken over, what is gone is asked about.

The trap: what was seen is committed before it is judged, for a successor may come minutes before or
after its draft is gone; and no odd mail may end a round, so it is left for the next one.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from triage.drafts.draft import DraftFacts
from triage.drafts.fate import Fate, Sighting, what_became
from triage.errors import (
    FolderMissing,
    NotFound,
    ServerRefused,
    StoreUnreachable,
    TriageError,
    kind_and_place,
)
from triage.mailbox import watch
from triage.mailbox.folders import Folders
from triage.mailbox.lookup import Where, find, searchable
from triage.mailbox.session import Session
from triage.mailbox.watch import Standing
from triage.office import Account, Office
from triage.pipeline.taking_over import same_words, taken_over
from triage.reminders.reminder import Reminder, ReminderKind
from triage.storage import cases, drafts, fates, ties, watching
from triage.storage.cases import PROGRAM
from triage.storage.drafts import LIVE, StoredDraft
from triage.storage.fates import Lies
from triage.storage.record import facts_behind
from triage.storage.ties import Tied
from triage.storage.watching import Notes
from triage.watching.changes import changes, rival_of
from triage.watching.letters import attach, looked_at, read_letter, standing_of

_log = logging.getLogger(__name__)
FULL_LOOK = timedelta(minutes=10)  # a mail flagged deleted changes nothing STATUS tells


class DraftsWatch:
    """The Drafts folder of one mailbox, over one open session."""

    def __init__(self, office: Office, account: Account, session: Session, folders: Folders):
        self._office = office
        self._account = account
        self._session = session
        self._folder = folders.drafts
        self._folders = folders
        self._on = account.settings.watch_drafts
        self._standing: Standing | None = None  # with what we did there since
        self._unknown: tuple[Sighting, ...] = ()  # new mails that belong to no case so far

    def look(self, *, surely: bool = False) -> None:
        """Note what is new in Drafts and what is gone, if STATUS (or the caller) finds it worth it.

        A client that sends flags its draft deleted, which STATUS does not tell but Sent does.
        """
        if not self._on:
            return
        now = self._office.clock()
        known = watching.looked(self._office.database, self._account.id, self._folder)
        self._standing = standing_of(known)
        overdue = surely or known is None or now - known.at >= FULL_LOOK
        try:
            if overdue or watch.changed(self._session, self._folder, self._standing):
                self._look_into(now)
        except (FolderMissing, ServerRefused) as error:
            if not self._session.alive:
                raise
            _log.warning("mailbox %s: Drafts cannot be read: %s", self._account.id, error)

    def _look_into(self, now: datetime) -> None:
        waiting = watching.watched(self._office.database, self._account.id, now)
        known = self._standing
        seen = self._sightings()
        places = [each for each in waiting if known and each.uidvalidity == known.uidvalidity]
        asked = {each.uid for each in places if each.uid and each.folder == self._folder}
        asked |= {each.uid for found in seen.values() for each in found}
        found = watch.glance(self._session, self._folder, known, asked)
        self._standing = found.standing
        notes = changes(found, asked, waiting)
        notes.fresh, self._unknown = self._of_cases(found.seen, waiting)
        # What belongs to no case yet may answer a mail that this round is about to read: until
        # then the position stays, so that a crash between the two makes nobody miss it.
        before = known if known and not found.reset else Standing(found.standing.uidvalidity, 0, 0)
        if notes or not self._unknown:
            self._commit(before if self._unknown else found.standing, notes)

    def finish(self) -> None:
        """Look once more for the cases of new mails, now that the inbox is read."""
        if not self._unknown or self._standing is None:
            return
        waiting = watching.watched(self._office.database, self._account.id, self._office.clock())
        fresh, _ = self._of_cases(self._unknown, waiting)
        self._commit(self._standing, Notes(fresh=fresh))
        self._unknown = ()

    def _commit(self, standing: Standing, notes: Notes) -> None:
        looked = looked_at(standing, self._office.clock())
        watching.note_look(self._office.database, self._account.id, self._folder, looked, notes)

    def _of_cases(
        self, seen: Sequence[Sighting], waiting: Sequence[StoredDraft]
    ) -> tuple[list[tuple[int, Sighting]], tuple[Sighting, ...]]:
        """Part what agents write about cases from mails that belong to none."""
        alive = [each for each in seen if not each.deleted]
        tied = attach(self._office, self._account, waiting, alive)
        known = {each.seen.uid for each in tied}
        fresh = [(each.case_id, each.seen) for each in tied if not self._is_placed(each)]
        return fresh, tuple(each for each in alive if each.uid not in known)

    def _sightings(self) -> dict[int, list[Sighting]]:
        if self._standing is None:
            return {}
        uidvalidity = self._standing.uidvalidity
        box = self._account.id
        return watching.seen_in(self._office.database, box, self._folder, uidvalidity)

    def _is_placed(self, tied: Tied) -> bool:
        """Tell whether a mail is a version in the very place we know, or about to be noted so."""
        origin = tied.origin
        if origin is None or self._standing is None:
            return False
        if not origin.uid:
            return tied.seen.message_id == origin.draft.message_id
        return (origin.uid, origin.uidvalidity) == (tied.seen.uid, self._standing.uidvalidity)

    def judge(self, only: int | None = None) -> bool:
        """Settle what became of each draft (or of one); tell whether any was taken over."""
        if not self._on:
            return False
        now = self._office.clock()
        seen = self._sightings()
        waiting = watching.watched(self._office.database, self._account.id, now, seen.keys())
        if only is not None:
            waiting = [each for each in waiting if each.id == only]
        people = ties.people_of(self._office.database, [each.case_id for each in waiting])
        taken = False
        for each in waiting:
            candidates = seen.get(each.case_id, [])
            if candidates or each.vanished_at is not None:
                try:
                    taken |= self._judge(each, candidates, people[each.case_id], now)
                except StoreUnreachable:
                    raise
                except Exception as error:  # noqa: BLE001 - a bug met by one mail must not end every round
                    self._left(each, error)
        return taken

    def _left(self, each: StoredDraft, error: Exception) -> None:
        if not self._session.alive:
            raise error
        why = str(error) if isinstance(error, TriageError) else kind_and_place(error)
        _log.warning("draft %d of %s in Drafts: %s", each.id, each.case_number, why)

    def _judge(
        self,
        found: StoredDraft,
        candidates: Sequence[Sighting],
        people: frozenset[str],
        now: datetime,
    ) -> bool:
        versions = drafts.of_case(self._office.database, found.case_id)
        lying = ties.lies(found, versions, people)
        if self._standing is None or found.uidvalidity != self._standing.uidvalidity:
            lying = replace(lying, uid=0)  # its UID names another mail by now
        if lying.in_place:
            rival = rival_of(found, lying, versions, candidates)
            return rival is not None and self._take_over(found, rival, versions, now)
        became = what_became(lying, candidates, (), now)
        if became.fate is Fate.EDITED and became.by is not None:
            return self._take_over(found, became.by, versions, now)
        if became.fate is Fate.DELETED and found.state in LIVE:
            return self._lost(found, now)
        return False

    def _lost(self, found: StoredDraft, now: datetime) -> bool:
        """Ask an agent about a draft that is gone, unless it lies in Drafts after all."""
        name = found.known_as or found.draft.message_id
        there = None
        if searchable(name):
            there = find(self._session, self._folders, name, (Where.DRAFTS, Where.TRASH))
        # Of a folder made anew only the newest mails are looked at; this one was not among them.
        if there is not None and there.where is Where.DRAFTS and not there.deleted:
            lies = Lies(there.folder, there.uidvalidity, there.uid, name, found.sha256)
            return fates.moved(self._office.database, found, lies, now)
        trashed = there is not None and there.where is Where.TRASH
        where = "was found in the trash" if trashed else "is gone from Drafts, and Sent has none"
        if fates.thrown_away(self._office.database, found, now, where):
            _log.info("draft %d of %s is gone from Drafts", found.id, found.case_number)
        return False

    def _take_over(
        self,
        found: StoredDraft,
        seen: Sighting,
        versions: Sequence[StoredDraft],
        now: datetime,
    ) -> bool:
        if self._standing is None:
            return False
        uidvalidity = self._standing.uidvalidity
        letter = read_letter(self._session, self._folder, uidvalidity, seen.uid)
        if letter is None:
            return False  # gone again, or unreadable: the next look tells
        lies = Lies(self._folder, uidvalidity, seen.uid, seen.message_id, letter.sha256)
        if not letter.attached and same_words(letter.text, found.draft.body):
            if found.vanished_at is None:
                return False  # a copy of what still lies in its place
            return fates.moved(self._office.database, found, lies, now)
        if any(
            seen.message_id == each.draft.message_id
            and each.uidvalidity != uidvalidity
            and same_words(letter.text, each.draft.body)
            for each in versions
        ):
            return False  # an earlier version of ours, under a new UID, that will be taken away
        answers = seen.in_reply_to[0] if seen.in_reply_to else found.draft.in_reply_to
        new_id = self._office.reserve.take().draft_id
        anew = taken_over(
            self._office.practices[found.store],
            replace(found.draft, in_reply_to=answers),
            _facts(self._office, found),
            cases.load(self._office.database, found.case_id),
            letter,
            new_id,
        )
        # What was begun before the customer wrote again does not answer that mail.
        later = () if answers == found.draft.in_reply_to else (found.draft.in_reply_to,)
        told = tuple(Reminder(ReminderKind.WROTE_AGAIN, now, name) for name in later)
        done = fates.edited(self._office.database, found, new_id, anew, lies, told, now)
        if done:
            _log.info("draft %d of %s was edited in a mail client", found.id, found.case_number)
        return done

    def has_rival(self, found: StoredDraft) -> bool:
        """Tell, before a draft is placed, whether an agent's own lies there in its stead.

        It is taken over, unless it is what an agent at the desk has just reworded: then the new
        wording waits at the desk, for neither of the two is ours to remove.
        """
        if not self._on:
            return False
        if found.made_by != PROGRAM:
            return self._client_has_one(found)
        if self._standing is None or watch.changed(self._session, self._folder, self._standing):
            self._look_into(self._office.clock())
            self.finish()
        return self.judge(found.id)

    def _client_has_one(self, found: StoredDraft) -> bool:
        versions = drafts.of_case(self._office.database, found.case_id)
        before = next((d for d in versions if d.version == found.version - 1 and d.known_as), None)
        if before is None or not before.uid or not before.uidvalidity:
            return False
        return watch.lies_there(self._session, before.folder, before.uidvalidity, before.uid)

    def ours_came(self, uid: int) -> None:
        """Count in a draft we placed, so that it alone is no reason for a look."""
        if self._standing is not None and uid == self._standing.last_uid + 1:
            exists = self._standing.exists + 1
            self._standing = replace(self._standing, last_uid=uid, exists=exists)


def _facts(office: Office, found: StoredDraft) -> DraftFacts | None:
    try:
        return facts_behind(office.database, found)
    except NotFound:
        return None
