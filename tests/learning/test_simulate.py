"""Simulated stores: a habit is learnt, and what nobody corrected stays right."""

from __future__ import annotations

import numpy as np

from triage.learning import simulate
from triage.learning.lessons import Class
from triage.learning.own import Lessons
from triage.learning.simulate import Mails
from triage.understanding.taxonomy import Type

LABELS = (*(f"type:{each}" for each in Type), "demand:refund")
KINDS = len(Type)


def lessons(of_each: int, seed: int, *, wrong: int = 0, margin: float = 4) -> Lessons:
    """Make mails of every type, told rightly but, with `wrong`, one in so many."""
    chance = np.random.default_rng(seed)
    types = np.repeat(np.arange(KINDS), of_each)
    places = 0.1 * chance.standard_normal((len(types), KINDS))
    places[np.arange(len(types)), types] += 1
    slips = np.arange(len(types)) % wrong == 0 if wrong else np.zeros(len(types), bool)
    told = np.where(slips, (types + 1) % KINDS, types)
    sums = np.full((len(types), KINDS + 1), -2, np.float32)
    sums[np.arange(len(types)), told] = margin
    true = np.zeros((len(types), KINDS + 1), bool)
    true[np.arange(len(types)), types] = True
    return Lessons(sums, places.astype(np.float32), true)


def test_stores_of_each_kind_are_judged_on_what_they_did_not_correct() -> None:
    once = lessons(20, 1, wrong=20, margin=1)
    twice = once.part(np.tile(np.arange(len(once)), 2))
    held, aside = lessons(10, 2, margin=9), lessons(10, 3, margin=9)
    lesson = Class(LABELS, KINDS, np.zeros(KINDS, np.float32), twice, held, aside)
    given = Mails(lesson, len(once))
    rows = list(simulate.simulate(given))
    assert len(rows) == (2 + len(simulate.HABITS)) * len(simulate.SIZES)
    for row in rows:
        assert row.after >= row.before - 0.01
        if "→" in row.store:
            assert row.habit_before <= 0.1
            assert row.habit_after > (0.5 if row.corrections == 100 else -1)
    assert rows[0].before > 0.9
