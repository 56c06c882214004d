"""The one-time consent, against a token service on this machine."""

from __future__ import annotations

import stat
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.wires.token_service import TokenService
from triage.errors import LoginRefused
from triage.oauth import consent
from triage.oauth.service import Answer
from triage.oauth.tokens import Tokens
from triage.settings.oauth import OAuth

pytestmark = pytest.mark.wires


@pytest.fixture
def service() -> Iterator[TokenService]:
    with TokenService() as running:
        yield running


def tokens(service: TokenService, folder: Path, clock: Any = time.time, **changes: Any) -> Tokens:
    given: dict[str, Any] = {
        "provider": "custom",
        "client_id": "app-1",
        "token_url": service.url(),
        "device_url": service.url("device"),
        "authorize_url": "https://login.example/authorize?p=1",
        "refresh_token_file": folder / "new" / "refresh",
        "scope": "mail offline_access",
    }
    return Tokens("support", OAuth.model_validate(given | changes), clock)


def came_back(asked: consent.Request, **told: str) -> str:
    state = parse_qs(urlsplit(asked.page).query)["state"][0]
    words = "&".join(f"{name}={value}" for name, value in ({"state": state} | told).items())
    return f"{asked.redirect}?{words}"


def test_a_code_typed_elsewhere_ends_in_a_kept_refresh_token(
    service: TokenService, tmp_path: Path
) -> None:
    slept: list[float] = []
    given = tokens(service, tmp_path)
    code = consent.device_code(given)
    assert (code.user_code, code.page) == ("WDJB-MJHT", "https://login.example/device")
    service.pending = 2
    service.answers = [(400, {"error": "slow_down"}), (503, b"busy")]
    token = consent.await_device(given, code, slept.append)
    assert token.value == service.issued[0]
    assert slept == [5, 10, 15, 15, 15]
    file = tmp_path / "new" / "refresh"
    assert file.read_text("ascii").strip() == service.refresh
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert given.obtain().value == service.issued[1]


@pytest.mark.parametrize("error", ["access_denied", "expired_token"])
def test_a_code_nobody_accepts_ends_the_login(
    service: TokenService, tmp_path: Path, error: str
) -> None:
    given = tokens(service, tmp_path)
    code = consent.device_code(given)
    service.answers = [(400, {"error": error})]
    with pytest.raises(LoginRefused, match=r"refused in the browser|nobody consented"):
        consent.await_device(given, code, lambda _: None)


def test_waiting_for_a_code_ends_with_its_time(service: TokenService, tmp_path: Path) -> None:
    now = [0.0]
    given = tokens(service, tmp_path, lambda: now[0])
    code = consent.device_code(given)
    service.pending = 10**6

    def sleep(seconds: float) -> None:
        now[0] += seconds

    with pytest.raises(LoginRefused, match="nobody consented in time"):
        consent.await_device(given, code, sleep)
    assert now[0] == code.lasts


def test_a_browser_that_comes_back_ends_in_a_kept_refresh_token(
    service: TokenService, tmp_path: Path
) -> None:
    given = tokens(service, tmp_path)
    listener = consent.Listener()
    asked = consent.request(given, "support@store.example", listener.redirect)
    query = parse_qs(urlsplit(asked.page).query)
    assert query["redirect_uri"] == [listener.redirect]
    assert query["p"] == ["1"]
    assert query["code_challenge_method"] == ["S256"]
    service.verifier_hash = query["code_challenge"][0]

    def browse() -> None:
        stranger = f"{listener.redirect}?state=guessed&code=theirs"  # from any page in the browser
        with urllib.request.urlopen(stranger) as page:  # noqa: S310
            page.read()
        with urllib.request.urlopen(came_back(asked, code="code-1")) as page:  # noqa: S310
            assert b"Done" in page.read()

    browser = threading.Thread(target=browse)
    browser.start()
    told = listener.wait(asked.state, 10, time.monotonic)
    browser.join(5)
    listener.close()
    assert consent.redeem(given, asked, told).value == service.issued[0]
    assert (tmp_path / "new" / "refresh").read_text("ascii").strip() == service.refresh


def test_nobody_comes_back_in_time() -> None:
    listener = consent.Listener()
    assert listener.wait("state", 0.1, time.monotonic) == ""
    listener.close()


def test_an_answer_to_another_request_is_refused(service: TokenService, tmp_path: Path) -> None:
    given = tokens(service, tmp_path)
    asked = consent.request(given, "u", consent.NOWHERE)
    for told in (
        came_back(asked, state="forged", code="code-1"),
        f"{consent.NOWHERE}?code=code-1",
        "nonsense",
        "http://[pasted",
    ):
        with pytest.raises(LoginRefused, match="not the answer to this request"):
            consent.redeem(given, asked, told)
    with pytest.raises(LoginRefused, match="refused in the browser"):
        consent.redeem(given, asked, came_back(asked, error="access_denied"))
    with pytest.raises(LoginRefused, match="invalid_grant"):
        consent.redeem(given, asked, came_back(asked, code="stolen"))
    assert not (tmp_path / "new").exists()
    assert "code-1" not in repr(asked)


def test_a_service_without_a_refresh_token_is_told_from_a_good_one(
    service: TokenService, tmp_path: Path
) -> None:
    given = tokens(service, tmp_path)
    service.answers = [(200, {"access_token": "t", "expires_in": "3600"})]
    with pytest.raises(LoginRefused, match="offline_access"):
        consent.keep(given, given.ask({"grant_type": "x"}))


def test_google_is_asked_for_a_refresh_token_each_time(
    service: TokenService, tmp_path: Path
) -> None:
    secret = {"client_secret_env": "APP_SECRET"}
    given = tokens(service, tmp_path, provider="google", authorize_url="", **secret)
    page = consent.request(given, "u", consent.NOWHERE).page
    assert page.startswith("https://accounts.google.com/")
    assert {"access_type=offline", "prompt=consent"} <= set(page.split("?")[1].split("&"))


def test_a_duration_beyond_all_numbers_is_taken_for_none() -> None:
    answer = Answer(200, {"expires_in": 10**400})
    assert answer.seconds("expires_in") is None
