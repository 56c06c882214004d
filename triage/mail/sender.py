"""Who is the customer, and where would an answer go?

The trap: Reply-To is written by the sender of the mail. On a plain mail it is followed only within
the same domain, when From proved itself or the letter names the address, or when nobody reads From.
"""

from __future__ import annotations

from dataclasses import replace
from email.utils import parseaddr

from triage.mail.authentication import came_from, forged, verified
from triage.mail.desks import from_team_notice
from triage.mail.devices import is_device
from triage.mail.form_closings import marks_of, without_closings
from triage.mail.form_labels import folded
from triage.mail.forms import from_form
from triage.mail.machine_addresses import domain_of, is_machine, is_ours, is_staff, site_of
from triage.mail.message import (
    Address,
    Customer,
    FoundIn,
    Identity,
    Mail,
    ReplyChannel,
)
from triage.mail.offices import behind_office, is_own_desk
from triage.mail.person import Person
from triage.mail.reachable import from_named_sender
from triage.mail.relays import from_notification, from_relay
from triage.mail.signed_names import name_signed
from triage.mail.transcripts import from_transcript
from triage.mail.wrapper_lines import is_marker

_SHORTEST_NAME = 3  # letters
_LINE = 2000  # characters
# fmt: off
_NO_NAMES = frozenset((
    "undefined", "null", "none", "nil", "nan", "unknown", "unbekannt", "(null)", "n/a", "no name",
    "iphone", "ipad", "android", "samsung", "galaxy", "email", "e-mail", "mail", "info", "user",
))
# fmt: on


def behind_machine(mail: Mail, identity: Identity) -> Person | None:
    """Find the person behind a marketplace alias, a shop form or an unlisted platform's mail."""
    readers = (
        *(from_team_notice, from_relay, from_transcript, from_form),
        *(from_named_sender, from_notification),
    )
    found = next((person for read in readers if (person := read(mail, identity))), None)
    if found is None:
        return None
    return replace(found, own_words=without_closings(found.own_words, marks_of(mail, identity)))


def plain(mail: Mail, identity: Identity) -> Person:
    """Find the person of a mail that nothing carried for them."""
    customer, reply_to = _writer(mail, identity)
    own_words = mail.own_words
    # Whoever asks for answers "above this line" writes its own below the words, too.
    first = mail.text.lstrip()[:_LINE].splitlines()[:1]
    if any(map(is_marker, first)):
        own_words = without_closings(own_words, marks_of(mail, identity))
    bar = ""
    if not reply_to:
        bar = "there is no address a person reads"
    elif reply_to != mail.sender.address:
        bar = "the answer would go to Reply-To, not to From"
    return Person(
        customer=customer,
        reply_to=reply_to,
        reply_channel=ReplyChannel.EMAIL if reply_to else ReplyChannel.NONE,
        own_words=own_words,
        quoted=mail.quoted,
        automatic_bar=bar,
    )


def _writer(mail: Mail, identity: Identity) -> tuple[Customer | None, str]:
    sender = mail.sender
    other = next((each for each in mail.reply_to if _reads(each.address, identity)), None)
    if not _reads(sender.address, identity):
        if other is not None:
            found = Customer(other.name or sender.name, other.address, FoundIn.REPLY_TO)
            return found, other.address
        known = sender.name or sender.address
        ours = is_ours(sender.address, identity)
        return (
            Customer(sender.name, sender.address, FoundIn.FROM) if known and not ours else None
        ), ""
    if other is not None and _for_outsider(sender.address, other.address, identity):
        # The shop's own program writes for whoever filled in its form.
        return Customer(other.name, other.address, FoundIn.REPLY_TO), other.address
    if other is not None and _by_script(mail, other) and not forged(mail, identity):
        return Customer(other.name, other.address, FoundIn.REPLY_TO), other.address
    customer = Customer(_named(mail, identity), sender.address, FoundIn.FROM)
    follow = other is not None and _is_theirs(mail, other, identity)
    if other is not None and follow and is_device(sender) and not is_device(other):
        return Customer(other.name or sender.name, other.address, FoundIn.REPLY_TO), other.address
    return customer, other.address if other is not None and follow else sender.address


def _named(mail: Mail, identity: Identity) -> str:
    """Return the writer's name, from another header or below the letter if From shows none.

    Only what stands beside the very same address is theirs, or what that address is made of.
    """
    sender = mail.sender
    if not _is_nobody(sender.name):
        return behind_office(mail) or _called(sender, identity)
    name, address = parseaddr(mail.header("sender"))
    beside = (name,) if address.lower() == sender.address else ()
    names = (*(e.name for e in mail.reply_to if e.address == sender.address), *beside)
    shown = next((each for each in names if not _is_nobody(each) and "@" not in each), "")
    signed = Address(name_signed(mail, sender.address), sender.address)
    return shown or _called(signed, identity)


def _is_nobody(name: str) -> bool:
    """Tell what programs write where they know no name: "undefined", "-", a number."""
    return not any(map(str.isalpha, name)) or name.strip(" ()[]<>\"'").casefold() in _NO_NAMES


def _called(sender: Address, identity: Identity) -> str:
    """Return the display name, "" for the store's own that an address book put on a customer.

    A namesake's address bears the name too, as "info@lindenhof-hotel.example" does.
    """
    first = folded(sender.name.partition(" ")[0]) if "," not in sender.name else ""
    domains = (*identity.staff_domains, *map(domain_of, identity.addresses))
    ours = len(first) > _SHORTEST_NAME and first in {folded(site_of(each)) for each in domains}
    return "" if ours and first not in folded(sender.address) else sender.name


def _for_outsider(sender: str, other: str, identity: Identity) -> bool:
    return is_staff(sender, identity) and not is_staff(other, identity)


def _by_script(mail: Mail, other: Address) -> bool:
    """Tell a site's script that writes its visitor's name before its own address.

    Both names are the same, and it stands in the mailbox's name no more than in "shop@…".
    """
    script = "php" in mail.header("x-mailer").lower() or mail.header("x-php-originating-script")
    same = len(other.name.split()) > 1 and folded(other.name) == folded(mail.sender.name)
    local = folded(mail.sender.address.partition("@")[0])
    own = any(folded(word) in local for word in other.name.split() if len(word) > _SHORTEST_NAME)
    return bool(script) and same and not own


def _is_theirs(mail: Mail, other: Address, identity: Identity) -> bool:
    """Tell whether the writer, and not a forger, wants the answer at another address."""
    if domain_of(other.address) == domain_of(mail.sender.address):
        return True
    if forged(mail, identity):
        return False
    named = verified(mail, identity) or other.address in mail.own_words.lower()
    named = named or is_own_desk(mail, other)
    return named or (_names_same(mail.sender, other) and came_from(mail, identity))


def _names_same(sender: Address, other: Address) -> bool:
    """Tell "Anna Berg <office@…>" and "anna.berg@…" for one person, by a name that both bear."""
    there = folded(f"{other.name} {other.address.partition('@')[0]}")
    words = [folded(word) for word in sender.name.split()]
    return any(len(word) > _SHORTEST_NAME and word in there for word in words)


def _reads(address: str, identity: Identity) -> bool:
    """Tell whether a person outside the store reads this address."""
    # With a second @ nobody can say whose it is.
    whole = address.count("@") == 1 or (address.startswith('"') and "@" in address)
    return whole and not is_machine(address) and not is_ours(address, identity)
