"""Agents at work in Thunderbird, Outlook, Apple Mail and on phones: the case moves on."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest

from tests.wires.clients import CLIENTS, MailClient, Open, Outlook, Phone, Thunderbird, do
from tests.wires.mail_out import Postbox
from tests.wires.servers import Account
from tests.wires.watched import ANNA, Watched, letter, watched
from triage import faults
from triage.cases.case import Status
from triage.cli import desk
from triage.errors import StoreConflict
from triage.mailbox import watch
from triage.storage import cases, drafts
from triage.storage.drafts import LIVE
from triage.storage.fates import MAIL_CLIENT

pytestmark = pytest.mark.wires

EDIT = "\nMei has looked at your photos and is on it.\n"
MakeClient = Callable[..., MailClient]


@pytest.fixture
def store(account: Account, smtp_server: Postbox, tmp_path: Path) -> Iterator[Watched]:
    """A store with one draft in Drafts."""
    with watched(account, smtp_server, tmp_path / "shop") as opened:
        opened.deliver(letter(1))
        opened.round()
        assert opened.states() == ["placed"]
        yield opened


def opened_by(client: MailClient) -> Open:
    draft = client.open(ANNA)
    assert draft is not None
    return draft


@pytest.mark.parametrize("make", CLIENTS)
def test_draft_edited_in_a_client_becomes_the_next_version(
    store: Watched, make: MakeClient
) -> None:
    with make(store.account, store.postbox) as client:
        draft = opened_by(client)
        do(client.save(draft, draft.text + EDIT))
        store.round(1)
    first, second = store.versions()
    assert (first.state, second.state, second.made_by) == ("replaced", "placed", MAIL_CLIENT)
    assert EDIT.strip() in second.draft.body
    assert len(second.sha256) == 64
    assert (second.uid, second.known_as) == (draft.uid, draft.message_id)
    assert len(store.lying()) == 1
    assert store.case().status is Status.DRAFTED
    assert store.reminded("draft_vanished") == []


@pytest.mark.parametrize("make", CLIENTS)
def test_draft_sent_from_a_client_moves_the_case_on_as_the_desk_does(
    store: Watched, make: MakeClient
) -> None:
    promised = store.versions()[0].draft.promise_at
    with make(store.account, store.postbox, minutes=1) as client:
        do(client.send(opened_by(client)))
    store.round(3)
    case = store.case()
    [sent] = store.versions()
    assert (case.status, case.promise_at) == (Status.ACKNOWLEDGED, promised)
    assert (sent.state, sent.approved_by) == ("sent", MAIL_CLIENT)
    assert case.acknowledged_at == sent.sent_at == store.now - timedelta(minutes=2)
    assert store.lying() == []
    assert len(store.postbox.kept) == 1
    kinds = ("draft_waits", "first_answer_due", "draft_vanished")
    assert [store.reminded(kind) for kind in kinds] == [[], [], []]
    assert len(store.reminded("promise_due")) == len(store.reminded("promise_broken")) == 1


@pytest.mark.parametrize("make", CLIENTS)
def test_draft_edited_saved_and_sent_is_sent_in_the_agents_words(
    store: Watched, make: MakeClient
) -> None:
    with make(store.account, store.postbox) as client:
        draft = opened_by(client)
        do(client.save(draft, draft.text + EDIT))
        store.round(1)
        do(client.send(draft, "Dear Anna,\n\nall different now.\n"))
        store.round(1)
    assert store.states() == ["replaced", "sent"]
    assert store.versions()[1].draft.body == "Dear Anna,\n\nall different now.\n"
    assert store.case().status is Status.ACKNOWLEDGED
    assert store.lying() == []


def test_customers_answer_to_what_a_client_sent_joins_the_case(store: Watched) -> None:
    with Thunderbird(store.account, store.postbox) as client:
        draft = opened_by(client)
        do(client.send(draft))
        store.round(1)
    [name] = [one.known_as for one in store.versions()]
    store.deliver(letter(2, "Here are the photos you asked for.", answers=name))
    store.round(1)
    assert store.case().mails == 2
    assert cases.count(store.office.database) == 1


def test_draft_that_vanishes_is_asked_about_after_two_minutes_and_not_made_again(
    store: Watched,
) -> None:
    with Thunderbird(store.account, store.postbox) as client:
        do(client.throw_away(opened_by(client)))
    store.round(1)
    assert store.states() == ["placed"]
    store.round(1.9)
    assert store.states() == ["placed"]
    store.round(0.1)
    assert store.states() == ["discarded"]
    for _ in range(3):
        store.round(30)
    assert store.states() == ["discarded"]
    assert store.lying() == []
    assert len(store.reminded("draft_vanished")) == 1
    assert len(store.reminded("first_answer_due")) == 1
    assert store.reminded("draft_waits") == []
    assert store.case().status is Status.NEW


@pytest.mark.parametrize("folder", ["Trash", "Later"])
def test_draft_moved_away_counts_as_thrown_away_and_moved_back_is_live_again(
    store: Watched, folder: str
) -> None:
    with Thunderbird(store.account, store.postbox) as client:
        draft = opened_by(client)
        do(client.move_to(draft, folder))
        store.round(1)
        store.round(3)
        assert store.states() == ["discarded"]
        assert any("trash" in note for note in store.notes()) == (folder == "Trash")
        client.imap.select_folder(folder)
        client.imap.copy(client.imap.search("ALL"), "Drafts")
        store.round(3)
    assert store.states() == ["placed"]
    assert store.case().status is Status.DRAFTED
    assert store.reminded("draft_waits") or store.reminded("draft_vanished")


def test_phone_that_brings_the_edited_draft_after_minutes_is_believed(store: Watched) -> None:
    with Phone(store.account, store.postbox) as client:
        draft = opened_by(client)
        deed = client.save(draft, draft.text + EDIT)
        next(deed)
        store.round(1)
        store.round(4)
        assert store.states() == ["discarded"]
        do(deed)
        store.round(1)
    assert store.states() == ["replaced", "placed"]
    assert store.case().status is Status.DRAFTED


def test_copy_filed_minutes_later_settles_what_was_taken_for_thrown_away(store: Watched) -> None:
    with Phone(store.account, store.postbox, minutes=1) as client:
        deed = client.send(opened_by(client))
        next(deed)
        next(deed)
        store.round(2)
        store.round(3)
        assert store.states() == ["discarded"]
        do(deed)
        store.round(5)
    assert store.states() == ["sent"]
    assert store.case().status is Status.ACKNOWLEDGED
    assert store.case().acknowledged_at == store.now - timedelta(minutes=9)


def test_draft_flagged_deleted_and_left_there_is_noticed(store: Watched) -> None:
    with Outlook(store.account, store.postbox) as client:
        do(client.throw_away(opened_by(client)))
    store.round(10)
    store.round(3)
    assert store.states() == ["discarded"]


def test_outlook_that_loses_the_thread_is_known_by_customer_and_subject(store: Watched) -> None:
    with Outlook(store.account, store.postbox, keeps_thread=False) as client:
        draft = opened_by(client)
        do(client.save(draft, draft.text + EDIT))
        store.round(1)
        assert store.states() == ["replaced", "placed"]
        do(client.send(draft, draft.text))
        store.round(1)
    assert store.states() == ["replaced", "sent"]


def test_answer_an_agent_writes_beside_the_draft_withdraws_it(store: Watched) -> None:
    with Thunderbird(store.account, store.postbox) as client:
        fresh = client.reply("m1@customer.example", ANNA, "Re: Lamp 1")
        do(client.save(fresh, "Hello Anna, in my own words."))
        store.round(1)
        assert store.states() == ["placed"]
        do(client.send(fresh))
        store.round(1)
    assert store.states() == ["replaced"]
    assert store.lying() == []
    case = store.case()
    assert case.status is Status.ACKNOWLEDGED
    assert case.promise_at is None
    assert store.reminded("first_answer_due") == []
    assert "answered from a mail client" in store.notes()


def test_answer_sent_before_the_customer_wrote_again_leaves_the_newer_draft(
    store: Watched,
) -> None:
    with Thunderbird(store.account, store.postbox, minutes=1) as client:
        fresh = client.reply("m1@customer.example", ANNA, "Re: Lamp 1")
        store.minutes[0] = 5
        store.deliver(letter(2, "And order 10424 is broken too.", answers="m1@customer.example"))
        store.round()
        do(client.send(fresh, "In my own words."))
        store.round(1)
    assert store.states() == ["replaced", "placed"]
    assert store.case().status is Status.ACKNOWLEDGED
    assert len(store.lying()) == 1
    assert len(store.reminded("draft_waits")) == 1


def test_mail_shown_to_a_colleague_or_carrier_is_no_answer(store: Watched) -> None:
    with Thunderbird(store.account, store.postbox) as client:
        for to in ("boss@store.example", "claims@carrier.example"):
            do(client.send(client.reply("m1@customer.example", to, "Fwd: Lamp 1"), "Look."))
    store.round(1)
    assert store.case().status is Status.DRAFTED
    assert store.states() == ["placed"]


def test_agent_who_answered_before_the_daemon_came_gets_no_draft(
    account: Account, smtp_server: Postbox, tmp_path: Path
) -> None:
    with watched(account, smtp_server, tmp_path / "shop") as store:
        store.deliver(letter(1))
        with Thunderbird(account, smtp_server, minutes=1) as client:
            do(client.send(client.reply("m1@customer.example", ANNA, "Re: Lamp 1"), "Done."))
        store.round(2)
        assert store.lying() == []
        assert store.case().status is Status.ACKNOWLEDGED


def test_agent_who_had_begun_to_answer_finds_no_second_draft(
    account: Account, smtp_server: Postbox, tmp_path: Path
) -> None:
    with watched(account, smtp_server, tmp_path / "shop") as store:
        store.deliver(letter(1))
        with Thunderbird(account, smtp_server) as client:
            do(client.save(client.reply("m1@customer.example", ANNA, "Re: Lamp 1"), "Hello Anna,"))
        store.round(2)
        assert [text.strip() for text in store.lying()] == ["Hello Anna,"]
        assert store.states() == ["replaced", "placed"]


def test_edited_draft_is_never_replaced_by_a_machines_text(store: Watched) -> None:
    with Thunderbird(store.account, store.postbox) as client:
        draft = opened_by(client)
        do(client.save(draft, draft.text + EDIT))
        store.round(1)
    store.deliver(letter(2, "And order 10424 is broken too.", answers="m1@customer.example"))
    store.round(1)
    assert len(store.reminded("wrote_again")) == 1
    promised = store.versions()[1].draft.promise_at
    assert promised is not None
    store.round((promised - store.now) / timedelta(minutes=1) - 60)
    assert len(store.reminded("promise_near")) == 1
    assert store.states() == ["replaced", "placed"]
    assert EDIT.strip() in store.lying()[0]
    assert len(store.lying()) == 1


def test_mail_that_comes_while_the_draft_is_away_makes_no_second_one(store: Watched) -> None:
    with Phone(store.account, store.postbox) as client:
        draft = opened_by(client)
        deed = client.save(draft, draft.text + EDIT)
        next(deed)
        store.deliver(letter(2, "And order 10424 too.", answers="m1@customer.example"))
        store.round(1)
        do(deed)
        store.round(1)
    assert store.states() == ["replaced", "placed"]
    assert len(store.lying()) == 1
    assert len(store.reminded("wrote_again")) == 1


def test_answer_approved_at_the_desk_is_not_sent_after_an_agents_own(store: Watched) -> None:
    [draft] = store.versions()
    with Thunderbird(store.account, store.postbox) as client:
        do(client.send(opened_by(client)))
    drafts.approve(store.office.database, draft, draft.draft, "Mei", store.now)
    store.round(1)
    assert len(store.postbox.kept) == 1
    assert store.states() == ["sent"]
    assert store.case().status is Status.ACKNOWLEDGED


def test_approving_an_edited_draft_says_that_the_clients_own_stays_in_drafts(
    store: Watched,
) -> None:
    with Thunderbird(store.account, store.postbox) as client:
        draft = opened_by(client)
        do(client.save(draft, draft.text + EDIT))
    store.round(1)
    found = store.versions()[-1]
    last = desk.final(store.office, found, "Mei")
    line, delayed = desk.send(store.office, found, last, "Mei")
    assert not delayed
    assert "still lies in Drafts" in line
    assert len(store.lying()) == 1  # an agent's own mail is not ours to remove
    store.deliver(letter(2, sender="bob@customer.example"))
    store.round(1)
    [other] = store.versions("bob@customer.example")
    last = desk.final(store.office, other, "Mei")
    assert "still lies" not in desk.send(store.office, other, last, "Mei")[0]


def test_reply_from_an_agents_own_address_with_a_copy_to_us_answers_the_case(
    store: Watched,
) -> None:
    message = EmailMessage(policy=SMTP)
    message["Received"] = "from mail.store.example (localhost [127.0.0.1]) by mail.store.example"
    message["From"] = "Mei Lin <mei@store.example>"
    message["To"] = f"Anna Berg <{ANNA}>"
    message["Cc"] = "support@store.example"
    message["Subject"] = "Re: Lamp 1"
    message["Message-ID"] = "<mei-1@store.example>"
    message["In-Reply-To"] = message["References"] = "<m1@customer.example>"
    message.set_content("Dear Anna, a new lamp is on its way.")
    store.minutes[0] += 5
    store.deliver(message.as_bytes())
    store.round(1)
    assert store.case().status is Status.ACKNOWLEDGED
    assert store.lying() == []
    store.deliver(letter(3, "Thank you, it works.", answers="mei-1@store.example"))
    store.round(1)
    assert cases.count(store.office.database) == 1


def test_attachment_of_a_client_is_not_lost_by_approving_at_the_desk(store: Watched) -> None:
    with Thunderbird(store.account, store.postbox) as client:
        draft = opened_by(client)
        message = client._written(draft, draft.text)
        message.add_attachment(b"%PDF-1.4", "application", "pdf", filename="label.pdf")
        client.imap.append("Drafts", message.as_bytes())
        do(client.throw_away(draft))
    store.round(1)
    newest = store.versions()[-1]
    assert newest.made_by == MAIL_CLIENT
    assert [f.text for f in newest.draft.findings if f.level == "blocks"] == ["label.pdf"]


def test_folder_made_anew_under_another_uidvalidity_changes_nothing(store: Watched) -> None:
    with store.account.client() as client:
        client.select_folder("Drafts")
        [(_, mail)] = client.fetch(client.search("ALL"), ["BODY.PEEK[]"]).items()
        client.close_folder()
        client.delete_folder("Drafts")
        client.create_folder("Drafts")
        client.append("Drafts", mail[b"BODY[]"])
    store.round(1)
    store.round(5)
    assert store.states() == ["placed"]
    assert len(store.lying()) == 1


def test_draft_too_far_down_in_a_folder_made_anew_is_found_by_its_name(
    store: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "NEWEST", 1)
    with store.account.client() as client:
        client.select_folder("Drafts")
        [(_, mail)] = client.fetch(client.search("ALL"), ["BODY.PEEK[]"]).items()
        client.close_folder()
        client.delete_folder("Drafts")
        client.create_folder("Drafts")
        client.append("Drafts", mail[b"BODY[]"])
        client.append("Drafts", b"To: mum@family.example\r\nSubject: Sunday\r\n\r\nSee you.\r\n")
    store.round(1)
    store.round(5)
    assert store.states() == ["placed"]
    assert store.reminded("draft_vanished") == []


def test_draft_under_a_message_id_nobody_can_search_for_ends_no_round(store: Watched) -> None:
    with Thunderbird(store.account, store.postbox) as client:
        draft = opened_by(client)
        written = client._written(draft, draft.text + EDIT).as_bytes()
        odd = re.sub(rb"Message-ID: <[^>]*>", "Message-ID: <ü@phone.example>".encode(), written)
        client.imap.append("Drafts", odd)
        do(client.throw_away(draft))
        store.round(1)
        again = opened_by(client)
        do(client.throw_away(again))
    store.round(1)
    store.round(5)
    assert store.states() == ["replaced", "discarded"]
    assert len(store.reminded("draft_vanished")) == 1


def test_mail_in_sent_whose_commit_was_undone_for_anothers_sake_is_taken_again(
    store: Watched,
) -> None:
    with Thunderbird(store.account, store.postbox) as client:
        do(client.send(opened_by(client)))

    def undone(point: str) -> None:
        if point == "commit:went_out:before":
            raise StoreConflict("deadlock")

    faults.install(undone)
    try:
        store.round(1)
    finally:
        faults.install(None)
    assert store.states() == ["placed"]
    store.round(1)
    assert store.states() == ["sent"]


def test_quiet_round_asks_for_the_status_only(store: Watched) -> None:
    store.round(1)
    passed: list[str] = []
    faults.install(passed.append)
    try:
        store.round(1)
    finally:
        faults.install(None)
    assert passed.count("imap:status:before") == 2
    assert not {"imap:fetch:before", "imap:append:before", "commit:watched:before"} & set(passed)


def test_private_drafts_are_not_kept(store: Watched) -> None:
    with store.account.client() as client:
        client.append("Drafts", b"To: mum@family.example\r\nSubject: Sunday\r\n\r\nSee you.\r\n")
    store.round(1)
    with store.office.database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM sightings").scalar() == 0
    assert [one.state for one in store.versions() if one.state in LIVE] == ["placed"]
