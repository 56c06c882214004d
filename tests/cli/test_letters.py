"""`triage drafts new` and `kinds`: a letter is composed as the draft of a case, fields checked."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime

import pytest
from sqlalchemy import update

from tests.cli.builders import NOW, Shop, raw
from tests.cli.conftest import Triage
from triage.drafts.draft import LETTERS, MessageKind
from triage.office import opened
from triage.rounds import decide_one
from triage.settings import read as read_settings
from triage.storage import acts, cases, drafts
from triage.storage.acts import ActKind
from triage.storage.mails import Arrived
from triage.storage.schema import cases as cases_table

TODAY = datetime.now(UTC).date().isoformat()  # commands read the clock
ASKED = ("--kind", "refund", "--amount", "25,00", "--currency", "EUR", "--date", TODAY)


@pytest.fixture
def number(shop: Shop, triage: Triage) -> str:
    """File one mail as the daemon does; return the number of its case."""
    with opened(read_settings(shop.settings), lambda: NOW) as office:
        content = raw()
        came = Arrived(1, len(content), NOW, content, truncated=False)
        office.mails.keep("main", "main", "INBOX", 7, [came], 1, junk=False, now=NOW)
        (mail,) = office.mails.waiting("main")
        case = decide_one(office, mail).case
    assert case is not None
    return case.number


def test_letter_takes_the_place_of_the_waiting_draft_and_is_shown(
    shop: Shop, triage: Triage, number: str
) -> None:
    done = triage("drafts", "new", number, *ASKED, "--agent", "Mei Lin")
    assert done.exit_code == 0, done.stderr
    assert "Version: 2 (ready, by Mei Lin)" in done.stdout
    assert "€25.00" in done.stdout
    assert TODAY[:4] in done.stdout
    assert "\nMei Lin\n" in done.stdout
    database = shop.database
    found = drafts.find(database, number)
    assert found.draft.kind is MessageKind.REFUND
    waiting = {(act["kind"], act["draft_id"]) for act in acts.unfinished(database)}
    assert (ActKind.PLACE_DRAFT.value, found.id) in waiting
    assert found.made_by == "Mei Lin"
    database.close()


def test_letter_without_its_fields_names_the_gaps(triage: Triage, number: str) -> None:
    done = triage("drafts", "new", number, "--kind", "resolution.replacement")
    assert done.exit_code == 0, done.stderr
    assert "gap: tracking_number" in done.stdout
    assert "gap: date" in done.stdout


def test_letter_as_json_promises_nothing(triage: Triage, number: str) -> None:
    made = json.loads(triage("drafts", "new", number, *ASKED, "--json").stdout)
    assert made["kind"] == "resolution.refund"
    assert made["promise_at"] is None
    listed = json.loads(triage("drafts", "list", "--json").stdout)
    assert (listed["version"], listed["promise_at"]) == (2, None)
    shown = json.loads(triage("export").stdout)
    assert shown["drafts"][1]["promise_at"] is None
    assert triage("show", number).exit_code == 0


def test_currency_is_the_customers_own_where_a_mail_names_one(
    shop: Shop, triage: Triage, number: str
) -> None:
    done = triage("drafts", "new", number, "--kind", "refund", "--amount", "25")
    assert done.exit_code == 2
    assert "add --currency" in done.stderr


def test_address_comes_from_a_file_or_from_the_settings(
    shop: Shop, triage: Triage, number: str
) -> None:
    shop.folder.joinpath("address.txt").write_text("Store\nKai 5\nBremen\n", "utf-8")
    kind = ("--kind", "repair")
    done = triage("drafts", "new", number, *kind, "--address-file", "address.txt")
    assert "Store\nKai 5\nBremen\n" in done.stdout
    text = shop.settings.read_text("utf-8")
    ours = 'return_address = "Hall 7\\nEssen"\n[mailbox.main]'
    given = text.replace("[mailbox.main]", ours)
    shop.settings.write_text(given, "utf-8")
    assert "Hall 7\nEssen\n" in triage("drafts", "new", number, *kind).stdout
    missing = triage("drafts", "new", number, *kind, "--address-file", "no.txt")
    assert missing.exit_code == 66
    both = triage("drafts", "new", number, *kind, "--address-file", "no.txt", "--address", "x")
    assert both.exit_code == 2


def test_nothing_is_due_once_a_case_is_answered_and_nothing_promised(
    shop: Shop, triage: Triage, number: str
) -> None:
    database = shop.database
    with database.write("test") as connection:
        connection.execute(update(cases_table).values(promise_at=None))
    assert re.search(r"\nDue +2026-03-03 10:00", triage("show", number).stdout)
    assert "03 Mar 10:00" in triage("cases").stdout
    with database.write("test") as connection:
        connection.execute(update(cases_table).values(acknowledged_at=NOW))
    database.close()
    assert "\nDue " not in triage("show", number).stdout
    assert "03 Mar 10:00" not in triage("cases").stdout


def test_words_of_an_agent_are_kept_unless_told_otherwise(
    shop: Shop, triage: Triage, number: str
) -> None:
    mine = triage("drafts", "edit", number, "--stdin", "--agent", "Li", input=b"My own words.\n")
    assert mine.exit_code == 0, mine.stderr
    refused = triage("drafts", "new", number, *ASKED)
    assert refused.exit_code == 1
    assert "--replace" in refused.stderr
    database = shop.database
    assert drafts.find(database, number).draft.body == "My own words.\n"
    database.close()
    assert triage("drafts", "new", number, *ASKED, "--replace").exit_code == 0


def test_mistakes_change_nothing(shop: Shop, triage: Triage, number: str) -> None:
    for words in (("--kind", "x"), (), ("--kind", "refund", "--code", "A"), ("--kind", "")):
        assert triage("drafts", "new", number, *words).exit_code == 2
    assert triage("drafts", "new", "C-XXXXX", "--kind", "progress").exit_code == 1
    database = shop.database
    assert drafts.find(database, number).version == 1
    assert cases.count(database) == 1
    database.close()


def test_kinds_are_listed_with_their_fields(
    triage: Triage, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = triage("drafts", "kinds").stdout
    for kind in LETTERS:
        assert kind.value in shown
    assert "--amount --date --code" in shown
    assert "warranty_over" in shown
    rows = [json.loads(line) for line in triage("drafts", "kinds", "--json").stdout.splitlines()]
    assert [row["kind"] for row in rows] == [kind.value for kind in LETTERS]
    refund = next(row for row in rows if row["kind"] == "resolution.refund")
    assert refund["fields"] == {"amount": "--amount", "date": "--date"}
    assert [row["kind"] for row in rows if row["promises"]] == [
        "progress",
        "holding",
        "resolution.carrier_enquiry",
    ]
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    chinese = triage("drafts", "kinds").stdout
    assert "已补寄缺件" in chinese
    assert "用途" in chinese


def test_letter_is_in_the_customers_language(shop: Shop, triage: Triage, number: str) -> None:
    assert triage("correct", number, "--language", "de").exit_code == 0
    shown = triage("drafts", "new", number, *ASKED).stdout
    assert "25,00 €" in shown
