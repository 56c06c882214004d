"""A correction changes the case as if the mail had been understood so, its draft, and is kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from tests.cases.make import NOW
from tests.test_office import settings
from tests.test_rounds import a_round, keep, written
from triage import office
from triage.cases.case import Case, Priority
from triage.correction import Answer, correct
from triage.errors import NotFound
from triage.office import Office
from triage.rounds import Report
from triage.settings import Settings
from triage.storage import cases, drafts, reminders
from triage.storage.corrections import Corrections
from triage.storage.record import facts_behind
from triage.storage.registers import customers
from triage.storage.schema import cases as cases_table
from triage.storage.schema import drafts as drafts_table
from triage.understanding.correcting import Right
from triage.understanding.taxonomy import Demand, Evidence, Signal, Team, Type

BROKEN = "The lamp from order 10423 arrived broken."
SAID = f"{BROKEN} Please give me my money back.\nRegards\nAnna Berg"


@pytest.fixture
def open_office(tmp_path: Path, each_store: str) -> Iterator[Office]:
    given = Settings.model_validate(
        settings(tmp_path).model_dump()
        | {"team": {"finance": {"name": "Billing desk"}, "front_desk": {"name": "Care"}}}
    )
    with office.opened(given, lambda: NOW) as opened:
        yield opened


def filed(open_office: Office, *texts: str, first: int = 1) -> Case:
    """File mails of one thread and return their case."""
    for number, text in enumerate(texts, first):
        mail = written(
            number,
            text,
            sender="Anna Berg <anna@mailbox.example>",
            answers="m1@mailbox.example" if number > 1 else "",
        )
        keep(open_office, mail, at=NOW + timedelta(minutes=number))
        a_round(open_office).decide_waiting(Report())
    (case,) = cases.listed(open_office.database)
    return case


def test_everything_follows_from_a_corrected_type(open_office: Office) -> None:
    before = filed(open_office, SAID)
    assert (before.type, before.team) == (Type.DAMAGED, Team.LOGISTICS)
    done = correct(open_office, before.number, Right(type=Type.PARCEL_LOST), "Mei")
    after = cases.find(open_office.database, before.number)
    assert after == replace(done.after, version=after.version)
    assert (after.type, after.sure, after.team) == (Type.PARCEL_LOST, True, Team.LOGISTICS)
    assert after.priority is Priority.HIGH
    assert after.priority_reasons == ("parcel lost",)
    assert after.gist_en != before.gist_en
    assert after.gist_zh != before.gist_zh
    assert after.demands == before.demands
    journal = cases.journal_of(open_office.database, before.id)
    (line,) = [each for each in journal if each["field"] == "type"]
    assert (line["who"], line["old"], line["new"]) == ("Mei", "damaged", "parcel_lost")
    assert line["at"] == NOW
    assert any(each["note"].endswith("corrected") for each in journal)


def test_waiting_draft_is_replaced_by_one_that_fits(open_office: Office) -> None:
    case = filed(open_office, SAID)
    (old,) = drafts.listed(open_office.database)
    done = correct(open_office, case.number, Right(type=Type.PAYMENT_BILLING), "Mei")
    assert (done.answer, done.draft_version) == (Answer.REPLACED, 2)
    (live,) = drafts.listed(open_office.database)
    assert (live.version, live.made_by) == (2, "triage")
    assert live.draft.body != old.draft.body
    assert "Billing desk" in live.draft.body
    facts = facts_behind(open_office.database, live)
    assert (facts.type, facts.sender.agent_name) == (Type.PAYMENT_BILLING, "Billing desk")
    assert facts.missing == (Evidence.CHARGE_DETAILS,)
    waiting = [
        each for each in reminders.of_case(open_office.database, case.id)
        if each["kind"] == "draft_waits" and each["state"] == "waiting"
    ]  # fmt: skip
    assert [each["anchor"] for each in waiting] == [live.draft.message_id]
    assert cases.find(open_office.database, case.number).promise_at == live.draft.promise_at


def test_the_same_correction_twice_changes_nothing(open_office: Office) -> None:
    case = filed(open_office, SAID)
    right = Right(type=Type.DEFECTIVE, signals=frozenset({Signal.ANGER}), language="de")
    assert correct(open_office, case.number, right, "Mei").new
    once = cases.find(open_office.database, case.number)
    journal = cases.journal_of(open_office.database, case.id)
    again = correct(open_office, case.number, right, "Li")
    assert (again.new, again.changes, again.answer) == (False, (), Answer.FITS)
    assert cases.find(open_office.database, case.number) == once
    assert cases.journal_of(open_office.database, case.id) == journal
    (row,) = Corrections(open_office.database).rows()
    assert row["by"] == "Mei"


def test_corrections_of_one_mail_add_up(open_office: Office) -> None:
    case = filed(open_office, SAID)
    correct(open_office, case.number, Right(type=Type.DEFECTIVE), "Mei")
    correct(open_office, case.number, Right(demands=frozenset({Demand.REPAIR})), "Mei")
    after = cases.find(open_office.database, case.number)
    assert (after.type, after.demands) == (Type.DEFECTIVE, (Demand.REPAIR,))
    (row,) = Corrections(open_office.database).rows("main")
    assert (row["type"], row["demands"]) == ("defective", ["repair"])


def test_confirmed_mail_is_an_example_and_the_type_beyond_doubt(open_office: Office) -> None:
    case = filed(open_office, SAID)
    done = correct(open_office, case.number, Right(confirmed=True), "Mei")
    after = cases.find(open_office.database, case.number)
    assert (after.type, after.sure, after.demands) == (case.type, True, case.demands)
    assert done.new
    assert not correct(open_office, case.number, Right(confirmed=True), "Mei").new
    (row,) = Corrections(open_office.database).listed()
    assert (row["type"], row["told_type"], row["case"]) == ("damaged", "damaged", case.number)
    assert 0 < row["told_confidence"] <= 1


def test_what_is_kept_tells_nobody(open_office: Office) -> None:
    ours = "On Mon, 16 Nov 2026 at 09:00, Care <s@store.example> wrote:\n> Dear Anna Berg, …"
    quoted = f"{SAID}\n\n{ours}"
    case = filed(open_office, quoted)
    correct(open_office, case.number, Right(type=Type.DEFECTIVE), "Mei")
    (row,) = Corrections(open_office.database).rows()
    assert row["text"].startswith("The lamp from order ⟨number⟩ arrived broken")
    for private in ("Anna", "Berg", "10423", "Care"):
        assert private not in row["text"]


def test_edited_or_approved_draft_stays_and_is_told_of(open_office: Office) -> None:
    case = filed(open_office, SAID)
    (old,) = drafts.listed(open_office.database)
    mine = replace(old.draft, body="My own words.", message_id="own@store.example")
    drafts.edit(open_office.database, old, open_office.reserve.take().draft_id, mine, "Li", NOW)
    done = correct(open_office, case.number, Right(type=Type.PAYMENT_BILLING), "Mei")
    assert done.answer is Answer.EDITED
    (live,) = drafts.listed(open_office.database)
    assert live.draft.body == "My own words."
    for state, answer in (("approved", Answer.APPROVED), ("sent", Answer.SENT)):
        with open_office.database.write("test") as connection:
            connection.execute(
                update(drafts_table).where(drafts_table.c.id == live.id).values(state=state)
            )
        right = Right(type=Type.DEFECTIVE if state == "approved" else Type.CUSTOMS_TAX)
        assert correct(open_office, case.number, right, "Mei").answer is answer


def test_draft_that_fits_already_is_left_alone(open_office: Office) -> None:
    case = filed(open_office, SAID)
    done = correct(open_office, case.number, Right(demands=frozenset()), "Mei")
    assert done.answer is Answer.FITS
    assert [each.version for each in drafts.listed(open_office.database)] == [1]
    assert cases.find(open_office.database, case.number).demands == ()


def test_language_of_an_agent_holds_for_the_customer_and_the_draft(open_office: Office) -> None:
    case = filed(open_office, SAID)
    correct(open_office, case.number, Right(language="de"), "Mei")
    assert cases.find(open_office.database, case.number).language == "de"
    (live,) = drafts.listed(open_office.database)
    assert live.draft.language == "de"
    with open_office.database.read() as connection:
        query = select(customers.c.language, customers.c.language_confirmed)
        assert tuple(connection.execute(query).one()) == ("de", True)


def test_deadline_an_agent_denies_goes_with_its_urgency(open_office: Office) -> None:
    case = filed(open_office, f"{BROKEN} I need a new one by tomorrow.")
    assert Signal.DEADLINE in case.signals
    assert case.priority is Priority.HIGH
    correct(open_office, case.number, Right(signals=frozenset()), "Mei")
    after = cases.find(open_office.database, case.number)
    assert (after.priority, after.signals) == (Priority.NORMAL, ())
    back = correct(open_office, case.number, Right(signals=frozenset({Signal.DEADLINE})), "Mei")
    assert back.after.priority_reasons == case.priority_reasons


def test_earlier_mails_of_the_case_still_count(open_office: Office) -> None:
    case = filed(open_office, SAID, "And the second lamp does not work, please repair it.")
    right = Right(type=Type.DEFECTIVE, demands=frozenset({Demand.REPAIR}))
    correct(open_office, case.number, right, "Mei")
    after = cases.find(open_office.database, case.number)
    assert (after.type, after.team) == (Type.DEFECTIVE, Team.QUALITY)
    assert set(after.demands) == {Demand.REFUND, Demand.REPAIR}
    (row,) = Corrections(open_office.database).rows()
    assert row["demands"] == ["repair"]
    assert "second lamp" in row["text"]


def test_case_without_a_customers_mail_is_named(open_office: Office) -> None:
    with pytest.raises(NotFound, match="triage cases"):
        correct(open_office, "C-XXXXX", Right(confirmed=True), "Mei")


def test_case_that_changes_meanwhile_is_decided_again(open_office: Office) -> None:
    case = filed(open_office, SAID)
    moved: list[int] = []

    def clock_with_a_rival() -> object:
        if not moved:
            moved.append(1)
            with open_office.database.write("test") as connection:
                connection.execute(
                    update(cases_table).values(version=cases_table.c.version + 1, agent="Li")
                )
        return NOW

    rivalled = replace(open_office, clock=clock_with_a_rival)  # type: ignore[arg-type]
    done = correct(rivalled, case.number, Right(type=Type.DEFECTIVE), "Mei")
    assert (done.after.agent, done.after.type) == ("Li", Type.DEFECTIVE)
    assert done.after.team is case.team  # who has the case keeps it
