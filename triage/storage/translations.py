"""Translations made before, found by the hash of their masked text.

The trap: what is kept is the masked translation, so it serves every customer who wrote the same
and holds none of their names and numbers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import select

from triage.storage.database import Database
from triage.storage.registers import translations
from triage.storage.rows import insert_new


@dataclass(frozen=True, slots=True)
class Key:
    """What tells one translation from another; `sha256` in hex, languages as BCP 47."""

    sha256: str
    source: str
    target: str
    engine: str


class Translations:
    """The translations of a store; safe to share between threads."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    def find(self, key: Key) -> str | None:
        """Return the masked translation, None if there is none yet."""
        query = select(translations.c.text).filter_by(**asdict(key))
        with self._database.read() as connection:
            return connection.execute(query).scalar_one_or_none()

    def keep(self, key: Key, text: str) -> None:
        """Keep a masked translation; of two made at once the first stays."""
        row = {**asdict(key), "text": text, "made_at": self._clock()}
        with self._database.write("translation") as connection:
            insert_new(connection, translations, [row])
