"""Who can be answered directly though a platform wrote: their own address stands in Reply-To.

The trap: platforms set Reply-To to desks of their own; only another site's address is the buyer's.
"""

from __future__ import annotations

from dataclasses import replace

from triage.mail.aliases import (
    Alias,
    aliases,
    is_markets_alias,
    is_token,
    named_for,
    relay_of,
)
from triage.mail.auto_replies import nobody_reads
from triage.mail.carriers import Carrier
from triage.mail.display_names import ahead_of_site
from triage.mail.machine_addresses import (
    domain_of,
    is_machine,
    is_staff,
    platform_at,
    registered,
    site_of,
)
from triage.mail.message import Address, Code, Customer, FoundIn, Identity, Mail, ReplyChannel
from triage.mail.person import Person
from triage.mail.rules import shown
from triage.mail.shop_news import is_shops_news
from triage.mail.wording import key
from triage.mail.wrappers import unwrap
from triage.mail.writer_names import name_of_writer


def writer_in_reply_to(mail: Mail, identity: Identity) -> Address | None:
    """Return the address in Reply-To of somebody outside both the store and the sender's site."""
    site = registered(domain_of(mail.sender.address))
    for each in mail.reply_to:
        domain = domain_of(each.address)
        foreign = registered(domain) != site and relay_of(each.address) is None
        known = is_machine(each.address) or is_staff(each.address, identity)
        if foreign and not known and platform_at(domain, identity.rules) is None:
            return each
    return None


def reached(person: Person, mail: Mail, identity: Identity) -> Person:
    """Let a platform's buyer be answered at their own address where Reply-To gives it."""
    writer = writer_in_reply_to(mail, identity)
    if writer is None:
        return _under_alias(person, mail, identity)
    name = (person.customer.name if person.customer else "") or writer.name
    name = name or name_of_writer(mail, writer.address)
    return replace(
        person,
        customer=Customer(name, writer.address, FoundIn.REPLY_TO),
        reply_to=writer.address,
        reply_channel=ReplyChannel.EMAIL,
    )


def _under_alias(person: Person, mail: Mail, identity: Identity) -> Person:
    """Let a marketplace's buyer be answered under the alias it writes from, unless it forbids."""
    if person.reply_to or nobody_reads(mail):
        return person
    site = registered(domain_of(mail.sender.address))
    for alias in aliases(mail):
        home = registered(domain_of(alias.address)) == site
        if home and is_markets_alias(alias.address, identity.rules):
            called = ahead_of_site(alias.name, site_of(domain_of(alias.address)))
            known = person.customer.name if person.customer else ""
            return replace(
                person,
                customer=Customer(known or called, alias.address, alias.found_in),
                reply_to=alias.address,
                reply_channel=ReplyChannel.RELAY,
                automatic_bar="marketplace relays are never answered automatically",
            )
    return person


def from_named_sender(mail: Mail, identity: Identity) -> Person | None:
    """Find "Asha Rao via Bazarly" <desk@bazarly.example>, her own address being in Reply-To."""
    sender = mail.sender
    writer = writer_in_reply_to(mail, identity)
    # A list sends its members' letters so, too.
    listed = mail.header("list-id") or mail.header("list-post") or mail.in_reply_to
    if writer is None or listed or is_staff(sender.address, identity):
        return None
    name = named_for(Alias(FoundIn.FROM, sender.address, sender.name), mail)
    if not name or is_token(sender.address) or is_shops_news(mail, name, identity):
        return None
    site = site_of(domain_of(sender.address))
    carrier = Carrier(
        (site,),
        (registered(domain_of(sender.address)),),
        True,
        key(mail.subject),
        key(name),
        mail.boxes,
    )
    return Person(
        customer=Customer(name, writer.address, FoundIn.REPLY_TO),
        reply_to=writer.address,
        reply_channel=ReplyChannel.EMAIL,
        own_words=unwrap(mail.text, carrier),
        quoted="",
        found=(Code("relay", f"{shown(sender.name)} writes through {site}"),),
        channel=site,
        automatic_bar="the answer would go to Reply-To, not to From",
    )


def answers_at_home(mail: Mail) -> bool:
    """Tell a machine's mail of which the answers go to an alias at its own site."""
    site = registered(domain_of(mail.sender.address))
    return is_machine(mail.sender.address) and any(
        is_token(each.address) and registered(domain_of(each.address)) == site
        for each in mail.reply_to
    )
