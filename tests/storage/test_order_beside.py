"""The imported list decides: from a file of orders and a raw mail to what stands beside a case."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from tests.cases.make import NOW
from triage.mail.parse import parse
from triage.orders.reading import OrderFile
from triage.pipeline import Practice, ask, decide, read
from triage.practice import practices
from triage.settings import Settings
from triage.storage import cases
from triage.storage.database import Database
from triage.storage.known import Reserve, answer
from triage.storage.mails import Arrived, Mails
from triage.storage.order_beside import Beside, Tie, beside
from triage.storage.order_import import SILENT, take_in
from triage.storage.record import record

LIST = """\
Order number,Other number,Email,Date,Total,Currency,Item,Tracking
FR-20517,,anna@customer.example,2026-02-20,89.90,EUR,Lamp,RR710301106DE
FR-20533,,bo@customer.example,2026-02-21,19.90,EUR,Towel,
302-1234567-7654321,,anna@customer.example,2026-02-22,9.90,EUR,Lights,
8012345678901234,,,2026-02-23,7.90,EUR,Pen,
"""
SETTINGS = Settings.model_validate(
    {
        "store": {
            "main": {
                "name": "Lumen Home",
                "addresses": ["support@lumen.example"],
                "channels": ["shopify", "amazon", "aliexpress"],
                "order_patterns": ["FR-#####"],
            }
        },
        "team": {"desk": {"name": "Lumen Support"}},
        "mailbox": {
            "main": {
                "store": "main",
                "user": "support",
                "password_env": "NONE",
                "imap": {"host": "imap.lumen.example"},
            }
        },
    }
)


@cache
def practice() -> Practice:
    """Return the store, built once."""
    return practices(SETTINGS, b"k" * 32)["main"]


@pytest.fixture
def listed(database: Database, tmp_path: Path) -> Database:
    """A store whose order list was taken in from a file."""
    path = tmp_path / "orders.csv"
    path.write_text(LIST, encoding="utf-8")
    done = take_in(database, "main", OrderFile(path), lambda: NOW, SILENT)
    assert (done.added, done.lost, done.flaws) == (4, 0, 0)
    return database


def came(
    database: Database, mails: Mails, words: str, sender: str = "anna@customer.example"
) -> tuple[int, tuple[Beside, ...]]:
    """Send a mail down the path; return its best number's score and what stands beside its case."""
    content = (
        f"From: Anna Berg <{sender}>\r\nTo: support@lumen.example\r\nSubject: Question\r\n"
        "Date: Mon, 02 Mar 2026 09:58:00 +0000\r\nMessage-ID: <m1@customer.example>\r\n"
        "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
        f"Hello,\r\nmy lamp arrived broken. {words}\r\nI want a refund.\r\nAnna\r\n"
    ).encode()
    mails.keep(
        "main", "main", "INBOX", 7, [Arrived(1, len(content), NOW, content, False)], 1,
        junk=False, now=NOW,
    )  # fmt: skip
    (mail,) = mails.waiting("main")
    reading = read(practice(), parse(content))
    questions = ask(practice(), reading)
    known = answer(database, "main", questions, mail.id)
    ids = Reserve(database).take()
    outcome = decide(practice(), reading, questions, known, ids, received_at=NOW, now=NOW)
    assert record(database, mail, known, outcome, NOW)
    assert outcome.understanding is not None
    assert outcome.case is not None
    scores = [number.score for number in outcome.understanding.order_numbers]
    return max(scores, default=0), beside(database, outcome.case)


@pytest.mark.parametrize(
    "words",
    [
        "Order number FR-20517.",
        "order no. fr-20517",
        "My order FR 20517 …",
        "Order number ＦＲ－２０５１７",
        "Bestellnummer: FR20517",
        "订单号 FR-20517",
        "Order number 20517",
        "order 302 1234567 7654321",
        "Order number 30212345677654321",
    ],
)
def test_own_order_is_linked_however_it_is_written(
    listed: Database, mails: Mails, words: str
) -> None:
    score, found = came(listed, mails, words)
    assert score >= 80
    assert found[0].tie is Tie.LINKED
    assert found[0].order is not None
    assert [each.tie for each in found[1:]] == [Tie.ALSO]


@pytest.mark.parametrize("number", ["FR-20571", "FR-20518", "FR-2057", "302-1234567-7654821"])
def test_one_slip_is_suggested_and_not_linked(listed: Database, mails: Mails, number: str) -> None:
    score, found = came(listed, mails, f"Order number {number}.")
    assert 40 <= score < 80
    assert found[0].tie is Tie.SUGGESTED
    assert found[0].written == number
    assert found[0].order is not None


def test_another_customers_order_is_never_linked_unasked(listed: Database, mails: Mails) -> None:
    score, found = came(listed, mails, "Order number FR-20533, order FR-20533!")
    assert score < 80
    assert (found[0].number, found[0].tie, found[0].order) == (
        "FR-20533", Tie.OTHER_ADDRESS, None,
    )  # fmt: skip


def test_stranger_gets_nothing_of_an_order_by_its_number(listed: Database, mails: Mails) -> None:
    score, found = came(listed, mails, "Order number FR-20517", "eve@stranger.example")
    assert score < 80
    assert [(each.tie, each.order) for each in found] == [(Tie.OTHER_ADDRESS, None)]


def test_order_without_an_address_is_suggested_only(listed: Database, mails: Mails) -> None:
    score, found = came(listed, mails, "Order number 8012345678901234")
    assert score < 80
    assert found[0].tie is Tie.NO_ADDRESS
    assert "buyer's address unknown" in found[0].why


def test_number_that_is_in_no_list_says_so(listed: Database, mails: Mails) -> None:
    _, found = came(listed, mails, "Order number FR-77777")
    assert (found[0].number, found[0].tie) == ("FR-77777", Tie.NOT_LISTED)


def test_parcel_finds_its_order(listed: Database, mails: Mails) -> None:
    _, found = came(listed, mails, "Tracking number RR710301106DE stands still.")
    (first, *_) = found
    assert (first.number, first.tie) == ("FR-20517", Tie.SUGGESTED)
    assert "tracking number" in first.why


def test_order_taken_in_later_is_linked_then(
    database: Database, mails: Mails, tmp_path: Path
) -> None:
    _, found = came(database, mails, "Order number FR-20517.")
    assert found == ()
    path = tmp_path / "orders.csv"
    path.write_text(LIST, encoding="utf-8")
    take_in(database, "main", OrderFile(path), lambda: NOW, SILENT)
    (case,) = cases.listed(database)
    assert beside(database, case)[0].tie is Tie.LINKED
