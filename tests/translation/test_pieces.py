from __future__ import annotations

import time
from urllib.parse import quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.translation.pieces import Limit, paragraphs, pieces


@given(st.text(st.sampled_from("aя。. \n王"), max_size=400), st.integers(20, 60))
def test_pieces_are_short_enough_and_lose_nothing(text: str, most: int) -> None:
    limit = Limit(most, most * 4)
    found = list(pieces(text, limit))
    assert "".join(found) == text
    assert all(limit.holds(piece) for piece in found)


def test_limit_counts_what_a_url_would_hold() -> None:
    found = list(pieces("Где моя посылка? " * 400, Limit(4500, 6000)))
    assert len(found) > 4
    assert all(len(quote_plus(piece)) <= 6000 for piece in found)


def test_cut_falls_behind_a_sentence_where_there_is_one() -> None:
    first, *_ = pieces("One two three. Four five six seven eight nine ten.", Limit(25, 1000))
    assert first == "One two three."


def test_placeholder_is_never_cut() -> None:
    text = "王" * 15 + "XZ11Q" + "王" * 30
    found = list(pieces(text, Limit(18, 10_000)))
    assert any("XZ11Q" in piece for piece in found)
    assert "".join(found) == text


def test_paragraphs_keep_the_blank_lines_between_them() -> None:
    text = "Hello,\n\n  \nfirst\nsecond\n\nBye"
    found = list(paragraphs(text))
    assert "".join(part for part, _ in found) == text
    assert [part for part, written in found if written] == ["Hello,\n", "first\nsecond\n", "Bye"]


def test_sentence_broken_by_a_mail_program_is_joined() -> None:
    broken = "the lamp I ordered from your shop three weeks ago has not yet\narrived here.\nThanks"
    [(whole, _)] = paragraphs(broken)
    assert whole == broken.replace("yet\n", "yet ")


@pytest.mark.parametrize("hostile", [" " * 20_000, "\n" * 20_000, "a" * 20_000, " \n" * 10_000])
def test_hostile_text_is_cut_in_time(hostile: str) -> None:
    began = time.perf_counter()
    for part, _ in paragraphs(hostile):
        assert list(pieces(part, Limit(2000, 6000)))
    assert time.perf_counter() - began < 2
