"""Mails made to break the road, or to read and steer other people's cases, on a real server."""

from __future__ import annotations

import json
import time
import unicodedata
from dataclasses import replace
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from tests.generated import Generated
from tests.wires.mail_out import Postbox
from tests.wires.servers import Dovecot
from tests.wires.shop import NOW, Shop
from triage.cases.number import number_of
from triage.mail.message import Kind
from triage.storage import schema
from triage.storage.database import Database

pytestmark = pytest.mark.wires

ANNA, EVE = "Anna Berg <anna@freemail.example>", "Eve <eve@evil.example>"
COMPLAINT = "Hello, where is my order 12345? It has not arrived."
HEADERS_OF_A_DRAFT = {
    *("From", "To", "Subject", "Message-ID", "In-Reply-To", "References", "Date"),
    *("MIME-Version", "Content-Type", "Content-Transfer-Encoding", "X-Desk-Draft"),
}


@pytest.fixture
def shop(dovecot: Dovecot, smtp_server: Postbox, tmp_path: Path, each_store: str) -> Shop:
    return Shop(dovecot.account(), smtp_server, tmp_path / "shop")


def a_mail(
    sender: str = ANNA,
    name: str = "first@freemail.example",
    *,
    subject: str = "Where is it",
    text: bytes | str = COMPLAINT,
    **headers: str,
) -> Generated:
    body = text.encode() if isinstance(text, str) else text
    fields = {"From": sender, "To": "support@store.example", "Subject": subject}
    fields |= {"Message-ID": f"<{name}>", "Date": "Fri, 20 Nov 2026 10:00:00 +0000"}
    fields |= {key.replace("_", "-"): value for key, value in headers.items()}
    head = "".join(f"{key}: {value}\r\n" for key, value in fields.items() if value)
    content = head.encode("utf-8", "surrogateescape") + b"\r\n" + body + b"\r\n"
    return Generated(content, Kind.CUSTOMER, name, NOW)


def rows(shop: Shop, *columns: Any) -> list[tuple[Any, ...]]:
    database = Database(shop.settings.database.url)
    try:
        with database.read() as connection:
            return [tuple(row) for row in connection.execute(select(*columns))]
    finally:
        database.close()


def cases_of_mails(shop: Shop) -> list[int | None]:
    """Return the case of every mail, in the order delivered."""
    return [case for _, case in sorted(rows(shop, schema.mails.c.uid, schema.mails.c.case_id))]


def recipients(shop: Shop, case: int | None) -> set[str]:
    found = rows(shop, schema.drafts.c.case_id, schema.drafts.c.to_address)
    return {address for of, address in found if of == case}


def parts(count: int) -> bytes:
    part = b"--a\r\nContent-Type: text/plain\r\n\r\nWhere is my order 12345?\r\n"
    return part * count + b"--a--"


def nested(depth: int) -> bytes:
    inner = b"From: a@x.example\r\nSubject: x\r\n\r\nWhere is my order 12345?"
    for _ in range(depth):
        inner = b"From: a@x.example\r\nContent-Type: message/rfc822\r\n\r\n" + inner
    return inner


MIXED = "multipart/mixed; boundary=a"
HOSTILE = {
    "template in name": a_mail('"{{ 7*7 }}{% for x in range(9**9) %}" <a@x.example>'),
    "header in name": a_mail("=?utf-8?q?Anna=0D=0ABcc=3A_v=40victim.example?= <a@x.example>"),
    "header in subject": a_mail(
        subject="=?utf-8?q?Hi=0D=0ABcc=3A_v=40victim.example=0D=0A=0D=0Ax?="
    ),
    "header in address": a_mail("a@x.example%0d%0abcc:v@victim.example"),
    "header in id": a_mail(name="a@x.example>\r\n\t<Bcc: v@victim.example"),
    "signs that steer a terminal": a_mail(
        subject="\x1b[31mred \x1b]0;mine\x07", text="\x1b[2J order"
    ),
    "text that runs backwards": a_mail('"\u202eanna" <a@x.example>', subject="\u202e54321 redro"),
    "nothing but NUL": a_mail(subject="\0\0", text=b"\0" * 2000),
    "half characters": a_mail(
        "=?utf-16le?b?ANgA2A==?= <a@x.example>",
        subject="=?utf-8?b?7aCA?= order =?utf-7?q?+2AA-?=",
        text=b"\xed\xa0\x80\xff\xfe order 12345",
    ),
    "half characters in HTML": a_mail(
        Content_Type="text/html", text="<p>order &#xd800;&#0;&#x110000; 12345</p>"
    ),
    "name of 10 kB": a_mail('"' + "A" * 10_000 + '" <a@x.example>'),
    "id of 10 kB": a_mail(name="i" * 10_000 + "@x.example"),
    "ten thousand references": a_mail(
        References=" ".join(f"<{n}@x.example>" for n in range(10_000))
    ),
    "all case numbers": a_mail(text=" ".join(map(number_of, range(1, 40_000)))),
    "ninety thousand orders": a_mail(text=" ".join(f"#{n}" for n in range(10_000, 99_999))),
    "500 parts": a_mail(Content_Type=MIXED, text=parts(500)),
    "30 mails deep": a_mail(Content_Type="message/rfc822", text=nested(30)),
    "one letter as long as eighteen": a_mail(
        Content_Type="text/plain; charset=utf-8", text="\ufdfa" * 200_000
    ),
    "year 9999": a_mail(Date="Fri, 31 Dec 9999 23:59:59 -1200"),
    "year 1": a_mail(Date="Mon, 01 Jan 0001 00:00:00 +1400"),
    "zone of four days": a_mail(Date="Fri, 20 Nov 2026 10:00:00 +9999"),
    "no text": a_mail(text=""),
    "only a picture": a_mail(Content_Type="image/png", text=b"\x89PNG\r\n"),
}


def test_no_mail_breaks_the_queue_a_draft_or_the_command_line(shop: Shop) -> None:
    # Each has an id of its own, or those that differ in nothing we read would be copies.
    unlike = [
        replace(mail, content=mail.content.replace(b"<first@", b"<%d@" % number))
        for number, mail in enumerate(HOSTILE.values())
    ]
    shop.deliver([*unlike, a_mail(name="last@freemail.example")])
    began = time.monotonic()
    report = shop.once()
    assert time.monotonic() - began < 60
    assert (report.fetched, report.failed, report.unreadable) == (len(HOSTILE) + 1, 0, 0)
    assert report.acts.failed == report.acts.postponed == 0
    drafts = [content for _, _, content in shop.folder_of("Drafts").values()]
    # One names nobody who could be answered; the one with every case number joined its own case.
    assert (report.drafted, len(drafts)) == (len(HOSTILE), len(HOSTILE) - 1)
    for content in drafts:
        draft = message_from_bytes(content)
        assert set(draft.keys()) <= HEADERS_OF_A_DRAFT
        assert len(draft.keys()) == len(set(draft.keys()))
        assert str(draft["To"]).count("@") == 1
        assert max(map(len, content.split(b"\r\n"))) <= 998
        assert b"victim" not in content.partition(b"\r\n\r\n")[2]
    exported = shop.command("export", "--jsonl")
    assert exported.returncode == 0
    assert all(json.loads(line) for line in exported.stdout.splitlines())
    numbers = [number for (number,) in rows(shop, schema.cases.c.number)]
    for words in (["cases"], ["drafts", "list"], ["show", numbers[5]], ["show", numbers[8]]):
        shown = shop.command(*words)
        assert shown.returncode == 0
        assert not {char for char in shown.stdout if _steers(char)}


def _steers(char: str) -> bool:
    return (char not in "\n\t" and unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp")) or (
        "\u202a" <= char <= "\u202e" or "\u2066" <= char <= "\u2069"
    )


def test_same_message_id_and_words_of_another_writer_is_no_copy(shop: Shop) -> None:
    shop.deliver([a_mail(ANNA), a_mail(EVE), a_mail(ANNA, Received="from mx by other.example; x")])
    shop.once()
    anna, eve, again = cases_of_mails(shop)
    assert anna == again != eve
    assert (recipients(shop, anna), recipients(shop, eve)) == (
        {"anna@freemail.example"},
        {"eve@evil.example"},
    )


def test_mail_set_aside_as_spam_does_not_make_its_copy_in_the_inbox_vanish(shop: Shop) -> None:
    plea = a_mail(text="Hello, could you help me please with the thing I got?")
    with shop.account.client() as client:
        if not client.folder_exists("Junk"):
            client.create_folder("Junk")
        client.append("Junk", plea.content, msg_time=NOW)
    shop.once()
    assert rows(shop, schema.mails.c.kind) == [("spam",)]
    again = Generated(b"Received: from x by y; z\r\n" + plea.content, Kind.CUSTOMER, "", NOW)
    shop.deliver([again])
    assert shop.once().drafted == 1


def test_stranger_who_forges_a_customer_neither_joins_nor_reads_their_case(shop: Shop) -> None:
    shop.deliver([a_mail(ANNA)])
    shop.once()
    [(number,)] = rows(shop, schema.cases.c.number)
    [(ours,)] = rows(shop, schema.drafts.c.message_id)
    forged = ours.replace(".d", ".e", 1)
    form = "Name: Eve\r\nEmail: anna@freemail.example\r\nMessage: where is order 12345?"
    proof = {"Authentication_Results": "mx.store.example; dmarc=pass header.from=evil.example"}
    shop.deliver(
        [
            a_mail(EVE, "e1@evil.example", subject=f"Re: {number}"),
            a_mail(EVE, "e2@evil.example", References="<first@freemail.example>"),
            a_mail(EVE, "e3@evil.example", In_Reply_To=f"<{forged}>"),
            a_mail(EVE, "e4@evil.example", text=form, Reply_To="anna@freemail.example", **proof),
            a_mail(ANNA, "e5@evil.example", subject=number, Reply_To="eve@freemail.example"),
        ]
    )
    shop.once()
    anna, *others = cases_of_mails(shop)
    assert None not in others
    assert anna not in others
    assert recipients(shop, anna) == {"anna@freemail.example"}


def test_our_own_drafts_coming_back_make_nothing_new(shop: Shop) -> None:
    shop.deliver([a_mail(ANNA)])
    shop.once()
    [(_, _, draft)] = shop.folder_of("Drafts").values()
    shop.deliver([Generated(draft, Kind.OWN, "", NOW)])
    report = shop.once()
    assert (report.kinds, report.drafted) == ({"own": 1}, 0)
