"""Every rule of the files in triage/mail/kinds decides a mail: without it the mail is a person's.

A wording that another one shadows, or that no longer counts, fails here. Each list of wordings also
names mails of the corpus it decides.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.labelled_mails import STORE
from tests.make import a_mail
from triage.mail.kind import by_rules, judge
from triage.mail.machine_addresses import is_advertiser, is_machine, is_reporter
from triage.mail.mail_rules import OWN_RULES
from triage.mail.message import Identity, Kind, Mail, Verdict
from triage.mail.parse import parse
from triage.mail.rules import load

MACHINES, PLATFORMS = load("machines"), load("platforms")
KINDS = Path(__file__).parents[1] / "corpus" / "kinds"
SAMPLES: dict[str, Any] = tomllib.loads(
    Path(__file__).with_name("rule_samples.toml").read_text("utf-8")
)
US = Identity(addresses=frozenset({"support@store.example"}))
SOMEBODY = "anna@customer.example"  # a machine whom nobody can answer tells news, whatever it says
CIRCULAR = "Autumn colours for every room of the house, made by hand in small numbers. " * 9
LINKS = " https://a.example https://b.example https://c.example "
Frame = Callable[[str], Mail]

# list of wordings → the kind it makes, in a mail that is a customer's with "zq" in its place
FRAMES: dict[tuple[str, str], tuple[Kind, Frame]] = {
    ("bounce", "subjects"): (
        Kind.BOUNCE,
        lambda w: a_mail(sender="mailer-daemon@mx.example", subject=w, text="zq"),
    ),
    ("bounce", "bodies"): (
        Kind.BOUNCE,
        lambda w: a_mail(sender="mailer-daemon@mx.example", subject="zq", text=w),
    ),
    ("bounce", "names"): (
        Kind.BOUNCE,
        lambda w: a_mail(
            name=w, sender="noreply@mx.example", subject="zq", text="user unknown (#5.1.1)"
        ),
    ),
    ("auto_reply", "subjects"): (
        Kind.AUTO_REPLY,
        lambda w: a_mail(subject=f"{w} zq", text="Back soon.", in_reply_to=("x@y.example",)),
    ),
    ("auto_reply", "weak_subjects"): (
        Kind.AUTO_REPLY,
        lambda w: a_mail(subject=f"{w} zq", text="Back soon.", return_path=""),
    ),
    ("auto_reply", "bodies"): (
        Kind.AUTO_REPLY,
        lambda w: a_mail(
            subject="Fw", text=f"{w} zq", return_path="", headers={"X-RT-Ticket": "1"}
        ),
    ),
    ("auto_reply", "days"): (
        Kind.AUTO_REPLY,
        lambda w: a_mail(subject="Fw", text=f"Out of office, {w}", in_reply_to=("x@y.example",)),
    ),
    ("auto_reply", "away"): (
        Kind.AUTO_REPLY,
        lambda w: a_mail(subject="Fw", text=f"2/12 {w}. Meantime.", in_reply_to=("x@y.example",)),
    ),
    ("auto_reply", "meanwhile"): (
        Kind.AUTO_REPLY,
        lambda w: a_mail(subject="Fw", text=f"2/12 retired. {w}.", in_reply_to=("x@y.example",)),
    ),
    ("auto_reply", "received"): (
        Kind.AUTO_REPLY,
        lambda w: a_mail(
            subject="Fw", text=f"[#48213] {w}. Be in touch.", in_reply_to=("x@y.example",)
        ),
    ),
    ("auto_reply", "next"): (
        Kind.AUTO_REPLY,
        lambda w: a_mail(
            subject="Fw", text=f"[#48213] Got your. {w}.", in_reply_to=("x@y.example",)
        ),
    ),
    ("auto_reply", "desk_headers"): (
        Kind.AUTO_REPLY,
        lambda w: a_mail(subject="Fw", text="This is an automated note.", headers={w: "1"}),
    ),
    ("auto_reply", "desk_programs"): (
        Kind.AUTO_REPLY,
        lambda w: a_mail(
            subject="Fw", text="This is an automated note.", headers={"X-Mailer": f"{w} 1.18"}
        ),
    ),
    ("bulk", "list_headers"): (
        Kind.BULK,
        lambda w: a_mail(subject="Sale", text=CIRCULAR + LINKS, headers={w: "1"}),
    ),
    ("bulk", "precedence"): (
        Kind.BULK,
        lambda w: a_mail(subject="Sale", text=CIRCULAR + LINKS, headers={"Precedence": w}),
    ),
    ("bulk", "unsubscribe"): (
        Kind.BULK,
        lambda w: a_mail(subject="Sale", text=f"{CIRCULAR}{LINKS}\n{w}"),
    ),
    ("notification", "events"): (
        Kind.NOTICE,
        lambda w: a_mail(
            sender="noreply@depot.example",
            reply_to=SOMEBODY,
            subject=f"{w} zq",
            text="Dear customer,\n\nzq.",
        ),
    ),
    ("notification", "unread"): (
        Kind.NOTICE,
        lambda w: a_mail(
            sender="noreply@depot.example",
            reply_to=SOMEBODY,
            subject="zq",
            text=f"Transaction. {w}",
        ),
    ),
    ("offer", "approach"): (
        Kind.BULK,
        lambda w: a_mail(subject="zq", text=f"{w}. Backlinks, odm."),
    ),
    ("offer", "goods"): (
        Kind.BULK,
        lambda w: a_mail(subject="zq", text=f"I represent us. {w}. Free audit, skype."),
    ),
    ("offer", "next"): (
        Kind.BULK,
        lambda w: a_mail(subject="zq", text=f"Backlinks, odm: {w}."),
    ),
}
WORDINGS = [
    pytest.param(section, name, word, id=f"{section}.{name}: {word}")
    for section, name in FRAMES
    for word in MACHINES[section][name]
]


@pytest.mark.parametrize(("section", "name", "word"), WORDINGS)
def test_wording_decides_a_mail(section: str, name: str, word: str) -> None:
    kind, frame = FRAMES[section, name]
    # By the rules alone: the learned judge knows some of these frames without the wording.
    assert by_rules(frame(word), US)[1].kind is kind
    assert by_rules(frame("zq"), US)[1].kind is not kind


@pytest.mark.parametrize("header", MACHINES["auto_reply"]["headers"])
def test_header_decides_that_nobody_wrote(header: str) -> None:
    value = MACHINES["auto_reply"]["headers"][header] or "yes"
    assert judge(a_mail(headers={header: value}), US).kind is Kind.AUTO_REPLY


@pytest.mark.parametrize("rule", MACHINES["spam"]["verdicts"], ids=lambda rule: rule["header"])
def test_servers_verdict_decides_that_a_mail_is_spam(rule: dict[str, str]) -> None:
    name, value = rule["header"], SAMPLES["spam"][rule["header"]]
    advert = a_mail(text="Win now! https://win.example", subject="Win")
    flagged = replace(advert, headers=((name, value),), subject=value if name == "subject" else "")
    assert judge(flagged, US).kind is Kind.SPAM
    assert judge(advert, US).kind is Kind.CUSTOMER


ADDRESSES = MACHINES["addresses"]


@pytest.mark.parametrize("local", [*ADDRESSES["unread"], *ADDRESSES["machines"]])
def test_address_is_read_by_nobody(local: str) -> None:
    assert is_machine(f"{local}@shop.example")


@pytest.mark.parametrize("first", ADDRESSES["first"])
def test_first_part_of_an_address_tells_a_machine(first: str) -> None:
    assert is_machine(f"{first}+x7=a.example@shop.example")


def test_reporters_and_advertisers_are_known() -> None:
    assert [w for w in ADDRESSES["reporters"] if not is_reporter(f"{w}@mx.example")] == []
    assert [w for w in ADDRESSES["advertisers"] if not is_advertiser(f"{w}@mx.example")] == []


def _from_paypal(subject: str, text: str) -> Verdict:
    return judge(a_mail(sender="service@paypal.com", subject=subject, text=text), US)


@pytest.mark.parametrize("word", PLATFORMS["dispute"]["words"])
def test_word_in_a_subject_tells_of_a_dispute(word: str) -> None:
    assert _from_paypal(f"zq {word} zq", "zq").dispute
    assert not _from_paypal("zq", "zq").dispute


@pytest.mark.parametrize("word", PLATFORMS["dispute"]["weak"])
def test_weak_word_tells_of_a_dispute_only_beside_another(word: str) -> None:
    assert _from_paypal(f"zq {word} zq", "A chargeback.").dispute
    assert not _from_paypal(f"zq {word} zq", "zq").dispute
    assert not _from_paypal("zq", "A chargeback.").dispute


@pytest.mark.parametrize("word", PLATFORMS["dispute"]["clock"])
def test_clock_makes_a_dispute_of_the_body_one(word: str) -> None:
    assert _from_paypal("zq", f"A chargeback, {word} zq").dispute


@pytest.mark.parametrize("word", PLATFORMS["dispute"]["advice"])
def test_advice_on_disputes_tells_of_none(word: str) -> None:
    assert not _from_paypal(f"{word} chargeback", "zq").dispute


DOMAINS = [
    pytest.param(platform.group, domain, id=domain)
    for platform in OWN_RULES.platforms
    for domain in platform.domains
]


@pytest.mark.parametrize(("group", "domain"), DOMAINS)
def test_mail_of_a_platforms_domain_is_its_notice(group: str, domain: str) -> None:
    sender = "info@" + domain.replace(".*", ".de")
    verdict = judge(a_mail(sender=sender, subject="zq", text="zq"), US)
    assert (verdict.kind, verdict.channel != "") == (Kind.NOTICE, True), group


MATTER = load("matter")
FLAGGED = {"X-Spam-Flag": "YES"}
LINK = " https://a.example"


@pytest.mark.parametrize("word", MATTER["phrases"])
def test_phrase_of_matter_rescues_from_spam(word: str) -> None:
    assert judge(a_mail(subject="", text=f"{word} zq{LINK}", headers=FLAGGED), US).kind is (
        Kind.CUSTOMER
    )
    assert judge(a_mail(subject="", text=f"zq{LINK}", headers=FLAGGED), US).kind is Kind.SPAM


@pytest.mark.parametrize("label", MATTER["labels"])
def test_labelled_number_rescues_from_spam(label: str) -> None:
    text = f"zq {label} 48213{LINK}"
    assert judge(a_mail(subject="", text=text, headers=FLAGGED), US).kind is Kind.CUSTOMER


@pytest.mark.parametrize("word", MATTER["topics"])
def test_topic_in_a_short_letter_rescues_from_spam(word: str) -> None:
    assert judge(a_mail(subject="", text=f"zq {word}", headers=FLAGGED), US).kind is Kind.CUSTOMER


@pytest.mark.parametrize("word", MATTER["first_person"])
def test_first_person_tells_a_letter_from_a_circular(word: str) -> None:
    headers = {"List-Unsubscribe": "<x>"}
    letter = a_mail(subject="", text=f"zq {word} zq{LINK}", headers=headers)
    circular = a_mail(subject="", text=f"zq zq{LINK}", headers=headers)
    assert (judge(letter, US).kind, judge(circular, US).kind) == (Kind.CUSTOMER, Kind.BULK)


CODES = {
    "bounce.subjects": "bounce_subject",
    "bounce.bodies": "bounce_body",
    "bounce.names": "bounce_name",
    "auto_reply.subjects": "auto_reply_subject",
    "auto_reply.weak_subjects": "auto_reply_subject",
    "auto_reply.bodies": "auto_reply_body",
    "auto_reply.days": "absence_dated",
    "auto_reply.away": "auto_reply_stem",
    "auto_reply.meanwhile": "auto_reply_stem",
    "auto_reply.received": "auto_reply_stem",
    "auto_reply.next": "auto_reply_stem",
    "auto_reply.desk_headers": "help_desk",
    "auto_reply.desk_programs": "help_desk",
    "auto_reply.headers": "auto_reply_header",
    "bulk.list_headers": "list_header",
    "bulk.precedence": "precedence",
    "bulk.unsubscribe": "unsubscribe",
    "spam.verdicts": "spam_verdict",
    "notification.events": "notice_subject",
    "notification.unread": "nobody_reads",
    "offer.approach": "offer_approach",
    "offer.goods": "offer_goods",
    "offer.next": "offer_next_step",
    "dispute.words": "dispute",
    "dispute.weak": "dispute_weak",
    "dispute.clock": "dispute_clock",
    "dispute.advice": "",  # it takes a dispute back: no reason is left
    "matter.phrases": "order_matter",
    "matter.labels": "order_matter",
    "matter.topics": "shop_talk",
    "matter.first_person": "own_voice",
}


@pytest.mark.parametrize("rule", CODES)
def test_list_of_wordings_names_mails_of_the_corpus_it_decides(rule: str) -> None:
    for name in SAMPLES["decides"][rule]:
        verdict = judge(parse((KINDS / f"{name}.eml").read_bytes()), STORE)
        assert CODES[rule] in {"", *(code.code for code in verdict.reasons)}, name


def test_no_list_of_wordings_is_left_out() -> None:
    told = {one: table for one, table in MACHINES.items() if one not in {"addresses", "devices"}}
    lists = {f"{s}.{n}" for s, table in told.items() for n in table}
    lists |= {f"dispute.{name}" for name in PLATFORMS["dispute"]}
    lists |= {f"matter.{name}" for name in MATTER}
    # test_free_reports.py and test_devices.py have the rest
    assert lists - {"bounce.delays", "bounce.status"} == set(CODES) == set(SAMPLES["decides"])
