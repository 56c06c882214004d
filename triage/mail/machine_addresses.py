"""Addresses behind which nobody reads, and whose domain an address is of."""

from __future__ import annotations

import re

from triage.mail.mail_rules import MailRules, Platform
from triage.mail.message import Identity
from triage.mail.rules import load

_ADDRESSES = load("machines")["addresses"]
_UNREAD = tuple(_ADDRESSES["unread"])
_MACHINES = frozenset(_ADDRESSES["machines"])
_FIRST = frozenset(_ADDRESSES["first"])
_PARTS = frozenset(_ADDRESSES["parts"])
_ROLES = frozenset(_ADDRESSES["roles"])
_REPORTERS = frozenset(_ADDRESSES["reporters"])
_ADVERTISERS = frozenset(_ADDRESSES["advertisers"])
_SECOND_LEVEL = ("co", "com", "org", "net", "ne", "or")
_SEPARATORS = str.maketrans("", "", "-_.")


def domain_of(address: str) -> str:
    """Return the part behind the last @, "" if there is none."""
    return address.rpartition("@")[2] if "@" in address else ""


def registered(domain: str) -> str:
    """Return the domain as it can be bought: "mail.bazarly.co.uk" → "bazarly.co.uk"."""
    labels = domain.split(".")
    return ".".join(labels[labels.index(site_of(domain)) :]) if len(labels) > 1 else domain


def site_of(domain: str) -> str:
    """Return the name a domain is known by: "mail.bazarly.co.uk" → "bazarly"."""
    labels = domain.split(".")
    at = -3 if len(labels) > 2 and labels[-2] in _SECOND_LEVEL and len(labels[-1]) == 2 else -2
    return labels[at] if len(labels) >= -at else domain


def is_machine(address: str) -> bool:
    """Tell whether a letter to this address would reach nobody (noreply, mailer-daemon …)."""
    local = address.rpartition("@")[0].lower()
    plain = local.partition("+")[0].translate(_SEPARATORS)
    if plain in _MACHINES or any(word in plain for word in _UNREAD):
        return True
    if not _PARTS.isdisjoint(re.split(r"[._-]", local.partition("+")[0])):
        return True
    return re.split(r"[+=_-]", local, maxsplit=1)[0] in _FIRST or local in _FIRST


def is_role(address: str) -> bool:
    """Tell ekstre@ and e-invoice@: what programs call themselves, and at times people's desks."""
    local = address.rpartition("@")[0].lower().partition("+")[0]
    return local.translate(_SEPARATORS) in _ROLES or not _ROLES.isdisjoint(re.split("[._]", local))


def is_reporter(address: str) -> bool:
    """Tell whether this address mails delivery reports."""
    local = address.rpartition("@")[0] or address
    return local.lower().partition("+")[0].translate(_SEPARATORS) in _REPORTERS


def is_advertiser(address: str) -> bool:
    """Tell newsletter@, marketing@ and their like."""
    return address.rpartition("@")[0].lower().partition("+")[0] in _ADVERTISERS


def is_advertising_host(address: str) -> bool:
    """Tell addresses of newsletter.shop.example and the like, which mail advertising only."""
    return not _ADVERTISERS.isdisjoint(domain_of(address).lower().split(".")[:-2])


def within(domain: str, wider: str) -> bool:
    """Tell whether a domain is another one or lies below it."""
    return bool(wider) and (domain == wider or domain.endswith(f".{wider}"))


def matches(domain: str, pattern: str) -> bool:
    """Match a domain with a pattern of the rule files; ".*" stands for any country's ending."""
    if not pattern.endswith(".*"):
        return within(domain, pattern)
    name = pattern[:-1]
    at = domain.find(name)
    if at < 0 or (at > 0 and domain[at - 1] != "."):
        return False
    # .de, .co.uk, .com.br: at most two short labels, or anybody could own amazon.evil.example
    ending = domain[at + len(name) :].split(".")
    return len(ending) == 1 or (len(ending) == 2 and ending[0] in ("co", "com"))


def platform_at(domain: str, rules: MailRules) -> Platform | None:
    """Return the platform whose domain this is, None if no rule lists it."""
    return next((p for p in rules.platforms if any(matches(domain, d) for d in p.domains)), None)


def is_ours(address: str, identity: Identity) -> bool:
    """Tell whether this is one of our support addresses (plus tags included)."""
    local, _, domain = address.partition("@")
    return (
        address in identity.addresses or f"{local.partition('+')[0]}@{domain}" in identity.addresses
    )


def is_staff(address: str, identity: Identity) -> bool:
    """Tell whether an address is ours or of a staff domain."""
    return is_ours(address, identity) or any(
        within(domain_of(address), domain) for domain in identity.staff_domains
    )
