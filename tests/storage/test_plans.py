"""What every round asks of the store goes by an index, however many cases are closed."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import event

from triage.pipeline.values import Questions
from triage.storage import acts, filed, reminders, ties, watching
from triage.storage.acts import Act, ActKind
from triage.storage.database import Database
from triage.storage.known import answer
from triage.storage.migrate import migrate

TABLE_READ = re.compile(
    r"SCAN (mails|cases|drafts|acts|reminders|sightings|case_orders|participants|thread_messages)"
)
NOW = datetime(2026, 11, 20, 14, tzinfo=UTC)
DONE = Act(9, ActKind.MARK_DONE, "k", "support", 3, None, {"mail": 1}, 1, 1, None)


def test_no_question_of_a_round_reads_a_whole_table(tmp_path: Path) -> None:
    store = Database(f"sqlite:///{tmp_path / 'triage.db'}")
    migrate(store)
    plans: list[str] = []

    def explain(connection: Any, _cursor: Any, statement: str, given: Any, *_: Any) -> None:
        if statement.startswith(("SELECT", "UPDATE", "DELETE")):
            cursor = connection.connection.cursor()
            cursor.execute(f"EXPLAIN QUERY PLAN {statement}", given)
            plans.extend(f"{row[3]} in {statement}" for row in cursor.fetchall())

    event.listen(store.engine, "before_cursor_execute", explain)
    watching.watched(store, "support", NOW)
    watching.watched(store, "support", NOW, [1, 2])
    watching.promising_before(store, "support", NOW)
    ties.drafts_named(store, "main", ["a", "b"])
    ties.threads(store, "main", ["a", "b"])
    acts.claim(store, "support", "me", NOW)
    acts.claim(store, "support", "me", NOW, draft_id=3)
    acts.any_due(store, "support", NOW)
    filed.draft_waits(store, DONE)
    reminders.any_due(store, NOW)
    asked = Questions("m", "key", "anna@mail.example", ("a",), (), ("10423",), "root")
    answer(store, "main", asked, 1)
    store.close()
    assert len(plans) > 15
    assert [plan for plan in plans if TABLE_READ.match(plan)] == []
    claims = [plan for plan in plans if plan.startswith("SEARCH acts") and "ORDER BY" in plan]
    assert any("ix_acts_due (mailbox=? AND state=?" in plan for plan in claims)
