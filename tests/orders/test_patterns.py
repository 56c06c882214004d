"""Patterns learnt from samples match every sample, and little else."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum import luhn

from triage.errors import SettingsWrong, UsageWrong
from triage.orders.otherwise import like, matches_in
from triage.orders.patterns import learn
from triage.orders.slips import is_slip, slips
from triage.understanding.numbers.keys import key_of
from triage.understanding.numbers.patterns import compile_order_pattern

SHAPE = re.compile(r"[A-Z]{0,3}[-_/. ]?[0-9A-Z]{1,12}[-/]?[0-9]{1,9}")


def written(*samples: str) -> list[str]:
    """Return the patterns learnt from samples."""
    return [each.written for each in learn(samples)]


@pytest.mark.parametrize(
    ("samples", "patterns"),
    [
        (["10423", "10424", "10450"], ["#####"]),
        (["FR-20517", "FR-20533", "DE-20610"], ["FR-#####", "DE-#####"]),
        (["#fr-20517"], ["FR-#####"]),
        (["9987", "9999", "10002"], ["/[0-9]{4,5}/"]),
        (["FR-9987", "FR-10002"], ["/FR[-_ ]?[0-9]{4,5}/"]),
        (["98765", "99120"], ["/[0-9]{5,6}/"]),  # the next ones have six digits
        (["000067890", "000067891"], ["#########"]),
        (["SDA-1001-2026", "SDA-1017-2026"], ["SDA-####-####"]),
        (["INV/2026/0042", "INV/2026/0043"], ["/INV/[0-9]{4}/[0-9]{4}/"]),
    ],
)
def test_pattern_is_as_tight_as_the_samples_allow(samples: list[str], patterns: list[str]) -> None:
    assert written(*samples) == patterns


def test_digits_stay_fixed_only_where_numbers_do_not_count_up() -> None:
    drawn = [f"2000{(n * 7_919_317_331) % 10**11:011}" for n in range(1, 12)]
    assert written(*drawn) == ["/2000[0-9]{11}/"]
    counted = [str(200_000_010_423 + n) for n in range(50)]
    assert written(*counted) == ["############"]


def test_check_digit_of_enough_samples_is_demanded() -> None:
    numbers = [f"{n}{luhn.calc_check_digit(str(n))}" for n in range(1_234_567, 1_234_580)]
    (pattern,) = learn(numbers)
    assert (pattern.written, pattern.check) == ("########~luhn", "luhn")
    compiled = compile_order_pattern(pattern.written)
    assert all(map(compiled.fits, numbers))
    assert not compiled.fits(f"{numbers[0][:-1]}{(int(numbers[0][-1]) + 1) % 10}")
    assert learn(numbers[:7])[0].check == ""
    with pytest.raises(SettingsWrong, match="known are luhn"):
        compile_order_pattern("####~sum")


def test_numbers_of_a_marketplace_are_its_own() -> None:
    found = learn(["302-1234567-7654321", "10423"])
    assert {(each.channel, each.written) for each in found} == {("amazon", ""), ("", "#####")}


def test_without_a_digit_nothing_is_learnt() -> None:
    with pytest.raises(UsageWrong, match="give order numbers"):
        learn(["hello", ""])


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.from_regex(
            re.compile(r"[A-Z]{0,3}[-_/. ]?[0-9A-Z]{1,12}[-/]?[0-9]{1,9}"), fullmatch=True
        ),
        min_size=1,
        max_size=12,
    )
)
def test_every_sample_fits_what_was_learnt_from_it(samples: list[str]) -> None:
    found = learn(samples)
    patterns = [compile_order_pattern(each.written) for each in found if each.written]
    if any(each.channel for each in found):
        return
    for sample in samples:
        assert any(pattern.fits(sample.strip()) for pattern in patterns), (sample, found)


def test_what_a_pattern_matches_besides_is_said() -> None:
    five = [compile_order_pattern("#####")]
    assert like(five) == ("postcodes", "prices")
    assert like([compile_order_pattern("FR-#####")]) == ()
    text = "Order 10423, I live in 10115 Berlin, call +49 30 12345 or pay 12345 EUR"
    assert dict(matches_in(text, five))["10423"] == "number"


def test_slips_are_those_of_one_finger() -> None:
    for near in ("10433", "14023", "1423", "104233", "010423"):
        assert is_slip("10423", near)
    for far in ("10423", "10324"[::-1], "99999", "104", "1042345"):
        assert not is_slip("10423", far)
    assert not is_slip("123", "124")  # too short to mean anything


@given(st.text("0123456789ABC", min_size=4, max_size=12))
def test_every_listed_slip_is_one(key: str) -> None:
    assert all(is_slip(key, each) or each == key for each in slips(key))
    assert key_of(key) == key
