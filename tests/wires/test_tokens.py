"""Login by OAuth tokens: a real Dovecot that checks them, a real service that hands them out."""

from __future__ import annotations

import logging
import os
import stat
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.wires.conftest import _need_dovecot
from tests.wires.servers import Account, Dovecot
from tests.wires.token_service import KEY, TokenService, jwt
from triage.errors import LoginRefused, SettingsWrong, TokenFailed
from triage.mailbox.session import Session
from triage.oauth.tokens import Tokens
from triage.settings.oauth import OAuth
from triage.wire import Token, TokenSource

pytestmark = pytest.mark.wires

USER = "support@store.example"


@pytest.fixture(scope="module", params=["xoauth2", "oauthbearer"])
def token_dovecot(request: pytest.FixtureRequest) -> Iterator[Dovecot]:
    """Run a Dovecot that takes tokens by one mechanism."""
    _need_dovecot()
    with Dovecot(mechanisms=f"plain login {request.param}") as server:
        yield server


@pytest.fixture
def account(token_dovecot: Dovecot) -> Account:
    return token_dovecot.account(USER)


@pytest.fixture
def service() -> Iterator[TokenService]:
    with TokenService(user=USER) as running:
        yield running


def oauth(service: TokenService, folder: Path, **changes: Any) -> OAuth:
    """Return settings for the service, and write its first refresh token."""
    file = folder / "refresh"
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(f"{service.refresh}\n", "ascii")
    given: dict[str, Any] = {
        "provider": "custom",
        "client_id": "app-1",
        "token_url": service.url(),
        "device_url": service.url("device"),
        "authorize_url": "https://login.example/authorize",
        "refresh_token_file": file,
        "scope": "mail offline_access",
    }
    return OAuth.model_validate(given | changes)


def source(service: TokenService, folder: Path, **changes: Any) -> TokenSource:
    return TokenSource(Tokens("support", oauth(service, folder, **changes)).obtain)


def test_a_token_of_the_service_opens_the_mailbox(
    account: Account, service: TokenService, tmp_path: Path
) -> None:
    with Session(account.options, source(service, tmp_path)) as session:
        assert session.examine("INBOX").exists == 0
    [form] = service.asked
    assert form == {
        "grant_type": "refresh_token", "refresh_token": "refresh-0", "client_id": "app-1",
        "scope": "mail offline_access",
    }  # fmt: skip


@pytest.mark.parametrize("wrong", [jwt(USER, -5), jwt(USER, key=KEY[1:]), jwt("else@x.example")])
def test_a_token_the_server_refuses_is_asked_anew_once_and_then_final(
    account: Account, wrong: str
) -> None:
    asked: list[None] = []

    def obtain() -> Token:
        asked.append(None)
        return Token(wrong)

    with pytest.raises(LoginRefused, match="token"):
        Session(account.options, TokenSource(obtain)).open()
    assert len(asked) == 2


def test_a_token_that_expired_during_a_run_is_renewed_at_the_next_login(
    account: Account, service: TokenService, tmp_path: Path
) -> None:
    service.token_lasts = 2
    secret = source(service, tmp_path)
    with Session(account.options, secret) as session:
        time.sleep(3.1)
        session.examine("INBOX")  # a connection outlives its token
    service.token_lasts = 3600
    with Session(account.options, secret) as session:
        assert session.alive
    assert [form["refresh_token"] for form in service.asked] == ["refresh-0", "refresh-1"]


def test_one_token_serves_many_logins_until_five_minutes_before_its_end(
    service: TokenService, tmp_path: Path
) -> None:
    now = [1000.0]
    tokens = Tokens("support", oauth(service, tmp_path), clock=lambda: now[0])
    secret = TokenSource(tokens.obtain, clock=lambda: now[0])
    first = secret()
    now[0] += service.says - 301
    assert secret() is first
    now[0] += 2
    assert secret() is not first
    assert len(service.asked) == 2


def test_a_rotated_refresh_token_is_on_the_disk_for_its_owner_only(
    service: TokenService, tmp_path: Path
) -> None:
    tokens = Tokens("support", oauth(service, tmp_path))
    file = tmp_path / "refresh"
    for _ in range(3):
        tokens.obtain()
        assert file.read_text("ascii").strip() == service.refresh
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [form["refresh_token"] for form in service.asked] == [f"refresh-{n}" for n in range(3)]
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {"refresh", ".refresh.lock"}


def test_a_folder_that_cannot_be_written_to_is_found_out_before_the_token_is_spent(
    service: TokenService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tokens = Tokens("support", oauth(service, tmp_path))
    opened = os.open

    def full(path: Any, flags: int, *rest: Any) -> int:
        if str(path).endswith(".lock"):
            return opened(path, flags, *rest)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "open", full)
    with pytest.raises(SettingsWrong, match="may not be written to"):
        tokens.obtain()
    assert service.asked == []


def test_two_that_refresh_at_once_take_turns(service: TokenService, tmp_path: Path) -> None:
    service.delay = 0.05
    given = oauth(service, tmp_path)
    met: list[BaseException] = []

    def refresh() -> None:
        try:
            Tokens("support", given).obtain()
        except BaseException as error:  # noqa: BLE001 - shown by the assertion below
            met.append(error)

    threads = [threading.Thread(target=refresh) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert met == []
    assert len({form["refresh_token"] for form in service.asked}) == 5


def test_an_ended_consent_names_the_command_that_renews_it(
    service: TokenService, tmp_path: Path
) -> None:
    tokens = Tokens("support", oauth(service, tmp_path))
    service.refresh = "another"
    with pytest.raises(LoginRefused, match=r"AADSTS700082.*run: triage login support") as caught:
        tokens.obtain()
    assert "refresh-0" not in str(caught.value)
    (tmp_path / "refresh").unlink()
    with pytest.raises(LoginRefused, match=r"is not there; run: triage login support"):
        tokens.obtain()


@pytest.mark.parametrize(
    ("answer", "kind", "words"),
    [
        ((503, {"error": "temporarily_unavailable"}), TokenFailed, "cannot help now"),
        ((500, b"<html>oops refresh-0</html>"), TokenFailed, "status 500"),
        ((429, {"error": "slow_down"}), TokenFailed, "cannot help now"),
        ((200, b"[" * 60_000), TokenFailed, "no JSON object"),
        ((200, b"x" * 70_000), TokenFailed, "over 65536 bytes"),
        ((200, {"token_type": "Bearer"}), TokenFailed, "without a token"),
        ((200, {"access_token": "a\r\nb"}), TokenFailed, "without a token"),
        ((302, {}), LoginRefused, "status 302"),
        ((401, {"error": "invalid_client"}), LoginRefused, "client secret"),
        ((400, {"error": "unauthorized_client"}), LoginRefused, "registration"),
        ((400, {"error": "invalid_scope"}), LoginRefused, "scope"),
        ((400, {"error": "refresh-0 is wrong"}), LoginRefused, "status 400"),
    ],
)
def test_what_a_service_answers_is_a_failure_that_passes_or_has_a_remedy(
    service: TokenService, tmp_path: Path, answer: Any, kind: type[Exception], words: str
) -> None:
    service.answers, service.headers = [answer], {"Retry-After": "120"}
    with pytest.raises(kind, match=words) as caught:
        Tokens("support", oauth(service, tmp_path)).obtain()
    assert "refresh-0" not in str(caught.value)
    if isinstance(caught.value, TokenFailed) and answer[0] >= 429:
        assert caught.value.retry_after == 120
    assert (tmp_path / "refresh").read_text("ascii") == "refresh-0\n"
    Tokens("support", oauth(service, tmp_path)).obtain()  # and all is well again


def test_a_service_that_is_silent_or_gone_is_tried_again(
    service: TokenService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("triage.oauth.service._TIMEOUT", (0.2, 0.2))
    given = oauth(service, tmp_path)
    service.delay = 0.6
    with pytest.raises(TokenFailed, match="no answer in time"):
        Tokens("support", given).obtain()
    away = oauth(service, tmp_path, token_url="http://127.0.0.1:9/token")  # noqa: S106
    with pytest.raises(TokenFailed, match="not reached"):
        Tokens("support", away).obtain()
    assert TokenFailed.another_try_helps


def test_an_app_logs_in_with_its_own_right_and_keeps_no_refresh_token(
    account: Account, service: TokenService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    service.secret = "s3cret"
    monkeypatch.setenv("APP_SECRET", "s3cret")
    secret = source(
        service,
        tmp_path,
        grant="client_credentials",
        refresh_token_file=None,
        client_secret_env="APP_SECRET",  # noqa: S106
    )
    with Session(account.options, secret) as session:
        assert session.alive
    assert service.asked[0]["grant_type"] == "client_credentials"


def test_no_token_and_no_secret_is_in_any_log_or_repr(
    account: Account,
    service: TokenService,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setenv("APP_SECRET", "s3cret")
    caplog.set_level(logging.DEBUG)
    tokens = Tokens(
        "support",
        oauth(service, tmp_path, client_secret_env="APP_SECRET"),  # noqa: S106
    )
    secret = TokenSource(tokens.obtain)
    with Session(account.options, secret) as session:
        session.noop()
    service.token_lasts = -5
    secret.forget(secret())
    with pytest.raises(LoginRefused) as caught:
        Session(account.options, secret).open()
    shown = caplog.text + repr(tokens) + repr(secret()) + str(caught.value)
    for word in ("s3cret", "refresh-0", "refresh-1", *service.issued):
        assert word not in shown
