"""What the doctor says of a store's mail rules and of who proves senders to it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from triage.cli.checkup import Check, Level, checks
from triage.settings import Settings


def _checks(folder: Path, **store: Any) -> dict[str, Check]:
    settings = Settings.model_validate(
        {
            "store": {"main": {"name": "S", "addresses": ["s@store.example"], **store}},
            "mailbox": {
                "box": {
                    "store": "main",
                    "user": "u",
                    "password_env": "NOT_SET_ANYWHERE",
                    "imap": {"host": "imap.example"},
                }
            },
            "database": {"url": f"sqlite:///{folder}/none.db"},
            "paths": {"data": str(folder)},
        }
    )
    return {check.name: check for check in checks(settings, datetime(2026, 11, 19, tzinfo=UTC))}


def test_broken_rules_are_reported_with_their_line(tmp_path: Path) -> None:
    rules = tmp_path / "rules.toml"
    rules.write_text("[senders]\nbulk = ['nobody']\n", encoding="utf-8")
    check = _checks(tmp_path, mail_rules=rules)["mail rules main"]
    assert check.level is Level.FAIL
    assert "rules.toml:2: senders.bulk.0: 'nobody' is neither" in check.text
    assert "docs/mail-rules.md" in check.remedy


def test_good_rules_are_told_and_none_are_not_missed(tmp_path: Path) -> None:
    rules = tmp_path / "rules.toml"
    rules.write_text("[senders]\nbulk = ['@fair.example']\n", encoding="utf-8")
    assert _checks(tmp_path, mail_rules=rules)["mail rules main"].level is Level.OK
    assert "mail rules main" not in _checks(tmp_path)


def test_who_proves_senders_is_told(tmp_path: Path) -> None:
    assert _checks(tmp_path)["authentication main"].level is Level.WARN
    named = _checks(tmp_path, authserv_ids=["mx.store.example"])["authentication main"]
    assert (named.level, "mx.store.example" in named.text) == (Level.OK, True)
