"""Secrets, fetched where settings.toml points to: a variable, a file, a command. Never logged."""

from __future__ import annotations

import os
import secrets
import shlex
import stat
import subprocess
from pathlib import Path

from triage.errors import SettingsWrong, TokenFailed
from triage.settings.mailboxes import Mailbox
from triage.settings.oauth import OAuth
from triage.settings.tables import Settings

TOKEN_COMMAND_SECONDS = 30


def password(name: str, mailbox: Mailbox) -> str:
    """Return the password of a mailbox that logs in with one.

    Raises SettingsWrong naming the variable or file when it is missing, empty or readable by all.
    """
    where = f"mailbox.{name}"
    if mailbox.password_env:
        return _from_variable(mailbox.password_env, f"{where}.password_env")
    if mailbox.password_file is None:
        raise SettingsWrong(f"{where}: logs in by tokens, there is no password")
    return from_file(mailbox.password_file, f"{where}.password_file")


def token(name: str, mailbox: Mailbox) -> str:
    """Run `token_command` and return the access token it prints.

    Raises SettingsWrong for a command that cannot be run, TokenFailed for one that gives no token.
    """
    where = f"mailbox.{name}.token_command"
    try:
        done = subprocess.run(  # noqa: S603 - the admin's own command, split without a shell
            shlex.split(mailbox.token_command),
            capture_output=True,
            text=True,
            timeout=TOKEN_COMMAND_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise TokenFailed(f"{where}: no token within {TOKEN_COMMAND_SECONDS} s") from error
    except (OSError, ValueError) as error:
        raise SettingsWrong(f"{where}: cannot be run: {type(error).__name__}") from error
    value = done.stdout.strip()
    if done.returncode != 0 or not value:
        raise TokenFailed(f"{where}: exit code {done.returncode} and no token on stdout")
    return value


def client_secret(name: str, oauth: OAuth) -> str:
    """Return the secret of a mailbox's OAuth app, "" for an app without one."""
    where = f"mailbox.{name}.oauth"
    if oauth.client_secret_env:
        return _from_variable(oauth.client_secret_env, f"{where}.client_secret_env")
    path = oauth.client_secret_file
    return from_file(path, f"{where}.client_secret_file") if path else ""


def translation_key(settings: Settings) -> str:
    """Return the key of the translation engine, "" where none is named."""
    table = settings.translation
    if table.key_env:
        return _from_variable(table.key_env, "translation.key_env")
    return from_file(table.key_file, "translation.key_file") if table.key_file else ""


def key(settings: Settings, *, create: bool = True) -> bytes:
    """Return the key of our Message-IDs; made once, for its owner only, when nothing names one.

    With `create` False a key that is not there yet stays so, and a passing one is returned.
    """
    if settings.secrets.key_env:
        return _from_variable(settings.secrets.key_env, "secrets.key_env").encode()
    path = settings.secrets.key_file or settings.paths.data / "secret.key"
    if not path.exists() and settings.secrets.key_file is None:
        if not create:
            return secrets.token_bytes(32)
        path.parent.mkdir(parents=True, exist_ok=True)
        _create(path)
    return from_file(path, "secrets.key_file").encode()


def _create(path: Path) -> None:
    """Write a new key beside and rename it, so that two first starts agree on one."""
    beside = path.with_suffix(f".{secrets.token_hex(4)}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_hex(32) + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(beside, path)
    except FileExistsError:
        return  # the other process was first; its key counts
    finally:
        beside.unlink()


def _from_variable(variable: str, where: str) -> str:
    value = os.environ.get(variable, "")
    if not value:
        raise SettingsWrong(f"{where}: the variable {variable} is not set or empty")
    return value


def from_file(path: Path, where: str) -> str:
    """Return the first line of a file only its owner may read. Raises SettingsWrong."""
    try:
        mode = path.stat().st_mode
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsWrong(f"{where}: {path} cannot be read: {error}") from error
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise SettingsWrong(f"{where}: others may read {path}; run: chmod 600 {path}")
    if not lines or not lines[0].strip():
        raise SettingsWrong(f"{where}: {path} is empty")
    return lines[0].strip()
