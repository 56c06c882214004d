"""Choose how encoder and n-grams speak together, on mails kept from both (dev).

The weights that make the right types likeliest serve demands and signals as well.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from triage.learning import calibration
from triage.learning.calibration import Bools
from triage.learning.examples import Example
from triage.learning.train import RECALL_FIRST, phrases
from triage.understanding.embedding import Floats
from triage.understanding.features import fold, grams
from triage.understanding.model import NgramModel, softmax

PHRASE_WEIGHTS = (0.0, 1.0, 2.0, 4.0, 6.0, 8.0, 99.0)  # the last: a phrase alone is enough
SURE_RIGHT = 0.996  # of dev's sure mails; others' mails, as test's, are right one in a hundred less


@dataclass(frozen=True, slots=True)
class Dev:
    """What both judges said of the kept mails, with what is right."""

    examples: tuple[Example, ...]
    labels: tuple[str, ...]
    kinds: int
    encoder: Floats
    ngrams: Floats
    evidence: Floats
    true: Bools
    found: Bools  # by the phrases
    denied: Bools

    @property
    def right(self) -> NDArray[np.int64]:
        """Return the right types' places."""
        places: NDArray[np.int64] = self.true[:, : self.kinds].argmax(axis=1)
        return places


def listen(
    mails: Sequence[Example], labels: tuple[str, ...], encoder: Floats, ngrams: NgramModel
) -> Dev:
    """Add what the n-grams, trained without these mails, and the phrases say of them."""
    told = [ngrams.score((grams(fold(one.subject)), grams(fold(one.text)))) for one in mails]
    found, denied = phrases(mails, labels)
    return Dev(
        examples=tuple(mails),
        labels=labels,
        kinds=sum(label.startswith("type:") for label in labels),
        encoder=encoder,
        ngrams=np.stack([one.values for one in told]),
        evidence=np.asarray([one.evidence for one in told], np.float32),
        true=np.asarray([[label in one.labels for label in labels] for one in mails]),
        found=found,
        denied=denied,
    )


def weights(dev: Dev) -> tuple[float, float]:
    """Find the weights of encoder and n-grams that make the right types likeliest (log loss)."""
    rows = np.arange(len(dev.right))

    def loss(pair: tuple[float, float]) -> float:
        return float(-np.log(np.maximum(chances(dev, pair)[rows, dev.right], 1e-9)).mean())

    pairs = itertools.product(np.linspace(0.3, 2, 35), np.linspace(0, 12, 49))
    best = min(((float(one), float(other)) for one, other in pairs), key=loss)
    return round(best[0], 3), round(best[1], 3)


def together(dev: Dev, pair: tuple[float, float]) -> Floats:
    """Return the sums of both judges' scores for a pair of weights."""
    told: Floats = (pair[0] * dev.encoder + pair[1] * dev.ngrams).astype(np.float32)
    return told


def chances(dev: Dev, pair: tuple[float, float]) -> Floats:
    """Return the types' probabilities for a pair of weights."""
    return softmax(together(dev, pair)[:, : dev.kinds])


def sure_from(confidence: Floats, right: Bools) -> float:
    """Find the lowest confidence above which SURE_RIGHT of the mails are right."""
    return calibration.sure_from(confidence, right, SURE_RIGHT)


def thresholds(dev: Dev, pair: tuple[float, float]) -> tuple[dict[str, float], dict[str, float]]:
    """Find where each demand and signal begins, and how much a phrase for it adds.

    Of weights that are as good, to the hundredth, the one that finds most is taken, then the least:
    few dev mails hold a rare label's phrase.
    """
    told = np.where(dev.denied, np.float32(-99), together(dev, pair))
    begins: dict[str, float] = {}
    adds: dict[str, float] = {}
    for place, label in enumerate(dev.labels[dev.kinds :], dev.kinds):
        beta = RECALL_FIRST.get(label, 1)
        true, found = dev.true[:, place], dev.found[:, place]
        tried = []
        for weight in PHRASE_WEIGHTS:
            scores = told[:, place] + np.float32(weight) * found
            least = calibration.threshold(scores, np.zeros_like(found), true, beta)
            counts = calibration.count(scores >= least, true)
            tried.append((round(counts.score(beta), 2), counts.right, -weight, least))
        *_, weight, least = max(tried)
        begins[label], adds[label] = round(least, 4), -weight
    return begins, adds


def spoken(
    dev: Dev, pair: tuple[float, float], begins: dict[str, float], adds: dict[str, float]
) -> dict[str, object]:
    """Score the demands and signals as they will be said."""
    scores = together(dev, pair)
    told: dict[str, object] = {}
    for place, label in enumerate(dev.labels[dev.kinds :], dev.kinds):
        sums = scores[:, place] + np.float32(adds[label]) * dev.found[:, place]
        above = (sums >= begins[label]) & ~dev.denied[:, place]
        counts = calibration.count(above, dev.true[:, place])
        told[label] = {
            "f1": round(counts.score(), 3),
            "precision": round(counts.right / max(counts.said, 1), 3),
            "recall": round(counts.right / max(counts.true, 1), 3),
            "true": counts.true,
        }
    return told
