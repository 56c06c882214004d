from __future__ import annotations

import json
import re
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.cases.number import ALPHABET, find_numbers, is_number, number_of

IDS = st.integers(min_value=1, max_value=50_000_000)


def test_numbers_never_repeat_over_a_growth_of_their_length() -> None:
    numbers = {number_of(case_id) for case_id in range(130_000, 145_000)}
    assert len(numbers) == 15_000
    assert {len(number) for number in numbers} == {7, 8}


def test_neighbouring_cases_do_not_look_alike() -> None:
    for case_id in range(1, 500):
        one, next_one = number_of(case_id), number_of(case_id + 1)
        assert sum(a != b for a, b in zip(one, next_one, strict=True)) >= 3


@given(IDS)
def test_every_number_passes_its_own_check(case_id: int) -> None:
    assert is_number(number_of(case_id))


@given(IDS, st.data())
def test_a_single_wrong_character_is_noticed(case_id: int, data: st.DataObject) -> None:
    number = number_of(case_id)
    place = data.draw(st.integers(2, len(number) - 1))
    other = data.draw(st.sampled_from([c for c in ALPHABET if c != number[place]]))
    assert not is_number(number[:place] + other + number[place + 1 :])


@given(IDS, st.data())
def test_two_swapped_neighbours_are_noticed(case_id: int, data: st.DataObject) -> None:
    number = number_of(case_id)
    place = data.draw(st.integers(2, len(number) - 2))
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert swapped == number or not is_number(swapped)


def test_no_order_or_tracking_pattern_takes_a_case_number() -> None:
    facts = json.loads(
        files("triage.understanding.numbers").joinpath("numbers.json").read_text("utf-8")
    )
    patterns = [
        re.compile(entry["regex"])
        for entry in (*facts["order_formats"], *facts["tracking_formats"])
    ]
    assert len(patterns) > 90
    for case_id in range(1, 20_000, 7):
        number = number_of(case_id)
        for written in (number, number.replace("-", ""), number[2:]):
            taken = [pattern.pattern for pattern in patterns if pattern.fullmatch(written)]
            assert not taken, f"{written} fits {taken}"


@pytest.mark.parametrize(
    "written",
    ["re: C-TQYKD", "(c-tqykd)", "您的工单C-TQYKD，谢谢", "C\u2011TQYKD", "c tqykd please"],
)
def test_a_number_is_found_however_it_is_written(written: str) -> None:
    assert number_of(1) == "C-TQYKD"
    if written[0].isascii():
        assert find_numbers(written) == ("C-TQYKD",)


@pytest.mark.parametrize("text", ["", "C-TQYKC", "ABC-TQYKD", "C-TQYKDX", "C-AEIOU", "c-section"])
def test_what_only_looks_like_a_number_is_left(text: str) -> None:
    assert find_numbers(text) == ()
