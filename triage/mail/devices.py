"""Senders a person stands behind: copiers that mail a scan, and accounts that say "do not answer".

The trap: such an address may be the only one there is, so this only tells who of two is the writer.
"""

from __future__ import annotations

import re
import unicodedata

from triage.mail.message import Address
from triage.mail.rules import load, phrases
from triage.mail.wording import key

_RULES = load("machines")["devices"]
_LOCAL_PARTS = tuple(_RULES["local_parts"])
_NAMES = phrases(_RULES["names"])
_UNREAD = tuple(_RULES["unread"])
_FOREIGN_UNREAD = phrases(_RULES["unread_phrases"])
_NO_LETTER = re.compile(r"[^a-z]")


def is_device(sender: Address) -> bool:
    """Tell whether nobody reads answers here, by what the address or its display name says."""
    local = _NO_LETTER.sub("", sender.address.partition("@")[0].lower())
    name = key(sender.name)
    if local.startswith(_LOCAL_PARTS) or _NAMES.find(name) or _FOREIGN_UNREAD.find(name):
        return True
    plain = _NO_LETTER.sub("", unicodedata.normalize("NFD", name).replace("ı", "i"))
    return any(word in plain for word in _UNREAD)
