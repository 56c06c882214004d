"""The file the encoder is made from: sizes, pieces, packed and plain tensors."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.learning import encoder_files
from triage.errors import PathMissing, SettingsWrong
from triage.learning import encoder_source


def test_sizes_pieces_and_tensors_are_read(tmp_path: Path) -> None:
    source = encoder_source.read(encoder_files.write(tmp_path / "source.bin"))
    assert (source.width, source.layers, source.heads, source.inner) == (32, 1, 2, 64)
    assert source.pieces == encoder_files.PIECES
    assert source.scores.tolist() == list(encoder_files.SCORES)
    assert source.tensor("emb.pos", 2, 32)[1, 0] == 32
    words = source.tensor("emb.word", source.vocabulary, source.width)
    assert (words == (np.arange(12) % 8)[:, None]).all()


def test_what_is_missing_or_foreign_is_named(tmp_path: Path) -> None:
    with pytest.raises(PathMissing, match="nowhere"):
        encoder_source.read(tmp_path / "nowhere.bin")
    foreign = tmp_path / "foreign.bin"
    foreign.write_bytes(b"GGUF" + bytes(64))
    with pytest.raises(SettingsWrong, match=r"foreign\.bin"):
        encoder_source.read(foreign)
    source = encoder_source.read(encoder_files.write(tmp_path / "source.bin"))
    with pytest.raises(SettingsWrong, match=r"l9\.q\.w"):
        source.tensor("l9.q.w", 2, 2)
