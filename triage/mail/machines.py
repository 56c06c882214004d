"""Evidence that a machine wrote a mail: delivery reports and automatic replies.

The trap: people talk about automatic replies and undelivered things too, so wording counts only
together with a second sign.
"""

from __future__ import annotations

from triage.mail.machine_addresses import is_machine, is_reporter
from triage.mail.matter import own_matter
from triage.mail.message import Code, Mail
from triage.mail.rules import header_reason, load, phrases, shown
from triage.mail.wording import key

_RULES = load("machines")
_BOUNCE_SUBJECTS = phrases(_RULES["bounce"]["subjects"])
_BOUNCE_BODIES = phrases(_RULES["bounce"]["bodies"])
_REPLY_SUBJECTS = phrases(_RULES["auto_reply"]["subjects"], whole=True)
_REPLY_BODIES = phrases(_RULES["auto_reply"]["bodies"])
_REPLY_HEADERS: dict[str, str] = _RULES["auto_reply"]["headers"]
_NO = ("", "no", "false", "0", "none", "off")
_LOOKED_AT = 3000  # characters of a body
_AT_ONCE = 150  # characters within which an automatic reply comes to the point


def bounce(mail: Mail) -> tuple[Code, ...]:
    """List the evidence of a delivery report; empty if it is none."""
    sure = _structured_report(mail)
    reporter = is_reporter(mail.sender.address)
    nobody = mail.return_path == ""
    subject = _BOUNCE_SUBJECTS.find(key(mail.subject))
    body = _BOUNCE_BODIES.find(key(mail.text, _LOOKED_AT))
    signs = []
    if reporter:
        signs.append(Code("bounce_sender", f"From: {shown(mail.sender.address)}"))
    if nobody:
        signs.append(Code("null_return_path", "Return-Path: <>"))
    if subject:
        signs.append(Code("bounce_subject", f"Subject: {shown(mail.subject)}"))
    if body:
        signs.append(Code("bounce_body", f"Body says: {shown(body)}"))
    # An address that mails reports and a report's wording, or no way back and two wordings.
    by_wording = (reporter and bool(subject or body)) or (nobody and bool(subject and body))
    return (*sure, *signs) if sure or by_wording else ()


def _structured_report(mail: Mail) -> list[Code]:
    found = []
    content = mail.header("content-type").lower()
    if mail.report is not None:
        said = f"{mail.report.action} {mail.report.status}".strip()
        found.append(
            Code("delivery_report", f"Delivery report: {shown(said) or 'no action named'}")
        )
    elif "multipart/report" in content and "delivery-status" in content:
        found.append(header_reason("delivery_report", mail, "content-type"))
    found += [
        header_reason("failed_recipients", mail, name)
        for name in ("x-failed-recipients",)
        if mail.header(name)
    ]
    return found


def is_receipt(mail: Mail) -> bool:
    """Tell a read receipt (RFC 8098)."""
    content = mail.header("content-type").lower()
    return "multipart/report" in content and "disposition-notification" in content


def auto_submitted(mail: Mail) -> str:
    """Return what Auto-Submitted says, without comment and parameters; "" if "no" or absent."""
    for value in mail.header_values("auto-submitted"):
        word = value.partition(";")[0].partition("(")[0].strip().lower()
        if word not in _NO:
            return word
    return ""


def auto_reply_headers(mail: Mail) -> list[Code]:
    """List headers that only automatic replies carry; Auto-Submitted is judged elsewhere."""
    found = []
    for name, wanted in _REPLY_HEADERS.items():
        for value in mail.header_values(name):
            text = value.strip().lower()
            if (wanted and wanted in text) or (not wanted and text not in _NO[1:]):
                found.append(Code("auto_reply_header", f"{name.title()}: {shown(value)}"))
    if is_receipt(mail):
        found.append(header_reason("read_receipt", mail, "content-type"))
    return found


def auto_reply_wording(mail: Mail) -> list[Code]:
    """List an automatic reply's wordings with their second sign; empty if only one is there."""
    own = key(mail.own_words or mail.text, _LOOKED_AT)
    subject = _REPLY_SUBJECTS.start(key(mail.subject))
    bodies = _distinct(_REPLY_BODIES.all_in(own))
    if not subject and not bodies:
        return []
    found = []
    if subject:
        found.append(Code("auto_reply_subject", f"Subject: {shown(mail.subject)}"))
    if bodies:
        found.append(Code("auto_reply_body", f"Body says: {shown(bodies[0])}"))
    weak = _second_signs(mail)
    if subject and (bodies or weak):
        return found + weak
    # Body wording alone needs a firm second sign, and no matter of the writer's own.
    firm = [sign for sign in weak if sign.code != "answers_a_mail"]
    # People tell of their holidays in answers too; a machine says it at once, and twice.
    if len(bodies) > 1 and any(body in own[:_AT_ONCE] for body in bodies):
        firm = weak
    if firm and not own_matter(mail.own_words) and "?" not in own:
        return found + weak
    return []


def _distinct(hits: list[str]) -> list[str]:
    """Drop wordings that are part of a longer one found: they say the same thing."""
    return [hit for hit in hits if not any(hit != other and hit in other for other in hits)]


def _second_signs(mail: Mail) -> list[Code]:
    signs = []
    if mail.return_path == "":
        signs.append(Code("null_return_path", "Return-Path: <>"))
    if mail.header("x-auto-response-suppress"):
        signs.append(header_reason("suppresses_auto_replies", mail, "x-auto-response-suppress"))
    if is_machine(mail.sender.address):
        signs.append(Code("machine_sender", f"From: {shown(mail.sender.address)}"))
    if mail.header("precedence"):
        signs.append(header_reason("precedence", mail, "precedence"))
    if mail.in_reply_to or mail.references:
        signs.append(Code("answers_a_mail", "In-Reply-To: answers an earlier mail"))
    return signs
