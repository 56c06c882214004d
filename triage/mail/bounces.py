"""Evidence of a delivery report, in the standard form (RFC 3464) or in a server's own words.

The trap: people write of undelivered things too, and send us the report they got. So wording
counts only beside a sign of the envelope: who sends it, and that nothing may come back.
"""

from __future__ import annotations

import re

from triage.mail.envelopes import failed_receipt
from triage.mail.held_mails import held_by_list
from triage.mail.machine_addresses import is_machine, is_reporter, within
from triage.mail.machines import auto_submitted
from triage.mail.matter import phrase_of_matter
from triage.mail.message import Code, Identity, Mail
from triage.mail.message_id import case_of
from triage.mail.reasons import Sign, header_reason, header_sign, told, weight
from triage.mail.rules import load, phrases, shown
from triage.mail.wording import key

_NAMES = phrases(load("machines")["bounce"]["names"])
_NEEDED = 4
_BRACKETS = " [【(（<《*"
_LOOKED_AT = 4000  # characters of a body
_STATUS = re.compile(r"(?<![\d.])[45]\d\d[ -]#?[45]\.\d{1,3}\.\d{1,3}(?![\d.])|\(#[45]\.\d\.\d\)")
_WORDINGS = frozenset(("bounce_subject", "bounce_body", "status_code"))
_ENVELOPE = frozenset(("bounce_sender", "null_return_path", "machine_sender", "brings_back"))


def bounce(mail: Mail, identity: Identity) -> tuple[Code, ...]:
    """List the evidence of a delivery report; empty if it is none."""
    sure = _structured_report(mail) or held_by_list(mail, identity)
    if sure:
        return tuple(sure)
    signs = [*_envelope(mail, identity), *_wording(mail, identity)]
    codes = {sign.code for sign in signs}
    if not codes & _ENVELOPE or weight(signs) < _NEEDED:
        return ()
    # Challenges and vacation notes come without a way back too: only a reporter needs no more
    # than one wording.
    wordings = sum(sign.points for sign in signs if sign.code in _WORDINGS)
    return told(signs, _NEEDED) if wordings >= (1 if "bounce_sender" in codes else 2) else ()


def _structured_report(mail: Mail) -> list[Code]:
    found = failed_receipt(mail)
    content = mail.header("content-type").lower()
    if mail.report is not None:
        said = f"{mail.report.action} {mail.report.status}".strip()
        found.append(
            Code("delivery_report", f"Delivery report: {shown(said) or 'no action named'}")
        )
    elif "multipart/report" in content and "delivery-status" in content:
        found.append(header_reason("delivery_report", mail, "content-type"))
    if mail.header("x-failed-recipients"):
        found.append(header_reason("failed_recipients", mail, "x-failed-recipients"))
    return found


def _envelope(mail: Mail, identity: Identity) -> list[Sign]:
    signs = []
    sender = mail.sender
    if is_reporter(sender.address):
        # People write from postmaster@ too, nobody from mailer-daemon@.
        points = 2 if sender.address.startswith("postmaster@") else 3
        signs.append(Sign("bounce_sender", f"From: {shown(sender.address)}", points))
    elif is_machine(sender.address):
        signs.append(Sign("machine_sender", f"From: {shown(sender.address)}", 1))
    if _NAMES.find(key(sender.name)):
        signs.append(Sign("bounce_name", f"From: {shown(sender.name)}", 1))
    if mail.return_path == "":
        signs.append(Sign("null_return_path", "Return-Path: <>", 2))
    if auto_submitted(mail):
        signs.append(header_sign("auto_submitted", mail, "auto-submitted", 1))
    if any(_is_from_us(inner, identity) for inner in mail.embedded):
        signs.append(Sign("brings_back", "Brings back a mail of ours", 2))
    return signs


def _is_from_us(inner: Mail, identity: Identity) -> bool:
    domain = inner.sender.address.rpartition("@")[2]
    ours = {address.rpartition("@")[2] for address in identity.addresses} | identity.staff_domains
    return case_of(identity, inner.message_id) is not None or any(within(domain, d) for d in ours)


def _wording(mail: Mail, identity: Identity) -> list[Sign]:
    signs = []
    text = key(mail.text, _LOOKED_AT)
    subject = key(mail.subject)
    if identity.rules.bounce_subjects.find(subject):
        first = bool(identity.rules.bounce_subjects.start(subject.lstrip(_BRACKETS)))
        signs.append(Sign("bounce_subject", f"Subject: {shown(mail.subject)}", 2 if first else 1))
    bodies = identity.rules.bounce_bodies.all_in(text)
    if bodies:
        more = any(one not in bodies[0] for one in bodies[1:])
        signs.append(Sign("bounce_body", f"Body says: {shown(bodies[0])}", 2 if more else 1))
    status = _STATUS.search(text)
    if status:
        signs.append(Sign("status_code", f"Names the status {status[0]}", 1))
    # Some small firm's only mailbox is postmaster@; a report never speaks of "my parcel" itself.
    matter = phrase_of_matter(mail.own_words[:600])
    if matter and mail.return_path != "":
        signs.append(Sign("order_matter", f"Writes of an order: {shown(matter)}", -3))
    return signs
