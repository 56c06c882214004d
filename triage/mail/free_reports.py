"""What a delivery report says that is written in a server's own words: whom it failed for, and why.

The trap: below such a report often stands a copy of our mail, so only what comes before counts,
except for that copy's Message-ID.
"""

from __future__ import annotations

import re
from dataclasses import replace

from triage.mail.machine_addresses import is_machine, is_reporter
from triage.mail.message import DeliveryReport, Mail
from triage.mail.rules import load, phrases
from triage.mail.wording import key

_RULES = load("machines")["bounce"]
_DELAYS = phrases(_RULES["delays"])
_FAILURES = tuple((status, phrases(words)) for status, words in _RULES["status"].items())
_LOOKED_AT = 4000
_COPY = re.compile(
    r"^(?:-{2,}.{0,60}(?:copy|original|below this line|forwarded|原).{0,60}|return-path:.{0,200})$",
    re.IGNORECASE | re.MULTILINE,
)
_ADDRESS = re.compile(r"[\w.+=-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}", re.ASCII)
_STATUS = re.compile(r"(?<![\w.:#-])#?([45]\.\d{1,3}\.\d{1,3})(?![\w.])")
_MESSAGE_ID = re.compile(r"^message-id:\s{0,5}<([^<>\s]{3,250})>", re.IGNORECASE | re.MULTILINE)


def with_report(mail: Mail) -> Mail:
    """Return a bounce with its report, completed from its own words; call it on bounces only."""
    said = mail.report or DeliveryReport("", "", "", "")
    before = _COPY.split(mail.text[:_LOOKED_AT], maxsplit=1)[0]
    lowered = key(f"{mail.subject}\n{before}", _LOOKED_AT)
    action = said.action or ("delayed" if _DELAYS.find(lowered) else "failed")
    return replace(
        mail,
        report=DeliveryReport(
            action=action,
            status=said.status or _status(before, lowered),
            recipient=said.recipient or _recipient(mail, before),
            original_message_id=said.original_message_id or _original(mail),
        ),
    )


def _status(before: str, lowered: str) -> str:
    written = _STATUS.search(before)
    if written:
        return written[1]
    return next((status for status, words in _FAILURES if words.find(lowered)), "")


def _recipient(mail: Mail, before: str) -> str:
    for text in (mail.header("x-failed-recipients"), before, mail.subject):
        for found in _ADDRESS.findall(text):
            address: str = found.lower().rstrip(".")
            if not (is_reporter(address) or is_machine(address) or _is_known(address, mail)):
                return address
    return ""


def _is_known(address: str, mail: Mail) -> bool:
    """Tell an address that sends or gets the report itself."""
    return address == mail.sender.address or address in {to.address for to in mail.to}


def _original(mail: Mail) -> str:
    if mail.embedded and mail.embedded[0].message_id:
        return mail.embedded[0].message_id
    copied = _MESSAGE_ID.search(mail.text[: 5 * _LOOKED_AT])
    if copied:
        return copied[1]
    # Gmail and Exchange answer the mail that failed.
    return next(iter((*mail.in_reply_to, *mail.references[-1:])), "")
