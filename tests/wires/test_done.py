"""A filed mail is marked as done where the settings ask for it, and nothing is ever lost by it."""

from __future__ import annotations

from collections.abc import Callable
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest
from imapclient.exceptions import IMAPClientError

from tests.generated import generate
from tests.wires.mail_out import Postbox
from tests.wires.servers import Account, Dovecot
from tests.wires.shop import NOW, Shop, later
from triage.cli.checkup import Level, checks
from triage.daemon import look_only
from triage.errors import SettingsWrong
from triage.mailbox import done
from triage.mailbox.session import Session
from triage.storage import acts, cases, drafts
from triage.storage.database import Database

pytestmark = [pytest.mark.wires, pytest.mark.usefixtures("each_store")]

MOVES = 'after = "move"\ndone_folder = "Filed"\n'
MARKS = 'after = "keyword"\n'


def a_shop(account: Account, postbox: Postbox, folder: Path, more: str) -> Shop:
    shop = Shop(account, postbox, folder)
    text = shop.file.read_text("utf-8")
    shop.file.write_text(text.replace("poll_seconds", f"{more}poll_seconds"), "utf-8")
    return shop


def contents(shop: Shop, folder: str) -> list[bytes]:
    return sorted(content for _, _, content in shop.folder_of(folder).values())


@pytest.mark.parametrize("capability", ["", "IMAP4rev1 UIDPLUS"])
def test_filed_mails_move_once_their_drafts_are_placed_and_others_stay(
    start_dovecot: Callable[..., Dovecot], smtp_server: Postbox, tmp_path: Path, capability: str
) -> None:
    server = start_dovecot(capability=capability)
    shop = a_shop(server.account(), smtp_server, tmp_path / "shop", MOVES)
    mails = generate(20)
    shop.deliver(mails)
    shop.once()
    filed = [mail.content for mail in mails if mail.kind.value == "customer"]
    assert contents(shop, "Filed") == sorted(filed)
    assert sorted([*contents(shop, "INBOX"), *filed]) == sorted(mail.content for mail in mails)
    state = shop.state()
    assert shop.once().fetched == 0
    assert shop.state() == state


def test_later_mails_and_drafts_find_the_thread_of_a_moved_mail(
    dovecot: Dovecot, smtp_server: Postbox, tmp_path: Path
) -> None:
    shop = a_shop(dovecot.account(), smtp_server, tmp_path / "shop", MOVES)
    mails = generate(7)  # the seventh answers in the thread of the fourth
    shop.deliver([mails[3]])
    shop.once()
    shop.deliver([mails[6]])
    shop.once(later(1))
    database = Database(shop.settings.database.url)
    [case] = cases.listed(database)
    [live] = drafts.listed(database)
    database.close()
    assert case.mails == 2
    assert live.draft.in_reply_to == mails[6].message_id
    assert len(contents(shop, "Filed")) == 2
    [draft] = contents(shop, "Drafts")
    assert message_from_bytes(draft)["In-Reply-To"] == f"<{mails[6].message_id}>"


def test_a_keyword_is_set_and_nothing_else_changes(
    dovecot: Dovecot, smtp_server: Postbox, tmp_path: Path
) -> None:
    shop = a_shop(dovecot.account(), smtp_server, tmp_path / "shop", MARKS)
    mails = generate(14)
    shop.deliver(mails)
    before = shop.folder_of("INBOX")
    shop.once()
    after = shop.folder_of("INBOX")
    customers = {mail.content for mail in mails if mail.kind.value == "customer"}
    for uid, (flags, date, content) in before.items():
        more = (b"TriageDone",) if content in customers else ()
        assert after[uid] == (tuple(sorted(flags + more)), date, content)


def fill(shop: Shop) -> None:
    """Leave no room for a draft."""
    with shop.account.client() as client:
        while True:
            client.append("Trash", b"Subject: old\r\n\r\n" + b"x" * 400)


def test_a_mail_waits_until_its_draft_is_placed(
    start_dovecot: Callable[..., Dovecot], smtp_server: Postbox, tmp_path: Path
) -> None:
    server = start_dovecot(quota=20)
    shop = a_shop(server.account(), smtp_server, tmp_path / "shop", MARKS)
    shop.deliver(generate(1))
    with pytest.raises(IMAPClientError, match="OVERQUOTA"):
        fill(shop)
    shop.once()
    assert shop.folder_of("Drafts") == {}
    [(flags, _, _)] = shop.folder_of("INBOX").values()
    assert flags == ()
    database = Database(shop.settings.database.url)
    waiting = {act["kind"]: act["error"] for act in acts.unfinished(database)}
    database.close()
    assert "not placed yet" in waiting["mark_done"]


def test_a_mail_a_person_took_away_or_threw_away_is_left_to_them(
    dovecot: Dovecot, tmp_path: Path
) -> None:
    account = dovecot.account()
    with account.client() as client:
        for number in range(2):
            client.append("INBOX", b"Message-ID: <%d@x.example>\r\n\r\nx\r\n" % number)
        client.create_folder("Filed")
        client.select_folder("INBOX")
        client.add_flags([1], [rb"\Deleted"])
        client.move([2], "Trash")
    with Session(account.options, account.secret) as session:
        uidvalidity = session.examine("INBOX").uidvalidity
        assert not done.move(session, "INBOX", uidvalidity, 1, "Filed")
        assert not done.move(session, "INBOX", uidvalidity, 2, "Filed")
        assert not done.set_keyword(session, "INBOX", uidvalidity, 2, "Done")
        assert session.status("Filed").exists == 0
        assert session.status("INBOX").exists == 1


def test_a_try_cut_off_after_the_copy_ends_without_a_second_copy(
    start_dovecot: Callable[..., Dovecot],
) -> None:
    account = start_dovecot(capability="IMAP4rev1 UIDPLUS").account()
    with account.client() as client:
        for number in range(2):
            client.append("INBOX", b"Message-ID: <%d@x.example>\r\n\r\nx\r\n" % number)
        client.create_folder("Filed")
        client.select_folder("INBOX")
        client.copy([1, 2], "Filed")
        client.add_flags([2], [rb"\Deleted"])
    with Session(account.options, account.secret) as session:
        uidvalidity = session.examine("INBOX").uidvalidity
        for uid in (1, 2):
            assert done.move(session, "INBOX", uidvalidity, uid, "Filed")
        assert session.status("Filed").exists == 2
        assert session.status("INBOX").exists == 0


def test_two_mails_of_one_message_id_are_both_moved_whole(
    start_dovecot: Callable[..., Dovecot],
) -> None:
    account = start_dovecot(capability="IMAP4rev1 UIDPLUS").account()
    bodies = [b"Message-ID: <form@shop.example>\r\n\r\n" + text for text in (b"a\r\n", b"bcd\r\n")]
    with account.client() as client:
        for body in bodies:
            client.append("INBOX", body)
        client.create_folder("Filed")
    with Session(account.options, account.secret) as session:
        uidvalidity = session.examine("INBOX").uidvalidity
        for uid in (1, 2):
            assert done.move(session, "INBOX", uidvalidity, uid, "Filed")
        assert session.status("Filed").exists == 2
        assert session.status("INBOX").exists == 0


def test_without_a_safe_way_nothing_is_moved(start_dovecot: Callable[..., Dovecot]) -> None:
    account = start_dovecot(capability="IMAP4rev1").account()
    with account.client() as client:
        client.append("INBOX", b"x: y\r\n\r\n")
    with Session(account.options, account.secret) as session:
        uidvalidity = session.examine("INBOX").uidvalidity
        with pytest.raises(SettingsWrong, match="neither MOVE nor UIDPLUS"):
            done.move(session, "INBOX", uidvalidity, 1, "Sent")
        assert session.status("INBOX").exists == 1


def doctors(shop: Shop) -> dict[str, Any]:
    return {check.name: check for check in checks(shop.settings, NOW)}


def test_the_doctor_says_what_a_server_cannot_do(
    account: Account, smtp_server: Postbox, tmp_path: Path
) -> None:
    shop = a_shop(account, smtp_server, tmp_path / "shop", MARKS)
    found = doctors(shop)["after support"]
    if account.options.user == "user":  # pymap keeps no keywords, like Exchange
        assert found.level is Level.FAIL
        assert 'after = "move"' in found.text
        with Session(account.options, account.secret) as session, pytest.raises(SettingsWrong):
            done.set_keyword(session, "INBOX", 1, 1, "Done")
    else:
        assert found.level is Level.OK
    moving = a_shop(account, smtp_server, tmp_path / "other", MOVES)
    assert "will be made" in doctors(moving)["after support"].text
    plain = Shop(account, smtp_server, tmp_path / "plain")
    assert "after support" not in doctors(plain)


def test_a_poor_server_moves_too(account: Account, smtp_server: Postbox, tmp_path: Path) -> None:
    shop = a_shop(account, smtp_server, tmp_path / "shop", MOVES)
    shop.deliver(generate(4))
    shop.once()
    assert (len(contents(shop, "Filed")), len(contents(shop, "INBOX"))) == (4, 0)


def test_a_dry_run_marks_nothing(dovecot: Dovecot, smtp_server: Postbox, tmp_path: Path) -> None:
    shop = a_shop(dovecot.account(), smtp_server, tmp_path / "shop", MOVES)
    shop.deliver(generate(2))
    before = shop.folder_of("INBOX")
    assert len(look_only(shop.settings, lambda: NOW)) == 2
    assert shop.folder_of("INBOX") == before
    assert shop.folder_of("Filed") == {}
