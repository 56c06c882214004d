from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from triage.errors import SettingsWrong, TokenFailed, TriageError
from triage.settings import Settings, secrets
from triage.settings.mailboxes import Mailbox


def mailbox(**secret: object) -> Mailbox:
    return Mailbox.model_validate(
        {"store": "main", "user": "u", "imap": {"host": "imap.example"}, **secret}
    )


def settings(folder: Path) -> Settings:
    return Settings.model_validate(
        {
            "store": {"main": {"name": "S", "addresses": ["s@store.example"]}},
            "mailbox": {"box": mailbox(password_env="P").model_dump()},  # noqa: S106
            "paths": {"data": folder},
        }
    )


def test_a_password_comes_from_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOX_PASSWORD", "s3cret")
    assert secrets.password("box", mailbox(password_env="BOX_PASSWORD")) == "s3cret"  # noqa: S106


def test_an_unset_variable_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BOX_PASSWORD", raising=False)
    with pytest.raises(SettingsWrong, match=r"mailbox.box.password_env: the variable BOX_PASSWORD"):
        secrets.password("box", mailbox(password_env="BOX_PASSWORD"))  # noqa: S106


def test_a_password_file_that_others_may_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "password"
    path.write_text("s3cret\nnext line\n", "utf-8")
    path.chmod(0o644)
    with pytest.raises(SettingsWrong, match="chmod 600") as caught:
        secrets.password("box", mailbox(password_file=path))
    assert "s3cret" not in str(caught.value)
    path.chmod(0o600)
    assert secrets.password("box", mailbox(password_file=path)) == "s3cret"


def test_a_token_is_what_the_command_prints() -> None:
    assert secrets.token("box", mailbox(token_command="printf 'tok en'")) == "tok en"  # noqa: S106


@pytest.mark.parametrize(
    ("command", "kind", "again"),
    [
        ("sh -c 'echo s3cret; exit 3'", TokenFailed, True),
        ("true", TokenFailed, True),
        ("/no/such/command", SettingsWrong, False),
        ("'", SettingsWrong, False),
    ],
)
def test_a_command_without_a_token_is_named_without_its_output_and_retried_if_it_ran(
    command: str, kind: type[TriageError], again: bool
) -> None:
    with pytest.raises(kind, match=r"mailbox.box.token_command") as caught:
        secrets.token("box", mailbox(token_command=command))
    assert "s3cret" not in str(caught.value)
    assert caught.value.another_try_helps is again


def test_the_key_is_made_once_for_its_owner_only_even_by_two_first_starts(tmp_path: Path) -> None:
    given = settings(tmp_path / "data")
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: secrets.key(given), range(8)))
    assert len(keys) == 1
    path = tmp_path / "data" / "secret.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert sorted(entry.name for entry in path.parent.iterdir()) == ["secret.key"]
    assert secrets.key(given) in keys


def test_a_look_makes_no_key(tmp_path: Path) -> None:
    assert len(secrets.key(settings(tmp_path / "data"), create=False)) == 32
    assert not (tmp_path / "data").exists()
