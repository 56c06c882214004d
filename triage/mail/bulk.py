"""Evidence of mass mail and of spam.

Neither counts against a mail in which a person writes about an order of their own.
"""

from __future__ import annotations

import re
from itertools import pairwise

from triage.mail.calls import greets_seller
from triage.mail.machine_addresses import is_advertiser
from triage.mail.matter import UNSUBSCRIBE
from triage.mail.message import Code, Mail
from triage.mail.reasons import header_reason
from triage.mail.rules import load, shown
from triage.mail.speech import greets_customer
from triage.mail.wording import key

_RULES = load("machines")
_LIST_HEADERS: list[str] = _RULES["bulk"]["list_headers"]
_PRECEDENCE = frozenset(_RULES["bulk"]["precedence"])
_LINK = re.compile(r"https?://")
_URL = re.compile(r"https?://[^\s<>()\"]{1,500}")
_HEADER = 4000  # characters
_BUTTON = 60  # characters of the line above a link
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


def is_circular(mail: Mail) -> bool:
    """Tell what a program sent to many, a way out in its header, and that greets them so."""
    many = mail.header("precedence").strip().lower() == "bulk" and mail.header("list-unsubscribe")
    return bool(many) and (greets_seller(mail.text) or bool(greets_customer(mail)))


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
    # Small print below a card is the sender's own, where nothing is quoted and no list added it.
    whole = not (mail.quoted or mail.header("list-id") or mail.header("list-post"))
    way_out = _way_out(written) or _listed_way_out(mail, mail.text if whole else written)
    if not way_out and mail.header("list-unsubscribe"):
        way_out = _way_out_below(mail.text if whole else written)
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


def _way_out_below(written: str) -> str:
    """Return a short line that speaks of unsubscribing, its link alone on the next line."""
    lines = [line.strip() for line in written[-6000:].splitlines()]
    for line, below in pairwise(line for line in lines if line):
        if len(line) <= _BUTTON and _URL.fullmatch(below) and UNSUBSCRIBE.find(key(line)):
            return line
    return ""


def _listed_way_out(mail: Mail, written: str) -> str:
    """Return the link of one's own words that is List-Unsubscribe's own, whatever it is called.

    The link of the text may lead to the page of which the header's does one more step.
    """
    for value in mail.header_values("list-unsubscribe"):
        for listed in _URL.findall(value[:_HEADER]):
            for link in _URL.findall(written[-6000:]):
                short, long = sorted((_page(link), _page(listed)), key=len)
                if short.count("/") > 2 and long.startswith(short):
                    return str(link)
    return ""


def _page(url: str) -> str:
    """Return a link without what follows a question mark, as far as its path goes."""
    return url.partition("?")[0].rstrip("/.,;")


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
