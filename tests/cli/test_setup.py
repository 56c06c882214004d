"""`triage init`, `doctor`, `migrate`: a first start by somebody who reads no manual."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import stores
from tests.cli.builders import Shop, a_shop
from tests.cli.conftest import Triage
from tests.wires.mail_out import Postbox
from tests.wires.servers import Dovecot, dovecot_program, missing
from triage.cli.first_settings import provider_of
from triage.settings import read
from triage.storage.database import HEAD

GIVEN = ("init", "--address", "support@lumen-home.example", "--no-doctor")


def test_init_writes_settings_that_hold(triage: Triage, tmp_path: Path) -> None:
    result = triage(*GIVEN, "--time-zone", "Asia/Shanghai", "--country", "cn")
    assert result.exit_code == 0, result.stderr
    settings = read(tmp_path / "settings.toml")
    store, mailbox = settings.store["main"], settings.mailbox["main"]
    assert (store.name, store.time_zone, store.country) == ("Lumen Home", "Asia/Shanghai", "CN")
    assert mailbox.imap.host == "imap.lumen-home.example"
    assert mailbox.user == "support@lumen-home.example"
    assert mailbox.password_env == "TRIAGE_PASSWORD"
    assert mailbox.since is not None
    assert list(tmp_path.glob(".*")) == []


def test_init_leaves_a_file_alone_unless_forced(triage: Triage, tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text("# mine\n", encoding="utf-8")
    refused = triage(*GIVEN)
    assert refused.exit_code == 2
    assert "--force" in refused.stderr
    assert file.read_text(encoding="utf-8") == "# mine\n"
    assert triage(*GIVEN, "--force").exit_code == 0
    assert read(file).store["main"].name == "Lumen Home"


def test_init_refuses_what_would_not_hold(triage: Triage, tmp_path: Path) -> None:
    result = triage(*GIVEN, "--time-zone", "Europe/Berlinn")
    assert result.exit_code == 4
    assert "settings.toml is not written; store.main.time_zone: " in result.stderr
    assert "Europe/Berlin" in result.stderr
    assert ".new" not in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_init_without_terminal_needs_the_address(triage: Triage) -> None:
    result = triage("init")
    assert result.exit_code == 2
    assert "--address" in result.stderr


def test_names_with_quotes_survive(triage: Triage, tmp_path: Path) -> None:
    triage(*GIVEN, "--store-name", 'Müller\'s "Best" \\ Lampen')
    assert read(tmp_path / "settings.toml").store["main"].name == 'Müller\'s "Best" \\ Lampen'


def test_providers_are_known_by_domain() -> None:
    assert provider_of("shop@gmail.com").imap == "imap.gmail.com"
    assert "授权码" in provider_of("shop@163.com").remark
    assert provider_of("shop@own.example").smtp == "smtp.own.example"


def test_a_provider_that_takes_no_password_gets_a_table_for_oauth(
    triage: Triage, tmp_path: Path
) -> None:
    triage("init", "--address", "shop@outlook.com", "--client-id", "app-1", "--no-doctor")
    box = read(tmp_path / "settings.toml").mailbox["main"]
    assert box.oauth is not None
    assert (box.oauth.provider, box.oauth.client_id) == ("microsoft", "app-1")
    assert box.oauth.refresh_token_file == tmp_path / "data" / "refresh-token"
    assert box.password_env == ""
    assert provider_of("shop@outlook.com").oauth == "microsoft"


def test_missing_settings_are_told_apart_by_how_they_were_named(triage: Triage) -> None:
    assert triage("doctor").exit_code == 4
    named = triage("doctor", "--settings", "there.toml")
    assert named.exit_code == 66
    assert "there.toml" in named.stderr


def test_doctor_names_what_fails_with_remedy(
    triage: Triage, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LUMEN_PASSWORD")
    result = triage("doctor")
    assert result.exit_code == 4
    assert "LUMEN_PASSWORD" in result.stdout
    assert f"revision {HEAD}" in result.stdout
    assert shop.settings.exists()


def test_doctor_exits_with_five_when_only_the_server_fails(triage: Triage, shop: Shop) -> None:
    assert shop.settings.exists()
    result = triage("doctor")
    assert result.exit_code == 5, result.stdout
    assert "127.0.0.1:9" in result.stdout


def test_doctor_sees_a_store_that_must_be_migrated(triage: Triage, shop: Shop) -> None:
    database = shop.database
    with database.write("old") as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0000'")
    database.close()
    result = triage("doctor")
    assert result.exit_code == 4
    assert "run: triage migrate" in " ".join(result.stdout.split())


@pytest.mark.wires
def test_doctor_finds_folders_and_sends_nothing(triage: Triage, tmp_path: Path) -> None:
    if not dovecot_program():
        missing("Dovecot", "apt-get install dovecot-imapd")
    with Dovecot() as imap, Postbox() as out:
        a_shop(tmp_path, imap_port=imap.port, smtp_port=out.port)
        result = triage("doctor")
        assert result.exit_code == 0, result.stdout
        assert "Drafts is 'Drafts'" in result.stdout
        assert "IDLE" in result.stdout
        assert out.kept == []


def test_migrate_makes_the_store(triage: Triage, shop: Shop) -> None:
    stores.remove(shop.folder / "data")
    result = triage("migrate")
    assert result.exit_code == 0
    assert HEAD in result.stdout
    database = shop.database
    assert database.revision() == HEAD
    database.close()
    assert "up to date" in triage("migrate").stdout


def test_doctor_names_the_database_and_what_a_power_cut_could_undo(
    triage: Triage, shop: Shop, each_store: str
) -> None:
    assert shop.settings.exists()
    said = " ".join(triage("doctor").stdout.split())
    if each_store == "postgresql":  # the tests' server is fast because it is careless
        assert "PostgreSQL 1" in said
        assert "fsync = off" in said
    else:
        assert "SQLite 3" in said
        assert "fsync" not in said
    stores.remove(shop.folder / "data")
    assert "made on the first start" in " ".join(triage("doctor").stdout.split())
