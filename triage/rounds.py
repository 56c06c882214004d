"""One round of one mailbox: fetch what is new, decide what is stored, do what is due.

The trap: one broken mail must not stop the queue, so whatever goes wrong with it is noted on the
mail itself and the round goes on.
"""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import dataclass, field

from triage import notify
from triage.acts import Courier, Tally
from triage.arrivals import Arrivals, Fetching, Progress
from triage.errors import (
    StoreConflict,
    StoreUnreachable,
    TriageError,
    UnreadableMail,
    kind_and_place,
)
from triage.interpreting import translate_drafts
from triage.isolation import parse_safely
from triage.letters import write_due
from triage.mail.message import Kind
from triage.mailbox.fetch import Fetched
from triage.mailbox.folders import Folders
from triage.mailbox.lookup import Where, find
from triage.mailbox.session import Session
from triage.office import Account, Office
from triage.pipeline import Outcome, Reserved, ask, decide, read
from triage.renewal import renew_promises
from triage.storage import reminders
from triage.storage.drafts import StoredDraft
from triage.storage.known import answer
from triage.storage.mails import Waiting
from triage.storage.record import record
from triage.watching.drafts import DraftsWatch
from triage.watching.sent import SentWatch

_log = logging.getLogger(__name__)
CONFLICTS = 5  # tries to decide anew before a mail is put back in line


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
        self.arrivals = Arrivals(office, account, session, self._progress)
        self._drafts = DraftsWatch(office, account, session, folders)
        self._sent = SentWatch(office, account, session, folders)

    def run(self, report: Report) -> bool:
        """Watch, fetch, decide, act; tell whether more mail waits to be fetched.

        Raises WireFailure when the connection is lost.
        """
        # Clients file what they send before they remove its draft, so Drafts is read first.
        self._drafts.look()
        if self._sent.look():
            self._drafts.look(surely=True)
        more = self._fetch(report)
        self._sent.judge()
        self._drafts.judge()
        self.decide_waiting(report)
        self._sent.finish(more=more)
        self._drafts.finish()
        renew_promises(self._office, self._account.id, self._in_place)
        self.act(report)
        return more

    def _fetch(self, report: Report) -> bool:
        """Store a portion of what is new, and only if nothing was one of the old mail put off."""
        before = report.fetched
        more = self._store(self.arrivals.fetch_new, report)
        if more or report.fetched > before:
            # Whoever has just written is answered before any old mail is read.
            return more or any(self.arrivals.is_behind(f) for f, _ in self.folders_to_read())
        return self._store(self.arrivals.fetch_behind, report)

    def _store(self, fetch: Fetching, report: Report) -> bool:
        more = False
        for folder, junk in self.folders_to_read():
            fetched, left = fetch(folder, junk=junk)
            report.fetched += fetched
            more = more or left
        return more

    def _in_place(self, draft: StoredDraft) -> bool:
        places = (Where.DRAFTS,)
        found = find(self._session, self._folders, draft.draft.message_id, places)
        return found is not None and not found.deleted

    def act(self, report: Report) -> None:
        """Do every act that is due. Raises WireFailure when the connection is lost."""
        translate_drafts(self._office, self._account.id)  # before they are placed
        courier = Courier(
            self._office, self._account, self._session, self._folders, self._drafts, self._sent
        )
        tally = courier.do_all()
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

    def decide_waiting(self, report: Report) -> None:
        """Decide every stored mail, oldest first, with what is learnt and worded by now."""
        self._office.take_up_learnt()
        self._office.take_up_templates()
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
        found = working.arrivals.look(folder)
        for each in working.arrivals.fetch(found.new_uids):
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
    """Compose what the clocks ask for, fire each due reminder once and tell; return how many."""
    now = office.clock()
    write_due(office, now)
    if not reminders.any_due(office.database, now):
        return 0
    return reminders.fire_due(
        office.database,
        now,
        lambda connection, due: notify.tell_teams(office.settings, connection, due, now),
    )
