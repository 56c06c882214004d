from __future__ import annotations

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any

import pytest

from tests import stores
from tests.cases.make import NOW
from triage import notify
from triage.reminders.reminder import ReminderKind
from triage.settings import Settings
from triage.storage import acts
from triage.storage.database import Database
from triage.storage.migrate import migrate


def settings(*, teams: dict[str, str] | None = None, smtp: bool = True) -> Settings:
    server = {"host": "127.0.0.1", "tls": "none"}
    return Settings.model_validate(
        {
            "store": {
                "main": {
                    "name": "Store",
                    "addresses": ["s@store.example"],
                    "time_zone": "Asia/Shanghai",
                    "teams": teams or {},
                }
            },
            "team": {
                "front_desk": {"name": "Care", "email": "care@store.example"},
                "parcels": {
                    "name": "物流组",
                    "email": "parcels@store.example",
                    "language": "zh-Hans",
                },
                "silent": {"name": "Silent"},
            },
            "mailbox": {
                "box": {
                    "store": "main",
                    "user": "u",
                    "password_env": "P",
                    "imap": server,
                    **({"smtp": server} if smtp else {}),
                }
            },
        }
    )


def due(number: int, team: str = "quality", kind: str = "draft_waits") -> dict[str, Any]:
    return {
        "id": number,
        "kind": kind,
        "number": f"C-CASE{number}",
        "store": "main",
        "team": team,
        "priority": "high",
        "due_at": NOW,
        "gist_en": "Customer says the item arrived damaged.",
        "gist_zh": "买家称收到的商品破损。",
    }


@pytest.fixture
def database(tmp_path: Path, each_store: str) -> Any:
    store = Database(stores.url(tmp_path))
    migrate(store)
    yield store
    store.close()


def told(database: Database, given: Settings, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    with database.write("test") as connection:
        notify.tell_teams(given, connection, rows, NOW)
    return acts.unfinished(database)


def letter(given: Settings, act: dict[str, Any]) -> EmailMessage:
    content = notify.digest(given, act["payload"], act["key"], NOW).content
    message = message_from_bytes(content, policy=SMTP)
    assert isinstance(message, EmailMessage)
    return message


def test_one_mail_a_team_in_its_language_and_the_stores_time(database: Database) -> None:
    given = settings(teams={"logistics": "parcels"})
    found = told(database, given, [due(1), due(2, "logistics"), due(3)])
    assert len(found) == 2
    english, chinese = (letter(given, act) for act in found)
    assert english["To"] == "care@store.example"
    assert str(english["Subject"]) == "2 reminder(s) for Care"
    assert "C-CASE1  2026-11-23 17:00  [high] draft waits for review" in english.get_content()
    assert chinese["To"] == "parcels@store.example"
    assert "草稿待审核" in chinese.get_content()
    assert "买家称收到的商品破损。" in chinese.get_content()


def test_the_mail_says_that_a_machine_wrote_it_and_is_the_same_when_written_again(
    database: Database,
) -> None:
    given = settings()
    [act] = told(database, given, [due(1)])
    one, two = letter(given, act), letter(given, act)
    assert one["Auto-Submitted"] == "auto-generated"
    assert one["X-Loop"] == "s@store.example"
    assert one["Message-ID"] == two["Message-ID"]


def test_the_same_reminders_are_told_once(database: Database) -> None:
    given = settings()
    told(database, given, [due(1), due(2)])
    assert len(told(database, given, [due(1), due(2)])) == 1


def test_without_address_or_server_nothing_is_enqueued(database: Database) -> None:
    assert told(database, settings(teams={"quality": "silent"}), [due(1)]) == []
    assert told(database, settings(smtp=False), [due(1)]) == []


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
@pytest.mark.parametrize("kind", list(ReminderKind))
def test_every_reminder_has_words_in_both_languages(kind: ReminderKind, language: str) -> None:
    assert notify.words(language, kind.value)
