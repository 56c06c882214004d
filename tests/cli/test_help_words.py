"""Help pages in Chinese: every command and option, as they are in English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import typer

from tests.cli.conftest import Triage
from triage.cli.app import app
from triage.cli.help_words import words

HAN = re.compile("[\u4e00-\u9fff]")


def texts(command: Any) -> Iterator[str]:
    """Yield every text of the help pages of a command and of all below it."""
    yield from (" ".join(each.split()) for each in (command.help or "").strip().split("\n\n"))
    yield from (text for each in command.params if (text := getattr(each, "help", None)))
    for below in getattr(command, "commands", {}).values():
        yield from texts(below)


def test_every_command_and_option_has_its_chinese_help() -> None:
    wanted = set(texts(typer.main.get_command(app)))
    assert len(wanted) > 100
    assert wanted - set(words()) == set()


def test_nothing_is_told_that_no_page_asks_for() -> None:
    headings = {"Usage", "Options", "Arguments", "Commands", "required"}
    asked = set(texts(typer.main.get_command(app))) | headings | {"Show this message and exit."}
    assert set(words()) - asked == set()


@pytest.mark.parametrize(
    ("command", "line"),
    [
        ((), "列出待执行和存疑的动作"),
        (("templates",), "生成所有可能的草稿，报告问题"),
        (("drafts", "approve"), "您看过的版本"),
        (("cases",), "最多显示几条"),
    ],
)
def test_help_is_chinese_where_lang_is(
    command: tuple[str, ...], line: str, triage: Triage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    shown = triage(*command, "--help").stdout
    assert line in shown
    assert shown.startswith("用法: ")
    assert re.search("^选项:$", shown, re.MULTILINE)
    _, *below = shown.splitlines()
    assert [line for line in below if re.search("[a-z]{3,} [a-z]{2,} [a-z]{2,}", line)] == []


def test_help_stays_english_for_who_reads_english(triage: Triage) -> None:
    shown = triage("templates", "--help").stdout
    assert "Options:" in shown
    assert not HAN.search(shown)
