"""Words for people: nothing of the vocabulary is left in English for who reads Chinese."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import triage
from tests.timing import quickest
from triage.cases.case import Priority, Status
from triage.cli import words
from triage.cli.checkup import Level as Checked
from triage.drafts.draft import Level
from triage.drafts.hearing import RULES
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


ROOT = Path(triage.__file__).parent
HAN = re.compile("[\u4e00-\u9fff]")
# Where findings are made: the fourth argument of Finding and the second of Flaw tell why.
FINDING = (
    "drafts/tone.py", "drafts/compose.py", "drafts/examine.py", "drafts/advice.py",
    "pipeline/approving.py", "pipeline/taking_over.py",
)  # fmt: skip


def shapes(node: ast.expr | None) -> Iterator[str]:
    """Yield the texts an expression may be, with {} for what is filled in."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr(values=parts):
            yield "".join(str(p.value) if isinstance(p, ast.Constant) else "{}" for p in parts)
        case ast.IfExp(body=one, orelse=other):
            yield from shapes(one)
            yield from shapes(other)


def whys(file: Path) -> Iterator[str]:
    """Yield why a module finds something wrong: what it names so, or gives to Finding itself."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        match node:
            case ast.Assign(targets=[ast.Name(id="why" | "ATTACHED")], value=value):
                yield from shapes(value)
            case ast.Assign(
                targets=[ast.Tuple(elts=[ast.Name(id="why"), *_])],
                value=ast.Tuple(elts=[value, *_]),
            ):
                yield from shapes(value)
            case ast.Assign(
                targets=[ast.Tuple(elts=[_, ast.Name(id="why")])],
                value=ast.Tuple(elts=[_, value]),
            ):
                yield from shapes(value)
            case ast.Call(func=ast.Name(id="Finding"), args=[_, _, _, why, *_]):
                yield from shapes(why)
            case ast.Call(func=ast.Name(id="_silent"), args=[*_, why]):
                yield from shapes(why)
            case ast.Assign(targets=[ast.Name(id="_OUTWARD")], value=ast.Tuple(elts=pairs)):
                for pair in pairs:
                    yield from shapes(pair.elts[1]) if isinstance(pair, ast.Tuple) else ()


def broken(file: Path) -> Iterator[str]:
    """Yield the messages a module refuses templates with."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        match node:
            case ast.Call(func=ast.Name(id="TemplateBroken"), args=[message]):
                yield from shapes(message)


def filled(shape: str) -> str:
    """Fill a shape as a program would."""
    places = iter(range(1, 20))
    return re.sub(r"\{\}", lambda _: f"v{next(places)}", shape)


@pytest.fixture
def in_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")


def untold(messages: set[str]) -> list[str]:
    """Return the messages that are not told in Chinese with all their values."""
    return sorted(
        shape
        for shape in messages
        for told in (words.tell(filled(shape)),)
        if not HAN.search(told)
        or not {f"v{n}" for n in range(1, shape.count("{}") + 1)} <= set(re.findall(r"v\d+", told))
    )


@pytest.mark.usefixtures("in_chinese")
def test_every_reason_to_find_a_fault_is_told_in_chinese() -> None:
    found = {why for name in FINDING for why in whys(ROOT / name)} | {rule.why for rule in RULES}
    assert len(found) > 30
    # The unit is filled in here; each of the two has its own words.
    found = {each for why in found for each in _with_unit(why)}
    assert untold(found) == []


def _with_unit(why: str) -> list[str]:
    last = " {}"
    if not why.endswith(last) or "longer" not in why:
        return [why]
    return [why.removesuffix(last) + f" {unit}" for unit in ("words", "characters")]


@pytest.mark.usefixtures("in_chinese")
def test_every_mistake_in_a_template_is_told_in_chinese() -> None:
    found = {message for file in (ROOT / "drafts").glob("*.py") for message in broken(file)}
    assert len(found) > 15
    # What is put together of two parts is told as a whole, below.
    assert untold({each for each in found if len(re.findall("[a-z]{2,}", each)) > 1}) == []


@pytest.mark.usefixtures("in_chinese")
@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        (
            "en/phrases.toml, line 18: understood.damaged has no {foo}; it may use: {numbers}",
            "en/phrases.toml 第 18 行：understood.damaged 里不能用 {foo}；可以用的是：{numbers}",
        ),
        (
            "de/tone.toml: patience.find: 'so(on' has a bracket that is not closed",
            "de/tone.toml：patience.find 中的 'so(on'：有括号没有闭合",
        ),
        (
            "en/letter.txt, line 4: unexpected '}'; correct this line; docs/templates.md shows "
            "what a template may hold",
            "en/letter.txt 第 4 行有错：unexpected '}'；请改正这一行；模板里能写什么，见 "
            "docs/templates.zh-Hans.md",
        ),
        (
            "de/letters.toml: no sentence for closing and others; add it, as in templates/en/x",
            "de/letters.toml：缺少句子 closing 等；请补写，可参考 templates/en/x",
        ),
        ("longer than 170 words", "超过 170 个词"),
        ("deadline 2026-03-05", "限期 2026-03-05"),
        ("opened by mail 7", "由邮件 7 建立"),
        ("draft version 2: closing; replaces version 1", "草稿版本 2：closing；替换版本 1"),
        ("soon", "soon"),
        ("nothing anybody ever wrote", "nothing anybody ever wrote"),
    ],
)
def test_a_sentence_with_its_values_is_told_in_chinese(english: str, chinese: str) -> None:
    assert words.tell(english) == chinese


def test_a_sentence_stays_as_it_is_for_who_reads_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    assert words.tell("longer than 170 words") == "longer than 170 words"


@pytest.mark.usefixtures("in_chinese")
def test_a_long_sentence_is_told_in_no_time() -> None:
    hostile = "x: " * 600
    assert quickest(lambda: words.tell(hostile), below=0.2) < 0.2


@pytest.mark.usefixtures("in_chinese")
def test_every_reason_of_a_priority_is_told_in_chinese() -> None:
    tree = ast.parse((ROOT / "cases" / "priority.py").read_text(encoding="utf-8"))
    found = set()
    for node in ast.walk(tree):
        match node:
            case ast.Tuple(elts=[ast.Attribute(value=ast.Name(id="Priority")), reason]):
                found |= set(shapes(reason))
            case ast.Dict(values=values):
                found |= {text for value in values for text in shapes(value)}
    assert len(found) > 10
    assert untold(found) == []
