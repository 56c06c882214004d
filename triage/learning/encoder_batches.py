"""What the encoder is shown in training: batches of mails of like length, spelt as people spell.

A mail is sometimes shown below a shorter one of its kind, as below a subject, with gaps, so that no
single word is learnt by heart, or with clauses that could stand in any mail, so that no type is
known by its threats.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from triage.learning.clauses import Clause, Place
from triage.learning.examples import Example
from triage.learning.spelling import spelt
from triage.understanding.embedding import Floats
from triage.understanding.tokens import Pieces
from triage.understanding.window import PREFIX, shown

BATCH = 32
_CHUNK = 20 * BATCH  # sorted by length within, so that a batch wastes little on padding
_SHORT = 80  # code points of what may stand for a subject
_SUBJECT = 0.12
_GAPPED, _GAPS = 0.4, 0.12  # mails with gaps, and the pieces that lack in one
_CLAUSES = (0.6, 0.25, 0.15)  # mails with none, one and two of them added

Said = tuple[str, frozenset[str]]  # what a mail says, and the labels it bears


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows of the embedding table (mails, length), 1 where a piece stands, and what is right."""

    rows: NDArray[np.int64]
    mask: Floats
    types: NDArray[np.int64]
    labels: Floats


def padded(listed: Sequence[Sequence[int]]) -> tuple[NDArray[np.int64], Floats]:
    """Lay lists of rows side by side."""
    longest = max(map(len, listed))
    rows = np.zeros((len(listed), longest), np.int64)
    mask = np.zeros((len(listed), longest), np.float32)
    for at, one in enumerate(listed):
        rows[at, : len(one)] = one
        mask[at, : len(one)] = 1
    return rows, mask


def epoch(
    examples: Sequence[Example],
    labels: tuple[str, ...],
    pieces: Pieces,
    clauses: Mapping[str, Sequence[Clause]],
    chance: np.random.Generator,
) -> Iterator[Batch]:
    """Go once through the mails in a new order; `clauses` are those of each language."""
    joined = [
        _joined(said, clauses.get(one.language, ()), chance)
        for one, said in zip(examples, _with_subjects(examples, chance), strict=True)
    ]
    order = chance.permutation(len(joined))
    batches: list[list[tuple[list[int], frozenset[str]]]] = []
    for start in range(0, len(order), _CHUNK):
        chunk = [
            (shown(_gapped(pieces.encode(PREFIX + spelt(text, chance)), chance)), borne)
            for text, borne in (joined[at] for at in order[start : start + _CHUNK])
        ]
        chunk.sort(key=lambda one: len(one[0]))
        batches += [chunk[at : at + BATCH] for at in range(0, len(chunk), BATCH)]
    kinds = sum(label.startswith("type:") for label in labels)
    for place in chance.permutation(len(batches)):
        rows, mask = padded([listed for listed, _ in batches[place]])
        right = np.asarray([[label in said for label in labels] for _, said in batches[place]])
        yield Batch(rows, mask, right[:, :kinds].argmax(1), right[:, kinds:].astype(np.float32))


def _joined(mail: Said, clauses: Sequence[Clause], chance: np.random.Generator) -> Said:
    text, labels = mail
    count = int(chance.choice(len(_CLAUSES), p=_CLAUSES))
    for at in chance.permutation(len(clauses))[:count]:
        one = clauses[at]
        first = one.place is Place.BEFORE or (one.place is Place.BOTH and chance.random() < 0.5)
        gap = "\n" if chance.random() < 0.5 else " "
        text = f"{one.text}{gap}{text}" if first else f"{text}{gap}{one.text}"
        labels |= one.labels
    return text, labels


def _gapped(rows: list[int], chance: np.random.Generator) -> list[int]:
    if chance.random() >= _GAPPED:
        return rows
    kept = chance.random(len(rows)) >= _GAPS
    return [row for row, here in zip(rows, kept, strict=True) if here] or rows


def _with_subjects(examples: Sequence[Example], chance: np.random.Generator) -> Iterator[Said]:
    short: dict[tuple[str, str], list[Example]] = defaultdict(list)
    for one in examples:
        if len(one.text) <= _SHORT:
            short[one.language, one.type].append(one)
    for one in examples:
        above = short[one.language, one.type]
        if above and not one.subject and chance.random() < _SUBJECT:
            other = above[int(chance.integers(len(above)))]
            yield f"{other.text}\n{one.text}", one.labels | other.labels
        else:
            yield one.said, one.labels
