"""Whole mails: what `parse` makes of hostile, broken and ordinary bytes."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from triage.errors import UnreadableMail
from triage.mail.message import Address, Mail
from triage.mail.parse import parse

SIMPLE = (
    b"Return-Path: <Ann@Mail.example>\r\n"
    b"Received: from mail.example by mx.example; Mon, 3 Nov 2025 02:00:01 +0000\r\n"
    b"Received: from phone by mail.example; Mon, 3 Nov 2025 02:00:00 +0000\r\n"
    b"From: =?utf-8?Q?Ann_M=C3=BCller?= <Ann@Mail.example>\r\n"
    b"To: Shop <help@shop.example>, second@shop.example\r\nCc: boss@mail.example\r\n"
    b"Reply-To: ann.home@mail.example\r\nSubject: =?utf-8?B?R3LDtsOfZQ==?= order 303\r\n"
    b"Date: Mon, 3 Nov 2025 10:00:00 +0800\r\nMessage-ID: <1@mail.example>\r\n"
    b"In-Reply-To: <0@shop.example>\r\nReferences: <00@shop.example>\r\n <0@shop.example>\r\n"
    b"Content-Type: text/plain; charset=utf-8\r\n\r\n"
    b"Where is it?\r\n\r\n> old words\r\n"
)


def strings(value: object) -> Iterator[str]:
    """Yield every string within a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from strings(item)
    elif is_dataclass(value):
        for item in fields(value):
            yield from strings(getattr(value, item.name))


def head(lines: str | bytes, body: str = "Hello there") -> Mail:
    raw = lines.encode() if isinstance(lines, str) else lines
    return parse(raw + b"\r\n\r\n" + body.encode())


def test_ordinary_mail_is_read_whole_and_without_defects() -> None:
    mail = parse(SIMPLE)
    assert mail.defects == ()
    assert mail.sha256 == hashlib.sha256(SIMPLE).hexdigest()
    assert mail.size == len(SIMPLE)
    assert mail.sender == Address("Ann Müller", "ann@mail.example")
    assert mail.to == (Address("Shop", "help@shop.example"), Address("", "second@shop.example"))
    assert (mail.cc, mail.reply_to) == (
        (Address("", "boss@mail.example"),),
        (Address("", "ann.home@mail.example"),),
    )
    assert mail.subject == "Größe order 303"
    assert mail.date == datetime(2025, 11, 3, 2, 0, tzinfo=UTC)
    assert mail.message_id == "1@mail.example"
    assert mail.in_reply_to == ("0@shop.example",)
    assert mail.references == ("00@shop.example", "0@shop.example")
    assert mail.return_path == "ann@mail.example"
    assert mail.text == "Where is it?\n\n> old words"
    assert (mail.own_words, mail.quoted) == ("Where is it?", "> old words")
    assert len(mail.header_values("received")) == 2
    assert mail.header("subject") == mail.subject


@pytest.mark.parametrize(
    ("value", "name", "address"),
    [
        ("a@b.example <c@d.example>", "a@b.example", "c@d.example"),
        ('"Doe, John" <J@x.example>', "Doe, John", "j@x.example"),
        ("Doe, John <j@x.example>", "Doe, John", "j@x.example"),
        ("j@x.example (John Doe)", "John Doe", "j@x.example"),
        ("<<j@x.example>>", "", "j@x.example"),
        ("John <mailto:j@x.example>", "John", "j@x.example"),
        ("John j@x.example", "John", "j@x.example"),
        ("John <john@x.example> <john@x.example>", "John", "john@x.example"),
        ("<j@x.example", "", "j@x.example"),
        ("a..b.@docomo.example", "", "a..b.@docomo.example"),
        ("Jürgen <j@bücher.example>", "Jürgen", "j@bücher.example"),
        ("'Ann' <j@x.example>", "Ann", "j@x.example"),
        ('"=?utf-8?Q?J=C3=BCrgen?=" <j@x.example>', "Jürgen", "j@x.example"),
        ("=?utf-8?Q?a=40b=2E_=3Cx=3E=2C?= <j@x.example>", "a@b. <x>,", "j@x.example"),
        ("=?utf-8?Q?a=22b=5Cc?= <j@x.example>", 'a"b\\c', "j@x.example"),
        ("=?utf-8?Q?J=C3?= =?utf-8?Q?=BCrgen?= <j@x.example>", "Jürgen", "j@x.example"),
        (
            "=?gb2312?B?6UfG7Q==?= <j@x.example>",
            b"\xe9\x47\xc6\xed".decode("gb18030"),
            "j@x.example",
        ),
        ("=?utf-8?Q?Ann_=3Cj=40x=2Eexample=3E?=", "Ann", "j@x.example"),
        ("\u202eevil\u200b\u200d <j@x.example>", "evil", "j@x.example"),
        ("Support", "Support", ""),
        ("a@x.example b@y.example", "a@x.example b@y.example", ""),
        ("<>", "", ""),
        ("", "", ""),
    ],
)
def test_senders_as_they_come(value: str, name: str, address: str) -> None:
    assert head(f"Subject: x\r\nFrom: {value}").sender == Address(name, address)


def test_raw_bytes_in_a_name_take_the_charset_of_the_body() -> None:
    lines = b"Content-Type: text/plain; charset=gb2312\r\nSubject: "
    mail = head(
        lines + "订单".encode("gbk") + b"\r\nFrom: " + "李喆".encode("gbk") + b" <a@b.example>"
    )
    assert (mail.subject, mail.sender.name) == ("订单", "李喆")


def test_charset_of_an_unlabelled_body_serves_the_subject() -> None:
    body = "您好，我的订单已经超过三周没有收到，请问什么时候发货？".encode("gbk")
    mail = parse(b"From: a@b.example\r\nSubject: " + "订单".encode("gbk") + b"\r\n\r\n" + body)
    assert mail.subject == "订单"


def test_several_senders_and_none() -> None:
    several = head("From: a@x.example, b@x.example\r\nSubject: s")
    assert several.sender.address == "a@x.example"
    assert "several From addresses" in several.defects
    twice = head("From: a@x.example\r\nFrom: b@x.example")
    assert twice.sender.address == "a@x.example"
    assert "several From addresses" in twice.defects
    instead = head("Sender: Shop <s@x.example>\r\nFrom: nobody")
    assert instead.sender == Address("Shop", "s@x.example")
    assert "no usable From: Sender taken" in instead.defects


def test_address_lists_are_capped_and_repeated_headers_joined() -> None:
    many = ", ".join(f"a{at}@x.example" for at in range(1000))
    assert len(head(f"From: a@b.example\r\nTo: {many}").to) == 200
    assert len(head(f"From: a@b.example\r\nTo: {many * 10}").to) == 200
    twice = f"To: {many * 3}\r\nTo: {many * 3}"
    assert len(head(f"From: a@b.example\r\n{twice}").to) == 200
    joined = head("From: a@b.example\r\nTo: a@x.example\r\nTo: b@x.example").to
    assert [item.address for item in joined] == ["a@x.example", "b@x.example"]


@pytest.mark.parametrize(
    ("value", "date", "defect"),
    [
        ("Mon, 3 Nov 2025 10:00:00 +0800 (CST)", "2025-11-03T02:00:00+00:00", ""),
        ("Mon, 3 Nov 2025 10:00:00", "2025-11-03T10:00:00+00:00", "odd Date"),
        ("2025-11-03 10:00:00 +0800", "", "unreadable Date"),
        ("yesterday", "", "unreadable Date"),
        ("", "", "no Date header"),
        ("Mon, 3 Nov 99999 10:00:00 +0800", "", "unreadable Date"),
    ],
)
def test_dates_are_utc_or_none(value: str, date: str, defect: str) -> None:
    mail = head(f"From: a@b.example\r\nDate: {value}")
    assert (mail.date.isoformat() if mail.date else "") == date
    assert any(item.startswith(defect) for item in mail.defects) if defect else not mail.defects


@pytest.mark.parametrize(
    ("lines", "path"),
    [
        ("Subject: x", None),
        ("Return-Path: <>", ""),
        ("Return-Path:", ""),
        ("Return-Path: <Bounce@X.example>", "bounce@x.example"),
        ("Return-Path: MAILER-DAEMON", "mailer-daemon"),
    ],
)
def test_null_return_path_differs_from_none(lines: str, path: str | None) -> None:
    assert head(f"{lines}\r\nFrom: a@b.example").return_path == path


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"Where is my order 303?", "Where is my order 303?"),
        ("Wo bleibt die Größe?".encode("cp1252"), "Wo bleibt die Größe?"),
        ("订单没有收到".encode("utf-16"), "订单没有收到"),
        ("Größe".encode("utf-8-sig"), "Größe"),
        (b"<html><body><p>Where?</p></body></html>", "Where?"),
        (b"Order: 123\nWhere is it?", "Order: 123\nWhere is it?"),
        (b"42", "42"),
    ],
)
def test_bare_text_is_a_mail_of_text_alone(content: bytes, text: str) -> None:
    mail = parse(content)
    assert mail.text == mail.own_words == text
    assert mail.defects[0] == "no headers"
    assert (mail.sender, mail.date, mail.headers) == (Address("", ""), None, ())


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b" \r\n\t",
        b"\x00" * 50,
        b"\x89PNG\r\n\x1a\n" + bytes(range(32)) * 9,
        b"--- !!! ---",
        b"\xff" * 9,
    ],
)
def test_junk_is_unreadable(content: bytes) -> None:
    if content == b"\xff" * 9:
        content = random.Random(7).randbytes(4000)
    with pytest.raises(UnreadableMail):
        parse(content)


def test_whole_file_in_utf16_or_with_old_line_ends_is_read() -> None:
    assert parse(SIMPLE.decode().encode("utf-16")).sender.name == "Ann Müller"
    assert parse(SIMPLE.replace(b"\r\n", b"\r")).subject == "Größe order 303"


def test_truncated_mail_says_so_first() -> None:
    mail = parse(SIMPLE, truncated=True)
    assert mail.defects == ("truncated: only the first part of an oversized mail was read",)
    assert mail.own_words == "Where is it?"


def test_failure_of_mail_parser_degrades_and_loses_nothing() -> None:
    # The inner boundary is never found and the outer part has no epilogue: mail-parser raises.
    mail = head(
        "From: a@b.example\r\nTo: c@d.example\r\nContent-Type: multipart/mixed; boundary=a\r\n"
        "Date: Mon, 3 Nov 2025 10:00:00 +0800",
        "--a\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--a\r\n\r\nHello",
    )
    assert mail.defects[0].startswith("parse_degraded: AttributeError")
    assert (mail.sender.address, mail.to[0].address) == ("a@b.example", "c@d.example")
    assert mail.date is not None
    assert mail.text == "Hello"


def test_oversized_mail_is_cut_and_named() -> None:
    mail = parse(SIMPLE + b"x" * (36 * 1024 * 1024))
    assert mail.defects[0] == "only the first 35 MB were read"
    assert mail.size > 36 * 1024 * 1024


def check(content: bytes) -> None:
    """Parse and hold the promises: nothing but UnreadableMail, nothing but clean strings."""
    try:
        mail = parse(content)
    except UnreadableMail:
        return
    for text in strings(mail):
        text.encode("utf-8")
    assert mail.date is None or mail.date.tzinfo is UTC
    assert len(mail.subject) <= 2000
    assert "\n" not in mail.subject + mail.sender.name


@given(st.binary(max_size=400))
def test_any_bytes_raise_nothing_but_unreadable(content: bytes) -> None:
    check(content)


TOKENS = [
    *(b"From: ", b"Subject: ", b"Date: ", b"To: ", b"Content-Type: ", b"\r\n", b"\n", b"\r\n\r\n"),
    *(b"multipart/mixed; boundary=b", b"multipart/alternative", b"message/rfc822", b"text/html"),
    *(b"message/delivery-status", b"text/rfc822-headers", b"\r\n--b\r\n", b"\r\n--b--\r\n", b"<p>"),
    *(b"Content-Transfer-Encoding: base64\r\n", b"=?utf-8?B?", b"=?gb2312?Q?", b"?=", b"\xff\xfe"),
    *(
        b"; charset=",
        b"iso-2022-kr",
        b"utf-7",
        b"hz",
        b"utf-16",
        b"hello",
        b"a@b.example",
        b"<",
        b">",
    ),
    *(
        b'"',
        b",",
        b";",
        b":",
        b"(",
        b"\x1b$B",
        b"\x1b$)C",
        b"\x0e",
        b"+2AA-",
        b"~{",
        b"\xd6\xd0",
        b"\x00",
    ),
    *(b"; filename*=utf-8''%ff", b"Content-Disposition: attachment", b"=\r\n", b"begin 644 x\n"),
]


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(st.one_of(st.sampled_from(TOKENS), st.binary(max_size=6)), max_size=60))
def test_mails_made_of_odd_pieces_raise_nothing_but_unreadable(pieces: list[bytes]) -> None:
    check(b"From: x\r\n" + b"".join(pieces))


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_mutated_mails_raise_nothing_but_unreadable(data: st.DataObject) -> None:
    content = bytearray(SIMPLE)
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 5))] = data.draw(st.binary(max_size=5))
        content = content or bytearray(b"x")
    check(bytes(content))
