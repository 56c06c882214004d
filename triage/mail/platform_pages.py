"""A platform whose mails come from its mother's domain: "helpcustomer@naver.com" writes for
smartstore.naver.com.

The trap: people have their mailboxes at such domains, send links to what they mean and complain of
notices that nobody reads. So the subject must announce a buyer, and the end say it of this mail.
"""

from __future__ import annotations

import re

from triage.mail.auto_replies import NOBODY_READS
from triage.mail.machine_addresses import domain_of, platform_at, within
from triage.mail.mail_rules import MailRules, Platform
from triage.mail.message import Mail
from triage.mail.speech import declared_in
from triage.mail.wording import WORDING, key

_HOST = re.compile(r"https?://([\w.-]{4,100})")
_LOOKED_AT = 6_000
_LINKS = 20
_LAST = 4  # lines


def _says_nobody_reads(line: str) -> bool:
    asks = any(mark in line for mark in "?？؟")
    return not asks and bool(declared_in(line) or NOBODY_READS.find(key(line)))


def by_pages(mail: Mail, rules: MailRules) -> Platform | None:
    """Return the marketplace to whose pages, below the sender's domain, a program's mail leads."""
    domain = domain_of(mail.sender.address)
    handed_on = key(mail.subject).partition(":")[0].strip() in WORDING.forward_prefixes
    if not domain or mail.in_reply_to or handed_on or mail.quoted:
        return None
    subject = key(mail.subject)
    announced = (each.find(subject) for each in (rules.message, rules.request, rules.dispute))
    lines = [line for line in mail.text.splitlines() if line.strip()]
    if not any(announced) or not any(map(_says_nobody_reads, lines[-_LAST:])):
        return None
    hosts = [host.lower() for host in _HOST.findall(mail.text[:_LOOKED_AT])[:_LINKS]]
    found = (platform_at(host, rules) for host in hosts if within(host, domain))
    return next((one for one in found if one is not None and one.group == "marketplace"), None)
