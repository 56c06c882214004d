"""What a draft was found to say wrongly survives the store, also as older programs wrote it."""

from __future__ import annotations

from triage.drafts.draft import Finding, Level, Remedy
from triage.storage.rows import finding_from, finding_row

FOUND = Finding(
    5, Level.CONFIRM, "soon", "gives no time", Remedy.REPLACE, 3, "Soon.", "By Tuesday."
)


def test_a_finding_comes_back_as_it_was_stored() -> None:
    assert finding_from(finding_row(FOUND)) == FOUND


def test_a_finding_stored_without_remedy_is_still_read() -> None:
    old = finding_from([5, "confirm", "soon", "gives no time"])
    assert old == Finding(5, Level.CONFIRM, "soon", "gives no time")
    assert old.remedy is Remedy.REWORD
