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

# What a denied phrase takes from the sum: the encoder hears a denial better than words around show.
# On dev 2 to 7 are alike; from here on "I will not call my bank" threatens nothing.
DENIED = 4.0
_ADDED = ("phrases", "hints")  # the card's names of what is added, by label


@dataclass(frozen=True, slots=True)
class Beside:
    """Labels for which something beside the judges speaks: a phrase, a hint outside the words."""

    phrases: frozenset[str] = frozenset()
    hints: frozenset[str] = frozenset()
    negated: frozenset[str] = frozenset()  # a phrase for it stands there, denied

    @property
    def said(self) -> frozenset[str]:
        """Return what is said."""
        return self.phrases | self.hints

    @property
    def denied(self) -> frozenset[str]:
        """Return what is denied and nowhere said."""
        return self.negated - self.said


@dataclass(frozen=True, slots=True)
class Blend:
    """Weights of both judges' scores; from the sums come probabilities and what is said."""

    labels: tuple[str, ...]  # of both judges' scores; types come first
    types: int
    encoder: float
    ngrams: float
    sure_from: float
    thresholds: Floats  # by label, 0 for types
    phrases: Floats  # by label: what a phrase adds to the sum where it stands
    hints: Floats  # by label: what a hint adds

    def probabilities(self, encoder: Floats, ngrams: Floats, own: Floats | None = None) -> Floats:
        """Return the calibrated probability of every type; `own` is what a store adds to it."""
        return softmax(self._sum(encoder, ngrams, own)[: self.types])

    def said(
        self,
        encoder: Floats,
        ngrams: Floats,
        beside: Beside,
        own: Floats | None = None,
    ) -> frozenset[str]:
        """Return the demands and signals that reach their thresholds, with what speaks beside.

        A label none of the judges knows is said by its phrase alone.
        """
        above = self.margins(encoder, ngrams, beside, own) >= 0
        above[: self.types] = False
        heard = {label for label, spoken in zip(self.labels, above, strict=True) if spoken}
        return frozenset(heard | (beside.said - set(self.labels)))

    def margins(
        self, encoder: Floats, ngrams: Floats, beside: Beside, own: Floats | None = None
    ) -> Floats:
        """Return how far each label's sum lies above where it begins to be said.

        What a phrase denies loses a little.
        """
        phrases, hints, denied = (
            np.asarray([label in some for label in self.labels])
            for some in (beside.phrases, beside.hints, beside.denied)
        )
        told: Floats = self._sum(encoder, ngrams, own) - self.thresholds
        told += self.phrases * phrases + self.hints * hints
        told -= np.float32(DENIED) * denied
        return told

    def _sum(self, encoder: Floats, ngrams: Floats, own: Floats | None) -> Floats:
        told: Floats = self.encoder * encoder + self.ngrams * ngrams
        return told if own is None else told + own


def load(folder: Path = FOLDER) -> Blend:
    """Read the blend from the encoder's card."""
    card = json.loads((folder / CARD).read_text(encoding="utf-8"))
    labels, blend = tuple(card["labels"]), card["blend"]
    types = sum(label.startswith("type:") for label in labels)
    missing = [label for label in labels[types:] if label not in card["thresholds"]]
    if missing:
        raise SettingsWrong(f"{folder / CARD}: no threshold for {missing[0]}; train again")
    thresholds = [0.0] * types + [card["thresholds"][label] for label in labels[types:]]
    phrases, hints = ([card[one].get(label, 0.0) for label in labels] for one in _ADDED)
    return Blend(
        labels=labels,
        types=types,
        encoder=blend["encoder"],
        ngrams=blend["ngrams"],
        sure_from=blend["sure_from"],
        thresholds=np.asarray(thresholds, np.float32),
        phrases=np.asarray(phrases, np.float32),
        hints=np.asarray(hints, np.float32),
    )
