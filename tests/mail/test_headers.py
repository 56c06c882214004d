"""Header blocks as they come: folded badly, encoded wrongly, repeated, oversized."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from triage.mail.headers import (
    decode_base64,
    decode_value,
    media_type,
    message_ids,
    parameters,
    split_head,
)
from triage.mail.mojibake import repaired


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"=?utf-8?B?5L2g?=\r\n =?UTF-8?B?5aW9?=", "你好"),
        (b"=?utf-8?Q?=E4=BD?= =?utf-8?Q?=A0?=", "你"),
        (b"Re: =?iso-8859-1?q?caf=E9_noir?= today", "Re: café noir today"),
        (b"=?gb2312?B?" + b"6UfG7Q==" + b"?=", b"\xe9\x47\xc6\xed".decode("gb18030")),
        (b"=?iso-2022-jp?B?GyRCRnxLXBsoQg==?=", "日本"),
        (b"=?iso-2022-jp?B?GyRCLSEbKEI=?=", "①"),
        (b"=?ks_c_5601-1987?B?wda5rg==?=", "주문"),
        (b"=?unknown?Q?caf=C3=A9?=", "café"),
        (b"=?utf-8*de?Q?gr=C3=BCn?=", "grün"),
        (b"=?utf-8?Q?where is it??=", "where is it?"),
        (b"=?utf-8?Q?a?==?utf-8?Q?b?=", "ab"),
        (b"=?utf-8?x?bad?= rest", "=?utf-8?x?bad?= rest"),
        (b"=?utf-8?Q?never ends", "=?utf-8?Q?never ends"),
        ("Größe".encode(), "Größe"),
        (b"Gr\xf6\xdfe", "Größe"),
        (b"=?iso-8859-1?Q?Gr\xf6=DFe?=", "Größe"),
        (b"a\x00b\x07c\r\n\td", "a b c d"),
        (b"\xe2\x80\xaeevil\xe2\x80\x8b", "evil"),
        (b"", ""),
    ],
)
def test_values_are_decoded_to_one_clean_line(raw: bytes, text: str) -> None:
    assert decode_value(raw) == text


def test_unlabelled_subject_takes_the_charset_of_the_body() -> None:
    assert decode_value("订单号".encode("gbk"), "gb2312") == "订单号"


def test_value_is_capped_in_code_points() -> None:
    assert len(decode_value(b"x" * 90_000, cap=2000)) == 2000


def test_lines_that_lost_their_indent_stay_with_their_field() -> None:
    head = split_head(b"From: a@b.example\nbroken line\nSubject: x\n y\n\nbody")
    assert [name for name, _ in head.fields] == ["from", "subject"]
    assert head.body == b"body"
    assert head.defects == ("broken header line",)


def test_missing_blank_line_loses_no_text() -> None:
    head = split_head(b"Subject: x\nFrom: a@b.example\nWhere is my parcel\n")
    assert head.body == b"Where is my parcel\n"
    assert head.defects == ("no blank line after the headers",)


@pytest.mark.parametrize(
    "lead", [b"From a@b.example Mon Nov\n", b">From x\n", b"\r\n\r\n", b"\xef\xbb\xbf"]
)
def test_what_stands_before_the_first_field_is_skipped(lead: bytes) -> None:
    assert split_head(lead + b"Subject: x\n\nbody").first("subject") == b"x"


@pytest.mark.parametrize(
    ("content", "known"),
    [
        (b"Subject: x\n\nbody", True),
        (b"Thread-Topic: x\nMessage-ID: <1@x>\nFrom: a@b.example\nTo: c@d.example\n\n", True),
        (b"Subject: where is order 303\n\n", True),
        (b"From: a@b.example\nCustomer: 7\n\nhello", True),
        (b"Order: 123\nWhere is it?", False),
        (b"Date: 3 May\nOrder: 12\n\nMy lamp broke", False),
        (b"Name: Ann\nSubject: late\nMessage: where", False),
        (b"Date: 3 May\nOrder: 12\nProblem: broken", False),
        (b"From x", False),
        (b"", False),
    ],
)
def test_labels_of_a_letter_are_not_taken_for_headers(content: bytes, known: bool) -> None:
    assert split_head(content).known is known


def test_oversized_blocks_and_fields_are_cut_and_named() -> None:
    many = (
        b"".join(b"X-%d: y\r\n" % at for at in range(400)) + b"Subject: late\r\nX-9: z\r\n\r\nbody"
    )
    head = split_head(many)
    assert len(head.fields) == 301
    assert head.first("subject") == b"late"
    assert head.defects == ("only 300 of 402 headers kept",)
    huge = split_head(b"X-A: " + b"y" * 300_000 + b"\r\n\r\nbody")
    assert huge.body == b"body"
    assert huge.defects == ("header block over 256 kB cut", "header x-a cut")


def test_first_and_last_references_are_kept() -> None:
    ids = b" ".join(b"<%d@mail.example>" % at for at in range(5000))
    head = split_head(b"Subject: x\r\nReferences: " + ids + b"\r\n\r\nbody")
    kept = message_ids(head.first("references").decode())
    assert len(kept) == 100
    assert (kept[0], kept[-1]) == ("0@mail.example", "4999@mail.example")


@pytest.mark.parametrize(
    ("value", "ids"),
    [
        ("<a@b> <c@d>", ("a@b", "c@d")),
        ("<a@b>,<a@b>", ("a@b",)),
        ("<a\t b@c> (comment)", ("ab@c",)),
        ("a@b, c@d", ("a@b", "c@d")),
        ("Your mail of Monday <x@y>", ("x@y",)),
        ("<cut@off", ("cut@off",)),
        ("nothing here", ()),
        ("< >", ()),
    ],
)
def test_message_ids_lose_brackets_and_breaks(value: str, ids: tuple[str, ...]) -> None:
    assert message_ids(value) == ids


@pytest.mark.parametrize(
    ("raw", "name", "value"),
    [
        (b"text/plain; charset=utf-8", "charset", ("", b"utf-8")),
        (b'text/plain; name="a;b.txt"; x=y', "name", ("", b"a;b.txt")),
        (b'text/plain; name="a\\"b"', "name", ("", b'a"b')),
        (b"a/b; filename*=utf-8''gr%C3%BCn.txt", "filename", ("utf-8", "grün.txt".encode())),
        (
            b"a/b; filename*1*=%bcn; filename*0*=utf-8''gr%c3",
            "filename",
            ("utf-8", "grün".encode()),
        ),
        (b"a/b; filename*0=one; filename*1=two", "filename", ("", b"onetwo")),
        (b"a/b; filename*=plain", "filename", ("", b"plain")),
        (b'a/b; name="never closed', "name", ("", b"never closed")),
    ],
)
def test_parameters_are_read(raw: bytes, name: str, value: tuple[str, bytes]) -> None:
    assert parameters(raw)[name] == value


def test_media_type_is_lower_case_or_nothing() -> None:
    assert media_type(b" Text/HTML ; charset=x") == "text/html"
    assert media_type(b"garbage") == ""


@given(st.text(max_size=80))
def test_encoded_words_round_trip(text: str) -> None:
    plain = " ".join("".join(char for char in text if char.isalnum() or char == " ").split())
    pieces = [plain[at : at + 10] for at in range(0, len(plain), 10)]
    # Letters that read like UTF-8 taken for Latin-1 are put right, whoever sent them so.
    assume(repaired(plain) == plain and all(repaired(piece) == piece for piece in pieces))
    words = [
        b"=?utf-8?Q?" + b"".join(b"=%02X" % byte for byte in p.encode()) + b"?=" for p in pieces
    ]
    assert decode_value(b"\r\n ".join(words)) == plain


@given(st.binary(max_size=200))
def test_base64_is_never_an_error(data: bytes) -> None:
    assert isinstance(decode_base64(data), bytes)
