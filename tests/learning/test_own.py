"""The step: it learns what corrections agree on, is judged on unseen ones, and holds still."""

from __future__ import annotations

import numpy as np
import pytest

from triage.learning import own
from triage.learning.own import Lessons
from triage.understanding.embedding import Floats
from triage.understanding.model import softmax

LABELS = ("type:damaged", "type:defective", "demand:refund", "signal:repeat_contact")
KINDS, WIDTH = 2, 8


def lessons(
    places: Floats, types: list[int], told: list[int], *, refund: list[bool] | None = None
) -> Lessons:
    """Make mails of given true types that the shipped models told so, surely, and no refund."""
    many = len(types)
    sums = np.full((many, 4), -2, np.float32)
    sums[np.arange(many), told] = 2
    true = np.zeros((many, 4), bool)
    true[np.arange(many), types] = True
    true[:, 2] = true[:, 3] = refund or [False] * many
    return Lessons(sums, places, true)


def around(axis: int, many: int, seed: int) -> Floats:
    """Return places near an axis."""
    places = 0.15 * np.random.default_rng(seed).standard_normal((many, WIDTH))
    places[:, axis] += 1
    unit: Floats = (places / np.linalg.norm(places, axis=1, keepdims=True)).astype(np.float32)
    return unit


def anchors(seed: int) -> Lessons:
    """Make forty shipped examples: of each type twenty, all told rightly."""
    places = np.concatenate((around(0, 20, seed), around(1, 20, seed + 1)))
    right = [0] * 20 + [1] * 20
    return lessons(places, right, right)


def test_what_corrections_agree_on_is_learnt_and_the_rest_stays() -> None:
    taught = lessons(around(2, 12, 1), [1] * 12, [0] * 12)
    weights, compared = own.learn(taught, anchors(5), anchors(7), LABELS, KINDS)
    before, after = compared.corrections
    assert (before.right, after.right, after.of) == (0, 12, 12)
    assert [each.right for each in compared.anchors] == [40, 40]
    assert compared.worse == ""
    near = lessons(around(2, 5, 9), [1] * 5, [0] * 5)
    assert ((near.sums + near.places @ weights)[:, :KINDS].argmax(axis=1) == 1).all()
    assert not weights[:, KINDS:].any()


def test_corrections_that_contradict_each_other_are_worse() -> None:
    places = around(2, 12, 1)
    taught = lessons(places, [0, 1] * 6, [0, 1] * 6)
    taught.sums[:, 0] += 0.3  # told rightly, and barely so
    _, compared = own.learn(taught, anchors(5), anchors(7), LABELS, KINDS)
    before, after = compared.corrections
    assert after.right <= before.right
    assert "corrections" in compared.worse


def test_too_many_shipped_examples_told_otherwise_are_worse() -> None:
    taught = lessons(around(0, 40, 1), [1] * 40, [0] * 40)
    _, compared = own.learn(taught, anchors(5), anchors(7), LABELS, KINDS)
    assert compared.corrections[1].right > compared.corrections[0].right
    assert "of 40 shipped examples told right become" in compared.worse


def test_demand_is_learnt_only_with_corrections_both_ways_and_never_from_what_was_quoted() -> None:
    places = np.concatenate((around(2, 6, 1), around(3, 6, 2)))
    asks = [True] * 6 + [False] * 6
    taught = lessons(places, [0] * 12, [0] * 12, refund=asks)
    weights, compared = own.learn(taught, anchors(5), anchors(7), LABELS, KINDS)
    (label,) = compared.labels
    before, after = compared.labels[label]
    assert label == "demand:refund"
    assert (before.right, before.true, after.right) == (0, 6, 6)
    assert weights[:, 2].any()
    assert not weights[:, 3].any()
    few = lessons(places, [0] * 12, [0] * 12, refund=[True] * 4 + [False] * 8)
    weights, compared = own.learn(few, anchors(5), anchors(7), LABELS, KINDS)
    assert not compared.labels
    assert not weights[:, 2].any()


@pytest.mark.parametrize("many", [10, 49, 50, 120])
def test_folds_hold_every_type_evenly(many: int) -> None:
    true = np.zeros((many, 4), bool)
    true[np.arange(many), np.arange(many) % 2] = True
    dealt = own.folds(true, KINDS)
    assert dealt.max() + 1 == (10 if many < 50 else 5)
    for kind in range(KINDS):
        sizes = np.bincount(dealt[true[:, kind]], minlength=dealt.max() + 1)
        assert sizes.max() - sizes.min() <= 1


def test_step_stands_at_the_bottom_of_its_loss() -> None:
    """No small move in any direction makes the corrections likelier, the pull counted in."""
    taught, hold = lessons(around(2, 12, 1), [1] * 12, [0] * 12), anchors(5)
    weights = own.fit(taught, hold, KINDS, np.zeros(4, bool))

    def loss(tried: Floats) -> float:
        total = 0.5 * own.STRENGTH * float((tried**2).sum())
        for each, worth in ((taught, 1.0), (hold, own.ANCHOR_WEIGHT)):
            chances = softmax((each.sums + each.places @ tried)[:, :KINDS])
            total -= worth * float(np.log(chances[each.true[:, :KINDS]]).sum())
        return total

    assert not (taught.sums[:, :KINDS].argmax(axis=1) == 1).any()  # none of them counts for more
    least = loss(weights)
    chance = np.random.default_rng(3)
    for _ in range(20):
        step = np.zeros_like(weights)
        step[:, :KINDS] = 0.05 * chance.standard_normal((WIDTH, KINDS))
        assert loss(weights + step) > least
