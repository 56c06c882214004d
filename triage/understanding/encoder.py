"""The fine-tuned multilingual encoder: a score per label for a text, on one thread.

It is loaded once per process and shared by all stores. Where onnxruntime or a file is missing,
`shared` gives nothing and the n-grams judge alone.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from triage.understanding.embedding import Floats, unpack
from triage.understanding.model import FOLDER
from triage.understanding.tokens import UNKNOWN, Pieces
from triage.understanding.window import PREFIX, shown

try:
    import onnxruntime
except ImportError:  # no wheel for this platform; n-grams need none
    onnxruntime = None

GRAPH = "encoder.onnx"
TABLE = "encoder.npz"
CARD = "encoder.json"
_HEAD, _TAIL = 3000, 1000  # code points; more than the window's pieces can hold


class Encoder:
    """Reads a text's meaning into one score per label, in the order of the card's labels."""

    def __init__(self, folder: Path = FOLDER) -> None:
        with np.load(folder / TABLE, allow_pickle=False) as arrays:
            self._table: NDArray[np.uint8] = arrays["table"]
            self._places: Floats = arrays["places"].astype(np.float32)
            self._pieces = _pieces(arrays["pieces"].tobytes().decode(), arrays["scores"])
        options = onnxruntime.SessionOptions()
        # A mail is short: more threads wait for each other. Patterns of memory are kept per length,
        # and mails have any length; the arena, though, saves a tenth of the time for 13 MB.
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.enable_mem_pattern = False
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(
            str(folder / GRAPH), options, providers=["CPUExecutionProvider"]
        )

    @staticmethod
    def available(folder: Path = FOLDER) -> bool:
        """Tell whether onnxruntime and all files are there."""
        files = (folder / name for name in (GRAPH, TABLE, CARD))
        return onnxruntime is not None and all(file.is_file() for file in files)

    def rows(self, text: str) -> list[int]:
        """Return what is shown of a text, as rows of the embedding table."""
        if len(text) > _HEAD + _TAIL:
            text = f"{text[:_HEAD]} {text[-_TAIL:]}"
        return shown(self._pieces.encode(PREFIX + text))

    def score(self, text: str) -> Floats:
        """Score every label: the higher, the likelier; above 0 is more likely than not."""
        rows = self.rows(text)
        words = unpack(self._table[rows]) + self._places[: len(rows)]
        mask = np.ones((1, len(rows)), np.float32)
        (scores,) = self._session.run(["scores"], {"words": words[None], "mask": mask})
        told: Floats = scores[0]
        return told


@cache
def shared(folder: Path = FOLDER) -> Encoder | None:
    """Return the process's one encoder, loaded at first asking."""
    return Encoder(folder) if Encoder.available(folder) else None


def _pieces(listed: str, scores: Floats) -> Pieces:
    rows = {piece: row for row, piece in enumerate(listed.split("\n")) if row > UNKNOWN}
    return Pieces(rows, scores.tolist())
