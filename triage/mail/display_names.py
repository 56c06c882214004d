"""The buyer's own part of a display name that a marketplace wrote: "Élodie - Marketplace Amazon".

The trap: the role in front may be the buyer's ("Käufer max_22") or the shop's ("Client Fnac").
"""

from __future__ import annotations

import re

from triage.mail.carriers import Carrier
from triage.mail.rules import load, phrases
from triage.mail.stems import bare
from triage.mail.wording import key

_ROLES = phrases(load("buyers")["names"]["role"], whole=True)
_NAME_WORDS = 3
_EDGES = "()[]<>,;:|–—-\"'"
_GLUE = re.compile(
    r"\s[-–—|]\s|\s\(|[()]|\s(?:via|über|through|par|por|przez|op|on|μέσω|через|чрез|aracılığıyla"
    r"|通过|透過|経由|عبر|באמצעות|דרך|از طریق|prin|på|kautta|läbi|caur|cez|přes|putem|preko|преко"
    r"|melalui|lewat|ผ่าน|के माध्यम से)\s",
    re.IGNORECASE,
)


def display_name(name: str, carrier: Carrier) -> str:
    """Free a display name of the marketplace's: "Élodie - Marketplace Amazon" → "Élodie"."""
    # "Miembro de eBay: caramillo_88"
    head, colon, behind = name[:200].replace("：", ":").partition(":")
    called = bool(colon) and _is_platforms(head, carrier) and not _is_platforms(behind, carrier)
    if called and 0 < len(behind.split()) <= _NAME_WORDS:
        return behind.strip()
    parts = [part.strip() for part in _GLUE.split(name[:200]) if part.strip()]
    own = [part for part in parts if not _is_platforms(part, carrier)]
    if not own:
        return ""
    role = _ROLES.start(key(own[0]))
    if not role:
        return own[0]
    # "Client Maisons du Monde" names the shop, "Käufer max_22" the buyer.
    rest = own[0][len(role) :].strip(" :")
    return rest if 0 < len(rest.split()) <= 2 else ""


def ahead_of_site(name: str, site: str) -> str:
    """Return what stands in front of a site's name: "Uwe K. ueber bazarly.example" → "Uwe K."."""
    words = name[:200].split()
    for at, word in enumerate(words):
        said = bare(key(word)).strip(_EDGES)
        called = word.endswith((":", "：")) and at + 1 < len(words)  # who "Member of eBay:" is
        if at and not called and (said == site or said.startswith(f"{site}.")):
            kept = words[:at]
            # "via", "ueber", "(via", "-": a word of glue is small, or no word.
            while len(kept) > 1 and _is_glue(kept[-1]):
                kept.pop()
            apart = len(kept) < at or word[0] in "(["
            return " ".join(kept).strip(_EDGES + " ") if apart else ""
    return ""


def _is_glue(word: str) -> bool:
    letters = word.strip(_EDGES)
    small = letters.isalpha() and letters == letters.lower()
    # Where the script has no capitals, every name is small.
    small = small and (letters != letters.upper() or _GLUE.fullmatch(f" {letters} ") is not None)
    return not letters or small or letters == "Marketplace"


def _is_platforms(part: str, carrier: Carrier) -> bool:
    lowered = key(part)
    return "marketplace" in lowered or any(name in lowered for name in carrier.names)
