"""What stores have learnt from corrections, as files: one a store, beside the database.

`triage learn` writes them and whoever reads mails takes them up by itself. The trap: a file that is
broken, or was learnt beside other models, must never stop the mail; it is left out, and said so.
"""

from __future__ import annotations

import io
import json
import logging
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from triage.errors import SettingsWrong
from triage.storage import files
from triage.understanding.complaint import names_of_models
from triage.understanding.own import Own
from triage.understanding.reader import Reader

_log = logging.getLogger(__name__)
_REMEDY = "run `triage learn`"
_FORM = 1  # of the file

Stamp = tuple[int, int, int] | None


@dataclass(frozen=True, slots=True)
class Card:
    """What is told of a file: when it was made, from how many corrections, and how good it is."""

    made_at: datetime
    corrections: int
    figures: dict[str, Any]


class Learnt:
    """Keeps readers at what their stores have learnt last."""

    def __init__(self, data: Path) -> None:
        self._data = data
        # Those that run: a package that is exchanged under a running daemon changes nothing in it.
        self._models = names_of_models()
        self._stamps: dict[str, Stamp] = {}

    def teach(self, store: str, reader: Reader) -> Reader:
        """Return the reader as the store's file has it; the same one if that has not changed."""
        file = place(self._data, store)
        stamp = _stamp(file)
        if stamp == self._stamps.get(store):
            return reader
        try:
            taught = reader.knowing(read(file, self._models)[0] if stamp else None)
        except SettingsWrong as error:
            _log.warning("store %s is read as without corrections: %s", store, error)
            taught = reader.knowing(None)
        else:
            _log.info("store %s is read %s its corrections", store, "with" if stamp else "without")
        self._stamps[store] = stamp
        return taught


def place(data: Path, store: str) -> Path:
    """Return where a store's file lies."""
    return data / "learnt" / f"{store}.npz"


def cache(data: Path, store: str) -> Path:
    """Return where is kept what the encoder made of the store's examples."""
    return data / "learnt" / f"{store}.heard.npz"


def write(file: Path, own: Own, card: Card) -> None:
    """Write a store's file as a whole."""
    told = {
        "form": _FORM,
        "models": own.models,
        "made_at": card.made_at.isoformat(timespec="seconds"),
        "corrections": card.corrections,
        "figures": card.figures,
        "names": own.names,
    }
    out = io.BytesIO()
    np.savez_compressed(
        out,
        card=np.frombuffer(json.dumps(told).encode(), np.uint8),
        middle=own.middle,
        weights=own.weights,
        places=own.places.astype(np.float16),
        types=own.types,
    )
    files.replace(file, out.getvalue())


def read(file: Path, models: str) -> tuple[Own, Card]:
    """Read a store's file. Raises SettingsWrong if it is broken, or not of these models."""
    held = arrays(file)
    try:
        told = json.loads(held["card"].tobytes().decode())
        own = Own(
            models=str(told["models"]),
            middle=held["middle"].astype(np.float32),
            weights=held["weights"].astype(np.float32),
            places=held["places"].astype(np.float32),
            types=held["types"],
            names=tuple(map(str, told["names"])),
        )
        made_at = datetime.fromisoformat(told["made_at"])
        card = Card(made_at, int(told["corrections"]), dict(told["figures"]))
        form = told["form"]
    except (KeyError, TypeError, ValueError) as error:
        raise SettingsWrong(f"{file} is not what learning writes; {_REMEDY}") from error
    if not models:
        raise SettingsWrong(f"{file} needs the encoder, which is missing here")
    if form != _FORM or own.models != models:
        raise SettingsWrong(f"{file} was learnt beside other models; {_REMEDY}")
    if not _fits(own):
        raise SettingsWrong(f"{file} holds no numbers of use; {_REMEDY}")
    return own, card


def arrays(file: Path) -> dict[str, NDArray[Any]]:
    """Return the arrays of a file, nothing unpickled. Raises SettingsWrong if it is damaged."""
    try:
        # From memory: of a file that is no archive np.load would leave the descriptor open.
        with np.load(io.BytesIO(file.read_bytes()), allow_pickle=False) as held:
            return {name: held[name] for name in held}
    except Exception as error:  # damage shows as a dozen kinds of error
        raise SettingsWrong(f"{file} is damaged ({type(error).__name__}); {_REMEDY}") from error


def _fits(own: Own) -> bool:
    flat = own.middle.ndim == own.types.ndim == 1 and own.weights.ndim == 2
    if not flat or len(own.weights) != len(own.middle) or len(own.types) != len(own.names):
        return False
    if own.places.shape != (len(own.names), len(own.middle)):
        return False
    numbers = own.middle, own.weights, own.places
    return all(bool(np.isfinite(one).all()) for one in numbers)


def _stamp(file: Path) -> Stamp:
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
