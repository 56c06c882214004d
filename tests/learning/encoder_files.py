"""A file like the one the encoder is made from, small enough to check by eye."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np

from triage.understanding.embedding import BLOCK, BYTES

PIECES = ("<s>", "<pad>", "</s>", "<unk>", "▁", "a", "b", "▁ab", "ß", "ა", "▁long", "<mask>")
SCORES = (0.0, 0.0, 0.0, 0.0, -2.0, -4.0, -5.0, -3.0, -9.0, -8.0, -6.0, 0.0)
WIDTH = BLOCK


def packed(rows: int) -> bytes:
    """Rows of one block: scale 1, and nibbles that say the row's number plus 8."""
    scale = np.float16(1).tobytes()
    return b"".join(scale + bytes([(8 + row % 8) * 17]) * (BYTES - 2) for row in range(rows))


def write(path: Path) -> Path:
    """Write sizes, pieces, a normalisation map and two tensors."""
    texts = [piece.encode() for piece in PIECES]
    bounds = np.cumsum([0, *map(len, texts)], dtype=np.uint32)
    normalisation = struct.pack("<IB", 9, 1) + struct.pack("<I", 32)
    tensors = {"emb.word": packed(len(PIECES)), "emb.pos": np.arange(64, dtype="<f4").tobytes()}
    head = b"E5S1" + struct.pack("<i7ifi", 1, WIDTH, 1, 2, 64, len(PIECES), 2, 2, 1e-12, BLOCK)
    head += struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, int(bounds[-1])) + bounds.tobytes()
    head += np.asarray(SCORES, np.float32).tobytes() + b"".join(texts)
    head += struct.pack("<iI", 1, len(normalisation)) + normalisation
    size = len(head) + 4 + sum(2 + len(name) + 5 + 16 for name in tensors)
    listed = struct.pack("<i", len(tensors))
    for name, data in tensors.items():
        listed += struct.pack("<H", len(name)) + name.encode() + struct.pack("<BI", 0, 0)
        listed += struct.pack("<QQ", size, len(data))
        size += len(data)
    path.write_bytes(head + listed + b"".join(tensors.values()))
    return path
