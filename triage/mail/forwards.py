"""A mail that a colleague forwards: the customer's mail inside it, inline or attached.

The trap: a colleague's answer quotes the customer in the same form. Only a forward's banner or
subject, an attached mail, or a quote without any covering note makes a forward.
"""

from __future__ import annotations

import re
from dataclasses import replace

from triage.mail.banners import is_banner
from triage.mail.header_block import HeaderBlock, header_block_at
from triage.mail.machine_addresses import is_staff
from triage.mail.message import Address, Identity, Mail
from triage.mail.quotes import split
from triage.mail.wording import WORDING, key
from triage.mail.wrappers import unquote

_ADDRESS = re.compile(r"[^\s<>@,;:\"'()\[\]]{1,64}@[^\s<>@,;:\"'()\[\]]{1,200}")
_LINES = 400  # of a quote, in which the block of the forwarded mail is looked for
_PREFIX = re.compile(r"^\s*\[?([^\s:：\[\]]{1,16})\s?[:：]\s*")


def forwarded_mail(mail: Mail, identity: Identity) -> Mail | None:
    """Return the mail a colleague forwards, None if this is no colleague's forward."""
    if not is_staff(mail.sender.address, identity) or mail.report is not None:
        return None
    if mail.embedded:
        return mail.embedded[0]
    if not (_says_forward(mail) or _starts_with_banner(mail.quoted) or not mail.own_words.strip()):
        return None
    return _inline(mail)


def _says_forward(mail: Mail) -> bool:
    prefix = _PREFIX.match(mail.subject[:200])
    return prefix is not None and key(prefix[1]).strip(".") in WORDING.forward_prefixes


def _starts_with_banner(quoted: str) -> bool:
    first = next((line for line in quoted.splitlines()[:5] if line.strip()), "")
    return is_banner(unquote(first)) == "forwarded"


def _inline(mail: Mail) -> Mail | None:
    lines = unquote(mail.quoted).splitlines()
    block = _first_block(lines)
    if block is None:
        return None
    body = "\n".join(lines[block.end :]).strip()
    words = split(body)
    return replace(
        mail,
        sender=_address(block.fields["from"]),
        reply_to=_addresses(block.fields.get("reply_to", "")),
        to=_addresses(block.fields.get("to", "")),
        cc=(),
        subject=block.fields.get("subject", _PREFIX.sub("", mail.subject)),
        # The colleague's headers say nothing about the customer's mail.
        headers=(),
        in_reply_to=(),
        references=(),
        return_path=None,
        report=None,
        embedded=(),
        text=body,
        own_words=words.own,
        quoted=words.quoted,
        signature=words.signature,
    )


def _first_block(lines: list[str]) -> HeaderBlock | None:
    blocks = (header_block_at(lines, at) for at in range(min(len(lines), _LINES)))
    return next((block for block in blocks if block is not None), None)


def _addresses(value: str) -> tuple[Address, ...]:
    found = _ADDRESS.findall(value[:2000])
    return tuple(Address("", each.lower().rstrip(".")) for each in found)


def _address(value: str) -> Address:
    """Read "Max Muster <max@a.example>" and "Max Muster [mailto:max@a.example]"."""
    found = _ADDRESS.search(value[:500].replace("mailto:", " "))
    name = re.split(r"[<\[(]", value[:500], maxsplit=1)[0].strip(" \t\"'*;")
    address = found[0].lower().rstrip(".") if found else ""
    return Address("" if "@" in name else name, address)
