"""Who carries a buyer's words, and the lines it signs or links to its own pages with.

The trap: buyers paste links of the platform, too; only a button's text stands beside its target.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from triage.mail.machine_addresses import matches
from triage.mail.rules import load, phrases
from triage.mail.wording import key

_TEAM = phrases(load("buyers")["wrapper"]["team"], whole=True)
LINK = re.compile(r"\(?<?https?://([^\s/<>()\"']{1,200})[^\s<>()]{0,1000}>?\)?")
LABELLED_LINK = re.compile(r"\(<https?://|\[https?://")
_SHORT = 70
_BUTTONS = 4  # in one row
_OF_SENTENCES = ".,;?!。，？！、"


@dataclass(frozen=True, slots=True)
class Carrier:
    """Who wrapped the words: names it signs with, hosts it links to, its subject as a `key`.

    `told`: a notification in the platform's voice; else the buyer's mail under an alias.
    `buyer`: what the platform calls the buyer, as a `key`, where that is known beforehand.
    `boxes`: what the page sets off from the rest, without blanks.
    """

    names: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    told: bool = False
    subject: str = ""
    buyer: str = ""
    boxes: tuple[str, ...] = ()


def is_link(line: str, carrier: Carrier) -> bool:
    """Tell a button or an address of the carrier's, with few words around it."""
    # A button's text is followed by its target; a buyer's own link stands bare.
    buttons = min(len(LABELLED_LINK.findall(line)), _BUTTONS)
    text = LINK.sub(" ", line)
    if buttons > 1 and not any(mark in text for mark in _OF_SENTENCES):
        return len(text) <= buttons * _SHORT
    return bool(buttons and len(text) <= _SHORT) or leads_home(line, carrier)


def leads_home(line: str, carrier: Carrier) -> bool:
    """Tell a line with a link to the carrier's own pages, as no buyer writes it."""
    found = LINK.search(line)
    if found is None or len(LINK.sub(" ", line)) > _SHORT:
        return False
    host = found[1].lower().partition(":")[0]
    return any(matches(host, own) for own in carrier.hosts)


def is_team(line: str, carrier: Carrier) -> bool:
    """Tell a line that signs for the carrier: "bol", "Your Etsy team", "Sent from <store>"."""
    if len(line) > 2 * _SHORT or not carrier.names:
        return False
    text = key(LINK.sub(" ", line))
    if len(text) > _SHORT or any(sign in text for sign in "?!？！"):
        return False
    words = text.replace("-", " ").split()
    for name in carrier.names:
        if name and name in text:
            rest = len(words) - len(name.replace("-", " ").split())
            if rest <= 1 or (rest <= 3 and text.endswith(name)) or _TEAM.find(" ".join(words)):
                return True
    return False
