"""Two stores with three mailboxes under one daemon: nothing crosses, and none waits for another."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email import message_from_bytes
from pathlib import Path

import pytest

from tests.generated import Generated, generate
from tests.wires.servers import PASSWORD, Account, Dovecot, Pymap
from tests.wires.shop import NOW
from triage.daemon import Watch, once
from triage.errors import WireFailure
from triage.mailbox.session import Session
from triage.office import opened
from triage.settings import Settings, read
from triage.storage import cases, drafts
from triage.storage.database import Database

pytestmark = pytest.mark.wires

STORE = """
[store.{name}]
name = "{title}"
addresses = ["support@{name}.example"]
time_zone = "Europe/Berlin"
order_patterns = ["#####"]
"""
BOX = """
[mailbox.{name}]
store = "{store}"
user = "{user}"
password_file = "{name}.password"
poll_seconds = 5
since = 2026-01-01
imap = {{ host = "127.0.0.1", port = {port}, tls = "none" }}
"""


@dataclass
class Office:
    """Two stores: `lamp` with one mailbox on Dovecot and one on pymap, `chair` with one."""

    boxes: dict[str, Account]
    folder: Path

    def __post_init__(self) -> None:
        """Write the settings."""
        text = STORE.format(name="lamp", title="Lamp") + STORE.format(name="chair", title="Chair")
        for name, account in self.boxes.items():
            store = "chair" if name == "seats" else "lamp"
            options = account.options
            text += BOX.format(name=name, store=store, user=options.user, port=options.port)
            self.password(name, PASSWORD)
        self.file = self.folder / "settings.toml"
        self.file.write_text(text, "utf-8")

    def password(self, name: str, value: str) -> None:
        """Write the password of a mailbox."""
        path = self.folder / f"{name}.password"
        path.touch(mode=0o600)
        path.write_text(value, "ascii")

    @property
    def settings(self) -> Settings:
        """The settings as read."""
        return read(self.file)

    def deliver(self, box: str, *mails: Generated) -> None:
        """Put mails into an inbox."""
        with self.boxes[box].client() as client:
            for mail in mails:
                client.append("INBOX", mail.content, msg_time=mail.received_at)

    def answered(self, box: str) -> list[str]:
        """Return the Message-IDs the drafts of a mailbox answer."""
        with self.boxes[box].client() as client:
            if not client.folder_exists("Drafts"):
                return []
            client.select_folder("Drafts", readonly=True)
            uids = client.search("ALL")
            found = client.fetch(uids, ["BODY.PEEK[]"]) if uids else {}
        mails = [message_from_bytes(items[b"BODY[]"]) for items in found.values()]
        return sorted(str(mail["In-Reply-To"]).strip("<>") for mail in mails)

    def filed(self) -> list[tuple[str, str]]:
        """Return store and customer of every case."""
        database = Database(self.settings.database.url)
        found = sorted((case.store, case.customer_address) for case in cases.listed(database))
        database.close()
        return found

    def waiting(self) -> list[tuple[str, str]]:
        """Return store and mailbox of every live draft."""
        database = Database(self.settings.database.url)
        found = sorted((draft.store, draft.mailbox) for draft in drafts.listed(database))
        database.close()
        return found


@pytest.fixture
def company(dovecot: Dovecot, pymap_server: Pymap, tmp_path: Path) -> Office:
    boxes = {
        "lights": dovecot.account(),
        "bulbs": pymap_server.account(),
        "seats": dovecot.account(),
    }
    return Office(boxes, tmp_path)


def test_each_mailbox_is_answered_in_its_own_store_and_place(company: Office) -> None:
    mails = generate(6)
    for box, mail in zip(("lights", "bulbs", "seats"), mails, strict=False):
        company.deliver(box, mail)
    report = once(company.settings, lambda: NOW)
    assert (report.decided, report.problems) == (3, [])
    for box, mail in zip(("lights", "bulbs", "seats"), mails, strict=False):
        assert company.answered(box) == [mail.message_id]
    assert company.waiting() == [("chair", "seats"), ("lamp", "bulbs"), ("lamp", "lights")]


def test_one_customer_of_both_stores_has_a_case_in_each(company: Office) -> None:
    mails = generate(7)  # the seventh answers in the thread of the fourth
    company.deliver("lights", mails[3])
    company.deliver("seats", mails[6])
    once(company.settings, lambda: NOW)
    assert [store for store, _ in company.filed()] == ["chair", "lamp"]
    assert company.answered("lights") == [mails[3].message_id]
    assert company.answered("seats") == [mails[6].message_id]


def test_a_mail_copied_to_all_is_one_case_and_one_draft_a_store(company: Office) -> None:
    [mail] = generate(1)
    for box in ("lights", "bulbs", "seats"):
        company.deliver(box, mail)
    once(company.settings, lambda: NOW)
    assert [store for store, _ in company.filed()] == ["chair", "lamp"]
    assert company.waiting() == [("chair", "seats"), ("lamp", "lights")]
    assert company.answered("bulbs") == []


def test_a_thread_that_goes_on_in_another_mailbox_of_the_store_is_one_case(
    company: Office,
) -> None:
    mails = generate(7)
    company.deliver("lights", mails[3])
    once(company.settings, lambda: NOW)
    company.deliver("bulbs", mails[6])
    once(company.settings, lambda: NOW)
    assert len(company.filed()) == 1
    assert company.waiting() == [("lamp", "bulbs")]
    once(company.settings, lambda: NOW)
    assert (company.answered("lights"), company.answered("bulbs")) == ([], [mails[6].message_id])


@pytest.mark.parametrize("trouble", ["password", "no secret", "server"])
def test_a_mailbox_in_trouble_does_not_stop_the_others(company: Office, trouble: str) -> None:
    mails = generate(6)
    company.deliver("bulbs", mails[0])
    company.deliver("seats", mails[1])
    match trouble:
        case "password":
            company.password("lights", "wrong")
        case "no secret":
            (company.folder / "lights.password").unlink()
        case "server":
            port = f"port = {company.boxes['lights'].options.port}, "
            text = company.file.read_text("utf-8")
            company.file.write_text(text.replace(port, "port = 9, ", 1), "utf-8")
    report = once(company.settings, lambda: NOW)
    assert report.decided == 2
    [problem] = report.problems
    assert problem.startswith("mailbox lights: ")
    assert len(company.answered("bulbs")) == len(company.answered("seats")) == 1


def test_when_none_can_be_opened_it_is_a_failure(company: Office) -> None:
    for box in company.boxes:
        company.password(box, "wrong")
    with pytest.raises(WireFailure):
        once(company.settings, lambda: NOW)


def wait_until(reached: Callable[[], bool], seconds: float = 25.0) -> None:
    end = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < end, "not reached in time"
        time.sleep(0.1)


@pytest.fixture
def kept(company: Office) -> Iterator[dict[str, Watch]]:
    """Keep the mailboxes as the daemon does, the password of one wrong."""
    company.password("lights", "wrong")
    stop = threading.Event()
    with opened(company.settings, lambda: NOW) as office:
        watches = {name: Watch(office, office.accounts[name], stop) for name in company.boxes}
        for watch in watches.values():
            watch.start()
        yield watches
        stop.set()
        for watch in watches.values():
            watch.wake.set()
            watch.join(15)


def test_the_daemon_keeps_the_good_mailboxes_and_takes_up_the_bad_one_when_it_is_mended(
    company: Office, kept: dict[str, Watch]
) -> None:
    mails = generate(6)
    company.deliver("seats", mails[0])
    company.deliver("bulbs", mails[1])
    wait_until(lambda: company.answered("seats") == [mails[0].message_id])
    wait_until(lambda: company.answered("bulbs") == [mails[1].message_id])
    company.password("lights", PASSWORD)
    company.deliver("lights", mails[2])
    wait_until(lambda: company.answered("lights") == [mails[2].message_id])
    assert all(watch.is_alive() for watch in kept.values())


def test_copies_that_come_at_the_same_moment_are_one_case(company: Office) -> None:
    mails = [mail for mail in generate(9) if not mail.answers]
    for box in ("lights", "bulbs"):
        company.deliver(box, *mails)
    stop = threading.Event()
    with opened(company.settings, lambda: NOW) as office:
        watches = [Watch(office, office.accounts[name], stop) for name in ("lights", "bulbs")]
        for watch in watches:
            watch.start()
        wait_until(lambda: sum(watch.report.decided for watch in watches) == 2 * len(mails))
        stop.set()
        for watch in watches:
            watch.wake.set()
            watch.join(15)
    assert len(company.filed()) == len(mails)
    placed = company.answered("lights") + company.answered("bulbs")
    assert sorted(placed) == sorted(mail.message_id for mail in mails)


def test_the_accounts_do_log_in_as_different_users(company: Office) -> None:
    users = {box.options.user for box in company.boxes.values()}
    assert len(users) == 3
    for box in company.boxes.values():
        with Session(box.options, box.secret) as session:
            assert session.alive
