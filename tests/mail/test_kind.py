"""People who look like machines, and the store's own mail."""

# ruff: noqa: E501 - a mail to a line

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.make import a_mail
from tests.store_mails import NEWS, OURS, US, kind_of
from triage.mail.kind import judge
from triage.mail.message import Address, Kind, Mail, ReplyChannel

CUSTOMERS = {
    "plain": a_mail(),
    "auto-submitted no": a_mail(headers={"Auto-Submitted": "no"}),
    "auto-submitted no with comment": a_mail(headers={"Auto-Submitted": "No (really)"}),
    "suppress is no machine": a_mail(headers={"X-Auto-Response-Suppress": "All"}),
    "list headers of a freemailer": a_mail(headers={"List-Unsubscribe": "<x>", "Precedence": "bulk"}),
    "bulk but my parcel, german": a_mail(headers={"Precedence": "bulk"}, subject="Paket", text="Wo bleibt mein Paket?"),
    "bulk, japanese": a_mail(headers={"Precedence": "bulk"}, subject="注文", text="注文した商品がまだ届きません。"),
    "bulk, answers us": a_mail(headers={"List-Id": "x"}, subject="Re: hi", text="Yes please.", in_reply_to=(OURS,)),
    "precedence alone, own way of telling": a_mail(headers={"Precedence": "bulk"}, subject="lamp", text="brand-new torch, dead as a dodo"),
    "company newsletter header, own voice": a_mail(headers={"List-Unsubscribe": "<mailto:x@y.example>"}, subject="Hallo", text="Mein Clownskostüm klebt bei euch seit dem 20. Januar."),
    "russian on holiday": a_mail(subject="Re: hi", text="Пока мы были в отпуске, слуховой аппарат перестал работать.", in_reply_to=("x@y.example",)),
    "our own group address": a_mail(headers={"List-Id": "<support.store.example>", "Precedence": "list"}, subject="Hi", text="Do you ship to Chile?"),
    "tells of automatic replies": a_mail(subject="Only automatic replies!!", text="I get out of office mails from you all day."),
    "answers an auto reply": a_mail(subject="Re: Automatic reply: my order", text="And when will you answer?"),
    "away and asks": a_mail(subject="Re: Your order", text="I am on vacation until Monday, where is my parcel?", in_reply_to=(OURS,)),
    "speaks of undeliverable": a_mail(subject="Undeliverable parcel", text="The parcel came back as undeliverable, address not found."),
    "postmaster of a small firm": a_mail(sender="postmaster@bakery.example", subject="My order", text="Where is it?"),
    "wants off the newsletter": a_mail(subject="Newsletter", text="Please unsubscribe me."),
    "threatens with paypal": a_mail(subject="PayPal dispute", text="I will open a dispute if nothing happens."),
    "clerk of a carrier": a_mail(sender="anna.berg@dhl.com", name="Anna Berg", subject="Re: Enquiry", text="We found the parcel.", in_reply_to=(OURS,)),
    "amazon in a stranger's domain": a_mail(sender="amazon@evil.example", subject="Hello", text="Hi there"),
    "spam level but cleared": a_mail(headers={"X-Spam-Status": "No, score=2", "X-Spam-Level": "******"}, text="hi", subject="hi"),
    "low score": a_mail(headers={"X-MS-Exchange-Organization-SCL": "1"}, text="hi", subject="hi"),
    "flagged, but their order": a_mail(headers={"X-Spam-Flag": "YES"}, text="I never received my order 10402"),
    "forged staff": a_mail(sender="boss@store.example", text="Hi", headers={"Authentication-Results": "mx; dmarc=fail"}),
    "empty": a_mail(text="", subject=""),
    "sent on by a group in its own name": a_mail(sender="shop-team@groups.example", name="Anna via shop-team", headers={"List-Post": "<mailto:shop-team@groups.example>", "List-Id": "<shop-team.groups.example>"}, text="I never received my order 10402"),
    "form not told of": a_mail(sender="www@site.example", headers={"Auto-Submitted": "auto-generated"}, text="I ordered a lamp and it never came."),
}  # fmt: skip


@pytest.mark.parametrize("mail", CUSTOMERS.values(), ids=CUSTOMERS.keys())
def test_customer_is_never_hidden(mail: Mail) -> None:
    assert kind_of(mail) is Kind.CUSTOMER


@pytest.mark.parametrize(
    ("mail", "word"),
    [
        (CUSTOMERS["suppress is no machine"], "X-Auto-Response-Suppress: All"),
        (CUSTOMERS["list headers of a freemailer"], "List-Unsubscribe"),
        (CUSTOMERS["flagged, but their order"], "X-Spam-Flag: YES"),
        (a_mail(headers={"X-Loop": "yes"}), "X-Loop"),
        (a_mail(to="sales@other.example"), "neither To nor Cc"),
        (a_mail(sender="no-reply@customer.example"), "no address"),
        (a_mail(headers={"Feedback-ID": "x"}), "Feedback-Id"),
    ],
)
def test_headers_bar_automatic_answers_only(mail: Mail, word: str) -> None:
    verdict = judge(mail, US)
    assert verdict.kind is Kind.CUSTOMER
    assert not verdict.automatic.allowed
    assert word in verdict.automatic.reason


def test_mark_of_our_own_on_a_strangers_mail_hides_nobody_but_is_not_answered_automatically() -> (
    None
):
    verdict = judge(a_mail(headers={"X-Loop": "support@store.example"}), US)
    assert verdict.kind is Kind.CUSTOMER
    assert verdict.draft.allowed
    assert not verdict.automatic.allowed


def test_mail_that_names_several_writers_is_not_answered_automatically() -> None:
    mail = replace(a_mail(), defects=("several From addresses",))
    verdict = judge(mail, US)
    assert verdict.draft.allowed
    assert "several people" in verdict.automatic.reason


def test_plain_customer_may_be_answered_automatically() -> None:
    verdict = judge(a_mail(), US)
    assert verdict.draft.allowed
    assert verdict.automatic.allowed
    assert verdict.reply_to == "anna@customer.example"


OWN = {
    "own message id": a_mail(message_id=OURS),
    "own loop": a_mail(sender="mei@store.example", headers={"X-Loop": "support@store.example"}),
    "own address": a_mail(sender="support@store.example"),
    "own acknowledgment in copy": a_mail(
        sender="support@store.example", headers={"Auto-Submitted": "auto-replied"}
    ),
    "plus tag": a_mail(sender="support+de@store.example"),
    "staff, dmarc": a_mail(
        sender="mei@store.example",
        text="Stock count on Friday",
        headers={
            "Authentication-Results": "mx.store.example; dmarc=pass header.from=store.example"
        },
    ),
    "staff, internal way": a_mail(
        sender="mei@store.example",
        text="Stock count",
        headers={
            "Received": "from pc7.store.example (pc7.store.example [10.0.0.7]) by mail.store.example"
        },
    ),
    "staff answers, quoting": a_mail(
        sender="mei@store.example",
        subject="Re: Lamp",
        text="Dear Anna, it ships today.\n\nFrom: Anna <anna@b.example>\nSent: 3 March 2026\nTo: support\nSubject: Lamp\n\nWhere is it?",
        headers={"Authentication-Results": "mx; dmarc=pass"},
    ),
}


@pytest.mark.parametrize("mail", OWN.values(), ids=OWN.keys())
def test_own_mail_is_noted_only(mail: Mail) -> None:
    assert kind_of(mail) is Kind.OWN


def test_staff_domain_without_proof_is_no_staff() -> None:
    hop = "from mail.store.example (unknown [203.0.113.9]) by mx.store.example"
    assert kind_of(a_mail(sender="mei@store.example", headers={"Received": hop})) is Kind.CUSTOMER


@pytest.mark.parametrize(
    ("hop", "ours"),
    [
        ("by mail.store.example with local (Exim)", True),
        ("from localhost (localhost [127.0.0.1]) by mail.store.example", True),
        ("from [192.168.1.7] ([192.168.1.7]) by mail.store.example", True),
        ("from 10.evil.example (10.evil.example [203.0.113.9]) by mx.store.example", False),
        ("from store.example.evil.example (x [203.0.113.9]) by mx.store.example", False),
    ],
)
def test_only_hops_between_our_own_hosts_prove_staff(hop: str, ours: bool) -> None:
    mail = a_mail(sender="mei@store.example", text="Stock count", headers={"Received": hop})
    assert (kind_of(mail) is Kind.OWN) is ours


def test_colleague_forwarding_an_advert_is_staff_talk() -> None:
    text = f"look\n\n---------- Forwarded message ---------\nFrom: Brand <noreply@brand.example>\nDate: 18 Nov 2026\nSubject: Sale\n\n{NEWS}"
    proof = {"Authentication-Results": "mx.store.example; dmarc=pass header.from=store.example"}
    assert (
        kind_of(a_mail(sender="mei@store.example", subject="Fwd: Sale", text=text, headers=proof))
        is Kind.OWN
    )


def test_colleague_forwarding_a_platforms_message_brings_the_buyer() -> None:
    text = "---------- Forwarded message ---------\nFrom: Etsy <conversations@mail.etsy.com>\nDate: 18 Nov 2026\nSubject: You have a new message from Hannah\n\nDoes it come with a plug?"
    verdict = judge(a_mail(sender="mei@store.example", subject="Fwd: x", text=text), US)
    assert (verdict.kind, verdict.reply_channel) == (Kind.CUSTOMER, ReplyChannel.PLATFORM_ONLY)


def test_null_return_path_alone_bars_automatic_answers_only() -> None:
    verdict = judge(a_mail(return_path=""), US)
    assert (verdict.kind, verdict.draft.allowed, verdict.automatic.allowed) == (
        Kind.CUSTOMER,
        True,
        False,
    )


def test_reasons_list_all_evidence_and_stay_short() -> None:
    mail = a_mail(
        headers={
            "Auto-Submitted": "auto-replied",
            "X-Autoreply": "yes",
            "List-Id": "x" * 500,
            "Precedence": "bulk",
        },
        return_path="",
    )
    reasons = judge(mail, US).reasons
    assert {"auto_submitted", "auto_reply_header", "list_header", "precedence"} <= {
        code.code for code in reasons
    }
    assert all(len(code.text) < 130 for code in reasons)
    assert len(set(reasons)) == len(reasons)


def test_visitor_behind_a_form_that_writes_in_our_own_name_is_found() -> None:
    form = a_mail(
        sender="support@store.example",
        name="Store",
        reply_to="joe@customer.example",
        text="My parcel 10402 never came.",
        headers={"Received": "from localhost by mail.store.example with local"},
    )
    verdict = judge(form, US)
    assert (verdict.kind, verdict.reply_to) == (Kind.CUSTOMER, "joe@customer.example")
    assert kind_of(replace(form, reply_to=())) is Kind.OWN
    assert kind_of(replace(form, reply_to=(Address("", "ann@store.example"),))) is Kind.OWN
