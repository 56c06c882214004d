"""The person who signs below a department's display name, or writes through a firm's help desk.

The trap: a firm's own name is a customer's as good as a person's, so it stays where it is shown;
and people write their post beside their own name.
"""

from __future__ import annotations

import re
from itertools import pairwise

from triage.mail.form_labels import folded
from triage.mail.machine_addresses import domain_of, site_of
from triage.mail.message import Address, Mail
from triage.mail.rules import load
from triage.mail.signatures import THANKS, signs_off
from triage.mail.signed_names import is_persons, without_courtesy
from triage.mail.wording import key_of_word

_RULES = load("offices")
_UNITS = frozenset(map(folded, _RULES["units"]))
_DESKS = frozenset(map(folded, _RULES["desks"]))
_DEPARTMENTS = frozenset(map(folded, _RULES["departments"]))
_PIECE = 4  # letters of a word that an address is known by
_LOOKED_AT = 2_000
_SIGNED = 5  # lines of own words, and of a signature, in which a writer may have signed
_LINE_CAP = 80
_JOINED = 3  # words that one entry of a table may have
_LONGEST = 4  # words of a name
_PARTED = re.compile(r"[\s,–—|/«»„“”\"()]+")
_BESIDE = re.compile(r"\s?[,/|·(]\s?|\s[-–—]\s")  # a post behind the name
# "i. A. Kröger": who signs for another often gives a family's name alone
_PROXY = re.compile(r"(?:i\.? ?[AV]\.|p\.? ?[pao]\.|v\. ?r\.) ?(?=\w)", re.IGNORECASE)
_TICKET = re.compile(r"\[[^\[\]]{0,20}#\s?\d{2,12}\]")
_VIA = re.compile(
    r"\s(?:via|über|ueber|through|par|por|przez|prin|genom|gennem|gjennom|kautta|přes|cez|putem"
    r"|preko|tramite|através de|μέσω|через|чрез|преко|aracılığıyla|läbi|melalui|qua)\s"
)


def behind_firm(mail: Mail) -> str:
    """Return who signs below a department's or help desk's display name, or writes via one."""
    shown = mail.sender.name[: 2 * _LINE_CAP]
    if writer := _ahead_of_desk(shown, mail.sender):
        return writer
    if _is_department(shown, mail.sender.address):
        return _signed(mail, through_desk=False)
    # A help desk's own people ask us in its name; what its program sends, a colleague wrote.
    program = mail.header("auto-submitted") or _TICKET.search(mail.subject)
    return _signed(mail, through_desk=True) if program and _holds(_DESKS, shown) else ""


def _ahead_of_desk(shown: str, sender: Address) -> str:
    """Read "Nadine Stolz" of "Nadine Stolz über Haustechnik" <haustechnik@…>."""
    found = _VIA.search(shown)
    if found is None:
        return ""
    ahead, desk = shown[: found.start()].strip(), shown[found.end() :]
    local, site = sender.address.partition("@")[0], site_of(domain_of(sender.address))
    there = folded(f"{local} {site}")
    theirs = any(len(word) >= _PIECE and word in there for word in map(folded, desk.split()))
    return ahead if theirs and is_persons(ahead, sender.address) else ""


def _is_department(shown: str, address: str) -> bool:
    """Tell a display name that is nothing but a department's: no firm is named beside it."""
    entries = _DEPARTMENTS | _DESKS
    words = [folded(word) for word in _PARTED.split(shown) if folded(word)]
    if not words or folded(shown) in entries or all(word in entries for word in words):
        return bool(words)
    site = folded(site_of(domain_of(address)))
    firm = any(len(word) >= _PIECE and word in site for word in words)
    return len(words) <= _JOINED and not _UNITS.isdisjoint((words[0], words[-1])) and not firm


def _holds(entries: frozenset[str], text: str) -> bool:
    words = [folded(word) for word in _PARTED.split(text[: 2 * _LINE_CAP])]
    spans = (
        "".join(words[at : at + size]) for at in range(len(words)) for size in range(1, _JOINED + 1)
    )
    return any(span in entries for span in spans if span)


def _signed(mail: Mail, *, through_desk: bool) -> str:
    """Read the name below the closing, above or beside a department.

    A help desk's program names whom it writes for once more.
    """
    own, below = (
        [line.strip() for line in text.splitlines() if line.strip()]
        for text in (mail.own_words[-_LOOKED_AT:], mail.signature[:_LOOKED_AT])
    )
    ends = ["", *own[-_SIGNED:], *below[:_SIGNED], ""]
    written = mail.beginning()
    for (above, line), (_, under) in pairwise(pairwise(ends)):
        if len(line) > _LINE_CAP:
            continue
        closed = signs_off(above) or key_of_word(above) in THANKS or above in ("--", "—")
        proxy = _PROXY.match(line)
        said = without_courtesy(line[proxy.end() :] if proxy else line, 1)
        name, *post = _BESIDE.split(said, maxsplit=1)
        name = name.rstrip(" ,.;")
        beside = _holds(_DEPARTMENTS, " ".join(post))
        known = len(under) <= _LINE_CAP and _holds(_DEPARTMENTS, under)
        known = known or (through_desk and written.count(name) > 1)
        if (closed or beside or known or said != line) and _is_name(
            name, mail.sender.address, alone=bool(proxy)
        ):
            return name
    return ""


def _is_name(name: str, address: str, *, alone: bool) -> bool:
    if _holds(_DEPARTMENTS | _DESKS, name):
        return False
    if alone and name.isalpha() and name.istitle():
        return is_persons(f"{name} {name}", address)
    # Scripts without capitals: two or three words where a name stands.
    letters = name.replace(" ", "")
    caseless = letters.lower() == letters.upper() and not any(map(str.isdigit, letters))
    if caseless and 1 < len(name.split()) < _LONGEST:
        return not signs_off(name)
    return is_persons(name, address)
