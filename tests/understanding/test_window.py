"""What the encoder is shown of a mail."""

from __future__ import annotations

from functools import partial

from hypothesis import given
from hypothesis import strategies as st

from tests.timing import quickest
from triage.understanding.encoder import Encoder
from triage.understanding.tokens import BEGIN, END
from triage.understanding.window import MOST_PIECES, ROOM, sentences, shown, telling


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


def test_of_a_long_story_head_end_and_the_telling_sentences_are_shown() -> None:
    parts = [(at * 10, at * 10 + 10) for at in range(100)]  # ten pieces each
    places = [(at, at + 1) for at in range(1000)]
    told = telling(places, parts, lambda part: float(part[0] in (400, 500)))
    assert len(told) <= ROOM
    assert told == sorted(told)
    assert set(range(80)) | set(range(900, 1000)) <= set(told)
    assert set(range(400, 410)) | set(range(500, 510)) <= set(told)


def test_a_sentence_that_head_or_end_cut_is_shown_whole() -> None:
    parts = [(0, 70), (70, 120), (120, 880), (880, 1000)]
    told = telling([(at, at + 1) for at in range(1000)], parts, lambda _: 1.0)
    assert told == [*range(120), *range(880, 1000)]


def test_the_matter_in_the_middle_of_a_story_is_shown() -> None:
    walk = "We walked along the sea, my sister knitted and the dog slept by the stove. "
    story = walk * 16 + "The jug I ordered came in pieces, the box was crushed. " + walk * 16
    begin = story.index("The jug")
    seen = {start for start, _ in Encoder().read(story).places}
    assert {begin, story.index("pieces"), story.index("crushed")} <= seen
    assert len(story) - len(walk) + walk.index("stove") in seen


@given(st.text(max_size=2000))
def test_sentences_are_the_text_in_order(text: str) -> None:
    assert "".join(text[start:end] for start, end in sentences(text)) == text


def test_a_hostile_text_is_parted_in_linear_time() -> None:
    for text in ("." * 5_100, "\n" * 5_100, "a " * 2_550, "。" * 5_100, "x" * 5_100, ". " * 2_550):
        assert all(end - start <= 150 for start, end in sentences(text))
        assert quickest(partial(sentences, text), below=0.02) < 0.02


def test_of_a_letter_without_end_only_head_and_end_are_read() -> None:
    endless = "The dog slept. " * 200_000
    shipped = Encoder()
    assert quickest(lambda: shipped.rows(endless), below=0.2) < 0.2
    assert len(shipped.rows(endless)) <= MOST_PIECES
