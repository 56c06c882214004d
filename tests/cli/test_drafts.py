"""`triage drafts`: nothing is sent that was not looked at, nothing stale, nothing that blocks."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.builders import BODY, NOW, PASSED, PROMISE, Shop, a_finding, a_shop
from tests.cli.conftest import Triage
from tests.wires.mail_out import Postbox
from tests.wires.servers import Dovecot, dovecot_program, missing
from triage.drafts.promise import promise_text
from triage.mail.message import ReplyChannel
from triage.storage import acts, cases, drafts, sending
from triage.storage.acts import ActKind
from triage.storage.drafts import StoredDraft

ROOT = Path(__file__).parents[2]


def newest(shop: Shop, number: str) -> StoredDraft:
    """Return the newest draft of a case as the store holds it."""
    database = shop.database
    found = drafts.find(database, number)
    database.close()
    return found


@pytest.fixture
def selling(tmp_path: Path, each_store: str) -> Shop:
    """Return a shop that could send, at a port where nobody listens."""
    return a_shop(tmp_path, smtp_port=9)


def test_waiting_drafts_are_listed_with_their_marks(triage: Triage, shop: Shop) -> None:
    case = shop.file(findings=(a_finding("confirm"),))
    shown = triage("drafts", "list").stdout
    assert case.number in shown
    assert "blames somebody" in shown
    assert json.loads(triage("drafts", "list", "--json").stdout)["case_number"] == case.number


def test_draft_is_shown_as_it_would_arrive_with_its_version(triage: Triage, shop: Shop) -> None:
    case = shop.file(findings=(a_finding("hint"),))
    shown = triage("drafts", "show", case.number).stdout
    assert BODY.strip() in shown
    assert "Version: 1" in shown
    assert "hint: “our fault” – blames somebody" in shown


def test_edited_draft_becomes_the_next_version_and_is_checked(triage: Triage, shop: Shop) -> None:
    case = shop.file()
    text = BODY.replace("Thank you for writing.", "It was our fault. Here is ⟦something?⟧.")
    result = triage(
        "drafts", "edit", case.number, "--stdin", "--agent", "Mei Lin", input=text.encode()
    )
    assert result.exit_code == 0, result.stderr
    assert "Version: 2" in result.stdout
    assert "blocks" in result.stdout
    made = newest(shop, case.number)
    assert (made.version, made.made_by) == (2, "Mei Lin")
    assert "It was our fault." in made.draft.body
    assert made.draft.message_id != newest(shop, case.number).draft.in_reply_to


def test_edit_with_the_same_words_changes_nothing(triage: Triage, shop: Shop) -> None:
    case = shop.file()
    shop.folder.joinpath("same.txt").write_text(BODY, encoding="utf-8")
    result = triage("drafts", "edit", case.number, "--body-file", "same.txt")
    assert result.exit_code == 0
    assert newest(shop, case.number).version == 1


def test_edit_opens_the_editor_of_the_person(
    triage: Triage, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    from triage.cli.editor import in_editor

    assert shop.settings.exists()
    assert triage("drafts", "edit", "C-XXXXX").exit_code == 1
    monkeypatch.setenv("EDITOR", "sed -i s/writing/waiting/")
    monkeypatch.delenv("VISUAL", raising=False)
    assert in_editor("Thank you for writing.\n") == "Thank you for waiting.\n"


def test_text_of_an_edit_overtaken_meanwhile_is_kept(selling: Shop) -> None:
    case = selling.file()
    selling.folder.joinpath(f"{case.number}-draft.txt").write_text("older", "utf-8")
    ours, theirs = pty.openpty()
    program = [sys.executable, "-m", "triage.cli.app", "drafts"]
    env = os.environ | {"LUMEN_PASSWORD": "x", "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"}
    # While the editor is open, a colleague rewords the draft.
    rival = " ".join([*program, "edit", case.number, "--body-file", "rival.txt"])
    selling.folder.joinpath("rival.txt").write_text(BODY.replace("writing", "asking"), "utf-8")
    editor = selling.folder / "editor.sh"
    editor.write_text(f'#!/bin/sh\n{rival} >/dev/null\nsed -i s/writing/waiting/ "$1"\n', "utf-8")
    editor.chmod(0o755)
    done = subprocess.run(
        [*program, "edit", case.number],
        cwd=selling.folder,
        env=env | {"EDITOR": str(editor), "VISUAL": ""},
        stdin=theirs,
        capture_output=True,
        timeout=60,
        check=False,
    )
    os.close(ours)
    os.close(theirs)
    assert done.returncode == 1
    kept = f"{case.number}-draft-2.txt"
    assert f"your text is kept in {kept}" in done.stderr.decode()
    assert "Thank you for waiting." in selling.folder.joinpath(kept).read_text("utf-8")
    assert selling.folder.joinpath(f"{case.number}-draft.txt").read_text("utf-8") == "older"
    assert "asking" in newest(selling, case.number).draft.body


def test_stale_version_is_refused(triage: Triage, selling: Shop) -> None:
    case = selling.file()
    for command in (["approve"], ["edit", "--stdin"]):
        result = triage("drafts", *command, case.number, "--version", "2", input=b"x")
        assert result.exit_code == 1
        assert "the live draft is version 1, not 2" in result.stderr
    assert newest(selling, case.number).state == "ready"


def test_approval_without_a_terminal_needs_a_version(triage: Triage, selling: Shop) -> None:
    case = selling.file()
    result = triage("drafts", "approve", case.number)
    assert result.exit_code == 2
    assert "--version" in result.stderr


def test_blocking_finding_refuses_even_with_yes(triage: Triage, selling: Shop) -> None:
    case = selling.file(body=BODY.replace("Thank you", "⟦your name?⟧ thanks you"))
    result = triage("drafts", "approve", case.number, "--version", "1", "--yes")
    assert result.exit_code == 2
    assert "cannot be sent like this" in result.stderr
    assert newest(selling, case.number).state == "ready"


def test_doubtful_finding_needs_yes(triage: Triage, selling: Shop) -> None:
    case = selling.file(body=BODY.replace("Tuesday", "some day, maybe"))
    refused = triage("drafts", "approve", case.number, "--version", "1")
    assert refused.exit_code == 2
    assert "--yes" in refused.stderr
    assert newest(selling, case.number).state == "ready"


def test_mailbox_without_smtp_refuses_before_anything_is_approved(
    triage: Triage, shop: Shop
) -> None:
    case = shop.file()
    result = triage("drafts", "approve", case.number, "--version", "1", "--yes")
    assert result.exit_code == 4
    assert "mailbox.main.smtp is not set" in result.stderr
    assert newest(shop, case.number).state == "ready"


def test_approved_draft_waits_when_the_server_is_away(triage: Triage, selling: Shop) -> None:
    case = selling.file()
    result = triage("drafts", "approve", case.number, "--version", "1", "--yes")
    assert result.exit_code == 3
    assert "approved, not sent yet" in result.stdout
    assert newest(selling, case.number).state == "approved"
    again = triage("drafts", "approve", case.number, "--version", "1", "--yes")
    assert again.exit_code == 1
    assert "nothing waits for you" in again.stderr


def test_answer_for_a_marketplace_page_is_noted_as_copied(triage: Triage, shop: Shop) -> None:
    case = shop.file(reply_channel=ReplyChannel.PLATFORM_ONLY, reply_to="")
    result = triage("drafts", "approve", case.number, "--version", "1", "--yes", "--agent", "Mei")
    assert result.exit_code == 0, result.stderr
    assert newest(shop, case.number).state == "sent"
    database = shop.database
    assert cases.find(database, case.number).status == "acknowledged"
    database.close()


def in_doubt(shop: Shop) -> str:
    """File an answer whose sending ended in doubt; return the number of its case."""
    number = shop.file().number
    database = shop.database
    found = drafts.find(database, number)
    drafts.approve(database, found, found.draft, "Li", NOW)
    act = acts.claim(database, "main", "a", NOW, (ActKind.SEND,))
    assert act is not None
    sending.not_sent(database, found, act, "in_doubt", "the line broke", NOW)
    database.close()
    return number


def test_answer_in_doubt_is_settled_as_sent_by_a_person(triage: Triage, selling: Shop) -> None:
    number = in_doubt(selling)
    for flags in ((), ("--sent", "--again")):
        assert triage("drafts", "settle", number, *flags).exit_code == 2
    result = triage("drafts", "settle", number, "--sent", "--agent", "Mei")
    assert (result.exit_code, result.stdout) == (0, f"{number}: noted as sent\n")
    assert newest(selling, number).state == "sent"
    again = triage("drafts", "settle", number, "--again")
    assert again.exit_code == 1
    assert "no draft that is in doubt, failed or gone" in again.stderr


def test_answer_in_doubt_is_approved_again_and_waits_for_the_server(
    triage: Triage, selling: Shop
) -> None:
    number = in_doubt(selling)
    result = triage("drafts", "settle", number, "--again")
    assert result.exit_code == 3
    assert "approved, not sent yet" in result.stdout
    assert newest(selling, number).state == "approved"


@pytest.mark.parametrize(("answer", "state"), [(b"n\n", "ready"), (b"y\n", "approved")])
def test_terminal_shows_the_draft_and_asks(selling: Shop, answer: bytes, state: str) -> None:
    case = selling.file()
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "triage.cli.app", "drafts", "approve", case.number],
        cwd=selling.folder,
        env=os.environ | {"LUMEN_PASSWORD": "x", "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"},
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    os.write(ours, answer)
    out, err = process.communicate(timeout=30)
    os.close(ours)
    os.close(theirs)
    assert b"Thank you for writing." in out
    assert b"Send this?" in err
    assert newest(selling, case.number).state == state
    assert process.returncode == (130 if state == "ready" else 3)


@pytest.fixture
def mailbox(tmp_path: Path, each_store: str) -> Iterator[tuple[Shop, Postbox]]:
    """Return a shop whose mailbox is a real Dovecot, and the server its mail leaves by."""
    if not dovecot_program():
        missing("Dovecot", "apt-get install dovecot-imapd")
    with Dovecot() as imap, Postbox() as out:
        yield a_shop(tmp_path, imap_port=imap.port, smtp_port=out.port), out


@pytest.mark.wires
def test_approved_draft_is_sent_once_in_the_agents_name(
    triage: Triage, mailbox: tuple[Shop, Postbox]
) -> None:
    shop, out = mailbox
    case = shop.file()
    result = triage("drafts", "approve", case.number, "--version", "1", "--yes", "--agent", "Mei")
    assert result.exit_code == 0, result.stderr
    assert result.stdout == f"{case.number}: sent to anna@customer.example\n"
    (kept,) = out.kept
    assert kept.recipients == ("anna@customer.example",)
    assert b"\r\nMei\r\n" in kept.content
    assert b"Lumen Support" not in kept.content
    found = newest(shop, case.number)
    assert (found.state, found.approved_by) == ("sent", "Mei")


@pytest.mark.wires
def test_promise_too_near_is_made_anew(triage: Triage, mailbox: tuple[Shop, Postbox]) -> None:
    shop, out = mailbox
    passed = promise_text(PASSED, "en", "UTC")
    body = BODY.replace(promise_text(PROMISE, "en", "UTC"), passed)
    case = shop.file(promise_at=PASSED, body=body)
    result = triage("drafts", "approve", case.number, "--version", "1", "--yes")
    assert result.exit_code == 0, result.stderr
    assert "made anew" in result.stderr
    (kept,) = out.kept
    assert passed.encode() not in kept.content
    promised = newest(shop, case.number).draft.promise_at
    assert promised is not None
    assert promise_text(promised, "en", "UTC").encode() in kept.content
