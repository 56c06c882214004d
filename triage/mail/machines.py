"""What a mail's header says of machines: Auto-Submitted, autoreplies, receipts, help desks."""

from __future__ import annotations

from triage.mail.message import Code, Mail
from triage.mail.reasons import header_reason
from triage.mail.rules import load, phrases, shown

_REPLY = load("machines")["auto_reply"]
_REPLY_HEADERS: dict[str, str] = _REPLY["headers"]
_DESK_HEADERS: list[str] = _REPLY["desk_headers"]
_DESK_PROGRAMS = phrases(_REPLY["desk_programs"])
_MAILERS = (
    "feedback-id", "x-sg-eid", "x-ses-outgoing", "x-mailgun-sid", "x-mandrill-user",
    "x-pm-message-id", "x-sib-id", "x-mj-mid", "x-msys-api", "x-sfmc-stack", "x-email-type-id",
)  # fmt: skip
_PEOPLES = (":fastmail", ":user:proton")
_NO = ("", "no", "false", "0", "none", "off")


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
    if mail.answers_invitation and not mail.own_words.strip():
        found.append(Code("calendar_reply", "text/calendar; METHOD:REPLY, without a word"))
    if is_receipt(mail):
        found.append(header_reason("read_receipt", mail, "content-type"))
    return found


def is_receipt(mail: Mail) -> bool:
    """Tell a read receipt (RFC 8098)."""
    content = mail.header("content-type").lower()
    return "multipart/report" in content and "disposition-notification" in content


def desk_header(mail: Mail) -> str:
    """Return the name of a header by which a help desk is known, "" if there is none."""
    named = next((name for name in _DESK_HEADERS if mail.header(name)), "")
    return named or ("x-mailer" if _DESK_PROGRAMS.find(mail.header("x-mailer").lower()) else "")


def mailer_header(mail: Mail) -> str:
    """Return the name of a header of those who mail for others, "" if there is none.

    Providers of mailboxes put Feedback-ID on people's own letters, too.
    """
    marks = ((name, mail.header(name).strip().lower()) for name in _MAILERS)
    return next((name for name, value in marks if value and not value.endswith(_PEOPLES)), "")
