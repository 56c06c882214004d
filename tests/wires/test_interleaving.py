"""Agents in their mail clients and the daemon at the same folders, mixed command by command.

At every fault point of a round the client may do its next command, so the two meet anywhere; each
mixture is drawn by lot from its number and can be repeated alone.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.wires.clients import CLIENTS, Deed, MailClient, Open, do
from tests.wires.mail_out import Postbox
from tests.wires.servers import Account
from tests.wires.watched import Watched, letter, watched
from triage import faults
from triage.cases.case import Status
from triage.storage import cases
from triage.storage.cases import PROGRAM
from triage.storage.drafts import LIVE

pytestmark = [pytest.mark.wires, pytest.mark.slow]

MIXTURES = {"dovecot": 150, "pymap": 50}  # a round takes pymap four times as long
WORDS = "Mei has looked at the photos, and a new lamp is being packed for you."
FURTHER = "And order 10424 is broken too."


@dataclass
class Mixture:
    """One customer, one agent, and what they came to do."""

    number: int
    store: Watched
    client: MailClient
    chance: random.Random
    deeds: list[str] = field(default_factory=list)  # what the agent really did, in order
    placed: int = 0  # mails the daemon has added to a folder

    @property
    def customer(self) -> str:
        """The customer's address."""
        return f"customer{self.number}@customer.example"

    @property
    def message_id(self) -> str:
        """The customer's first mail."""
        return f"m{self.number}@customer.example"

    def run(self) -> None:
        """Let both work for four minutes, then the agent to the end, then all comes to rest."""
        agent = self.agent()
        pace = self.chance.choice((0.02, 0.1, 0.4))

        def meet(point: str) -> None:
            self.placed += point == "imap:append:after"
            if self.chance.random() < pace:
                next(agent, None)

        self.write(self.number)
        again = self.chance.choice((1, 2, 3, 99, 99, 99))
        for minute in range(4):
            if minute == again:
                self.write(self.number + 100_000, answers=self.message_id)
            faults.install(meet)
            try:
                self.store.round(1)
            finally:
                faults.install(None)
            self.client.minutes = self.store.minutes[0]
        faults.install(lambda point: self.count(point))
        try:
            do(agent)
            # Of a mail that is only flagged deleted no STATUS tells.
            for pause in (1, 3) if self.client.expunges else (1, 11, 3):
                self.store.round(pause)
        finally:
            faults.install(None)

    def count(self, point: str) -> None:
        """Count what the daemon places."""
        self.placed += point == "imap:append:after"

    def write(self, number: int, answers: str = "") -> None:
        """Let the customer write."""
        text = FURTHER if answers else "The lamp from order 10423 arrived broken."
        self.store.deliver(letter(number, text, self.customer, answers))
        self.deeds.append("written to")

    def agent(self) -> Deed:
        """Do one of the things agents do."""
        plan: Callable[[], Deed] = self.chance.choice(
            (self.nothing, self.edits, self.edits, self.sends, self.edits_and_sends,
             self.throws_away, self.answers_beside)
        )  # fmt: skip
        yield from plan()

    def nothing(self) -> Deed:
        """Be away."""
        yield

    def edits(self) -> Deed:
        """Reword the draft, once or twice."""
        draft = yield from self.finds()
        if draft is None:
            return
        for share in self.chance.choice(((1.0,), (0.6, 1.0))):
            yield from self.client.save(draft, draft.text + WORDS[: int(share * len(WORDS))])
        self.deeds.append("edited")

    def sends(self) -> Deed:
        """Send the draft as it is."""
        draft = yield from self.finds()
        if draft is not None:
            yield from self.sending(draft, draft.text)

    def edits_and_sends(self) -> Deed:
        """Reword the draft, save it, and send it."""
        draft = yield from self.finds()
        if draft is not None:
            yield from self.client.save(draft, draft.text + WORDS)
            yield from self.sending(draft, draft.text)

    def throws_away(self) -> Deed:
        """Delete the draft."""
        draft = yield from self.finds()
        if draft is not None:
            yield from self.client.throw_away(draft)
            self.deeds.append("thrown away")

    def answers_beside(self) -> Deed:
        """Answer the customer's mail from the inbox, with or without saving on the way."""
        subject = f"Re: Lamp {self.number}"
        draft = self.client.reply(self.message_id, self.customer, subject)
        if self.chance.random() < 0.5:
            yield from self.client.save(draft, WORDS)
        yield from self.sending(draft, WORDS)

    def sending(self, draft: Open, text: str) -> Deed:
        deed = self.client.send(draft, text)
        next(deed)
        self.deeds.append("sent")
        yield
        yield from deed

    def finds(self) -> Generator[None, None, Open | None]:
        """Look for the draft until it is there."""
        for _ in range(400):
            draft = self.client.open(self.customer)
            yield
            if draft is not None:
                return draft
        return None

    def check(self) -> None:
        """Hold the end against what must be, whatever came between what."""
        told = f"mixture {self.number}, {type(self.client).__name__}: {', '.join(self.deeds)}"
        versions = self.store.versions(self.customer)
        lying = self.store.lying(self.customer)
        of_ours = [one for one in versions if one.made_by == PROGRAM]
        sent = [kept for kept in self.store.postbox.kept if self.customer in kept.recipients]
        found = cases.listed(self.store.office.database, limit=10_000)
        case = self.store.case(self.customer)
        assert len([one for one in found if one.customer_address == self.customer]) == 1, told
        assert len(lying) <= 1, f"{told}: drafted twice"
        assert self.placed <= len(of_ours) <= case.mails, f"{told}: placed twice"
        assert len([one for one in versions if one.state in LIVE]) <= 1, told
        assert len(sent) == self.deeds.count("sent"), told
        last = self.deeds[-1]
        if "sent" in self.deeds:
            assert case.acknowledged_at is not None, told
            assert case.status is Status.ACKNOWLEDGED, told
            assert last != "sent" or case.mails > 1 or lying == [], f"{told}: drafted after all"
        elif "edited" in self.deeds:
            assert WORDS in " ".join(" ".join(lying).split()), f"{told}: the agent's words are lost"
            assert versions[-1].state == "placed", told
            assert WORDS in " ".join(versions[-1].draft.body.split()), told
        elif last == "thrown away":
            assert lying == [] or case.mails > 1, f"{told}: drafted again"
            asked = self.store.reminded("draft_vanished", self.customer)
            assert len(asked) == (1 if lying == [] else 0) or case.mails > 1, told
        elif self.deeds == ["written to"] * len(self.deeds):
            assert len(lying) == 1, told


def test_nothing_is_drafted_twice_however_client_and_daemon_meet(
    account: Account, smtp_server: Postbox, tmp_path: Path
) -> None:
    server = "pymap" if account.options.user == "user" else "dovecot"
    with watched(account, smtp_server, tmp_path / "shop") as store:
        for number in range(MIXTURES[server]):
            chance = random.Random(f"{server} {number}")
            with chance.choice(CLIENTS)(account, smtp_server) as client:
                mixture = Mixture(number, store, client, chance)
                client.minutes = store.minutes[0]
                mixture.run()
                mixture.check()
