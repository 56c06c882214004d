"""Mails of the corpus cut, spliced and spoiled: nothing but values comes out, in bounded time."""

from __future__ import annotations

import time

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.labelled_mails import STORE, labelled
from tests.mail.test_parse import strings
from triage.errors import UnreadableMail
from triage.mail.kind import judge
from triage.mail.message import Kind, Mail
from triage.mail.parse import parse
from triage.mail.quotes import split

MAILS = [one.content for one in labelled("corpus")]
SECONDS = 3.0  # a hundred times what the slowest of them takes, for busy machines
HEADERS = st.sampled_from(
    [
        *(b"Content-Type: multipart/mixed; boundary=x", b"Content-Type: message/rfc822"),
        *(b"Content-Type: text/html; charset=utf-16", b"Content-Transfer-Encoding: base64"),
        *(b"Content-Type: application/ms-tnef", b"Content-Type: application/pkcs7-mime"),
        *(b"Content-Type: text/calendar", b"Content-Transfer-Encoding: quoted-printable"),
        *(b"From: =?hz?Q?~{=40?= <a@b@c>, ,;:", b"Subject: =?utf-7?B?K0FBLQ==?=\x1b$B"),
        *(b"Auto-Submitted: auto-replied", b"Reply-To: <>", b"X-Failed-Recipients: \xff"),
        *(b"Content-Type: text/plain; format=flowed; delsp=yes", b"Return-Path: <>"),
    ]
)
WELL = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None
)


@st.composite
def spoilt(draw: st.DrawFn) -> bytes:
    """Draw a mail of the corpus with up to six accidents."""
    content = draw(st.sampled_from(MAILS))
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, max(len(content) - 1, 0)))
        match draw(
            st.sampled_from(["cut", "drop", "flip", "insert", "header", "splice", "double"])
        ):
            case "cut":
                content = content[: at + 1]
            case "drop":
                content = content[:at] + content[at + draw(st.integers(1, 400)) :]
            case "flip":
                content = content[:at] + draw(st.binary(min_size=1, max_size=3)) + content[at + 1 :]
            case "insert":
                content = content[:at] + draw(st.binary(max_size=40)) + content[at:]
            case "header":
                end = content.find(b"\n", at) + 1
                content = content[:end] + draw(HEADERS) + b"\r\n" + content[end:]
            case "splice":
                other = draw(st.sampled_from(MAILS))
                content = content[:at] + other[draw(st.integers(0, len(other) - 1)) :]
            case "double":
                content = (content + content[at:])[:60_000]
    return content


@WELL
@given(spoilt(), st.booleans())
def test_spoilt_mails_give_values_and_nothing_else(content: bytes, junk: bool) -> None:
    begin = time.process_time()
    try:
        mail = parse(content)
    except UnreadableMail:
        return
    verdict = judge(mail, STORE, junk=junk)
    assert time.process_time() - begin < SECONDS
    for text in (*strings(mail), *strings(verdict)):
        text.encode("utf-8")
    check(mail)
    assert verdict.reasons
    assert verdict.draft.allowed is False or verdict.kind is Kind.CUSTOMER or verdict.dispute
    if verdict.reply_to:
        assert "@" in verdict.reply_to
        assert "\n" not in verdict.reply_to


def lines(text: str) -> list[str]:
    """Return the lines of a text that say something."""
    return [line.strip() for line in text.split("\n") if line.strip()]


def check(mail: Mail) -> None:
    """Hold what later stages rely on."""
    parts = "\n".join((mail.own_words, mail.quoted, mail.signature))
    assert sorted(lines(parts)) == sorted(lines(mail.text))  # no line is lost, none is there twice
    assert "\n" not in mail.subject + mail.sender.name + mail.sender.address
    for part in mail.attachments:
        assert not set(part.name) & set("/\\\n\0")
    for inner in mail.embedded:
        check(inner)


@WELL
@given(spoilt())
def test_the_same_bytes_always_give_the_same_mail(content: bytes) -> None:
    try:
        mail = parse(content)
    except UnreadableMail:
        return
    assert parse(content) == mail


@WELL
@given(spoilt())
def test_own_words_hold_nothing_more_to_take_away(content: bytes) -> None:
    try:
        own = parse(content).own_words
    except UnreadableMail:
        return
    assert split(own, answers=False).own == own
