"""Calibration: thresholds and probabilities from unseen scores."""

from __future__ import annotations

import numpy as np
import pytest

from triage.learning import calibration


def test_sureness_starts_where_enough_mails_are_right() -> None:
    confidence = np.linspace(1, 0, 100, dtype=np.float32)
    right = np.arange(100) < 50
    least = calibration.sure_from(confidence, right)
    chosen = confidence >= least
    assert right[chosen].mean() >= calibration.SURE_RIGHT
    assert chosen.sum() >= 50


def test_nothing_is_sure_where_everything_is_wrong() -> None:
    confidence = np.linspace(0.9, 0, 10, dtype=np.float32)
    assert calibration.sure_from(confidence, np.zeros(10, dtype=bool)) == 1.0


def test_sharpness_grows_when_scores_are_right_and_shrinks_when_they_mislead() -> None:
    scores = np.eye(3, dtype=np.float32)[[0, 1, 2, 0]]
    sure = calibration.sharpness(scores, np.array([0, 1, 2, 0]))
    misled = calibration.sharpness(scores, np.array([1, 2, 0, 0]))
    assert sure > 10 > misled


def test_a_threshold_leaves_to_the_phrases_what_the_scores_cannot_tell() -> None:
    scores = np.array([0.1, 0.2, 0.3, 0.4], dtype=np.float32)
    true = np.array([True, False, False, False])
    assert calibration.threshold(scores, true, true, 1.0) > scores.max()


def test_a_threshold_parts_what_the_scores_part() -> None:
    scores = np.array([0.1, 0.2, 0.8, 0.9], dtype=np.float32)
    true = scores > 0.5
    chosen = calibration.threshold(scores, np.zeros(4, dtype=bool), true, 1.0)
    assert ((scores >= chosen) == true).all()


def test_f_beta_weighs_recall() -> None:
    eager = calibration.Counts(right=9, said=20, true=10)
    shy = calibration.Counts(right=5, said=5, true=10)
    assert shy.score() > eager.score()
    assert eager.score(2) > shy.score(2)
    assert calibration.Counts(0, 0, 0).score() == 0


def test_reliability_counts_every_mail_once() -> None:
    confidence = np.array([0.05, 0.95, 1.0], dtype=np.float32)
    rows = calibration.reliability(confidence, np.array([False, True, True]))
    assert [row["mails"] for row in rows] == [1, 2]
    assert rows[-1]["right"] == pytest.approx(1.0)


def test_a_steady_threshold_lies_between_the_mails_not_on_one() -> None:
    scores = np.asarray([-4.0, -3.5, -3.0, 2.0, 2.5, 3.0], np.float32)
    begins, worth = calibration.steady_threshold(scores, scores > 0, 1.0)
    assert -2.5 < begins < 1.5
    assert 0.97 < worth < 1.0
    assert calibration.steady_threshold(scores, scores > 0, 2.0)[0] < begins


def test_a_label_that_would_mostly_be_wrong_is_left_to_the_phrases() -> None:
    scores = np.linspace(0, 1, 100, dtype=np.float32)
    true = np.arange(100) % 10 == 0
    nothing = np.zeros(100, dtype=bool)
    assert calibration.threshold(scores, nothing, true, 1.0) > scores.max()
    assert calibration.threshold(scores, nothing, true, 2.0) <= scores.max()
