from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from triage.errors import PathMissing, SettingsWrong
from triage.settings import read

ROOT = Path(__file__).parents[2]
GOOD = """\
[store.main]
name = "Store"
addresses = ["Support@Store.example"]

[mailbox.support]
store = "main"
user = "support"
password_env = "PASSWORD"
imap = { host = "imap.store.example" }
"""


def reading(folder: Path, text: str) -> str:
    """Return what is said about a settings file."""
    path = folder / "settings.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(SettingsWrong) as caught:
        read(path)
    return str(caught.value)


def test_the_example_is_a_working_one() -> None:
    settings = read(ROOT / "settings.toml")
    assert settings.mailbox["support"].since == date(2026, 11, 1)
    assert settings.store["main"].peaks[0].extra_days == 1


def test_paths_are_seen_from_the_settings_file(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(GOOD, "utf-8")
    settings = read(path)
    assert settings.paths.data == tmp_path / "data"
    assert settings.database.url == f"sqlite:///{tmp_path}/data/triage.db"
    assert settings.store["main"].addresses == ("support@store.example",)


def test_a_missing_file_names_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(PathMissing, match="triage init"):
        read(tmp_path / "none.toml")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('country = "XX"', "store.main.country: no public holidays are known for XX; set"),
        (
            'country = "DE"\nsubdivision = "ZZ"',
            "store.main.subdivision: no public holidays .* DE-ZZ",
        ),
        ('country = "Germany"', "store.main.country: 'Germany' has not the form"),
        ('authserv_ids = "mx.store.example"', "store.main.authserv_ids: must be a list, e.g."),
        ('authserv_ids = ["my server"]', "authserv_ids.0: 'my server' is no host or domain"),
        ("closed_days = [1]", "store.main.closed_days.0: must be a day, e.g. 2026-11-20"),
        (
            'order_list = { time_zone = "Mars" }',
            "order_list.time_zone: 'Mars' is no IANA time zone",
        ),
    ],
)
def test_faults_are_said_in_plain_words(tmp_path: Path, line: str, said: str) -> None:
    faults = reading(tmp_path, GOOD.replace('name = "Store"', f'name = "Store"\n{line}'))
    assert re.search(said, faults), faults
    assert len(faults.splitlines()) == 1


def test_one_wrong_address_is_one_fault(tmp_path: Path) -> None:
    faults = reading(tmp_path, GOOD.replace("Support@Store.example", "support"))
    assert faults.endswith("is no mail address, e.g. 'support@shop.example'")
    assert len(faults.splitlines()) == 1
    assert "addresses: must not be empty" in reading(
        tmp_path, GOOD.replace('["Support@Store.example"]', "[]")
    )


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            ("name = ", "nmae = "),
            r"settings.toml:2: store.main.nmae: unknown key; did you mean 'name'",
        ),
        (('user = "support"', ""), r"settings.toml:5: mailbox.support.user: is required"),
        (('"main"\nuser', '"mian"\nuser'), r"there is no \[store.mian\]; known: main"),
        (("imap = {", 'imap = { tls = "none",'), r"settings.toml:9: .*loopback host only"),
        (("password_env", "password"), r"mailbox.support.password: unknown key"),
        (('name = "Store"', 'name = ""'), r"store.main.name: "),
        (('name = "Store"', "name = 3"), r"store.main.name: must be text in quotation marks"),
        (("[store.main]", '[store.main]\ntime_zone = "Europe/Berln"'), r"mean 'Europe/Berlin'"),
        (("[store.main]", '[store.main]\nlanguages = ["de", "zh-hans"]'), r"mean 'zh-Hans'"),
        (("[store.main]", '[store.main]\norder_patterns = ["AB-"]'), r"write # for each digit"),
        (("[store.main]", '[store.main]\nchannels = ["shopfy"]'), r"'shopfy' is unknown"),
        (("[store.main]", '[store.main]\nhours = { mon = ["18:00", "09:00"] }'), r"mon: closing"),
        (("[store.main]", "[store.main]\nhours = {}"), r"at least one weekday"),
        (("[store.main]", '[store.main]\nteams = { sales = "x" }'), r"there is no \[team.x\]"),
        (('"Support@Store.example"', '"support"'), r"no mail address"),
        (("imap = {", "poll_seconds = 1\nimap = {"), r"mailbox.support.poll_seconds: .*5"),
        (("[mailbox.support]", "[mailbox.Support]"), r"mailbox.Support"),
        (("[store.main]", "[[store.main]"), r"not valid TOML"),
    ],
)
def test_each_fault_is_named_with_its_place_and_remedy(
    tmp_path: Path, change: tuple[str, str], said: str
) -> None:
    assert change[0] in GOOD
    message = reading(tmp_path, GOOD.replace(*change, 1))
    assert re.search(said, message), message
    assert str(tmp_path / "settings.toml") in message


def test_all_faults_are_named_at_once(tmp_path: Path) -> None:
    message = reading(tmp_path, GOOD.replace("name", "nmae").replace('user = "support"', ""))
    assert len(message.splitlines()) == 3  # unknown nmae, missing name, missing user


def test_two_secrets_for_one_mailbox_are_refused(tmp_path: Path) -> None:
    text = GOOD.replace("imap = {", 'token_command = "x"\nimap = {')
    assert "exactly one of" in reading(tmp_path, text)


def test_a_password_in_the_file_is_not_repeated_in_the_message(tmp_path: Path) -> None:
    message = reading(tmp_path, GOOD.replace('password_env = "PASSWORD"', 'password = "hunter2"'))
    assert "hunter2" not in message
