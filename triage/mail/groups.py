"""Letters that came through a group of people: our own support group, or one of the writer's firm.

The trap: newsletters bear the same headers. They never name both their own list and us in To and
Cc, and a group's members write from its own domain.
"""

from __future__ import annotations

import re
from dataclasses import replace

from triage.mail.endings import is_drawn
from triage.mail.lists import list_addresses, own_list
from triage.mail.machine_addresses import domain_of, is_advertiser, is_machine, is_ours, is_staff
from triage.mail.matter import UNSUBSCRIBE
from triage.mail.message import Identity, Mail
from triage.mail.wording import key

_LABEL = 4  # letters of a domain's part that tells an organisation
_FOOTER = 1500  # characters of a paragraph of it
_PARAGRAPHS = 4
# What list programs name below a letter: their addresses, pages and themselves
_MARK = re.compile(
    r"[-+](?:un)?sub(?:scribe)?@|[-+](?:leave|owners?|request|help)@|groups\.google\.|groups\.io\b|"
    r"googlegroups\b|google groups\b|yahoogroups\b|mailman|listinfo|/sympa|/unsub"
)


def among_people(mail: Mail, identity: Identity) -> bool:
    """Tell a letter through our own group address, or with a copy to a group of the writer's."""
    return own_list(mail, identity) or _by_member(mail, identity)


def without_group_footer(mail: Mail, identity: Identity) -> Mail:
    """Free the own words of such a letter from what the group's program put below them."""
    if not mail.own_words or not among_people(mail, identity):
        return mail
    lines = mail.own_words.split("\n")
    end = len(lines)
    for _ in range(_PARAGRAPHS):
        begin = _last_paragraph(lines, end)
        if begin == 0 or not _is_footer("\n".join(lines[begin:end]), begin, lines):
            break
        end = begin
    return mail if end == len(lines) else replace(mail, own_words=_bared(lines[:end]))


def come_back(mail: Mail, identity: Identity) -> bool:
    """Tell our own mail to somebody's group, which handed it on to us as to every member.

    A group breaks our seal, so such a mail looks forged; but it bears an id of ours, and nobody
    who wants something of us writes in our name to others alone.
    """
    boxes = [each.address.lower() for each in (*mail.to, *mail.cc)]
    other = any(not is_staff(each.address, identity) for each in mail.reply_to)
    ours = identity.staff_domains | {domain_of(each) for each in identity.addresses}
    if own_list(mail, identity) or any(is_staff(each, identity) for each in boxes):
        return False
    answered = other and not {each.address.lower() for each in mail.reply_to} <= set(boxes)
    listed = not list_addresses(mail).isdisjoint(boxes)
    return listed and not answered and domain_of(mail.message_id.strip("<> ")) in ours


def _by_member(mail: Mail, identity: Identity) -> bool:
    sender = mail.sender.address
    if is_machine(sender) or is_advertiser(sender):
        return False
    named = {each.address.lower() for each in (*mail.to, *mail.cc)}
    groups = list_addresses(mail) & named
    # A group that writes its own address into From, as DMARC makes it, tells whose letter it is.
    if mail.header("x-original-sender").strip().lower() == sender:
        groups = list_addresses(mail)
    if not groups or not any(is_ours(each, identity) for each in named):
        return False
    return any(_organisation(sender) & _organisation(group) for group in groups)


def _organisation(address: str) -> set[str]:
    """Return what names the organisation in a domain, whatever stands around it."""
    return {label for label in domain_of(address).lower().split(".")[:-1] if len(label) >= _LABEL}


def _last_paragraph(lines: list[str], end: int) -> int:
    """Return where the last paragraph above `end` begins: below a blank line or a drawn rule."""
    at = end - 1
    while at > 0 and (not lines[at].strip() or is_drawn(lines[at])):
        at -= 1
    while at > 0 and lines[at - 1].strip() and not is_drawn(lines[at - 1]):
        at -= 1
    return at


def _is_footer(paragraph: str, begin: int, lines: list[str]) -> bool:
    text = key(paragraph[:_FOOTER], _FOOTER)
    if _MARK.search(text):
        return True
    ruled = begin > 0 and is_drawn(lines[begin - 1])
    return ruled and ("@" in text or "://" in text) and bool(UNSUBSCRIBE.find(text))


def _bared(lines: list[str]) -> str:
    while lines and (not lines[-1].strip() or is_drawn(lines[-1])):
        lines = lines[:-1]
    return "\n".join(lines)
