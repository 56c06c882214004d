"""The drafts the program composed for real cases, with the facts kept of each; only read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select

from triage.cases.case import Case
from triage.drafts.draft import DraftFacts
from triage.errors import NotFound
from triage.storage.cases import PROGRAM, listed
from triage.storage.database import Database
from triage.storage.drafts import StoredDraft, of_case, query_drafts
from triage.storage.record import facts_behind
from triage.storage.schema import drafts


@dataclass(frozen=True, slots=True)
class Composed:
    """A case, its newest draft of the program's own, and what that was composed from."""

    case: Case
    found: StoredDraft
    facts: DraftFacts


def last_composed(database: Database, most: int, store: str = "") -> Iterator[Composed]:
    """Yield the newest composed draft of each of the last cases, the last written to first.

    A case whose facts were not kept, or that has only an agent's words, is left out.
    """
    for case in listed(database, store=store, limit=most):
        own = [each for each in of_case(database, case.id) if each.made_by == PROGRAM]
        if not own:
            continue
        try:
            facts = facts_behind(database, own[-1])
        except NotFound:
            continue
        yield Composed(case, own[-1], facts)


def of_version(database: Database, digits: str) -> StoredDraft:
    """Return the newest draft made with a version of a template. Raises NotFound."""
    with database.read() as connection:
        newest = (
            select(drafts.c.id)
            .where(drafts.c.template_version.like(f"{_literal(digits)}%", escape="\\"))
            .order_by(drafts.c.id.desc())
            .limit(1)
        )
        found = query_drafts(connection, drafts.c.id.in_(newest.scalar_subquery()))
    if not found:
        raise NotFound(f"{digits}: no version of the templates and of no draft begins so")
    return found[0]


def _literal(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
