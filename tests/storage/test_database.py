from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import insert, select, text

from tests.cases.make import NOW
from triage import faults
from triage.errors import LeaseHeld, SettingsWrong
from triage.storage import leases, migrate
from triage.storage.columns import metadata
from triage.storage.database import HEAD, Database
from triage.storage.schema import positions

ROW = {"mailbox": "m", "folder": "INBOX", "uidvalidity": 1, "last_uid": 2}
HOLD = timedelta(minutes=5)


def living(_owner: str) -> bool:
    return False


def gone(_owner: str) -> bool:
    return True


def test_migrations_make_exactly_the_tables_of_the_schema(database: Database) -> None:
    with database.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        assert compare_metadata(context, metadata) == []


def test_the_named_head_is_the_newest_migration() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrate.__file__).parent / "migrations"))
    assert ScriptDirectory.from_config(config).get_current_head() == HEAD


def test_an_empty_store_names_the_command_that_makes_it(tmp_path: Path) -> None:
    store = Database(f"sqlite:///{tmp_path}/new.db")
    with pytest.raises(SettingsWrong, match="triage migrate"):
        store.check_revision()
    store.close()


def test_an_older_store_is_backed_up_before_it_is_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = Database(f"sqlite:///{tmp_path}/triage.db")
    migrate.migrate(database)
    with database.write("test") as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    monkeypatch.setattr("triage.storage.migrate.command.upgrade", lambda *_: None)
    assert "0000.backup" in migrate.migrate(database)
    database.close()
    assert (tmp_path / "triage.db.0000.backup").stat().st_size > 0


def test_what_is_written_in_a_failing_block_leaves_no_trace(database: Database) -> None:
    def fail() -> None:
        with database.write("test") as connection:
            connection.execute(insert(positions).values(**ROW, looked_at=NOW))
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    with database.read() as connection:
        assert connection.execute(select(positions)).all() == []


def test_every_commit_is_a_fault_point(database: Database) -> None:
    names: list[str] = []
    faults.install(names.append)
    try:
        with database.write("test") as connection:
            connection.execute(insert(positions).values(**ROW, looked_at=NOW))
    finally:
        faults.install(None)
    assert names == ["commit:test:before", "commit:test:after"]


def test_instants_come_back_in_utc_and_naive_ones_are_refused(database: Database) -> None:
    at = datetime(2026, 11, 23, 10, tzinfo=timezone(timedelta(hours=8)))
    with database.write("test") as connection:
        connection.execute(insert(positions).values(**ROW, looked_at=at))
    with database.read() as connection:
        found = connection.execute(select(positions.c.looked_at)).scalar_one()
    assert (found, found.utcoffset()) == (at, timedelta(0))
    naive = insert(positions).values(**ROW | {"folder": "x"}, looked_at=at.replace(tzinfo=None))
    with pytest.raises(Exception, match="naive"), database.write("test") as connection:
        connection.execute(naive)


def test_sqlite_writes_survive_a_power_cut(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/triage.db")
    with database.read() as connection:
        assert connection.execute(text("PRAGMA synchronous")).scalar_one() == 2  # FULL
        assert connection.execute(text("PRAGMA journal_mode")).scalar_one() == "wal"
        assert connection.execute(text("PRAGMA foreign_keys")).scalar_one() == 1
    database.close()


@pytest.mark.parametrize(
    "url",
    ["nonsense", "oracle://x", "mysql://x", "postgresql+pg8000://x", "sqlite:////proc/none/x.db"],
)
def test_an_unusable_url_is_named_with_the_remedy(url: str) -> None:
    with pytest.raises(SettingsWrong, match=r"database\.url"):
        Database(url)


def test_a_lease_keeps_others_out_until_it_ends(database: Database) -> None:
    assert leases.acquire(database, "box", "a", NOW, HOLD, living) == 1
    assert leases.acquire(database, "box", "a", NOW, HOLD, living) == 1  # renewed
    with pytest.raises(LeaseHeld, match="a works on it"):
        leases.acquire(database, "box", "b", NOW, HOLD, living)
    later = NOW + HOLD + timedelta(seconds=1)
    assert leases.acquire(database, "box", "b", later, HOLD, living) == 2


def test_a_lease_given_back_or_of_a_dead_process_is_free_at_once(database: Database) -> None:
    leases.acquire(database, "box", "a", NOW, HOLD, living)
    leases.release(database, "box", "a", NOW)
    assert leases.acquire(database, "box", "b", NOW, HOLD, living) == 2
    assert leases.acquire(database, "box", "c", NOW, HOLD, gone) == 3
