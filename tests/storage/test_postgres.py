"""What only a server can do to us: be away, hold a lock, be set up wrongly; and what it is told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from sqlalchemy import Update, insert, select, text, update

from tests.cases.make import NOW
from tests.postgres import Postgres
from triage.errors import SettingsWrong, StoreConflict, StoreUnreachable
from triage.storage.database import Database
from triage.storage.schema import positions

ROW = {"mailbox": "m", "uidvalidity": 1, "last_uid": 2, "looked_at": NOW}


@pytest.fixture
def url(postgres: Postgres) -> Iterator[str]:
    """Where a migrated database is."""
    name = postgres.create()
    yield postgres.url(name)
    postgres.drop(name)


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    """That database, opened, with two rows to quarrel about."""
    store = Database(url)
    with store.write("test") as connection:
        for folder in ("a", "b"):
            connection.execute(insert(positions).values(ROW | {"folder": folder}))
    yield store
    store.close()


def at(folder: str) -> Update:
    return update(positions).where(positions.c.folder == folder).values(last_uid=3)


@pytest.mark.usefixtures("postgres")
def test_a_server_that_was_away_is_used_again_when_it_is_back() -> None:
    with Postgres() as server:
        store = Database(server.url(server.create()))
        assert store.revision()
        server.stop()
        with pytest.raises(StoreUnreachable, match=r"database\.url: ") as caught:
            store.revision()
        assert caught.value.exit_code == 5
        server.start()
        assert store.revision()
        store.close()


@pytest.mark.usefixtures("postgres")
def test_a_server_that_goes_in_the_midst_of_a_write_is_away() -> None:
    with Postgres() as server:
        store = Database(server.url(server.create()))

        def write() -> None:
            with store.write("test") as connection:
                connection.execute(insert(positions).values(ROW | {"folder": "a"}))
                server.stop()

        with pytest.raises(StoreUnreachable, match=r"database\.url: "):
            write()
        server.start()
        with store.read() as connection:
            assert connection.execute(select(positions)).all() == []
        store.close()


def test_a_lock_that_is_not_given_back_is_waited_for_so_long(url: str, database: Database) -> None:
    impatient = Database(f"{url}&options=-c%20lock_timeout=50")
    with database.write("holds") as holding:
        holding.execute(at("a"))
        with (
            pytest.raises(StoreUnreachable, match="lock timeout"),
            impatient.write("waits") as waiting,
        ):
            waiting.execute(at("a"))
    impatient.close()


def test_of_two_that_wait_for_each_other_one_is_told_to_decide_again(
    url: str, database: Database
) -> None:
    theirs = "UPDATE positions SET last_uid = 4 WHERE folder = '{}'"
    with psycopg.connect(_libpq(url)) as other, ThreadPoolExecutor(1) as pool:
        other.execute(theirs.format("b"))

        def write() -> None:
            with database.write("test") as connection:
                connection.execute(text("SET LOCAL deadlock_timeout = '50ms'"))
                connection.execute(at("a"))
                pool.submit(other.execute, theirs.format("a"))
                connection.execute(at("b"))

        with pytest.raises(StoreConflict, match="deadlock"):
            write()


def test_a_database_that_cannot_hold_every_language_is_refused(postgres: Postgres) -> None:
    name = postgres.create(empty=True, encoding="SQL_ASCII")
    store = Database(postgres.url(name))
    with pytest.raises(SettingsWrong, match=r"encoded as SQL_ASCII.*ENCODING 'UTF8'"):
        store.revision()
    store.close()
    postgres.drop(name)


def test_a_wrong_name_or_password_says_so_without_the_password(postgres: Postgres) -> None:
    where = postgres.url("nowhere").replace("triage@", "triage:s3cret@")
    store = Database(where)
    with pytest.raises(StoreUnreachable, match='"nowhere" does not exist') as caught:
        store.revision()
    assert "s3cret" not in str(caught.value)


def test_the_server_knows_who_we_are_and_when_to_give_up(database: Database) -> None:
    with database.write("test") as connection:
        rows = connection.execute(
            text(
                "SELECT name, setting FROM pg_settings WHERE name LIKE '%timeout'"
                " OR name IN ('application_name', 'transaction_isolation')"
            )
        )
        settings = {str(row.name): str(row.setting) for row in rows}
    assert re.fullmatch(r"triage \S+:\d+", settings["application_name"])
    assert settings["transaction_isolation"] == "read committed"
    assert (settings["lock_timeout"], settings["statement_timeout"]) == ("15000", "60000")
    assert settings["idle_in_transaction_session_timeout"] == "60000"


def test_a_view_for_reading_cannot_write(database: Database) -> None:
    with pytest.raises(Exception, match="read-only"), database.read() as connection:
        connection.execute(at("a"))


def test_what_a_careless_server_risks_is_named(database: Database) -> None:
    assert database.server().startswith("PostgreSQL 1")
    assert database.risks() == [
        "fsync = off",
        "full_page_writes = off",
        "synchronous_commit = off",
    ]


def test_a_url_without_driver_means_ours(url: str) -> None:
    store = Database(url.replace("+psycopg", ""))
    assert store.revision()
    store.close()


def _libpq(url: str) -> str:
    return url.replace("+psycopg", "")
