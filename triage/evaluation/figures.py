"""Shares and F1 with their 95 % intervals: how much a figure from so many mails can be trusted."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_Z = 1.96  # standard deviations that hold 95 of 100
_DRAWS = 1000
_SEED = 7


@dataclass(frozen=True, slots=True)
class Share:
    """So many right of so many."""

    right: int
    of: int

    @property
    def value(self) -> float:
        """Return the share, 0..1; 0 of nothing."""
        return self.right / self.of if self.of else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Return the 95 % interval after Wilson (1927), which holds near 0 and 1, too."""
        if not self.of:
            return 0.0, 1.0
        square = _Z * _Z / self.of
        middle = (self.value + square / 2) / (1 + square)
        spread = self.value * (1 - self.value) / self.of + square / (4 * self.of)
        reach = _Z * math.sqrt(spread) / (1 + square)
        return max(middle - reach, 0.0), min(middle + reach, 1.0)


@dataclass(frozen=True, slots=True)
class Spotted:
    """How well something was spotted: `right` of the `said` ones, where `true` were there."""

    right: int
    said: int
    true: int
    low: float = 0.0  # 95 % interval of F1, by resampling mails
    high: float = 1.0

    @property
    def precision(self) -> float:
        """Return the share of what was said that is right, 1 if nothing was said."""
        return self.right / self.said if self.said else 1.0

    @property
    def recall(self) -> Share:
        """Return how much of what was there was found."""
        return Share(self.right, self.true)

    @property
    def f1(self) -> float:
        """Return the harmonic mean of precision and recall, 1 if there was nothing to find."""
        both = self.said + self.true
        return 2 * self.right / both if both else 1.0


def spotted(right: list[int], said: list[int], true: list[int]) -> Spotted:
    """Sum counts given per mail; the interval comes from drawing the mails anew 1000 times."""
    counts = np.asarray([right, said, true], dtype=np.float64)
    total = counts.sum(axis=1)
    if not total[1] + total[2]:
        return Spotted(0, 0, 0)
    some = counts[:, counts.any(axis=0)]  # mails without any change no sum
    mails = counts.shape[1]
    chance = np.random.default_rng(_SEED)
    drawn = chance.poisson(1.0, (_DRAWS, some.shape[1])) if mails else np.zeros((1, 0))
    sums: NDArray[np.float64] = drawn @ some.T
    values = 2 * sums[:, 0] / np.maximum(sums[:, 1] + sums[:, 2], 1)
    low, high = np.quantile(values, [0.025, 0.975])
    return Spotted(int(total[0]), int(total[1]), int(total[2]), float(low), float(high))
