"""The guides in Chinese say what the English ones say: same parts, same names, same commands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
GUIDES = ("docs/templates", "README")
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`([^`\n]+)`")
_REMARK = re.compile(r"\s*#.*")
_LINK = re.compile(r"\]\(([^)]+)\)")


def both(name: str) -> tuple[str, str]:
    """Return a guide in English and in Chinese."""
    english = (ROOT / f"{name}.md").read_text(encoding="utf-8")
    return english, (ROOT / f"{name}.zh-Hans.md").read_text(encoding="utf-8")


def headings(page: str) -> list[int]:
    """Return how deep each heading is."""
    return [len(mark) for mark in re.findall(r"^(#+) ", _FENCE.sub("", page), re.MULTILINE)]


def names(page: str) -> set[str]:
    """Return every key and name that stands in backticks."""
    return set(_CODE.findall(_FENCE.sub("", page)))


def examples(page: str) -> list[str]:
    """Return the lines of every example to type, without remarks."""
    found = [body for language, body in _FENCE.findall(page) if language]
    return [_REMARK.sub("", line) for body in found for line in body.splitlines()]


@pytest.mark.parametrize("name", GUIDES)
def test_both_guides_have_the_same_parts(name: str) -> None:
    english, chinese = both(name)
    assert headings(english) == headings(chinese)
    assert len(_FENCE.findall(english)) == len(_FENCE.findall(chinese))
    rows = [len(re.findall(r"^\|", page, re.MULTILINE)) for page in (english, chinese)]
    assert rows[0] == rows[1]


@pytest.mark.parametrize("name", GUIDES)
def test_every_name_and_example_of_the_english_guide_is_in_the_chinese_one(name: str) -> None:
    english, chinese = both(name)
    assert names(english) - names(chinese) == set()
    assert examples(english) == examples(chinese)


@pytest.mark.parametrize("name", GUIDES)
def test_the_guides_lead_to_each_other_and_nowhere_else(name: str) -> None:
    english, chinese = both(name)
    stem = Path(name).name
    assert f"[简体中文]({stem}.zh-Hans.md)" in english
    assert f"[English]({stem}.md)" in chinese
    folder = (ROOT / name).parent
    for page in (english, chinese):
        files = {link.partition("#")[0] for link in _LINK.findall(page)}
        assert [file for file in files if not (folder / file).exists()] == []


def test_every_command_of_the_readme_is_in_both() -> None:
    english, chinese = both("README")
    typed = re.compile(r"^\./run .*?(?= +#|$)", re.MULTILINE)
    assert typed.findall(english) == typed.findall(chinese)
