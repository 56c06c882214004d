"""Words for people: nothing of the vocabulary is left in English for who reads Chinese."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from triage.cases.case import Priority, Status
from triage.cli import words
from triage.cli.checkup import Level as Checked
from triage.drafts.draft import Level
from triage.mail.message import FoundIn, Kind, ReplyChannel
from triage.orders.order import OrderStatus
from triage.reminders.reminder import ReminderKind
from triage.storage.acts import ActKind
from triage.understanding.taxonomy import Demand, Signal, Team, Type

FILE = Path(words.__file__).with_name("words.toml")
TABLE: dict[str, str] = tomllib.loads(FILE.read_text(encoding="utf-8"))["zh-Hans"]
VOCABULARIES = (
    Kind, FoundIn, ReplyChannel, Type, Demand, Signal, Team, Status, Priority, Level, Checked,
    ReminderKind, ActKind, OrderStatus,
)  # fmt: skip


@pytest.mark.parametrize("vocabulary", VOCABULARIES)
def test_every_code_has_its_chinese_word(vocabulary: type[Kind]) -> None:
    assert [code.value for code in vocabulary if code.value not in TABLE] == []


def test_places_for_values_are_the_same_in_both_languages() -> None:
    assert {key for key, value in TABLE.items() if key.count("{}") != value.count("{}")} == set()


@pytest.mark.parametrize(
    ("variables", "chinese"),
    [
        ({"LANG": "zh_CN.UTF-8"}, True),
        ({"LANG": "en_US.UTF-8"}, False),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, False),
        ({"LANG": "C", "LC_MESSAGES": "zh_CN.UTF-8"}, True),
        ({}, False),
    ],
)
def test_language_of_the_person_is_that_of_the_locale(
    variables: dict[str, str], chinese: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LANG", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert words.chinese() is chinese
    assert words.say("damaged") == ("到货破损" if chinese else "damaged")
