"""Choosing how encoder and n-grams speak together."""

from __future__ import annotations

import numpy as np
import pytest

from triage.learning import encoder_blend, examples
from triage.learning.encoder_blend import SURE_RIGHT, Bar, Dev
from triage.understanding.blend import DENIED

LABELS = ("type:damaged", "type:defective", "demand:refund", "signal:safety_hazard")
MAILS = examples.load(examples.FOLDER / "en.jsonl")[:100]


def dev(encoder_knows: bool, ngrams_know: bool) -> Dev:
    chance = np.random.default_rng(5)
    true = chance.random((100, 4)) < 0.5
    true[:, 1] = ~true[:, 0]
    told = np.where(true, 2, -2) + chance.normal(0, 1, (100, 4))
    noise = chance.normal(0, 1, (100, 4))
    return Dev(
        examples=MAILS,
        labels=LABELS,
        kinds=2,
        encoder=(told if encoder_knows else noise).astype(np.float32),
        ngrams=(told if ngrams_know else noise).astype(np.float32),
        evidence=np.ones(100, np.float32),
        true=true,
        found=np.zeros((100, 4), bool),
        hinted=np.zeros((100, 4), bool),
        denied=np.zeros((100, 4), bool),
    )


@pytest.mark.parametrize(("encoder", "ngrams"), [(True, False), (False, True)])
def test_the_judge_who_knows_gets_the_weight(encoder: bool, ngrams: bool) -> None:
    kept = dev(encoder, ngrams)
    of_encoder, of_ngrams = encoder_blend.weights(kept)
    assert (of_encoder > of_ngrams) == encoder
    chances = encoder_blend.chances(kept, (of_encoder, of_ngrams))
    assert (chances.argmax(axis=1) == kept.right).mean() > 0.9


def test_sure_mails_are_right_as_often_as_promised() -> None:
    confidence = np.linspace(1, 0, 200, dtype=np.float32)
    right = np.arange(200) < 120
    least = encoder_blend.sure_from(confidence, right)
    assert right[confidence >= least].mean() >= SURE_RIGHT
    assert encoder_blend.sure_from(confidence, ~right) > confidence.min()


def test_thresholds_part_what_the_encoder_parts() -> None:
    kept = dev(True, False)
    bars = encoder_blend.bars(kept, (1.0, 0.0))
    told = encoder_blend.spoken(kept, (1.0, 0.0), bars)
    assert set(bars) == set(LABELS[2:]) == set(told)
    assert {(bar.phrase, bar.hint) for bar in bars.values()} == {(0.0, 0.0)}
    for label in LABELS[2:]:
        scores = told[label]
        assert isinstance(scores, dict)
        assert scores["f1"] > 0.9


def test_what_a_phrase_denies_must_be_heard_the_plainer() -> None:
    def recall(begins: float, *, denied: bool) -> float:
        kept = dev(True, False)
        kept.denied[:] = denied
        bars = dict.fromkeys(LABELS[2:], Bar(begins, 0.0, 0.0))
        scores = encoder_blend.spoken(kept, (1.0, 0.0), bars)["demand:refund"]
        assert isinstance(scores, dict)
        return float(scores["recall"])

    assert recall(0.0, denied=False) > recall(0.0, denied=True) > 0
    assert recall(DENIED, denied=False) == recall(0.0, denied=True)
