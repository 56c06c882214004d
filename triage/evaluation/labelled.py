"""Labelled mails: own words in JSON Lines, or whole mails in an mbox with `Label-` headers.

docs/labelling.md says what the labels mean. The trap: they must be gone before a mail is read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from triage.errors import PathMissing, SettingsWrong
from triage.sources import mails
from triage.understanding.meaning import Words
from triage.understanding.taxonomy import Demand, Signal, Type

_LABEL = re.compile(rb"^Label-([A-Za-z]{1,20}):([^\r\n]*)\r?\n", re.MULTILINE)
_LISTS = ("demands", "signals", "orders", "tracking")
_LABELS = frozenset({*_LISTS, "language", "type", "name"})
_PLAIN = b"MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n"
_TYPED = re.compile(rb"^content-type:", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Truth:
    """What is right to read out of a mail; None where the label says nothing of it."""

    language: str
    type: Type
    demands: frozenset[Demand]
    signals: frozenset[Signal]
    orders: tuple[str, ...] | None = None
    tracking: tuple[str, ...] | None = None
    name: str | None = None  # as one greets the person, "" for nobody


@dataclass(frozen=True, slots=True)
class Labelled:
    """One mail with its truth: `content` if it is whole, else the customer's `words` alone."""

    where: str  # "de.mbox#3", "de.jsonl:17"
    truth: Truth
    words: Words | None = None
    content: bytes | None = None
    sent_at: datetime | None = None


def load(path: Path) -> Iterator[Labelled]:
    """Read labelled mails from a .jsonl, an mbox, or all of a folder. A faulty one is named."""
    if not path.exists():
        raise PathMissing(f"{path}: no such file or folder")
    files = sorted((*path.rglob("*.jsonl"), *path.rglob("*.mbox"))) if path.is_dir() else [path]
    if not files:
        raise PathMissing(f"{path}: holds no .jsonl and no .mbox")
    for file in files:
        yield from _lines(file) if file.suffix == ".jsonl" else _whole(file)


def truth_of(row: Mapping[str, Any], language: str) -> Truth:
    """Check the labels of one mail. Raises KeyError, TypeError or ValueError."""
    demands, signals = row.get("demands", []), row.get("signals", [])
    if not isinstance(demands, list) or not isinstance(signals, list):
        raise TypeError("demands and signals are lists")
    return Truth(
        language=str(row.get("language", language)),
        type=Type(str(row["type"])),
        demands=frozenset(map(Demand, demands)),
        signals=frozenset(map(Signal, signals)),
        orders=tuple(map(str, row["orders"])) if "orders" in row else None,
        tracking=tuple(map(str, row["tracking"])) if "tracking" in row else None,
        name=str(row["name"]) if "name" in row else None,
    )


def _language(file: Path) -> str:
    return file.name.split(".")[0]


def _lines(file: Path) -> Iterator[Labelled]:
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        where = f"{file.name}:{number}"
        try:
            row = json.loads(line)
            words = Words(subject=str(row.get("subject", "")), text=str(row["text"]))
            yield Labelled(where, truth_of(row, _language(file)), words=words)
        except (KeyError, TypeError, ValueError) as fault:
            raise SettingsWrong(f"{file}:{number}: not a labelled mail: {fault}") from fault


def _whole(file: Path) -> Iterator[Labelled]:
    for where, content in mails([file]):
        head, gap, body = content.partition(b"\n\n")
        name = where.removeprefix(str(file.parent)).lstrip("/")
        try:
            truth = _truth_above(head + b"\n", _language(file))
        except (KeyError, ValueError) as fault:
            raise SettingsWrong(f"{file}, mail {name}: not a labelled mail: {fault}") from fault
        bare = _LABEL.sub(b"", head + b"\n")
        kind = b"" if _TYPED.search(bare) else _PLAIN
        yield Labelled(name, truth, content=kind + bare + gap[1:] + body)


def _truth_above(head: bytes, language: str) -> Truth:
    said = {name.decode().lower(): value.decode() for name, value in _LABEL.findall(head)}
    if unknown := sorted(set(said) - _LABELS):
        raise ValueError(f"unknown label {unknown[0]}")
    row: dict[str, Any] = {key: _listed(said.get(key, "")) for key in _LISTS}
    row |= {key: said[key].strip() for key in ("language", "type") if key in said}
    return truth_of({**row, "name": said.get("name", "").strip()}, language)


def _listed(value: str) -> list[str]:
    return [part.strip() for part in value.split(",") if part.strip()]
