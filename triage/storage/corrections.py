"""Corrections: how agents say that mails are rightly understood, as examples of their store.

The trap: they outlive the moment and may be exported, so only redacted text may be kept here
(`understanding.redaction`); whoever erases a mail erases its correction with it.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from triage.errors import NotFound
from triage.storage.database import Database, one_at_a_time
from triage.storage.registers import corrections
from triage.storage.schema import cases
from triage.understanding.taxonomy import Demand, Signal, Type

_LABELS = ("language", "type", "demands", "signals")


@dataclass(frozen=True, slots=True)
class Correction:
    """How one mail is rightly understood. `subject` and `text` are redacted; `at` is aware."""

    store: str
    at: datetime
    who: str
    language: str  # BCP 47, "und" if unknown
    subject: str
    text: str
    type: Type
    demands: tuple[Demand, ...]
    signals: tuple[Signal, ...]
    case_id: int | None = None  # with mail_id None for one that was imported
    mail_id: int | None = None
    told_type: str = ""  # by the program, "" if that is not known
    told_confidence: float = 0.0

    @property
    def sha256(self) -> str:
        """Return the hash by which the same words are known again."""
        return hashlib.sha256(f"{self.subject}\0{self.text}".encode()).hexdigest()


class Corrections:
    """The corrections kept in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def rows(self, store: str = "") -> list[dict[str, Any]]:
        """Return a store's corrections, the oldest first, as lines of docs/labelling.md.

        Beside the labels each has store, when (ISO 8601) and by. "" stands for every store.
        """
        return [_line(row) for row in self._all(store)]

    def listed(self, store: str = "") -> list[dict[str, Any]]:
        """Return corrections with id, case number and what the program had told, oldest first."""
        return [
            {"id": row.id, "case": row.number or ""}
            | _line(row)
            | {"told_type": row.told_type, "told_confidence": row.told_confidence}
            for row in self._all(store)
        ]

    def take_in(self, correction: Correction) -> bool:
        """Keep one from outside; False if these words are known with these labels.

        An agent's own correction here wins over one from outside, a later one over an earlier.
        """
        row = _row(correction)
        here = (corrections.c.store == correction.store) & (
            corrections.c.sha256 == correction.sha256
        )
        with self._database.write("correction-import") as connection:
            one_at_a_time(connection, f"corrections {correction.store}")
            known = connection.execute(select(corrections).where(here)).all()
            if not known:
                connection.execute(insert(corrections).values(row))
                return True
            (old, *_) = known
            same = all(old._mapping[name] == row[name] for name in _LABELS)
            own = any(each.case_id is not None for each in known)
            if same or own or old.at >= correction.at:
                return False
            connection.execute(update(corrections).where(here).values(row))
        return True

    def delete(self, correction_id: int) -> None:
        """Erase one; what its case says stays. Raises NotFound."""
        mine = corrections.c.id == correction_id
        with self._database.write("correction-delete") as connection:
            if not connection.execute(delete(corrections).where(mine)).rowcount:
                raise NotFound(
                    f"there is no correction {correction_id}; `triage corrections list` lists them"
                )

    def _all(self, store: str) -> list[Row[Any]]:
        query = (
            select(corrections, cases.c.number)
            .outerjoin(cases, cases.c.id == corrections.c.case_id)
            .order_by(corrections.c.at, corrections.c.id)
        )
        if store:
            query = query.where(corrections.c.store == store)
        with self._database.read() as connection:
            return list(connection.execute(query))


def of_mail(connection: Connection, case_id: int, mail_id: int) -> Correction | None:
    """Return how an agent said a mail of a case is rightly understood, None if nobody did."""
    mine = (corrections.c.case_id == case_id) & (corrections.c.mail_id == mail_id)
    row = connection.execute(select(corrections).where(mine)).one_or_none()
    if row is None:
        return None
    values = {name: row._mapping[name] for name in Correction.__dataclass_fields__}
    values |= {
        "type": Type(row.type),
        "demands": tuple(map(Demand, row.demands)),
        "signals": tuple(map(Signal, row.signals)),
    }
    return Correction(**values)


def keep(connection: Connection, correction: Correction) -> None:
    """Keep a correction of a case's mail in place of an earlier one; the caller holds the case."""
    row = _row(correction)
    mine = (corrections.c.case_id == correction.case_id) & (
        corrections.c.mail_id == correction.mail_id
    )
    if not connection.execute(update(corrections).where(mine).values(row)).rowcount:
        connection.execute(insert(corrections).values(row))


def _row(correction: Correction) -> dict[str, Any]:
    lists: dict[str, Any] = {
        "demands": [each.value for each in correction.demands],
        "signals": [each.value for each in correction.signals],
    }
    told = {"type": correction.type.value, "sha256": correction.sha256}
    return asdict(correction) | told | lists


def _line(row: Row[Any]) -> dict[str, Any]:
    return {
        "type": row.type,
        "language": row.language,
        "subject": row.subject,
        "text": row.text,
        "demands": list(row.demands),
        "signals": list(row.signals),
        "store": row.store,
        "when": row.at.isoformat(timespec="seconds"),
        "by": row.who,
    }
