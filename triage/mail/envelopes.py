"""Mails that come whole inside another's envelope: Italy's certified mail (PEC), gateways, lists.

The trap: whoever draws an envelope vouches for nothing. What our server found out about it says
nothing of the mail within, and nobody inside may pass for a colleague, a platform or a relay.
"""

from __future__ import annotations

from dataclasses import replace

from triage.mail.aliases import relay_of
from triage.mail.authentication import disowned
from triage.mail.machine_addresses import domain_of, is_machine, is_staff, platform_at
from triage.mail.message import Code, Identity, Mail
from triage.mail.reasons import header_reason

# Of an envelope a provider says X-Trasporto, of a receipt X-Ricevuta with its type: both are laid
# down with the PEC's rules of 2005. What else stands there is a writer's wish for a receipt.
_CARRIED = "x-trasporto"
_RECEIPT = "x-ricevuta"
_TYPES = ("accettazione", "presa-in-carico", "consegna", "virus")
_FAILED = ("errore", "non-accettazione", "virus")
# What servers on the way wrote; inside, anybody may have.
_UNPROVEN = ("authentication-results", "received", "received-spf", _RECEIPT)
_OF_ENVELOPE = (*_UNPROVEN, "content-type", "from", "reply-to", "subject", "message-id", "date")


def taken_out(mail: Mail, identity: Identity) -> Mail:
    """Return the mail inside an envelope that names its writer; any other mail as it is."""
    if not mail.embedded or mail.report is not None or disowned(mail, identity):
        return mail
    inner = mail.embedded[0]
    if not _is_envelope_of(mail, inner) or not _may_write(inner.sender.address, identity):
        return mail
    within = (each for each in inner.headers if each[0] not in _UNPROVEN)
    around = (each for each in mail.headers if each[0] not in _OF_ENVELOPE)
    return replace(
        inner,
        sha256=mail.sha256,
        size=mail.size,
        in_reply_to=inner.in_reply_to or mail.in_reply_to,
        references=inner.references or mail.references,
        to=inner.to or mail.to,
        return_path=mail.return_path,
        headers=(*within, *around),
        defects=(*mail.defects, *inner.defects),
    )


def failed_receipt(mail: Mail) -> list[Code]:
    """List the header of a PEC provider that could not deliver."""
    return receipt(mail) if any(word in mail.header(_RECEIPT).lower() for word in _FAILED) else []


def receipt(mail: Mail) -> list[Code]:
    """List the header of a PEC provider that took a mail or delivered it."""
    said = "" if mail.header(_CARRIED) else mail.header(_RECEIPT).lower()
    known = any(word in said for word in _TYPES)
    return [header_reason("certified_receipt", mail, _RECEIPT)] if known else []


def _is_envelope_of(mail: Mail, inner: Mail) -> bool:
    """Tell an envelope, whose own words are its maker's, from a person's mail with one attached."""
    writer = inner.sender.address
    if not writer or writer == mail.sender.address:
        return False
    if mail.header(_CARRIED):
        return True
    if writer in mail.sender.name.lower():
        return True
    return not mail.own_words.strip() and any(each.address == writer for each in mail.reply_to)


def _may_write(address: str, identity: Identity) -> bool:
    known = platform_at(domain_of(address), identity.rules) or relay_of(address)
    return known is None and not is_machine(address) and not is_staff(address, identity)
