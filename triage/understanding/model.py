"""The n-gram model as plain arrays: scores of every label, how much it knows, what decided.

A gram never met still counts in the length of the vector, so strange text scores near zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from triage import trained
from triage.mail.grams import VERSION, Grams

ARRAYS = "complaint.npz"
CARD = "complaint.json"
FOLDER = Path(__file__).parent / "model"

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Scores:
    """What the model says of one mail: `values[h]` per label, `evidence` 0..1 (how much is known).

    Of the i-th occurrence, `rows[i]` is the model's row or -1, `shares[i]` its part of the vector.
    """

    values: Floats
    evidence: float
    rows: NDArray[np.int64]
    shares: Floats


@dataclass(frozen=True, slots=True)
class NgramModel:
    """Weights of F features for H labels, `weights[f, h] * scale[h]`; types come first."""

    labels: tuple[str, ...]  # "type:damaged", "demand:refund", "signal:anger"
    types: int
    keys: NDArray[np.uint32]  # sorted
    idf: Floats
    weights: NDArray[np.int8]
    scale: Floats
    offset: Floats
    thresholds: Floats  # of demands and signals, 0 for types
    unseen_idf: float
    sharpness: float  # softmax(sharpness * scores) are probabilities
    sure_from: float
    thin_below: float  # evidence under which nothing is sure

    def score(self, grams: tuple[Grams, ...]) -> Scores:
        """Score the labels for a mail's fields together."""
        keys = np.concatenate([field.keys for field in grams])
        distinct, inverse, counts = np.unique(keys, return_inverse=True, return_counts=True)
        near = np.searchsorted(self.keys, distinct)
        near[near == len(self.keys)] = 0
        known = self.keys[near] == distinct
        idf = np.where(known, self.idf[near], self.unseen_idf)
        values = ((1 + np.log(counts)) * idf).astype(np.float32)
        total = float(values @ values)
        if not total:
            return Scores(np.zeros_like(self.scale), 0.0, inverse, np.zeros(0, np.float32))
        values /= np.float32(np.sqrt(total))
        chosen = self.weights[near[known]].astype(np.float32)
        scores = (values[known] @ chosen) * self.scale + self.offset
        rows = np.where(known, near, -1)[inverse]
        shares = (values / counts).astype(np.float32)[inverse]
        return Scores(scores, float(values[known] @ values[known]), rows, shares)

    def probabilities(self, scores: Scores) -> Floats:
        """Return the calibrated probability of every type, in the order of `labels`."""
        return softmax(self.sharpness * scores.values[: self.types])

    def contributions(self, scores: Scores, label: int) -> Floats:
        """Return what each occurrence added to a type, measured against all types' mean."""
        known = scores.rows >= 0
        rows = self.weights[scores.rows[known]].astype(np.float32) * self.scale
        parts = np.zeros(len(scores.rows), dtype=np.float32)
        lead = rows[:, label] - rows[:, : self.types].mean(axis=1)
        parts[known] = lead * scores.shares[known]
        return parts


def softmax(values: Floats) -> Floats:
    """Turn scores into probabilities along the last axis."""
    powers = np.exp(values - values.max(axis=-1, keepdims=True))
    result: Floats = powers / powers.sum(axis=-1, keepdims=True)
    return result


def shared(folder: Path = FOLDER) -> NgramModel:
    """Return the process's one model of a folder, loaded at first asking."""
    # A cache around a default argument would load `shared()` and `shared(FOLDER)` apart.
    return _shared(folder)


@cache
def _shared(folder: Path) -> NgramModel:
    return load(folder)


def load(folder: Path = FOLDER) -> NgramModel:
    """Load a model from its arrays and card."""
    arrays, card = trained.read(
        folder / ARRAYS, folder / CARD, VERSION, "run `python -m triage.learning train` again"
    )
    return NgramModel(
        labels=tuple(card["labels"]),
        types=sum(label.startswith("type:") for label in card["labels"]),
        keys=arrays["keys"],
        idf=arrays["idf"].astype(np.float32),
        weights=arrays["weights"],
        scale=arrays["scale"],
        offset=arrays["offset"],
        thresholds=np.asarray(
            [card["thresholds"].get(label, 0.0) for label in card["labels"]], np.float32
        ),
        unseen_idf=card["features"]["unseen_idf"],
        sharpness=card["calibration"]["sharpness"],
        sure_from=card["calibration"]["sure_from"],
        thin_below=card["calibration"]["thin_below"],
    )
