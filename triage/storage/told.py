"""What the customer tells in the mails of a case, as it was read when each was decided."""

from __future__ import annotations

from pydantic import TypeAdapter
from sqlalchemy import select

from triage.storage.database import Database
from triage.storage.schema import mails, outcomes
from triage.understanding.meaning import Facts

_FACTS = TypeAdapter(Facts)


def facts_of(database: Database, case_id: int) -> dict[int, Facts]:
    """Return the facts of a case's mails; mails decided before facts were read have none."""
    query = (
        select(outcomes.c.mail_id, outcomes.c.outcome)
        .join(mails, mails.c.id == outcomes.c.mail_id)
        .where(mails.c.case_id == case_id)
    )
    with database.read() as connection:
        rows = connection.execute(query).all()
    told = {row.mail_id: (row.outcome.get("understanding") or {}).get("facts") for row in rows}
    return {mail: _FACTS.validate_python(facts) for mail, facts in told.items() if facts}
