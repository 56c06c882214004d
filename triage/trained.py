"""Reads and writes what training leaves of a model: its arrays (.npz) and its card (.json)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from triage.errors import SettingsWrong

Card = Mapping[str, Any]
Arrays = Mapping[str, Any]  # NDArrays of any type, which numpy's own hints do not take by name


def read(arrays: Path, card: Path, features: object, remedy: str) -> tuple[Arrays, Card]:
    """Read a model's files; nothing is unpickled.

    Raises SettingsWrong, which tells the `remedy`, if the card is of another version of `features`.
    """
    told = json.loads(card.read_text(encoding="utf-8"))
    if told["features"]["version"] != features:
        raise SettingsWrong(f"{card}: made for other features; {remedy}")
    with np.load(arrays, allow_pickle=False) as held:
        return dict(held), told


def write(arrays: Path, card: Path, held: Arrays, told: Card) -> None:
    """Write a model's files side by side, making their folder."""
    arrays.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(arrays, **held)
    text = json.dumps(told, indent=1, ensure_ascii=False)
    card.write_text(text + "\n", encoding="utf-8")
