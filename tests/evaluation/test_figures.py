"""Shares, F1 and their intervals."""

from __future__ import annotations

import pytest

from triage.evaluation.figures import Share, Spotted, spotted


def test_a_share_knows_its_interval() -> None:
    low, high = Share(95, 100).interval
    assert (round(low, 3), round(high, 3)) == (0.888, 0.978)  # Wilson, as in the textbooks
    assert Share(10, 10).interval[1] == 1.0
    assert Share(10, 10).interval[0] == pytest.approx(0.722, abs=0.001)


def test_nothing_is_no_share() -> None:
    assert Share(0, 0).value == 0
    assert Share(0, 0).interval == (0.0, 1.0)


def test_f1_is_counted_over_all_mails_with_an_interval_around_it() -> None:
    one = spotted([1, 0, 1, 0] * 25, [1, 1, 1, 0] * 25, [1, 0, 2, 0] * 25)
    assert (one.right, one.said, one.true) == (50, 75, 75)
    assert one.f1 == pytest.approx(2 / 3)
    assert one.precision == one.recall.value == pytest.approx(2 / 3)
    assert 0.5 < one.low < one.f1 < one.high < 0.8


def test_the_interval_is_the_same_every_time_and_narrows_with_more_mails() -> None:
    few, many = ([1, 0, 1], [1, 1, 1], [1, 1, 1]), ([1, 0, 1] * 99, [1] * 297, [1] * 297)
    assert spotted(*few) == spotted(*few)
    assert spotted(*many).high - spotted(*many).low < spotted(*few).high - spotted(*few).low


def test_nothing_said_where_nothing_is_there_is_right() -> None:
    assert spotted([0], [0], [0]) == Spotted(0, 0, 0)
    assert Spotted(0, 0, 0).f1 == 1.0
