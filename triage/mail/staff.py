"""Whether a mail comes from within the store: by DMARC, a login, or a way over our hosts only.

The trap: anybody can write the store's domain into From, and into a HELO.
"""

from __future__ import annotations

import re

from triage.mail.authentication import disowned, results, verified
from triage.mail.machine_addresses import is_staff, within
from triage.mail.message import Code, Identity, Mail
from triage.mail.rules import shown

_HOP = re.compile(r"from\s+(\S{1,255})(?:\s+\(([^()\s]{0,255}))?", re.IGNORECASE)
# Postfix's note and Courier's, where the server that took the mail in wrote it
_LOGIN = re.compile(
    r"\((?:authenticated sender: |auth: \w{1,20} )[^\s@()]{1,64}@([\w.-]{1,253})\)", re.IGNORECASE
)
# RFC 3848 and 6531: the A says that whoever handed it in had logged in
_WITH_LOGIN = re.compile(r"\bwith\s+(?:ESMTP|UTF8SMTP)S?A\b", re.IGNORECASE)
_BY = re.compile(r"\bby\s+([\w.-]{1,253})", re.IGNORECASE)
_LOCAL = ("localhost", "localhost.localdomain", "[127.0.0.1]", "[::1]")
_PRIVATE = re.compile(r"\[?(?:10|127|192\.168|172\.(?:1[6-9]|2\d|3[01]))(?:\.\d{1,3}){2,3}\]?")


def internal_evidence(mail: Mail, identity: Identity) -> list[Code]:
    """List what proves that a staff address really wrote this; empty for outsiders and forgers."""
    if not is_staff(mail.sender.address, identity):
        return []
    found = []
    if verified(mail, identity):
        said = results(mail, identity)
        found.append(Code("staff_verified", f"Authentication-Results: {shown(said)}"))
    hops = mail.header_values("received")
    # A way within our hosts proves nothing when the outermost of them refused the sender.
    if disowned(mail, identity):
        return found
    if not hops:
        # Whatever comes from outside bears at least our own server's line.
        found.append(Code("staff_unsent", "No Received: it never left our host"))
    # Our hosts hand a mail on among themselves, as to where it is kept.
    taken_in = next((hop for hop in hops if not _within(hop, identity)), "".join(hops[-1:]))
    if _logged_in(taken_in, mail, identity):
        found.append(Code("staff_login", "Received: from a login at our host"))
    if hops and all(_within(hop, identity) for hop in hops):
        found.append(Code("staff_received", f"Received: {len(hops)} times, within our hosts only"))
    return found


def _within(hop: str, identity: Identity) -> bool:
    came = _HOP.search(hop[:1000])
    if came is None:
        return True  # handed in on the host itself: "by mail.store.example with local"
    # The name said in HELO and the one looked up must both be ours.
    names = [came[1].lower(), (came[2] or came[1]).lower().strip()]
    return all(_is_our_host(name, identity) for name in names)


def _logged_in(hop: str, mail: Mail, identity: Identity) -> bool:
    """Tell whether our own host, where the mail came in from outside, took it from a colleague."""
    login, taken = _LOGIN.search(hop[:1000]), _BY.search(hop[:1000])
    if taken is None or not _is_our_host(taken[1].lower(), identity):
        return False
    if login is None:
        return _WITH_LOGIN.search(hop[:1000]) is not None
    return login[1].lower() == mail.sender.address.rpartition("@")[2]


def _is_our_host(name: str, identity: Identity) -> bool:
    if name in _LOCAL or _PRIVATE.fullmatch(name):
        return True
    return any(within(name.rstrip("."), domain) for domain in identity.staff_domains)
