"""Clauses that stand in any customer's mail: they demand, threaten or chat, and tell no type.

Training adds them to mails of every type. Without them the models tie a threat or a wish to the
types it stands with most often, and take "refund me by Friday" for a sign of what went wrong.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from triage.errors import SettingsWrong
from triage.learning.examples import files
from triage.understanding.taxonomy import Demand, Signal

FOLDER = Path(__file__).parent / "clauses"


class Place(StrEnum):
    """Where a clause can stand, seen from the matter of a mail."""

    BEFORE = "before"
    AFTER = "after"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Clause:
    """One or two sentences with the labels they bear, as the model names them."""

    text: str
    place: Place
    labels: frozenset[str]


def load(folder: Path = FOLDER) -> Mapping[str, tuple[Clause, ...]]:
    """Read the clauses by language; the file's name is the language's code.

    Raises SettingsWrong with file and line where one is no clause.
    """
    return {file.stem: _read(file) for file in files(folder)}


def _read(file: Path) -> tuple[Clause, ...]:
    clauses = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        try:
            row = json.loads(line)
            demands = (f"demand:{Demand(one)}" for one in row["demands"])
            signals = (f"signal:{Signal(one)}" for one in row["signals"])
            clauses.append(
                Clause(str(row["text"]), Place(row["place"]), frozenset((*demands, *signals)))
            )
        except (KeyError, TypeError, ValueError) as fault:
            raise SettingsWrong(f"{file}:{number}: not a clause: {fault}") from fault
    return tuple(clauses)
