"""Fit the n-gram model: TF-IDF, ridge regression per label, naive Bayes mixed in for the types.

Both are linear in the same vector, so they add up to one table of weights, stored as int8.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import Ridge
from sklearn.naive_bayes import MultinomialNB

from triage.learning.examples import Example
from triage.mail.grams import Grams, Keys, fold, grams
from triage.understanding.model import Floats, NgramModel
from triage.understanding.taxonomy import Demand, Signal, Type

LEAST_OF_LABEL = 50  # of fewer examples a head learns their accidents; phrases speak alone
LEAST_MAILS = 2  # a feature met in fewer mails is dropped
MOST_FEATURES = 270_000  # keeps the shipped arrays under 12 MB
RIDGE_ALPHA = 0.5
BAYES_ALPHA = 0.03
BAYES_SHARE = 0.07  # scores of naive Bayes spread 7 times wider than those of the regression


@dataclass(frozen=True, slots=True)
class Corpus:
    """Labelled mails as the features see them: one (Grams of subject, Grams of text) each."""

    examples: tuple[Example, ...]
    grams: tuple[tuple[Grams, ...], ...]


def corpus(examples: Sequence[Example]) -> Corpus:
    """Work out the features of labelled mails once."""
    return Corpus(
        tuple(examples),
        tuple((grams(fold(one.subject)), grams(fold(one.text))) for one in examples),
    )


def labels_of(examples: Sequence[Example]) -> tuple[str, ...]:
    """List all types, then the demands and signals that have examples enough."""
    counts = Counter(label for example in examples for label in example.labels)
    met = {label for label, count in counts.items() if count >= LEAST_OF_LABEL}
    wishes = [f"demand:{demand}" for demand in Demand] + [f"signal:{one}" for one in Signal]
    return (*(f"type:{one}" for one in Type), *(label for label in wishes if label in met))


def fit(data: Corpus, rows: NDArray[np.int64]) -> NgramModel:
    """Fit a model on the chosen rows of a corpus; it is not calibrated yet."""
    labels = labels_of(data.examples)
    counted = [_counted(data.grams[row]) for row in rows]
    keys, idf, unseen = _vocabulary(counted)
    vectors = _vectors(counted, keys, idf, unseen)
    right = np.asarray([[label in data.examples[row].labels for label in labels] for row in rows])
    weights, offset = _weights(vectors, right, labels)
    # The weakest rows go, measured by what they can add to a score.
    strength = np.abs(weights).max(axis=1) * idf
    kept = np.sort(np.argsort(-strength, kind="stable")[:MOST_FEATURES])
    scale = np.maximum(np.abs(weights[kept]).max(axis=0) / 127, 1e-9).astype(np.float32)
    return NgramModel(
        labels=labels,
        types=len(Type),
        keys=keys[kept],
        idf=idf[kept].astype(np.float16).astype(np.float32),
        weights=np.rint(weights[kept] / scale).astype(np.int8),
        scale=scale,
        offset=offset.astype(np.float32),
        thresholds=np.zeros(len(labels), np.float32),
        unseen_idf=unseen,
        sharpness=1.0,
        sure_from=1.0,
        thin_below=0.0,
    )


def _counted(fields: tuple[Grams, ...]) -> tuple[Keys, NDArray[np.int64]]:
    keys, counts = np.unique(np.concatenate([one.keys for one in fields]), return_counts=True)
    return keys, counts


def _vocabulary(
    counted: Sequence[tuple[Keys, NDArray[np.int64]]],
) -> tuple[Keys, Floats, float]:
    keys, mails = np.unique(np.concatenate([keys for keys, _ in counted]), return_counts=True)
    kept = mails >= LEAST_MAILS
    idf = np.log((1 + len(counted)) / (1 + mails[kept])) + 1
    return keys[kept], idf.astype(np.float32), float(np.log((1 + len(counted)) / 2) + 1)


def _vectors(
    counted: Sequence[tuple[Keys, NDArray[np.int64]]], keys: Keys, idf: Floats, unseen: float
) -> sparse.csr_matrix:
    places, values, ends = [], [], [0]
    for mine, counts in counted:
        near = np.minimum(np.searchsorted(keys, mine), len(keys) - 1)
        known = keys[near] == mine
        value = (1 + np.log(counts)) * np.where(known, idf[near], unseen)
        value /= max(float(np.sqrt(value @ value)), 1e-9)
        places.append(near[known])
        values.append(value[known])
        ends.append(ends[-1] + int(known.sum()))
    flat = np.concatenate(values).astype(np.float32)
    return sparse.csr_matrix(
        (flat, np.concatenate(places), np.asarray(ends)), shape=(len(counted), len(keys))
    )


def _weights(
    vectors: sparse.csr_matrix, right: NDArray[np.bool_], labels: tuple[str, ...]
) -> tuple[Floats, Floats]:
    ridge = Ridge(alpha=RIDGE_ALPHA, solver="sparse_cg", tol=1e-3)
    ridge.fit(vectors, (2 * right - 1).astype(np.float32))
    weights = np.ascontiguousarray(ridge.coef_.T, dtype=np.float32)
    offset = np.asarray(ridge.intercept_, dtype=np.float32)
    types = [place for place, label in enumerate(labels) if label.startswith("type:")]
    bayes = MultinomialNB(alpha=BAYES_ALPHA, fit_prior=False)
    bayes.fit(vectors, right[:, types].argmax(axis=1))
    spoken = bayes.feature_log_prob_.T[:, np.argsort(bayes.classes_)]
    weights[:, bayes.classes_] += BAYES_SHARE * (spoken - spoken.mean(axis=1, keepdims=True))
    return weights, offset
