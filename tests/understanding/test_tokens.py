"""Cutting text into pieces: the likeliest split, whatever stands in the mail."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.understanding import tokens
from triage.understanding.tokens import UNKNOWN, Pieces, readable

LISTED = ("▁", "a", "b", "ab", "▁a", "▁ab", "ba", "bab", "▁par", "cel", "p", "r", "c", "e", "l")
SCORES = [0.0] * 4 + [-2.0, -4.0, -4.5, -5.0, -4.2, -6.0, -7.5, -8.0, -6.0, -6.0] + [-9.0] * 5
PIECES = Pieces({piece: row for row, piece in enumerate(LISTED, UNKNOWN + 1)}, SCORES)


def spelt(rows: list[int]) -> list[str]:
    return ["?" if row == UNKNOWN else LISTED[row - UNKNOWN - 1] for row in rows]


def splits(word: str) -> Iterator[tuple[str, ...]]:
    for cuts in itertools.product((False, True), repeat=len(word) - 1):
        places = [0, *(at for at, cut in enumerate(cuts, 1) if cut), len(word)]
        yield tuple(word[start:end] for start, end in itertools.pairwise(places))


def likelihood(split: tuple[str, ...]) -> float:
    known = all(piece in PIECES.rows for piece in split)
    return sum(SCORES[PIECES.rows[piece]] for piece in split) if known else float("-inf")


def test_a_long_piece_wins_where_it_is_likelier_than_its_parts() -> None:
    assert spelt(PIECES.encode("parcel")) == ["▁par", "cel"]


def test_a_letter_no_piece_holds_is_unknown_and_the_rest_is_read() -> None:
    assert spelt(PIECES.encode("ab☃cel")) == ["▁ab", "?", "cel"]


@given(st.text("ab", min_size=1, max_size=9))
def test_no_other_split_is_likelier(word: str) -> None:
    found = tuple(spelt(PIECES.encode(word)))
    best = max(likelihood(split) for split in splits("▁" + word))
    assert "".join(found) == "▁" + word
    assert likelihood(found) == pytest.approx(best)


@given(st.text(max_size=80))
def test_any_text_is_cut_and_pieces_stand_where_they_say(text: str) -> None:
    placed = list(PIECES.placed(text))
    assert [row for row, _, _ in placed] == PIECES.encode(text)
    before = 0
    for _, start, end in placed:
        assert before <= start <= end <= len(text)
        before = start


def test_pieces_of_a_word_lie_side_by_side() -> None:
    assert [place[1:] for place in PIECES.placed("ab parcel")] == [(0, 2), (3, 6), (6, 9)]
    assert [place[1:] for place in PIECES.placed("p\u00adar")] == [(0, 4)]


def test_odd_spaces_controls_and_widths_are_evened_out() -> None:
    assert readable("a\u200cb\ufeffc") == "a b c"
    assert readable("so\u00adft\x07") == "soft"
    assert readable("ＡＢ１…") == "AB1..."


def test_a_word_without_end_is_cut_quickly_and_forgotten() -> None:
    start = time.process_time()
    assert len(PIECES.encode("p" * 20_000)) >= 20_000
    for number in range(tokens._REMEMBERED + 10):
        PIECES.encode(f"{number}")
    assert time.process_time() - start < 2
    assert len(PIECES._words) <= tokens._REMEMBERED
