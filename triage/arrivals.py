"""What is new in the folders of one mailbox, stored before anything looks at it.

New mail comes first. The trap: a first start may find tens of thousands of old mails, and today's
customers must not wait behind them, so those are put off and read in portions in between.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from triage.mailbox.answers import Opened
from triage.mailbox.fetch import Fetched, Look, Position, fetch, look
from triage.mailbox.session import Session
from triage.office import Account, Office
from triage.storage.behind import Backlog, backlog, first_look, known_uids, put_off
from triage.storage.mails import Arrived

_log = logging.getLogger(__name__)
BATCH_BYTES = 8 * 1024 * 1024
BATCH_MAILS = 50
PORTION = 200  # mails read before the next look for newer ones; a few seconds' work
RECENT = timedelta(days=1)  # mail of today and yesterday is read before older mail
AGAIN = timedelta(minutes=15)  # until a mail the server keeps to itself is asked for once more
MB = 1024 * 1024

Progress = Callable[[str, int, int], None]  # what, done, of how many


class Fetching(Protocol):
    """Stores a portion of a folder's mail; how many were unknown, and whether more waits."""

    def __call__(self, folder: str, *, junk: bool) -> tuple[int, bool]: ...


class Arrivals:
    """Fetches the mail of one mailbox over one open session."""

    def __init__(
        self, office: Office, account: Account, session: Session, progress: Progress
    ) -> None:
        self._office = office
        self._account = account
        self._session = session
        self._progress = progress
        self._tried: dict[str, frozenset[int]] = {}  # late ones: asked for once a session
        self._uidnext: dict[str, int] = {}  # when a folder was last looked into
        self._begun: datetime | None = None
        self._asked_again: dict[str, datetime] = {}
        self._behind: dict[str, list[int]] = {}  # what a backlog lists, once it was searched
        self._total: dict[str, int] = {}

    def look(self, folder: str) -> Look:
        """See what is new in a folder since the position in the store."""
        known = self._office.mails.position(self._account.id, folder)
        position = Position(*known) if known else None
        found = look(
            self._session,
            folder,
            position,
            self._since(),
            late=self._today() - RECENT,
        )
        if found.reset:
            _log.warning("mailbox %s: UIDVALIDITY has changed, reading it again", self._account.id)
        self._uidnext[folder] = found.uidnext
        return found

    def came_since(self, opened: Opened, folder: str) -> bool:
        """Tell whether a folder that is opened again has got mail since it was looked into."""
        return opened.uidnext > self._uidnext.get(folder, opened.uidnext)

    def fetch(self, uids: Iterable[int]) -> Iterable[Fetched]:
        """Read mails of the open folder, none that arrived before the day the settings name."""
        begins = datetime.combine(self._since(), time.min, ZoneInfo(self._zone()))
        return fetch(self._session, [*uids], self._account.settings.max_mail_mb * MB, since=begins)

    def fetch_new(self, folder: str, *, junk: bool) -> tuple[int, bool]:
        """Store a portion of a folder's new mail; return how many were unknown, and if more is."""
        found = self.look(folder)
        uidvalidity = found.high.uidvalidity
        if found.reset:
            self._put_off(folder, None)
        again = self._again(folder, uidvalidity)
        found = self._recent_first(folder, found)
        late = self._late(folder, found)
        uids = [*again, *late, *found.new_uids[:PORTION]]
        more = len(found.new_uids) > PORTION
        high = found.new_uids[PORTION - 1] if more else found.high.last_uid
        # Mails asked for again come first; the position must not go back to theirs.
        floor = found.new_uids[0] - 1 if found.new_uids else high
        new = 0
        for done, batch in self._batches(uids, "fetched"):
            last = high if done == len(uids) else max(floor, min(high, batch[-1].uid))
            new += self._keep(folder, uidvalidity, batch, last, junk=junk)
        new += self._keep(folder, uidvalidity, [], high, junk=junk)
        return new, more

    def _again(self, folder: str, uidvalidity: int) -> list[int]:
        """Return mails the server would not hand over, every quarter of an hour."""
        now = self._office.clock()
        asked = self._asked_again.get(folder)
        if asked is not None and now - asked < AGAIN:
            return []
        uids = self._office.mails.refused(self._account.id, folder, uidvalidity)
        if uids:
            self._asked_again[folder] = now
        return uids

    def _recent_first(self, folder: str, found: Look) -> Look:
        """Put off old mail where there is much, unless some is put off already."""
        uids = found.new_uids
        left = backlog(self._office.database, self._account.id, folder)
        if left is not None and left.uidvalidity != found.high.uidvalidity:
            self._put_off(folder, None)
        elif left is not None:  # also where the line broke before anything of this look was stored
            return replace(found, new_uids=tuple(uid for uid in uids if uid >= left.before))
        if len(uids) <= PORTION:
            return found
        recent = self._session.search(
            ["UID", f"{uids[0]}:{uids[-1]}", "SINCE", self._today() - RECENT]
        )
        begin = min((uid for uid in recent if uid >= uids[0]), default=found.high.last_uid + 1)
        if begin == uids[0]:
            return found
        old = [uid for uid in uids if uid < begin]
        _log.info("mailbox %s: %d older mails are read in between", self._account.id, len(old))
        self._put_off(folder, Backlog(found.high.uidvalidity, uids[0] - 1, begin))
        return replace(found, new_uids=uids[len(old) :])

    def fetch_behind(self, folder: str, *, junk: bool) -> tuple[int, bool]:
        """Store a portion of the old mail put off; return how many were unknown, and if more is."""
        left = backlog(self._office.database, self._account.id, folder)
        if left is None:
            return 0, False
        opened = self._session.examine(folder)
        known = self._office.mails.position(self._account.id, folder)
        if opened.uidvalidity != left.uidvalidity or known is None:
            self._put_off(folder, None)
            return 0, False
        waiting = self._waiting(folder, left)
        portion, rest = waiting[:PORTION], waiting[PORTION:]
        new = 0
        for _, batch in self._batches(portion, ""):
            new += self._keep(folder, left.uidvalidity, batch, known[1], junk=junk)
        self._behind[folder] = rest
        self._put_off(folder, replace(left, after=portion[-1]) if rest else None)
        total = self._total[folder]
        self._progress("older mail", total - len(rest), total)
        _log.info("mailbox %s: %d older mails left to read", self._account.id, len(rest))
        return new, bool(rest)

    def is_behind(self, folder: str) -> bool:
        """Tell whether old mail of a folder is put off."""
        return backlog(self._office.database, self._account.id, folder) is not None

    def _waiting(self, folder: str, left: Backlog) -> list[int]:
        if folder not in self._behind:
            begins = self._since() - timedelta(days=1)
            between = f"{left.after + 1}:{left.before - 1}"
            found = self._session.search(["UID", between, "SINCE", begins])
            inside = sorted(uid for uid in found if left.after < uid < left.before)
            self._behind[folder] = inside
            self._total[folder] = len(inside)
        return self._behind[folder]

    def _put_off(self, folder: str, left: Backlog | None) -> None:
        if left is not None or self.is_behind(folder):
            put_off(self._office.database, self._account.id, folder, left)
        if left is None:
            self._behind.pop(folder, None)

    def _late(self, folder: str, found: Look) -> list[int]:
        """Return UIDs that were allotted before we looked, but not to be seen until now."""
        tried = self._tried.get(folder, frozenset())
        self._tried[folder] = frozenset(found.late)  # the window only moves on
        unseen = [uid for uid in found.late if uid not in tried]
        if not unseen:
            return []
        known = known_uids(
            self._office.database, self._account.id, folder, found.high.uidvalidity, unseen[0]
        )
        return [uid for uid in unseen if uid not in known]

    def _batches(self, uids: list[int], what: str) -> Iterable[tuple[int, list[Arrived]]]:
        """Yield mails in batches of bounded size, each with how many UIDs are done by then."""
        batch: list[Arrived] = []
        done = 0
        for each in self.fetch(uids):
            batch.append(arrived(each))
            done += 1
            if what:
                self._progress(what, done, len(uids))
            if len(batch) >= BATCH_MAILS or sum(len(a.content) for a in batch) >= BATCH_BYTES:
                yield done, batch
                batch = []
        if batch:
            yield done, batch

    def _keep(
        self, folder: str, uidvalidity: int, batch: list[Arrived], last_uid: int, *, junk: bool
    ) -> int:
        known = self._office.mails.position(self._account.id, folder)
        if not batch and known == (uidvalidity, last_uid):
            return 0  # nothing new: no commit
        return self._office.mails.keep(
            self._account.settings.store,
            self._account.id,
            folder,
            uidvalidity,
            batch,
            last_uid,
            junk=junk,
            now=self._office.clock(),
        )

    def _since(self) -> date:
        """Return the day before which mail is left alone: as set, else that of the first start."""
        if since := self._account.settings.since:
            return since
        # Kept, for it is asked for several times a round and reads through all mails.
        self._begun = self._begun or first_look(self._office.database, self._account.id)
        begun = self._begun
        return begun.astimezone(ZoneInfo(self._zone())).date() if begun else self._today()

    def _today(self) -> date:
        return self._office.clock().astimezone(ZoneInfo(self._zone())).date()

    def _zone(self) -> str:
        return self._office.settings.store[self._account.settings.store].time_zone


def arrived(each: Fetched) -> Arrived:
    """Return a fetched mail as it is stored."""
    return Arrived(
        each.uid, each.size, each.internal_date, each.content, each.truncated, each.refused
    )
