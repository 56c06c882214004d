"""`triage cases`, `show`, `export`, `reminders`, `acts`: the store for people and jq."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import insert

from tests import stores
from tests.cli.builders import NOW, Shop, a_finding, raw
from tests.cli.conftest import Triage
from triage.cases.case import Priority, Status
from triage.storage import acts, drafts
from triage.storage.acts import ActKind
from triage.storage.registers import customers


def test_cases_are_listed_with_gist_and_priority(triage: Triage, shop: Shop) -> None:
    case = shop.file()
    result = triage("cases")
    assert result.exit_code == 0
    assert case.number in result.stdout
    assert "high" in result.stdout
    assert "arrived broken" in result.stdout


def test_cases_are_listed_in_chinese_for_who_reads_it(
    triage: Triage, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.file()
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    shown = triage("cases").stdout
    assert "工单" in shown
    assert "到货破损" in shown
    assert "drafted" not in shown


def test_cases_can_be_narrowed_down(triage: Triage, shop: Shop) -> None:
    shop.file(1)
    closed = shop.file(2, status=Status.CLOSED, priority=Priority.LOW)

    def numbers(*options: str) -> list[str]:
        lines = triage("cases", "--json", *options).stdout.splitlines()
        return [json.loads(line)["number"] for line in lines]

    assert len(numbers()) == 2
    assert numbers("--status", "closed") == [closed.number]
    assert numbers("--priority", "low") == [closed.number]
    assert closed.number not in numbers("--open")
    assert len(numbers("--limit", "1")) == 1
    assert numbers("--store", "another") == []


def test_empty_store_says_so_and_is_no_failure(triage: Triage, shop: Shop) -> None:
    assert shop.settings.exists()
    for command in ("cases", "reminders", "acts"):
        result = triage(command)
        assert result.exit_code == 0
        assert result.stdout == ""
        assert result.stderr


def test_looking_makes_no_store(triage: Triage, shop: Shop) -> None:
    stores.remove(shop.folder / "data")
    assert triage("cases").exit_code == 0
    assert not stores.exists(shop.folder / "data")


def test_show_tells_all_of_a_case(triage: Triage, shop: Shop) -> None:
    case = shop.file()
    shown = triage("show", case.number.removeprefix("C-").lower()).stdout
    for words in (
        case.number,
        "The lamp arrived broken",
        "deadline 2026-03-05",
        "anna@customer.example",
        "the lamp from order 10401 arrived broken",
        "Thank you for writing.",
        "first answer due",
        "opened by mail 1",
    ):
        assert words in shown


def test_show_as_json_holds_mails_drafts_reminders_and_journal(triage: Triage, shop: Shop) -> None:
    case = shop.file(findings=(a_finding("confirm"),))
    found = json.loads(triage("show", case.number, "--json").stdout)
    assert found["case"]["number"] == case.number
    assert found["case"]["alternatives"] == [["defective", 0.04]]
    assert [mail["message_id"] for mail in found["mails"]] == ["m1@customer.example"]
    assert found["drafts"][0]["findings"][0]["level"] == "confirm"
    assert found["drafts"][0]["version"] == 1
    assert [each["kind"] for each in found["reminders"]] == ["first_answer_due"]
    assert found["journal"][0]["who"] == "triage"


def test_unknown_case_is_named_with_the_remedy(triage: Triage, shop: Shop) -> None:
    assert shop.settings.exists()
    result = triage("show", "C-NOPE1")
    assert result.exit_code == 1
    assert result.stderr == "triage: there is no case C-NOPE1; `triage cases` lists them\n"


def test_export_writes_every_case_the_oldest_first(triage: Triage, shop: Shop) -> None:
    first, second = shop.file(1), shop.file(2)
    lines = triage("export", "--jsonl").stdout.splitlines()
    found = [json.loads(line) for line in lines]
    assert [each["case"]["number"] for each in found] == [first.number, second.number]
    assert all(each["drafts"] and each["journal"] for each in found)


def test_reminders_are_listed_with_their_case(triage: Triage, shop: Shop) -> None:
    case = shop.file()
    assert case.number in triage("reminders").stdout
    waiting = json.loads(triage("reminders", "--json").stdout)
    assert waiting["kind"] == "first_answer_due"
    assert waiting["due_at"] == "2026-03-03T10:00:00+00:00"
    assert triage("reminders", "--fired", "--json").stdout == ""


def test_acts_in_doubt_are_marked(triage: Triage, shop: Shop) -> None:
    case = shop.file()
    database = shop.database
    found = drafts.find(database, case.number)
    act = acts.claim(database, "main", "me", found.made_at, (ActKind.PLACE_DRAFT,))
    assert act is not None
    with database.write("doubt") as connection:
        acts.settle(connection, act, found.made_at, state="in_doubt")
    database.close()
    result = triage("acts")
    assert "in doubt" in result.stdout
    assert "never repeated" in result.stderr
    assert json.loads(triage("acts", "--json").stdout)["state"] == "in_doubt"


def test_customers_words_cannot_steer_the_terminal(triage: Triage, shop: Shop) -> None:
    case = shop.file(gist_en="Wants \x1b[31ma refund\u202e", customer_name="A\x07na")
    for command in (["cases"], ["show", case.number], ["reminders"]):
        shown = triage(*command).stdout
        assert "\x1b" not in shown
        assert "\u202e" not in shown


def test_case_whose_answer_bounced_says_so_until_an_agent_writes_there_again(
    triage: Triage, shop: Shop
) -> None:
    case = shop.file()
    database = shop.database
    row = {"store": "main", "address": case.reply_to, "name": "", "language": "en"}
    with database.write("test") as connection:
        connection.execute(
            insert(customers).values(
                **row,
                language_confirmed=False,
                country="",
                agent="",
                no_automatic_mail=True,
                seen_at=NOW,
            )
        )
    assert "no automatic mail: an answer bounced" in triage("show", case.number).stdout
    found = drafts.find(database, case.number)
    drafts.approve(database, found, found.draft, "Mei", NOW)
    database.close()
    assert "bounced" not in triage("show", case.number).stdout


def test_show_says_what_of_a_mail_could_not_be_read(
    triage: Triage, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    sealed = b"-----BEGIN PGP MESSAGE-----\r\n\r\nhQEMA\r\n-----END PGP MESSAGE-----\r\n"
    case = shop.file(content=raw() + sealed)
    shown = " ".join(triage("show", case.number).stdout.split())
    assert "Defects: encrypted (PGP): an agent must open it in a mail program" in shown
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert "邮件缺陷" in triage("show", case.number).stdout


def test_show_of_a_sound_mail_names_no_defects(triage: Triage, shop: Shop) -> None:
    assert "Defects" not in triage("show", shop.file().number).stdout
