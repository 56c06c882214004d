from __future__ import annotations

import pytest

from triage.errors import UnreadableMail
from triage.isolation import APART_FROM, parse_safely

LARGE = b"Subject: big\r\nFrom: a@b.example\r\n\r\nHello\r\n" + b"x" * APART_FROM


def test_a_small_mail_is_parsed_in_place_and_a_large_one_in_a_child_alike() -> None:
    small = parse_safely(LARGE[:200], truncated=False)
    large = parse_safely(LARGE, truncated=False)
    assert (small.subject, large.subject) == ("big", "big")
    assert large.size == len(LARGE)


def test_what_hangs_is_killed() -> None:
    with pytest.raises(UnreadableMail, match="not parsed within"):
        parse_safely(LARGE, truncated=False, seconds=0.0)


def test_what_swells_is_ended_and_named() -> None:
    with pytest.raises(UnreadableMail, match="out of memory or crashed"):
        parse_safely(LARGE, truncated=False, memory=1)


def test_an_unreadable_large_mail_says_so_from_the_child() -> None:
    with pytest.raises(UnreadableMail):
        parse_safely(bytes(APART_FROM), truncated=False)
