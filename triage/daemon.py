"""The daemon: a thread and a connection per mailbox, woken by IDLE, by the clock, or to stop.

APScheduler only wakes the program; what is due lives in our tables. The lease of a mailbox is
renewed by whoever works on it, so that two processes never take the same mail.
"""

from __future__ import annotations

import logging
import random  # noqa: TID251 - an edge: only for the jitter of pauses
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta

from apscheduler.schedulers.background import BackgroundScheduler

from triage.arrivals import Progress
from triage.errors import (
    LeaseHeld,
    LoginRefused,
    SettingsWrong,
    StoreUnreachable,
    TriageError,
    WireFailure,
    kind_and_place,
)
from triage.mailbox.backoff import backoff
from triage.mailbox.folders import discover
from triage.mailbox.idle import wait
from triage.mailbox.session import Session
from triage.office import Account, Clock, Office, is_dead, opened
from triage.pipeline import Outcome
from triage.rounds import Report, Round, remind, shadow
from triage.settings import Settings
from triage.storage import acts, leases

_log = logging.getLogger(__name__)
HOLD = timedelta(minutes=5)  # of a lease; renewed by every round and in the midst of long ones
REMIND_SECONDS = 30
WAKE_SECONDS = 5  # how soon an act enqueued by another process is noticed
REFUSED_LOGINS = 3  # then the password is wrong, and asking again each minute only locks it
LOCKED_SECONDS = 3600.0
STOP_SECONDS = 15.0
STORE_SECONDS = 60.0  # the longest pause while the database is away


def once(
    settings: Settings,
    clock: Clock,
    *,
    mailboxes: tuple[str, ...] = (),
    progress: Progress | None = None,
) -> Report:
    """Make one round of every mailbox: fetch, decide, act, remind, act.

    Raises LeaseHeld. A mailbox that cannot be opened is named in `problems`, the others go on; if
    none could be, the failure of the last is raised.
    """
    report, lost = Report(), None
    with opened(settings, clock) as office:
        names = mailboxes or tuple(office.accounts)
        with _leased(office, names):
            acts.release_dead(office.database, is_dead)
            for name in names:
                account = office.accounts[name]
                try:
                    _lease(office, name)  # it may have run out while another was worked on
                    with account.session() as session:
                        folders = discover(session, account.folders)
                        renewing = _renewing(office, name, progress)
                        working = Round(office, account, session, folders, renewing)
                        while working.run(report):
                            pass
                        report.reminders += remind(office)
                        working.act(report)
                except (WireFailure, SettingsWrong, LeaseHeld) as error:  # or a secret is missing
                    lost = error
                    report.problems.append(f"mailbox {name}: {error}")
    if lost is not None and len(report.problems) == len(names):
        raise lost
    return report


def look_only(
    settings: Settings, clock: Clock, *, mailboxes: tuple[str, ...] = ()
) -> list[Outcome]:
    """Decide what is new in every mailbox and touch nothing: neither mailbox nor store."""
    outcomes: list[Outcome] = []
    with opened(settings, clock, write=False) as office:
        for name in mailboxes or tuple(office.accounts):
            account = office.accounts[name]
            with account.session() as session:
                folders = discover(session, account.folders, create=False)
                outcomes += shadow(office, account, session, folders)
    return outcomes


class Watch(threading.Thread):
    """Keeps one mailbox: a session as long as it lasts, a new one after a pause."""

    def __init__(self, office: Office, account: Account, stop: threading.Event) -> None:
        super().__init__(name=f"mailbox-{account.id}", daemon=True)
        self._office = office
        self.account = account
        self._stop_event = stop
        self.wake = threading.Event()
        self.report = Report()
        self._refused = 0  # logins since the last good one

    def run(self) -> None:
        """Work until stopped; every failure is waited out, for a dead thread keeps no mailbox."""
        failures = 0
        while not self._stop_event.is_set():
            started = time.monotonic()
            pause = 0.0
            try:
                self._keep_session()
            except LoginRefused as error:
                self._refused += 1
                locked = self._refused >= REFUSED_LOGINS
                pause = LOCKED_SECONDS if locked else backoff(self._refused, 0.5)
                _log.error("mailbox %s: %s", self.account.id, error)
            except StoreUnreachable as error:
                # It is ours and comes back for all mailboxes at once: look for it every minute.
                failures = _counted(failures, started)
                pause = min(backoff(failures, random.random()), STORE_SECONDS)  # noqa: S311 - jitter
                _log.warning("mailbox %s: %s; again in %.0f s", self.account.id, error, pause)
            except WireFailure as error:
                failures = _counted(failures, started)
                told = getattr(error, "retry_after", None)
                pause = told or backoff(failures, random.random())  # noqa: S311 - jitter
                pause = min(pause, LOCKED_SECONDS)  # whatever the server may have told
                _log.warning("mailbox %s: %s; again in %.0f s", self.account.id, error, pause)
            except LeaseHeld as error:
                pause = HOLD.total_seconds() / 5
                _log.warning("%s", error)
            except Exception as error:  # noqa: BLE001 - disk full, no token, a bug
                failures = _counted(failures, started)
                pause = backoff(failures, random.random())  # noqa: S311 - jitter
                why = str(error) if isinstance(error, TriageError) else kind_and_place(error)
                _log.error("mailbox %s: %s; again in %.0f s", self.account.id, why, pause)
            self._stop_event.wait(pause)

    def _keep_session(self) -> None:
        with self.account.session() as session:
            self._refused = 0
            folders = discover(session, self.account.folders)
            renewing = _renewing(self._office, self.account.id)
            working = Round(self._office, self.account, session, folders, renewing)
            while not self._stop_event.is_set():
                self.wake.clear()
                _lease(self._office, self.account.id)
                if not working.run(self.report):
                    self._wait(working, session, folders.inbox)

    def _wait(self, working: Round, session: Session, inbox: str) -> None:
        if self._stop_event.is_set() or self.wake.is_set():
            return
        if working.arrivals.came_since(session.examine(inbox), inbox):
            return  # during the round: IDLE would not tell of it
        seconds = float(self.account.settings.poll_seconds)
        wait(session, self.wake, seconds=seconds, idle=self.account.settings.idle)


def _counted(failures: int, started: float) -> int:
    """Count a failure; after a session that had lasted it is the first, with the short pause."""
    return 1 if time.monotonic() - started > LOCKED_SECONDS / 4 else failures + 1


def run(settings: Settings, clock: Clock, *, mailboxes: tuple[str, ...] = ()) -> int:
    """Keep every mailbox until SIGTERM or SIGINT; return the exit code. Raises LeaseHeld."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with ExitStack() as stack:
        office = stack.enter_context(opened(settings, clock))
        names = mailboxes or tuple(office.accounts)
        stack.enter_context(_leased(office, names))
        acts.release_dead(office.database, is_dead)
        watches = [Watch(office, office.accounts[name], stop) for name in names]
        scheduler = _scheduler(office, watches)
        for watch in watches:
            watch.start()
        scheduler.start()
        _log.info("keeping %s", ", ".join(names))
        stop.wait()
        _log.info("stopping")
        scheduler.shutdown(wait=True)
        for watch in watches:
            watch.wake.set()
        for watch in watches:
            watch.join(STOP_SECONDS)
    return 0


def _scheduler(office: Office, watches: list[Watch]) -> BackgroundScheduler:
    """Return the clock's wake-ups: reminders, and acts that another process has enqueued."""
    scheduler = BackgroundScheduler(
        timezone="UTC",
        job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1},
    )

    def look_for_acts() -> None:
        now = office.clock()
        try:
            for watch in watches:
                if acts.any_due(office.database, watch.account.id, now):
                    watch.wake.set()
        except StoreUnreachable as error:
            _log.debug("acts are not looked for: %s", error)  # the mailboxes say it, too

    def remind_teams() -> None:
        try:
            remind(office)
        except StoreUnreachable as error:
            _log.warning("reminders wait: %s", error)

    scheduler.add_job(remind_teams, "interval", seconds=REMIND_SECONDS, id="remind")
    scheduler.add_job(look_for_acts, "interval", seconds=WAKE_SECONDS, id="acts")
    return scheduler


@contextmanager
def _leased(office: Office, names: tuple[str, ...]) -> Iterator[None]:
    """Hold the leases of the mailboxes; give them back at the end."""
    held: list[str] = []
    try:
        for name in names:
            _lease(office, name)
            held.append(name)
        yield
    finally:
        try:
            for name in held:
                leases.release(office.database, f"mailbox:{name}", office.owner, office.clock())
        except StoreUnreachable as error:
            _log.warning("%s; the leases end by themselves", error)


def _renewing(office: Office, name: str, then: Progress | None = None) -> Progress:
    """Return a progress that also keeps the lease: thousands of mails take longer than it lasts."""
    renewed_at = office.clock()

    def step(what: str, done: int, total: int) -> None:
        nonlocal renewed_at
        if office.clock() - renewed_at >= HOLD / 5:
            _lease(office, name)
            renewed_at = office.clock()
        if then is not None:
            then(what, done, total)

    return step


def _lease(office: Office, name: str) -> None:
    leases.acquire(office.database, f"mailbox:{name}", office.owner, office.clock(), HOLD, is_dead)
