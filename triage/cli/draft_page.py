"""One draft as a page for people: as it would arrive, then what to look at before approving."""

from __future__ import annotations

from typing import TYPE_CHECKING

from triage.cli import findings, output
from triage.cli.words import chinese, say

if TYPE_CHECKING:
    from triage.pipeline.approving import Final
    from triage.storage.drafts import StoredDraft


def print_draft(found: StoredDraft, final: Final | None = None) -> None:
    """Show a draft as it would arrive, then what to look at before approving."""
    draft = final.draft if final else found.draft
    mark = "：" if chinese() else ": "
    output.put(f"{say('Case')}{mark}{found.case_number}")
    output.put(
        f"{say('Version')}{mark}{found.version} ({say(found.state)}, {say('by')} {found.made_by})"
    )
    sender, to = draft.sender, draft.to
    output.put(output.safe(f"{say('From')}{mark}{sender.name} <{sender.address}>"))
    output.put(output.safe(f"{say('To')}{mark}{to.name} <{to.address or '–'}>"))
    output.put(output.safe(f"{say('Subject')}{mark}{draft.subject}"))
    output.put("")
    output.put("\n".join(output.safe(line) for line in draft.body.rstrip().split("\n")))
    output.put("")
    for gap in draft.gaps:
        output.put(findings.gap(gap))
    for line in (line for each in draft.findings for line in findings.lines(each)):
        output.put(output.safe(line))
    if found.error:
        output.put(output.safe(f"{say('Error')}{mark}{found.error}"))
