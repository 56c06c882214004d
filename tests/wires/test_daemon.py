"""The whole road on real servers: Dovecot for the mailbox, aiosmtpd for what is sent."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.message import Message
from email.utils import parseaddr
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from tests import stores
from tests.generated import Generated, generate
from tests.wires.mail_out import Postbox
from tests.wires.servers import Dovecot
from tests.wires.shop import NOW, Shop, later
from triage import faults, rounds
from triage.cli import desk
from triage.daemon import HOLD, LOCKED_SECONDS, Watch, look_only, once
from triage.errors import LeaseHeld, LoginRefused, MailboxUnreachable, WireFailure
from triage.mail.message import Kind
from triage.office import opened, whoami
from triage.pipeline import read
from triage.storage import acts, cases, drafts, leases, reminders
from triage.storage.acts import ActKind
from triage.storage.database import Database

pytestmark = [pytest.mark.wires, pytest.mark.usefixtures("each_store")]


@pytest.fixture
def shop(dovecot: Dovecot, smtp_server: Postbox, tmp_path: Path) -> Shop:
    return Shop(dovecot.account(), smtp_server, tmp_path / "shop")


def store(shop: Shop) -> Database:
    return Database(shop.settings.database.url)


def drafts_in(shop: Shop) -> list[Message]:
    return [message_from_bytes(content) for _, _, content in shop.folder_of("Drafts").values()]


def test_three_hundred_mails_are_filed_once_and_the_inbox_stays_as_it_was(shop: Shop) -> None:
    mails = generate(300)
    shop.deliver(mails)
    before = shop.folder_of("INBOX")
    report = shop.once()
    assert (report.fetched, report.decided, report.failed) == (300, 300, 0)
    assert report.kinds == Counter(mail.kind.value for mail in mails)
    threads = {mail.answers or mail.message_id for mail in mails if mail.deserves_draft}
    found = drafts_in(shop)
    assert len(found) == len(threads)
    newest = {mail.answers or mail.message_id: mail for mail in mails if mail.deserves_draft}
    assert {str(each["In-Reply-To"]) for each in found} == {
        f"<{mail.message_id}>" for mail in newest.values()
    }
    database = store(shop)
    assert cases.count(database) == len(threads)
    database.close()
    state = shop.state()
    again = shop.once()
    assert (again.fetched, again.decided, again.acts.done) == (0, 0, 0)
    assert shop.state() == state
    assert shop.folder_of("INBOX") == before


def test_every_draft_is_found_by_search_and_its_headers_are_right(shop: Shop) -> None:
    mails = generate(20, seed=4)
    shop.deliver(mails)
    shop.once()
    database = store(shop)
    waiting = drafts.listed(database)
    database.close()
    assert waiting
    by_id = {mail.message_id: message_from_bytes(mail.content) for mail in mails}
    with shop.account.client() as client:
        client.select_folder("Drafts", readonly=True)
        for stored in waiting:
            [uid] = client.search(["HEADER", "Message-ID", stored.draft.message_id])
            assert uid == stored.uid
            items = client.fetch([uid], ["FLAGS", "BODY.PEEK[]"])[uid]
            assert rb"\Draft" in items[b"FLAGS"]
            mail = message_from_bytes(items[b"BODY[]"])
            original = by_id[stored.draft.in_reply_to]
            assert mail["In-Reply-To"] == original["Message-ID"]
            assert str(mail["References"]).split()[-1] == original["Message-ID"]
            assert parseaddr(mail["To"])[1] == stored.draft.to.address
            assert parseaddr(mail["From"]) == ("Store", "support@store.example")
            assert str(mail["Subject"]).startswith("Re: ")
            assert stored.case_number in str(mail["X-Desk-Draft"])
            assert mail["Bcc"] is None


def test_a_reset_of_uidvalidity_makes_no_second_case_and_no_second_draft(
    shop: Shop, dovecot: Dovecot
) -> None:
    shop.deliver(generate(12))
    shop.once()
    state = shop.state()
    for index in dovecot.maildir(shop.account).glob("dovecot*"):
        index.unlink()
    report = shop.once()
    assert (report.fetched, report.decided) == (0, 0)
    after = shop.state()
    for part in ("cases", "drafts", "acts", "drafts folder", "reminders"):
        assert after[part] == state[part]


def approve(shop: Shop, *more: str) -> subprocess.CompletedProcess[str]:
    database = store(shop)
    [waiting] = drafts.listed(database)
    database.close()
    return shop.command(
        "drafts", "approve", waiting.case_number, "--version", str(waiting.version),
        "--agent", "Li Wei", *more,
    )  # fmt: skip


def a_broken_lamp() -> Generated:
    """Return a first mail whose answer asks for photos."""
    [one] = generate(1)
    lines = (
        "From: Anna Berg <customer0@mailbox.example>",
        "To: support@store.example",
        "Subject: Order 10000",
        f"Message-ID: {one.message_id}",
        "Date: Fri, 20 Nov 2026 09:00:00 +0000",
        "",
        "Hello, the lamp of order 10000 arrived broken, the glass is in pieces.",
        "",
    )
    return replace(one, content="\r\n".join(lines).encode())


def test_an_approved_draft_is_sent_once_filed_once_and_taken_from_drafts(shop: Shop) -> None:
    shop.deliver([a_broken_lamp()])
    shop.once()
    done = approve(shop, "--yes")
    assert done.returncode == 0, done.stderr
    [kept] = shop.postbox.kept
    assert kept.recipients == ("customer0@mailbox.example",)
    sent = shop.folder_of("Sent")
    assert [message_from_bytes(each[2])["Message-ID"] for each in sent.values()] == [
        message_from_bytes(kept.content)["Message-ID"]
    ]
    letter = message_from_bytes(kept.content).get_payload(decode=True)
    assert isinstance(letter, bytes)
    assert "Li Wei" in letter.decode()
    assert shop.folder_of("Drafts") == {}
    database = store(shop)
    [case] = cases.listed(database)
    kinds = {row["kind"] for row in reminders.listed(database)}
    database.close()
    assert case.status.value == "acknowledged"
    assert case.acknowledged_at is not None
    # It asked for photos, so the customer's silence has its clocks, too.
    silence = {"follow_up_first", "follow_up_second", "close_proposed"}
    assert kinds == {"promise_due", "promise_broken", *silence}
    shop.once()
    assert len(shop.postbox.kept) == 1
    assert len(shop.folder_of("Sent")) == 1


def test_a_draft_a_colleague_has_sent_from_drafts_is_not_sent_again(shop: Shop) -> None:
    shop.deliver(generate(1))
    shop.once()
    with shop.account.client() as client:
        client.select_folder("Drafts")
        client.move(client.search("ALL"), "Sent")
    done = approve(shop, "--yes")
    assert done.returncode == 0, done.stderr
    assert shop.postbox.kept == []
    assert len(shop.folder_of("Sent")) == 1
    database = store(shop)
    [case] = cases.listed(database)
    notes = [line["note"] for line in cases.journal_of(database, case.id)]
    database.close()
    assert case.status.value == "acknowledged"
    assert "draft version 1 found in Sent" in notes


def test_a_stale_version_is_refused_and_nothing_is_sent(shop: Shop) -> None:
    mails = generate(7)  # the seventh answers in the thread of the fourth
    shop.deliver([mails[3]])
    shop.once()
    database = store(shop)
    [old] = drafts.listed(database)
    database.close()
    shop.deliver([mails[6]])
    shop.once()
    done = shop.command("drafts", "approve", old.case_number, "--version", "1", "--yes")
    assert done.returncode != 0
    assert "version" in done.stderr
    assert shop.postbox.kept == []
    [draft] = drafts_in(shop)
    assert draft["In-Reply-To"] == f"<{mails[6].message_id}>"


def test_a_server_that_refuses_for_now_is_asked_again_later(shop: Shop) -> None:
    shop.deliver(generate(1))
    shop.once()
    shop.postbox.answers["rcpt"] = "451 try later"
    done = approve(shop, "--yes")
    assert done.returncode == 3
    assert shop.postbox.kept == []
    shop.postbox.answers.clear()
    shop.once(later(96))
    assert len(shop.postbox.kept) >= 1
    subjects = [message_from_bytes(kept.content)["Subject"] for kept in shop.postbox.kept]
    assert len([subject for subject in subjects if "Order" in str(subject)]) == 1


def test_a_line_that_breaks_after_data_leaves_the_send_in_doubt(shop: Shop) -> None:
    shop.deliver(generate(1))
    shop.once()
    shop.postbox.drop_at = "data"
    done = approve(shop, "--yes")
    assert done.returncode == 3
    listed = shop.command("acts")
    assert "in_doubt" in listed.stdout or "in doubt" in listed.stdout
    shop.postbox.drop_at = ""
    for hours in (1, 2, 30):
        shop.once(later(hours))
    to_customer = [k for k in shop.postbox.kept if "customer0@mailbox.example" in k.recipients]
    assert len(to_customer) == 1  # the server had it; it is not sent again
    database = store(shop)
    assert drafts.listed(database, ("in_doubt",))
    database.close()


def test_reminders_reach_the_team_once_across_restarts(shop: Shop) -> None:
    shop.deliver(generate(3))
    shop.once()
    assert shop.postbox.kept == []
    shop.once(later(2))
    [told] = shop.postbox.kept
    mail = message_from_bytes(told.content)
    assert told.recipients == ("care@store.example",)
    assert mail["Auto-Submitted"] == "auto-generated"
    assert told.content.count(b"draft waits for review") == 3
    shop.once(later(2.5))
    assert len(shop.postbox.kept) == 1


def test_a_draft_that_waits_until_its_promise_comes_near_is_replaced(shop: Shop) -> None:
    shop.deliver(generate(1))
    shop.once()
    [first] = drafts_in(shop)
    database = store(shop)
    [before] = drafts.listed(database)
    promised = before.draft.promise_at
    assert promised is not None
    shop.once(promised - timedelta(hours=3))
    assert [each["Message-ID"] for each in drafts_in(shop)] == [first["Message-ID"]]
    shop.once(promised - timedelta(hours=1))
    [second] = drafts_in(shop)
    assert second["Message-ID"] != first["Message-ID"]
    assert second["In-Reply-To"] == first["In-Reply-To"]
    [after] = drafts.listed(database)
    [case] = cases.listed(database)
    database.close()
    assert after.version == 2
    assert case.promise_at == after.draft.promise_at
    assert case.promise_at is not None
    assert case.promise_at > promised


def test_a_draft_an_agent_has_in_hand_gets_no_second_one_beside_it(shop: Shop) -> None:
    shop.deliver(generate(1))
    shop.once()
    database = store(shop)
    [waiting] = drafts.listed(database)
    database.close()
    with shop.account.client() as client:  # as mail clients save an edited draft
        client.select_folder("Drafts")
        client.append("Drafts", b"Subject: edited\r\nMessage-ID: <new@mine.example>\r\n\r\nx\r\n")
        client.delete_messages([waiting.uid])
        client.expunge()
    assert waiting.draft.promise_at is not None
    shop.once(waiting.draft.promise_at)
    assert [each["Subject"] for each in drafts_in(shop)] == ["edited"]


def test_the_digest_does_not_come_back_as_a_customers_mail(shop: Shop) -> None:
    shop.deliver(generate(1))
    shop.once()
    shop.once(later(2))
    [told] = shop.postbox.kept
    with shop.account.client() as client:
        client.append("INBOX", told.content)
    report = shop.once(later(3))
    assert report.kinds == {Kind.OWN.value: 1}


def test_a_dry_run_touches_neither_mailbox_nor_store(shop: Shop) -> None:
    shop.deliver(generate(10))
    inbox = shop.folder_of("INBOX")
    done = shop.command("once", "--dry-run")
    assert done.returncode == 0, done.stderr
    assert "C-" in done.stdout or "customer" in done.stdout
    assert shop.folder_of("INBOX") == inbox
    assert shop.folder_of("Drafts") == {}
    assert not stores.exists(shop.folder / "data")


def test_a_bug_met_by_one_mail_does_not_end_a_dry_run(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    shop.deliver(generate(4))
    real, met = read, []

    def fails_once(*args: Any, **options: Any) -> Any:
        met.append(args)
        if len(met) == 2:
            raise KeyError("words of the mail")
        return real(*args, **options)

    monkeypatch.setattr(rounds, "read", fails_once)
    assert len(look_only(shop.settings, lambda: NOW)) == 3
    assert "KeyError at fails_once:" in caplog.text
    assert "words of the mail" not in caplog.text


def test_a_second_process_is_kept_out_and_a_dead_ones_lease_is_taken(shop: Shop) -> None:
    shop.once()
    database = store(shop)

    def dead(_: str) -> bool:
        return False

    here = whoami().rsplit(":", 2)[0]
    leases.acquire(database, "mailbox:support", f"{here}:1:0", NOW, HOLD, dead)
    shop.once()  # process 1 did not start at tick 0, so that one is gone
    leases.acquire(database, "mailbox:support", "elsewhere:1:0", NOW, HOLD, dead)
    database.close()
    with pytest.raises(LeaseHeld, match="elsewhere"):
        shop.once()
    assert shop.command("once", "--now", NOW.isoformat()).returncode == 6


def test_the_daemon_takes_a_new_mail_within_seconds_and_stops_on_sigterm(shop: Shop) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "triage.cli.app", "--settings", str(shop.file), "run"],
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        wait_until(lambda: stores.exists(shop.folder / "data"))
        shop.deliver(generate(1))
        wait_until(lambda: len(shop.folder_of("Drafts")) == 1)
        process.send_signal(signal.SIGTERM)
        _, log = process.communicate(timeout=20)
    finally:
        process.kill()
        process.wait()
    assert process.returncode == 0, log
    assert "stopping" in log
    assert "customer0@mailbox.example" not in log
    assert shop.once().fetched == 0  # the lease was given back


def test_a_store_that_fails_for_a_while_ends_no_mailbox(
    shop: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    stop = threading.Event()
    with opened(shop.settings, lambda: NOW) as office:
        with office.database.write("test") as connection:
            connection.execute(text("ALTER TABLE positions RENAME TO away"))
        watch = Watch(office, office.accounts["support"], stop)
        watch.start()
        wait_until(lambda: "; again in" in caplog.text)
        with office.database.write("test") as connection:
            connection.execute(text("ALTER TABLE away RENAME TO positions"))
        shop.deliver(generate(1))
        wait_until(lambda: len(shop.folder_of("Drafts")) == 1)
        stop.set()
        watch.wake.set()
        watch.join(10)
    assert not watch.is_alive()


class Pauses(threading.Event):
    """A stop that notes each pause instead of waiting, and sets itself after so many."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self.most = most
        self.seconds: list[float] = []

    def wait(self, timeout: float | None = None) -> bool:
        """Note the pause."""
        self.seconds.append(timeout or 0.0)
        if len(self.seconds) >= self.most:
            self.set()
        return True


def pauses_after(shop: Shop, failures: list[WireFailure | None]) -> list[float]:
    """Let logins fail like this, None for a session whose line breaks; return the pauses."""
    stop, left = Pauses(len(failures)), [*failures]

    def fail(point: str) -> None:
        if point == "imap:login:before" and (failure := left.pop(0)) is not None:
            raise failure
        if point == "imap:list:before":
            raise MailboxUnreachable("the line broke")

    faults.install(fail)
    try:
        with opened(shop.settings, lambda: NOW) as office:
            Watch(office, office.accounts["support"], stop).run()
    finally:
        faults.install(None)
    return stop.seconds


def test_refused_logins_are_counted_anew_after_a_good_one(shop: Shop) -> None:
    no = LoginRefused("no")
    assert max(pauses_after(shop, [no, no, None, no, no])) < 60
    assert pauses_after(shop, [no, no, no])[-1] == LOCKED_SECONDS


def test_no_server_keeps_us_away_for_more_than_an_hour(shop: Shop) -> None:
    later_than_ever = MailboxUnreachable("Suggested Backoff Time")
    later_than_ever.retry_after = 1e12
    assert pauses_after(shop, [later_than_ever]) == [LOCKED_SECONDS]


def test_a_mailbox_whose_lease_ran_out_meanwhile_is_left_to_its_new_owner(
    dovecot: Dovecot, smtp_server: Postbox, tmp_path: Path
) -> None:
    shop = Shop(dovecot.account(), smtp_server, tmp_path / "shop")
    other = Shop(dovecot.account(), smtp_server, tmp_path / "other")
    table = other.file.read_text("utf-8").partition("[mailbox.support]")[2]
    text_of = shop.file.read_text("utf-8")
    shop.file.write_text(f"{text_of}\n[mailbox.second]{table}", "utf-8")
    shop.deliver(generate(1))
    other.deliver(generate(2)[1:])
    passed, database = [NOW], store(shop)

    def taken_over(*_: object) -> None:
        if len(passed) == 1:
            passed.append(NOW + 2 * HOLD)
            leases.acquire(
                database, "mailbox:second", "elsewhere:1:0", passed[-1], HOLD, lambda _: False
            )

    report = once(shop.settings, lambda: passed[-1], progress=taken_over)
    database.close()
    assert report.fetched == 1
    assert "elsewhere:1:0 works on it" in report.problems[0]


def test_an_act_that_meets_a_bug_does_not_keep_the_others_from_being_done(shop: Shop) -> None:
    shop.deliver(generate(1))
    with opened(shop.settings, lambda: NOW) as office:
        payload = {"store": "renamed since", "team": "front_desk", "rows": []}
        with office.database.write("test") as connection:
            acts.enqueue(
                connection, ActKind.TELL_TEAM, "support", None, None, NOW, key="t", payload=payload
            )
        report = shop.once()
        [left] = acts.unfinished(office.database)
    assert (left["kind"], left["state"]) == ("tell_team", "pending")
    assert left["error"].startswith("KeyError at digest:")
    assert (report.acts.done, report.acts.postponed) == (1, 1)


@pytest.mark.parametrize(("also_sent", "state"), [(False, "discarded"), (True, "sent")])
def test_a_draft_flagged_deleted_in_drafts_was_thrown_away_or_sent(
    shop: Shop, also_sent: bool, state: str
) -> None:
    shop.deliver(generate(1))
    shop.once()
    database = store(shop)
    [found] = drafts.listed(database)
    with database.write("test") as connection:  # as if a crash came right after APPEND
        connection.execute(text("UPDATE drafts SET state = 'ready', uid = NULL"))
        connection.execute(text("UPDATE acts SET state = 'pending' WHERE kind = 'place_draft'"))
    [(_, _, content)] = shop.folder_of("Drafts").values()
    with shop.account.client() as client:
        client.select_folder("Drafts")
        client.add_flags(client.search("ALL"), [rb"\Deleted"])
        if also_sent:
            if not client.folder_exists("Sent"):
                client.create_folder("Sent")
            client.append("Sent", content)
    shop.once()
    assert drafts.load(database, found.id).state == state
    database.close()


def test_an_smtp_server_away_keeps_only_the_first_mail_waiting(
    dovecot: Dovecot, tmp_path: Path
) -> None:
    shop = Shop(dovecot.account(), Postbox(port=9), tmp_path / "shop")  # nobody listens there
    shop.deliver(generate(4))
    shop.once()
    database = store(shop)
    waiting = drafts.listed(database)
    for found in waiting:
        drafts.approve(database, found, found.draft, "Li Wei", NOW)
    report = shop.once()
    sends = [act for act in acts.unfinished(database) if act["kind"] == "send"]
    database.close()
    assert report.acts.postponed == 2  # acts are done twice a round: before and after reminding
    assert [act["state"] for act in sends] == ["pending"] * len(waiting)
    assert [act["attempts"] for act in sends] == [1, 1, 0, 0]


def test_answers_wait_while_the_smtp_login_is_refused_and_go_out_once_it_is_mended(
    dovecot: Dovecot, tmp_path: Path
) -> None:
    with Postbox(login=True, shut=True) as postbox:
        shop = Shop(dovecot.account(), postbox, tmp_path / "shop")
        shop.file.write_text(shop.file.read_text("utf-8").replace(", login = false", ""), "utf-8")
        shop.deliver(generate(2))
        shop.once()
        database = store(shop)
        for found in drafts.listed(database):
            drafts.approve(database, found, found.draft, "Li Wei", NOW)
        for days in range(20):  # far more tries than another failure gets
            shop.once(later(24 * days))
        sends = [act for act in acts.unfinished(database) if act["kind"] == "send"]
        told = [row["kind"] for row in reminders.of_case(database, sends[0]["case_id"])]
        assert [act["state"] for act in sends] == ["pending"] * len(sends)
        assert all("refuses the login" in act["error"] for act in sends)
        assert acts.why_not(database, sends[0]["draft_id"]) == sends[0]["error"]
        assert told.count("delivery_failed") == 1  # not at each try
        postbox.shut = False
        acts.retry(database, later(24 * 19))  # as an agent does who has mended it
        shop.once(later(24 * 19))
        assert {"send", "tell_team"}.isdisjoint(act["kind"] for act in acts.unfinished(database))
        database.close()
        assert len(sends) == 2
        assert len([one for one in postbox.kept if "customer" in one.recipients[0]]) == 2


def test_reminders_follow_a_promise_made_anew_on_approval(shop: Shop) -> None:
    shop.deliver(generate(1))
    shop.once()
    with opened(shop.settings, lambda: later(96)) as office:
        [old] = drafts.listed(office.database)
        last = desk.final(office, old, "Li Wei")
        desk.send(office, old, last, "Li Wei")
        new = drafts.load(office.database, old.id).draft.promise_at
        due = {row["kind"]: row["due_at"] for row in reminders.listed(office.database)}
    assert last.renewed
    assert new is not None
    assert old.draft.promise_at is not None
    assert new > old.draft.promise_at
    assert due["promise_broken"] == new


def test_a_long_round_keeps_its_lease(shop: Shop) -> None:
    shop.deliver(generate(4))
    shop.once()
    shop.deliver(generate(12)[4:])
    passed, database = [NOW], store(shop)

    def minutes_pass(*_: object) -> None:
        passed.append(passed[-1] + timedelta(minutes=2))
        with pytest.raises(LeaseHeld):
            leases.acquire(
                database, "mailbox:support", "elsewhere:1:0", passed[-1], HOLD, lambda _: False
            )

    report = once(shop.settings, lambda: passed[-1], progress=minutes_pass)
    database.close()
    assert report.decided == 8
    assert passed[-1] - NOW > 2 * HOLD


def wait_until(reached: Callable[[], bool], seconds: float = 20.0) -> None:
    end = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < end, "not reached in time"
        time.sleep(0.1)
