"""How encoder and n-grams speak together: one set of probabilities, thresholds for the rest.

The numbers were chosen on mails neither had seen; a retrained encoder brings its own.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from triage.errors import SettingsWrong
from triage.understanding.encoder import CARD
from triage.understanding.model import FOLDER, Floats, softmax


@dataclass(frozen=True, slots=True)
class Blend:
    """Weights of both judges' scores; from the sums come probabilities and what is said."""

    labels: tuple[str, ...]  # of both judges' scores; types come first
    types: int
    encoder: float
    ngrams: float
    sure_from: float
    thresholds: Floats  # by label, 0 for types

    def probabilities(self, encoder: Floats, ngrams: Floats) -> Floats:
        """Return the calibrated probability of every type."""
        return softmax(self._sum(encoder, ngrams)[: self.types])

    def said(self, encoder: Floats, ngrams: Floats) -> frozenset[str]:
        """Return the demands and signals that reach their thresholds."""
        told = self._sum(encoder, ngrams)
        above = np.flatnonzero(told[self.types :] >= self.thresholds[self.types :])
        return frozenset(self.labels[self.types + int(place)] for place in above)

    def _sum(self, encoder: Floats, ngrams: Floats) -> Floats:
        told: Floats = self.encoder * encoder + self.ngrams * ngrams
        return told


def load(folder: Path = FOLDER) -> Blend:
    """Read the blend from the encoder's card."""
    card = json.loads((folder / CARD).read_text(encoding="utf-8"))
    labels, blend = tuple(card["labels"]), card["blend"]
    types = sum(label.startswith("type:") for label in labels)
    missing = [label for label in labels[types:] if label not in card["thresholds"]]
    if missing:
        raise SettingsWrong(f"{folder / CARD}: no threshold for {missing[0]}; train again")
    thresholds = [0.0] * types + [card["thresholds"][label] for label in labels[types:]]
    return Blend(
        labels=labels,
        types=types,
        encoder=blend["encoder"],
        ngrams=blend["ngrams"],
        sure_from=blend["sure_from"],
        thresholds=np.asarray(thresholds, np.float32),
    )
