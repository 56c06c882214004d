"""Whether the sender's address proved itself, by what our own server wrote on top (RFC 8601).

Only the topmost Authentication-Results counts: those below may have come with the mail.
"""

from __future__ import annotations

import re

from triage.mail.message import Mail

_DKIM = re.compile(r"\bdkim=pass\b[^;]{0,200}?\bheader\.(?:d|i)=@?([\w.-]{1,253})", re.IGNORECASE)
_SPF = re.compile(
    r"\bspf=pass\b[^;]{0,200}?\bsmtp\.mailfrom=(?:[^\s@;]{0,64}@)?([\w.-]{1,253})", re.IGNORECASE
)
_DMARC = re.compile(r"\bdmarc=pass\b(?:[^;]{0,300}?\bheader\.from=([\w.-]{1,253}))?", re.IGNORECASE)


def verified(mail: Mail) -> bool:
    """Tell whether DMARC passed, or DKIM or SPF passed for the domain of From."""
    results = mail.header("authentication-results")[:2000]
    domain = mail.sender.address.rpartition("@")[2]
    # With two senders named, the one that was checked need not be the one we took.
    if not results or not domain or "several From addresses" in mail.defects:
        return False
    dmarc = _DMARC.search(results)
    if dmarc and (not dmarc[1] or _aligned(dmarc[1], domain)):
        return True
    return any(
        _aligned(found, domain) for pattern in (_DKIM, _SPF) for found in pattern.findall(results)
    )


def _aligned(found: str, domain: str) -> bool:
    """Relaxed alignment without a public suffix list: the same domain or one below the other."""
    found = found.lower().rstrip(".")
    return found == domain or (domain.endswith(f".{found}") and "." in found)
