"""Features: folding keeps places, equal substrings share keys."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from triage.mail.grams import LONGEST_TEXT, fold, grams, plain


@given(st.text())
def test_folding_moves_no_code_point(text: str) -> None:
    assert len(plain(text)) == len(text)


@given(st.text(max_size=300))
def test_any_text_gives_keys_with_places_inside_it(text: str) -> None:
    folded = fold(text)
    listed = grams(folded)
    assert len(listed.keys) == len(listed.starts) == len(listed.ends)
    assert all(
        0 <= s < e <= len(folded.text) for s, e in zip(listed.starts, listed.ends, strict=True)
    )
    assert all(text[start:end].strip() for start, end in folded.spans)


def test_case_width_and_accents_make_no_difference() -> None:
    assert plain("REMBOURSÉ ＡＢＣ １２ Ño Ёлка") == "rembourse abc 12 no елка"
    assert plain("٣ ۴ ५") == "3 4 5"
    assert plain("ガ के ที่") == "ガ के ที่"  # marks that are letters stay


def test_links_and_addresses_become_one_word() -> None:
    assert fold("see https://shop.example/x?y=1 or anna@mail.example 12").text == (
        " see url or address 00 "
    )


def test_the_key_of_a_word_does_not_depend_on_its_place() -> None:
    alone = set(grams(fold("broken")).keys.tolist())
    within = set(grams(fold("it came broken today")).keys.tolist())
    assert alone <= within


def test_keys_are_the_same_on_every_machine() -> None:
    listed = grams(fold("ok"))
    assert listed.keys.tolist()[:3] == [4148623439, 4192590491, 2704993344]


def test_an_overlong_field_is_read_from_its_start() -> None:
    folded = fold("x" * (3 * LONGEST_TEXT))
    assert len(folded.text) == LONGEST_TEXT + 2
    assert fold("a " * LONGEST_TEXT + "end").text.split()[-1] == "a"


def test_an_empty_field_has_no_keys() -> None:
    assert len(grams(fold(" \n ")).keys) == 0
