"""Help desks' and chats' notices that somebody wrote: to the team, in the desk's own voice.

The trap: other shops' desks answer us in the same shape; only our own account speaks to our team.
"""

from __future__ import annotations

from dataclasses import replace

from triage.mail.buyer_names import buyer_name
from triage.mail.carriers import Carrier
from triage.mail.form_fields import read_form
from triage.mail.machine_addresses import domain_of, is_machine, is_ours, is_staff, site_of, within
from triage.mail.message import Code, Customer, FoundIn, Identity, Mail, ReplyChannel
from triage.mail.name_shapes import last_name
from triage.mail.person import Person
from triage.mail.rules import load, shown
from triage.mail.visitors import ADDRESS
from triage.mail.wording import key
from triage.mail.wrapper_lines import LineKind, is_stamp, kind_of
from triage.mail.wrappers import unwrap
from triage.mail.writer_names import name_of_writer

MAILERS: tuple[str, ...] = tuple(load("forms")["mailers"])
UNLISTED = "the form's sender is not listed in the settings"
_HEAD = 30  # lines in which a desk says who wrote
_LINE = 140  # characters of a line that names the writer


def is_mailer(address: str) -> bool:
    """Tell an address of a form's, chat's or help desk's provider."""
    return any(within(domain_of(address), mailer) for mailer in MAILERS)


def is_desks_notice(mail: Mail, customer: Customer) -> bool:
    """Tell a help desk's or chat's notice that somebody wrote, that person in Reply-To."""
    desk = mail.sender.address
    reached = customer.found_in is FoundIn.REPLY_TO
    own = domain_of(customer.address) == domain_of(desk)
    return reached and not own and is_mailer(desk) and not is_mailer(customer.address)


def behind_desk(mail: Mail, customer: Customer, carrier: Carrier, channel: str) -> Person:
    """Make the person of such a notice."""
    words = unwrap(mail.text, replace(carrier, told=True, subject=key(mail.subject)))
    name = next((each.name for each in mail.reply_to if each.address == customer.address), "")
    name = name or customer.name or name_of_writer(mail, customer.address)
    name = name or buyer_name(mail.subject, mail.text, words)
    return _person(mail, replace(customer, name=name), words, channel)


def from_team_notice(mail: Mail, identity: Identity) -> Person | None:
    """Find the customer of whom our own help desk tells the team, answers going to the desk."""
    desk = mail.sender.address
    if not is_mailer(desk) or not _is_our_account(domain_of(desk), identity):
        return None
    if not any(is_ours(each.address, identity) for each in mail.to):
        return None
    lines = mail.text.split("\n")
    for at, line in enumerate(lines[:_HEAD]):
        found = ADDRESS.search(line[:300])
        address = found[0].lower() if found else ""
        if found is None or not _is_customers(address, mail, identity):
            continue
        name = last_name(line[: found.start()].rpartition(":")[2].rstrip(" <([\t"))
        name = name or buyer_name(mail.subject, mail.text)
        words = _below(mail, lines, at, name)
        return _person(mail, Customer(name, address, FoundIn.BODY), words, "desk")
    return None


def _is_our_account(host: str, identity: Identity) -> bool:
    """Tell "lindenhof.zendesk.com" by the first label of our own domains."""
    ours = {
        site_of(each) for each in (*identity.staff_domains, *map(domain_of, identity.addresses))
    }
    return not ours.isdisjoint(host.split(".")[:-2])


def _is_customers(address: str, mail: Mail, identity: Identity) -> bool:
    if is_machine(address) or is_staff(address, identity) or is_mailer(address):
        return False
    return address != mail.sender.address


def _below(mail: Mail, lines: list[str], at: int, name: str) -> str:
    """Return the words below the lines that name their writer, or those of a labelled field."""
    carrier = Carrier((key(mail.sender.name),), (domain_of(mail.sender.address),), told=True)
    form = read_form(mail.text, carrier, questions=True)
    if form.message and not form.guessed:
        return form.message
    begin = at + 1
    for n in range(begin, min(len(lines), at + _HEAD)):
        said = (name and name in lines[n] and len(lines[n]) <= _LINE) or is_stamp(lines[n])
        kind = kind_of(lines[n], carrier)
        if not said and kind not in (LineKind.BLANK, LineKind.RULE):
            break
        begin = n + 1
    kinds = [kind_of(line, carrier) for line in lines]
    ends = (LineKind.RULE, LineKind.LINK, LineKind.TAIL)
    end = next((n for n in range(begin + 1, len(lines)) if kinds[n] in ends), len(lines))
    return "\n".join(lines[begin:end]).strip()


def _person(mail: Mail, customer: Customer, words: str, channel: str) -> Person:
    return Person(
        customer=customer,
        reply_to=customer.address,
        reply_channel=ReplyChannel.EMAIL,
        own_words=words,
        quoted="",
        found=(Code("desk", f"Help desk's notice of {shown(mail.sender.address)}"),),
        form_fields=(),
        channel=channel,
        automatic_bar=UNLISTED,
    )
