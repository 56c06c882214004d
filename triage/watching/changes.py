"""What a look into Drafts tells about the drafts we know: gone, back, or beside an agent's own.

The trap: under another UIDVALIDITY an old UID may name another mail, so then every place is lost.
"""

from __future__ import annotations

from collections.abc import Sequence

from triage.drafts.fate import Lying, Sighting, Tie, tie
from triage.mailbox.watch import Glance
from triage.storage.cases import PROGRAM
from triage.storage.drafts import StoredDraft
from triage.storage.watching import Notes


def changes(found: Glance, asked: set[int], waiting: Sequence[StoredDraft]) -> Notes:
    """Return which of the mails we know are gone from a folder, and which have come back."""
    notes = Notes(gone=sorted(asked - found.there))
    for each in waiting:
        if each.state != "placed" or each.folder != found.folder or not each.uid:
            continue
        here = not found.reset and each.uid in found.there
        if here and each.vanished_at is not None:
            notes.back.append(each.id)
        elif not here and each.vanished_at is None and (found.reset or each.uid in asked):
            notes.vanished.append(each.id)
    return notes


def rival_of(
    found: StoredDraft,
    lying: Lying,
    versions: Sequence[StoredDraft],
    candidates: Sequence[Sighting],
) -> Sighting | None:
    """Return an agent's own draft that takes the place of one of ours nobody has touched.

    It was there before ours, or was made from an earlier version of ours. One that an agent begins
    beside ours is left alone until it is sent: the agent may throw it away and come back.
    """
    if found.made_by != PROGRAM or found.known_as:
        return None
    own = {found.draft.message_id}
    earlier = {
        each.draft.in_reply_to for each in versions if each.state in ("replaced", "discarded")
    } - {found.draft.in_reply_to, ""}
    for seen in reversed(candidates):
        if {seen.message_id, seen.mark} & own:
            continue
        tied_by = tie(lying, seen)
        first = found.state == "ready" or seen.uid < (found.uid or 0)
        if tied_by is Tie.OURS or (first and lying.in_reply_to in seen.replied_to and tied_by):
            return seen
        if seen.recipients & lying.people and earlier & set(seen.in_reply_to):
            return seen
    return None
