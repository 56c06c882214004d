"""Whether a marketplace writes in its own voice around a buyer's words, though under an alias.

The trap: buyers write "Order: 4711" too; only what the marketplace signs below is its own.
"""

from __future__ import annotations

from triage.mail.aliases import Alias
from triage.mail.carriers import Carrier
from triage.mail.display_names import ahead_of_site
from triage.mail.machine_addresses import domain_of, site_of
from triage.mail.matter import speaks_of_self
from triage.mail.message import FoundIn, Mail
from triage.mail.requests import is_buyer
from triage.mail.row_labels import is_field, split_label
from triage.mail.wording import key
from triage.mail.wrapper_lines import LineKind, kind_of, opens_words, tells_of_wish

_LOOKED_AT = 1500
_ROWS = 2  # of an order, which nobody writes in a letter
_NAMED_ABOVE = 5  # lines of a notice in which it says who wrote


def tells(mail: Mail, alias: Alias) -> bool:
    """Tell whether the platform writes in its own voice: "Antwort des Käufers:", and it signs."""
    if alias.found_in is FoundIn.REPLY_TO:
        return True
    rows = ((line, (split_label(line) or ("", ""))[1]) for line in mail.text.splitlines())
    lines = [line for line, value in rows if line.strip() and not value]
    heads = (at for at, x in enumerate(lines[:_NAMED_ABOVE]) if opens_words(x) and is_buyer(key(x)))
    at = next(heads, None)
    if at is None:
        return False
    site = site_of(domain_of(alias.address))
    name = ahead_of_site(alias.name, site)
    named = _signs(mail, Carrier((site,))) or any(_names_them(x, name) for x in lines[:at])
    return named or _in_a_row(mail, alias.name)


def _in_a_row(mail: Mail, name: str) -> bool:
    """Tell a form that names who writes as From does: "Customer name: Angela R."."""
    rows = (split_label(line) for line in mail.text[:_LOOKED_AT].splitlines())
    return any(row and is_buyer(key(row[0])) and name and key(row[1]) == key(name) for row in rows)


def _names_them(line: str, name: str) -> bool:
    """Tell "Mike has asked to cancel the order below", which no Mike or buyer says of himself."""
    said = key(line)
    named = (name and key(name) in said) or is_buyer(said)
    return bool(named) and tells_of_wish(said) and not speaks_of_self(line)


def asks_in_their_place(mail: Mail, alias: Alias) -> bool:
    """Tell "An Amazon customer has asked …" above rows of an order, which the platform signs."""
    site = site_of(domain_of(alias.address))
    lines = [line for line in mail.text[:_LOOKED_AT].splitlines() if line.strip()]
    if sum(map(is_field, lines)) < _ROWS or not _signs(mail, Carrier((site,))):
        return False
    said = ((line, key(line)) for line in lines[:_NAMED_ABOVE])
    return any(
        site in k and is_buyer(k) and tells_of_wish(k) and not speaks_of_self(x) for x, k in said
    )


def _signs(mail: Mail, carrier: Carrier) -> bool:
    lines = [line for line in mail.text.splitlines() if line.strip()]
    return any(kind_of(line, carrier) is LineKind.TEAM for line in lines[-2:])
