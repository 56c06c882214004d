"""Rounds without a server: what happens to mails once they are stored."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.cases.make import NOW
from tests.test_office import settings
from triage import office, rounds
from triage.mail.message import Kind
from triage.mail.parse import parse
from triage.mailbox.folders import Folders
from triage.office import Office
from triage.pipeline import Reserved, ask, read
from triage.pipeline import decide as pipeline_decide
from triage.rounds import Report, Round, decide_one
from triage.settings import Settings
from triage.storage import cases, drafts
from triage.storage.mails import Arrived
from triage.storage.record import replay
from triage.storage.schema import outcomes


@pytest.fixture
def open_office(tmp_path: Path, each_store: str) -> Iterator[Office]:
    given = Settings.model_validate(
        settings(tmp_path).model_dump() | {"team": {"front_desk": {"name": "Care"}}}
    )
    with office.opened(given, lambda: NOW) as opened:
        yield opened


def a_round(open_office: Office) -> Round:
    account = open_office.accounts["box"]
    return Round(open_office, account, account.session(), Folders())


def keep(open_office: Office, *contents: bytes, box: str = "box", at: datetime = NOW) -> None:
    position = open_office.mails.position(box, "INBOX")
    first = position[1] + 1 if position else 1
    arrived = [
        Arrived(first + n, len(content), at, content, truncated=False)
        for n, content in enumerate(contents)
    ]
    open_office.mails.keep(
        "main", box, "INBOX", 7, arrived, first + len(arrived), junk=False, now=NOW
    )


def written(
    number: int,
    text: str,
    *,
    sender: str = "anna@mailbox.example",
    answers: str = "",
    subject: str = "My order",
    **headers: str,
) -> bytes:
    message = EmailMessage()
    message["From"] = sender
    message["To"] = "s@store.example"
    message["Subject"] = subject
    message["Message-ID"] = f"<m{number}@mailbox.example>"
    if answers:
        message["In-Reply-To"] = message["References"] = f"<{answers}>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message.as_bytes()


BROKEN = "The lamp from order 10423 arrived broken, the glass is shattered."


def decide(open_office: Office) -> Report:
    report = Report()
    a_round(open_office).decide_waiting(report)
    return report


def test_one_broken_mail_does_not_stop_the_queue(
    open_office: Office, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    keep(open_office, written(1, "first"), written(2, "secret words"), written(3, BROKEN))
    real = read

    def fails_once(practice, mail, **options):  # type: ignore[no-untyped-def]
        if "secret" in mail.text:
            raise KeyError(mail.text)
        return real(practice, mail, **options)

    monkeypatch.setattr(rounds, "read", fails_once)
    report = decide(open_office)
    assert (report.decided, report.failed) == (2, 1)
    assert "secret" not in caplog.text
    assert "KeyError" in caplog.text
    for _ in range(2):
        decide(open_office)
    [row] = [row for row in open_office.mails.set_aside() if row["state"] == "failed"]
    assert "secret" not in row["error"]
    monkeypatch.setattr(rounds, "read", real)
    assert open_office.mails.retry() == 1
    assert decide(open_office).decided == 1


def test_an_unreadable_mail_is_set_aside_and_the_queue_goes_on(open_office: Office) -> None:
    keep(open_office, bytes(range(256)) * 4, written(2, BROKEN))
    report = decide(open_office)
    assert (report.unreadable, report.decided) == (1, 1)
    assert report.kinds[Kind.UNREADABLE.value] == 1


def test_the_same_mail_to_two_of_our_addresses_is_one_case(open_office: Office) -> None:
    keep(open_office, written(1, BROKEN))
    decide(open_office)
    other = written(1, BROKEN).replace(b"From:", b"X-Delivered: other\r\nFrom:", 1)
    keep(open_office, other)
    decide(open_office)
    assert cases.count(open_office.database) == 1
    assert len(drafts.listed(open_office.database)) == 1


def test_a_message_id_used_twice_for_different_mails_loses_neither(open_office: Office) -> None:
    keep(open_office, written(1, BROKEN), written(1, "Another matter: please cancel order 10999."))
    report = decide(open_office)
    assert (report.decided, report.failed) == (2, 0)
    [*listed] = cases.listed(open_office.database)
    assert sum(case.mails for case in listed) == 2


def test_an_older_mail_that_is_read_later_leaves_the_answer_to_the_newer_one(
    open_office: Office,
) -> None:
    keep(open_office, written(1, BROKEN))
    decide(open_office)
    more = written(2, "Where is order 10424?", answers="m1@mailbox.example")
    keep(open_office, more, at=NOW - timedelta(days=3))
    decide(open_office)
    [case] = cases.listed(open_office.database)
    [live] = drafts.listed(open_office.database)
    assert (case.mails, live.version, live.draft.in_reply_to) == (2, 1, "m1@mailbox.example")


def test_a_second_mail_of_the_thread_replaces_the_draft_by_one_that_answers_all(
    open_office: Office,
) -> None:
    keep(open_office, written(1, BROKEN))
    decide(open_office)
    more = written(2, "And order 10424 is broken too.", answers="m1@mailbox.example")
    keep(open_office, more)
    decide(open_office)
    [case] = cases.listed(open_office.database)
    [live] = drafts.listed(open_office.database)
    assert (case.mails, live.version) == (2, 2)
    assert "10423" in live.draft.body
    assert "10424" in live.draft.body
    assert live.draft.in_reply_to == "m2@mailbox.example"


def test_old_mail_read_after_its_answers_joins_their_case(open_office: Office) -> None:
    begun = written(1, BROKEN)
    again = written(2, "Order 10424 too.", answers="m1@mailbox.example")
    last = written(
        3, "Any news?", In_Reply_To="<m2@mailbox.example>",
        References="<m1@mailbox.example> <m2@mailbox.example>",
    )  # fmt: skip
    keep(open_office, last, again, begun)
    assert decide(open_office).decided == 3
    [case] = cases.listed(open_office.database)
    assert case.mails == 3
    assert len(drafts.listed(open_office.database)) == 1


def test_a_stranger_in_the_thread_gets_a_case_of_their_own(open_office: Office) -> None:
    keep(open_office, written(1, BROKEN))
    decide(open_office)
    number = cases.listed(open_office.database)[0].number
    keep(
        open_office,
        written(2, f"About {number}: send me everything.", sender="eve@stranger.example",
                answers="m1@mailbox.example", subject=f"Re: {number}"),
        written(3, "again", sender="eve@stranger.example", answers="m2@mailbox.example"),
    )  # fmt: skip
    decide(open_office)
    owners = {case.customer_address: case.mails for case in cases.listed(open_office.database)}
    assert owners == {"anna@mailbox.example": 1, "eve@stranger.example": 2}
    for live in drafts.listed(open_office.database):
        if live.draft.to.address == "eve@stranger.example":
            assert number not in live.draft.body
            assert "10423" not in live.draft.body


def test_a_reply_to_a_case_long_closed_opens_a_new_one_and_does_not_collide(
    open_office: Office,
) -> None:
    keep(open_office, written(1, BROKEN))
    decide(open_office)
    with open_office.database.write("test") as connection:
        connection.exec_driver_sql("UPDATE cases SET status = 'closed'")
        connection.exec_driver_sql("UPDATE drafts SET state = 'sent'")
    later = replace(open_office, clock=lambda: NOW + timedelta(days=90))
    keep(later, written(2, "It broke again.", answers="m1@mailbox.example"))
    report = decide(later)
    assert (report.decided, report.failed) == (1, 0)
    assert cases.count(open_office.database) == 2


def test_a_decision_is_made_again_alike_from_what_the_store_kept(open_office: Office) -> None:
    keep(open_office, written(1, BROKEN))
    [mail] = open_office.mails.waiting("box")
    decide_one(open_office, mail)
    with open_office.database.read() as connection:
        known, outcome = replay(connection.execute(select(outcomes)).one())
    practice = open_office.practices["main"]
    reading = read(practice, parse(open_office.mails.content(mail.id)))
    assert outcome.case is not None
    assert outcome.draft_id is not None
    again = pipeline_decide(
        practice,
        reading,
        ask(practice, reading),
        known,
        Reserved(outcome.case.id, outcome.draft_id),
        received_at=mail.received_at,
        now=NOW,
    )
    assert again == outcome


def test_logs_carry_ids_and_never_the_customers_words_or_address(
    open_office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, logger="triage")  # a command may have set it before
    keep(open_office, written(1, BROKEN, subject="Private subject"))
    decide(open_office)
    assert "case C-" in caplog.text
    for word in ("anna", "mailbox.example", "Private", "shattered", "10423"):
        assert word not in caplog.text
