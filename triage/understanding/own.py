"""What a store's corrections add to the shipped judgement: one linear step from a mail's meaning.

The trap: meanings and sums belong to the models they were learnt beside, so `models` must be
theirs; the step of others would push mails anywhere.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from triage.understanding.embedding import Floats


@dataclass(frozen=True, slots=True, eq=False)
class Own:
    """What one store has learnt, for H labels from meanings of a width W, by N corrections."""

    models: str  # as `complaint.names_of_models` names them
    middle: Floats  # (W,): the mean of known meanings
    weights: Floats  # (W, H), 0 for labels about which nothing was learnt
    places: Floats  # (N, W): the corrected mails' meanings, as `placed` gives them
    types: NDArray[np.uint8]  # (N,): their types' places among the labels
    names: tuple[str, ...]  # (N,): what people know them by: the case number

    def added(self, meaning: Floats) -> Floats:
        """Return what is added to each label's sum."""
        step: Floats = placed(meaning, self.middle) @ self.weights
        return step

    def likest(self, meaning: Floats, kind: int) -> tuple[str, float] | None:
        """Return the likest corrected mail of the kind-th type with its likeness (cosine)."""
        rows = np.flatnonzero(self.types == kind)
        if not len(rows):
            return None
        likeness = self.places[rows] @ placed(meaning, self.middle)
        best = int(likeness.argmax())
        return self.names[int(rows[best])], round(float(likeness[best]), 2)


def placed(meanings: Floats, middle: Floats) -> Floats:
    """Return meanings, one or (N, W), as directions from the middle of all, of length 1.

    What all mails share lies in the middle and would drown what tells them apart.
    """
    away = meanings - middle
    lengths = np.linalg.norm(away, axis=-1, keepdims=True)
    directions: Floats = (away / np.maximum(lengths, 1e-9)).astype(np.float32)
    return directions
