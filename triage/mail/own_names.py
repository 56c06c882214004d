"""Addresses that bear their display name, as people's do and hardly any machine's.

The trap: a firm's address bears its name as well ("Zollportal <zollportal@…>").
"""

from __future__ import annotations

import re

from triage.mail.machine_addresses import domain_of, site_of
from triage.mail.message import Address
from triage.mail.stems import bare
from triage.mail.wording import key

_NO_LETTER = re.compile(r"[\W\d_]+")
_PIECE = 3  # letters
_PERSON = 5  # words; names have fewer


def is_named_after(sender: Address) -> bool:
    """Tell an address that is its display name's: "Katrin Vogt <k.vogt@…>"."""
    account = sender.address.partition("@")[0]
    local, site = plain_letters(account), plain_letters(site_of(domain_of(sender.address)))
    words = words_of_name(sender.name)
    rest = local
    for word in (one for one in words if len(one) >= _PIECE):
        rest = rest.replace(word, "", 1)
    if not 1 < len(words) < _PERSON or rest == local or len(rest) >= _PIECE:
        return False
    if not all(word in local or word[0] in rest for word in words):
        return False
    # "zollportal" is a name's two words as well.
    return "." in account or not any(word in site for word in words)


def words_of_name(name: str) -> list[str]:
    """Split a display name into its words, each in plain letters."""
    return [plain_letters(word) for word in re.split(r"[\s,.@-]+", name) if plain_letters(word)]


def plain_letters(text: str) -> str:
    """Return the letters alone, without case and accents."""
    return _NO_LETTER.sub("", bare(key(text)).replace("ß", "ss"))
