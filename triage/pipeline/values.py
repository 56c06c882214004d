"""What the pipeline passes on: how a store works, what was known, what follows from a mail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from triage.cases.case import Case, Filing, JoinCase, OpenCase
from triage.cases.matching import Remembered
from triage.drafts.draft import Draft, DraftFacts, MessageKind
from triage.drafts.library import Library
from triage.mail.message import Identity, Mail, Verdict
from triage.reminders.clocks import Clocks
from triage.reminders.reminder import Reminder
from triage.reminders.working_time import WorkingTime
from triage.settings.stores import Store
from triage.understanding.meaning import Understanding, Words
from triage.understanding.numbers.orders import OrderHit
from triage.understanding.reader import Reader
from triage.understanding.taxonomy import Team


@dataclass(frozen=True, slots=True)
class Practice:
    """How one store works: its settings and everything built from them once."""

    id: str
    store: Store
    identity: Identity
    reader: Reader
    library: Library
    working_time: WorkingTime
    clocks: Clocks
    desk_names: Mapping[Team, str]


@dataclass(frozen=True, slots=True)
class Reading:
    """A mail, what it is, and the words to understand."""

    mail: Mail
    verdict: Verdict
    words: Words


@dataclass(frozen=True, slots=True)
class Questions:
    """What must be looked up before deciding."""

    message_id: str
    content_key: str  # of subject and text: a Message-ID used twice for different mails is no copy
    address: str  # the customer's, "" if no person was found
    replied_to: tuple[str, ...]
    case_numbers: tuple[str, ...]
    order_keys: tuple[str, ...]
    thread_root: str


@dataclass(frozen=True, slots=True)
class KnownCustomer:
    """What the store remembers of an address."""

    name: str
    language: str  # "" if none was found yet
    confirmed: bool  # by an agent, or by two mails alike
    country: str
    agent: str


@dataclass(frozen=True, slots=True)
class DraftState:
    """The drafts of a remembered case, as far as a further mail needs them."""

    case_id: int
    live: int | None  # id of the draft that waits for approval
    live_kind: MessageKind | None
    last_joined_at: datetime | None  # when the last joined-thread draft was made
    in_hand: bool = False  # an agent has edited the live one, or is about to


@dataclass(frozen=True, slots=True)
class Known:
    """The store's answer to Questions, read in one go."""

    customer: KnownCustomer | None = None
    remembered: tuple[Remembered, ...] = ()
    drafts: tuple[DraftState, ...] = ()
    orders: tuple[tuple[str, OrderHit], ...] = ()
    copy_of: int | None = None  # the mail this one is a copy of
    copy_case: int | None = None
    root_taken: bool = False  # a case was opened on this thread root


@dataclass(frozen=True, slots=True)
class Reserved:
    """Ids set aside for this mail; unused ones are lost, which harms nobody."""

    case_id: int
    draft_id: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """Everything that follows from one mail; recorded in one transaction."""

    verdict: Verdict
    understanding: Understanding | None
    filing: Filing
    draft: Draft | None
    facts: DraftFacts | None  # what the draft was composed from
    draft_id: int | None
    replaces: int | None  # the live draft that this one takes the place of
    no_draft: str  # why there is none, "" if there is one
    reminders: tuple[Reminder, ...]
    message_id: str
    content_key: str
    thread: tuple[str, ...]  # Message-IDs that belong to the case from now on
    order_keys: tuple[str, ...] = ()

    @property
    def case(self) -> Case | None:
        """Return the case as it stands after the filing, None if the mail got none."""
        if isinstance(self.filing, OpenCase):
            return self.filing.case
        return self.filing.after if isinstance(self.filing, JoinCase) else None
