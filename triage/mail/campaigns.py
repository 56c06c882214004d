"""Mass mail by what only mass mailers write into a header, in whatever voice it is written.

The trap: shops, forms and marketplaces send single letters through the same services. These offer
no one-click way out of a list, and a member's letter to a list answers or goes to the list.
"""

from __future__ import annotations

from triage.mail.lists import own_list
from triage.mail.machines import mailer_header
from triage.mail.message import Code, Identity, Mail
from triage.mail.reasons import header_reason
from triage.mail.rules import load

_RULES = load("campaigns")["campaign"]
_HEADERS: list[str] = _RULES["headers"]
_PROGRAMS: list[str] = _RULES["programs"]
_COUNTED: list[str] = _RULES["counted"]
_OUTREACH: list[str] = _RULES["outreach"]
_OUTREACH_HEADERS: list[str] = _RULES["outreach_headers"]
_CAP = 200  # characters of a header


def campaign(mail: Mail, identity: Identity) -> tuple[Code, ...]:
    """Return the header of a program that mails to many, none for a letter that one may answer."""
    if mail.header("list-post") or mail.in_reply_to or own_list(mail, identity):
        return ()
    name = _outreach(mail) or (_mark(mail) if mail.header("list-unsubscribe") else "")
    return (header_reason("campaign", mail, name),) if name else ()


def _outreach(mail: Mail) -> str:
    """Return the name of a header of a program that writes to strangers, or to nobody by name."""
    own = next((name for name in _OUTREACH_HEADERS if mail.header(name)), "")
    programs = _OUTREACH if mail.to else (*_OUTREACH, *_PROGRAMS)
    written = mail.header("x-mailer")[:_CAP].lower()
    return own or ("x-mailer" if any(one in written for one in programs) else "")


def _mark(mail: Mail) -> str:
    """Return the name of a header that decides, "" if there is none."""
    own = next((name for name in _HEADERS if mail.header(name)), "")
    if own:
        return own
    if any(program in mail.header("x-mailer")[:_CAP].lower() for program in _PROGRAMS):
        return "x-mailer"
    # One click takes nobody off a list but of those who are mailed by lists (RFC 8058).
    click = "one-click" in mail.header("list-unsubscribe-post")[:_CAP].lower()
    bulk = mail.header("precedence").strip().lower() == "bulk"
    counted = any(part in name.lower() for name, _ in mail.headers for part in _COUNTED)
    sure = click and (bulk or counted or mailer_header(mail))
    return "list-unsubscribe-post" if sure else ""
