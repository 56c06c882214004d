"""Which case a mail in Drafts or Sent belongs to, by the threads and drafts in the store.

The trap: a colleague to whom the customer's mail is forwarded gets the same thread, so the thread
alone is no tie: the mail must go to the customer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import Connection, select

from triage.drafts.fate import Lying, Sighting, Tie, tie
from triage.storage.database import Database
from triage.storage.drafts import StoredDraft, query_drafts
from triage.storage.schema import cases, drafts, participants, thread_messages

T = TypeVar("T")
_AT_ONCE = 400  # values per query


@dataclass(frozen=True, slots=True)
class Tied:
    """A mail with its case; `origin` is the draft it carries the mark or Message-ID of."""

    seen: Sighting
    case_id: int
    origin: StoredDraft | None = None


def attach(
    database: Database, store: str, waiting: Sequence[StoredDraft], seen: Sequence[Sighting]
) -> list[Tied]:
    """Return the mails that belong to a case; those that tell nothing else by a waiting draft."""
    names = {name for each in seen for name in (each.message_id, each.mark) if name}
    named = drafts_named(database, store, names)
    known = threads(database, store, {name for each in seen for name in each.replied_to})
    people = people_of(database, [draft.case_id for draft in waiting])
    to: defaultdict[str, list[tuple[int, Lying]]] = defaultdict(list)  # by recipient
    for draft in waiting:
        lying = lies(draft, (draft,), people[draft.case_id])
        for address in lying.people:
            to[address].append((draft.case_id, lying))
    found: list[Tied] = []
    for each in seen:
        origin = named.get(each.mark) or named.get(each.message_id)
        if origin is not None:
            found.append(Tied(each, origin.case_id, origin))
            continue
        answered = next(
            (
                known[name][0]
                for name in (*each.in_reply_to, *reversed(each.references))
                if name in known and known[name][1] & each.recipients
            ),
            None,
        )
        if answered is not None:
            found.append(Tied(each, answered))
            continue
        near = (one for address in each.recipients for one in to.get(address, ()))
        alike = {case_id for case_id, draft in near if tie(draft, each) is Tie.ALIKE}
        if len(alike) == 1:  # of two drafts to the same person neither is surely meant
            found.append(Tied(each, alike.pop()))
    return found


def lies(draft: StoredDraft, versions: Iterable[StoredDraft], people: frozenset[str]) -> Lying:
    """Return a draft as its fate is judged; it may also be called as earlier unsent versions."""
    names = {
        name
        for each in versions
        if each.sent_at is None
        for name in (each.draft.message_id, each.known_as)
    }
    return Lying(
        names=frozenset(names) - {""},
        in_reply_to=draft.draft.in_reply_to,
        people=people | {draft.draft.to.address},
        subject=draft.draft.subject,
        uid=draft.uid or 0,
        in_place=draft.state != "discarded" and draft.vanished_at is None,
        vanished_at=draft.vanished_at,
    )


def drafts_named(database: Database, store: str, names: Collection[str]) -> dict[str, StoredDraft]:
    """Return the draft that has or had each of these Message-IDs, whatever its state."""
    found: list[StoredDraft] = []
    with database.read() as connection:
        for some in _chunks(names):
            called = drafts.c.message_id.in_(some) | drafts.c.known_as.in_(some)
            found += query_drafts(connection, called & (cases.c.store == store))
    # A client may keep the Message-ID we gave: then the newest version is the one that is meant.
    found.sort(key=lambda each: each.version)
    by_name = {each.known_as: each for each in found if each.known_as}
    return {each.draft.message_id: each for each in found} | by_name


def threads(
    database: Database, store: str, message_ids: Collection[str]
) -> dict[str, tuple[int, frozenset[str]]]:
    """Return the case of each Message-ID and the addresses of its customer."""
    case_of: dict[str, int] = {}
    with database.read() as connection:
        for some in _chunks(message_ids):
            query = select(thread_messages.c.message_id, thread_messages.c.case_id).where(
                thread_messages.c.store == store, thread_messages.c.message_id.in_(some)
            )
            case_of |= {row.message_id: row.case_id for row in connection.execute(query)}
        people = _people(connection, case_of.values())
    return {name: (case_id, people[case_id]) for name, case_id in case_of.items()}


def people_of(database: Database, case_ids: Iterable[int]) -> Mapping[int, frozenset[str]]:
    """Return the addresses of the customer of each case."""
    with database.read() as connection:
        return _people(connection, case_ids)


def _people(connection: Connection, case_ids: Iterable[int]) -> Mapping[int, frozenset[str]]:
    found: defaultdict[int, frozenset[str]] = defaultdict(frozenset)
    for some in _chunks(set(case_ids)):
        query = select(participants.c.case_id, participants.c.address)
        for row in connection.execute(query.where(participants.c.case_id.in_(some))):
            found[row.case_id] |= {row.address}
    return found


def _chunks(values: Collection[T]) -> Iterator[list[T]]:
    listed = list(values)
    for start in range(0, len(listed), _AT_ONCE):
        yield listed[start : start + _AT_ONCE]
