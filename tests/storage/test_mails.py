from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.cases.make import NOW
from tests.storage.make import arrived, stored
from triage.errors import NotFound
from triage.mail.message import Kind
from triage.storage.database import Database
from triage.storage.mails import IN_THE_ROW, TRIES, Arrived, Mails


def keep(mails: Mails, *uids: int, uidvalidity: int = 7, folder: str = "INBOX") -> int:
    return mails.keep(
        "main",
        "support",
        folder,
        uidvalidity,
        [arrived(uid) for uid in uids],
        max(uids),
        junk=folder == "Junk",
        now=NOW,
    )


def test_bytes_and_position_are_kept_together(mails: Mails) -> None:
    assert mails.position("support", "INBOX") is None
    assert keep(mails, 3, 5) == 2
    assert mails.position("support", "INBOX") == (7, 5)
    assert [mails.content(mail.id)[:15] for mail in mails.waiting("support")] == [
        b"Subject: mail 3",
        b"Subject: mail 5",
    ]


def test_a_mail_fetched_twice_is_kept_once(mails: Mails) -> None:
    keep(mails, 3)
    assert keep(mails, 3) == 0
    assert len(mails.waiting("support")) == 1


def test_a_reset_of_uidvalidity_makes_no_second_mail(mails: Mails) -> None:
    keep(mails, 3, 5)
    content = [arrived(5).content, arrived(3).content]
    again = [arrived(uid, content[uid - 1]) for uid in (1, 2)]
    new = mails.keep("main", "support", "INBOX", 8, again, 2, junk=False, now=NOW)
    assert new == 0
    assert mails.position("support", "INBOX") == (8, 2)
    assert len(mails.waiting("support")) == 2


def test_two_mailboxes_keep_the_same_mail_each(mails: Mails) -> None:
    keep(mails, 3)
    assert mails.keep("main", "other", "INBOX", 7, [arrived(3)], 3, junk=False, now=NOW) == 1


def test_a_mail_that_a_person_takes_out_of_junk_is_decided_again(
    mails: Mails, database: Database
) -> None:
    keep(mails, 3, folder="Junk")
    [mail] = mails.waiting("support")
    with database.write("test") as connection:
        connection.exec_driver_sql("UPDATE mails SET state = 'decided', kind = 'spam'")
    assert mails.waiting("support") == []
    keep(mails, 9, folder="INBOX", uidvalidity=7)
    mails.keep(
        "main",
        "support",
        "INBOX",
        7,
        [arrived(10, mails.content(mail.id))],
        10,
        junk=False,
        now=NOW,
    )
    waiting = {each.id: each.junk for each in mails.waiting("support")}
    assert waiting[mail.id] is False


def test_a_large_mail_becomes_a_file_named_by_its_hash_unless_hosts_share_the_store(
    mails: Mails, database: Database, tmp_path: Path
) -> None:
    content = b"Subject: big\r\n\r\n" + b"x" * IN_THE_ROW
    mails.keep("main", "support", "INBOX", 7, [arrived(1, content)], 1, junk=False, now=NOW)
    [mail] = mails.waiting("support")
    assert mails.content(mail.id) == content
    names = [path.name for path in (tmp_path / "mails").rglob("*") if path.is_file()]
    assert [len(name) for name in names] == ([] if database.shared else [64])


def test_a_mail_that_keeps_failing_is_set_aside_and_can_be_retried(mails: Mails) -> None:
    bad, good = stored(mails, 1, 2)
    assert [mails.failed(bad.id, "KeyError at f:1") for _ in range(TRIES)] == [False, False, True]
    assert [mail.id for mail in mails.waiting("support")] == [good.id]
    [row] = mails.set_aside()
    assert (row["id"], row["state"], row["error"]) == (bad.id, "failed", "KeyError at f:1")
    assert mails.retry() == 1
    assert [mail.id for mail in mails.waiting("support")] == [bad.id, good.id]


def test_a_mail_that_failed_once_waits_behind_the_others(mails: Mails) -> None:
    bad, good = stored(mails, 1, 2)
    mails.failed(bad.id, "x")
    assert [mail.id for mail in mails.waiting("support")] == [good.id, bad.id]


def test_an_unreadable_mail_is_kept_whole_and_listed(mails: Mails) -> None:
    [mail] = stored(mails, 1)
    mails.unreadable(mail.id, "no structure")
    assert mails.counts() == {Kind.UNREADABLE.value: 1}
    assert mails.set_aside()[0]["error"] == "no structure"
    assert mails.content(mail.id) == arrived(1).content
    assert mails.retry() == 1


def test_an_unknown_mail_is_not_found(mails: Mails) -> None:
    with pytest.raises(NotFound, match="mail 99"):
        mails.content(99)


def test_a_mail_the_server_will_not_hand_over_is_listed_and_taken_when_it_comes(
    mails: Mails,
) -> None:
    def keep_one(mail: Arrived) -> int:
        return mails.keep("main", "support", "INBOX", 7, [mail], 3, junk=False, now=NOW)

    refused = replace(arrived(3), content=b"", refused="NO [SERVERBUG] cannot read")
    assert keep_one(refused) == 1
    assert mails.refused("support", "INBOX", 7) == [3]
    assert mails.refused("support", "INBOX", 8) == []
    assert mails.waiting("support") == []
    [row] = mails.set_aside()
    assert (row["state"], row["error"]) == ("refused", "NO [SERVERBUG] cannot read")
    keep_one(refused)  # still refused: nothing changes
    assert mails.refused("support", "INBOX", 7) == [3]
    assert keep_one(arrived(3)) == 1
    assert mails.refused("support", "INBOX", 7) == []
    [waiting] = mails.waiting("support")
    assert mails.content(waiting.id) == arrived(3).content


def test_two_refused_mails_are_not_taken_for_one(mails: Mails) -> None:
    both = [replace(arrived(uid), content=b"", refused="NO") for uid in (3, 4)]
    assert mails.keep("main", "support", "INBOX", 7, both, 4, junk=False, now=NOW) == 2


def test_refusals_of_an_older_uidvalidity_are_not_listed_for_ever(mails: Mails) -> None:
    refused = replace(arrived(3), content=b"", refused="NO")
    for folder in ("INBOX", "Junk"):
        mails.keep("main", "support", folder, 7, [refused], 3, junk=False, now=NOW)
    mails.keep("main", "support", "INBOX", 8, [], 0, junk=False, now=NOW)
    assert len(mails.set_aside()) == 1
    assert mails.refused("support", "INBOX", 7) == []
    assert mails.refused("support", "Junk", 7) == [3]
