"""What the large providers do differently, played before real servers."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.generated import generate
from tests.wires.mail_out import Postbox
from tests.wires.servers import Account, Dovecot
from tests.wires.shop import NOW, Shop, later
from triage.daemon import Watch
from triage.errors import ServerRefused
from triage.mailbox.session import Session
from triage.office import opened

pytestmark = pytest.mark.wires

THROTTLED = "BAD Request is throttled. Suggested Backoff Time: 700 milliseconds"
OPENING = re.compile(r"(EXAMINE|SELECT) ", re.IGNORECASE)


def through(account: Account, port: int) -> Account:
    """Return the account as reached by a proxy."""
    return account.but(port=port)


def test_exchange_that_throttles_is_left_alone_as_long_as_it_asks(
    account: Account,
    smtp_server: Postbox,
    tmp_path: Path,
    start_proxy: Callable[..., int],
) -> None:
    refused: list[float] = []

    def answer(tag: str, command: str) -> bytes | None:
        if OPENING.match(command) and len(refused) < 2:
            refused.append(time.monotonic())
            return f"{tag} {THROTTLED}\r\n".encode()
        return None

    port = start_proxy(account.options.port, answer=answer)
    shop = Shop(through(account, port), smtp_server, tmp_path / "shop")
    with account.client() as client:
        [mail] = generate(1)
        client.append("INBOX", mail.content, msg_time=mail.received_at)
    stop = threading.Event()
    with opened(shop.settings, lambda: NOW) as office:
        watch = Watch(office, office.accounts["support"], stop)
        watch.start()
        end = time.monotonic() + 20
        while watch.report.decided < 1:
            assert time.monotonic() < end
            time.sleep(0.05)
        stop.set()
        watch.wake.set()
        watch.join(15)
    assert refused[1] - refused[0] >= 0.7
    assert len(shop.folder_of("Drafts")) == 1


@pytest.mark.parametrize("offers_id", [True, False])
def test_netease_opens_folders_only_for_who_has_said_who_it_is(
    dovecot: Dovecot,
    smtp_server: Postbox,
    tmp_path: Path,
    start_proxy: Callable[..., int],
    offers_id: bool,
) -> None:
    known: list[str] = []

    def answer(tag: str, command: str) -> bytes | None:
        if command.upper().startswith("ID "):
            known.append(command)
        if OPENING.match(command) and not known:
            return f"{tag} NO EXAMINE Unsafe Login. Please contact kefu@188.com\r\n".encode()
        return None

    def rewrite(line: bytes) -> bytes:
        return line if offers_id else line.replace(b" ID ", b" ")

    account = dovecot.account()
    port = start_proxy(account.options.port, rewrite, answer)
    shop = Shop(through(account, port), smtp_server, tmp_path / "shop")
    if not offers_id:
        with pytest.raises(ServerRefused, match="授权码"):
            shop.once()
        return
    shop.deliver(generate(1))
    assert shop.once().drafted == 1
    assert '"name" "triage"' in known[0]


GMAIL = (
    ("[Gmail]/Entwürfe", "Drafts"), ("[Gmail]/Gesendet", "Sent"), ("[Gmail]/Spam", "Junk"),
    ("[Gmail]/Papierkorb", "Trash"), ("[Gmail]/Alle Nachrichten", "All"), ("Kunden", ""),
)  # fmt: skip


def test_gmails_labels_are_folders_of_which_only_inbox_and_spam_are_read(
    start_dovecot: Callable[..., Dovecot],
    smtp_server: Postbox,
    tmp_path: Path,
    start_proxy: Callable[..., int],
) -> None:
    heard: list[str] = []

    def answer(_tag: str, command: str) -> None:
        heard.append(command)

    def rewrite(line: bytes) -> bytes:
        return line.replace(b"IMAP4rev1 ", b"IMAP4rev1 X-GM-EXT-1 ")

    account = start_dovecot(mailboxes=GMAIL).account()
    port = start_proxy(account.options.port, rewrite, answer)
    shop = Shop(through(account, port), smtp_server, tmp_path / "shop")
    mails = generate(7)  # the seventh answers in the thread of the fourth
    shop.deliver([mails[3]])
    with account.client() as client:
        client.append("[Gmail]/Alle Nachrichten", mails[0].content, msg_time=NOW)
        client.append("Kunden", mails[1].content, msg_time=NOW)
    assert shop.once().fetched == 1
    assert len(shop.folder_of("[Gmail]/Entwürfe")) == 1
    bodies = [n for n, line in enumerate(heard) if "BODY.PEEK[]" in line]
    opened_before = [
        next(line for line in reversed(heard[:n]) if OPENING.match(line)) for n in bodies
    ]
    assert all("Alle" not in line and "Kunden" not in line for line in opened_before)
    shop.deliver([mails[6]])
    shop.once(later(1))
    # An expunged draft would live on in All Mail: the replaced one is in the bin.
    assert len(shop.folder_of("[Gmail]/Entwürfe")) == 1
    assert len(shop.folder_of("[Gmail]/Papierkorb")) == 1


EXCHANGE = (
    ("Entwürfe", ""), ("Gesendete Elemente", ""), ("Junk-E-Mail", ""), ("Gelöschte Elemente", ""),
)  # fmt: skip
EXCHANGE_OFFERS = "IMAP4rev1 UIDPLUS MOVE ID UNSELECT CHILDREN IDLE NAMESPACE LITERAL+"


def test_exchange_with_folders_of_its_users_language_and_mime_written_anew(
    start_dovecot: Callable[..., Dovecot],
    smtp_server: Postbox,
    tmp_path: Path,
) -> None:
    server = start_dovecot(mailboxes=EXCHANGE, capability=EXCHANGE_OFFERS)
    shop = Shop(server.account(), smtp_server, tmp_path / "shop")
    mails = generate(7)
    shop.deliver([mails[3]])
    shop.once()
    [(_, _, content)] = shop.folder_of("Entwürfe").values()
    with shop.account.client() as client:  # as Exchange stores it: other bytes, another UID
        client.select_folder("Entwürfe")
        client.delete_messages(client.search("ALL"))
        client.expunge()
        written = content.replace(b"MIME-Version: 1.0", b"X-MS-Has-Attach:\r\nMIME-Version: 1.0")
        client.append("Entwürfe", written, flags=(rb"\Draft", rb"\Seen"))
    shop.once()
    assert len(shop.folder_of("Entwürfe")) == 1


def test_too_many_fresh_connections_are_waited_out(
    dovecot: Dovecot, start_proxy: Callable[..., int]
) -> None:
    account = dovecot.account()

    def answer(tag: str, command: str) -> bytes | None:
        if command.upper().startswith("LOGIN"):
            return f"{tag} NO User is authenticated but not connected.\r\n".encode()
        return None

    port = start_proxy(account.options.port, answer=answer)
    proxied = through(account, port)
    with pytest.raises(Exception, match="come back later") as caught:
        Session(proxied.options, proxied.secret).open()
    assert getattr(caught.value, "retry_after", None) == 60.0
