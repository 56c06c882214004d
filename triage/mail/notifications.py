"""Notices of platforms, carriers and banks nobody listed, by who sends them and how they speak.

The trap: people write from no-reply addresses of their own, and about parcels. Whatever sounds
like a person's own matter counts against it.
"""

from __future__ import annotations

import re

from triage.mail.auto_replies import unread_in
from triage.mail.machine_addresses import is_machine, is_role
from triage.mail.machines import auto_submitted, mailer_header
from triage.mail.matter import phrase_of_matter, speaks_of_self
from triage.mail.message import Identity, Mail
from triage.mail.office_talk import office_notice
from triage.mail.papers import program_paper
from triage.mail.reasons import Sign, header_sign
from triage.mail.rules import load, phrases, shown
from triage.mail.services import service_notice
from triage.mail.shop_orders import order_news
from triage.mail.speech import declared, greets_customer
from triage.mail.wording import WORDING, key

_RULES = load("machines")["notification"]
_EVENTS = phrases(_RULES["events"])
NEEDED = 4
_LOOKED_AT = 3000
_LINK = re.compile(r"https?://\S{0,2000}")
_BUTTON = 48  # characters


def notification(mail: Mail, identity: Identity) -> list[Sign]:
    """List the signs of a notice; only together and from a machine's address do they make one."""
    subject, body = key(mail.subject), key(mail.text, _LOOKED_AT)
    itself = _of_itself(mail, body)
    machine = is_machine(mail.sender.address) or auto_submitted(mail) == "auto-generated"
    declares = any(sign.code != "greets_customer" for sign in itself)
    mailer = _sent_by_mailer(mail)
    # A person who answers a notice has its words in the subject; the notice answers nothing.
    # So has one who hands it on.
    handed_on = subject.partition(":")[0].strip() in WORDING.forward_prefixes
    answers = bool(mail.in_reply_to) or subject.startswith("re:") or handed_on
    office = office_notice(mail) or service_notice(mail, identity) or program_paper(mail, identity)
    office = office or order_news(mail, identity)
    role = [] if machine else _by_role(mail)
    if not machine and (answers or not (itself or mailer or office or role)):
        return []
    signs = [*itself, *mailer, *office, *role]
    if is_machine(mail.sender.address):
        signs.append(Sign("machine_sender", f"From: {shown(mail.sender.address)}", 2))
    if auto_submitted(mail):
        signs.append(header_sign("auto_submitted", mail, "auto-submitted", 1))
    disputed = identity.rules.dispute.find(subject)
    event = disputed or _EVENTS.find(subject)
    if event:
        signs.append(Sign("notice_subject", f"Subject tells of: {shown(event)}", 2))
    told_of = _EVENTS.find(body)
    if told_of:
        signs.append(Sign("notice_body", f"Body tells of: {shown(told_of)}", 1))
    return [
        *signs,
        *_against(
            mail, identity, voice=not (declares and not machine) and not disputed and not office
        ),
    ]


def _sent_by_mailer(mail: Mail) -> list[Sign]:
    """Look for a program that counts what comes back, and a button: people's mails have neither."""
    # A link may itself hold a question mark.
    if "http" not in mail.text or any(mark in _LINK.sub(" ", mail.text) for mark in "?？؟"):
        return []
    header = mailer_header(mail)
    if header:
        return [header_sign("mailer_header", mail, header, 1)]
    back = mail.return_path or ""
    if is_machine(back) and back != mail.sender.address:
        return [Sign("mailer_return_path", f"Return-Path: {shown(back)}", 1)]
    return []


def _by_role(mail: Mail) -> list[Sign]:
    """Look for a program's address where nobody asks, and nobody speaks of themselves."""
    sender, words = mail.sender.address, _without_buttons(mail.own_words)
    asks = any(mark in words for mark in "?？؟")
    if not is_role(sender) or asks or speaks_of_self(words) or phrase_of_matter(words):
        return []
    return [Sign("role_sender", f"From: {shown(sender)}", 2)]


def _of_itself(mail: Mail, body: str) -> list[Sign]:
    signs = []
    unread, sentence = unread_in(body), declared(mail)
    greeted = greets_customer(mail, or_seller=is_machine(mail.sender.address))
    if unread:
        signs.append(Sign("nobody_reads", f"Body says: {shown(unread)}", 2))
    if sentence:
        signs.append(Sign("says_automatic", f"Says of itself: {sentence}", 1 if unread else 2))
    if greeted:
        signs.append(Sign("greets_customer", f"Greets a customer: {greeted}", 1))
    return signs


def _against(mail: Mail, identity: Identity, *, voice: bool) -> list[Sign]:
    signs = []
    words = _without_buttons(mail.own_words)
    matter = phrase_of_matter(words)
    if matter:
        signs.append(Sign("order_matter", f"Writes of an order: {shown(matter)}", -4))
    # "es" is "I" in one language and "it" in the next: what calls itself automatic needs no more.
    own_voice = speaks_of_self(words) if voice else ""
    if own_voice:
        signs.append(Sign("own_voice", f"Speaks of themselves: {shown(own_voice)}", -2))
    people = [each.address for each in mail.reply_to if not is_machine(each.address)]
    if any(each != mail.sender.address and each not in identity.addresses for each in people):
        signs.append(Sign("reply_to", f"Answers go to {shown(people[0])}", -1))
    return signs


def _without_buttons(text: str) -> str:
    """Drop the lines of a link: "Track my parcel: https://…" is what the reader would say."""
    return "\n".join(
        line
        for line in text.splitlines()
        if not _LINK.search(line) or len(_LINK.sub("", line)) > _BUTTON
    )
