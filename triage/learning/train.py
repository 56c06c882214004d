"""Train the n-gram model and write it with its card: five folds judge, all mails teach.

Nothing here is left to chance: the same examples give the same bytes.
"""

from __future__ import annotations

import dataclasses
import platform
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import sklearn
from numpy.typing import NDArray

from triage import trained
from triage.learning import calibration, ngrams
from triage.learning.calibration import Bools
from triage.learning.examples import Example, fingerprint, folds, load
from triage.mail import grams
from triage.understanding.model import ARRAYS, CARD, Floats, NgramModel, softmax
from triage.understanding.phrases import PhraseBook

FOLDS = 5
RECALL_FIRST = {"signal:safety_hazard": 2.0}  # beta of F; a missed hazard costs more than a look

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Unseen:
    """What models said of mails they were not trained on: scores (N, H), evidence (N,)."""

    labels: tuple[str, ...]
    scores: Floats
    evidence: Floats
    true: Bools
    found: Bools  # by phrases or hints
    denied: Bools  # a phrase stands there, negated


def train(source: Path, target: Path, today: date, say: Say) -> dict[str, object]:
    """Train on the mails of `source`, write arrays and card to `target`, return the card."""
    data = ngrams.corpus(load(source))
    unseen = judge_unseen(data, say)
    say("training on all mails")
    rough = ngrams.fit(data, np.arange(len(data.examples)))
    ready, card = _calibrate(rough, unseen, data.examples)
    card = {
        "recipe": "triage.learning.ngrams: TF-IDF of hashed n-grams, ridge + naive Bayes, int8",
        "trained": today.isoformat(),
        "examples": {"mails": len(data.examples), "sha256": fingerprint(source)},
        "versions": {
            "python": platform.python_version(),
            "numpy": np.__version__,
            "scikit-learn": sklearn.__version__,
        },
        **card,
    }
    _write(target, ready, card)
    return card


def judge_unseen(data: ngrams.Corpus, say: Say) -> Unseen:
    """Let each fold be judged by a model trained on the others."""
    labels = ngrams.labels_of(data.examples)
    dealt = np.asarray(folds(data.examples, FOLDS))
    scores = np.zeros((len(dealt), len(labels)), dtype=np.float32)
    evidence = np.zeros(len(dealt), dtype=np.float32)
    for fold in range(FOLDS):
        say(f"fold {fold + 1} of {FOLDS}")
        fitted = ngrams.fit(data, np.flatnonzero(dealt != fold))
        for row in np.flatnonzero(dealt == fold):
            one = fitted.score(data.grams[row])
            scores[row], evidence[row] = one.values, one.evidence
    found, hinted, denied = phrases(data.examples, labels)
    true = np.asarray([[label in one.labels for label in labels] for one in data.examples])
    return Unseen(labels, scores, evidence, true, found | hinted, denied)


def phrases(examples: Sequence[Example], labels: tuple[str, ...]) -> tuple[Bools, Bools, Bools]:
    """Tell which labels phrases say of each mail, which are hinted at, and which are denied."""
    books = PhraseBook("demands"), PhraseBook("signals")
    found = np.zeros((len(examples), len(labels)), dtype=bool)
    denied = found.copy()
    for row, example in enumerate(examples):
        for book in books:
            for hit in book.find("text", example.text, example.language):
                if hit.label in labels:
                    (denied if hit.negated else found)[row, labels.index(hit.label)] = True
    hinted = np.asarray([[label in one.hints for label in labels] for one in examples])
    return found, hinted, denied & ~(found | hinted)


def _calibrate(
    rough: NgramModel, unseen: Unseen, examples: tuple[Example, ...]
) -> tuple[NgramModel, dict[str, object]]:
    kinds = rough.types
    right = unseen.true[:, :kinds].argmax(axis=1)
    factor = calibration.sharpness(unseen.scores[:, :kinds], right)
    chances = softmax((factor * unseen.scores[:, :kinds]).astype(np.float32))
    hit = chances.argmax(axis=1) == right
    confidence: Floats = chances.max(axis=1)
    thin = float(np.quantile(unseen.evidence, calibration.THIN_SHARE))
    least = calibration.sure_from(confidence, hit)
    sure = (confidence >= least) & (unseen.evidence >= thin)
    thresholds, spoken = _thresholds(unseen, kinds)
    ready = dataclasses.replace(
        rough,
        thresholds=np.asarray([0.0] * kinds + list(thresholds.values()), np.float32),
        sharpness=factor,
        sure_from=least,
        thin_below=thin,
    )
    card: dict[str, object] = {
        "features": {
            "version": grams.VERSION,
            "count": len(rough.keys),
            "unseen_idf": rough.unseen_idf,
        },
        "labels": rough.labels,
        "calibration": {"sharpness": factor, "sure_from": least, "thin_below": thin},
        "thresholds": thresholds,
        "scores": {
            "how": f"{FOLDS} folds, each language's mails of a type dealt evenly",
            "type": {
                "right": share(hit),
                "sure": share(sure),
                "right_when_sure": share(hit[sure]),
                "reliability": calibration.reliability(confidence, hit),
                "by_type": by([str(one.type) for one in examples], hit),
                "by_language": by([one.language for one in examples], hit),
            },
            "labels": spoken,
        },
    }
    return ready, card


def _thresholds(unseen: Unseen, kinds: int) -> tuple[dict[str, float], dict[str, object]]:
    thresholds: dict[str, float] = {}
    spoken: dict[str, object] = {}
    for place, label in enumerate(unseen.labels[kinds:], kinds):
        # A denied phrase silences the head, as it does when a mail is read.
        scores = np.where(unseen.denied[:, place], -np.inf, unseen.scores[:, place])
        found, true = unseen.found[:, place], unseen.true[:, place]
        finite = np.where(np.isfinite(scores), scores, unseen.scores[:, place].min() - 1)
        chosen = calibration.threshold(finite, found, true, RECALL_FIRST.get(label, 1.0))
        thresholds[label] = round(chosen, 6)
        told = calibration.count((finite >= chosen) | found, true)
        spoken[label] = {
            "f1": round(told.score(), 3),
            "precision": round(told.right / max(told.said, 1), 3),
            "recall": round(told.right / max(told.true, 1), 3),
            "true": told.true,
            "phrases_alone_f1": round(calibration.count(found, true).score(), 3),
        }
    return thresholds, spoken


def share(right: NDArray[np.bool_]) -> float:
    """Return how many of all are right, 0..1."""
    return round(float(right.mean()), 4) if len(right) else 0.0


def by(groups: list[str], right: Bools) -> dict[str, float]:
    """Return the share of each group that is right."""
    named = np.asarray(groups)
    return {group: share(right[named == group]) for group in sorted(set(groups))}


def _write(target: Path, ready: NgramModel, card: dict[str, object]) -> None:
    held = {
        "keys": ready.keys,
        "idf": ready.idf.astype(np.float16),
        "weights": ready.weights,
        "scale": ready.scale,
        "offset": ready.offset,
    }
    trained.write(target / ARRAYS, target / CARD, held, card)
