"""What a program's mail calls the store it writes for, so that no visitor is called so.

The trap: programs put their visitor's name into From as well, and customers have namesakes among
shops; an address that bears the name too is a namesake's.
"""

from __future__ import annotations

import re

from triage.mail.form_labels import folded
from triage.mail.machine_addresses import domain_of, site_of
from triage.mail.message import Mail

_SHORTEST = 4  # letters of a word that a site is known by
_LOOKED_AT = 4_000
# "Lampenwelt (<https://…", "Lampenwelt [https://…": a link to its pages
_LINKED = re.compile(r"\s?[(\[<]{1,2}(?:https?://|www\.)")
_ENDS = re.compile(r"[©®™]\s?(?:20\d\d(?:[-–]20\d\d)?,?\s)?$")
_BRACKETS = (("[", "]"), ("【", "】"), ("<", ">"))


def is_stores(name: str, mail: Mail, address: str) -> bool:
    """Tell a name that is the store's: by its site, its links, in brackets ahead of the subject.

    `address`: the visitor's.
    """
    return _is_sites(name, mail, address) or _is_shown(name, mail)


def _is_sites(name: str, mail: Mail, address: str) -> bool:
    """Tell "Lindenhof y Lanterns ES" by the domain that sends the mail or gets it."""
    words = [folded(word) for word in name.split()]
    ours = (mail.sender.address, *(each.address for each in mail.to))
    sites = {folded(site_of(domain_of(each))) for each in ours if each}
    named = [word for word in words if len(word) >= _SHORTEST and word in sites]
    named += [site for site in sites if len(site) > _SHORTEST and site == "".join(words)]
    return any(word not in folded(address) for word in named)


def _is_shown(name: str, mail: Mail) -> bool:
    if any(mail.subject.startswith(f"{left}{name}{right}") for left, right in _BRACKETS):
        return True
    text = mail.text[:_LOOKED_AT]
    places = [found.start() for found in re.finditer(re.escape(name), text)]
    return any(
        _LINKED.match(text[at + len(name) :][:12]) or _ENDS.search(text[max(at - 16, 0) : at])
        for at in places
    )
