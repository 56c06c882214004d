"""Real cases composed anew: with the words and settings of today, and with others beside them.

The trap: only what a setting says may differ, so both sides make name, contact and promise anew
from their settings, at the moment the draft was made.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from triage.cases.case import Case
from triage.drafts.compose import compose
from triage.drafts.draft import Draft, DraftFacts, Sender
from triage.drafts.library import Library
from triage.mail.message import Address, ReplyChannel
from triage.practice import clocks, desk_names, work_calendar
from triage.reminders.clocks import promise_for
from triage.reminders.working_time import WorkingTime
from triage.settings import Settings
from triage.settings.stores import Store
from triage.storage.composed import Composed


@dataclass(frozen=True, slots=True)
class Compared:
    """A case's draft as it would be composed today, and with the change."""

    case: Case
    before: Draft
    after: Draft

    @property
    def differs(self) -> bool:
        """Tell whether the customer or the agent would see another draft."""
        return _seen(self.before) != _seen(self.after)


class Side:
    """One way of composing: a templates folder and settings."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        self._settings = settings
        self._folder = folder
        self._libraries: dict[str, Library] = {}

    def draft(self, one: Composed) -> Draft | None:
        """Compose a case's draft; None for a store these settings do not have."""
        store = self._settings.store.get(one.case.store)
        if store is None:
            return None
        return compose(self._library(one.case.store, store), self._facts(one, store))

    def _library(self, name: str, store: Store) -> Library:
        if name not in self._libraries:
            self._libraries[name] = Library(self._folder, name, store.familiar)
        return self._libraries[name]

    def _facts(self, one: Composed, store: Store) -> DraftFacts:
        facts = one.facts
        direct = facts.reply_channel is ReplyChannel.EMAIL
        desk = desk_names(self._settings, store).get(one.case.team, "")
        name = one.case.agent or desk or facts.sender.agent_name
        promise = promise_for(
            WorkingTime(work_calendar(store)),
            clocks(store),
            one.case.last_mail_at,
            one.found.made_at,
            facts.language,
        )
        sender = Sender(
            store_name=store.name,
            agent_name=name,
            address=Address(store.name, store.addresses[0]),
            contact=store.contact if direct else "",
            signature=store.signature if direct else "",
        )
        return replace(facts, sender=sender, promise=promise)


def compared(every: Iterator[Composed], today: Side, other: Side) -> Iterator[Compared]:
    """Compose each case both ways."""
    for one in every:
        before, after = today.draft(one), other.draft(one)
        if before is not None and after is not None:
            yield Compared(one.case, before, after)


def _seen(draft: Draft) -> tuple[object, ...]:
    return draft.subject, draft.body, draft.language, draft.gaps, draft.findings, draft.sender
