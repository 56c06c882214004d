"""Choosing how encoder and n-grams speak together."""

from __future__ import annotations

import numpy as np
import pytest

from triage.learning import encoder_blend, examples
from triage.learning.encoder_blend import SURE_RIGHT, Bar, Dev

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


def test_what_a_phrase_denies_is_not_said() -> None:
    kept = dev(True, False)
    kept.denied[:] = True
    told = encoder_blend.spoken(kept, (1.0, 0.0), dict.fromkeys(LABELS[2:], Bar(-10.0, 0.0, 0.0)))
    scores = told["demand:refund"]
    assert isinstance(scores, dict)
    assert scores["recall"] == 0


def test_a_phrase_weighs_as_much_as_it_is_worth() -> None:
    kept = dev(False, False)
    kept.found[:, 2] = kept.true[:, 2]
    bars = encoder_blend.bars(kept, (1.0, 0.0))
    assert bars["demand:refund"].phrase > 1
    assert bars["signal:safety_hazard"].phrase == 0


def test_hints_and_phrases_are_weighed_apart() -> None:
    kept = dev(False, False)
    kept.hinted[:, 2] = kept.true[:, 2]
    kept.found[::3, 2] = True
    bar = encoder_blend.bars(kept, (1.0, 0.0))["demand:refund"]
    assert bar.hint > 1
    assert bar.phrase == 0
