"""`triage correct` and `triage corrections`: refused words name the known ones; twice is once."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tests.cli.builders import NOW, Shop, raw
from tests.cli.conftest import Triage
from triage import office
from triage.mailbox.folders import Folders
from triage.rounds import Report, Round
from triage.settings import read
from triage.storage import cases
from triage.storage.mails import Arrived


@pytest.fixture
def number(shop: Shop) -> str:
    """Return the number of a case the program filed and drafted itself."""
    with office.opened(read(shop.settings), lambda: NOW) as opened:
        arrived = Arrived(1, len(raw()), NOW, raw(), truncated=False)
        opened.mails.keep("main", "main", "INBOX", 7, [arrived], 1, junk=False, now=NOW)
        account = opened.accounts["main"]
        Round(opened, account, account.session(), Folders()).decide_waiting(Report())
        (case,) = cases.listed(opened.database)
    return case.number


def test_correction_says_what_changes_and_what_became_of_the_draft(
    triage: Triage, number: str
) -> None:
    done = triage("correct", number, "--type", "payment billing", "--by", "Mei")
    assert done.exit_code == 0, done.stderr
    assert "type: damaged → payment billing" in done.stdout
    assert "team: logistics → finance" in done.stdout
    assert f"triage drafts show {number}" in done.stderr
    again = triage("correct", number, "--type", "payment_billing")
    assert (again.exit_code, again.stdout) == (0, f"{number}: said already, nothing changes\n")
    assert "Mei" in triage("show", number).stdout


def test_correction_as_json_tells_changes_meaning_and_draft(triage: Triage, number: str) -> None:
    found = json.loads(triage("correct", number, "--signals", "", "--json").stdout)
    assert (found["changed"], found["understood"]["signals"]) == (True, [])
    again = json.loads(triage("correct", number, "--signals", "", "--json").stdout)
    assert (again["changed"], again["changes"], again["draft"]) == (False, [], "fits")


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ((), "--confirm if all is right"),
        (("--type", "broken"), "'broken' is unknown; known: not_shipped"),
        (("--type", ""), "nothing is unknown; known: not_shipped"),
        (("--demands", "refund,money"), "'money' is unknown; known: refund"),
        (("--signals", "rage"), "'rage' is unknown; known: legal_threat"),
        (("--language", "xx"), "'xx' is unknown; known: "),
        (("--confirm", "--type", "damaged"), "leave the others out"),
    ],
)
def test_words_that_make_no_sense_are_refused_with_those_that_exist(
    triage: Triage, number: str, options: tuple[str, ...], told: str
) -> None:
    refused = triage("correct", number, *options)
    assert refused.exit_code == 2
    assert told in refused.stderr
    assert triage("corrections", "list", "--json").stdout == ""


def test_examples_are_listed_exported_taken_in_once_and_erased(
    triage: Triage, number: str, tmp_path: Path
) -> None:
    assert triage("correct", number, "--confirm", "--by", "Mei").exit_code == 0
    row = json.loads(triage("corrections", "list", "--json").stdout)
    assert (row["case"], row["type"], row["by"]) == (number, "damaged", "Mei")
    assert "Mei" in triage("corrections", "list").stdout
    file = tmp_path / "ours.jsonl"
    assert triage("corrections", "export", str(file)).exit_code == 0
    assert triage("corrections", "export", "-").stdout == file.read_text("utf-8")
    line = json.loads(file.read_text("utf-8"))
    assert "⟨number⟩" in line["text"]
    assert "10401" not in line["text"]
    assert triage("corrections", "import", str(file)).stdout == "0 taken in, 1 known already\n"
    gone = triage("corrections", "delete", str(row["id"]))
    assert (gone.exit_code, gone.stdout) == (0, f"correction {row['id']} is erased\n")
    for expected in ("1 taken in, 0 known already\n", "0 taken in, 1 known already\n"):
        assert triage("corrections", "import", str(file)).stdout == expected
    assert triage("corrections", "delete", "99").exit_code == 1


@pytest.mark.usefixtures("shop")
def test_bad_lines_are_named_and_the_others_redacted_and_kept(
    triage: Triage, tmp_path: Path
) -> None:
    good = {"type": "damaged", "text": "My name is Anna Berg, order 10423 came broken."}
    lines = [
        json.dumps(good),
        '{"type": "damaged"}',
        '{"type": "broken", "text": "x"}',
        "no JSON",
        json.dumps(good | {"text": "Late!", "when": "2026-03-02T10:00:00"}),
        json.dumps(good | {"text": "Late!", "language": "xx"}),
    ]
    file = tmp_path / "en.jsonl"
    file.write_text("\n".join(lines), encoding="utf-8")
    result = triage("corrections", "import", str(file))
    assert result.exit_code == 4
    assert result.stdout == "1 taken in, 0 known already\n"
    for number in range(2, 7):
        assert f"en.jsonl:{number}: " in result.stderr
    row = json.loads(triage("corrections", "export", "-").stdout)
    assert row["text"] == "My name is ⟨name⟩, order ⟨number⟩ came broken."
    assert row["language"] == "en"


@pytest.mark.usefixtures("shop")
def test_file_that_is_not_there_is_named(triage: Triage) -> None:
    assert triage("corrections", "import", "none.jsonl").exit_code == 66
    assert triage("corrections", "export", f"{sys.prefix}/none/x").exit_code == 66
    assert "triage correct" in triage("corrections", "list").stderr
