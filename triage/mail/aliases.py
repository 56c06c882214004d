"""Addresses made by a marketplace under which a buyer's mail comes and their answer goes.

The trap: an unlisted alias looks like any address. What the platform says of it makes it one:
"reply above this line", its own name behind the buyer's, or that it stands in Reply-To.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from triage.mail.display_names import ahead_of_site
from triage.mail.machine_addresses import (
    domain_of,
    is_machine,
    matches,
    platform_at,
    site_of,
)
from triage.mail.mail_rules import MailRules
from triage.mail.message import FoundIn, Mail
from triage.mail.rules import load
from triage.mail.stems import bare
from triage.mail.wording import key
from triage.mail.wrapper_lines import is_marker

_TOKEN_LENGTH = 10  # characters of an alias made by a machine; people's names have fewer digits
_TOKEN_DIGITS = 2
_ALIAS_LENGTH = 6  # characters, at a marketplace that is known
_HEAD = 40  # lines


@dataclass(frozen=True, slots=True)
class Relay:
    """A marketplace's own domain for aliases, and how its order numbers look."""

    id: str
    domains: tuple[str, ...]
    order: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Alias:
    """An address in From or Reply-To, with the name beside it."""

    found_in: FoundIn
    address: str
    name: str


RELAYS = tuple(
    Relay(rule["id"], tuple(rule["domains"]), re.compile(rule["order"]))
    for rule in load("buyers")["relay"]
)


def aliases(mail: Mail) -> list[Alias]:
    """Return what may be an alias, From first."""
    found = [Alias(FoundIn.FROM, mail.sender.address, mail.sender.name)]
    return found + [Alias(FoundIn.REPLY_TO, each.address, each.name) for each in mail.reply_to]


def relay_of(address: str) -> Relay | None:
    """Return the listed relay an address belongs to."""
    domain = domain_of(address)
    return next((r for r in RELAYS if any(matches(domain, d) for d in r.domains)), None)


def order_of(channel: str) -> re.Pattern[str] | None:
    """Return how a relay's order numbers look."""
    return next((relay.order for relay in RELAYS if relay.id == channel), None)


def is_token(address: str) -> bool:
    """Tell an address made by a machine by its length and its digits."""
    local = address.rpartition("@")[0]
    return len(local) >= _TOKEN_LENGTH and sum(map(str.isdigit, local)) >= _TOKEN_DIGITS


def is_markets_alias(address: str, rules: MailRules) -> bool:
    """Tell an address at a listed marketplace that bears a number of its own, so an alias there."""
    local = address.rpartition("@")[0]
    numbered = len(local) >= _ALIAS_LENGTH and sum(map(str.isdigit, local)) > _TOKEN_DIGITS
    platform = platform_at(domain_of(address), rules) if numbered else None
    market = platform is not None and platform.group == "marketplace"
    return market and not is_machine(address)


def has_marker(mail: Mail) -> bool:
    """Tell whether "reply above this line" heads the mail."""
    return any(map(is_marker, mail.text.splitlines()[:_HEAD]))


def takes_answers(alias: Alias, *, marked: bool) -> bool:
    """Tell whether an answer under an alias reaches somebody: "notification+k2m9xq44@…" may."""
    tagged = marked and "+" in alias.address and is_token(alias.address.partition("+")[2])
    return tagged or not is_machine(alias.address)


def named_for(alias: Alias, mail: Mail) -> str:
    """Return the buyer's name in "Lieke via Bazarly" <…@mail.bazarly.example>, "" if there is none.

    The site's own name must stand behind it, and again in the text, which no person's mail has.
    """
    site = site_of(domain_of(alias.address))
    name = ahead_of_site(alias.name, site)
    return name if name and site in bare(key(mail.text, len(mail.text))) else ""
