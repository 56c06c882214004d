"""Shops' contact forms: the person is in Reply-To or the Name/E-mail lines, their words in a field.

The trap: shops mail order notices in the same shape. Only a message field or a form's own banner
makes a form.
"""

from __future__ import annotations

import re

from triage.mail.form_fields import Form, read_form
from triage.mail.machine_addresses import domain_of, is_machine, is_ours, is_staff, within
from triage.mail.machines import auto_reply_headers, auto_submitted
from triage.mail.message import Code, Customer, FoundIn, Identity, Mail, ReplyChannel
from triage.mail.person import Person
from triage.mail.quotes import split
from triage.mail.rules import load, phrases, shown
from triage.mail.wording import key

_RULES = load("forms")
_BANNERS = phrases(_RULES["banners"])
_MAILERS: list[str] = _RULES["mailers"]
_ADDRESS = re.compile(
    r"[^\s<>@,;:\"()\[\]]{1,64}@[^\s<>@,;:\"()\[\]]{1,200}\.[^\s<>@,;:\"()\[\]]{2,30}"
)
_LOOKED_AT = 20_000


def from_form(mail: Mail, identity: Identity) -> Person | None:
    """Find the person who filled in a shop's contact form."""
    configured = mail.sender.address in identity.form_senders
    if not configured and _answers_by_machine(mail):
        return None
    form = read_form(mail.text[:_LOOKED_AT])
    customer = _customer(mail, form, identity)
    banner = _BANNERS.find(key(mail.text, _LOOKED_AT)) or _BANNERS.find(key(mail.subject))
    if not _is_form(mail, form, customer, identity, banner):
        return None
    words = split(form.message or mail.own_words)
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
        automatic_bar="" if configured else "the form's sender is not listed in the settings",
    )


def _answers_by_machine(mail: Mail) -> bool:
    return auto_submitted(mail) == "auto-replied" or bool(auto_reply_headers(mail))


def _customer(mail: Mail, form: Form, identity: Identity) -> Customer | None:
    name = form.value("name")
    for each in mail.reply_to:
        if _is_persons(each.address, mail, identity):
            return Customer(name or each.name, each.address, FoundIn.REPLY_TO)
    written = _ADDRESS.search(form.value("email"))
    if written and _is_persons(written[0].lower().rstrip("."), mail, identity):
        return Customer(name, written[0].lower().rstrip("."), FoundIn.BODY)
    return Customer(name, "", FoundIn.BODY) if name else None


def _is_persons(address: str, mail: Mail, identity: Identity) -> bool:
    ours = is_ours(address, identity) or is_machine(address)
    return bool(address) and not ours and address != mail.sender.address


def _is_form(
    mail: Mail, form: Form, customer: Customer | None, identity: Identity, banner: str
) -> bool:
    reachable = customer is not None and bool(customer.address)
    if mail.sender.address in identity.form_senders:
        return reachable or bool(form.message)
    labelled = bool(form.message) and bool(form.value("name") or form.value("email"))
    return reachable and (bool(banner) or labelled) and _sent_by_a_form(mail, identity)


def _sent_by_a_form(mail: Mail, identity: Identity) -> bool:
    address = mail.sender.address
    return (
        is_machine(address)
        or is_staff(address, identity)
        or any(within(domain_of(address), mailer) for mailer in _MAILERS)
        or any(each.address != address for each in mail.reply_to)
    )


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
