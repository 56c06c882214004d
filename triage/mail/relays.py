"""Marketplaces that hand a buyer's mail on: under an alias, which is also where the answer goes, or
as a notification that can only be answered on the platform.

The trap: an unlisted alias looks like any address; only a platform's announcement makes it one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from triage.mail.buyer_names import buyer_name, named_in
from triage.mail.buyers import wrapper_fields
from triage.mail.carriers import Carrier
from triage.mail.display_names import display_name
from triage.mail.machine_addresses import (
    domain_of,
    is_machine,
    is_staff,
    matches,
    registered,
    site_of,
)
from triage.mail.mail_rules import MailRules
from triage.mail.matter import numbered_order
from triage.mail.message import Code, Customer, FoundIn, Identity, Mail, ReplyChannel
from triage.mail.name_shapes import is_name
from triage.mail.person import Person
from triage.mail.quotes import split
from triage.mail.requests import asked_of_seller, is_buyer
from triage.mail.rules import load, shown
from triage.mail.wording import key
from triage.mail.wrapper_lines import (
    LineKind,
    announces,
    in_platforms_voice,
    is_field,
    kind_of,
    message_value,
    split_label,
    tells_of_message,
    tells_of_wish,
    tells_seller,
    tells_writing,
)
from triage.mail.wrapper_tails import bare
from triage.mail.wrappers import unwrap

_LOOKED_AT = 1500
# "4711", "P26K4M2", "BZ-4471-882"
_NUMBER = re.compile(r"\b(?=[A-Z0-9-]{4,40}\b)[A-Z-]{0,6}\d[A-Z-]{0,3}\d[A-Z0-9-]*")
_MARKET = re.compile(r"[\w.-]{0,20}(?:market|seller|merchant|vendor|partner)[\w.-]{0,20}@")
_NAMED_ABOVE = 5  # lines of a notice in which it says who wrote
_NAMED_LINE = 140  # characters
_ROWS = 3  # fields of whatever names
_TOKEN_LENGTH = 10  # characters of an alias made by a machine; people's names have fewer digits
_TOKEN_DIGITS = 2


@dataclass(frozen=True, slots=True)
class _Relay:
    id: str
    domains: tuple[str, ...]
    order: re.Pattern[str]


_RELAYS = tuple(
    _Relay(rule["id"], tuple(rule["domains"]), re.compile(rule["order"]))
    for rule in load("buyers")["relay"]
)


def from_relay(mail: Mail, identity: Identity) -> Person | None:
    """Find the buyer behind a marketplace's alias in From, or in Reply-To."""
    # The platform may write from an address of the same domain, the alias being in Reply-To.
    for found_in, address, name in sorted(_aliases(mail), key=lambda each: not _is_token(each[1])):
        relay = _relay_of(address)
        if relay is not None and not is_machine(address):
            return _relayed(mail, found_in, address, name, relay.id, identity.rules, relay.order)
    return _from_unlisted_alias(mail, identity)


def from_notification(mail: Mail, identity: Identity) -> Person | None:
    """Find the buyer a marketplace nobody listed speaks for; answered on the platform only."""
    sender = mail.sender.address
    listed = any(
        matches(domain_of(sender), each) for p in identity.rules.platforms for each in p.domains
    )
    reachable = any(not is_machine(each.address) for each in mail.reply_to)
    machine = is_machine(sender) or bool(_MARKET.match(sender))
    if listed or reachable or not machine or is_staff(sender, identity):
        return None
    announced = _announced(mail, identity.rules)
    if not announced:
        return None
    found = (Code("buyer_words", f"Announces a buyer's message: {shown(announced)}"),)
    return notified(mail, site_of(domain_of(sender)), identity.rules, found)


def is_brought_by_marketplace(mail: Mail, alias: str, rules: MailRules) -> bool:
    """Tell whether a buyer's alias comes from its marketplace, not from whoever wrote it down."""
    sender = domain_of(mail.sender.address)
    if registered(sender) == registered(domain_of(alias)):
        return True
    relay = _relay_of(alias)
    if relay is None:
        return False
    known = (host for each in rules.platforms if each.id == relay.id for host in each.domains)
    return any(matches(sender, host) for host in (*relay.domains, *known))


def notified(mail: Mail, channel: str, rules: MailRules, found: tuple[Code, ...]) -> Person:
    """Make the person of a platform's notification: words to read, no address to answer."""
    carrier = carrier_of(mail, channel, rules, told=True)
    said = key(f"{mail.subject}\n{mail.text[:_LOOKED_AT]}", _LOOKED_AT)
    asks = rules.request.find(said) or asked_of_seller(mail)
    lines = mail.text[:_LOOKED_AT].splitlines()
    spoken = rules.message.find(said) or any(announces(x) or tells_seller(x) for x in lines)
    spoken = spoken or any(x.endswith(":") and kind_of(x, carrier) is LineKind.NEWS for x in lines)
    asks_only = bool(asks) and not spoken
    own_words = unwrap(mail.text, carrier, asks_only=asks_only)
    return Person(
        customer=Customer(buyer_name(mail.subject, mail.text, own_words), "", FoundIn.BODY),
        reply_to="",
        reply_channel=ReplyChannel.PLATFORM_ONLY,
        own_words=own_words,
        quoted="",
        found=found,
        form_fields=wrapper_fields(mail.subject, mail.text, carrier, _order_of(channel)),
        channel=channel,
        automatic_bar="a platform's notification can only be answered on the platform",
    )


def _relayed(
    mail: Mail,
    found_in: FoundIn,
    address: str,
    name: str,
    channel: str,
    rules: MailRules,
    order: re.Pattern[str] | None = None,
) -> Person:
    carrier = carrier_of(mail, channel, rules, told=found_in is FoundIn.REPLY_TO)
    # Where the platform writes in its own voice, the words are announced and quoted by it.
    text = unwrap(mail.text, carrier)
    words = split(text)
    called = display_name(name, carrier) or buyer_name(mail.subject, mail.text, text)
    return Person(
        customer=Customer(called, address, found_in),
        reply_to=address,
        reply_channel=ReplyChannel.RELAY,
        own_words=words.own or words.quoted,
        quoted=words.quoted if words.own else "",
        found=(Code("relay", f"Marketplace relay {channel}: {shown(address)}"),),
        form_fields=wrapper_fields(mail.subject, mail.text, carrier, order),
        channel=channel,
        automatic_bar="marketplace relays are never answered automatically",
    )


def _from_unlisted_alias(mail: Mail, identity: Identity) -> Person | None:
    """Take an address made by a machine, beside a platform's announcement, for a buyer's alias."""
    marked = _has_marker(mail)
    announced = _announced(mail, identity.rules, marked=marked)
    if not announced or is_staff(mail.sender.address, identity):
        return None
    site = site_of(domain_of(mail.sender.address))
    for found_in, address, name in _aliases(mail):
        own_site = site_of(domain_of(address)) == site and _is_token(address)
        sure = marked or found_in is FoundIn.REPLY_TO
        if own_site and sure and not is_machine(address):
            return _relayed(mail, found_in, address, name, site, identity.rules)
    return None


def _announced(mail: Mail, rules: MailRules, *, marked: bool = False) -> str:
    """Return the wording that announces a buyer's words: with the buyer or an order beside it."""
    subject = key(mail.subject)
    head = key(mail.text[:_LOOKED_AT], _LOOKED_AT // 3)
    said = rules.message.find(subject) or rules.message.find(head)
    said = said or rules.request.find(subject) or asked_of_seller(mail)
    beside = f"{subject}\n{head}"
    return said if said and (marked or is_buyer(beside) or numbered_order(beside)) else ""


def words_by_build(mail: Mail) -> str:
    """Return what shows a buyer's words, whatever the wording: "Mr Hughes asked:", "Comment: …".

    Tips for sellers speak of customers' messages too, so an order or a quote must stand by it.
    """
    subject = key(mail.subject)
    if named := _names_and_quotes(mail):
        return named
    numbered = bool(_NUMBER.search(mail.subject[:300]))
    if numbered and (tells_of_message(subject) or tells_writing(mail.subject)):
        return mail.subject
    lines = [line for line in mail.text[:_LOOKED_AT].splitlines() if line.strip()]
    rows = [line for line in lines if (split_label(line) or ("", ""))[1]]
    about = numbered or len(rows) >= _ROWS or any(is_field(line) for line in lines)
    for line, below in zip(lines, (*lines[1:], ""), strict=False):
        quoted = below.startswith(">")
        if announces(line) and (about or quoted or named_in(line) or _NUMBER.search(line)):
            return line
        if about and split_label(line) and message_value(line) is not None:
            return line
        if about and tells_writing(line):
            return line
        if in_platforms_voice(line) and tells_of_wish(key(line)) and named_in(line):
            return line
    return ""


def _names_and_quotes(mail: Mail) -> str:
    """Return the line with the name that begins or ends the subject, where a quote follows it.

    In whatever language: "Nattaya Boonmee …" in both, and then “…” or "> …" as a paragraph.
    """
    lines = [line.strip() for line in mail.text[:_LOOKED_AT].splitlines() if line.strip()]
    words = mail.subject[:300].split()
    for at, line in enumerate(lines[:_NAMED_ABOVE]):
        # What follows at once; a quote far below may be a tip.
        below = lines[at + 1] if at + 1 < len(lines) else ""
        quote = below.startswith(">") or bare(below) != below
        if not quote or len(line) > _NAMED_LINE:
            continue
        for run in (words[:2], words[-2:]):
            name = " ".join(run)
            if len(run) == 2 and all(map(is_name, run)) and line.startswith(f"{name} "):
                return line
    return ""


def told_to_seller(mail: Mail, said: str) -> str:
    """Return a wording found in the body if it tells of one message, not of messages at large."""
    lines = mail.text[:_LOOKED_AT].splitlines()
    if not said or _NUMBER.search(mail.subject[:300]):
        return said
    if any(is_field(line) or message_value(line) is not None for line in lines):
        return said
    named = [line for line in lines if said in key(line)]
    return said if any(in_platforms_voice(line) or _NUMBER.search(line) for line in named) else ""


def _has_marker(mail: Mail) -> bool:
    carrier = Carrier()
    return any(kind_of(line, carrier) is LineKind.MARKER for line in mail.text.splitlines()[:40])


def _is_token(address: str) -> bool:
    local = address.rpartition("@")[0]
    return len(local) >= _TOKEN_LENGTH and sum(map(str.isdigit, local)) >= _TOKEN_DIGITS


def _aliases(mail: Mail) -> list[tuple[FoundIn, str, str]]:
    aliases = [(FoundIn.FROM, mail.sender.address, mail.sender.name)]
    aliases += [(FoundIn.REPLY_TO, each.address, each.name) for each in mail.reply_to]
    return aliases


def _relay_of(address: str) -> _Relay | None:
    domain = domain_of(address)
    return next((r for r in _RELAYS if any(matches(domain, d) for d in r.domains)), None)


def _order_of(channel: str) -> re.Pattern[str] | None:
    return next((relay.order for relay in _RELAYS if relay.id == channel), None)


def carrier_of(mail: Mail, channel: str, rules: MailRules, *, told: bool) -> Carrier:
    """Tell who wrapped the words of a mail; `told`: a platform, in its own voice."""
    domain = domain_of(mail.sender.address)
    names = {channel, site_of(domain)}
    if told:
        names.add(key(mail.sender.name).partition(" ")[0])
    if told and is_machine(mail.sender.address):
        names.add(key(mail.sender.name))  # as it signs: "Zalando Partner Care"
    known = (host for each in rules.platforms for host in each.domains if each.id == channel)
    hosts = (registered(domain), f"{site_of(domain)}.*", *known)
    return Carrier(
        tuple(sorted(name for name in names if len(name) > 2)), hosts, told, key(mail.subject)
    )
