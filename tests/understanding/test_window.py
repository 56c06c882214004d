"""What the encoder is shown of a mail."""

from __future__ import annotations

from triage.understanding.tokens import BEGIN, END
from triage.understanding.window import MOST_PIECES, shown


def test_a_short_mail_is_shown_whole_between_the_marks() -> None:
    assert shown([7, 8, 9]) == [BEGIN, 7, 8, 9, END]
    whole = list(range(10, 10 + MOST_PIECES - 2))
    assert shown(whole) == [BEGIN, *whole, END]


def test_of_a_long_mail_head_and_end_are_shown() -> None:
    rows = list(range(10, 1010))
    seen = shown(rows)
    assert len(seen) == MOST_PIECES
    assert seen[1] == rows[0]
    assert seen[-2] == rows[-1]
    assert seen[1:-1] == sorted(seen[1:-1])
