"""Trimming the word pieces: what is met stays, then letters, then the likeliest of our scripts."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.learning import encoder_files
from triage.learning import encoder_source
from triage.learning.encoder_source import Source
from triage.learning.encoder_vocabulary import trim
from triage.understanding.embedding import unpack


@pytest.fixture
def source(tmp_path: Path) -> Source:
    return encoder_source.read(encoder_files.write(tmp_path / "source.bin"))


def test_pieces_met_stay_and_letters_of_our_scripts_come_next(source: Source) -> None:
    kept = trim(source, ["ab"], most=9)
    assert kept.pieces == ("<s>", "<pad>", "</s>", "<unk>", "▁", "a", "b", "▁ab", "ß")
    assert "▁long" in trim(source, ["ab"], most=10).pieces


def test_letters_of_our_scripts_stay_even_where_no_room_is_left(source: Source) -> None:
    # They spell what is left out, so even a rare one stays before a likely longer piece.
    assert trim(source, ["long"], most=1).pieces[4:] == ("▁", "a", "b", "ß", "▁long")


def test_foreign_scripts_and_the_mask_go_even_where_there_is_room(source: Source) -> None:
    kept = trim(source, [], most=100)
    assert not {"ა", "<mask>"} & set(kept.pieces)
    assert "ა" in trim(source, ["ა"], most=100).pieces


def test_each_kept_piece_keeps_its_own_row(source: Source) -> None:
    kept = trim(source, ["long"], most=9)
    rows = [encoder_files.PIECES.index(piece) % 8 for piece in kept.pieces]
    assert unpack(kept.table)[:, 0].tolist() == rows
    assert kept.scores.tolist() == [
        encoder_files.SCORES[encoder_files.PIECES.index(piece)] for piece in kept.pieces
    ]


def test_text_is_read_by_the_kept_pieces_alone(source: Source) -> None:
    kept = trim(source, ["ab"], most=8)
    assert [kept.pieces[row] for row in kept.reading().encode("ab ba")] == ["▁ab", "▁", "b", "a"]
