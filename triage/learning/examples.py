"""Labelled mails: read them, name their state by a hash, deal them into folds.

One file per language (`de.jsonl`, `de.2.jsonl`); the file's name is the language's code.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from triage.errors import PathMissing, SettingsWrong
from triage.evaluation import labelled
from triage.evaluation.judging import words_in
from triage.evaluation.labelled import truth_of
from triage.mail.message import Identity
from triage.understanding import deadlines
from triage.understanding.complaint import read_fields
from triage.understanding.hints import hints_of
from triage.understanding.meaning import Words
from triage.understanding.taxonomy import Demand, Signal, Type

FOLDER = Path(__file__).parent / "examples"


@dataclass(frozen=True, slots=True)
class Example:
    """One mail with what is right to read out of it."""

    language: str
    text: str
    type: Type
    demands: frozenset[Demand]
    signals: frozenset[Signal]
    subject: str = ""
    hints: frozenset[str] = frozenset()  # labels that speak from beside the words

    @property
    def said(self) -> str:
        """Return subject and text as the encoder reads them."""
        return "\n".join(filter(None, (self.subject, self.text)))

    @property
    def labels(self) -> frozenset[str]:
        """Return type, demands and signals as the model names them."""
        return frozenset(
            (
                f"type:{self.type}",
                *(f"demand:{demand}" for demand in self.demands),
                *(f"signal:{signal}" for signal in self.signals),
            )
        )


def files(path: Path) -> tuple[Path, ...]:
    """List the JSONL files at a path, sorted by name."""
    if not path.exists():
        raise PathMissing(f"{path}: no such file or folder")
    return tuple(sorted(path.glob("*.jsonl"))) if path.is_dir() else (path,)


def load(path: Path) -> tuple[Example, ...]:
    """Read labelled mails from a file or folder; a faulty line is named."""
    return tuple(example for file in files(path) for example in _read(file))


def whole(path: Path) -> tuple[Example, ...]:
    """Read labelled mails as the models are asked about them: own words, a reply's subject gone."""
    mails = []
    for one in labelled.load(path):
        words, _, _ = words_in(one, Identity())
        fields, truth = read_fields(words), one.truth
        mails.append(
            Example(
                language=truth.language,
                text=fields["text"].strip(),
                type=truth.type,
                demands=truth.demands,
                signals=truth.signals,
                subject=fields.get("subject", "").strip(),
                hints=hints_of(words, deadlines.find(words, truth.language)[0], truth.language),
            )
        )
    return tuple(mails)


def fingerprint(path: Path) -> str:
    """Return the SHA-256 over the files' names and bytes, in order of name."""
    total = hashlib.sha256()
    for file in files(path):
        total.update(file.name.encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


def folds(examples: Iterable[Example], count: int = 5) -> tuple[int, ...]:
    """Deal every language's mails of a type evenly into folds, without chance."""
    seen: Counter[tuple[str, str]] = Counter()
    dealt = []
    for example in examples:
        group = (example.language, str(example.type))
        dealt.append((seen[group] + zlib.crc32("|".join(group).encode())) % count)
        seen[group] += 1
    return tuple(dealt)


def _read(file: Path) -> list[Example]:
    examples = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            examples.append(_example(json.loads(line), file.name.split(".")[0]))
        except (KeyError, TypeError, ValueError) as fault:
            raise SettingsWrong(f"{file}:{number}: not a labelled mail: {fault}") from fault
    return examples


def _example(row: dict[str, object], language: str) -> Example:
    truth = truth_of(row, language)
    # A reply's subject is not read, so nothing is to be learnt from one.
    fields = read_fields(Words(subject=str(row.get("subject", "")), text=str(row["text"])))
    return Example(
        language=truth.language,
        text=fields["text"],
        type=truth.type,
        demands=truth.demands,
        signals=truth.signals,
        subject=fields.get("subject", ""),
    )
