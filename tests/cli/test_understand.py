"""`triage understand`: every source of mails, the promised object, and never an abort."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from tests.cli.builders import a_shop, raw
from tests.cli.conftest import Triage
from tests.cli.thousand import thousand
from triage.cases.case import Priority
from triage.mail.message import FoundIn, Kind, ReplyChannel
from triage.understanding.taxonomy import Demand, Signal, Type

ROOT = Path(__file__).parents[2]
SCHEMA: dict[str, Any] = json.loads((ROOT / "docs" / "understand.schema.json").read_text("utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA, format_checker=FormatChecker())
POSTMARK = b"From anna@customer.example Mon Mar  2 09:58:00 2026\n"
SAMPLE = ROOT / "triage" / "demo" / "mails" / "de-damaged-lamp.eml"


def objects(stdout: str) -> list[dict[str, Any]]:
    """Return the objects of JSON Lines, each checked against the schema."""
    found = [json.loads(line) for line in stdout.splitlines()]
    for each in found:
        VALIDATOR.validate(each)
    return found


def test_object_of_a_mail_says_what_it_means(triage: Triage) -> None:
    result = triage("understand", "--jsonl", str(SAMPLE))
    assert result.exit_code == 0
    (found,) = objects(result.stdout)
    assert found["path"] == str(SAMPLE)
    assert found["kind"] == "customer"
    assert found["customer"]["address"] == "katrin.vogelsang@post.example"
    assert found["language"]["code"] == "de"
    assert found["type"]["label"] == "damaged"
    assert "replacement" in found["demands"]
    assert [number["key"] for number in found["order_numbers"]] == ["10423"]
    assert found["priority"] == "normal"
    assert found["draft"]["allowed"]


def test_reasons_point_at_their_words(triage: Triage) -> None:
    (found,) = objects(triage("understand", "--jsonl", str(SAMPLE)).stdout)
    spoken = [r for r in found["reasons"] if r["field"] == "text" and r["code"] != "language:de"]
    assert spoken
    for reason in spoken:
        assert reason["text"] in found["text"][reason["start"] : reason["end"]]


def test_schema_knows_the_whole_vocabulary_and_requires_every_key() -> None:
    properties = SCHEMA["properties"]
    assert properties["kind"]["enum"] == [each.value for each in Kind]
    assert properties["reply_channel"]["enum"] == [each.value for each in ReplyChannel]
    assert properties["demands"]["items"]["enum"] == [each.value for each in Demand]
    assert properties["signals"]["items"]["enum"] == [each.value for each in Signal]
    assert properties["priority"]["enum"] == [*(each.value for each in Priority), None]
    label = properties["type"]["properties"]["label"]
    assert label["enum"] == [each.value for each in Type]
    found_in = properties["customer"]["properties"]["found_in"]
    assert found_in["enum"] == [each.value for each in FoundIn]
    for table in (SCHEMA, *_tables(properties)):
        assert table["additionalProperties"] is False
        assert table["required"] == list(table["properties"])


def _tables(node: Any) -> list[dict[str, Any]]:
    """Return every schema of an object below a node."""
    if isinstance(node, list):
        return [table for each in node for table in _tables(each)]
    if not isinstance(node, dict):
        return []
    own = [node] if "properties" in node and "type" in node else []
    return own + [table for each in node.values() for table in _tables(each)]


def test_bare_text_on_stdin_is_a_mail(triage: Triage) -> None:
    words = "Wo bleibt mein Paket? Bestellung 10402. Ich warte seit drei Wochen!"
    result = triage("understand", "--jsonl", "-", input=words.encode())
    (found,) = objects(result.stdout)
    assert found["path"] == "-"
    assert found["message_id"] is None
    assert found["from"] is None
    assert found["language"]["code"] == "de"
    assert found["reply_to"] == ""


def test_mails_of_an_mbox_are_numbered(triage: Triage, tmp_path: Path) -> None:
    quoted = raw(2).replace(b"\r\n", b"\n").replace(b"Hello,", b"Hello,\n>From now on I shout")
    box = tmp_path / "box.mbox"
    first = raw(1).replace(b"\r\n", b"\n")
    box.write_bytes(POSTMARK + first + b"\n" + POSTMARK + quoted + b"\n")
    found = objects(triage("understand", "--jsonl", "box.mbox").stdout)
    assert [each["path"] for each in found] == ["box.mbox#1", "box.mbox#2"]
    assert "From now on I shout" in found[1]["text"].splitlines()
    assert found[0]["message_id"] == "m1@customer.example"


def test_text_that_begins_with_from_is_no_mbox(triage: Triage) -> None:
    words = b"From the start I was unhappy.\nWhere is my refund for order 10402?\n"
    (found,) = objects(triage("understand", "--jsonl", "-", input=words).stdout)
    assert found["path"] == "-"
    assert found["text"].startswith("From the start")


def test_folder_gives_mail_like_files_sorted(triage: Triage, tmp_path: Path) -> None:
    cur = tmp_path / "inbox" / "cur"
    cur.mkdir(parents=True)
    (cur / "1700000001.M1.host:2,S").write_bytes(raw(1))
    (cur / "a.eml").write_bytes(raw(2))
    (cur / "a.toml").write_text('kind = "customer"\n', encoding="utf-8")
    (cur / "dovecot.index").write_bytes(b"\0\1\2")
    (cur / ".hidden.eml").write_bytes(raw(3))
    (tmp_path / "inbox" / "note.txt").write_text("Where is order 10402?", encoding="utf-8")
    found = objects(triage("understand", "--jsonl", "inbox").stdout)
    names = [each["path"] for each in found]
    assert names == ["inbox/note.txt", "inbox/cur/1700000001.M1.host:2,S", "inbox/cur/a.eml"]


def test_unreadable_mail_is_described_and_the_next_one_read(triage: Triage, tmp_path: Path) -> None:
    (tmp_path / "1.eml").write_bytes(b"\0\1\2\3" * 50)
    (tmp_path / "2.eml").write_bytes(raw())
    result = triage("understand", "--jsonl", "1.eml", "2.eml")
    assert result.exit_code == 0
    broken, whole = objects(result.stdout)
    assert broken["kind"] == "unreadable"
    assert broken["defects"]
    assert broken["from"] is None
    assert whole["kind"] == "customer"
    assert "1 of 2 mails could not be read" in result.stderr


def test_missing_path_ends_before_anything_is_read(triage: Triage) -> None:
    result = triage("understand", "--jsonl", str(SAMPLE), "nowhere.eml")
    assert result.exit_code == 66
    assert result.stdout == ""
    assert "nowhere.eml" in result.stderr


def test_now_must_be_a_time(triage: Triage) -> None:
    result = triage("understand", "--now", "tomorrow", str(SAMPLE))
    assert result.exit_code == 2
    assert "2026-03-01T09:00+01:00" in result.stderr


def test_settings_teach_the_store_its_own_order_numbers(triage: Triage, tmp_path: Path) -> None:
    shop = a_shop(tmp_path)
    text = shop.settings.read_text(encoding="utf-8")
    own = text.replace("time_zone", 'order_patterns = ["QX-#####-#"]\ntime_zone', 1)
    shop.settings.write_text(own, encoding="utf-8")
    words = b"My lamp QX-48213-7 arrived broken, please refund."
    result = triage("understand", "--jsonl", "-", "--settings", "settings.toml", input=words)
    (found,) = objects(result.stdout)
    assert [number["key"] for number in found["order_numbers"]] == ["QX482137"]
    assert not (tmp_path / "data" / "secret.key").exists()


def test_card_names_type_and_words_in_the_language_of_the_person(
    triage: Triage, monkeypatch: pytest.MonkeyPatch
) -> None:
    english = triage("understand", str(SAMPLE)).stdout
    assert "damaged" in english
    assert "German (de)" in english
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    chinese = triage("understand", str(SAMPLE)).stdout
    assert "到货破损" in chinese
    assert "德语 (de)" in chinese


def test_mail_cannot_steer_the_terminal(triage: Triage) -> None:
    words = "My order 10402 \x1b]0;owned\x07 is \x1b[31mbroken\u202e"
    shown = triage("understand", "-", input=words).stdout
    assert "\x1b" not in shown
    assert "\u202e" not in shown


@pytest.mark.slow
def test_thousand_mails_come_out_in_order_and_as_described(tmp_path: Path) -> None:
    """Every kind of mail, broken ones too, over two processes, by the real program."""
    folder = tmp_path / "mails"
    folder.mkdir()
    names = []
    for number, content in enumerate(thousand()):
        names.append(f"mails/{number:04}.eml")
        (tmp_path / names[-1]).write_bytes(content)
    done = subprocess.run(
        [sys.executable, "-m", "triage.cli.app", "understand", "--jsonl", "--jobs", "2", "mails"],
        cwd=tmp_path,
        env=os.environ | {"LC_ALL": "C", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    found = objects(done.stdout.decode("utf-8"))
    assert [each["path"] for each in found] == names
    kinds = {each["kind"] for each in found}
    assert {"customer", "auto_reply", "bulk", "unreadable"} <= kinds
