"""What the encoder is shown in training."""

from __future__ import annotations

from collections import Counter

import numpy as np

from triage.learning import encoder_batches, examples
from triage.learning.clauses import Clause, Place
from triage.learning.ngrams import labels_of
from triage.understanding.tokens import BEGIN, END, Pieces

MAILS = tuple(
    mail
    for name in ("de", "de.2", "nl", "nl.2")
    for mail in examples.load(examples.FOLDER / f"{name}.jsonl")
)
LETTERS = sorted({letter for one in MAILS for letter in one.text.lower() + one.text.upper()})
PIECES = Pieces(
    {letter: row for row, letter in enumerate(["▁", *LETTERS], 4)}, [-1.0] * (len(LETTERS) + 5)
)

WISH, CHAT = "demand:refund", "wish me luck"
CLAUSES = {
    "de": (
        Clause("Geld zurück bis Freitag.", Place.AFTER, frozenset({WISH, "signal:deadline"})),
        Clause(CHAT, Place.BEFORE, frozenset()),
    )
}


def test_an_epoch_shows_every_mail_once_with_what_is_right() -> None:
    labels = labels_of(MAILS)
    shown = list(encoder_batches.epoch(MAILS, labels, PIECES, CLAUSES, np.random.default_rng(1)))
    types = Counter(int(kind) for batch in shown for kind in batch.types)
    assert types == Counter(labels.index(f"type:{one.type}") for one in MAILS)
    assert sum(len(batch.rows) for batch in shown) == len(MAILS)
    wishes = sum(float(batch.labels.sum()) for batch in shown)
    assert wishes >= sum(len(one.labels & set(labels)) - 1 for one in MAILS) > 0
    for batch in shown:
        assert batch.rows.shape == batch.mask.shape
        assert (batch.rows[:, 0] == BEGIN).all()
        assert ((batch.rows == END).sum(axis=1) == 1).all()


def test_the_same_seed_shows_the_same_mails() -> None:
    labels = labels_of(MAILS)
    first, second = (
        next(encoder_batches.epoch(MAILS, labels, PIECES, CLAUSES, np.random.default_rng(3)))
        for _ in range(2)
    )
    assert (first.rows == second.rows).all()
    assert (first.labels == second.labels).all()


def test_clauses_join_mails_of_their_language_and_bring_their_labels() -> None:
    plain = tuple(one for one in MAILS if not one.labels & {WISH, "signal:deadline"})
    labels = tuple(dict.fromkeys((*labels_of(MAILS), "signal:deadline")))
    added = Counter(
        (one.language, deadline)
        for one, deadline in zip(plain, _deadlines(plain, labels), strict=True)
    )
    share = added["de", True] / (added["de", True] + added["de", False])
    assert 0.15 < share < 0.4
    assert not added["nl", True]


def _deadlines(mails: tuple[examples.Example, ...], labels: tuple[str, ...]) -> list[bool]:
    place = [label for label in labels if not label.startswith("type:")].index("signal:deadline")
    told: list[bool] = []
    for one in mails:  # an epoch of one mail each, for an epoch of all is shuffled
        chance = np.random.default_rng(len(told))
        batch = next(encoder_batches.epoch((one,), labels, PIECES, CLAUSES, chance))
        told.append(bool(batch.labels[0, place]))
    return told
