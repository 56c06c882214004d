"""Drafts: placed exactly once, found wherever agents put them, removed only if they are ours."""

from __future__ import annotations

import logging
from collections.abc import Callable
from email.message import EmailMessage
from email.policy import SMTP

import pytest

from tests.wires.scripted import Scripted, imap
from tests.wires.servers import Account, Dovecot
from triage import faults
from triage.errors import ServerRefused
from triage.mailbox.drafts import Placed, Where, find, place, remove, uidnext
from triage.mailbox.folders import Folders, discover
from triage.mailbox.sent import file_sent, find_sent
from triage.mailbox.session import Session
from triage.wire import ImapOptions, Password, Tls

pytestmark = pytest.mark.wires

ID = "case-17.draft-2@shop.example"


def draft(message_id: str = ID, text: str = "Sehr geehrte Frau Köhler,\n") -> bytes:
    message = EmailMessage(policy=SMTP)
    message["Subject"] = "Re: Paket nicht angekommen"
    message["Message-ID"] = f"<{message_id}>"
    message.set_content(text)
    return message.as_bytes()


@pytest.fixture
def folders(session: Session, account: Account) -> Folders:
    found = discover(session)
    if not found.trash:
        with account.client() as client:
            client.create_folder("Trash")
        found = discover(session)
    return found


def content_of(account: Account, placed: Placed) -> tuple[bytes, set[bytes]]:
    with account.client() as client:
        client.select_folder(placed.folder, readonly=True)
        items = client.fetch([placed.uid], ["BODY.PEEK[]", "FLAGS"])[placed.uid]
    return items[b"BODY[]"], set(items[b"FLAGS"]) - {b"\\Recent"}


def count(account: Account, folder: str) -> int:
    with account.client() as client:
        return int(client.select_folder(folder, readonly=True)[b"EXISTS"])


def test_draft_is_placed_byte_by_byte_as_a_seen_draft(
    account: Account, session: Session, folders: Folders
) -> None:
    next_uid = uidnext(session, folders.drafts)
    placed = place(session, folders, draft(), ID, look_first=False)
    assert placed.folder == folders.drafts
    assert placed.uid >= next_uid
    assert not placed.already
    assert content_of(account, placed) == (draft(), {b"\\Draft", b"\\Seen"})


def test_repeated_placing_finds_the_first(
    account: Account, session: Session, folders: Folders
) -> None:
    first = place(session, folders, draft(), ID, look_first=True)
    again = place(session, folders, draft(), f"<{ID}>", look_first=True)
    assert again.already
    assert (again.folder, again.uidvalidity, again.uid) == (
        first.folder,
        first.uidvalidity,
        first.uid,
    )
    assert count(account, folders.drafts) == 1


@pytest.mark.parametrize(("name", "where"), [("sent", Where.SENT), ("trash", Where.TRASH)])
def test_draft_an_agent_sent_or_deleted_is_not_placed_again(
    account: Account, session: Session, folders: Folders, name: str, where: Where
) -> None:
    placed = place(session, folders, draft(), ID, look_first=True)
    with account.client() as client:
        client.select_folder(folders.drafts)
        client.move([placed.uid], getattr(folders, name))
    again = place(session, folders, draft(), ID, look_first=True)
    assert again.already
    assert again.where is where
    assert count(account, folders.drafts) == 0


def test_longer_message_id_that_holds_ours_is_another_mail(
    session: Session, folders: Folders
) -> None:
    place(session, folders, draft(f"re.{ID}"), f"re.{ID}", look_first=False)
    place(session, folders, draft(f"{ID}.invalid"), f"{ID}.invalid", look_first=False)
    assert find(session, folders, ID) is None


def test_newest_of_several_copies_is_found(session: Session, folders: Folders) -> None:
    place(session, folders, draft(), ID, look_first=False)
    second = place(session, folders, draft(text="Guten Tag\n"), ID, look_first=False)
    found = find(session, folders, ID)
    assert found is not None
    assert found.uid == second.uid


class KilledError(Exception):
    """Stands for the end of the process."""


def points_of(work: Callable[[], object]) -> list[str]:
    passed: list[str] = []
    faults.install(passed.append)
    try:
        work()
    finally:
        faults.install(None)
    return passed


def test_crash_at_any_point_places_exactly_one_draft(dovecot: Dovecot) -> None:
    account = dovecot.account()

    def work(message_id: str) -> Placed:
        with Session(account.options, account.secret) as session:
            folders = discover(session)
            return place(session, folders, draft(message_id), message_id, look_first=True)

    work("first@shop.example")  # makes the folders
    points = points_of(lambda: work("second@shop.example"))
    assert "imap:append:after" in points
    for number, _ in enumerate(points):
        message_id = f"{number}.{ID}"
        left = [number]

        def kill(_point: str, left: list[int] = left) -> None:
            left[0] -= 1
            if left[0] == -1:
                raise KilledError

        faults.install(kill)
        try:
            with pytest.raises(KilledError):
                work(message_id)
        finally:
            faults.install(None)
        work(message_id)
        assert work(message_id).already
    assert count(account, "Drafts") == 2 + len(points)


def test_our_draft_is_removed(account: Account, session: Session, folders: Folders) -> None:
    placed = place(session, folders, draft(), ID, look_first=False)
    other_id = "other@shop.example"
    other = place(session, folders, draft(other_id), other_id, look_first=False)
    assert remove(session, folders, placed, ID)
    assert find(session, folders, ID) is None
    assert not remove(session, folders, placed, ID)
    assert content_of(account, other)[0] == draft(other_id)


def test_mail_with_another_message_id_is_never_removed(
    account: Account, session: Session, folders: Folders
) -> None:
    placed = place(
        session, folders, draft("agent@shop.example"), "agent@shop.example", look_first=False
    )
    assert not remove(session, folders, placed, ID)
    assert count(account, folders.drafts) == 1


def test_nothing_is_removed_under_another_uidvalidity(
    account: Account, session: Session, folders: Folders
) -> None:
    placed = place(session, folders, draft(), ID, look_first=False)
    stale = Placed(placed.folder, placed.uidvalidity + 1, placed.uid)
    assert not remove(session, folders, stale, ID)
    assert count(account, folders.drafts) == 1


def test_draft_flagged_deleted_counts_as_placed(
    account: Account, session: Session, folders: Folders
) -> None:
    placed = place(session, folders, draft(), ID, look_first=False)
    with account.client() as client:
        client.select_folder(folders.drafts)
        client.delete_messages([placed.uid])
    found = find(session, folders, ID)
    assert found is not None
    assert found.deleted


def test_message_id_that_could_break_out_is_refused(session: Session, folders: Folders) -> None:
    for bad in ('x"\r\na LOGOUT', "two words@shop.example", "", "ü@shop.example"):
        with pytest.raises(ValueError, match="Message-ID"):
            find(session, folders, bad)


def test_full_mailbox_refuses_the_draft(start_dovecot: Callable[..., Dovecot]) -> None:
    account = start_dovecot(quota=20).account()
    with Session(account.options, account.secret) as session:
        folders = discover(session)
        with pytest.raises(ServerRefused, match="OVERQUOTA"):
            place(session, folders, draft(text="x" * 40_000), ID, look_first=True)
        assert find(session, folders, ID) is None


@pytest.fixture
def without_uidplus(start_dovecot: Callable[..., Dovecot]) -> Account:
    return start_dovecot(capability="IMAP4rev1 IDLE LITERAL+").account()


def test_without_uidplus_the_draft_is_found_and_removed(without_uidplus: Account) -> None:
    account = without_uidplus
    with Session(account.options, account.secret) as session:
        folders = discover(session)
        placed = place(session, folders, draft(), ID, look_first=False)
        assert content_of(account, placed)[0] == draft()
        assert remove(session, folders, placed, ID)
    assert count(account, folders.drafts) == 0


def test_without_uidplus_nothing_others_deleted_is_expunged(
    without_uidplus: Account, caplog: pytest.LogCaptureFixture
) -> None:
    account = without_uidplus
    with Session(account.options, account.secret) as session:
        folders = discover(session)
        placed = place(session, folders, draft(), ID, look_first=False)
        with account.client() as client:
            client.append(folders.drafts, b"Subject: an agent's\r\n\r\n", [b"\\Deleted"])
        with caplog.at_level(logging.WARNING):
            assert not remove(session, folders, placed, ID)
    assert "not expunged" in caplog.text
    assert count(account, folders.drafts) == 2


def test_without_uidplus_the_draft_moves_to_trash_where_that_is_offered(
    start_dovecot: Callable[..., Dovecot],
) -> None:
    account = start_dovecot(capability="IMAP4rev1 MOVE").account()
    with Session(account.options, account.secret) as session:
        folders = discover(session, Folders(trash="Trash", drafts="Drafts", sent="Sent"))
        placed = place(session, folders, draft(), ID, look_first=False)
        assert remove(session, folders, placed, ID)
        found = find(session, folders, ID)
    assert found is not None
    assert found.where is Where.TRASH


@pytest.mark.parametrize(("found", "uid"), [("* SEARCH 7", 7), ("* SEARCH", 0)])
def test_uid_of_a_draft_is_looked_up_where_the_server_does_not_tell(found: str, uid: int) -> None:
    line = f"Message-ID:\r\n <{ID}>\r\n\r\n"  # folded, as some servers write it
    header = (
        f'* 1 FETCH (UID 7 FLAGS () BODY[HEADER.FIELDS ("MESSAGE-ID")] {{{len(line)}}}\r\n{line})'
    )
    answers = {
        "APPEND": ["+ go on", "{tag} OK done"],
        "EXAMINE": ["* 1 EXISTS", "* OK [UIDVALIDITY 9] ok", "{tag} OK [READ-ONLY] x"],
        "UID SEARCH": [found, "{tag} OK x"],
        "UID FETCH": [header, "{tag} OK x"],
    }
    drafts = Folders(drafts="Drafts")
    with Scripted(imap(answers)) as server:
        options = ImapOptions("127.0.0.1", server.port, "u", tls=Tls.NONE)
        with Session(options, lambda: Password("p")) as session:
            placed = place(session, drafts, draft(), ID, look_first=False)
            assert placed == Placed("Drafts", 9 if uid else 0, uid)
            if not uid:
                assert not remove(session, drafts, placed, ID)


def test_gmail_drafts_move_to_trash_since_expunged_ones_live_on_in_all_mail() -> None:
    line = f"Message-ID: <{ID}>\r\n\r\n"
    header = f"* 1 FETCH (UID 7 BODY[HEADER.FIELDS (MESSAGE-ID)] {{{len(line)}}}\r\n{line})"
    heard: list[str] = []
    answers = {
        "SELECT": ["* 1 EXISTS", "* OK [UIDVALIDITY 9] ok", "{tag} OK [READ-WRITE] x"],
        "UID FETCH": [header, "{tag} OK x"],
    }
    with Scripted(imap(answers, "IMAP4rev1 UIDPLUS MOVE X-GM-EXT-1", heard)) as server:
        options = ImapOptions("127.0.0.1", server.port, "u", tls=Tls.NONE)
        gmail = Folders(drafts="[Gmail]/Drafts", trash="[Gmail]/Trash")
        with Session(options, lambda: Password("p")) as session:
            assert remove(session, gmail, Placed("[Gmail]/Drafts", 9, 7), ID)
    assert any('UID MOVE 7 "[Gmail]/Trash"' in line for line in heard)
    assert not any("STORE" in line or "EXPUNGE" in line for line in heard)


@pytest.mark.parametrize("hits", ["* SEARCH", "* SEARCH 1 3", "* SEARCH 1 2 3"])
def test_server_whose_header_search_lies_is_looked_through_by_hand(hits: str) -> None:
    def header(uid: int, message_id: str) -> str:
        line = f"Message-ID: <{message_id}>\r\n\r\n"
        return (
            f"* {uid} FETCH (UID {uid} FLAGS () BODY[HEADER.FIELDS (Message-Id)] "
            f"{{{len(line)}}}\r\n{line})"
        )

    headers = [header(1, "a@shop.example"), header(2, ID), header(3, "b@shop.example")]

    answers = {
        "EXAMINE": ["* 3 EXISTS", "* OK [UIDVALIDITY 9] ok", "{tag} OK [READ-ONLY] x"],
        "UID FETCH": [*headers, "{tag} OK x"],
        "UID SEARCH HEADER": [hits, "{tag} OK x"],
        "UID SEARCH": ["* SEARCH 1 2 3", "{tag} OK x"],
    }
    with Scripted(imap(answers)) as server:
        options = ImapOptions("127.0.0.1", server.port, "u", tls=Tls.NONE)
        with Session(options, lambda: Password("p")) as session:
            found = find(session, Folders(drafts="Drafts"), ID)
    assert found is not None
    assert found.uid == 2


def test_sent_copy_is_filed_once(account: Account, session: Session, folders: Folders) -> None:
    assert find_sent(session, folders, ID) is None
    first = file_sent(session, folders, draft(), ID)
    assert not first.already
    assert content_of(account, first) == (draft(), {b"\\Seen"})
    again = file_sent(session, folders, draft(), ID)
    assert again.already
    assert again.uid == first.uid
    assert count(account, folders.sent) == 1
    found = find_sent(session, folders, ID)
    assert found is not None
    assert found.where is Where.SENT
