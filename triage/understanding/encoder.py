"""The fine-tuned multilingual encoder: a score per label for a text, on one thread.

It is loaded once per process and shared by all stores. Where onnxruntime or a file is missing,
`shared` gives nothing and the n-grams judge alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from triage.mail.grams import fold, grams
from triage.understanding import model
from triage.understanding.embedding import Floats, unpack
from triage.understanding.model import FOLDER
from triage.understanding.tokens import UNKNOWN, Pieces
from triage.understanding.window import PREFIX, ROOM, Span, framed, sentences, telling

try:
    import onnxruntime
except ImportError:  # no wheel for this platform; n-grams need none
    onnxruntime = None

GRAPH = "encoder.onnx"
PIECES = "encoder.npz"
TABLE = "encoder.npy"
CARD = "encoder.json"
FILES = (GRAPH, PIECES, TABLE, CARD)
_HEAD, _TAIL = 3500, 1600  # code points; of a mail's middle no more is looked at


@dataclass(frozen=True, slots=True)
class Heard:
    """What the encoder makes of a text.

    Of the i-th piece shown, `shares[i]` is what it added to each label's score, and `places[i]`
    where it stands, in code points; the prefix stands at (0, 0).
    """

    scores: Floats  # (labels,)
    meaning: Floats  # (width,): texts that mean alike lie near each other
    shares: Floats  # (pieces, labels)
    places: tuple[Span, ...]


class Encoder:
    """Reads a text's meaning into one score per label, in the order of the card's labels."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._folder = folder
        self._last: tuple[str, Heard] | None = None  # a mail's kind and its matter ask for the same
        # Mapped, not read: mails touch a small part of it, and processes share that.
        self._table: NDArray[np.uint8] = np.load(folder / TABLE, mmap_mode="r", allow_pickle=False)
        with np.load(folder / PIECES, allow_pickle=False) as arrays:
            self._places: Floats = arrays["places"].astype(np.float32)
            self._pieces = _pieces(arrays["pieces"].tobytes().decode(), arrays["scores"])
        options = onnxruntime.SessionOptions()
        # A mail is short: more threads wait for each other. Patterns of memory are kept per length,
        # and mails have any length; the arena, though, saves a tenth of the time for 13 MB.
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.enable_mem_pattern = False
        # A second, rearranged copy of the weights costs 11 MB and saves a millisecond.
        options.add_session_config_entry("session.disable_prepacking", "1")
        options.log_severity_level = 3
        # Its kernel for an addition and a norm in one takes thrice as long as one after the other.
        self._session = onnxruntime.InferenceSession(
            str(folder / GRAPH),
            options,
            providers=["CPUExecutionProvider"],
            disabled_optimizers=["SkipLayerNormFusion"],
        )

    @staticmethod
    def available(folder: Path = FOLDER) -> bool:
        """Tell whether onnxruntime and all files are there."""
        files = (folder / name for name in FILES)
        return onnxruntime is not None and all(file.is_file() for file in files)

    def rows(self, text: str) -> list[int]:
        """Return what is shown of a text, as rows of the embedding table."""
        return framed([row for row, _ in self._shown(text)])

    def score(self, text: str) -> Floats:
        """Score every label: the higher, the likelier; above 0 is more likely than not."""
        (scores,) = self._run(["scores"], self.rows(text))
        return scores

    def read(self, text: str) -> Heard:
        """Score every label, and tell which pieces spoke for it."""
        if self._last is None or self._last[0] != text:
            self._last = text, self._read(text)
        return self._last[1]

    def _read(self, text: str) -> Heard:
        placed = self._shown(text)
        rows = framed([row for row, _ in placed])
        scores, meaning, shares = self._run(["scores", "meaning", "shares"], rows)
        return Heard(scores, meaning, shares[1:-1], tuple(place for _, place in placed))

    def _shown(self, text: str) -> list[tuple[int, Span]]:
        """Return the pieces that are shown; of a long mail those of the telling sentences."""
        placed = self._placed(text)
        if len(placed) <= ROOM:
            return placed
        places = [place for _, place in placed]
        parts = [
            (start + first, start + last)
            for start, end in _looked_at(text)
            for first, last in sentences(text[start:end])
        ]
        return [placed[at] for at in telling(places, parts, partial(self._worth, text))]

    def _worth(self, text: str, part: Span) -> float:
        """Tell how far the n-grams' scores of the types lie apart for a part of a text."""
        ngrams = model.shared(self._folder)
        told = ngrams.score((grams(fold(text[part[0] : part[1]])),)).values[: ngrams.types]
        return float(np.linalg.norm(told - told.mean()))

    def _placed(self, text: str) -> list[tuple[int, Span]]:
        """Return the rows with where the word of each stands; the prefix stands nowhere."""
        placed = [(row, (0, 0)) for row in self._pieces.encode(PREFIX)]
        for start, end in _looked_at(text):
            placed += [
                (row, (start + first, start + last))
                for row, first, last in self._pieces.placed(text[start:end])
            ]
        return placed

    def _run(self, wanted: list[str], rows: list[int]) -> list[Floats]:
        words = unpack(self._table[rows]) + self._places[: len(rows)]
        told: list[Floats] = self._session.run(wanted, {"words": words[None]})
        return [one[0] for one in told]


def _looked_at(text: str) -> tuple[Span, ...]:
    long = len(text) > _HEAD + _TAIL
    return ((0, _HEAD), (len(text) - _TAIL, len(text))) if long else ((0, len(text)),)


def shared(folder: Path = FOLDER) -> Encoder | None:
    """Return the process's one encoder of a folder, loaded at first asking."""
    return _shared(folder)


@cache
def _shared(folder: Path) -> Encoder | None:
    return Encoder(folder) if Encoder.available(folder) else None


def _pieces(listed: str, scores: Floats) -> Pieces:
    rows = {piece: row for row, piece in enumerate(listed.split("\n")) if row > UNKNOWN}
    return Pieces(rows, scores.tolist())
