"""No regular expression of ours is super-linear, whatever a hostile mail holds."""

from __future__ import annotations

import re

import pytest

from tests.patterns import GROWTH, Ours, all_patterns, growth

# Quadratic by themselves, and why the text they are given cannot make them so.
BOUNDED = {"triage.mail.texts._COMMENT": "runs on stretches that end with the end of a comment"}


@pytest.mark.parametrize(
    ("bad", "anchored"),
    [
        (r"(a+)+$", True),
        (r"(?:\s*x\s*)*y", True),
        (r"(\w+\s?)*:", True),
        (r"(?:a|ab|b)*c", True),
        (r"[a-z]*[a-y]*!", True),
        (r"\s+$", False),
        (r"[\w.]+@", False),
        (r"<!--.*?-->", False),
        (r"^(.*?,){9}.*P", True),
        (r'"(?:[^"\\]|\\.|\\)*"x', True),
    ],
)
def test_a_pattern_known_to_be_slow_is_found(bad: str | bytes, anchored: bool) -> None:
    worst, how = growth(re.compile(bad), anchored=anchored)
    assert worst > GROWTH, how


@pytest.mark.parametrize(
    ("good", "anchored"),
    [
        (r"[\w.]{1,64}@", False),
        (r"\s{0,9}\n", False),
        (r"\n--([^\n]*)x\n", False),
        (r"(?:[A-Z]+\n)*+x", True),
        (r"\d+(?:,\d+)*", True),
        (r"https?://[^\s<>]{1,300}", False),
    ],
)
def test_a_pattern_known_to_be_linear_passes(good: str, anchored: bool) -> None:
    worst, how = growth(re.compile(good), anchored=anchored)
    assert worst <= GROWTH, how


PATTERNS = all_patterns()


def test_the_walk_finds_patterns_wherever_they_are() -> None:
    names = {ours.name for ours in PATTERNS}
    assert len(names) > 300
    assert "triage.mail.headers._FIELD" in names
    assert any(".WORDING." in name for name in names)  # made from a rule file
    assert any(re.search(r":\d+$", name) for name in names)  # written into a call
    assert names > BOUNDED.keys()


@pytest.mark.slow
@pytest.mark.parametrize("ours", PATTERNS, ids=lambda ours: ours.name)
def test_time_grows_no_faster_than_hostile_text(ours: Ours) -> None:
    worst, how = growth(ours.pattern, anchored=ours.anchored)
    assert worst <= GROWTH or ours.name in BOUNDED, f"{ours.pattern.pattern!r}: {how}"
