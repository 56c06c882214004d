"""What the encoder is shown in training."""

from __future__ import annotations

from collections import Counter

import numpy as np

from triage.learning import encoder_batches, examples
from triage.learning.ngrams import labels_of
from triage.understanding.taxonomy import Type
from triage.understanding.tokens import BEGIN, END, Pieces

MAILS = examples.load(examples.FOLDER / "de.jsonl")
LETTERS = sorted({letter for one in MAILS for letter in one.text.lower() + one.text.upper()})
PIECES = Pieces(
    {letter: row for row, letter in enumerate(["▁", *LETTERS], 4)}, [-1.0] * (len(LETTERS) + 5)
)


def test_mails_kept_for_choosing_are_not_among_those_learnt_and_few() -> None:
    everything = examples.load(examples.FOLDER)
    learnt, kept = encoder_batches.part(everything)
    assert not set(learnt) & set(kept)
    assert len(learnt) + len(kept) == len(everything)
    assert 0.07 < len(kept) / len(everything) < 0.1
    assert {everything[row].type for row in kept} == set(Type)
    assert len({everything[row].language for row in kept}) == 40


def test_an_epoch_shows_every_mail_once_with_what_is_right() -> None:
    labels = labels_of(MAILS)
    shown = list(encoder_batches.epoch(MAILS, labels, PIECES, np.random.default_rng(1)))
    types = Counter(int(kind) for batch in shown for kind in batch.types)
    assert types == Counter(labels.index(f"type:{one.type}") for one in MAILS)
    assert sum(len(batch.rows) for batch in shown) == len(MAILS)
    wishes = sum(float(batch.labels.sum()) for batch in shown)
    assert wishes >= sum(len(one.demands) + len(one.signals) for one in MAILS)
    for batch in shown:
        assert batch.rows.shape == batch.mask.shape
        assert (batch.rows[:, 0] == BEGIN).all()
        assert ((batch.rows == END).sum(axis=1) == 1).all()


def test_the_same_seed_shows_the_same_mails() -> None:
    labels = labels_of(MAILS)
    first, second = (
        next(encoder_batches.epoch(MAILS, labels, PIECES, np.random.default_rng(3)))
        for _ in range(2)
    )
    assert (first.rows == second.rows).all()
    assert (first.labels == second.labels).all()
