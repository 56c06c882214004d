"""Matrices kept in 4 bits: blocks of 32 numbers, each 18 bytes (a float16 scale, 16 of nibbles).

The low nibbles of a block's bytes are its first 16 numbers, the high ones its last; 8 stands for 0.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

BLOCK: Final = 32
BYTES: Final = 18

Floats = NDArray[np.float32]


def unpack(rows: NDArray[np.uint8]) -> Floats:
    """Turn packed rows (N, width / 32 * 18) into numbers (N, width)."""
    blocks = rows.reshape(len(rows), -1, BYTES)
    scale = np.ascontiguousarray(blocks[:, :, :2]).view(np.float16).astype(np.float32)
    nibbles = np.concatenate([blocks[:, :, 2:] & 15, blocks[:, :, 2:] >> 4], axis=2)
    numbers: Floats = (nibbles.astype(np.float32) - 8) * scale
    return numbers.reshape(len(rows), -1)
