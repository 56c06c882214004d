"""A running daemon and its templates: it takes up changed ones, leaves broken ones, and says so."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from email import message_from_bytes
from pathlib import Path

import pytest

from tests.drafts.make import TEMPLATES
from tests.test_rounds import BROKEN, written
from tests.wires.mail_out import Postbox
from tests.wires.servers import Dovecot
from tests.wires.shop import NOW, Shop
from tests.wires.test_daemon import wait_until

pytestmark = [pytest.mark.wires, pytest.mark.slow]


@pytest.fixture
def shop(dovecot: Dovecot, smtp_server: Postbox, tmp_path: Path) -> Shop:
    made = Shop(dovecot.account(), smtp_server, tmp_path / "shop")
    words = made.folder / "words"
    shutil.copytree(TEMPLATES / "en", words / "en")
    for name in ("courteous.toml", "relatives.toml"):
        shutil.copy(TEMPLATES / name, words / name)
    text = made.file.read_text("utf-8")
    made.file.write_text(f'{text}\n[paths]\ntemplates = "words"\n', "utf-8")
    return made


def reword(shop: Shop, old: str, new: str) -> None:
    file = shop.folder / "words" / "en" / "phrases.toml"
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


def answer_to(shop: Shop, number: int) -> str:
    """Have a stranger's mail delivered and return the draft the daemon places for it."""
    sender = f"writer{number}@mailbox.example"
    with shop.account.client() as client:
        client.append("INBOX", written(number, BROKEN, sender=sender), flags=(), msg_time=NOW)

    def placed() -> list[str]:
        found = (message_from_bytes(content) for _, _, content in shop.folder_of("Drafts").values())
        return [str(each.get_payload(decode=True)) for each in found if sender in str(each["To"])]

    wait_until(lambda: bool(placed()), seconds=60)
    return placed()[0]


def test_a_running_daemon_takes_up_templates_and_leaves_broken_ones(shop: Shop) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "triage.cli.app", "--settings", str(shop.file), "run"],
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert "Kind regards," in answer_to(shop, 1)
        reword(shop, 'sign_off = "Kind regards,"', "sign_off = Kind regards,")
        assert "Kind regards," in answer_to(shop, 2)
        doctor = shop.command("doctor")
        assert "en/phrases.toml, line 2: not valid TOML" in " ".join(doctor.stdout.split())
        assert doctor.returncode == 4
        reword(shop, "sign_off = Kind regards,", 'sign_off = "Warm regards,"')
        assert "Warm regards," in answer_to(shop, 3)
        process.send_signal(signal.SIGTERM)
        _, log = process.communicate(timeout=30)
    finally:
        process.kill()
        process.wait()
    told = [line for line in log.splitlines() if "templates:" in line]
    assert len(told) == 2, log
    assert "en/phrases.toml, line 2: not valid TOML" in told[0]
    assert "stays in force" in told[0]
    assert "is in force" in told[1]
    assert shop.command("templates", "history", "--json").stdout.count("\n") == 2
