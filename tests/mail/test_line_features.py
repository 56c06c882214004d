"""What the judge of lines sees: substrings by line, and a row of the same width for every line."""

from __future__ import annotations

import numpy as np

from triage.mail.line_features import (
    LONGEST_LINE,
    MOST_LINES,
    WIDTH,
    Setting,
    filled,
    standing,
    substrings,
)

LETTER = ("Anna wrote:", "", "The lamp is broken.", "Where is my money?", "", "Reply now")


def test_blank_lines_are_not_judged() -> None:
    assert filled(LETTER) == [0, 2, 3, 5]


def test_lines_far_down_are_not_judged() -> None:
    assert len(filled(["x"] * 500)) == MOST_LINES


def test_a_line_has_the_same_substrings_alone_and_among_others() -> None:
    shown = [LETTER[at] for at in filled(LETTER)] * 9  # more than are folded at once
    keys, line_of = substrings(shown)
    for at, line in enumerate(shown):
        alone, _ = substrings([line])
        assert np.array_equal(np.sort(keys[line_of == at]), np.sort(alone))


def test_every_line_is_seen_however_long_they_are() -> None:
    shown = ["word " * 200] * 40
    _, line_of = substrings(shown)
    assert set(line_of.tolist()) == set(range(40))
    alone, _ = substrings(["word " * 200])
    cut, _ = substrings([("word " * 200)[:LONGEST_LINE]])
    assert np.array_equal(alone, cut)


def test_no_lines_have_no_substrings_and_no_rows() -> None:
    keys, line_of = substrings([])
    assert len(keys) == len(line_of) == 0
    assert standing([], [], Setting()).shape == (0, WIDTH)


def test_every_line_gets_a_row_of_the_same_width() -> None:
    lines = ["", ">", ":", "©", "https://a.example", "„Das ist“", "-----", "Ώς πότε;", "你好。"]
    assert standing(lines, filled(lines), Setting()).shape == (8, WIDTH)


def test_the_greek_question_mark_asks_in_greek_only() -> None:
    for line, asks in (("Και τώρα", True), ("And now", False)):
        plain, marked = (standing([line + mark], [0], Setting()) for mark in "?;")
        assert np.array_equal(plain, marked) is asks


def test_names_of_the_setting_are_found_in_a_line() -> None:
    setting = Setting(people=("anna",), senders=("bazarly",), ours=("lindenhof",))
    line = ["Anna wrote to Lindenhof on Bazarly"]
    with_names, without = standing(line, [0], setting), standing(line, [0], Setting())
    assert (with_names != without).sum() >= 3
