"""What a store learns from: its corrections and shipped examples, as the shipped models read them.

The encoder's answers are kept by the hash of what it read, so that only new words cost time. The
trap: whatever else the models make of a text (phrases, n-grams) changes with the program, so it is
worked out anew.
"""

from __future__ import annotations

import hashlib
import io
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from triage.errors import SettingsWrong
from triage.learning import examples, own
from triage.learning.examples import Example
from triage.learning.own import Compared, Lessons
from triage.learnt import arrays
from triage.storage import files
from triage.understanding import deadlines, encoder, model
from triage.understanding.complaint import ComplaintReader, text_of
from triage.understanding.embedding import Floats
from triage.understanding.hints import hints_of
from triage.understanding.meaning import Words
from triage.understanding.own import Own, placed
from triage.understanding.taxonomy import Demand, Signal, Type

_log = logging.getLogger(__name__)
ANCHORS = 30  # of each type to hold the step, and as many kept aside

Tell = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Corrected:
    """A corrected mail, and what people know it by."""

    name: str
    example: Example


def corrected(rows: Iterable[Mapping[str, Any]]) -> tuple[Corrected, ...]:
    """Return a store's corrections, as `Corrections.listed` gives them, each text once.

    Of the same words the last is right; texts without a letter teach nothing.
    """
    last: dict[tuple[str, str], Corrected] = {}
    for row in rows:
        said = str(row["subject"]), str(row["text"])
        if not any(letter.isalpha() for part in said for letter in part):
            continue
        last.pop(said, None)
        last[said] = Corrected(
            row["case"] or f"no. {row['id']}",
            Example(
                language=str(row["language"]),
                subject=said[0],
                text=said[1],
                type=Type(row["type"]),
                demands=frozenset(map(Demand, row["demands"])),
                signals=frozenset(map(Signal, row["signals"])),
            ),
        )
    return tuple(last.values())


def anchors(known: Iterable[Example]) -> tuple[tuple[Example, ...], tuple[Example, ...]]:
    """Choose shipped examples evenly over types and, within, languages: to hold, and kept aside."""
    by_type: dict[Type, list[Example]] = {kind: [] for kind in Type}
    for example in known:
        by_type[example.type].append(example)
    chosen: tuple[list[Example], list[Example]] = ([], [])
    for group in by_type.values():
        many = min(2 * ANCHORS, len(group))
        for at in range(many):
            chosen[at % 2].append(group[at * len(group) // many])
    return tuple(chosen[0]), tuple(chosen[1])


class Ear:
    """What the encoder makes of texts, kept in a file by their content.

    Raises SettingsWrong where there is no encoder.
    """

    def __init__(self, file: Path, folder: Path = model.FOLDER) -> None:
        listener = encoder.shared(folder)
        if listener is None:
            raise SettingsWrong("learning needs the encoder: install onnxruntime for this platform")
        self._encoder = listener
        self._models = hashlib.sha256((folder / encoder.CARD).read_bytes()).hexdigest()
        self._file = file
        self._kept = _kept(file)
        self._used: set[bytes] = set()
        self.heard = 0  # texts the encoder had to be asked about

    def hear(self, text: str) -> tuple[Floats, Floats]:
        """Return the scores and the meaning of a text."""
        key = hashlib.sha256(f"{self._models}\0{text}".encode()).digest()
        if key not in self._kept:
            heard = self._encoder.read(text)
            self._kept[key] = heard.scores, heard.meaning
            self.heard += 1
        self._used.add(key)
        return self._kept[key]

    def keep(self) -> None:
        """Write what was used this time; what no correction says any more is forgotten."""
        if not self.heard and len(self._used) == len(self._kept):
            return
        keys = sorted(self._used)
        out = io.BytesIO()
        np.savez(
            out,
            keys=np.frombuffer(b"".join(keys), np.uint8).reshape(len(keys), -1),
            scores=np.stack([self._kept[key][0] for key in keys]),
            meanings=np.stack([self._kept[key][1] for key in keys]),
        )
        files.replace(self._file, out.getvalue())


def _kept(file: Path) -> dict[bytes, tuple[Floats, Floats]]:
    if not file.exists():
        return {}
    try:
        held = arrays(file)
        parts = held["keys"], held["scores"], held["meanings"]
    except (SettingsWrong, KeyError) as error:
        _log.warning("%s is made anew: %s", file, error)
        return {}
    rows = zip(*parts, strict=True)
    return {key.tobytes(): (scores, meaning) for key, scores, meaning in rows}


@dataclass(frozen=True, slots=True, eq=False)
class Class:
    """All that is learnt from, for `kinds` types first among the labels; N corrections."""

    labels: tuple[str, ...]
    kinds: int
    middle: Floats  # (W,)
    taught: Lessons
    anchors: Lessons
    aside: Lessons


def gather(corrections: Iterable[Corrected], ear: Ear, tell: Tell) -> Class:
    """Read corrections and anchors as the shipped models do.

    Raises PathMissing where the shipped examples are gone.
    """
    reader, labels = ComplaintReader(), model.shared().labels
    hold, aside = anchors(examples.load(examples.FOLDER))
    mine = tuple(each.example for each in corrections)
    every = (*mine, *hold, *aside)
    sums: list[Floats] = []
    meanings: list[Floats] = []
    for done, example in enumerate(every, 1):
        words = Words(subject=example.subject, text=example.text)
        language = example.language
        hints = hints_of(words, deadlines.find(words, language)[0], language)
        scores, meaning = ear.hear(text_of(words))
        sums.append(reader.margins(words, example.language, hints, scores))
        meanings.append(meaning)
        tell("reading examples", done, len(every))
    # The middle is that of the shipped examples: a store's few mails may all be of one sort.
    middle: Floats = np.stack(meanings[len(mine) :]).mean(axis=0)
    lessons = Lessons(
        np.stack(sums),
        placed(np.stack(meanings), middle),
        np.asarray([[label in each.labels for label in labels] for each in every]),
    )
    kinds = sum(label.startswith("type:") for label in labels)
    ends = len(mine), len(mine) + len(hold)
    taught, held, kept = map(lessons.part, np.split(np.arange(len(every)), ends))
    return Class(labels, kinds, middle, taught, held, kept)


def learn(corrections: Sequence[Corrected], lesson: Class, models: str) -> tuple[Own, Compared]:
    """Learn the step of the corrections that were gathered, and compare with and without it."""
    weights, compared = own.learn(
        lesson.taught, lesson.anchors, lesson.aside, lesson.labels, lesson.kinds
    )
    made = Own(
        models=models,
        middle=lesson.middle,
        weights=weights,
        places=lesson.taught.places,
        types=lesson.taught.true[:, : lesson.kinds].argmax(axis=1).astype(np.uint8),
        names=tuple(each.name for each in corrections),
    )
    return made, compared
