"""Mails whose From a list or a forwarder rewrote: "Anna via Support <support@store.example>".

The trap: only a mask names its own list in From; a Reply-To that just differs is no mask.
"""

from __future__ import annotations

import re
from dataclasses import replace

from triage.mail.addresses import salvage
from triage.mail.aliases import Alias, named_for
from triage.mail.desks import is_mailer
from triage.mail.form_labels import folded
from triage.mail.machine_addresses import is_machine, is_staff
from triage.mail.message import Address, FoundIn, Identity, Mail

_VIA = re.compile(
    r"[\"'“”‘’]{0,2}([^\"“”]{1,160}?)[\"'“”‘’]{0,2}\s(?:via|über|through|par|por|przez|μέσω|через|чрез)\s.{1,200}",
    re.IGNORECASE,
)
_MASKED = re.compile(
    r"([\w.+-]{1,64})\s?(?:@|\(at\)|\(a\)|\[at\]|\bat\b)\s?([\w-]{1,63}(?:\.[\w-]{1,63}){1,4})",
    re.IGNORECASE,
)
_HEAD = 1000  # characters in which a form's rows begin
_ROW = 40  # characters of a label
_ORIGINAL = ("x-original-from", "x-original-sender", "x-original-reply-to")


def unmasked(mail: Mail, identity: Identity) -> Mail:
    """Give a mail back the writer whom a list of ours or a forwarder hid; else leave it be."""
    if called := _without_masked(mail.sender):
        mail = replace(mail, sender=called)
    via = _VIA.fullmatch(mail.sender.name)
    if mail.sender.address in identity.form_senders:
        return mail  # the shop's form, whatever it puts into From
    ours = is_staff(mail.sender.address, identity)
    if not via and not (ours and any(mail.header(name) for name in _ORIGINAL)):
        return mail
    writer = _writer(mail, identity, named=ours)
    if writer is None or writer.address == mail.sender.address:
        return mail
    brought = _fills_row(mail.text, writer.address) or is_mailer(mail.sender.address)
    if not ours and (brought or _sets_off(mail)):
        return mail
    name = via[1].strip() if via else writer.name
    return replace(mail, sender=Address(name or writer.name, writer.address))


def _without_masked(sender: Address) -> Address | None:
    """Free "Ines Marek - ines at post.example" <ines_at_post_example_kq@…> of the masked address.

    An alias service writes who wrote both into the name and into the address it makes.
    """
    for found in _MASKED.finditer(sender.name):
        masked = folded(f"{found[1]}at{found[2]}"), folded(f"{found[1]}{found[2]}")
        if any(each in folded(sender.address.partition("@")[0]) for each in masked):
            rest = f"{sender.name[: found.start()]} {sender.name[found.end() :]}"
            return Address(rest.strip(" -–—|'\"()[]<>"), sender.address)
    return None


def _sets_off(mail: Mail) -> bool:
    """Tell a site's page that sets its user's words off: there it wrapped them, and masked none."""
    alias = Alias(FoundIn.FROM, mail.sender.address, mail.sender.name)
    return bool(mail.boxes and named_for(alias, mail)) and not mail.header("list-id")


def _fills_row(text: str, address: str) -> bool:
    """Tell a form's or chat's mail, in which the visitor's address stands in a row."""
    lines = (line.strip(" <>\t").lower() for line in text[:_HEAD].splitlines())
    return any(line.endswith(address) and len(line) <= len(address) + _ROW for line in lines)


def _writer(mail: Mail, identity: Identity, *, named: bool) -> Address | None:
    """Find the writer in the list's own headers, or in Reply-To, where masks put them."""
    noted = [found for name in _ORIGINAL for found in salvage(mail.header(name))] if named else []
    people = (
        each
        for each in (*noted, *mail.reply_to)
        if not is_machine(each.address) and not is_staff(each.address, identity)
    )
    return next(people, None)
