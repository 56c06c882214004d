"""News of a shared file, a transfer to fetch or a paper to sign, whose sharer stands in Reply-To.

The trap: a customer too large for a mail shares pictures of a broken lamp, and says so in the
service's mail. So whoever names an order, or what is amiss, is left to the tests for people.
"""

from __future__ import annotations

import re

from triage.mail.machine_addresses import domain_of, is_machine, site_of, within
from triage.mail.marks import LINK, SENTENCE_END
from triage.mail.matter import own_matter
from triage.mail.message import Code, Mail
from triage.mail.rules import load, shown
from triage.mail.stems import bare, concepts
from triage.mail.wording import key

_HOSTS, _WIDE, _LINKED = (tuple(load("shares")[name]) for name in ("hosts", "wide", "links"))
_SERVICE = concepts("services")["service"]
_AMISS = concepts("services")["order"]["amiss"]
_OFFICE = concepts("desks")["office"]
_LOOKED_AT = 3000  # characters
_HOST = re.compile(r"^https?://([^/\s:?#]{1,200})", re.IGNORECASE)
# What the sharer says stands in marks.
_SAID = re.compile(r"[\"“„«「『]([^\"“”„«»「」『』]{1,600})[\"“”»」』]")


def share(mail: Mail) -> list[Code]:
    """Tell a service's mail that somebody shares a file with us or wants a paper signed."""
    sender = mail.sender.address
    service = any(within(domain_of(sender), host) for host in _HOSTS)
    if not service and not is_machine(sender):
        return []
    body = mail.text[:_LOOKED_AT]
    links = LINK.findall(body)
    if not links or _has_matter(mail, LINK.sub(" ", body)):
        return []
    told = f"{mail.sender.name}, {shown(mail.subject)}"
    if service:
        return [Code("share", f"A service for shared files or papers: {told}")]
    # A form of these services carries a visitor's words.
    form = sender.startswith("forms") or any("/forms" in link for link in links)
    wide = not form and any(within(domain_of(sender), host) for host in _WIDE)
    # "SwissTransfer", mailed by the firm behind it
    named = any(
        site_of(host) in key(mail.sender.name).replace(" ", "") for host in _shared(links, _HOSTS)
    )
    if named or (wide and _shared(links, _LINKED)) or _says_so(f"{mail.subject}\n{body}"):
        return [Code("share", f"A service tells of a shared file or a paper to sign: {told}")]
    return []


def _has_matter(mail: Mail, body: str) -> str:
    said = " ".join(_SAID.findall(body))
    return own_matter(f"{mail.subject}\n{body}") or _AMISS.find(bare(key(said)))


def _shared(links: list[str], hosts: tuple[str, ...]) -> list[str]:
    """List the hosts of the links that are among these, each as it is listed."""
    found = [match[1].lower() for link in links if (match := _HOST.match(link))]
    return [each for each in hosts if any(within(host, each) for host in found)]


def _says_so(text: str) -> bool:
    for one in SENTENCE_END.split(text):
        said = bare(key(LINK.sub(" ", one)))
        if _SERVICE["shared"].find(said) and _SERVICE["file"].find(said):
            return True
        if _OFFICE["paper"].find(said) and _OFFICE["sign"].find(said):
            return True
    return False
