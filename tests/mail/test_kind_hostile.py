"""Any mail gets a kind, and none takes long."""

from __future__ import annotations

from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.make import a_mail
from tests.store_mails import AWAY, NEWS, US
from tests.timing import quickest
from triage.mail.kind import judge
from triage.mail.message import Address, Kind, ReplyChannel

_WORDS = st.one_of(
    st.text(max_size=80),
    st.sampled_from(
        [
            AWAY,
            NEWS,
            "> q\nNo",
            "From: a@b\nSent: x\nTo: y",
            "Name: A\nEmail: a@b.example\nMessage: x",
            "-----",
        ]
    ),
)


_ADDRESSES = st.one_of(
    st.sampled_from(
        [
            "",
            "a",
            "@",
            "a@",
            "mailer-daemon@x",
            "support@store.example",
            "mei@store.example",
            "x@marketplace.amazon.de",
            "service@paypal.com",
            "forms@mailer.example",
            "a@b.example",
        ]
    ),
    st.text(max_size=30),
)


_HEADERS = st.dictionaries(
    st.sampled_from(
        [
            "Auto-Submitted",
            "Precedence",
            "X-Loop",
            "List-Id",
            "X-Spam-Level",
            "Received",
            "Authentication-Results",
            "Content-Type",
            "X-Auto-Response-Suppress",
        ]
    ),
    st.one_of(
        st.text(max_size=60),
        st.sampled_from(["auto-replied", "bulk", "dmarc=pass", "from a (b) by c"]),
    ),
)


@given(
    text=_WORDS,
    subject=_WORDS,
    sender=_ADDRESSES,
    reply_to=_ADDRESSES,
    headers=_HEADERS,
    junk=st.booleans(),
)
def test_judge_stands_any_mail(
    text: str, subject: str, sender: str, reply_to: str, headers: dict[str, str], junk: bool
) -> None:
    mail = a_mail(text=text, subject=subject, sender=sender, reply_to=reply_to, headers=headers)
    verdict = judge(mail, US, junk=junk)
    assert verdict.reasons
    assert verdict.reply_to != "support@store.example"
    assert not (verdict.draft.allowed and verdict.kind is not Kind.CUSTOMER)
    assert verdict.draft.allowed == (
        bool(verdict.reply_to) or verdict.reply_channel is ReplyChannel.PLATFORM_ONLY
    )


@pytest.mark.parametrize(
    "text",
    [
        "order " * 10_000,
        "Name: " * 10_000,
        "http://" * 9_000,
        "a@" * 30_000,
        "message from " * 5_000,
        "name\n" * 12_000,
        "From: a@b\n" * 6_000,
    ],
    ids=lambda text: text[:12],
)
def test_hostile_mail_is_judged_in_linear_time(text: str) -> None:
    mails = [
        a_mail(text=text, subject=text[:5_000], sender=sender)
        for sender in (
            "a@b.example",
            "mei@store.example",
            "x@marketplace.amazon.de",
            "conversations@etsy.com",
            "forms@mailer.example",
        )
    ]
    mails.append(
        a_mail(
            text=text,
            sender="a@b.example",
            to="b@c.example",
            reply_to="d@e.example",
            cc=(Address("", "f@g.example"),),
        )
    )
    for mail in mails:
        assert quickest(partial(judge, mail, US), below=0.4) < 0.4
