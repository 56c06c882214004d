"""Whether the sender's address proved itself, by what our own server wrote (RFC 8601).

The trap: anybody can write an Authentication-Results header. It counts only if it names our server
(`authserv_ids`), or, where the settings name none, if it stands above every Received: what is
above was put there by the server that delivered the mail.
"""

from __future__ import annotations

import re

from triage.mail.machine_addresses import within
from triage.mail.message import Identity, Mail

UNNAMED = "none"  # authserv id of servers that write none (Microsoft 365)
_DKIM = re.compile(r"\bdkim=pass\b[^;]{0,200}?\bheader\.(?:d|i)=@?([\w.-]{1,253})", re.IGNORECASE)
_SPF = re.compile(
    r"\bspf=pass\b[^;]{0,200}?\bsmtp\.mailfrom=(?:[^\s@;]{0,64}@)?([\w.-]{1,253})", re.IGNORECASE
)
_DMARC = re.compile(r"\bdmarc=pass\b(?:[^;]{0,300}?\bheader\.from=([\w.-]{1,253}))?", re.IGNORECASE)
# whoever logged in at our server, by whatever name they logged in
_AUTH = re.compile(
    r"\bauth=pass\b[^;]{0,200}?\bsmtp\.auth=[^\s@;]{1,64}@([\w.-]{1,253})", re.IGNORECASE
)
_ANY_DMARC = re.compile(r"\bdmarc=(\w{1,20})", re.IGNORECASE)
_NO_SPF = re.compile(r"\bspf=(?:hard)?fail\b", re.IGNORECASE)
# the name in brackets is the one looked up; in front stands what the host calls itself
_LOOKED_UP = re.compile(
    r"from\s+\S{1,255}\s+\(([\w.-]{1,253})\s+\[[0-9a-f.:]{3,60}\]\)\s+by\s+([\w.-]{1,253})",
    re.IGNORECASE,
)
_NAME = "authentication-results"
_CAP = 2000


def results(mail: Mail, identity: Identity) -> str:
    """Return what our own server said of the sender, "" if nothing can be believed."""
    headers = mail.headers
    first_hop = next((at for at, (name, _) in enumerate(headers) if name == "received"), None)
    # Two filters of one server write a header each, so all above the first hop count.
    above = [value for name, value in headers[:first_hop] if name == _NAME]
    if not identity.authserv_ids:
        return "; ".join(above)[:_CAP].lower()
    ours = [value for value in above if _is_ours(value, identity)]
    if not ours:
        # Gmail and Microsoft write theirs below their own Received. Only the topmost of that
        # name is theirs; any below came with the mail.
        ours = [v for v in mail.header_values(_NAME) if _is_ours(v, identity)][:1]
    return "; ".join(ours)[:_CAP].lower()


def verified(mail: Mail, identity: Identity) -> bool:
    """Tell whether DMARC passed, or DKIM, SPF or a login for the domain of From."""
    said = results(mail, identity)
    domain = mail.sender.address.rpartition("@")[2]
    # With two senders named, the one that was checked need not be the one we took.
    if not said or not domain or "several From addresses" in mail.defects:
        return False
    dmarc = _DMARC.search(said)
    if dmarc and (not dmarc[1] or _aligned(dmarc[1], domain)):
        return True
    return any(
        _aligned(found, domain)
        for pattern in (_DKIM, _SPF, _AUTH)
        for found in pattern.findall(said)
    )


def came_from(mail: Mail, identity: Identity) -> bool:
    """Tell whether our server, where it took the mail in, looked up a host of From's own domain."""
    hop = _LOOKED_UP.match(next(iter(mail.header_values("received")), "")[:_CAP])
    domain = mail.sender.address.rpartition("@")[2]
    taken = hop is not None and any(within(hop[2].lower(), each) for each in identity.authserv_ids)
    return hop is not None and taken and within(hop[1].lower().rstrip("."), domain)


def forged(mail: Mail, identity: Identity) -> bool:
    """Tell whether our server says that From is not who it claims to be (DMARC failed)."""
    # Nobody forges a failure, so where nothing can be believed the topmost may still accuse.
    said = results(mail, identity) or mail.header(_NAME)[:_CAP].lower()
    return "dmarc=fail" in said and not verified(mail, identity)


def disowned(mail: Mail, identity: Identity) -> bool:
    """Tell whether From is forged, or its domain's SPF refused the host and nothing else vouches.

    For addresses of our own only: of strangers a failed SPF tells next to nothing (forwarding).
    """
    said = results(mail, identity)
    verdict = _ANY_DMARC.search(said)
    undecided = verdict is None or verdict[1] in ("none", "permerror", "temperror", "bestguesspass")
    refused = undecided and bool(_NO_SPF.search(said)) and not verified(mail, identity)
    return refused or forged(mail, identity)


def _is_ours(value: str, identity: Identity) -> bool:
    # "mx.store.example 1; spf=pass …"; Microsoft starts with the results at once.
    first = value.strip().split(";", 1)[0].split()
    named = first[0].lower().rstrip(".") if first else ""
    if not named or "=" in named:
        return UNNAMED in identity.authserv_ids
    return any(within(named, known) for known in identity.authserv_ids)


def _aligned(found: str, domain: str) -> bool:
    """Relaxed alignment without a public suffix list: the same domain or one below the other."""
    found = found.lower().rstrip(".")
    return found == domain or (domain.endswith(f".{found}") and "." in found)
