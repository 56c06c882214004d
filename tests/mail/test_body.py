"""Which parts of a mail are the letter, and which are attachments, mails or reports."""

from __future__ import annotations

import base64
import hashlib

import pytest

from triage.mail.message import Mail
from triage.mail.parse import parse
from triage.mail.texts import tidy
from triage.mail.twins import is_equal_or_better

HEAD = b"From: Ann <ann@mail.example>\r\nDate: Mon, 3 Nov 2025 10:00:00 +0800\r\n"
LETTER = "Where is my parcel? The lamp I ordered three weeks ago never came."


def mail(body: str, content_type: str, *headers: str) -> Mail:
    """Parse a mail of one top-level Content-Type."""
    lines = "".join(f"{line}\r\n" for line in headers)
    head = f"MIME-Version: 1.0\r\nContent-Type: {content_type}\r\n{lines}\r\n"
    return parse(HEAD + head.encode() + body.replace("\n", "\r\n").encode())


def parts(*inner: str, kind: str = "mixed", closed: bool = True) -> Mail:
    """Parse a multipart of parts, each given as headers, blank line and content."""
    body = "".join(f"--b\n{part}\n" for part in inner) + ("--b--\n" if closed else "")
    return mail(body, f'multipart/{kind}; boundary="b"')


def plain(text: str, more: str = "") -> str:
    return f"Content-Type: text/plain; charset=utf-8\n{more}\n{text}"


def html(text: str) -> str:
    return f"Content-Type: text/html; charset=utf-8\n\n{text}"


def test_plain_text_is_preferred_to_its_html_twin() -> None:
    letter = parts(plain(LETTER), html(f"<p>{LETTER}</p>"), kind="alternative")
    assert letter.text == LETTER
    assert letter.attachments == ()
    assert letter.defects == ()


@pytest.mark.parametrize(
    "stub",
    ["", "  ", "This message needs an HTML viewer.", "请使用支持网页格式的软件查看", "Where is"],
)
def test_html_is_read_when_the_plain_text_is_a_stand_in(stub: str) -> None:
    assert parts(plain(stub), html(f"<p>{LETTER}</p>"), kind="alternative").text == LETTER


def test_plain_text_stays_when_html_is_empty() -> None:
    assert parts(plain(LETTER), html("<img src=x>"), kind="alternative").text == LETTER
    assert is_equal_or_better("1234", "5678")


def test_links_do_not_make_html_richer() -> None:
    long = "https://shop.example/" + "x" * 200
    assert is_equal_or_better(LETTER, f"{LETTER} (<{long}>)")


def test_related_pictures_are_inline_attachments() -> None:
    picture = (
        "Content-Type: image/png; name=lamp.png\nContent-ID: <1@x>\n"
        "Content-Transfer-Encoding: base64\n\niVBORw0K"
    )
    page = f"--c\n{html(LETTER)}\n--c\n{picture}\n--c--"
    inner = f'Content-Type: multipart/related; boundary="c"\n\n{page}'
    letter = parts(plain("-"), inner, kind="alternative")
    assert letter.text == LETTER
    assert [(a.name, a.type, a.size, a.inline) for a in letter.attachments] == [
        ("lamp.png", "image/png", 6, True)
    ]
    assert letter.attachments[0].sha256 == hashlib.sha256(base64.b64decode("iVBORw0K")).hexdigest()


def test_texts_around_a_picture_are_one_letter() -> None:
    picture = "Content-Type: image/png\nContent-Disposition: inline; filename=x.png\n\nabc"
    assert parts(plain("before"), picture, plain("after")).text == "before\n\nafter"


def test_the_same_letter_twice_in_mixed_is_read_once() -> None:
    assert parts(plain(LETTER), html(f"<b>{LETTER}</b>")).text == LETTER


def test_text_attachments_stay_out_of_the_letter() -> None:
    log = plain("secret log", 'Content-Disposition: attachment; filename="log.txt"\n')
    letter = parts(plain(LETTER), log)
    assert letter.text == LETTER
    assert [a.name for a in letter.attachments] == ["log.txt"]


def test_a_text_attachment_is_the_letter_if_there_is_none() -> None:
    only = plain(LETTER, 'Content-Disposition: attachment; filename="message.txt"\n')
    assert parts(only).text == LETTER
    assert mail(LETTER, "text/plain; name=m.txt").text == LETTER


@pytest.mark.parametrize(
    "kind",
    [
        "text/calendar",
        "text/vcard",
        "application/pgp-signature",
        "application/x-y",
        "message/partial",
    ],
)
def test_calendars_cards_and_signatures_are_attachments(kind: str) -> None:
    letter = parts(plain(LETTER), f"Content-Type: {kind}\n\nBEGIN:X")
    assert letter.text == LETTER
    assert [a.type for a in letter.attachments] == [kind]


def test_a_third_rendering_is_neither_letter_nor_attachment() -> None:
    amp = "Content-Type: text/x-amp-html\n\n<html amp>"
    letter = parts(plain(LETTER), amp, html(LETTER), kind="alternative")
    assert (letter.text, letter.attachments) == (LETTER, ())


def test_unknown_and_missing_types_are_plain_text() -> None:
    assert parts(f"\n{LETTER}").text == LETTER
    assert mail(LETTER, "garbage").text == LETTER


def test_label_with_a_null_character_harms_nothing() -> None:
    got = parse(HEAD + b'Content-Type: text/plain; charset="u\x00"\r\n\r\nGr\xc3\xb6\xc3\x9fe')
    assert got.text == "Größe"


def test_page_that_calls_itself_plain_is_read_as_html() -> None:
    assert mail(f"<html><body><p>{LETTER}</p></html>", "text/plain").text == LETTER


def test_meta_charset_stands_in_for_the_label() -> None:
    page = '<html><meta http-equiv=x content="text/html; charset=windows-1251">Заказ</html>'
    got = parse(HEAD + b"Content-Type: text/html\r\n\r\n" + page.encode("cp1251"))
    assert got.text == "Заказ"


@pytest.mark.parametrize(
    ("encoding", "body", "text"),
    [
        ("base64", base64.b64encode(LETTER.encode()).decode() + "\n\n____\nlist footer\n", LETTER),
        ("base64", "aGVsbG8\n-- \nfooter", "hello"),
        ("base64", LETTER, LETTER),
        ("base64", "", ""),
        ("quoted-printable ", "Gr=C3=B6=\n=C3=9Fe =ZZ", "Größe =ZZ"),
        ("Quoted-Printable; x", "Gr=C3=B6=C3=9Fe", "Größe"),
        ("7-bit", "Größe", "Größe"),
        ("x-uuencode", "begin 644 x\n#86%A\n \nend\n", "aaa"),
    ],
)
def test_transfer_encodings_are_undone_as_far_as_they_hold(
    encoding: str, body: str, text: str
) -> None:
    letter = mail(body, "text/plain; charset=utf-8", f"Content-Transfer-Encoding: {encoding}")
    assert letter.text == text


@pytest.mark.parametrize("declared", ["multipart/mixed", 'multipart/mixed; boundary="other"'])
def test_lost_boundary_is_recovered_from_the_body(declared: str) -> None:
    body = f"--xyz\n{plain(LETTER)}\n--xyz\nContent-Type: image/png; name=a.png\n\nabc\n--xyz--\n"
    letter = mail(body, declared)
    assert letter.text == LETTER
    assert [a.name for a in letter.attachments] == ["a.png"]
    assert "boundary recovered from the body" in letter.defects


def test_multipart_without_any_boundary_is_read_as_text() -> None:
    assert mail(f"{LETTER}\n--\nAnn", "multipart/mixed").text.startswith(LETTER)
    assert mail("--a\n\nfoo", "multipart/mixed").text == "--a\n\nfoo"


def test_recoveries_are_counted() -> None:
    body = "".join(f"--b{at}\nContent-Type: multipart/mixed\n\n" for at in range(50))
    assert "--b49" in mail(body, "multipart/mixed").text


def test_missing_end_and_repeated_boundary_lose_nothing() -> None:
    assert parts(plain(LETTER), closed=False).text == LETTER
    same = f'Content-Type: multipart/alternative; boundary="b"\n\n--b\n{plain(LETTER)}'
    assert parts(same, html(LETTER), closed=False).text == LETTER


def forwarded(inner: str, more: str = "") -> str:
    return f"Content-Type: message/rfc822\n{more}\n{inner}"


INNER = (
    "From: Bea <bea@mail.example>\nSubject: =?utf-8?Q?Gr=C3=B6=C3=9Fe?=\n"
    f"Message-ID: <1@x>\n\n{LETTER}"
)


def test_forwarded_mail_is_read_and_kept_apart() -> None:
    letter = parts(plain("please answer"), forwarded(INNER))
    assert letter.text == "please answer"
    assert [(m.subject, m.sender.address, m.text) for m in letter.embedded] == [
        ("Größe", "bea@mail.example", LETTER)
    ]
    assert [(a.name, a.type) for a in letter.attachments] == [("forwarded.eml", "message/rfc822")]


@pytest.mark.parametrize("encoding", ["base64", "quoted-printable"])
def test_forwarded_mail_that_was_encoded_is_read(encoding: str) -> None:
    coded = (
        base64.b64encode(INNER.encode()).decode()
        if encoding == "base64"
        else INNER.replace("=", "=3D")
    )
    if encoding == "quoted-printable":
        coded = "=\n" + coded
    letter = parts(plain("x"), forwarded(coded, f"Content-Transfer-Encoding: {encoding}\n"))
    assert [m.text for m in letter.embedded] == [LETTER]


def test_mail_attached_as_a_file_is_read() -> None:
    coded = base64.b64encode(INNER.encode()).decode()
    file = (
        "Content-Type: application/octet-stream; name=complaint.eml\n"
        f"Content-Transfer-Encoding: base64\n\n{coded}"
    )
    letter = parts(plain("see below"), file)
    assert [m.sender.name for m in letter.embedded] == ["Bea"]


def test_digest_parts_are_mails() -> None:
    letter = parts(f"\n{INNER}", f"\n{INNER}", kind="digest")
    assert len(letter.embedded) == 2


def test_embedded_mails_end_three_deep_and_at_ten() -> None:
    nested = INNER
    for _ in range(5):
        nested = f"From: x@y.example\nSubject: s\nContent-Type: message/rfc822\n\n{nested}"
    deep = parts(forwarded(nested))
    count, layer = 0, deep
    while layer.embedded:
        count, layer = count + 1, layer.embedded[0]
    assert count == 3
    many = parts(*[forwarded(INNER)] * 12)
    assert len(many.embedded) == 10
    assert "embedded mails beyond three deep or ten in all not read" in many.defects


def test_embedded_junk_is_a_defect() -> None:
    letter = parts(plain(LETTER), "Content-Type: application/x; name=a.eml\n\n\x00\x01\x02\x03")
    assert letter.embedded == ()
    assert letter.defects[0].startswith("embedded mail unreadable")


STATUS = (
    "Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n"
    "Final-Recipient: rfc822; a@b.example\nAction: delayed\nStatus: 4.4.1\n\n"
    "Original-Recipient: rfc822;<Bea@Mail.example>\nFinal-Recipient: x\nAction: failed (bad)\n"
    "Status: 5.1.1 (no such user)\n"
)


def test_bounce_names_recipient_status_and_mail() -> None:
    report = parts(
        plain("sorry"), STATUS.replace("failed (bad)", "Failed"), forwarded(INNER), kind="report"
    ).report
    assert report is not None
    assert (report.action, report.status) == ("failed", "5.1.1")
    assert (report.recipient, report.original_message_id) == ("bea@mail.example", "1@x")


def test_bounce_that_returns_headers_only() -> None:
    headers = "Content-Type: text/rfc822-headers\n\n" + INNER.split("\n\n")[0] + "\n"
    bounce = parts(plain("sorry"), STATUS, headers, kind="report")
    assert bounce.report is not None
    assert (bounce.report.action, bounce.report.original_message_id) == ("delayed", "1@x")
    assert bounce.embedded[0].text == ""
    assert bounce.text == "sorry"


def test_bounce_without_the_mail_or_fields() -> None:
    assert parts(plain("sorry"), STATUS, kind="report").report is not None
    assert (
        parts("Content-Type: message/delivery-status\n\nnothing: here\n", kind="report").report
        is None
    )
    bare = (
        "Content-Type: message/delivery-status\n\nAction: exploded\nStatus: 9\nFinal-Recipient: x\n"
    )
    report = parts(bare, kind="report").report
    assert report is not None
    assert (report.action, report.status, report.recipient) == ("", "", "")


def test_flowed_is_read_from_the_header() -> None:
    assert mail("a \nb", "text/plain; format=flowed").text == "a b"
    assert mail("a \nb", 'text/plain; format="Flowed"; delsp=yes').text == "ab"


def test_text_is_tidied() -> None:
    assert tidy("a\r\nb\rc\x0bd\x00\xa0e\u2028f\x07") == "a\nb\ncd e\nf"


def test_very_long_text_is_cut_and_named() -> None:
    letter = mail("word " * 100_000, "text/plain")
    assert len(letter.text) < 400_001
    assert letter.defects == ("text over 400000 characters cut",)
