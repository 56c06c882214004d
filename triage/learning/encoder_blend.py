"""Choose how encoder and n-grams speak together, on mails kept from both (dev).

The weights that make the right types likeliest serve demands and signals as well.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from triage.learning import calibration
from triage.learning.calibration import Bools
from triage.learning.examples import Example
from triage.learning.train import phrases
from triage.mail.grams import fold, grams
from triage.understanding.blend import DENIED
from triage.understanding.embedding import Floats
from triage.understanding.model import NgramModel, softmax

WEIGHTS = (0.0, 1.0, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 99.0)  # the last: enough alone
# Beta of F: a danger missed costs more than a look. Two in a hundred are still missed.
RECALL_FIRST = {"signal:safety_hazard": 3.5}
SURE_RIGHT = 0.996  # of dev's sure mails; others' mails, as test's, are right one in a hundred less


@dataclass(frozen=True, slots=True)
class Bar:
    """From which sum of both judges a label is said, and what a phrase or a hint adds to it."""

    begins: float
    phrase: float
    hint: float


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
    hinted: Bools
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
    found, hinted, denied = phrases(mails, labels)
    return Dev(
        examples=tuple(mails),
        labels=labels,
        kinds=sum(label.startswith("type:") for label in labels),
        encoder=encoder,
        ngrams=np.stack([one.values for one in told]),
        evidence=np.asarray([one.evidence for one in told], np.float32),
        true=np.asarray([[label in one.labels for label in labels] for one in mails]),
        found=found,
        hinted=hinted,
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


def bars(dev: Dev, pair: tuple[float, float]) -> dict[str, Bar]:
    """Find where each demand and signal begins, and how much a phrase and a hint add to it.

    Of weights that are as good, to the thousandth, the least are taken: few dev mails hold a rare
    label's phrase.
    """
    told = together(dev, pair) - np.float32(DENIED) * dev.denied
    found: dict[str, Bar] = {}
    for place, label in enumerate(dev.labels[dev.kinds :], dev.kinds):
        true, spoken, hinted = (some[:, place] for some in (dev.true, dev.found, dev.hinted))
        by_phrase = WEIGHTS if spoken.any() else (0.0,)
        by_hint = WEIGHTS if hinted.any() else (0.0,)
        tried = []
        for phrase, hint in itertools.product(by_phrase, by_hint):
            scores: Floats = told[:, place] + phrase * spoken.astype(np.float32)
            scores += hint * hinted.astype(np.float32)
            begins, worth = calibration.steady_threshold(scores, true, RECALL_FIRST.get(label, 1))
            tried.append((round(worth, 3), -phrase - hint, -phrase, round(begins, 4)))
        _, both, phrase, begins = max(tried)
        found[label] = Bar(begins, -phrase, phrase - both)
    return found


def spoken(dev: Dev, pair: tuple[float, float], chosen: Mapping[str, Bar]) -> dict[str, object]:
    """Score the demands and signals as they will be said."""
    scores = together(dev, pair)
    told: dict[str, object] = {}
    for place, label in enumerate(dev.labels[dev.kinds :], dev.kinds):
        bar = chosen[label]
        sums = scores[:, place] + np.float32(bar.phrase) * dev.found[:, place]
        sums += np.float32(bar.hint) * dev.hinted[:, place]
        sums -= np.float32(DENIED) * dev.denied[:, place]
        counts = calibration.count(sums >= bar.begins, dev.true[:, place])
        told[label] = {
            "f1": round(counts.score(), 3),
            "precision": round(counts.right / max(counts.said, 1), 3),
            "recall": round(counts.right / max(counts.true, 1), 3),
            "true": counts.true,
        }
    return told
