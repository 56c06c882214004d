from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import stores
from tests.cases.make import NOW
from triage import office
from triage.errors import SettingsWrong
from triage.settings import Settings
from triage.wire import Password, TokenSource


def settings(folder: Path, **mailbox: object) -> Settings:
    box: dict[str, object] = {
        "store": "main",
        "user": "support",
        "password_env": "BOX_PASSWORD",
        "imap": {"host": "imap.store.example"},
    }
    return Settings.model_validate(
        {
            "store": {"main": {"name": "S", "addresses": ["s@store.example"]}},
            "mailbox": {"box": box | mailbox},
            "database": {"url": stores.url(folder / "data", empty=True)},
            "paths": {"data": folder / "data"},
        }
    )


def test_usual_ports_follow_the_kind_of_tls(tmp_path: Path) -> None:
    given = settings(tmp_path, smtp={"host": "smtp.store.example", "tls": "starttls"})
    account = office.account(given, "box")
    assert account.imap.port == 993
    assert account.smtp is not None
    assert (account.smtp.port, account.smtp.user) == (587, "support")
    other = settings(tmp_path, imap={"host": "h.example", "port": 1993})
    assert office.account(other, "box").imap.port == 1993
    assert office.account(other, "box").smtp is None


def test_the_secret_is_read_when_it_is_used_and_not_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = office.account(settings(tmp_path), "box")
    with pytest.raises(SettingsWrong, match="BOX_PASSWORD"):
        account.secret()
    monkeypatch.setenv("BOX_PASSWORD", "s3cret")
    assert account.secret() == Password("s3cret")
    assert "s3cret" not in repr(account)


def test_a_token_command_gives_a_token_source(tmp_path: Path) -> None:
    given = settings(tmp_path, password_env="", token_command="printf t0ken")  # noqa: S106
    secret = office.account(given, "box").secret
    assert isinstance(secret, TokenSource)
    assert secret().value == "t0ken"


@pytest.mark.usefixtures("each_store")
def test_a_look_makes_neither_store_nor_key(tmp_path: Path) -> None:
    with office.opened(settings(tmp_path), lambda: NOW, write=False) as opened:
        assert opened.mails.counts() == {}
    assert not (tmp_path / "data").exists()
    assert not stores.exists(tmp_path / "data")


@pytest.mark.usefixtures("each_store")
def test_opening_makes_the_store_once(tmp_path: Path) -> None:
    for _ in range(2):
        with office.opened(settings(tmp_path), lambda: NOW) as opened:
            assert opened.mails.counts() == {}
    assert stores.exists(tmp_path / "data")


def test_this_process_lives_and_an_ended_one_does_not() -> None:
    assert not office.is_dead(office.whoami())
    code = "from triage.office import whoami; print(whoami())"
    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.strip()
    assert office.is_dead(ended)


def test_a_process_number_given_to_another_process_counts_as_dead() -> None:
    host, _, _ = office.whoami().rpartition(":")[0].rpartition(":")
    assert office.is_dead(f"{host}:{os.getpid()}:1")


def test_of_a_container_that_only_shares_our_host_name_nothing_is_known() -> None:
    place, _, _ = office.whoami().rpartition(":")[0].rpartition(":")
    name, boot, numbers = place.rsplit(".", 2)
    assert office.is_dead(f"{name}.{boot}.{numbers}:{os.getpid()}:1")
    assert not office.is_dead(f"{name}.{boot}.{int(numbers) + 1}:{os.getpid()}:1")
    assert not office.is_dead(f"{name}.{'0' * 8}.{numbers}:{os.getpid()}:1")
    assert not office.is_dead(f"{name}:{os.getpid()}:1")


@pytest.mark.parametrize("owner", ["elsewhere:1:2", "", "no-colons", "elsewhere:abc:2"])
def test_of_another_hosts_process_nothing_is_known(owner: str) -> None:
    assert not office.is_dead(owner)
