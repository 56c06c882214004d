"""Several workers at one store, each with connections of its own, as on several hosts."""

from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy import ColumnElement, Connection, Table, func, select, update

from tests import stores
from tests.cases.make import NOW, a_case
from tests.cli.builders import a_facts
from tests.storage.make import a_draft, an_outcome, arrived, stored
from triage.cases.case import Case, JoinCase, OpenCase
from triage.drafts.draft import MessageKind
from triage.errors import LeaseHeld, NotFound, StaleVersion, StoreConflict, TriageError
from triage.pipeline import Known, Questions
from triage.reminders.reminder import Reminder, ReminderKind
from triage.storage import acts, cases, drafts, leases, reminders, sending, writing
from triage.storage.database import HEAD, Database
from triage.storage.known import Reserve, answer
from triage.storage.mails import Mails, Waiting
from triage.storage.migrate import migrate
from triage.storage.record import record
from triage.storage.schema import acts as acts_table
from triage.storage.schema import cases as cases_table
from triage.storage.schema import drafts as drafts_table
from triage.storage.schema import journal
from triage.storage.writing import Written

WORKERS = 4
ADDRESS = "anna@customer.example"


@contextmanager
def workers(folder: Path) -> Iterator[list[Database]]:
    """Open the store once for each worker."""
    opened = [Database(stores.url(folder)) for _ in range(WORKERS)]
    yield opened
    for each in opened:
        each.close()


T = TypeVar("T")


def together(folder: Path, work: Callable[[int, Database], T]) -> list[T]:
    """Let every worker do its part at the same moment; return what each says."""
    start = threading.Barrier(WORKERS)

    def begin(number: int, database: Database) -> T:
        start.wait()
        return work(number, database)

    with workers(folder) as opened, ThreadPoolExecutor(WORKERS) as pool:
        return list(pool.map(begin, range(WORKERS), opened))


@pytest.mark.usefixtures("each_store")
def test_hosts_that_meet_an_empty_store_make_its_tables_once(tmp_path: Path) -> None:
    stores.url(tmp_path, empty=True)
    said = together(tmp_path, lambda _, database: migrate(database))
    assert all(HEAD in line for line in said)
    with workers(tmp_path) as opened:
        opened[0].check_revision()


def test_whoever_meets_a_new_file_beside_others_waits_and_is_not_told_locked(
    tmp_path: Path,
) -> None:
    for n in range(60):  # without the waiting every fortieth to open was told so
        said = together(tmp_path / str(n), lambda _, database: database.revision())
        assert said == [""] * WORKERS


def test_of_workers_at_one_lease_one_gets_it(database: Database, tmp_path: Path) -> None:
    def acquire(number: int, store: Database) -> int:
        hold = timedelta(minutes=5)
        try:
            return leases.acquire(store, "box", f"w{number}", NOW, hold, lambda _: False)
        except LeaseHeld:
            return 0

    assert sorted(together(tmp_path, acquire)) == [0] * (WORKERS - 1) + [1]


def test_no_two_workers_claim_the_same_act(database: Database, tmp_path: Path) -> None:
    with database.write("test") as connection:
        for n in range(20):
            key = f"tell:{n}"
            kind = acts.ActKind.TELL_TEAM
            acts.enqueue(connection, kind, "support", None, None, NOW, key=key)

    def claim_all(number: int, store: Database) -> list[int]:
        claimed = []
        while (act := acts.claim(store, "support", f"w{number}", NOW)) is not None:
            claimed.append(act.id)
            with store.write("done") as connection:
                assert acts.settle(connection, act, NOW)
        return claimed

    claimed = [act for each in together(tmp_path, claim_all) for act in each]
    # Who finds every due act in another's hands goes home; the next round has the rest.
    claimed += claim_all(9, database)
    assert sorted(claimed) == sorted(set(claimed))
    assert len(claimed) == 20


def test_no_reminder_fires_twice(database: Database, mails: Mails, tmp_path: Path) -> None:
    [mail] = stored(mails, 1)
    due = tuple(Reminder(ReminderKind.PROMISE_DUE, NOW, f"r{n}") for n in range(20))
    record(database, mail, Known(), an_outcome(reminders=due), NOW)
    told: Counter[int] = Counter()

    def fire(_: int, store: Database) -> int:
        return reminders.fire_due(
            store, NOW, lambda _, rows: told.update(row["id"] for row in rows)
        )

    fired = sum(together(tmp_path, fire)) + fire(0, database)
    assert (fired, len(told), set(told.values())) == (20, 20, {1})


def test_reserved_ids_are_given_out_once(database: Database, tmp_path: Path) -> None:
    def take(_: int, store: Database) -> list[int]:
        reserve = Reserve(store)
        return [reserve.take().case_id for _ in range(50)]

    taken = [number for each in together(tmp_path, take) for number in each]
    assert len(taken) == len(set(taken)) == 50 * WORKERS


def test_first_mails_of_one_customer_about_one_order_become_one_case(
    database: Database, mails: Mails, tmp_path: Path
) -> None:
    waiting = stored(mails, *range(1, WORKERS + 1))
    asked = Questions("", "", ADDRESS, (), (), ("10423",), "")

    def file(number: int, store: Database) -> bool:
        mail, ours = waiting[number], number + 1
        while True:
            known = answer(store, "main", asked, mail.id)
            if known.remembered:
                before = known.remembered[0].case
                live = next((state.live for state in known.drafts), None)
                joined = JoinCase(before, replace(before, mails=before.mails + 1), "same order")
                outcome = an_outcome(joined, number=ours, replaces=live)
            else:
                filing = OpenCase(a_case(ours), f"m{ours}@customer.example", "new")
                outcome = an_outcome(filing, number=ours)
            try:
                return record(store, mail, known, outcome, NOW, asked)
            except StoreConflict:
                continue

    assert together(tmp_path, file) == [True] * WORKERS
    [case] = cases.listed(database)
    assert (case.mails, case.version) == (WORKERS, WORKERS)
    assert len(drafts.listed(database)) == 1


def test_agents_and_daemons_at_the_same_cases_lose_nothing_and_never_wait_in_a_ring(
    database: Database, mails: Mails, tmp_path: Path
) -> None:
    """Whoever is late is told so; what was told to have happened has happened."""
    for mail, number in zip(stored(mails, 1, 2, 3), (1, 2, 3), strict=True):
        outcome = an_outcome(case=a_case(number), number=number)
        assert record(database, mail, Known(), outcome, NOW)
    more = iter(stored_all(mails))
    lock = threading.Lock()
    ids = Reserve(database)
    done: Counter[str] = Counter()
    wrong: list[TriageError] = []

    def join(store: Database, case_id: int, mail: Waiting) -> None:
        new = ids.take().draft_id
        while True:
            known = answer(store, "main", Questions("", "", ADDRESS, (), (), (), ""), mail.id)
            before = next(r.case for r in known.remembered if r.case.id == case_id)
            live = next((s.live for s in known.drafts if s.case_id == case_id), None)
            joined = JoinCase(before, replace(before, mails=before.mails + 1), "thread")
            draft = a_draft(new + 1000, case_number=before.number)
            filed = an_outcome(joined, number=mail.id + 1000, draft=draft, replaces=live)
            try:
                record(store, mail, known, replace(filed, draft_id=new + 1000), NOW)
            except StoreConflict:
                continue
            done[f"joined {case_id}"] += 1
            return

    def live_of(store: Database, case_id: int) -> drafts.StoredDraft:
        return drafts.find(store, a_case(case_id).number)

    def edit(store: Database, case_id: int) -> None:
        new = ids.take().draft_id + 1000
        drafts.edit(store, live_of(store, case_id), new, a_draft(new), "Mei", NOW)

    def renew(store: Database, case_id: int) -> None:
        new = ids.take().draft_id + 1000
        writing.renew(store, live_of(store, case_id), new, a_draft(new), NOW)

    def write(store: Database, case_id: int) -> None:
        new = ids.take().draft_id + 1000
        case, every = cases.load(store, case_id), drafts.of_case(store, case_id)
        live = next((each for each in every if each.state in drafts.LIVE), None)
        draft = a_draft(new, kind=MessageKind.PROGRESS, case_number=case.number)
        mail = cases.mails_of(store, case_id)[0]["id"]
        letter = Written(case, live, new, mail, draft, a_facts(case, draft), (), "triage")
        try:
            writing.write(store, letter, NOW)
        except StoreConflict as error:
            raise StaleVersion(str(error)) from error

    def send(store: Database, case_id: int) -> None:
        found = live_of(store, case_id)
        drafts.approve(store, found, found.draft, "Li", NOW)
        act = acts.claim(store, "support", f"w{case_id}", NOW, (acts.ActKind.SEND,), found.id)
        if act is not None and sending.begin_sending(store, found.id):
            sending.sent(store, found, (), NOW, act=act)
            done["sent"] += 1

    def remind(store: Database, _: int) -> None:
        reminders.fire_due(store, NOW + timedelta(hours=2), lambda *_: None)

    ways: tuple[Callable[[Database, int], None], ...] = (edit, renew, write, send, remind)

    def work(number: int, store: Database) -> None:
        chance = random.Random(number)
        for _ in range(40):
            case_id = chance.randint(1, 3)
            with lock:
                mail = next(more) if chance.random() < 0.4 else None
            try:
                if mail is not None:
                    join(store, case_id, mail)
                else:
                    chance.choice(ways)(store, case_id)
            except (StaleVersion, NotFound):
                done["late"] += 1
            except StoreConflict as error:
                wrong.append(error)

    together(tmp_path, work)
    assert [str(each) for each in wrong if "deadlock" in str(each)] == []
    with database.read() as connection:
        for case_id in (1, 2, 3):
            case = case_of(database, case_id)
            assert case.mails == 1 + done[f"joined {case_id}"]
            mine = drafts_table.c.case_id == case_id
            versions = connection.execute(select(drafts_table.c.version).where(mine)).scalars()
            assert sorted(versions) == list(range(1, count(connection, drafts_table, mine) + 1))
        live = drafts_table.c.state.in_(drafts.LIVE)
        assert count(connection, drafts_table, live) <= 3
        assert count(connection, drafts_table, drafts_table.c.state == "sent") == done["sent"]
        told = journal.c.note.like("draft version % sent")
        assert count(connection, journal, told) == done["sent"]
        assert count(connection, acts_table, acts_table.c.state == "running") == 0


def stored_all(mails: Mails) -> list[Waiting]:
    """Store one mail for every step any worker may take."""
    arriving = [arrived(uid) for uid in range(10, 10 + 40 * WORKERS)]
    mails.keep("main", "support", "INBOX", 7, arriving, 10_000, junk=False, now=NOW)
    return mails.waiting("support", limit=1000)


def case_of(database: Database, case_id: int) -> Case:
    return next(case for case in cases.listed(database) if case.id == case_id)


def test_a_reader_sees_one_moment(database: Database, mails: Mails, tmp_path: Path) -> None:
    for mail, number in zip(stored(mails, 1, 2), (1, 2), strict=True):
        record(database, mail, Known(), an_outcome(case=a_case(number), number=number), NOW)
    subjects = select(cases_table.c.subject).order_by(cases_table.c.id)
    with workers(tmp_path) as opened, database.read() as connection:
        before = connection.execute(subjects).scalars().all()
        with opened[0].write("test") as other:
            other.execute(update(cases_table).values(subject="changed"))
        assert connection.execute(subjects).scalars().all() == before


def count(connection: Connection, table: Table, condition: ColumnElement[bool]) -> int:
    query = select(func.count()).select_from(table).where(condition)
    return int(connection.execute(query).scalar_one())
