"""Learn a store's own step from corrections, and judge it on mails it has not learnt from.

Logistic regression on top of the shipped sums: the step only says what they got wrong. Anchors,
shipped examples, hold it where nothing was corrected. The trap: on its own examples a step always
looks good, so figures come from cross-validation and from anchors kept aside.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from triage.learning.calibration import Bools, Counts, count
from triage.understanding.model import Floats, softmax

LEAST = 10  # corrections: below, one accident would decide
LEAST_OF_LABEL = 5  # corrections with and without a demand or signal
# Of the pull to no step at all: weaker follows quirks of single mails, stronger learns little.
STRENGTH = 0.2
ANCHOR_WEIGHT = 0.5  # of an anchor against a correction
# Agents correct what is wrong and leave alone what is right, so right ones stand for many more.
AGREEMENT_WEIGHT = 3.0
MAY_FALL = 0.02  # share of the anchors kept aside that may be judged otherwise
LIKELIER = 0.9  # of the log loss may be left where no more types are right; above, it is chance
# What speaks for these stands beside the words, in the quoted mail, and examples have no quotes.
NOT_LEARNT = frozenset({"signal:repeat_contact"})
_MOST_STEPS = 200
_STILL = 1e-3  # a step that moves no weight further than this is the last
_FEW = 50  # corrections; of fewer, each fold must leave as many as can be to learn from


@dataclass(frozen=True, slots=True, eq=False)
class Lessons:
    """N mails as the shipped models read them, for H labels, types first, with what is right."""

    sums: Floats  # (N, H): a demand or signal is said above 0
    places: Floats  # (N, W): meanings as `understanding.own.placed` gives them
    true: Bools  # (N, H)

    def part(self, rows: NDArray[np.int64]) -> Lessons:
        """Return some of them."""
        return Lessons(self.sums[rows], self.places[rows], self.true[rows])

    def __len__(self) -> int:
        return len(self.sums)


@dataclass(frozen=True, slots=True)
class TypesRight:
    """How many types are right, and how unlikely the right ones seem (mean log loss)."""

    right: int
    of: int
    loss: float


@dataclass(frozen=True, slots=True)
class Compared:
    """Types before and after, on the corrections (cross-validated) and the anchors kept aside."""

    corrections: tuple[TypesRight, TypesRight]
    anchors: tuple[TypesRight, TypesRight]
    labels: dict[str, tuple[Counts, Counts]]  # demands and signals that got better

    @property
    def worse(self) -> str:
        """Say what gets worse, "" if nothing does."""
        before, after = self.corrections
        if after.right < before.right:
            return f"{before.right} of {before.of} corrections told right become {after.right}"
        if after.right == before.right and after.loss > LIKELIER * before.loss:
            return f"{before.right} of {before.of} corrections are told right with it or without"
        kept, left = self.anchors
        if left.right < kept.right - MAY_FALL * kept.of:
            return f"{kept.right} of {kept.of} shipped examples told right become {left.right}"
        return ""


def learn(
    taught: Lessons, anchors: Lessons, aside: Lessons, labels: tuple[str, ...], kinds: int
) -> tuple[Floats, Compared]:
    """Fit the step, (W, H), and compare with and without it.

    A demand or signal is changed only if fewer of the corrections are then wrong about it.
    """
    tried = _tried(taught, labels, kinds)
    unseen = _cross_validated(taught, anchors, kinds, tried)
    weights = fit(taught, anchors, kinds, tried)
    added = aside.places @ weights
    better: dict[str, tuple[Counts, Counts]] = {}
    for place in map(int, np.flatnonzero(tried)):
        if _errs(taught, place, unseen) < _errs(taught, place) and (
            _errs(aside, place, added) <= _errs(aside, place) + MAY_FALL * len(aside)
        ):
            true, sums = taught.true[:, place], taught.sums[:, place]
            after = count(sums + unseen[:, place] >= 0, true)
            better[labels[place]] = (count(sums >= 0, true), after)
        else:
            weights[:, place] = 0
    compared = Compared(
        (_types(taught, kinds), _types(taught, kinds, unseen)),
        (_types(aside, kinds), _types(aside, kinds, added)),
        better,
    )
    return weights, compared


def fit(taught: Lessons, anchors: Lessons, kinds: int, tried: Bools) -> Floats:
    """Return the step (W, H) that makes what is right likeliest; 0 for labels not tried."""
    places = np.concatenate((taught.places, anchors.places))
    sums = np.concatenate((taught.sums, anchors.sums))
    true = np.concatenate((taught.true, anchors.true)).astype(np.float32)
    worth = np.ones((len(places), 1), np.float32)
    worth[len(taught) :] = ANCHOR_WEIGHT
    weights = np.zeros((places.shape[1], sums.shape[1]), np.float32)
    if tried.any():
        weights[:, tried] = _descend(places, sums[:, tried], true[:, tried], worth, types=False)
    agreed = sums[:, :kinds].argmax(axis=1) == true[:, :kinds].argmax(axis=1)
    agreed[len(taught) :] = False
    worth[agreed] = AGREEMENT_WEIGHT
    weights[:, :kinds] = _descend(places, sums[:, :kinds], true[:, :kinds], worth, types=True)
    return weights


def folds(true: Bools, kinds: int) -> NDArray[np.int64]:
    """Deal mails into folds so that each holds its share of every type."""
    many = min(len(true), 5 if len(true) >= _FEW else 10)
    dealt = np.zeros(len(true), np.int64)
    # One type after the other, dealt round: also types of two or three mails are spread.
    for at, row in enumerate(np.argsort(true[:, :kinds].argmax(axis=1), kind="stable")):
        dealt[row] = at % many
    return dealt


def _descend(places: Floats, sums: Floats, true: Floats, worth: Floats, *, types: bool) -> Floats:
    """Minimise log loss and STRENGTH/2 · |weights|² by steps under a bound of the curvature.

    The bound (Böhning 1992) is one matrix for all steps: softmax bends by 1/2 at most, the
    logistic curve by 1/4.
    """
    bend = np.float32(0.5 if types else 0.25)
    pull = np.float32(STRENGTH)
    curved = (places * (bend * worth)).T @ places
    inverse = np.linalg.inv(curved + pull * np.eye(len(curved), dtype=np.float32))
    last: Floats = np.zeros((places.shape[1], sums.shape[1]), np.float32)
    ahead = last
    for step in range(_MOST_STEPS):
        told = sums + places @ ahead
        chances = softmax(told) if types else 1 / (1 + np.exp(-np.clip(told, -60, 60)))
        slope = places.T @ (worth * (chances - true)) + pull * ahead
        now: Floats = (ahead - inverse @ slope).astype(np.float32)
        ahead = (now + step / (step + 3) * (now - last)).astype(np.float32)  # Nesterov
        moved = float(np.abs(now - last).max())
        last = now
        if moved < _STILL:
            break
    return last


def _cross_validated(taught: Lessons, anchors: Lessons, kinds: int, tried: Bools) -> Floats:
    """Return what would be added to each correction's sums by a step learnt from the others."""
    added = np.zeros_like(taught.sums)
    dealt = folds(taught.true, kinds)
    for fold in range(int(dealt.max()) + 1):
        mine = dealt == fold
        weights = fit(taught.part(np.flatnonzero(~mine)), anchors, kinds, tried)
        added[mine] = taught.places[mine] @ weights
    return added


def _tried(taught: Lessons, labels: tuple[str, ...], kinds: int) -> Bools:
    bear = taught.true.sum(axis=0)
    enough = (bear >= LEAST_OF_LABEL) & (len(taught) - bear >= LEAST_OF_LABEL)
    mine = [at >= kinds and label not in NOT_LEARNT for at, label in enumerate(labels)]
    tried: Bools = enough & np.asarray(mine)
    return tried


def _types(lessons: Lessons, kinds: int, added: Floats | None = None) -> TypesRight:
    sums = lessons.sums if added is None else lessons.sums + added
    chances = softmax(sums[:, :kinds])
    right = lessons.true[:, :kinds].argmax(axis=1)
    likely = chances[np.arange(len(right)), right]
    hits = int((chances.argmax(axis=1) == right).sum())
    return TypesRight(hits, len(right), float(-np.log(np.maximum(likely, 1e-9)).mean()))


def _errs(lessons: Lessons, place: int, added: Floats | None = None) -> int:
    sums = lessons.sums[:, place] if added is None else lessons.sums[:, place] + added[:, place]
    return int(((sums >= 0) != lessons.true[:, place]).sum())
