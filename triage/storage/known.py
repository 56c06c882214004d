"""Answering the pipeline's questions, in one consistent read; and setting ids aside."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, or_, select, update

from triage.cases.case import OPEN
from triage.cases.matching import Remembered
from triage.drafts.draft import MessageKind
from triage.pipeline.values import DraftState, Known, KnownCustomer, Questions, Reserved
from triage.storage.cases import PROGRAM
from triage.storage.database import Database
from triage.storage.drafts import LIVE
from triage.storage.order_lookup import known_orders
from triage.storage.registers import customers
from triage.storage.rows import case_from, insert_new
from triage.storage.schema import (
    case_orders,
    cases,
    drafts,
    mails,
    participants,
    sequences,
    thread_messages,
)

MOST_CASES = 20  # of one customer are looked at
MOST_KEYS = 400  # of one mail are looked up; a mail with more is a list
AT_ONCE = 20  # ids taken in one commit


class Reserve:
    """Hands out case and draft ids, taken in blocks: not every mail costs a commit.

    The threads of all mailboxes share one.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._free: list[Reserved] = []
        self._lock = threading.Lock()

    def take(self) -> Reserved:
        """Return ids nobody else gets, in ascending order."""
        with self._lock:
            if not self._free:
                with self._database.write("reserve") as connection:
                    first_case = _advance(connection, "case")
                    first_draft = _advance(connection, "draft")
                self._free = [Reserved(first_case + n, first_draft + n) for n in range(AT_ONCE)]
            return self._free.pop(0)


def answer(database: Database, store: str, questions: Questions, mail_id: int) -> Known:
    """Look up everything a decision on this mail rests on."""
    with database.read() as connection:
        return answer_in(connection, store, questions, mail_id)


def answer_in(connection: Connection, store: str, questions: Questions, mail_id: int) -> Known:
    """Look the same up within the caller's transaction."""
    asked = questions.order_keys[:MOST_KEYS]
    orders = known_orders(connection, store, asked, questions.address)
    # A case holds an order's own key, whichever of its names a mail gives it.
    meant = [hit.key for _, hit in orders if not hit.near]
    found = _cases(connection, store, questions, [*asked, *meant])
    ids = [row.id for row in found]
    messages = _grouped(connection, thread_messages, "message_id", ids)
    people = _grouped(connection, participants, "address", ids)
    copy = _copy(connection, store, questions, mail_id)
    return Known(
        customer=_customer(connection, store, questions.address),
        remembered=tuple(
            Remembered(
                case_from(row),
                frozenset(messages[row.id]),
                frozenset(people[row.id]),
                root="" if row.thread_key in messages[row.id] else row.thread_key,
            )
            for row in found
        ),
        drafts=_draft_states(connection, ids),
        orders=orders,
        copy_of=copy.id if copy else None,
        copy_case=copy.case_id if copy else None,
        root_taken=_root_taken(connection, store, questions.thread_root),
    )


def _advance(connection: Connection, name: str) -> int:
    insert_new(connection, sequences, [{"name": name, "last": 0}])
    last = connection.execute(
        update(sequences)
        .where(sequences.c.name == name)
        .values(last=sequences.c.last + AT_ONCE)
        .returning(sequences.c.last)
    ).scalar_one()
    return int(last) - AT_ONCE + 1


def _cases(
    connection: Connection, store: str, questions: Questions, order_keys: list[str]
) -> list[Any]:
    by_thread = select(thread_messages.c.case_id).where(
        thread_messages.c.store == store,
        thread_messages.c.message_id.in_(questions.replied_to[:MOST_KEYS]),
    )
    by_order = select(case_orders.c.case_id).where(case_orders.c.key.in_(order_keys))
    open_now = cases.c.status.in_([status.value for status in OPEN])
    ties: list[ColumnElement[bool]] = [
        cases.c.id.in_(by_thread),
        cases.c.number.in_(questions.case_numbers),
        cases.c.thread_key == questions.thread_root,
        open_now & cases.c.id.in_(by_order),
    ]
    if questions.address:
        ties.append(cases.c.customer_address == questions.address)
    query = (
        select(cases)
        .where(cases.c.store == store, or_(*ties))
        # A tie by thread or number is proof; many newer cases of one order must not crowd it out.
        .order_by(or_(*ties[:3]).desc(), cases.c.last_mail_at.desc(), cases.c.id)
        .limit(MOST_CASES)
    )
    return list(connection.execute(query).all())


def _grouped(
    connection: Connection, table: Table, column: str, ids: Iterable[int]
) -> defaultdict[int, list[str]]:
    grouped: defaultdict[int, list[str]] = defaultdict(list)
    for row in connection.execute(
        select(table.c.case_id, table.c[column]).where(table.c.case_id.in_(ids))
    ):
        grouped[row[0]].append(row[1])
    return grouped


def _copy(connection: Connection, store: str, questions: Questions, mail_id: int) -> Any:
    """Find an earlier mail with this Message-ID and the same words: sent to two addresses.

    One that was set aside does not count: what Junk hid from us, the inbox may bring again.
    """
    if not questions.message_id:
        return None
    return connection.execute(
        select(mails.c.id, mails.c.case_id)
        .where(
            mails.c.store == store,
            mails.c.message_id == questions.message_id,
            mails.c.content_key == questions.content_key,
            mails.c.state == "decided",
            mails.c.case_id.is_not(None),
            mails.c.id != mail_id,
        )
        .order_by(mails.c.id)
        .limit(1)
    ).one_or_none()


def _customer(connection: Connection, store: str, address: str) -> KnownCustomer | None:
    row = connection.execute(
        select(customers).where(customers.c.store == store, customers.c.address == address)
    ).one_or_none()
    if row is None:
        return None
    return KnownCustomer(row.name, row.language, row.language_confirmed, row.country, row.agent)


_OF_A_DRAFT = (
    "case_id", "id", "kind", "state", "made_at", "made_by", "known_as", "vanished_at",
)  # fmt: skip


def _draft_states(connection: Connection, ids: list[int]) -> tuple[DraftState, ...]:
    found: dict[int, DraftState] = {}
    query = (
        select(*(drafts.c[name] for name in _OF_A_DRAFT))
        .where(drafts.c.case_id.in_(ids))
        .order_by(drafts.c.version)
    )
    for row in connection.execute(query):
        before = found.get(row.case_id, DraftState(row.case_id, None, None, None))
        live = row.state in LIVE
        joined = row.kind == MessageKind.JOINED.value and row.state != "replaced"
        found[row.case_id] = DraftState(
            row.case_id,
            row.id if live else before.live,
            MessageKind(row.kind) if live else before.live_kind,
            row.made_at if joined else before.last_joined_at,
            _in_hand(row) if live else before.in_hand,
        )
    return tuple(found.values())


def _root_taken(connection: Connection, store: str, root: str) -> bool:
    query = select(cases.c.id).where(cases.c.store == store, cases.c.thread_key == root)
    return connection.execute(query).first() is not None


def _in_hand(row: Any) -> bool:
    return row.made_by != PROGRAM or bool(row.known_as) or row.vanished_at is not None
