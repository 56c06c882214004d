"""Marketplaces that hand a buyer's mail on under an alias, which is also where the answer goes."""

from __future__ import annotations

import re
from dataclasses import dataclass

from triage.mail.machine_addresses import domain_of, is_machine, matches
from triage.mail.message import Code, Customer, FoundIn, Mail, ReplyChannel
from triage.mail.person import Person
from triage.mail.quotes import split
from triage.mail.rules import load, shown
from triage.mail.wrappers import unwrap

_LOOKED_AT = 20_000
_NAME_PART = re.compile(r"\s[-–—|]\s|\s\(|[()]|\svia\s", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Relay:
    id: str
    domains: tuple[str, ...]
    order: re.Pattern[str]


_RELAYS = tuple(
    _Relay(rule["id"], tuple(rule["domains"]), re.compile(rule["order"]))
    for rule in load("platforms")["relay"]
)


def from_relay(mail: Mail) -> Person | None:
    """Find the buyer behind a marketplace alias in From, or in Reply-To."""
    for found_in, address, name in _aliases(mail):
        relay = _relay_of(address)
        if relay is not None and not is_machine(address):
            return _person(mail, relay, Customer(_bare(name, relay.id), address, found_in))
    return None


def _aliases(mail: Mail) -> list[tuple[FoundIn, str, str]]:
    aliases = [(FoundIn.FROM, mail.sender.address, mail.sender.name)]
    aliases += [(FoundIn.REPLY_TO, each.address, each.name) for each in mail.reply_to]
    return aliases


def _relay_of(address: str) -> _Relay | None:
    domain = domain_of(address)
    return next((r for r in _RELAYS if any(matches(domain, d) for d in r.domains)), None)


def _person(mail: Mail, relay: _Relay, customer: Customer) -> Person:
    words = split(unwrap(mail.text))
    order = relay.order.search(mail.subject) or relay.order.search(mail.text[:_LOOKED_AT])
    return Person(
        customer=customer,
        reply_to=customer.address,
        reply_channel=ReplyChannel.RELAY,
        own_words=words.own or words.quoted,
        quoted=words.quoted if words.own else "",
        found=(Code("relay", f"Marketplace relay {relay.id}: {shown(customer.address)}"),),
        form_fields=(("order_number", order[0]),) if order else (),
        channel=relay.id,
        automatic_bar="marketplace relays are never answered automatically",
    )


def _bare(name: str, relay_id: str) -> str:
    """Free a display name of the marketplace's: "Élodie - Marketplace Amazon" → "Élodie"."""
    parts = [part.strip() for part in _NAME_PART.split(name[:200]) if part.strip()]
    own = [p for p in parts if relay_id not in p.lower() and "marketplace" not in p.lower()]
    return own[0] if own else ""
