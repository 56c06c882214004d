"""Which mails a mailing list wrote itself: digests, reminders, welcomes, whatever program runs it.

The trap: a store's own support address may be such a list, and customers write through it.
"""

from __future__ import annotations

import re

from triage.mail.header_block import header_block_at
from triage.mail.message import Identity, Mail

_NAMING = ("list-post", "x-beenthere")
_ADDRESS = re.compile(r"[^\s<>@,;:\"()]{1,64}@[^\s<>@,;:\"()?]{1,200}")
_ID = re.compile(r"<([^<>@\s.]{1,64})\.([^<>@\s]{1,200})>")
# What list programs put behind their list's name in addresses of their own
_ROLE = re.compile(r"[-+](?:request|bounces?|owner|admin|digest|confirm|noreply|help)\b.{0,80}")
_HEADS_WITHIN = 150  # lines
_CAP = 1000  # characters of a header


def own_list(mail: Mail, identity: Identity) -> bool:
    """Tell whether the list is the store's own group address, through which customers write."""
    named = " ".join(mail.header_values("list-id") + mail.header_values("list-post"))
    lowered = named[:_CAP].lower()
    ours = identity.addresses | identity.staff_domains
    dotted = {address.replace("@", ".") for address in ours}
    return any(name in lowered for name in ours | dotted)


def written_by_list(mail: Mail, identity: Identity) -> bool:
    """Tell a mail of the list's own program, with nobody else to answer.

    Lists also send members' letters in their own name; those name no role and hold no other mail.
    """
    addresses = list_addresses(mail)
    if not addresses or own_list(mail, identity):
        return False
    answered = [each.address for each in mail.reply_to]
    itself = all(_without_role(each) in addresses for each in (mail.sender.address, *answered))
    role = _without_role(mail.sender.address) != mail.sender.address
    return itself and (role or holds_list_mails(mail, identity))


def holds_list_mails(mail: Mail, identity: Identity) -> bool:
    """Tell a digest: a list of others, answering nothing, sends other mails' header lines."""
    posted = any(mail.header(name) for name in _NAMING)
    if not posted or mail.in_reply_to or mail.references or own_list(mail, identity):
        return False
    lines = mail.text.splitlines()[:_HEADS_WITHIN]
    blocks = (header_block_at(lines, at) for at, line in enumerate(lines) if line.strip())
    return any(block is not None and "date" in block.fields for block in blocks)


def list_addresses(mail: Mail) -> frozenset[str]:
    """Return the addresses of the list by its headers, without the roles of its program."""
    found: set[str] = set()
    for name in _NAMING:
        for value in mail.header_values(name):
            found |= {_without_role(one) for one in _ADDRESS.findall(value[:_CAP].lower())}
    for value in mail.header_values("list-id"):
        found |= {f"{one[0]}@{one[1]}" for one in _ID.findall(value[:_CAP].lower())}
    return frozenset(found)


def _without_role(address: str) -> str:
    local, _, domain = address.lower().partition("@")
    plain = _ROLE.sub("", local).removeprefix("owner-")
    return f"{plain}@{domain}"
