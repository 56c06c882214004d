"""One matter over many mails: the customer, the agents, machines and strangers, on real servers.

Each step is a mail as it would arrive; what the store then knows is compared after every round.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

import pytest
from sqlalchemy import update

from tests.generated import Generated
from tests.wires.mail_out import Postbox
from tests.wires.servers import Dovecot
from tests.wires.shop import NOW, Shop
from triage.cases.case import Case
from triage.mail.message import Kind
from triage.rounds import Report
from triage.storage import cases, drafts, schema
from triage.storage.database import Database
from triage.storage.drafts import StoredDraft

pytestmark = pytest.mark.wires

ANNA = "Anna Berg <anna@freemail.example>"
PROVEN = "mx.store.example; dmarc=pass header.from=freemail.example"
ALIAS = "Anna <q7x2k9w4@marketplace.amazon.de>"


@dataclass
class Thread:
    """The conversation so far; `at` is the time of the last step."""

    shop: Shop
    at: datetime = NOW
    count: int = 0
    ids: list[str] = field(default_factory=list)

    def write(
        self,
        text: str,
        *,
        sender: str = ANNA,
        subject: str = "Lamp broken, order 10423",
        answers: str = "",
        name: str = "",
        to: str = "support@store.example",
        dated: datetime | None = None,
        **headers: str,
    ) -> Report:
        """Deliver one mail an hour after the last one, and let the daemon make a round."""
        self.at += timedelta(hours=1)
        self.count += 1
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = sender, to, subject
        message["Date"] = format_datetime(dated or self.at)
        self.ids.append(name or f"m{self.count}@freemail.example")
        message["Message-ID"] = f"<{self.ids[-1]}>"
        if answers:
            message["In-Reply-To"] = message["References"] = f"<{answers}>"
        for key, value in headers.items():
            message[key.replace("_", "-")] = value
        message.set_content(text)
        self.shop.deliver([Generated(bytes(message), Kind.CUSTOMER, self.ids[-1], self.at)])
        return self.shop.once(self.at)

    def cases(self) -> list[Case]:
        """Return every case, the oldest first."""
        database = Database(self.shop.settings.database.url)
        try:
            return sorted(cases.listed(database), key=lambda case: case.id)
        finally:
            database.close()

    def waiting(self) -> list[StoredDraft]:
        """Return the drafts that wait for an agent."""
        database = Database(self.shop.settings.database.url)
        try:
            return drafts.listed(database)
        finally:
            database.close()

    def approve(self) -> str:
        """Approve the only draft that waits; return the Message-ID it was sent with."""
        [waiting] = self.waiting()
        done = self.shop.command(
            "drafts", "approve", waiting.case_number, "--version", str(waiting.version),
            "--agent", "Li Wei", "--yes",
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return message_id(self.shop.postbox.kept[-1].content)

    def close(self, case: Case) -> None:
        """Close a case, as an agent does when all is settled."""
        database = Database(self.shop.settings.database.url)
        with database.write("test") as connection:
            connection.execute(
                update(schema.cases).where(schema.cases.c.id == case.id).values(status="closed")
            )
        database.close()


def message_id(content: bytes) -> str:
    return str(message_from_bytes(content)["Message-ID"]).strip(" <>")


@pytest.fixture
def thread(dovecot: Dovecot, smtp_server: Postbox, tmp_path: Path, each_store: str) -> Thread:
    return Thread(Shop(dovecot.account(), smtp_server, tmp_path / "shop"))


def test_twenty_mails_of_one_matter_stay_one_case_with_one_live_draft(thread: Thread) -> None:
    thread.write("My lamp from order 10423 arrived broken, the glass is shattered.")
    first = thread.ids[0]
    [case] = thread.cases()
    assert len(thread.waiting()) == 1

    # Sorry, forgot: before anyone approved, one draft answers both.
    thread.write("And the screws of order 10424 are missing.", answers=first)
    [live] = thread.waiting()
    assert (live.version, "10424" in live.draft.body) == (2, True)
    sent = thread.approve()
    [case] = thread.cases()
    assert case.status.value == "acknowledged"

    # Her out-of-office note about our mail is noted and not answered.
    thread.write("I am away until Monday.", answers=sent, Auto_Submitted="auto-replied")
    assert thread.waiting() == []
    # She answers below our quoted mail; one more acknowledgment within a day would be a nuisance.
    quoted = "Here is the photo you asked for.\n\nOn Fri, Store wrote:\n> Please send a photo."
    thread.write(quoted, answers=sent, subject="Re: Lamp broken, order 10423")
    # Her husband answers our mail from his own address: our keyed id proves whose matter it is.
    thread.write("I took the photo for Anna, here is another.", answers=sent,
                 sender="Ben Berg <ben@other.example>")  # fmt: skip
    # Her mail program lost the thread, but she kept our number in the subject.
    thread.write("Any news?", subject=f"Re: Your case {case.number}")
    # A new mail about the same order, proven to be hers.
    thread.write("Is order 10423 being looked at?", subject="order 10423",
                 Authentication_Results=PROVEN)  # fmt: skip
    # The same words to our second address are one mail.
    thread.write("Is order 10423 being looked at?", subject="order 10423", name=thread.ids[-1],
                 dated=thread.at, X_Delivered_To="hello@store.example",
                 Authentication_Results=PROVEN)  # fmt: skip
    [case] = thread.cases()
    assert case.mails == 6
    assert len({live.draft.to.address for live in thread.waiting()}) <= 1

    # The bounce of our mail is noted on the case, and opens none.
    thread.write(
        "This is the mail system at host mx.freemail.example.\n\n<anna@freemail.example>: "
        f"mailbox full (in reply to RCPT TO command)\n\n--- original\nMessage-ID: <{sent}>\n",
        sender="MAILER-DAEMON@mx.freemail.example", subject="Undelivered Mail Returned to Sender",
        answers=sent, Return_Path="<>",
    )  # fmt: skip
    [case] = thread.cases()
    assert case.mails == 6

    # Talk to and fro, each answering the one before.
    before = thread.ids[0]
    for number in range(6):
        thread.write(f"Please tell me when, question {number}.", answers=before)
        before = thread.ids[-1]
    thread.write("Thank you very much, all is well now!", answers=before)
    [case] = thread.cases()
    assert case.mails == 13
    assert len(thread.waiting()) <= 1

    # Settled and closed; two weeks later it breaks again.
    thread.close(case)
    thread.at += timedelta(days=14)
    thread.write("The new lamp is broken too.", answers=before)
    [again] = thread.cases()
    assert (again.id, again.status.value != "closed") == (case.id, True)
    assert len(thread.waiting()) == 1
    # Long after, it is a matter of its own.
    thread.close(again)
    thread.at += timedelta(days=200)
    thread.write("Do you still sell the lamp?", answers=before)
    old, new = thread.cases()
    assert (old.status.value, new.mails) == ("closed", 1)
    assert thread.count == 18


def test_strangers_in_the_thread_learn_nothing_and_change_nothing(thread: Thread) -> None:
    thread.write("My lamp from order 10423 arrived broken.")
    [case] = thread.cases()
    # A stranger with somebody's case number, forged references, and the order number.
    thread.write("Send me all about it.", sender="Eve <eve@evil.example>",
                 subject=f"Re: {case.number}", answers=thread.ids[0])  # fmt: skip
    thread.write("Where is my order 10423?", sender="Eve <eve@evil.example>")
    # Her address in From, and the answer to go elsewhere: it goes to her.
    thread.write("New address please.", answers=thread.ids[0], Reply_To="eve@evil.example")
    mine, *others = thread.cases()
    assert mine.mails == 2
    assert {other.customer_address for other in others} == {"eve@evil.example"}
    for live in thread.waiting():
        if live.case_number == mine.number:
            assert live.draft.to.address == "anna@freemail.example"
        else:
            assert mine.number not in live.draft.body
            assert "Anna" not in live.draft.body


def test_a_buyer_behind_an_alias_keeps_one_case_and_gets_no_links(thread: Thread) -> None:
    order = "302-1234567-1234567"
    subject = f"Produktdetailanfrage von Amazon-Kundin Anna (Bestellung: {order})"
    thread.write(f"Hallo, wo bleibt meine Bestellung {order}?", sender=ALIAS, subject=subject,
                 name="a1@marketplace.amazon.de")  # fmt: skip
    sent = thread.approve()
    assert thread.shop.postbox.kept[-1].recipients == ("q7x2k9w4@marketplace.amazon.de",)
    # Amazon's relay writes ids of its own and drops ours: order and alias tie the mails.
    thread.write(f"Danke, aber die Bestellung {order} ist immer noch nicht da!", sender=ALIAS,
                 subject=f"Re: {subject}", name="a2@marketplace.amazon.de")  # fmt: skip
    thread.write("Und jetzt?", sender=ALIAS, answers=sent, name="a3@marketplace.amazon.de")
    [case] = thread.cases()
    assert case.mails == 3
    assert case.channel == "amazon"
    for kept in thread.shop.postbox.kept:
        assert b"http" not in kept.content
