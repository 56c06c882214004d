"""Letters after the first answer on real servers: clocks compose, agents approve, all is sent."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from email import message_from_bytes
from email.policy import SMTP
from pathlib import Path

import pytest

from tests.wires.clients import Thunderbird, do
from tests.wires.mail_out import Postbox
from tests.wires.servers import Account, Dovecot
from tests.wires.watched import ANNA, Watched, letter, watched
from triage.cases.case import Status
from triage.cli import desk
from triage.drafts.draft import LetterFields, MessageKind
from triage.letters import Asked, write
from triage.rounds import remind
from triage.storage.fates import MAIL_CLIENT

pytestmark = pytest.mark.wires

OWED = (
    "You promised me the refund for order 10423 two weeks ago. I sent the lamp back, you have it, "
    "and the money is still not on my account."
)
DAY = 24 * 60.0


@pytest.fixture
def account(dovecot: Dovecot) -> Account:
    return dovecot.account()


@pytest.fixture
def store(account: Account, smtp_server: Postbox, tmp_path: Path) -> Iterator[Watched]:
    """A store whose clock the test moves."""
    with watched(account, smtp_server, tmp_path / "shop") as opened:
        yield opened


def passes(store: Watched, minutes: float) -> None:
    """Let so much time pass, as the daemon does: a round, what is due, and a round that acts."""
    store.round(minutes)
    remind(store.office)
    store.round()


def approve(store: Watched) -> bytes:
    """Have the live draft sent by an agent at the desk; return the mail the customer gets."""
    found = store.versions()[-1]
    last = desk.final(store.office, found, "Mei")
    assert last.blocking == ()
    line, delayed = desk.send(store.office, found, last, "Mei")
    assert not delayed, line
    store.round()
    assert store.lying() == []
    return [kept.content for kept in store.postbox.kept if kept.recipients == (ANNA,)][-1]


def kinds(store: Watched) -> list[str]:
    return [each.draft.kind.value for each in store.versions()]


def told(store: Watched, kind: str) -> bool:
    return bool([each for each in store.reminded(kind) if each["state"] == "fired"])


def test_silent_customer_is_followed_up_and_the_case_closed(store: Watched) -> None:
    store.deliver(letter(1))
    store.round()
    asked = message_from_bytes(approve(store), policy=SMTP)
    passes(store, 3 * DAY)
    (lies,) = store.lying()
    assert "photos of the parcel" in lies
    assert kinds(store) == ["acknowledgment", "follow_up.first"]
    assert told(store, "follow_up_first")
    passes(store, 10)  # nothing more, whatever the clock does
    assert len(store.lying()) == 1
    first = message_from_bytes(approve(store), policy=SMTP)
    assert first["In-Reply-To"] == asked["In-Reply-To"]
    assert first["Subject"] == asked["Subject"]
    passes(store, 4 * DAY)
    (lies,) = store.lying()
    assert "have not heard back" in lies
    assert "4 December 2026" in lies or "December 4, 2026" in lies
    approve(store)
    passes(store, 7 * DAY)
    assert kinds(store)[3:] == ["closing"]
    approve(store)
    assert store.case().status is Status.CLOSED
    passes(store, 30 * DAY)
    assert store.lying() == []
    assert len(store.lying(folder="Sent")) == 4


def test_follow_up_sent_from_a_mail_client_counts_as_sent(store: Watched) -> None:
    store.deliver(letter(1))
    store.round()
    approve(store)
    passes(store, 3 * DAY)
    with Thunderbird(store.account, store.postbox) as client:
        draft = client.open(ANNA)
        assert draft is not None
        do(client.send(draft, draft.text))
    store.round(1)
    sent = store.versions()[-1]
    assert (sent.draft.kind, sent.state) == (MessageKind.FOLLOW_UP_FIRST, "sent")
    assert sent.approved_by == MAIL_CLIENT
    assert store.reminded("follow_up_second")[0]["state"] == "waiting"


def test_broken_promise_refund_and_the_question_whether_all_is_well(store: Watched) -> None:
    store.deliver(letter(1, OWED))
    store.round()
    approve(store)
    promised = store.case().promise_at
    assert promised is not None
    passes(store, (promised - store.now) / timedelta(minutes=1) + 1)
    assert kinds(store) == ["acknowledgment", "holding"]
    assert told(store, "promise_broken")
    approve(store)
    again = store.case().promise_at
    assert again is not None
    assert again > promised
    fields = LetterFields(amount=Decimal(25), currency="EUR", day=store.now.date())
    asked = Asked(MessageKind.REFUND, fields)
    write(store.office, store.case().number, asked, "Mei")
    store.round()
    assert "€25.00" in store.lying()[0]
    approve(store)
    assert store.case().promise_at is None
    assert store.reminded("follow_up_first") == []
    passes(store, DAY + 15 * 60)
    assert kinds(store)[3:] == ["satisfaction"]
    assert len(store.lying()) == 1
    approve(store)


def test_customers_answer_in_between_calls_the_rest_off(store: Watched) -> None:
    store.deliver(letter(1))
    store.round()
    approve(store)
    passes(store, 3 * DAY)
    store.deliver(letter(2, "The lamp is the blue one.", answers="m1@customer.example"))
    passes(store, 5)
    assert kinds(store)[1:] == ["follow_up.first", "joined"]
    assert len(store.lying()) == 1
    for kind in ("follow_up_second", "close_proposed"):
        assert store.reminded(kind) == []
