"""Which folder is Drafts, Sent, Junk, Trash and All Mail on servers of many kinds."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.wires.scripted import Scripted, imap
from tests.wires.servers import Account, Dovecot, Pymap
from triage.errors import FolderMissing
from triage.mailbox.folders import Folders, discover
from triage.mailbox.session import Session
from triage.wire import ImapOptions, Password, Tls

pytestmark = pytest.mark.wires


def on(account: Account, wanted: Folders | None = None, *, create: bool = True) -> Folders:
    with Session(account.options, account.secret) as session:
        return discover(session, wanted, create=create)


def test_special_use_wins_over_names(start_dovecot: Callable[..., Dovecot]) -> None:
    boxes = (
        ("Drafts", ""),
        ("Entwürfe", "Drafts"),
        ("Gesendet", "Sent"),
        ("Werbung", "Junk"),
        ("Müll", "Trash"),
        ("Archiv", "All"),
    )
    assert on(start_dovecot(mailboxes=boxes).account()) == Folders(
        "INBOX", "Entwürfe", "Gesendet", "Werbung", "Müll", "Archiv"
    )


@pytest.mark.parametrize(
    ("drafts", "sent", "junk", "trash"),
    [
        ("Entwürfe", "Gesendete Elemente", "Junk-E-Mail", "Gelöschte Elemente"),
        ("Brouillons", "Éléments envoyés", "Courrier indésirable", "Éléments supprimés"),
        ("Borradores", "Elementos enviados", "Correo no deseado", "Elementos eliminados"),
        ("Bozze", "Posta inviata", "Posta indesiderata", "Posta eliminata"),
        ("Concepten", "Verzonden items", "Ongewenste e-mail", "Verwijderde items"),
        ("Wersje robocze", "Elementy wysłane", "Wiadomości-śmieci", "Elementy usunięte"),
        ("Rascunhos", "Itens Enviados", "Lixo Eletrônico", "Itens Excluídos"),
        ("Utkast", "Skickade objekt", "Skräppost", "Borttaget"),
        ("Kladder", "Sendt post", "Uønsket e-mail", "Slettet post"),
        ("Luonnokset", "Lähetetyt", "Roskaposti", "Poistetut"),
        ("Koncepty", "Odeslaná pošta", "Nevyžádaná pošta", "Odstraněná pošta"),
        ("Piszkozatok", "Elküldött elemek", "Levélszemét", "Törölt elemek"),
        ("Черновики", "Отправленные", "Нежелательная почта", "Удаленные"),
        ("草稿箱", "已发送", "垃圾邮件", "已删除"),
        ("草稿", "寄件備份", "垃圾郵件", "刪除的郵件"),
        ("下書き", "送信済みアイテム", "迷惑メール", "削除済みアイテム"),
        ("임시 보관함", "보낸 편지함", "정크 메일", "지운 편지함"),
        ("drafts", "SENT ITEMS", "Junk Email", "Deleted Items"),
    ],
)
def test_names_in_many_languages_are_known_without_special_use(
    pymap_server: Pymap, drafts: str, sent: str, junk: str, trash: str
) -> None:
    account = pymap_server.account()
    with account.client() as client:
        for name in (drafts, sent, junk, trash):
            client.create_folder(name)
    found = on(account, create=False)
    assert (found.drafts, found.sent) == (drafts, sent)
    assert (found.junk, found.trash) == (junk, trash)


def test_folders_below_inbox_are_found_and_made(start_dovecot: Callable[..., Dovecot]) -> None:
    server = start_dovecot(mailboxes=(("Bozze", ""),), prefix="INBOX.", separator=".")
    assert on(server.account()) == Folders("INBOX", "INBOX.Bozze", "INBOX.Sent")


def test_drafts_and_sent_are_made_where_there_are_none(account: Account) -> None:
    first = on(account)
    assert (first.drafts, first.sent) == ("Drafts", "Sent")
    assert on(account) == first
    with account.client() as client:
        subscribed = {name for _, _, name in client.list_sub_folders()}
    assert {"Drafts", "Sent"} <= subscribed


def test_nothing_is_made_when_only_looking(pymap_server: Pymap) -> None:
    account = pymap_server.account()
    assert on(account, create=False) == Folders("INBOX")
    with account.client() as client:
        assert [name for _, _, name in client.list_folders()] == ["INBOX"]


def test_name_of_the_settings_comes_first(account: Account) -> None:
    with account.client() as client:
        client.create_folder("Antworten")
        client.create_folder("2026")
    found = on(account, Folders(drafts="antworten", junk="2026"))
    assert (found.drafts, found.junk) == ("Antworten", "2026")


def test_name_of_the_settings_that_is_not_there_stops_us(account: Account) -> None:
    with pytest.raises(FolderMissing, match=r"folders\.drafts.*Antworten.*INBOX"):
        on(account, Folders(drafts="Antworten"))


def test_inbox_of_the_settings_may_be_another_folder(account: Account) -> None:
    with account.client() as client:
        client.create_folder("Support")
    assert on(account, Folders(inbox="Support")).inbox == "Support"
    assert on(account, Folders(inbox="inbox")).inbox == "INBOX"


def test_prefix_of_the_settings_names_may_be_left_out(
    start_dovecot: Callable[..., Dovecot],
) -> None:
    server = start_dovecot(mailboxes=(("Antworten", ""),), prefix="INBOX.", separator=".")
    assert on(server.account(), Folders(drafts="Antworten")).drafts == "INBOX.Antworten"


GMAIL = [
    '* LIST (\\HasNoChildren) "/" "INBOX"',
    '* LIST (\\HasChildren \\Noselect) "/" "[Gmail]"',
    '* LIST (\\HasNoChildren) "/" "Kunden/Entw&APw-rfe"',
    '* LIST (\\HasNoChildren) "/" "[Gmail]/Alle Nachrichten"',
    '* LIST (\\HasNoChildren) "/" "[Gmail]/Entw&APw-rfe"',
    '* LIST (\\HasNoChildren) "/" "[Gmail]/Gesendet"',
    '* LIST (\\HasNoChildren) "/" "[Gmail]/Spam"',
    '* LIST (\\HasNoChildren) "/" "[Gmail]/Papierkorb"',
    "{tag} OK done",
]


@pytest.mark.parametrize("marked", [True, False])
def test_gmail_in_german_is_understood(marked: bool) -> None:
    uses = {"Alle": "All", "Entw": "Drafts", "Gesendet": "Sent", "Spam": "Junk", "Pap": "Trash"}
    lines = GMAIL
    if marked:
        lines = [
            next(
                (
                    line.replace("NoChildren", f"NoChildren \\{use}")
                    for start, use in uses.items()
                    if f"[Gmail]/{start}" in line
                ),
                line,
            )
            for line in GMAIL
        ]
    with Scripted(imap({"LIST": lines})) as server:
        options = ImapOptions("127.0.0.1", server.port, "u", tls=Tls.NONE)
        assert on(Account(options, lambda: Password("p"))) == Folders(
            "INBOX",
            "[Gmail]/Entwürfe",
            "[Gmail]/Gesendet",
            "[Gmail]/Spam",
            "[Gmail]/Papierkorb",
            "[Gmail]/Alle Nachrichten",
        )
