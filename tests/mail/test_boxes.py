"""Words that a platform's page sets off are the buyer's, in languages nobody listed words of."""

# ruff: noqa: E501 - what machines write is kept on one line

from __future__ import annotations

import pytest

from triage.mail.kind import judge
from triage.mail.message import Identity, Kind, ReplyChannel
from triage.mail.parse import parse

US = Identity(
    addresses=frozenset({"support@store.example"}), staff_domains=frozenset({"store.example"})
)
_HEAD = "From: {sender}\r\nTo: support@store.example\r\nSubject: {subject}\r\nMIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n{more}\r\n"


def _mail(sender: str, subject: str, html: str, more: str = "") -> bytes:
    return (_HEAD.format(sender=sender, subject=subject, more=more) + html).encode()


BOXED = {
    "a ground, Kazakh": (
        "Bazarly <noreply@bazarly.example>",
        "Сатып алушыдан жаңа сұрақ",
        "<p>Құрметті әріптес!</p><p>Сатып алушы сізге сұрақ қойды.</p><div style='background:#eef'>Сәлеметсіз бе, шам суға төзімді ме? Алматыға қашан жетеді?</div><p><a href='https://bazarly.example/q'>Жауап беру</a></p>",
        "Сәлеметсіз бе, шам суға төзімді ме? Алматыға қашан жетеді?",
    ),
    "an indent, English": (
        "Tradely <no-reply@tradely.example>",
        "Question on your listing: Brass lamp",
        "<p>Hi store,</p><p>You've been asked a question about Brass lamp (4477).</p><p><b>pukeko_12</b> asked:</p><p style='padding-left:20px'>Is the cord long enough for a two metre ceiling?</p><p><a href='https://tradely.example/a'>Answer this question</a></p><p>Please do not reply to this email.</p>",
        "Is the cord long enough for a two metre ceiling?",
    ),
    "a cell with a ground, Danish review": (
        "Anmeldio <noreply@anmeldio.example>",
        "Signe Dahl har skrevet til jer",
        "<table><tr><td>Hej butik</td></tr><tr><td>Signe Dahl har skrevet en ny besked til jer</td></tr><tr><td bgcolor='#fcfbf3'>Jeg har ventet tre uger på min lampe og vil have mine penge tilbage.</td></tr><tr><td><a href='https://anmeldio.example/s'>Svar Signe</a></td></tr></table>",
        "Jeg har ventet tre uger på min lampe og vil have mine penge tilbage.",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("sender", "subject", "html", "words"), BOXED.values(), ids=BOXED.keys())
def test_a_box_of_a_platforms_page_holds_the_buyers_words(
    sender: str, subject: str, html: str, words: str
) -> None:
    verdict = judge(parse(_mail(sender, subject, html)), US)
    assert (verdict.kind, verdict.reply_channel) == (Kind.CUSTOMER, ReplyChannel.PLATFORM_ONLY)
    assert verdict.own_words == words


@pytest.mark.parametrize(
    ("html", "more"),
    [
        ("<p>Hi store,</p><p>Your item was sold.</p><div style='background:#eef'>Did you know? You can print labels with us.</div>", ""),
        ("<p>Hi store,</p><p>Answer a question of your buyers sooner.</p><div style='background:#eef'>Did you know that buyers like quick answers?</div><p>Reply sooner</p>", "List-Unsubscribe: <https://ebay.com/u>\r\n"),
    ],
)  # fmt: skip
def test_a_platforms_own_box_is_no_buyers(html: str, more: str) -> None:
    verdict = judge(parse(_mail("eBay <noreply@ebay.com>", "Your week on eBay", html, more)), US)
    assert verdict.kind is not Kind.CUSTOMER
    assert not verdict.draft.allowed


def test_a_buyer_who_wrote_through_a_lead_service_is_answered_at_their_own_address() -> None:
    html = "<p>Dear store,</p><p>You have received an enquiry:</p><p style='background:#eef'>Please quote 60 brass lamps with delivery to Pune?</p><p>Team Leadly</p>"
    mail = _mail(
        "Asha Rao via Leadly <desk@leadly.example>",
        "Enquiry",
        html,
        "Reply-To: arao@post.example\r\n",
    )
    verdict = judge(parse(mail), US)
    assert verdict.customer is not None
    assert (verdict.customer.name, verdict.reply_to) == ("Asha Rao", "arao@post.example")
    assert verdict.own_words == "Please quote 60 brass lamps with delivery to Pune?"
