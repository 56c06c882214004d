"""A mail that a colleague forwards: the customer's mail inside it, inline or attached.

The trap: a colleague's answer quotes the customer in the same form. Only a forward's banner or
subject, an attached mail, or a quote without any covering note makes a forward.
"""

from __future__ import annotations

import re
from dataclasses import replace

from triage.mail.banners import is_banner, is_rule
from triage.mail.header_block import HeaderBlock, header_block_at
from triage.mail.headers import clean_line
from triage.mail.machine_addresses import is_staff
from triage.mail.message import Address, Identity, Mail
from triage.mail.quotes import split
from triage.mail.wording import WORDING, key
from triage.mail.wrapper_tails import unquote

_ADDRESS = re.compile(r"[^\s<>@,;:\"'()\[\]]{1,64}@[^\s<>@,;:\"'()\[\]]{1,200}")
_LINES = 400  # of a quote, in which the block of the forwarded mail is looked for
_ATTRIBUTION = re.compile(
    r"([^,:<>\"]{0,80})\"?\s{0,3}[<(\[](?:mailto:)?"
    r"([^\s<>@,;:()\[\]]{1,64}@[^\s<>@,;:()\[\]]{1,200})[>)\]][^:：]{0,60}[:：]\s*$"
)
_PREFIX = re.compile(r"^\s*\[?([^\s:：\[\]]{1,16})\s?[:：]\s*")


def forwarded_mail(mail: Mail, identity: Identity) -> Mail | None:
    """Return the mail a colleague forwards, None if this is no colleague's forward."""
    if not is_staff(mail.sender.address, identity) or mail.report is not None:
        return None
    if mail.embedded:
        outside = (each for each in mail.embedded if not is_staff(each.sender.address, identity))
        return next(outside, mail.embedded[0])
    says = _says_forward(mail)
    if not (says or _starts_with_banner(mail.quoted) or not mail.own_words.strip()):
        return None
    return _inline(mail, mail.quoted, identity) or (
        _inline(mail, mail.text, identity) if says else None
    )


def _says_forward(mail: Mail) -> bool:
    prefix = _PREFIX.match(mail.subject[:200])
    return prefix is not None and key(prefix[1]).strip(".") in WORDING.forward_prefixes


def _starts_with_banner(quoted: str) -> bool:
    first = next((line for line in quoted.splitlines()[:5] if line.strip()), "")
    return is_banner(unquote(first)) == "forwarded"


def _inline(mail: Mail, text: str, identity: Identity) -> Mail | None:
    lines = unquote(text).splitlines()
    block = _customers_block(lines, identity) or _customers_line(lines, identity)
    if block is None:
        return None
    body = "\n".join(_without_rules(lines[block.end :])).strip()
    # Foxmail marks the words once more than the headings above them.
    while body and all(line.startswith(">") for line in body.splitlines() if line.strip()):
        body = unquote(body).strip()
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


def _customers_block(lines: list[str], identity: Identity) -> HeaderBlock | None:
    """Return the first block of somebody outside: above it may stand our own answers to them."""
    blocks = (header_block_at(lines, at) for at in range(min(len(lines), _LINES)))
    outside = (
        block
        for block in blocks
        if block is not None and not is_staff(_address(block.fields["from"]).address, identity)
    )
    return next(outside, None)


def _customers_line(lines: list[str], identity: Identity) -> HeaderBlock | None:
    """Read the line some programs put in place of a block: `18.11.2026, "Anna" <a@b.example>:`."""
    for at, line in enumerate(lines[:_LINES]):
        found = _ATTRIBUTION.search(line[:400])
        if found and not is_staff(found[2].lower(), identity):
            return HeaderBlock(at, at + 1, {"from": f"{found[1]} <{found[2]}>"})
    return None


def _without_rules(lines: list[str]) -> list[str]:
    """Drop the ruled lines some programs put below the headings and below the mail."""
    first, last = 0, len(lines)
    while first < last and (not lines[first].strip() or is_rule(lines[first])):
        first += 1
    while last > first and (not lines[last - 1].strip() or is_rule(lines[last - 1])):
        last -= 1
    return lines[first:last]


def _addresses(value: str) -> tuple[Address, ...]:
    found = _ADDRESS.findall(clean_line(value[:2000]))
    return tuple(Address("", each.lower().rstrip(".")) for each in found)


def _address(value: str) -> Address:
    """Read "Max Muster <max@a.example>" and "Max Muster [mailto:max@a.example]"."""
    value = clean_line(value[:500])  # programs set marks of direction around name and address
    found = _ADDRESS.search(value.replace("mailto:", " "))
    name = re.split(r"[<\[(]", value, maxsplit=1)[0].strip(" \t\"'*;")
    address = found[0].lower().rstrip(".") if found else ""
    return Address("" if "@" in name else name, address)
