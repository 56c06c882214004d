"""What a customer's mail may bring into a column, the same on both databases."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select

from tests.cases.make import NOW, a_case
from tests.storage.make import an_outcome, stored
from triage.cases.case import OpenCase
from triage.pipeline import Known, Questions
from triage.storage import cases
from triage.storage.columns import MOST_BYTES
from triage.storage.database import Database
from triage.storage.known import answer
from triage.storage.mails import Mails
from triage.storage.record import decided, record
from triage.storage.registers import customers
from triage.storage.rows import case_row
from triage.storage.schema import cases as cases_table
from triage.storage.schema import positions, thread_messages

SPOILT = "Anna\0 Be\ud83drg"  # a NUL, and half of an emoji
MENDED = "Anna\N{REPLACEMENT CHARACTER} Be\N{REPLACEMENT CHARACTER}rg"
LONG = "ж" * 5000 + "@customer.example"


def test_nul_and_lone_surrogates_of_a_mail_do_not_stop_its_case(
    database: Database, mails: Mails
) -> None:
    [mail] = stored(mails, 1)
    case = a_case(customer_name=SPOILT, subject=SPOILT, order_numbers=("10\0423",))
    outcome = an_outcome(OpenCase(case, f"{SPOILT}@thread.example", "new"))
    assert outcome.draft is not None
    assert record(database, mail, Known(), outcome, NOW)
    [found] = cases.listed(database)
    assert (found.customer_name, found.subject) == (MENDED, MENDED)
    assert decided(database, mail.id)[1].message_id == outcome.message_id
    asked = Questions("", "", "", (), (), (), f"{SPOILT}@thread.example")
    assert answer(database, "main", asked, 0).root_taken


def test_keys_too_long_for_an_index_are_kept_apart_and_found_again(
    database: Database, mails: Mails
) -> None:
    one, two = stored(mails, 1, 2)
    first = an_outcome(OpenCase(a_case(customer_address=LONG, reply_to=LONG), LONG, "new"))
    assert record(database, one, Known(), first, NOW)
    other = OpenCase(a_case(2, customer_address="x" + LONG), "x" + LONG, "new")
    assert record(database, two, Known(), an_outcome(other, number=2), NOW)
    asked = Questions("", "", LONG, (), (), (), LONG)
    known = answer(database, "main", asked, 0)
    assert [each.case.id for each in known.remembered] == [1]
    assert known.root_taken
    [found] = [case for case in cases.listed(database) if case.id == 1]
    assert len(found.customer_address.encode()) <= MOST_BYTES


@pytest.mark.parametrize("size", [998, 900, 1])
def test_message_ids_of_a_whole_line_fit_the_index(database: Database, size: int) -> None:
    message_id = "語" * size
    with database.write("test") as connection:
        # Referred to by nothing here: only whether the row fits its index is of interest.
        case = a_case()
        row = case_row(case) | {"thread_key": message_id}
        connection.execute(insert(cases_table).values(row))
        tied = {"store": "main", "message_id": message_id, "case_id": case.id, "direction": "in"}
        connection.execute(insert(thread_messages).values(tied))
    with database.read() as connection:
        query = select(thread_messages.c.case_id).where(thread_messages.c.message_id == message_id)
        assert connection.execute(query).scalar_one() == case.id


def test_an_address_longer_than_any_is_remembered_once(database: Database, mails: Mails) -> None:
    for mail, number in zip(stored(mails, 1, 2), (1, 2), strict=True):
        outcome = an_outcome(case=a_case(number), number=number)
        assert outcome.verdict.customer is not None
        person = replace(outcome.verdict.customer, address=LONG)
        verdict = replace(outcome.verdict, customer=person)
        assert record(database, mail, Known(), replace(outcome, verdict=verdict), NOW)
    with database.read() as connection:
        assert len(connection.execute(select(customers)).all()) == 1
    known = answer(database, "main", Questions("", "", LONG, (), (), (), ""), 0)
    assert known.customer is not None
    assert known.customer.confirmed


@given(name=st.text(st.characters(), min_size=1, max_size=300))
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_folder_name_is_a_key(database: Database, name: str) -> None:
    row = {"mailbox": "m", "folder": name, "uidvalidity": 1, "last_uid": 2, "looked_at": NOW}
    with database.write("test") as connection:
        connection.execute(positions.delete())
        connection.execute(insert(positions).values(row))
        found = select(positions.c.last_uid).where(positions.c.folder == name)
        assert connection.execute(found).scalar_one() == 2
