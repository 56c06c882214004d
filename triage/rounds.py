"""One round of one mailbox: fetch what is new, decide what is stored, do what is due.

The trap: one broken mail must not stop the queue, so whatever goes wrong with it is noted on the
mail itself and the round goes on.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from triage import notify
from triage.acts import Courier, Tally
from triage.errors import (
    StoreConflict,
    StoreUnreachable,
    TriageError,
    UnreadableMail,
    kind_and_place,
)
from triage.isolation import parse_safely
from triage.mail.message import Kind
from triage.mailbox.fetch import Fetched, Look, Position, fetch, look
from triage.mailbox.folders import Folders
from triage.mailbox.lookup import Where, find
from triage.mailbox.session import Session
from triage.office import Account, Office
from triage.pipeline import Outcome, Reserved, ask, decide, read
from triage.renewal import renew_promises
from triage.storage import reminders
from triage.storage.drafts import StoredDraft
from triage.storage.known import answer
from triage.storage.mails import Arrived, Waiting
from triage.storage.record import record

_log = logging.getLogger(__name__)
BATCH_BYTES = 8 * 1024 * 1024
BATCH_MAILS = 50
MB = 1024 * 1024
CONFLICTS = 5  # tries to decide anew before a mail is put back in line

Progress = Callable[[str, int, int], None]  # what, done, of how many


@dataclass(slots=True)
class Report:
    """What one or several rounds did."""

    fetched: int = 0
    decided: int = 0
    drafted: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    unreadable: int = 0
    failed: int = 0  # mails that could not be decided
    acts: Tally = field(default_factory=Tally)
    reminders: int = 0
    problems: list[str] = field(default_factory=list)


class Round:
    """The work on one mailbox over one open session."""

    def __init__(
        self,
        office: Office,
        account: Account,
        session: Session,
        folders: Folders,
        progress: Progress | None = None,
    ) -> None:
        self._office = office
        self._account = account
        self._session = session
        self._folders = folders
        self._progress = progress or (lambda *_: None)

    def run(self, report: Report) -> None:
        """Fetch, decide, act. Raises WireFailure when the connection is lost."""
        for folder, junk in self.folders_to_read():
            report.fetched += self.fetch_new(folder, junk=junk)
        self.decide_waiting(report)
        renew_promises(self._office, self._account.id, self._in_place)
        self.act(report)

    def _in_place(self, draft: StoredDraft) -> bool:
        places = (Where.DRAFTS,)
        found = find(self._session, self._folders, draft.draft.message_id, places)
        return found is not None and not found.deleted

    def act(self, report: Report) -> None:
        """Do every act that is due. Raises WireFailure when the connection is lost."""
        tally = Courier(self._office, self._account, self._session, self._folders).do_all()
        report.acts.done += tally.done
        report.acts.postponed += tally.postponed
        report.acts.failed += tally.failed
        report.acts.in_doubt += tally.in_doubt
        if tally.lost is not None:
            raise tally.lost

    def folders_to_read(self) -> list[tuple[str, bool]]:
        """Return the folders mail is read from, and whether each holds junk."""
        found = [(self._folders.inbox, False)]
        if self._account.settings.read_junk and self._folders.junk:
            found.append((self._folders.junk, True))
        return found

    def look(self, folder: str) -> Look:
        """See what is new in a folder since the position in the store."""
        known = self._office.mails.position(self._account.id, folder)
        position = Position(*known) if known else None
        found = look(self._session, folder, position, self._account.settings.since)
        if found.reset:
            _log.warning("mailbox %s: UIDVALIDITY has changed, reading it again", self._account.id)
        return found

    def fetch_new(self, folder: str, *, junk: bool) -> int:
        """Store every new mail of a folder with its position; return how many were unknown."""
        found = self.look(folder)
        again = self._office.mails.refused(self._account.id, folder, found.high.uidvalidity)
        uids = (*again, *found.new_uids)
        total, new = len(uids), 0
        batch: list[Arrived] = []
        for n, each in enumerate(fetch(self._session, uids, self._max_bytes()), 1):
            batch.append(_arrived(each))
            self._progress("fetched", n, total)
            if len(batch) >= BATCH_MAILS or sum(len(a.content) for a in batch) >= BATCH_BYTES:
                # Mails asked for again come first; the position must not go back to theirs.
                floor = found.new_uids[0] - 1 if found.new_uids else found.high.last_uid
                new += self._keep(folder, found, batch, max(floor, each.uid), junk=junk)
                batch = []
        return new + self._keep(folder, found, batch, found.high.last_uid, junk=junk)

    def _max_bytes(self) -> int:
        return self._account.settings.max_mail_mb * MB

    def _keep(
        self, folder: str, found: Look, batch: list[Arrived], last_uid: int, *, junk: bool
    ) -> int:
        known = self._office.mails.position(self._account.id, folder)
        if not batch and known == (found.high.uidvalidity, last_uid):
            return 0  # nothing new: no commit
        return self._office.mails.keep(
            self._account.settings.store,
            self._account.id,
            folder,
            found.high.uidvalidity,
            batch,
            last_uid,
            junk=junk,
            now=self._office.clock(),
        )

    def decide_waiting(self, report: Report) -> None:
        """Decide every stored mail, oldest first."""
        tried: set[int] = set()
        while waiting := [
            mail for mail in self._office.mails.waiting(self._account.id) if mail.id not in tried
        ]:
            for n, mail in enumerate(waiting, 1):
                tried.add(mail.id)
                self._decide_noted(mail, report)
                self._progress("decided", n, len(waiting))

    def _decide_noted(self, mail: Waiting, report: Report) -> None:
        try:
            outcome = decide_one(self._office, mail)
        except UnreadableMail as error:
            self._office.mails.unreadable(mail.id, str(error))
            report.unreadable += 1
            report.kinds[Kind.UNREADABLE.value] += 1
        except StoreUnreachable:
            raise  # no mail is to blame for that
        except TriageError as error:
            self._failed(mail, report, str(error))
        except Exception as error:  # noqa: BLE001 - a bug met by one mail must not stop the queue
            self._failed(mail, report, kind_and_place(error))
        else:
            report.decided += 1
            report.kinds[outcome.verdict.kind.value] += 1
            report.drafted += outcome.draft is not None

    def _failed(self, mail: Waiting, report: Report, why: str) -> None:
        _log.error("mail %d: %s", mail.id, why)
        self._office.mails.failed(mail.id, why)
        report.failed += 1


def decide_one(office: Office, mail: Waiting) -> Outcome:
    """Take one stored mail down the path and record what follows."""
    practice = office.practices[mail.store]
    parsed = parse_safely(office.mails.content(mail.id), truncated=mail.truncated)
    reading = read(practice, parsed, junk=mail.junk)
    questions = ask(practice, reading)
    reserved = office.reserve.take()
    marks_done = office.accounts[mail.mailbox].settings.after != "nothing"
    for attempt in range(1, CONFLICTS + 1):
        known = answer(office.database, mail.store, questions, mail.id)
        now = office.clock()
        outcome = decide(
            practice, reading, questions, known, reserved, received_at=mail.received_at, now=now
        )
        try:
            record(office.database, mail, known, outcome, now, questions, mark_done=marks_done)
        except StoreConflict:
            if attempt == CONFLICTS:
                raise
            continue
        case = outcome.case
        _log.info(
            "mail %d: %s, case %s, draft %s",
            mail.id,
            outcome.verdict.kind.value,
            case.number if case else "-",
            outcome.draft_id or "-",
        )
        return outcome
    raise AssertionError("the loop above returns or raises")


def shadow(office: Office, account: Account, session: Session, folders: Folders) -> list[Outcome]:
    """Decide what is new without storing, placing or telling anything."""
    outcomes: list[Outcome] = []
    working = Round(office, account, session, folders)
    for folder, junk in working.folders_to_read():
        found = working.look(folder)
        for each in fetch(session, found.new_uids, account.settings.max_mail_mb * MB):
            try:
                outcomes.append(_decide_only(office, account.settings.store, each, junk=junk))
            except StoreUnreachable:
                raise  # no mail is to blame for that
            except TriageError as error:
                _log.warning("mail %d in %s: %s", each.uid, folder, error)
            except Exception as error:  # noqa: BLE001 - a bug met by one mail must not end the look
                _log.error("mail %d in %s: %s", each.uid, folder, kind_and_place(error))
    return outcomes


def _decide_only(office: Office, store: str, mail: Fetched, *, junk: bool) -> Outcome:
    practice = office.practices[store]
    parsed = parse_safely(mail.content, truncated=mail.truncated)
    reading = read(practice, parsed, junk=junk)
    questions = ask(practice, reading)
    known = answer(office.database, store, questions, 0)
    now, received_at = office.clock(), mail.internal_date
    return decide(
        practice, reading, questions, known, Reserved(1, 1), received_at=received_at, now=now
    )


def remind(office: Office) -> int:
    """Fire every reminder that is due, once, and have the teams told; return how many."""
    now = office.clock()
    if not reminders.any_due(office.database, now):
        return 0
    return reminders.fire_due(
        office.database,
        now,
        lambda connection, due: notify.tell_teams(office.settings, connection, due, now),
    )


def _arrived(each: Fetched) -> Arrived:
    return Arrived(
        each.uid, each.size, each.internal_date, each.content, each.truncated, each.refused
    )
