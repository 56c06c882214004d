"""Corrections: one a mail, the later instead of the earlier; gone with the mail they are of."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import delete, insert

from tests.cases.make import NOW, a_case
from tests.storage.make import stored
from triage.errors import NotFound
from triage.evaluation.labelled import truth_of
from triage.storage.corrections import Correction, Corrections, keep, of_mail
from triage.storage.database import Database
from triage.storage.mails import Mails
from triage.storage.rows import case_row
from triage.storage.schema import cases
from triage.storage.schema import mails as mails_table
from triage.understanding.taxonomy import Demand, Signal, Type

BROKEN = Correction(
    store="main",
    at=NOW,
    who="Mei",
    language="en",
    subject="Lamp",
    text="The lamp from order ⟨number⟩ came broken.",
    type=Type.DAMAGED,
    demands=(Demand.REFUND,),
    signals=(Signal.ANGER,),
    told_type="defective",
    told_confidence=0.41,
)


@pytest.fixture
def of_a_mail(database: Database, mails: Mails) -> Correction:
    """Return a correction of a stored mail in a stored case."""
    (mail,) = stored(mails, 1)
    with database.write("test") as connection:
        connection.execute(insert(cases).values(case_row(a_case()) | {"thread_key": "t"}))
    return replace(BROKEN, case_id=1, mail_id=mail.id)


def put(database: Database, correction: Correction) -> None:
    """Keep a correction as the command does."""
    with database.write("test") as connection:
        keep(connection, correction)


def test_later_correction_of_a_mail_replaces_the_earlier(
    database: Database, of_a_mail: Correction
) -> None:
    put(database, of_a_mail)
    later = replace(of_a_mail, type=Type.DEFECTIVE, signals=(), at=NOW + timedelta(hours=1))
    put(database, later)
    (row,) = Corrections(database).rows("main")
    assert (row["type"], row["signals"], row["by"]) == ("defective", [], "Mei")
    with database.read() as connection:
        assert of_mail(connection, 1, later.mail_id or 0) == later
        assert of_mail(connection, 1, 99) is None


def test_rows_are_labelled_lines_any_reader_takes(
    database: Database, of_a_mail: Correction
) -> None:
    put(database, of_a_mail)
    (row,) = Corrections(database).rows("main")
    truth = truth_of(row, "de")
    assert (truth.language, truth.type) == ("en", Type.DAMAGED)
    assert truth.demands == {Demand.REFUND}
    assert (row["store"], row["when"]) == ("main", NOW.isoformat())
    assert Corrections(database).rows("other") == []


def test_list_tells_the_case_and_what_the_program_had_told(
    database: Database, of_a_mail: Correction
) -> None:
    put(database, of_a_mail)
    (row,) = Corrections(database).listed()
    assert (row["case"], row["told_type"]) == (a_case().number, "defective")


def test_words_taken_in_twice_are_kept_once(database: Database) -> None:
    known = Corrections(database)
    assert known.take_in(BROKEN)
    assert not known.take_in(BROKEN)
    assert known.take_in(replace(BROKEN, store="other"))
    later = replace(BROKEN, type=Type.MISSING_ITEM, at=NOW + timedelta(days=1))
    assert known.take_in(later)
    assert not known.take_in(BROKEN)
    assert [row["type"] for row in known.rows("main")] == ["missing_item"]


def test_own_correction_wins_over_one_from_outside(
    database: Database, of_a_mail: Correction
) -> None:
    put(database, of_a_mail)
    other = replace(BROKEN, type=Type.OTHER, at=NOW + timedelta(days=9))
    assert not Corrections(database).take_in(other)
    assert [row["type"] for row in Corrections(database).rows()] == ["damaged"]


def test_erased_mail_takes_its_correction_along(database: Database, of_a_mail: Correction) -> None:
    put(database, of_a_mail)
    with database.write("test") as connection:
        connection.execute(delete(mails_table).where(mails_table.c.id == of_a_mail.mail_id))
    assert Corrections(database).rows() == []


def test_deleted_correction_is_gone_and_an_unknown_one_named(
    database: Database, of_a_mail: Correction
) -> None:
    put(database, of_a_mail)
    known = Corrections(database)
    known.delete(known.listed()[0]["id"])
    assert known.rows() == []
    with pytest.raises(NotFound, match="corrections list"):
        known.delete(1)
