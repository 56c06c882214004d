"""Numbers kept in 4 bits."""

from __future__ import annotations

import numpy as np

from triage.understanding.embedding import BLOCK, BYTES, unpack


def test_low_nibbles_come_first_and_eight_is_nothing() -> None:
    nibbles = np.arange(BLOCK, dtype=np.uint8) % 16
    block = np.zeros(BYTES, np.uint8)
    block[:2] = np.frombuffer(np.float16(0.5).tobytes(), np.uint8)
    block[2:] = nibbles[:16] | (nibbles[16:] << 4)
    rows = np.stack([np.tile(block, 2)] * 3)
    told = unpack(rows)
    assert told.shape == (3, 2 * BLOCK)
    assert (told == np.tile((nibbles.astype(np.float32) - 8) / 2, (3, 2))).all()
