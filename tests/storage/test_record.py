from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from tests.cases.make import NOW, a_case
from tests.make import a_verdict
from tests.storage.make import a_draft, an_outcome, stored
from triage.cases.case import JoinCase, OpenCase, SetAside, Status
from triage.cases.number import number_of
from triage.errors import NotFound, StaleVersion, StoreConflict
from triage.mail.message import Kind, ReplyChannel
from triage.pipeline import Known, Questions
from triage.storage import acts, cases, drafts, reminders, sending
from triage.storage.acts import ActKind
from triage.storage.database import Database
from triage.storage.known import Reserve, answer
from triage.storage.mails import Mails
from triage.storage.record import record, replay
from triage.storage.registers import customers
from triage.storage.schema import outcomes

ADDRESS = "anna@customer.example"


def questions(**fields: object) -> Questions:
    asked = Questions("", "", ADDRESS, (), (), (), "")
    return replace(asked, **fields)  # type: ignore[arg-type]


def file_first(database: Database, mails: Mails) -> None:
    mail, *_ = stored(mails, 1)
    assert record(database, mail, Known(), an_outcome(), NOW)


def test_a_first_mail_leaves_a_case_a_draft_an_act_and_a_reminder(
    database: Database, mails: Mails
) -> None:
    file_first(database, mails)
    [case] = cases.listed(database)
    assert case == a_case()
    [draft] = drafts.listed(database)
    assert (draft.case_number, draft.version, draft.state) == (case.number, 1, "ready")
    assert draft.draft == a_draft()
    [act] = acts.unfinished(database)
    assert (act["kind"], act["draft_id"]) == ("place_draft", 1)
    [reminder] = reminders.listed(database)
    assert (reminder["kind"], reminder["number"]) == ("draft_waits", case.number)
    [line] = cases.journal_of(database, case.id)
    assert (line["who"], line["field"], line["note"]) == ("triage", "status", "opened by mail 1")
    assert mails.counts() == {"customer": 1}


def test_a_mail_is_recorded_once_even_if_decided_twice(database: Database, mails: Mails) -> None:
    [mail] = stored(mails, 1)
    assert record(database, mail, Known(), an_outcome(), NOW)
    assert not record(database, mail, Known(), an_outcome(case=a_case(5)), NOW)
    assert cases.count(database) == 1


def test_two_workers_cannot_file_two_cases_for_one_thread(database: Database, mails: Mails) -> None:
    one, two = stored(mails, 1, 2)
    record(database, one, Known(), an_outcome(), NOW)
    rival = an_outcome(OpenCase(a_case(2), "m1@customer.example", "new"), number=2)
    with pytest.raises(StoreConflict):
        record(database, two, Known(), rival, NOW)
    assert cases.count(database) == 1
    assert [mail.id for mail in mails.waiting("support")] == [two.id]  # nothing was lost


def test_joining_a_case_that_moved_on_meanwhile_is_a_conflict(
    database: Database, mails: Mails
) -> None:
    file_first(database, mails)
    [mail] = stored(mails, 2)
    old = a_case(version=9)
    joined = JoinCase(old, replace(old, mails=2), "in the thread")
    with pytest.raises(StoreConflict):
        record(database, mail, Known(), an_outcome(joined, number=2, replaces=1), NOW)


def test_a_second_mail_replaces_the_live_draft_and_has_the_old_one_removed(
    database: Database, mails: Mails
) -> None:
    file_first(database, mails)
    [mail] = stored(mails, 2)
    joined = JoinCase(a_case(), a_case(mails=2, order_numbers=("10423", "10424")), "in the thread")
    record(database, mail, Known(), an_outcome(joined, number=2, replaces=1), NOW)
    [live] = drafts.listed(database)
    assert (live.id, live.version) == (2, 2)
    assert [a["kind"] for a in acts.unfinished(database)] == [
        "place_draft",
        "remove_draft",
        "place_draft",
    ]
    assert cases.listed(database)[0].version == 2
    assert [r["anchor"] for r in reminders.listed(database)] == ["d2@store.example"]


def test_a_draft_approved_meanwhile_is_not_replaced(database: Database, mails: Mails) -> None:
    file_first(database, mails)
    found = drafts.find(database, a_case().number)
    drafts.approve(database, found, found.draft, "Li", NOW)
    [mail] = stored(mails, 2)
    joined = JoinCase(a_case(), a_case(mails=2), "in the thread")
    with pytest.raises(StoreConflict):
        record(database, mail, Known(), an_outcome(joined, number=2, replaces=1), NOW)


def test_a_draft_for_a_platform_is_kept_to_copy_and_not_placed(
    database: Database, mails: Mails
) -> None:
    [mail] = stored(mails, 1)
    draft = a_draft(reply_channel=ReplyChannel.PLATFORM_ONLY)
    record(database, mail, Known(), an_outcome(draft=draft), NOW)
    assert acts.unfinished(database) == []
    assert len(drafts.listed(database)) == 1


def test_what_is_set_aside_opens_no_case(database: Database, mails: Mails) -> None:
    [mail] = stored(mails, 1)
    outcome = replace(
        an_outcome(SetAside("bulk: List-Id")),
        draft=None,
        draft_id=None,
        reminders=(),
        verdict=a_verdict(kind=Kind.BULK, customer=None),
        understanding=None,
    )
    record(database, mail, Known(), outcome, NOW)
    assert cases.count(database) == 0
    assert mails.set_aside()[0]["kind"] == "bulk"


def test_a_bounce_marks_the_sent_draft_and_the_address(database: Database, mails: Mails) -> None:
    file_first(database, mails)
    with database.write("test") as connection:
        connection.exec_driver_sql("UPDATE drafts SET state = 'sent'")
    [mail] = stored(mails, 2)
    outcome = replace(
        an_outcome(SetAside("bounce", 1, "d1@store.example"), number=2),
        draft=None,
        draft_id=None,
        verdict=a_verdict(kind=Kind.BOUNCE, customer=None),
    )
    record(database, mail, Known(), outcome, NOW)
    assert drafts.load(database, 1).state == "failed"
    with database.read() as connection:
        assert connection.execute(select(customers.c.no_automatic_mail)).scalar_one()
    notes = [line["note"] for line in cases.journal_of(database, 1)]
    assert "our answer came back undelivered" in notes
    [case] = cases.listed(database)
    assert cases.answer_bounced(database, case)
    [again] = [each for each in stored(mails, 3) if each.id != mail.id]
    joined = JoinCase(case, replace(case, mails=2), "in the thread")
    record(database, again, Known(), an_outcome(joined, number=3), NOW)
    assert not cases.answer_bounced(database, case)


def test_a_decision_can_be_replayed_from_the_store(database: Database, mails: Mails) -> None:
    [mail] = stored(mails, 1)
    outcome = an_outcome()
    record(database, mail, Known(root_taken=True), outcome, NOW)
    with database.read() as connection:
        row = connection.execute(select(outcomes)).one()
    assert replay(row) == (Known(root_taken=True), outcome)


def test_the_store_answers_by_thread_number_order_and_address(
    database: Database, mails: Mails
) -> None:
    file_first(database, mails)
    number = a_case().number
    for asked in (
        questions(address="", replied_to=("m1@customer.example",)),
        questions(address="", replied_to=("d1@store.example",)),
        questions(address="", case_numbers=(number,)),
        questions(address="", order_keys=("10423",)),
        questions(),
    ):
        [known] = answer(database, "main", asked, 0).remembered
        assert known.case.number == number
        assert known.message_ids == {"m1@customer.example", "d1@store.example"}
        assert known.participants == {ADDRESS}
    assert answer(database, "other", questions(), 0).remembered == ()
    assert answer(database, "main", questions(address="x@y.example"), 0) == Known()


def test_a_copy_is_known_by_message_id_and_words_alike(database: Database, mails: Mails) -> None:
    file_first(database, mails)
    same = questions(message_id="m1@customer.example", content_key=f"{1:064d}")
    assert answer(database, "main", same, 99).copy_of == 1
    assert answer(database, "main", same, 1).copy_of is None  # it is no copy of itself
    other = replace(same, content_key="0" * 64)
    assert answer(database, "main", other, 99).copy_of is None


def test_a_language_seen_twice_counts_as_confirmed(database: Database, mails: Mails) -> None:
    file_first(database, mails)
    first = answer(database, "main", questions(), 0).customer
    assert first is not None
    assert (first.language, first.confirmed) == ("en", False)
    [mail] = stored(mails, 2)
    record(database, mail, Known(), an_outcome(case=a_case(2), number=2), NOW)
    again = answer(database, "main", questions(), 0).customer
    assert again is not None
    assert again.confirmed


def test_reserved_ids_never_repeat_across_restarts(database: Database) -> None:
    first, second = Reserve(database), Reserve(database)
    taken = [source.take() for _ in range(30) for source in (first, second)]
    assert len({each.case_id for each in taken}) == 60
    assert len({each.draft_id for each in taken}) == 60


def test_threads_that_share_a_reserve_never_get_the_same_ids(database: Database) -> None:
    reserve = Reserve(database)
    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(lambda _: reserve.take(), range(200)))
    assert len({ids.case_id for ids in taken}) == 200
    assert {ids.case_id for ids in taken} == set(range(1, 201))  # none is lost between them


def test_an_act_is_claimed_by_one_worker_and_again_only_when_its_lease_ended(
    database: Database, mails: Mails
) -> None:
    file_first(database, mails)
    act = acts.claim(database, "support", "a", NOW)
    assert act is not None
    assert (act.kind, act.attempts) == (ActKind.PLACE_DRAFT, 1)
    assert acts.claim(database, "support", "b", NOW) is None
    late = acts.claim(database, "support", "b", NOW + acts.HOLD + timedelta(seconds=1))
    assert late is not None
    assert late.attempts == 2
    with database.write("test") as connection:
        assert not acts.settle(connection, act, NOW)  # the first worker's fence has fallen
        assert acts.settle(connection, late, NOW)
    assert acts.unfinished(database) == []


def test_a_failed_act_comes_back_later_and_is_given_up_at_last(
    database: Database, mails: Mails
) -> None:
    file_first(database, mails)
    now, waits = NOW, []
    for _ in range(acts.MOST_TRIES):
        act = acts.claim(database, "support", "a", now)
        assert act is not None
        acts.postpone(database, act, now, "mailbox unreachable", again=True)
        [row] = acts.unfinished(database)
        waits.append(row["due_at"] - now)
        now = row["due_at"]
    assert waits[0] == acts.FIRST_WAIT
    assert max(waits) == acts.LONGEST_WAIT
    assert row["state"] == "failed"
    assert acts.claim(database, "support", "a", now) is None
    assert acts.retry(database, now) == 1
    assert acts.claim(database, "support", "a", now) is not None


def refused_answer(database: Database, mails: Mails) -> None:
    file_first(database, mails)
    placing = acts.claim(database, "support", "a", NOW)
    assert placing is not None
    drafts.placed(database, placing, "Drafts", 1, 1, NOW)
    found = drafts.load(database, 1)
    drafts.approve(database, found, found.draft, "Li", NOW)
    act = acts.claim(database, "support", "a", NOW)
    assert act is not None
    assert sending.begin_sending(database, found.id)
    sending.not_sent(database, found, act, "failed", "550 daily limit", NOW)


def test_an_answer_the_server_refused_is_sent_again_on_retry(
    database: Database, mails: Mails
) -> None:
    refused_answer(database, mails)
    assert acts.retry(database, NOW) == 1
    assert drafts.load(database, 1).state == "approved"
    act = acts.claim(database, "support", "a", NOW)
    assert act is not None
    assert act.kind is ActKind.SEND
    assert sending.begin_sending(database, 1)


def test_a_refused_answer_is_not_retried_beside_the_next_draft(
    database: Database, mails: Mails
) -> None:
    refused_answer(database, mails)
    with database.write("test") as connection:
        drafts.insert_draft(connection, 2, a_case().id, None, "support", a_draft(2), "triage", NOW)
    assert acts.retry(database, NOW) == 0
    assert drafts.load(database, 1).state == "failed"
    act = acts.claim(database, "support", "a", NOW)
    assert act is not None
    assert (act.kind, act.draft_id) == (ActKind.PLACE_DRAFT, 2)


def test_an_agent_is_told_when_an_approved_answer_is_given_up(
    database: Database, mails: Mails
) -> None:
    file_first(database, mails)
    found = drafts.load(database, 1)
    drafts.approve(database, found, found.draft, "Li", NOW)
    act = acts.claim(database, "support", "a", NOW, (ActKind.SEND,))
    assert act is not None
    assert acts.postpone(database, act, NOW, "login refused", again=False)
    told = [row["kind"] for row in reminders.listed(database)]
    assert told.count("delivery_failed") == 1


def test_a_case_that_is_only_like_another_names_it_by_its_number(
    database: Database, mails: Mails
) -> None:
    [mail] = stored(mails, 1)
    filing = OpenCase(a_case(), "m1@customer.example", "new", suggested=(7, 9))
    record(database, mail, Known(), an_outcome(filing), NOW)
    [line] = cases.journal_of(database, a_case().id)
    assert line["note"].endswith(f"; maybe the same matter as {number_of(7)}, {number_of(9)}")


def test_a_failure_of_the_store_quotes_nobody(database: Database) -> None:
    with pytest.raises(IntegrityError) as caught, database.write("test") as connection:
        connection.execute(insert(outcomes).values(mail_id=1, known={}, outcome={"t": "secret"}))
    assert "secret" not in str(caught.value)


def test_a_reminder_fires_once_with_the_telling_in_the_same_commit(
    database: Database, mails: Mails
) -> None:
    file_first(database, mails)
    told: list[str] = []
    later = NOW + timedelta(hours=2)
    assert not reminders.any_due(database, NOW)
    assert reminders.any_due(database, later)

    def tell(_: object, rows: list[dict[str, object]]) -> None:
        told.extend(str(row["kind"]) for row in rows)

    assert reminders.fire_due(database, later, tell) == 1
    assert reminders.fire_due(database, later, tell) == 0
    assert told == ["draft_waits"]
    assert reminders.listed(database) == []
    assert len(reminders.listed(database, fired=True)) == 1


def test_a_telling_that_fails_leaves_the_reminder_waiting(database: Database, mails: Mails) -> None:
    file_first(database, mails)

    def tell(*_: object) -> None:
        raise KeyError

    with pytest.raises(KeyError):
        reminders.fire_due(database, NOW + timedelta(hours=2), tell)
    assert len(reminders.listed(database)) == 1


def test_an_edited_draft_is_the_next_version_and_the_old_one_is_stale(
    database: Database, mails: Mails
) -> None:
    file_first(database, mails)
    old = drafts.find(database, a_case().number)
    text = a_draft(2, body="Dear Anna,\n\nmine.\n")
    assert drafts.edit(database, old, 2, text, "Li", NOW) == 2
    assert drafts.find(database, a_case().number).draft.body.endswith("mine.\n")
    with pytest.raises(StaleVersion, match="version 1"):
        drafts.approve(database, old, old.draft, "Li", NOW)
    with pytest.raises(StaleVersion):
        drafts.edit(database, old, 3, a_draft(3), "Li", NOW)


def test_unknown_cases_and_drafts_name_the_remedy(database: Database) -> None:
    with pytest.raises(NotFound, match="triage cases"):
        cases.find(database, "C-TQYKD")
    with pytest.raises(NotFound, match="triage drafts list"):
        drafts.find(database, "C-TQYKD")


def test_a_case_is_found_however_its_number_is_typed(database: Database, mails: Mails) -> None:
    file_first(database, mails)
    for typed in ("C-TQYKD", " c-tqykd ", "tqykd"):
        assert cases.find(database, typed).id == 1
    assert cases.listed(database, status=Status.CLOSED) == []
    assert len(cases.listed(database, only_open=True, store="main")) == 1
