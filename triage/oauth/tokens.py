"""Access tokens for a mailbox, by refresh token or by the app's own credentials.

The trap: a service may take a refresh token once only, so the new one is on the disk before the
access token that came with it is used, and two processes never refresh at the same moment.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from triage.errors import LoginRefused, SettingsWrong, TokenFailed
from triage.faults import reached
from triage.oauth.service import Answer, ask, endpoints, refused
from triage.settings import secrets as given
from triage.settings.oauth import OAuth
from triage.wire import Token

POINTS = ("token:ask:before", "token:ask:after", "token:save:before", "token:save:after")


@dataclass(frozen=True, slots=True)
class Tokens:
    """Fetches access tokens for one mailbox; to be wrapped in a TokenSource."""

    mailbox: str
    oauth: OAuth
    clock: Callable[[], float] = field(default=time.time)  # seconds since 1970

    @property
    def where(self) -> str:
        """The table of the settings that messages name."""
        return f"mailbox.{self.mailbox}.oauth"

    def obtain(self) -> Token:
        """Fetch a fresh token. Raises LoginRefused, TokenFailed or SettingsWrong."""
        path = self.oauth.refresh_token_file
        if self.oauth.grant == "client_credentials" or path is None:
            return self.granted(self.ask({"grant_type": "client_credentials"} | self._scope()))
        kept = RefreshTokenFile(path, self.mailbox)
        with kept.held() as save:
            form = {"grant_type": "refresh_token", "refresh_token": kept.read()} | self._scope()
            answer = self.ask(form)
            token = self.granted(answer)
            rotated = answer.text("refresh_token")
            if rotated and rotated != form["refresh_token"]:
                save(rotated)
        return token

    def ask(self, form: dict[str, str], url: str = "") -> Answer:
        """Put a question to the token service in the name of the app."""
        named = form | {"client_id": self.oauth.client_id}
        if secret := given.client_secret(self.mailbox, self.oauth):
            named["client_secret"] = secret
        reached("token:ask:before")
        url = url or endpoints(self.oauth).token
        answer = ask(self.where, url, named, str(self.oauth.ca_file or ""))
        reached("token:ask:after")
        return answer

    def granted(self, answer: Answer) -> Token:
        """Return the token of an answer. Raises what a refusal means."""
        if answer.error:
            raise refused(self.where, self.mailbox, answer)
        value = answer.text("access_token")
        if not value or not value.isascii() or not value.isprintable():
            raise TokenFailed(f"{self.where}: the token service answered without a token")
        lasts = answer.seconds("expires_in")
        return Token(value, None if lasts is None else self.clock() + lasts)

    def _scope(self) -> dict[str, str]:
        scope = endpoints(self.oauth).scope
        return {"scope": scope} if scope else {}


@dataclass(frozen=True, slots=True)
class RefreshTokenFile:
    """The file a refresh token is kept in: for its owner only, replaced whole or not at all."""

    path: Path
    mailbox: str

    def read(self) -> str:
        """Return the refresh token. Raises LoginRefused when nobody has consented yet."""
        where = f"mailbox.{self.mailbox}.oauth.refresh_token_file"
        if not self.path.exists():
            raise LoginRefused(
                f"{where}: {self.path} is not there; run: triage login {self.mailbox}"
            )
        return given.from_file(self.path, where)

    @contextmanager
    def held(self) -> Iterator[Callable[[str], None]]:
        """Keep other processes out; hand over what saves a new token.

        The new file is opened before the service is asked: a folder that may not be written to
        must be found out while the old token is still good.
        """
        try:
            lock = os.open(
                self.path.with_name(f".{self.path.name}.lock"), os.O_RDWR | os.O_CREAT, 0o600
            )
        except OSError as error:
            raise self._unwritable(error) from error
        beside = self.path.with_name(f".{self.path.name}.{secrets.token_hex(4)}")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            try:
                new = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            except OSError as error:
                raise self._unwritable(error) from error
            with os.fdopen(new, "w", encoding="ascii") as file:
                yield lambda token: self._save(token, file, beside)
        finally:
            os.close(lock)
            with suppress(FileNotFoundError):
                beside.unlink()

    def _save(self, token: str, file: TextIO, beside: Path) -> None:
        if not (token.isascii() and token.isprintable()):
            raise TokenFailed(
                f"mailbox.{self.mailbox}.oauth: a refresh token of strange characters"
            )
        reached("token:save:before")
        try:
            file.write(f"{token}\n")
            file.flush()
            os.fsync(file.fileno())
            beside.replace(self.path)
            folder = os.open(self.path.parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)
        except OSError as error:
            raise self._unwritable(error) from error
        reached("token:save:after")

    def _unwritable(self, error: OSError) -> SettingsWrong:
        where = f"mailbox.{self.mailbox}.oauth.refresh_token_file"
        return SettingsWrong(
            f"{where}: {self.path.parent} may not be written to ({error.strerror}), "
            "but the token service may hand out a new refresh token at any time"
        )
