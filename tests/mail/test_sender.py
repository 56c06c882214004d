"""The writer of a plain mail, and where an answer to them goes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.make import a_mail
from triage.mail.authentication import verified
from triage.mail.kind import judge
from triage.mail.message import Address, FoundIn, Identity, Kind, ReplyChannel, Verdict

US = Identity(
    addresses=frozenset({"support@store.example"}),
    staff_domains=frozenset({"store.example"}),
    form_senders=frozenset({"forms@mailer.example"}),
)
BROKEN = "The lamp came broken, can you send another?"
DMARC = {"Authentication-Results": "mx.store.example; dmarc=pass header.from=store.example"}


def _whom(verdict: Verdict) -> tuple[str, str, FoundIn] | None:
    customer = verdict.customer
    return (customer.name, customer.address, customer.found_in) if customer else None


@pytest.mark.parametrize(
    ("sender", "reply_to", "answer"),
    [
        ("anna@b.example", "", "anna@b.example"),
        ("anna@b.example", "anna.berg@b.example", "anna.berg@b.example"),
        ("anna@b.example", "thief@evil.example", "anna@b.example"),
        ("noreply@b.example", "anna@c.example", "anna@c.example"),
        ("no-reply@b.example", "", ""),
        ("do_not_reply@b.example", "noreply@b.example", ""),
        ("NichtAntworten@b.example".lower(), "", ""),
        ("bounce+x=y@b.example", "", ""),
        ("mailer-daemon@b.example", "support@store.example", ""),
        ("anna@b.example", "support@store.example", "anna@b.example"),
        ("", "anna@c.example", "anna@c.example"),
        ("", "", ""),
    ],
)
def test_answer_goes_to_a_person_or_nowhere(sender: str, reply_to: str, answer: str) -> None:
    verdict = judge(a_mail(sender=sender, reply_to=reply_to), US)
    assert verdict.reply_to == answer
    assert verdict.draft.allowed is bool(answer)
    assert verdict.reply_channel is (ReplyChannel.EMAIL if answer else ReplyChannel.NONE)


def test_plain_sender_keeps_words_quote_and_name() -> None:
    verdict = judge(a_mail(text="Not here yet.\n\n> Your parcel left", sender="a@b.example"), US)
    assert _whom(verdict) == ("Anna Berg", "a@b.example", FoundIn.FROM)
    assert (verdict.own_words, verdict.quoted) == ("Not here yet.", "> Your parcel left")


def test_reply_to_of_several_picks_the_first_person() -> None:
    several = (Address("", "noreply@b.example"), Address("Anna", "anna@c.example"))
    mail = replace(a_mail(sender="noreply@b.example"), reply_to=several)
    assert judge(mail, US).reply_to == "anna@c.example"


def test_pass_for_another_sender_proves_nothing() -> None:
    passed = "mx.store.example; dmarc=pass (p=reject) header.from={}"
    mine = a_mail(headers={"Authentication-Results": passed.format("customer.example")})
    other = a_mail(headers={"Authentication-Results": passed.format("evil.example")})
    two = replace(mine, defects=("several From addresses",))
    assert [verified(each, US) for each in (mine, other, two)] == [True, False, False]


PASSED = {"Authentication-Results": "mx.store.example; dmarc=pass header.from=b.example"}
FAILED = {"Authentication-Results": "mx.store.example; dmarc=fail header.from=b.example"}


@pytest.mark.parametrize(
    ("headers", "text", "answer"),
    [
        (PASSED, "Where is it?", "ben@other.example"),
        ({}, "Where is it?", "anna@b.example"),
        ({}, "Please write to ben@other.example.", "ben@other.example"),
        (FAILED, "Please write to ben@other.example.", "anna@b.example"),
    ],
)
def test_reply_to_of_another_domain_wants_a_proven_or_plain_wish(
    headers: dict[str, str], text: str, answer: str
) -> None:
    mail = a_mail(sender="anna@b.example", reply_to="ben@other.example", text=text, headers=headers)
    assert judge(mail, US).reply_to == answer


def test_address_with_two_ats_is_answered_by_nobody() -> None:
    verdict = judge(a_mail(sender="anna@b@c.example"), US)
    assert (verdict.kind, verdict.draft.allowed) == (Kind.CUSTOMER, False)


@pytest.mark.parametrize("shown", ["", "undefined", "-", "iPhone", "info", "+43 660 1234567"])
def test_a_name_beside_the_same_address_stands_in_for_none_in_from(shown: str) -> None:
    address = "ornella.bassani@libero.example"
    mail = replace(
        a_mail(text=BROKEN, sender=address),
        sender=Address(shown, address),
        reply_to=(Address("Bassani, Ornella", address),),
    )
    assert _whom(judge(mail, US)) == ("Bassani, Ornella", address, FoundIn.FROM)
    alone = replace(mail, reply_to=(Address("", address),))
    assert _whom(judge(alone, US)) == ("", address, FoundIn.FROM)
