"""Turn scores of mails a model has not seen into probabilities and thresholds, and judge them.

Everything here looks at out-of-fold scores only; on its own training mails a model is always sure.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from triage.understanding.model import Floats, softmax

SURE_RIGHT = 0.95  # share of sure mails that must be right
LEAST_PRECISION = 0.4
_SHAKEN = 0.5  # scale of the logistic noise on a sum of both judges; sums spread by 3 to 8
THIN_SHARE = 0.002  # of the mails in a language with examples, so many may know too few grams
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Counts:
    """Hits of one label over many mails."""

    right: int  # said and true
    said: int
    true: int

    def score(self, beta: float = 1.0) -> float:
        """Return F-beta; 0 where nothing is right."""
        return float(_f_beta(self.right, self.said, self.true, beta))


def _f_beta(
    right: float | Floats, said: float | Floats, true: int, beta: float
) -> NDArray[np.float64]:
    weight = beta * beta
    return np.asarray((1 + weight) * right / np.maximum(weight * true + said, 1))


def count(said: Bools, true: Bools) -> Counts:
    """Count one label's hits."""
    return Counts(int((said & true).sum()), int(said.sum()), int(true.sum()))


def sharpness(scores: Floats, right: NDArray[np.int64]) -> float:
    """Find the factor before softmax that makes the right types most likely (log loss)."""
    rows = np.arange(len(right))

    def loss(factor: float) -> float:
        chances = softmax((factor * scores).astype(np.float32))
        return float(-np.log(np.maximum(chances[rows, right], 1e-9)).mean())

    return float(min(np.geomspace(0.5, 50, 200), key=loss))


def sure_from(confidence: Floats, right: Bools, wanted: float = SURE_RIGHT) -> float:
    """Find the lowest confidence above which at least a wanted share of the mails is right."""
    order = np.argsort(-confidence, kind="stable")
    shares = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    enough = np.flatnonzero(shares >= wanted)
    return float(confidence[order[enough[-1]]]) if len(enough) else 1.0


def steady_threshold(scores: Floats, true: Bools, beta: float) -> tuple[float, float]:
    """Find the score from which a label is said, and how good that is on mails a little otherwise.

    Best in F-beta where every score may fall out a little higher or lower, so that no single mail
    decides; in five folds of dev that brings 0.1 to 0.3 points over `threshold`.
    """
    steps = np.linspace(np.quantile(scores, 0.3), scores.max(), 160)
    above = 0.5 + 0.5 * np.tanh((scores - steps[:, None]) / (2 * _SHAKEN))
    worth = _f_beta((above * true).sum(axis=1), above.sum(axis=1), int(true.sum()), beta)
    best = int(worth.argmax())
    return float(steps[best]), float(worth[best])


def threshold(scores: Floats, found: Bools, true: Bools, beta: float) -> float:
    """Find the score from which a label is said, best in F-beta together with its phrases."""
    steps = np.quantile(scores, np.linspace(0.3, 1.0, 351))
    # One step above all scores: the phrases alone.
    steps = np.append(steps, scores.max() + 1)
    counts = [count((scores >= step) | found, true) for step in steps]
    # What is wrong more often than that only misleads; a hazard (beta over 1) is worth the look.
    least = LEAST_PRECISION if beta <= 1 else 0.0
    fit = [at for at, told in enumerate(counts) if told.right >= least * told.said]
    return float(steps[max(fit or [len(steps) - 1], key=lambda at: counts[at].score(beta))])


def reliability(confidence: Floats, right: Bools) -> list[dict[str, float]]:
    """Say per tenth of confidence how many mails there are and how many are right."""
    tenths = np.minimum((confidence * 10).astype(int), 9)
    return [
        {
            "from": tenth / 10,
            "mails": int((tenths == tenth).sum()),
            "confidence": round(float(confidence[tenths == tenth].mean()), 3),
            "right": round(float(right[tenths == tenth].mean()), 3),
        }
        for tenth in range(10)
        if (tenths == tenth).any()
    ]
