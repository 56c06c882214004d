"""The stores as `triage understand` needs them: who we are, and a reader for each."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from triage import settings as settings_of
from triage.learnt import Learnt
from triage.mail.message import Identity
from triage.practice import identity, reader_options
from triage.settings import Settings, secrets
from triage.settings.stores import Store
from triage.understanding import model
from triage.understanding.complaint import ComplaintReader
from triage.understanding.reader import Reader, ReaderOptions


@dataclass(frozen=True, slots=True)
class Shop:
    """As much of a store as understanding needs."""

    identity: Identity
    reader: Reader
    zone: ZoneInfo


def shops(file: Path | None, *, ngrams: bool = False) -> tuple[Shop, ...]:
    """Build the stores of a settings file; without one a store nothing is known about.

    With `ngrams` complaints are judged without the encoder, as where onnxruntime does not run.
    """
    complaints = ComplaintReader(model.load()) if ngrams else None
    if file is None:
        return (Shop(Identity(), Reader(ReaderOptions(), complaints), ZoneInfo("UTC")),)
    settings = settings_of.read(file)
    key = _key(settings)
    learnt = Learnt(settings.paths.data)

    def reader(name: str, store: Store) -> Reader:
        made = Reader(reader_options(store), complaints)
        return made if ngrams else learnt.teach(name, made)  # learnt beside both judges

    return tuple(
        Shop(
            identity(settings, name, key),
            reader(name, store),
            ZoneInfo(store.time_zone),
        )
        for name, store in settings.store.items()
    )


def _key(settings: Settings) -> bytes:
    """Return the key of our Message-IDs; where none was made yet, none is made now."""
    made = settings.secrets.key_file or settings.paths.data / "secret.key"
    return secrets.key(settings) if settings.secrets.key_env or made.exists() else b""
