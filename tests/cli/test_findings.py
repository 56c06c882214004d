"""Findings on the screen: the fault, the sentence it stands in, what would be better."""

from __future__ import annotations

import json

import pytest

from tests.cli.builders import Shop, a_case, a_draft
from tests.cli.conftest import Triage
from triage.cli.contact_sheet import Group, card, page
from triage.cli.findings import lines, short
from triage.drafts.draft import Finding, Level, Remedy

WHY = "asks for patience or gives no time; name the time instead"
SOON = Finding(
    5, Level.CONFIRM, "soon", WHY, Remedy.REPLACE, 5, "We answer soon.", "By Tuesday, 6 pm."
)
TWICE = Finding(
    2, Level.CONFIRM, "sorry.", "a second apology; one is enough", Remedy.DELETE, 7, "Sorry."
)
LACKS = Finding(1, Level.CONFIRM, "Mei", "nobody signs by this name", Remedy.ADD, better="Mei")


def test_a_finding_says_where_it_stands_and_what_is_better(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C")
    assert lines(SOON) == [
        f"confirm: “soon” – {WHY}",
        "    line 5: “We answer soon.”",
        "    instead: “By Tuesday, 6 pm.”",
    ]
    assert lines(TWICE)[1:] == ["    line 7: “Sorry.”", "    delete this sentence"]
    assert lines(LACKS) == ["confirm: “Mei” – nobody signs by this name", "    add: “Mei”"]


def test_a_finding_is_told_in_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert lines(SOON) == [
        "需确认：“soon” – 请对方耐心等待，或没有给出时间；请改写为具体时间",
        "    第 5 行：“We answer soon.”",
        "    可改为：“By Tuesday, 6 pm.”",
    ]
    assert short(TWICE) == "需确认：第二次道歉；一次就够了"


def test_drafts_show_and_case_say_what_would_be_better(shop: Shop, triage: Triage) -> None:
    case = shop.file(findings=(SOON, TWICE))
    for command in (("drafts", "show"), ("show",)):
        shown = triage(*command, case.number).stdout
        assert "line 5: “We answer soon.”" in shown
        assert "instead: “By Tuesday, 6 pm.”" in shown
        assert "delete this sentence" in shown
    told = json.loads(triage("drafts", "show", case.number, "--json").stdout)["findings"][0]
    assert (told["remedy"], told["line"]) == ("replace", 5)
    assert (told["sentence"], told["better"]) == ("We answer soon.", "By Tuesday, 6 pm.")


def test_a_page_of_drafts_says_what_would_be_better(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    shown = card("one", a_draft(a_case(), findings=(SOON,)))
    written = page("drafts", "1", [Group("en", "g0", (shown,))], "zh-Hans")
    assert (
        "请改写为具体时间<br>第 5 行：“We answer soon.”<br>可改为：“By Tuesday, 6 pm.”</li>"
        in written
    )


def test_an_edited_draft_is_told_what_would_be_better(shop: Shop, triage: Triage) -> None:
    case = shop.file()
    body = "Dear Anna Berg,\n\nplease be patient.\n\nLumen Support\n"
    shown = triage("drafts", "edit", case.number, "--stdin", input=body).stdout
    assert "line 3: “please be patient.”" in shown
    assert "instead: “Our logistics team" in shown


def test_approving_in_chinese_says_what_would_be_better(
    shop: Shop, triage: Triage, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = shop.file(body="Dear Anna Berg,\n\nplease be patient.\n\nLumen Support\n")
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    said = triage("drafts", "approve", case.number, "--version", "9").stderr
    assert "现在的草稿是版本 1，不是 9" in said


def test_the_doctor_speaks_chinese(
    shop: Shop, triage: Triage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    said = triage("doctor").stdout
    assert "密码 main：已找到" in said
    assert "未设置：只放草稿，不从这里发送" in said
