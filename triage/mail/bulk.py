"""Evidence of mass mail and of spam.

Neither counts against a mail in which a person writes about an order of their own.
"""

from __future__ import annotations

import re

from triage.mail.machine_addresses import is_advertiser
from triage.mail.matter import UNSUBSCRIBE
from triage.mail.message import Code, Mail
from triage.mail.reasons import header_reason
from triage.mail.rules import load, shown
from triage.mail.wording import key

_RULES = load("machines")
_LIST_HEADERS: list[str] = _RULES["bulk"]["list_headers"]
_PRECEDENCE = frozenset(_RULES["bulk"]["precedence"])
_LINK = re.compile(r"https?://")
_OUT = re.compile(r"https?://\S{0,200}(?:unsub|optout|opt-out|abmeld|desinscri|desuscri|otpis)")
_VERDICTS = [
    (rule["header"], re.compile(rule["says"], re.IGNORECASE)) for rule in _RULES["spam"]["verdicts"]
]
_SHORT = 400  # a text shorter than this that speaks of unsubscribing was written by a person


def list_evidence(mail: Mail) -> list[Code]:
    """List the headers of lists and mass mailers; any of them forbids an automatic answer."""
    found = [
        header_reason("list_header", mail, name) for name in _LIST_HEADERS if mail.header(name)
    ]
    for name in ("precedence", "x-precedence"):
        found += [
            Code("precedence", f"{name.title()}: {shown(value)}")
            for value in mail.header_values(name)
            if value.strip().lower() in _PRECEDENCE
        ]
    return found


def advertising_evidence(mail: Mail) -> list[Code]:
    """List the signs of advertising without list headers: a way to unsubscribe, and one more."""
    # A person who answers a newsletter quotes it.
    written = mail.own_words or mail.text
    text = key(written, 40_000)
    # The footer stands at the end, the link to the browser view at the top.
    unsubscribe = UNSUBSCRIBE.find(text[:400]) or UNSUBSCRIBE.find(text[-2500:])
    links = len(_LINK.findall(written[:40_000]))
    by_advertiser = is_advertiser(mail.sender.address)
    # The link itself stands behind the words: who asks to be taken off a list has none to offer.
    way_out = _way_out(written)
    if way_out:
        return [Code("unsubscribe", f"Body links to: {shown(way_out)}")]
    if not unsubscribe or len(text) < _SHORT or not (by_advertiser or links >= 3):
        return []
    return [
        Code("unsubscribe", f"Body offers: {shown(unsubscribe)}"),
        Code("many_links", f"{links} links") if links >= 3 else
        Code("advertiser", f"From: {shown(mail.sender.address)}"),
    ]  # fmt: skip


def _way_out(written: str) -> str:
    """Return the line of one's own words whose link unsubscribes, "" if there is none."""
    for line in written[-6000:].splitlines():
        lowered = key(line)
        if _LINK.search(lowered) and (UNSUBSCRIBE.find(lowered) or _OUT.search(lowered)):
            return line
    return ""


def spam_evidence(mail: Mail) -> list[Code]:
    """List the mail server's verdicts of spam. A level below a verdict of "No" does not count."""
    cleared = mail.header("x-spam-status").strip().lower().startswith("no")
    found = []
    for name, says in _VERDICTS:
        if cleared and name == "x-spam-level":
            continue
        values = (mail.subject,) if name == "subject" else mail.header_values(name)
        found += [
            Code("spam_verdict", f"{name.title()}: {shown(value)}")
            for value in values
            if says.search(value[:1000])
        ]
    return found
