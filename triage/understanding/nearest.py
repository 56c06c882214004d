"""The known example that lies nearest to a mail: shown to agents beside the words that decided.

Meanings of all examples are shipped in 64 bytes each, turned to the axes along which they differ
most. The trap: a meaning belongs to its encoder, so this file and the encoder are made together.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from triage.understanding.embedding import Floats

FILE = "nearest.npz"
_LONGEST = 160  # code points of an example that are kept


@dataclass(frozen=True, slots=True)
class Known:
    """An example with its likeness to a mail: cosine, -1..1."""

    text: str
    language: str
    likeness: float


class Nearest:
    """Finds the likest example of a type; N examples on K axes."""

    def __init__(self, file: Path) -> None:
        with np.load(file, allow_pickle=False) as arrays:
            self._middle: Floats = arrays["middle"]
            self._axes: Floats = arrays["axes"].astype(np.float32)  # (width, K)
            self._places: NDArray[np.int8] = arrays["places"]  # (N, K), length 127
            self._types: NDArray[np.uint8] = arrays["types"]
            self._languages: NDArray[np.uint8] = arrays["languages"]
            self._codes = arrays["codes"].tobytes().decode().split("\n")
            self._texts = arrays["texts"].tobytes().decode().split("\n")

    def find(self, meaning: Floats, kind: int) -> Known:
        """Return the likest example of the kind-th type."""
        place = (meaning - self._middle) @ self._axes
        place /= max(float(np.linalg.norm(place)), 1e-9)
        rows = np.flatnonzero(self._types == kind)
        likeness = self._places[rows].astype(np.float32) @ place / np.float32(127)
        best = int(likeness.argmax())
        row = int(rows[best])
        language = self._codes[int(self._languages[row])]
        return Known(self._texts[row], language, round(float(likeness[best]), 3))


@cache
def shared(folder: Path) -> Nearest | None:
    """Return the process's examples of a model, None if it has none; loaded at first asking."""
    file = folder / FILE
    return Nearest(file) if file.is_file() else None


def write(
    file: Path,
    meanings: Floats,
    types: NDArray[np.uint8],
    languages: list[str],
    texts: list[str],
    axes: int = 64,
) -> None:
    """Write the examples: meanings (N, width), the types' places, codes and texts."""
    middle = meanings.mean(axis=0)
    _, _, turned = np.linalg.svd(meanings - middle, full_matrices=False)
    kept = turned[:axes].T.astype(np.float16)
    places = (meanings - middle) @ kept.astype(np.float32)
    places *= 127 / np.maximum(np.linalg.norm(places, axis=1, keepdims=True), 1e-9)
    codes = sorted(set(languages))
    flat = "\n".join(" ".join(text.split())[:_LONGEST] for text in texts)
    np.savez_compressed(
        file,
        middle=middle.astype(np.float32),
        axes=kept,
        places=np.rint(places).astype(np.int8),
        types=types,
        languages=np.asarray([codes.index(code) for code in languages], np.uint8),
        codes=np.frombuffer("\n".join(codes).encode(), np.uint8),
        texts=np.frombuffer(flat.encode(), np.uint8),
    )
