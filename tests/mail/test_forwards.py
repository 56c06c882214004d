"""A colleague's forward: the customer in it, whatever program wrote it."""

# ruff: noqa: E501 - what machines write is kept on one line

from __future__ import annotations

import pytest

from tests.make import a_mail
from triage.mail.forwards import forwarded_mail
from triage.mail.kind import judge
from triage.mail.message import FoundIn, Identity, Kind, Mail, ReplyChannel, Verdict

US = Identity(
    addresses=frozenset({"support@store.example"}), staff_domains=frozenset({"store.example"})
)
BROKEN = "The lamp came broken, can you send another?"
DMARC = {"Authentication-Results": "mx.store.example; dmarc=pass header.from=store.example"}


def _whom(verdict: Verdict) -> tuple[str, str, FoundIn] | None:
    customer = verdict.customer
    return (customer.name, customer.address, customer.found_in) if customer else None


INNER = f"Beste Jonas,\n\n{BROKEN}\n\nMet vriendelijke groet,\nSanne de Wit"
FORWARD_CASES = {
    "gmail": (
        "Fwd: Lamp",
        f"Can you take it?\n\n---------- Forwarded message ---------\nFrom: Sanne de Wit <sanne@p.example>\nDate: wo 18 nov 2026 om 21:13\nSubject: Lamp\nTo: Jonas <jonas@store.example>\n\n\n{INNER}",
    ),
    "outlook en": (
        "FW: Lamp",
        f"fyi\n\nFrom: Sanne de Wit <sanne@p.example>\nSent: 18 November 2026 21:13\nTo: Jonas\nSubject: Lamp\n\n{INNER}",
    ),
    "outlook de": (
        "WG: Lamp",
        f"Von: Sanne de Wit <sanne@p.example>\nGesendet: Mittwoch, 18. November 2026 21:13\nAn: Jonas\nBetreff: Lamp\n\n{INNER}",
    ),
    "outlook mailto": (
        "FW: Lamp",
        f"From: Sanne de Wit [mailto:sanne@p.example]\nSent: 18 November 2026\nTo: Jonas\nSubject: Lamp\n\n{INNER}",
    ),
    "apple": (
        "Fwd: Lamp",
        "Please answer.\n\nBegin forwarded message:\n\n"
        + "\n".join(
            f"> {line}"
            for line in f"From: Sanne de Wit <sanne@p.example>\nSubject: Lamp\nDate: 18 November 2026 at 21:13\nTo: jonas@store.example\n\n{INNER}".splitlines()
        ),
    ),
    "thunderbird": (
        "Fwd: Lamp",
        f"-------- Forwarded Message --------\nSubject: \tLamp\nDate: \tWed, 18 Nov 2026\nFrom: \tSanne de Wit <sanne@p.example>\nTo: \tjonas@store.example\n\n{INNER}",
    ),
    "thunderbird fr": (
        "Tr: Lamp",
        f"-------- Message transféré --------\nSujet : \tLamp\nDate : \tWed, 18 Nov 2026\nDe : \tSanne de Wit <sanne@p.example>\nPour : \tjonas@store.example\n\n{INNER}",
    ),
    "foxmail": (
        "转发: Lamp",
        f'请处理\n\n------------------ 转发邮件 ------------------\n发件人: "Sanne de Wit" <sanne@p.example>;\n发送时间: 2026年11月18日 21:13\n收件人: "jonas"<jonas@store.example>;\n主题: Lamp\n\n{INNER}',
    ),
    "marked twice": (
        "转发: Lamp",
        "请处理\n\n> 发件人： Sanne de Wit <sanne@p.example>\n> 发送时间： 2026-11-18 21:13\n> 收件人： jonas <jonas@store.example>\n> 主题： Lamp\n"
        + "\n".join(f"> > {line}" for line in INNER.splitlines()),
    ),
    "quote without a note": (
        "Lamp",
        f"From: Sanne de Wit <sanne@p.example>\nSent: 18 November 2026\nTo: Jonas\nSubject: Lamp\n\n{INNER}",
    ),
    "twice": (
        "Fwd: Fwd: Lamp",
        f"---------- Forwarded message ---------\nFrom: Mei <mei@store.example>\nDate: 19 Nov 2026\nSubject: Fwd: Lamp\nTo: support\n\n---------- Forwarded message ---------\nFrom: Sanne de Wit <sanne@p.example>\nDate: 18 Nov 2026\nSubject: Lamp\nTo: Mei\n\n{INNER}",
    ),
}


@pytest.mark.parametrize(("subject", "text"), FORWARD_CASES.values(), ids=FORWARD_CASES.keys())
@pytest.mark.parametrize("colleague", ["jonas@store.example", "support@store.example"])
def test_customer_in_a_colleagues_forward_is_found(colleague: str, subject: str, text: str) -> None:
    verdict = judge(a_mail(sender=colleague, subject=subject, text=text, headers=DMARC), US)
    assert verdict.kind is Kind.CUSTOMER
    assert _whom(verdict) == ("Sanne de Wit", "sanne@p.example", FoundIn.FORWARD)
    assert verdict.own_words == f"Beste Jonas,\n\n{BROKEN}"
    assert (verdict.reply_to, verdict.automatic.allowed) == ("sanne@p.example", False)


def test_attached_mail_of_a_customer_is_found() -> None:
    inner = a_mail(sender="sanne@p.example", name="Sanne de Wit", text=BROKEN)
    outer = a_mail(
        sender="jonas@store.example", subject="Lamp", text="see attachment", embedded=(inner,)
    )
    verdict = judge(outer, US)
    assert _whom(verdict) == ("Sanne de Wit", "sanne@p.example", FoundIn.FORWARD)
    assert verdict.own_words == BROKEN


def test_forwarded_relay_keeps_the_alias() -> None:
    text = "---------- Forwarded message ---------\nFrom: Anna <x1@marketplace.amazon.de>\nDate: 18 Nov 2026\nSubject: Frage\nTo: us\n\nWo ist es?"
    verdict = judge(a_mail(sender="mei@store.example", subject="Fwd: Frage", text=text), US)
    assert (verdict.reply_channel, verdict.reply_to) == (
        ReplyChannel.RELAY,
        "x1@marketplace.amazon.de",
    )


def test_forwarded_dispute_is_still_a_dispute() -> None:
    text = "---------- Forwarded message ---------\nFrom: PayPal <service@paypal.com>\nDate: 18 Nov 2026\nSubject: A buyer opened a case\nTo: us\n\nRespond soon."
    verdict = judge(
        a_mail(sender="mei@store.example", subject="Fwd: case", text=text, headers=DMARC), US
    )
    assert (verdict.kind, verdict.dispute) == (Kind.NOTICE, True)


def test_forwarded_sender_without_address_is_named_but_not_answered() -> None:
    text = f"From: Sanne de Wit\nSent: 18 November 2026 21:13\nTo: Jonas\nSubject: Lamp\n\n{INNER}"
    verdict = judge(a_mail(sender="mei@store.example", subject="FW: Lamp", text=text), US)
    assert _whom(verdict) == ("Sanne de Wit", "", FoundIn.FORWARD)
    assert not verdict.draft.allowed


@pytest.mark.parametrize(
    "mail",
    [
        a_mail(sender="sanne@p.example", subject="Fwd: Lamp", text=FORWARD_CASES["gmail"][1]),
        a_mail(
            sender="mei@store.example",
            subject="Re: Lamp",
            text=f"It ships today.\n\nFrom: Sanne <s@p.example>\nSent: 18 Nov 2026\nTo: us\nSubject: Lamp\n\n{INNER}",
        ),
        a_mail(sender="mei@store.example", subject="Fwd: nothing inside", text="oops"),
    ],
)
def test_what_is_no_colleagues_forward(mail: Mail) -> None:
    assert forwarded_mail(mail, US) is None


def test_customer_who_forwards_stays_the_customer() -> None:
    text = "This is what you wrote:\n\n---------- Forwarded message ---------\nFrom: Shop <support@store.example>\nDate: 18 Nov 2026\nSubject: x\nTo: me\n\nIt ships."
    verdict = judge(a_mail(text=text, to="support@store.example"), US)
    assert _whom(verdict) == ("Anna Berg", "anna@customer.example", FoundIn.FROM)
    assert verdict.own_words == "This is what you wrote:"


def test_customer_below_our_own_answer_is_found() -> None:
    text = "pls\n\nFrom: Mei <mei@store.example>\nSent: 19 Nov 2026\nTo: Sanne\nSubject: RE: Lamp\n\nI will look.\n\nFrom: Sanne <sanne@p.example>\nSent: 18 Nov 2026\nTo: Mei\nSubject: Lamp\n\nIt is broken."
    verdict = judge(a_mail(sender="mei@store.example", subject="FW: Lamp", text=text), US)
    assert (verdict.reply_to, verdict.own_words) == ("sanne@p.example", "It is broken.")


def test_attached_mail_of_a_colleague_is_passed_over_for_the_customers() -> None:
    ours = a_mail(sender="mei@store.example", text="I asked her.")
    theirs = a_mail(sender="sanne@p.example", text=BROKEN)
    outer = a_mail(sender="jonas@store.example", text="see both", embedded=(ours, theirs))
    assert judge(outer, US).reply_to == "sanne@p.example"
