"""Shops' contact forms: the person is in Reply-To or the Name/E-mail lines, their words in a field.

The trap: shops mail order notices in the same shape. Only a message field or a form's own banner
makes a form.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from triage.mail.carriers import Carrier
from triage.mail.desks import MAILERS, UNLISTED, behind_desk, is_desks_notice, is_mailer
from triage.mail.form_fields import SHORTEST_MESSAGE, Form, read_form
from triage.mail.form_labels import folded
from triage.mail.form_shapes import in_rows
from triage.mail.forwards import forwarded_mail
from triage.mail.header_block import header_block_at
from triage.mail.lists import holds_list_mails, written_by_list
from triage.mail.machine_addresses import (
    domain_of,
    is_machine,
    is_ours,
    is_staff,
    platform_at,
    site_of,
)
from triage.mail.machines import auto_reply_headers, auto_submitted
from triage.mail.matter import phrase_of_matter, shop_talk, speaks_of_self
from triage.mail.message import Code, Customer, FoundIn, Identity, Mail, ReplyChannel
from triage.mail.name_shapes import is_name
from triage.mail.person import Person
from triage.mail.quotes import split
from triage.mail.rules import load, phrases, shown
from triage.mail.shop_news import is_silent_news
from triage.mail.signed_names import name_signed
from triage.mail.store_names import is_stores
from triage.mail.visitors import ADDRESS, Visitor, name_beside
from triage.mail.wording import key
from triage.mail.writer_names import name_like_address, name_of_writer

_RULES = load("forms")
_BANNERS = phrases(_RULES["banners"])
_SIGNUPS = phrases(_RULES["signups"])
_LOOKED_AT = 20_000
_HEAD = 1000  # characters in which a form says who wrote
_HONOUR = re.compile(r"\s?(?:様|さま|さん|님|씨)$")
# what a form or chat writes behind its visitor's name in From
_GLUE = re.compile(r"\s(?:[-–—|(/]|via\s|über\s|through\s|on\s)")


def from_form(mail: Mail, identity: Identity) -> Person | None:
    """Find the person who filled in a shop's contact form."""
    configured = mail.sender.address in identity.form_senders
    if not configured and (_answers_by_machine(mail) or forwarded_mail(mail, identity)):
        return None
    # A digest's "From: … Message: 1" looks like a form's fields.
    if written_by_list(mail, identity) or holds_list_mails(mail, identity):
        return None
    banner = _BANNERS.find(key(mail.text, _LOOKED_AT)) or _BANNERS.find(key(mail.subject))
    known = configured or bool(banner) or is_mailer(mail.sender.address) or _asks_address(mail)
    known = known or _asks_who(mail, identity)
    text, built = _rows(mail, identity)
    form = read_form(text, _carrier(mail, identity), questions=known or built)
    if (built and (form.guessed or not form.message)) or (configured and not form.fields):
        # The message may stand above the rest.
        strict = read_form(text, _carrier(mail, identity))
        form = strict if strict.message else form
    customer = _customer(mail, form, identity)
    if not form.message and customer is not None and is_desks_notice(mail, customer):
        if is_silent_news(mail, identity):
            return None
        return behind_desk(mail, customer, _carrier(mail, identity), _channel(mail))
    if not _is_form(mail, form, customer, identity, banner):
        return None
    words = split(form.message or ("" if form.left_empty else mail.own_words))
    reply_to = customer.address if customer else ""
    return Person(
        customer=customer,
        reply_to=reply_to,
        reply_channel=ReplyChannel.EMAIL if reply_to else ReplyChannel.NONE,
        own_words=words.own,
        quoted=words.quoted,
        found=_reasons(mail, form, configured, banner),
        form_fields=form.fields,
        channel=_channel(mail),
        automatic_bar="" if configured else UNLISTED,
    )


def _rows(mail: Mail, identity: Identity) -> tuple[str, bool]:
    """Return the text with its rows made plain, and whether they show a form by their build."""
    text = mail.text[:_LOOKED_AT]
    if mail.in_reply_to or not _sent_by_a_form(mail, identity) or _is_persons_own(mail, identity):
        return text, False
    if _answers_a_letter(mail):
        return text, False
    people = {each.address for each in mail.reply_to if _is_persons(each.address, mail, identity)}

    def is_theirs(address: str) -> bool:
        return address in people or (not people and _is_visitors(address, mail, identity))

    names = [each.name for each in mail.reply_to if each.address in people]
    names += _GLUE.split(mail.sender.name)[:1] if people else []
    if not people and not (
        is_machine(mail.sender.address) or is_staff(mail.sender.address, identity)
    ):
        return text, False
    rows, built = in_rows(
        text, Visitor(is_theirs, tuple(name for name in names if name), mail.subject)
    )
    return (rows, built) if built else (text, False)


def _answers_a_letter(mail: Mail) -> bool:
    """Tell an answer with the headings of the letter below it, which look like a form's rows."""
    lines = mail.quoted.lstrip().splitlines()
    return bool(lines and mail.own_words.strip()) and header_block_at(lines, 0) is not None


def _is_visitors(address: str, mail: Mail, identity: Identity) -> bool:
    own = domain_of(address) == domain_of(mail.sender.address)
    return _is_persons(address, mail, identity) and not own and not is_staff(address, identity)


def _is_persons_own(mail: Mail, identity: Identity) -> bool:
    """Tell a colleague who writes under their own name: "Jana Voss <jana@…>"."""
    answered = any(_is_persons(each.address, mail, identity) for each in mail.reply_to)
    if answered or is_machine(mail.sender.address):
        return False
    local = mail.sender.address.rpartition("@")[0]
    ours = {label for domain in identity.staff_domains for label in domain.split(".")}
    words = {folded(word) for word in mail.sender.name.split()} - ours
    return len(words) > 1 and folded(re.split(r"[._-]", local)[0]) in words


def _answers_by_machine(mail: Mail) -> bool:
    return auto_submitted(mail) == "auto-replied" or bool(auto_reply_headers(mail))


def _customer(mail: Mail, form: Form, identity: Identity) -> Customer | None:
    # "From: Anna <anna@a.example>" brings the name along.
    beside = form.value("email").partition("<")[0].strip(" \"'")
    beside = "" if "@" in beside or ":" in beside else beside
    name = form.value("name") or beside or name_beside(form.value("email"))
    name = _HONOUR.sub("", name)
    for each in mail.reply_to:
        if _is_persons(each.address, mail, identity):
            # "Asha Rao (asha.rao@…)"
            called = name_like_address(name, each.address) if "@" in name else ""
            shown = "" if is_stores(each.name, mail, each.address) else each.name
            called = called or name or shown
            called = called or _in_subject(mail) or name_of_writer(mail, each.address)
            return Customer(called, each.address, FoundIn.REPLY_TO)
    written = ADDRESS.search(form.value("email"))
    if written and _is_persons(written[0].lower().rstrip("."), mail, identity):
        address = written[0].lower().rstrip(".")
        # Some forms ask for no name; then it ends what was written.
        letter = replace(mail, own_words=form.message, signature="", quoted="")
        name = name or name_signed(letter, address) or name_of_writer(mail, address)
        return Customer(name, address, FoundIn.BODY)
    if written and written[0].lower() == mail.sender.address and _own_form(mail):
        return Customer(name or mail.sender.name, mail.sender.address, FoundIn.FROM)
    return Customer(name, "", FoundIn.BODY) if name else None


def _in_subject(mail: Mail) -> str:
    """Return the name that begins or ends the subject, and begins a line of the form's mail."""
    words = mail.subject[:300].split()
    lines = [line.strip() for line in mail.text[:_HEAD].splitlines()]
    for run in (words[-3:], words[-2:], words[:3], words[:2]):
        name = " ".join(run)
        whole = len(run) > 1 and all(is_name(word) and word.isalpha() for word in run)
        if whole and any(line.startswith(f"{name} ") or line == name for line in lines):
            return name
    return ""


def _own_form(mail: Mail) -> bool:
    """Tell a form that writes its visitor into From, from a visitor who quotes a form's mail."""
    return not mail.in_reply_to and bool(read_form(mail.own_words[:_LOOKED_AT]).message)


def _is_persons(address: str, mail: Mail, identity: Identity) -> bool:
    ours = is_ours(address, identity) or is_machine(address)
    return bool(address) and not ours and address != mail.sender.address


def _is_form(
    mail: Mail, form: Form, customer: Customer | None, identity: Identity, banner: str
) -> bool:
    reachable = customer is not None and bool(customer.address)
    written = bool(form.message) and (not form.guessed or _is_matter(mail, form, identity))
    if mail.sender.address in identity.form_senders:
        signup = _SIGNUPS.find(key(f"{mail.subject} {mail.text[:300]}"))
        return written or (reachable and not signup)
    labelled = written and bool(form.value("name") or form.value("email"))
    if customer is not None and customer.address == mail.sender.address:
        return labelled and bool(banner)
    if not reachable:
        # A visitor who left no address still waits; what shops report of orders has no message.
        return labelled and bool(banner) and is_machine(mail.sender.address)
    return (bool(banner) or labelled) and _sent_by_a_form(mail, identity)


def _sent_by_a_form(mail: Mail, identity: Identity) -> bool:
    address = mail.sender.address
    return (
        is_machine(address)
        or is_staff(address, identity)
        or is_mailer(address)
        or any(each.address != address for each in mail.reply_to)
    )


def _asks_address(mail: Mail) -> bool:
    """Tell a form nobody listed: the address in Reply-To is its answer to a question."""
    people = {each.address for each in mail.reply_to} - {mail.sender.address, ""}
    lines = [line.strip(" *_<>\t").lower() for line in mail.text[:_LOOKED_AT].splitlines()]
    filled = [line for line in lines if line]
    asked = (line for line, below in pairwise(filled) if below in people)
    return any(line.endswith(("?", "？", "؟", "?:", "? *")) for line in asked)


def _asks_who(mail: Mail, identity: Identity) -> bool:
    """Tell a machine's or the shop's mail with fields for a name or words, and for an address.

    Shop platforms, which mail of orders in the same shape, put a banner on their forms.
    """
    form = read_form(mail.text[:_LOOKED_AT])
    written = ADDRESS.search(form.value("email"))
    if written is None or not _is_persons(written[0].lower(), mail, identity):
        return False
    if is_staff(mail.sender.address, identity):
        return bool(form.message)
    machine = is_machine(mail.sender.address) and not _is_platforms(mail, identity)
    return machine and bool(form.value("name"))


def _is_platforms(mail: Mail, identity: Identity) -> bool:
    return platform_at(domain_of(mail.sender.address), identity.rules) is not None


def _is_matter(mail: Mail, form: Form, identity: Identity) -> bool:
    """Tell an answer under an unknown label that a visitor wrote, from a notice's own words."""
    if _is_platforms(mail, identity):
        return False
    listed = is_mailer(mail.sender.address) and bool(form.value("email"))
    said = len(form.message) >= SHORTEST_MESSAGE
    asked = "?" in form.message or bool(speaks_of_self(form.message))
    asked = asked or bool(phrase_of_matter(form.message) or shop_talk(form.message))
    return listed or (said and asked and bool(form.value("name") and form.value("email")))


def _carrier(mail: Mail, identity: Identity) -> Carrier:
    """Who wrote the form's own lines: the mailer, and the store whose pages it links to."""
    domain = domain_of(mail.sender.address)
    hosts = (domain, *identity.staff_domains, *MAILERS)
    name = site_of(domain)
    foreign = len(name) > 3 and not is_staff(mail.sender.address, identity)
    return Carrier((key(mail.sender.name), name if foreign else ""), hosts)


def _reasons(mail: Mail, form: Form, configured: bool, banner: str) -> tuple[Code, ...]:
    reasons = [Code("form", f"Shop form of {shown(mail.sender.address)}")]
    if configured:
        reasons.append(Code("form_sender", "From is a form sender of the settings"))
    if banner:
        reasons.append(Code("form_banner", f"Says: {shown(banner)}"))
    if form.fields:
        reasons.append(Code("form_fields", "Fields: " + ", ".join(name for name, _ in form.fields)))
    return tuple(reasons)


def _channel(mail: Mail) -> str:
    address = mail.sender.address
    if "shopify" in domain_of(address) or "shopify" in mail.header("feedback-id").lower():
        return "shopify_form"
    if address.startswith("wordpress@") or "phpmailer" in mail.header("x-mailer").lower():
        return "wordpress_form"
    return "form"
