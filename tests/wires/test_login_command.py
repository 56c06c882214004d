"""`triage login` from the first question to a mailbox kept by the token it got."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.generated import generate
from tests.wires.conftest import _need_dovecot
from tests.wires.mail_out import Postbox
from tests.wires.servers import Dovecot
from tests.wires.shop import Shop
from tests.wires.token_service import TokenService

pytestmark = pytest.mark.wires

USER = "support@store.example"


@pytest.fixture
def service() -> Iterator[TokenService]:
    with TokenService(user=USER) as running:
        yield running


@pytest.fixture
def shop(smtp_server: Postbox, tmp_path: Path, service: TokenService) -> Iterator[Shop]:
    _need_dovecot()
    with Dovecot(mechanisms="plain login xoauth2") as server:
        shop = Shop(server.account(USER), smtp_server, tmp_path / "shop")
        text = shop.file.read_text("utf-8").replace('password_file = "password"\n', "")
        oauth = (
            "[mailbox.support.oauth]\n"
            'provider = "custom"\nclient_id = "app-1"\nscope = "mail offline_access"\n'
            f'token_url = "{service.url()}"\ndevice_url = "{service.url("device")}"\n'
            'authorize_url = "https://login.example/authorize"\nrefresh_token_file = "refresh"\n'
        )
        shop.file.write_text(f"{text}\n{oauth}", "utf-8")
        yield shop


def secrets_of(service: TokenService) -> list[str]:
    return [service.refresh, "device-1", "code-1", *service.issued]


def test_a_code_typed_elsewhere_opens_the_mailbox_for_the_daemon(
    shop: Shop, service: TokenService
) -> None:
    refused = shop.command("once")
    assert refused.returncode == 5
    assert "run: triage login support" in refused.stderr
    device = {
        "user_code": "WDJB-MJHT", "device_code": "device-1", "interval": 0.1,
        "verification_uri": "https://login.example/device", "expires_in": 60,
    }  # fmt: skip
    service.answers = [(200, device), (400, {"error": "authorization_pending"})]
    done = shop.command("login", "support")
    assert done.returncode == 0, done.stderr
    assert "WDJB-MJHT" in done.stderr
    assert "logged in at 127.0.0.1" in done.stdout
    shop.deliver(generate(1))
    worked = shop.command("once")
    assert worked.returncode == 0, worked.stderr
    assert shop.command("doctor").returncode == 0
    shown = "".join(out for each in (done, worked) for out in (each.stdout, each.stderr))
    for word in secrets_of(service):
        assert word not in shown


@pytest.mark.parametrize("paste", [False, True])
def test_a_browser_opens_the_mailbox_for_the_daemon(
    shop: Shop, service: TokenService, paste: bool
) -> None:
    text = shop.file.read_text("utf-8")
    shop.file.write_text(re.sub(r"device_url = .*\n", "", text), "utf-8")
    command = [sys.executable, "-m", "triage.cli.app", "--settings", str(shop.file), "login"]
    process = subprocess.Popen(
        [*command, "support", *(["--paste"] if paste else [])],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    page = ""
    for line in process.stderr:
        if "https://login.example/authorize" in line:
            page = line.strip()
            break
    query = parse_qs(urlsplit(page).query)
    service.verifier_hash = query["code_challenge"][0]
    back = f"{query['redirect_uri'][0]}?code=code-1&state={query['state'][0]}"
    browser = threading.Thread(target=lambda: paste or urllib.request.urlopen(back).close())  # noqa: S310
    browser.start()
    out, _ = process.communicate(f"{back}\n" if paste else None, timeout=60)
    browser.join(5)
    assert process.returncode == 0
    assert "logged in at 127.0.0.1" in out
    assert shop.command("once").returncode == 0


def test_a_token_that_expires_under_the_daemon_is_renewed_without_a_word(
    shop: Shop, service: TokenService
) -> None:
    refresh = shop.folder / "refresh"
    refresh.touch(mode=0o600)
    refresh.write_text("refresh-0\n", "ascii")
    service.token_lasts, service.says = 2, 301  # expired soon, whatever the service says
    shop.once()
    time.sleep(2.1)
    service.token_lasts = 3600
    shop.deliver(generate(1))
    assert shop.once().decided == 1
    assert refresh.read_text("ascii").strip() == service.refresh


def test_what_needs_no_consent_is_said(shop: Shop) -> None:
    for words in (("login", "nowhere"), ("login", "support", "--nonsense")):
        assert shop.command(*words).returncode == 2
    text = shop.file.read_text("utf-8")
    plain = text[: text.index("[mailbox.support.oauth]")]
    shop.file.write_text(
        plain.replace('store = "main"\nuser', 'store = "main"\npassword_env = "X"\nuser'), "utf-8"
    )
    done = shop.command("login", "support")
    assert done.returncode == 2
    assert "needs no consent" in done.stderr
