"""What corrections are worth: stores that correct some labelled mails, judged on all the others.

Corrections are redacted as in life, the others are not. The trap: the mails must be kept from both
models, or there is nothing left to correct.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from triage.learning import examples, lessons, own
from triage.learning.lessons import Corrected, Ear, Tell
from triage.learning.own import Lessons
from triage.understanding.meaning import Words
from triage.understanding.redaction import redact
from triage.understanding.taxonomy import Type

SIZES = (10, 30, 100)
# Stores that call one thing another: none repairs, one has one desk for all that is not there …
HABITS = (
    (Type.WARRANTY_REPAIR, Type.DEFECTIVE),
    (Type.MISSING_ITEM, Type.WRONG_ITEM),
    (Type.REFUND_STATUS, Type.RETURN_EXCHANGE),
    (Type.NOT_SHIPPED, Type.DELIVERY_DELAY),
)
_DRAWS = 6
_OF_HABIT = 0.3  # of the corrections

Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Row:
    """One kind of store: shares of the mails nobody corrected, mean over several draws."""

    store: str
    corrections: int
    before: float  # types right
    after: float  # where learning is refused, as before
    habit_before: float  # of the mails the habit is about; 0 without one
    habit_after: float
    refused: int
    draws: int


@dataclass(frozen=True, slots=True, eq=False)
class Mails:
    """N mails twice, as corrections (redacted) and as they come, with anchors."""

    lesson: lessons.Class
    count: int

    def learnt(self, chosen: Rows, types: Rows) -> tuple[NDArray[np.bool_], ...]:
        """Return for all mails whether the type is right before and after; one if refused."""
        kinds, every = self.lesson.kinds, self.lesson.taught
        mine = every.part(chosen)
        true = mine.true.copy()
        true[:, :kinds] = np.eye(kinds, dtype=bool)[types[chosen]]
        weights, compared = own.learn(
            Lessons(mine.sums, mine.places, true),
            self.lesson.anchors,
            self.lesson.aside,
            self.lesson.labels,
            kinds,
        )
        sums, places = every.sums[self.count :], every.places[self.count :]
        before = sums[:, :kinds].argmax(axis=1) == types
        after = (sums + places @ weights)[:, :kinds].argmax(axis=1) == types
        return (before,) if compared.worse else (before, after)


def mails(dev: Path, cache: Path, tell: Tell) -> Mails:
    """Read labelled mails as corrections and as they come. `cache` keeps what was heard."""
    whole = examples.whole(dev)
    bare = []
    for each in whole:
        redacted = redact(Words(subject=each.subject, text=each.text), each.language)
        bare.append(replace(each, subject=redacted.subject, text=redacted.text))
    ear = Ear(cache)
    every = [Corrected(str(at), each) for at, each in enumerate((*bare, *whole))]
    found = lessons.gather(every, ear, tell)
    ear.keep()
    return Mails(found, len(whole))


def simulate(given: Mails) -> Iterator[Row]:
    """Let stores of several kinds learn, from few corrections and from many."""
    kinds = given.lesson.kinds
    true = given.lesson.taught.true[given.count :, :kinds].argmax(axis=1)
    told = given.lesson.taught.sums[given.count :, :kinds].argmax(axis=1)
    labels = given.lesson.labels
    for size in SIZES:
        yield _row(given, "corrects mistakes and confirms as many", size, true, told != true, 0.5)
        yield _row(given, "corrects or confirms whatever comes", size, true, true < 0, 0.0)
    for was, said in HABITS:
        of_habit = true == labels.index(f"type:{was}")
        types = np.where(of_habit, labels.index(f"type:{said}"), true)
        for size in SIZES:
            yield _row(given, f"{was} → {said}", size, types, of_habit, _OF_HABIT)


def _row(
    given: Mails, store: str, size: int, types: Rows, sought: NDArray[np.bool_], share: float
) -> Row:
    figures = []
    refused = 0
    habit = share == _OF_HABIT
    for draw in range(_DRAWS):
        chance = np.random.default_rng(draw)
        wanted, others = (chance.permutation(np.flatnonzero(one)) for one in (sought, ~sought))
        # Half of the mistakes are left, or all that remains would be right.
        many = min(round(share * size), len(wanted) // 2)
        chosen = np.concatenate((wanted[:many], others[: size - many]))
        rights = given.learnt(chosen, types)
        refused += len(rights) == 1
        rest = np.ones(given.count, bool)
        rest[chosen] = False
        ends = rights[0], rights[-1]
        figures.append(
            [one[rest].mean() for one in ends]
            + [one[rest & sought].mean() if habit else 0.0 for one in ends]
        )
    before, after, habit_before, habit_after = (
        round(float(one), 4) for one in np.mean(figures, axis=0)
    )
    return Row(store, size, before, after, habit_before, habit_after, refused, _DRAWS)
