"""Score a reader of complaints on labelled mails: types, sureness, demands and signals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from triage.learning import calibration
from triage.learning.examples import Example
from triage.understanding.complaint import ComplaintReader
from triage.understanding.meaning import Words
from triage.understanding.taxonomy import Demand, Signal


def evaluate(mails: Sequence[Example], reader: ComplaintReader | None = None) -> dict[str, object]:
    """Read every mail with its true language and compare; shares are 0..1."""
    judge = ComplaintReader() if reader is None else reader
    told = [judge.read(Words(subject=one.subject, text=one.text), one.language) for one in mails]
    hit = np.asarray([said.type.label is one.type for said, one in zip(told, mails, strict=True)])
    sure = np.asarray([said.sure for said in told])
    second = [
        one.type in (said.type.label, *(label for label, _ in said.type.alternatives[:1]))
        for said, one in zip(told, mails, strict=True)
    ]
    wrong = Counter(
        f"{one.type} → {said.type.label}"
        for said, one in zip(told, mails, strict=True)
        if said.type.label is not one.type
    )
    confidence = np.asarray([said.type.confidence for said in told], dtype=np.float32)
    return {
        "mails": len(mails),
        "type": {
            "right": _share(hit),
            "right_or_second": _share(np.asarray(second)),
            "sure": _share(sure),
            "right_when_sure": _share(hit[sure]),
            "reliability": calibration.reliability(confidence, hit),
            "by_type": _by([str(one.type) for one in mails], hit),
            "by_language": _by([one.language for one in mails], hit),
            "confused": dict(wrong.most_common(15)),
        },
        "labels": {
            **{
                f"demand:{label}": _counts(
                    np.asarray([label in said.demands for said in told]),
                    np.asarray([label in one.demands for one in mails]),
                )
                for label in Demand
            },
            **{
                f"signal:{label}": _counts(
                    np.asarray([label in said.signals for said in told]),
                    np.asarray([label in one.signals for one in mails]),
                )
                for label in Signal
            },
        },
    }


def _counts(said: calibration.Bools, true: calibration.Bools) -> dict[str, float]:
    counts = calibration.count(said, true)
    return {
        "f1": round(counts.score(), 3),
        "precision": round(counts.right / max(counts.said, 1), 3),
        "recall": round(counts.right / max(counts.true, 1), 3),
        "true": counts.true,
    }


def _share(right: calibration.Bools) -> float:
    return round(float(right.mean()), 4) if len(right) else 0.0


def _by(groups: list[str], right: calibration.Bools) -> dict[str, float]:
    named = np.asarray(groups)
    return {group: _share(right[named == group]) for group in sorted(set(groups))}
