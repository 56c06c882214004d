"""Two judges, one answer."""

from __future__ import annotations

import numpy as np
import pytest

from triage.understanding.blend import DENIED, Beside, Blend

BLEND = Blend(
    labels=("type:damaged", "type:defective", "demand:refund"),
    types=2,
    encoder=1.0,
    ngrams=2.0,
    sure_from=0.9,
    thresholds=np.asarray([0, 0, 0.5], np.float32),
    phrases=np.asarray([0, 0, 0.3], np.float32),
    hints=np.asarray([0, 0, 0.2], np.float32),
)
NONE = Beside()
REFUND = frozenset({"demand:refund"})


def told(*scores: float) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    return np.asarray(scores, np.float32)


def test_probabilities_sum_to_one_and_leave_out_what_is_no_type() -> None:
    chances = BLEND.probabilities(told(1, 0, 50), told(0, 0, -50))
    assert chances.shape == (2,)
    assert chances.sum() == pytest.approx(1)
    assert chances[0] > chances[1]


def test_n_grams_can_overrule_a_wavering_encoder() -> None:
    assert BLEND.probabilities(told(0.3, 0, 0), told(0, 1, 0)).argmax() == 1


def test_labels_are_said_from_their_threshold_on() -> None:
    assert BLEND.said(told(9, 9, 0.1), told(0, 0, 0.2), NONE) == REFUND
    assert BLEND.said(told(9, 9, 0.4), told(0, 0, 0), NONE) == frozenset()


def test_a_phrase_adds_its_weight_and_a_denied_one_takes_from_the_sum() -> None:
    assert BLEND.said(told(9, 9, 0.3), told(0, 0, 0), Beside(REFUND)) == REFUND
    assert BLEND.said(told(9, 9, 0.1), told(0, 0, 0), Beside(REFUND)) == frozenset()
    assert (
        BLEND.said(told(9, 9, DENIED + 0.4), told(0, 0, 0), Beside(negated=REFUND)) == frozenset()
    )
    assert BLEND.said(told(9, 9, DENIED + 0.6), told(0, 0, 0), Beside(negated=REFUND)) == REFUND


def test_a_hint_adds_its_own_weight_and_outweighs_a_denial() -> None:
    hinted = Beside(hints=REFUND)
    assert BLEND.said(told(9, 9, 0.4), told(0, 0, 0), hinted) == REFUND
    assert BLEND.said(told(9, 9, 0.25), told(0, 0, 0), hinted) == frozenset()
    assert BLEND.said(told(9, 9, 0.1), told(0, 0, 0), Beside(REFUND, REFUND)) == REFUND
    assert BLEND.said(told(9, 9, 9), told(0, 0, 0), Beside(hints=REFUND, negated=REFUND)) == REFUND


def test_what_only_phrases_know_is_said_by_them() -> None:
    letter = frozenset({"signal:official_letter"})
    assert BLEND.said(told(0, 0, 0), told(0, 0, 0), Beside(letter)) == letter
