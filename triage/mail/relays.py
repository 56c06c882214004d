"""Marketplaces that hand a buyer's mail on: under an alias, which is also where the answer goes, or
as a notification that can only be answered on the platform.

The trap: an unlisted alias looks like any address; only a platform's announcement makes it one.
"""

from __future__ import annotations

import re
from dataclasses import replace

from triage.mail.aliases import (
    Alias,
    aliases,
    has_marker,
    is_markets_alias,
    is_token,
    named_for,
    order_of,
    relay_of,
    takes_answers,
)
from triage.mail.answers_above import without_our_mail
from triage.mail.auto_replies import nobody_reads
from triage.mail.builds import named_twice
from triage.mail.buyer_names import buyer_name, named_in
from triage.mail.buyer_prose import boxed_prose
from triage.mail.buyers import wrapper_fields
from triage.mail.bylines import without_byline, without_frame, without_heading
from triage.mail.carriers import Carrier
from triage.mail.display_names import ahead_of_site, display_name
from triage.mail.echoes import echo_of
from triage.mail.enquirers import enquirer
from triage.mail.machine_addresses import (
    domain_of,
    is_machine,
    is_staff,
    matches,
    platform_at,
    registered,
    site_of,
)
from triage.mail.machines import auto_submitted
from triage.mail.mail_rules import MailRules
from triage.mail.marks import SENTENCE_END
from triage.mail.matter import numbered_order
from triage.mail.message import Code, Customer, FoundIn, Identity, Mail, ReplyChannel
from triage.mail.name_rows import is_title
from triage.mail.person import Person
from triage.mail.placed_names import enquiring
from triage.mail.quotes import split
from triage.mail.reachable import answers_at_home
from triage.mail.relay_voice import asks_in_their_place, tells
from triage.mail.requests import asked_by_buyer, asked_of_seller, calls_for_answer, is_buyer
from triage.mail.rules import shown
from triage.mail.services import in_readers_box
from triage.mail.signed_names import name_signed
from triage.mail.speech import greets_customer, machine_speech
from triage.mail.wording import key
from triage.mail.wrapper_lines import LineKind, announces, kind_of, tells_seller
from triage.mail.wrappers import marked_words, unwrap

_LOOKED_AT = 1500
_MARKET = re.compile(r"[\w.-]{0,20}(?:market|seller|merchant|vendor|partner)[\w.-]{0,20}@")


def from_relay(mail: Mail, identity: Identity) -> Person | None:
    """Find the buyer behind a marketplace's alias in From, or in Reply-To."""
    # The platform may write from an address of the same domain, the alias being in Reply-To.
    for alias in sorted(aliases(mail), key=lambda each: not is_token(each.address)):
        relay = relay_of(alias.address)
        if relay is not None and not is_machine(alias.address):
            return _relayed(mail, alias, relay.id, identity.rules, relay.order)
    return _from_unlisted_alias(mail, identity)


def from_notification(mail: Mail, identity: Identity) -> Person | None:
    """Find the buyer a marketplace nobody listed speaks for; answered on the platform only."""
    sender = mail.sender.address
    reachable = any(not is_machine(each.address) for each in mail.reply_to)
    machine = is_machine(sender) or bool(_MARKET.match(sender)) or nobody_reads(mail)
    if reachable or not machine or is_staff(sender, identity):
        return None
    # A program that answers us may quote what a platform announced.
    if platform_at(domain_of(sender), identity.rules) or auto_submitted(mail) == "auto-replied":
        return None
    announced = _announced(mail, identity.rules)
    if not announced or _is_to_reader(mail, identity.rules):
        return None
    found = (Code("buyer_words", f"Announces a buyer's message: {shown(announced)}"),)
    return notified(mail, site_of(domain_of(sender)), identity.rules, found)


def _is_to_reader(mail: Mail, rules: MailRules) -> bool:
    """Tell a bank's or a portal's "You have a new message", in which the reader is the customer.

    A marketplace that greets its reader so names who wrote, or brings the words.
    """
    greeted = greets_customer(mail, or_seller=False)
    if named_in(mail.subject) or not (greeted or in_readers_box(mail)):
        return False
    # "A buyer's message is in your inbox"; banks call only the number and the page the customer's.
    said = [key(one) for one in SENTENCE_END.split(f"{mail.subject}\n{mail.text[:_LOOKED_AT]}")]
    if not greeted and any(
        (rules.message.find(one) and is_buyer(one)) or numbered_order(one) for one in said
    ):
        return False
    carrier = carrier_of(mail, site_of(domain_of(mail.sender.address)), rules, told=True)
    return not marked_words(mail.text, carrier)


def is_brought_by_marketplace(mail: Mail, alias: str, rules: MailRules) -> bool:
    """Tell whether a buyer's alias comes from its marketplace, not from whoever wrote it down."""
    sender = domain_of(mail.sender.address)
    if registered(sender) == registered(domain_of(alias)):
        return True
    relay = relay_of(alias)
    if relay is None:
        return False
    known = (host for each in rules.platforms if each.id == relay.id for host in each.domains)
    return any(matches(sender, host) for host in (*relay.domains, *known))


def notified(mail: Mail, channel: str, rules: MailRules, found: tuple[Code, ...]) -> Person:
    """Make the person of a platform's notification: words to read, no address to answer."""
    carrier = carrier_of(mail, channel, rules, told=True)
    carrier = replace(carrier, buyer=key(buyer_name(mail.subject, mail.text)))
    said = key(f"{mail.subject}\n{mail.text[:_LOOKED_AT]}", _LOOKED_AT)
    asks = rules.request.find(said) or asked_of_seller(mail)
    lines = mail.text[:_LOOKED_AT].splitlines()
    spoken = bool(rules.message.find(said) or enquiring(mail.subject, lines))
    spoken = spoken or any(announces(x) or tells_seller(x) for x in lines)
    spoken = spoken or any(x.endswith(":") and kind_of(x, carrier) is LineKind.NEWS for x in lines)
    asks_only = bool(asks) and not spoken
    own_words = without_byline(unwrap(mail.text, carrier, asks_only=asks_only))
    own_words = without_heading(own_words, carrier.buyer)
    called = buyer_name(mail.subject, mail.text, own_words)
    echo = echo_of(mail, carrier)
    if echo is not None:
        titled = is_title(echo.name, mail.text[:_LOOKED_AT].splitlines())
        # What repeats the subject is the platform's, and so is all around the words below it.
        own_words = own_words if own_words and echo.line not in own_words else echo.words
        called = called or buyer_name(mail.subject, mail.text, own_words)
        called = called or ("" if titled else echo.name)
    return Person(
        customer=Customer(called, "", FoundIn.BODY),
        reply_to="",
        reply_channel=ReplyChannel.PLATFORM_ONLY,
        own_words=own_words,
        quoted="",
        found=found,
        form_fields=wrapper_fields(mail.subject, mail.text, carrier, order_of(channel)),
        channel=channel,
        automatic_bar="a platform's notification can only be answered on the platform",
    )


def _relayed(
    mail: Mail,
    alias: Alias,
    channel: str,
    rules: MailRules,
    order: re.Pattern[str] | None = None,
) -> Person:
    address = alias.address
    named = named_for(alias, mail) if order is None else ""
    in_place = asks_in_their_place(mail, alias)
    carrier = carrier_of(mail, channel, rules, told=bool(named) or tells(mail, alias))
    carrier = replace(carrier, buyer=key(named))
    # Where the platform writes in its own voice, the words are announced and quoted by it.
    voice = replace(carrier, told=carrier.told or in_place)
    text = without_byline(unwrap(mail.text, voice, asks_only=in_place))
    answer = without_our_mail(mail.text.split("\n"), carrier)
    told_name = buyer_name(mail.subject, "\n".join(answer) if answer else mail.text, text)
    # The alias may stand in Reply-To without a name, and "Urs via ricardo.ch" in From.
    ahead = ahead_of_site(alias.name, site_of(domain_of(address)))
    ahead = ahead or ahead_of_site(mail.sender.name, site_of(domain_of(mail.sender.address)))
    # The name beside an alias in From is the buyer's, whoever speaks in the mail.
    beside = carrier_of(mail, channel, rules, told=alias.found_in is FoundIn.REPLY_TO)
    called = ahead or display_name(alias.name, beside) or told_name
    # "MediaMarkt Marktplatz" wrote it, "Neue Nachricht von Ayhan Yıldız" is its subject.
    if told_name and told_name in mail.subject and _heads(mail.subject, called):
        called = told_name
    words = split(without_frame(text, mail.text, called))
    # Where only a masked address stands in From, buyers sign as in any letter.
    letter = replace(mail, own_words=words.own, signature=words.signature)
    joined = f"{words.own}\n\n{words.signature}".strip()  # the name is part of the signature
    called = called or name_signed(letter, "")
    called = called or name_signed(replace(mail, own_words=joined, signature=""), "")
    return Person(
        customer=Customer(called, address, alias.found_in),
        reply_to=address,
        reply_channel=ReplyChannel.RELAY,
        own_words=words.own or words.quoted,
        quoted=(mail.quoted if answer else words.quoted) if words.own else "",
        found=(Code("relay", f"Marketplace relay {channel}: {shown(address)}"),),
        form_fields=wrapper_fields(mail.subject, mail.text, carrier, order),
        channel=channel,
        automatic_bar="marketplace relays are never answered automatically",
    )


def _heads(subject: str, name: str) -> bool:
    """Tell a name whose first word heads the subject in brackets: "[MediaMarkt] …"."""
    first = key(name).partition(" ")[0]
    return bool(first) and key(subject).startswith(f"[{first}")


def _is_sure(mail: Mail, alias: Alias, site: str, rules: MailRules) -> bool:
    """Tell "Lieke via Bazarly" whose words stand marked in Bazarly's mail; nor does it ask back."""
    named = named_for(alias, mail)
    if not named or machine_speech(mail):
        return False
    carrier = replace(carrier_of(mail, site, rules, told=True), buyer=key(named))
    listed = platform_at(domain_of(alias.address), rules) is not None
    return listed or marked_words(mail.text, carrier) is not None


def _from_unlisted_alias(mail: Mail, identity: Identity) -> Person | None:
    """Take an address made by a machine, beside a platform's announcement, for a buyer's alias."""
    if is_staff(mail.sender.address, identity):
        return None
    marked = has_marker(mail)
    announced = _announced(mail, identity.rules, marked=marked)
    site = site_of(domain_of(mail.sender.address))
    for alias in aliases(mail):
        made = is_token(alias.address) or is_markets_alias(alias.address, identity.rules)
        own_site = site_of(domain_of(alias.address)) == site and made
        told_of = announced and (marked or alias.found_in is FoundIn.REPLY_TO)
        sure = own_site and bool(told_of or _is_sure(mail, alias, site, identity.rules))
        if sure and takes_answers(alias, marked=marked):
            return _relayed(mail, alias, site, identity.rules)
    return None


def _announced(mail: Mail, rules: MailRules, *, marked: bool = False) -> str:
    """Return the wording that announces a buyer's words: with the buyer or an order beside it."""
    subject, sender = key(mail.subject), mail.sender.address
    head = key(mail.text[:_LOOKED_AT], _LOOKED_AT // 3)
    said = rules.message.find(subject) or rules.message.find(head)
    said = said or rules.request.find(subject) or asked_by_buyer(mail)
    # A help desk that confirms our request speaks of no buyer.
    if marked and not said:
        said = next((x for x in mail.text[:_LOOKED_AT].splitlines() if is_buyer(key(x))), "")
    beside = f"{subject}\n{head}"
    one = marked or is_buyer(beside) or bool(numbered_order(beside) or enquirer(said))
    # Of a machine's mail that can be answered at its site the subject may name who wrote.
    one = one or (answers_at_home(mail) and bool(named_in(mail.subject)))
    if said and one:
        return said
    if mail.header("list-unsubscribe") or not calls_for_answer(mail.text):
        return ""
    carrier = carrier_of(mail, site_of(domain_of(sender)), rules, told=True)
    echo = None if marked else echo_of(mail, carrier)
    if echo is not None:
        return echo.line
    # The page sets off what a person asks.
    told = said or named_twice(mail) or is_buyer(beside)
    return boxed_prose(mail.text, carrier) if told else ""


def carrier_of(mail: Mail, channel: str, rules: MailRules, *, told: bool) -> Carrier:
    """Tell who wrapped the words of a mail; `told`: a platform, in its own voice."""
    domain = domain_of(mail.sender.address)
    names = {channel, site_of(domain)}
    if told and not ahead_of_site(mail.sender.name, site_of(domain)):
        names.add(key(mail.sender.name).partition(" ")[0])
    if told and is_machine(mail.sender.address):
        names.add(key(mail.sender.name))  # as it signs: "Zalando Partner Care"
    known = (host for each in rules.platforms for host in each.domains if each.id == channel)
    hosts = (registered(domain), f"{site_of(domain)}.*", *known)
    return Carrier(
        *(tuple(sorted(name for name in names if len(name) > 2)), hosts, told, key(mail.subject)),
        # What goes to many sets its own tips off as well.
        boxes=() if mail.header("list-unsubscribe") else mail.boxes,
    )
