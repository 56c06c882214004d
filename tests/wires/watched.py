"""A store whose agents work in mail clients: an open office, a clock to be set, its mailbox."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any

from imapclient import DELETED

from tests.wires.mail_out import Postbox
from tests.wires.servers import Account
from tests.wires.shop import NOW, Shop
from triage import office
from triage.cases.case import Case
from triage.mailbox.folders import Folders, discover
from triage.mailbox.session import Session
from triage.office import Office
from triage.rounds import Report, Round
from triage.storage import cases, drafts, reminders
from triage.storage.drafts import StoredDraft

ANNA = "anna@customer.example"
BROKEN = "The lamp from order 10423 arrived broken, the glass is shattered. I want my money back."


def letter(number: int, text: str = BROKEN, sender: str = ANNA, answers: str = "") -> bytes:
    """Write a customer's mail."""
    message = EmailMessage(policy=SMTP)
    message["From"] = f"Anna Berg <{sender}>"
    message["To"] = "support@store.example"
    message["Subject"] = ("Re: " if answers else "") + f"Lamp {answers or number}"
    message["Message-ID"] = f"<m{number}@customer.example>"
    if answers:
        message["In-Reply-To"] = message["References"] = f"<{answers}>"
    message.set_content(text)
    return message.as_bytes()


@dataclass
class Watched:
    """The store at work, one round at a time."""

    account: Account
    postbox: Postbox
    shop: Shop
    office: Office
    session: Session
    folders: Folders
    minutes: list[float] = field(default_factory=lambda: [0.0])

    @property
    def now(self) -> datetime:
        """What the daemon's clock shows."""
        return NOW + timedelta(minutes=self.minutes[0])

    def deliver(self, *contents: bytes) -> None:
        """Put mails into the inbox."""
        with self.account.client() as client:
            for content in contents:
                client.append("INBOX", content, msg_time=self.now)

    def round(self, minutes: float = 0.0) -> Report:
        """Let so many minutes pass, then make one round."""
        self.minutes[0] += minutes
        report = Report()
        box = self.office.accounts["support"]
        Round(self.office, box, self.session, self.folders).run(report)
        return report

    def case(self, address: str = ANNA) -> Case:
        """Return the newest case of a customer."""
        found = cases.listed(self.office.database, limit=1000)
        return next(one for one in found if one.customer_address == address)

    def versions(self, address: str = ANNA) -> list[StoredDraft]:
        """Return every draft of the customer's case."""
        return drafts.of_case(self.office.database, self.case(address).id)

    def states(self, address: str = ANNA) -> list[str]:
        """Return the states of the customer's drafts, the first version first."""
        return [one.state for one in self.versions(address)]

    def reminded(self, kind: str, address: str = ANNA) -> list[dict[str, Any]]:
        """Return the reminders of a kind the customer's case has, those called off left out."""
        found = reminders.of_case(self.office.database, self.case(address).id)
        return [one for one in found if one["kind"] == kind and one["state"] != "cancelled"]

    def lying(self, to: str = ANNA, folder: str = "Drafts") -> list[str]:
        """Return the text of every mail to somebody in a folder, those flagged deleted left out."""
        with self.account.client() as client:
            client.select_folder(folder, readonly=True)
            uids = client.search("ALL")
            found: dict[int, Any] = client.fetch(uids, ["BODY.PEEK[]", "FLAGS"]) if uids else {}
        mails = [
            message_from_bytes(items[b"BODY[]"], policy=SMTP)
            for _, items in sorted(found.items())
            if DELETED not in items[b"FLAGS"]
        ]
        texts = [(mail, mail.get_body(("plain",))) for mail in mails if to in str(mail["To"])]
        return [part.get_content() for _, part in texts if part is not None]

    def notes(self, address: str = ANNA) -> list[str]:
        """Return what the journal of the case notes."""
        found = cases.journal_of(self.office.database, self.case(address).id)
        return [line["note"] for line in found if line["note"]]


@contextmanager
def watched(account: Account, postbox: Postbox, folder: Path, more: str = "") -> Iterator[Watched]:
    """Open a store on a mailbox, with `more` tables in its settings."""
    shop = Shop(account, postbox, folder)
    given = shop.file.read_text("utf-8")
    staff = 'staff_domains = ["store.example"]\ncountry = "DE"'
    shop.file.write_text(given.replace('country = "DE"', staff) + more, "utf-8")
    minutes = [0.0]
    with (
        office.opened(shop.settings, lambda: NOW + timedelta(minutes=minutes[0])) as opened,
        opened.accounts["support"].session() as session,
    ):
        folders = discover(session, opened.accounts["support"].folders)
        if not folders.trash:
            session.create("Trash")
            folders = discover(session, opened.accounts["support"].folders)
        yield Watched(account, postbox, shop, opened, session, folders, minutes)
