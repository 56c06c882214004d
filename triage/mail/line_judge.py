"""A learned judge of lines: how likely each is what a platform, a help desk or a form put there.

A chain of lines, int16, made by `python -m triage.learning lines`. The trap: it knows wording and
place, not who speaks, so only what it is sure of counts, and only where a machine wrote.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import exp, log
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from triage import trained
from triage.mail.grams import VERSION as GRAMS_VERSION
from triage.mail.grams import Keys, Places
from triage.mail.line_features import VERSION, Setting, filled, standing, substrings

ARRAYS = "lines.npz"
CARD = "lines.json"
FOLDER = Path(__file__).parent / "model"
OWN_BITS = 18  # of the table for a line's own substrings
MOST = 32767  # of a weight as it is stored
NEAR_BITS = 16  # of the tables for those of the line above and the line below

Floats = NDArray[np.float32]
_SALT = np.uint32(0x9E3779B1)
_FAR = 30.0  # log-odds beyond which nothing changes


@dataclass(frozen=True, slots=True, eq=False)
class LineModel:
    """Weights of substrings, by hash, in the line itself and its neighbours, and of its standing.

    `links`: what speaks for a line being (0 the customer's, 1 the wrapper's) after one that is,
    [blank line between][above][below]. Scores are log-odds; above `cut_from` a line is surely the
    wrapper's.
    """

    own: NDArray[np.int16]
    above: NDArray[np.int16]
    below: NDArray[np.int16]
    scale: Floats  # of the three tables
    standing: Floats
    links: NDArray[np.float64]
    cut_from: float

    def score(self, lines: Sequence[str], setting: Setting) -> list[float]:
        """Return the log-odds of each line being the wrapper's; 0 where it is not judged."""
        scores = [0.0] * len(lines)
        places = filled(lines)
        if places:
            apart = [below - above > 1 for above, below in pairwise(places)]
            alone = self._alone(lines, places, setting)
            for at, score in zip(places, chained(alone, apart, self.links), strict=True):
                scores[at] = score
        return scores

    def _alone(self, lines: Sequence[str], places: Sequence[int], setting: Setting) -> list[float]:
        """Return what speaks for each filled line being the wrapper's, but for the chain."""
        keys, line_of = substrings([lines[at] for at in places])
        total = len(places)
        lengths = np.sqrt(np.maximum(np.bincount(line_of, minlength=total), 1))
        found: Floats = standing(lines, places, setting) @ self.standing
        near = near_buckets(keys)
        found += self._summed(0, self.own[own_buckets(keys)], line_of, lengths)
        found[1:] += self._summed(1, self.above[near], line_of, lengths)[:-1]
        found[:-1] += self._summed(2, self.below[near], line_of, lengths)[1:]
        return [float(each) for each in found]

    def _summed(
        self, table: int, weights: NDArray[np.int16], line_of: Places, lengths: NDArray[np.float64]
    ) -> Floats:
        sums = np.bincount(line_of, weights, len(lengths)) / lengths * self.scale[table]
        result: Floats = sums.astype(np.float32)
        return result


def chained(
    alone: Sequence[float], apart: Sequence[bool], links: NDArray[np.float64]
) -> list[float]:
    """Return each line's log-odds given all lines (forward-backward over two states).

    `apart[n]`: a blank line stands between line n and the next.
    """
    ways = [[[exp(float(links[blank, a, b])) for b in (0, 1)] for a in (0, 1)] for blank in (0, 1)]
    ahead = [alone[0]]
    for score, blank in zip(alone[1:], apart, strict=True):
        way, odds = ways[blank], exp(min(max(ahead[-1], -_FAR), _FAR))
        ahead.append(score + log((way[0][1] + odds * way[1][1]) / (way[0][0] + odds * way[1][0])))
    back = [0.0]
    for score, blank in zip(alone[:0:-1], apart[::-1], strict=True):
        way, odds = ways[blank], exp(min(max(score + back[-1], -_FAR), _FAR))
        back.append(log((way[1][0] + odds * way[1][1]) / (way[0][0] + odds * way[0][1])))
    return [one + other for one, other in zip(ahead, back[::-1], strict=True)]


def own_buckets(keys: Keys) -> Places:
    """Return the rows of a line's own substrings in their table."""
    return (keys >> np.uint32(32 - OWN_BITS)).astype(np.int64)


def near_buckets(keys: Keys) -> Places:
    """Return the rows of a neighbour's substrings in their tables."""
    return ((keys * _SALT) >> np.uint32(32 - NEAR_BITS)).astype(np.int64)


def shared(folder: Path = FOLDER) -> LineModel:
    """Return the process's one model of a folder, loaded at first asking."""
    return _shared(folder)


@cache
def _shared(folder: Path) -> LineModel:
    return load(folder)


def load(folder: Path = FOLDER) -> LineModel:
    """Load a model from its arrays and card."""
    features = [GRAMS_VERSION, VERSION]
    arrays, card = trained.read(
        folder / ARRAYS, folder / CARD, features, "run `python -m triage.learning lines` again"
    )
    return LineModel(**arrays, cut_from=card["calibration"]["cut_from"])
