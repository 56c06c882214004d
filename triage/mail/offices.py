"""Who writes from an office: the person behind a firm's display name, and the firm's own desk.

The trap: people set nicknames beside their names, too, and anybody may name any desk in Reply-To.
"""

from __future__ import annotations

import re
from dataclasses import replace

from triage.mail.desks import is_mailer
from triage.mail.firms import behind_firm
from triage.mail.form_labels import folded
from triage.mail.machine_addresses import domain_of, site_of
from triage.mail.message import Address, Mail
from triage.mail.signed_names import is_persons, name_signed

_FIRM = re.compile(r"([^()（）]{3,80}?)\s?[(（]([^()（）]{3,80})[)）]")
_BAR = re.compile(r"\s?[|·•]\s?|\s[–—/-]\s")
_PIECE = 4  # letters; words of a display name that may be an office's
_SIGNED = 3  # lines in which a writer may have signed


def behind_office(mail: Mail) -> str:
    """Return the person's own name where From shows an office's beside or instead of it, or ""."""
    return _beside_office(mail) or behind_firm(mail)


def _beside_office(mail: Mail) -> str:
    sender = mail.sender
    site = folded(site_of(domain_of(sender.address)))
    beside = _FIRM.fullmatch(sender.name.strip())
    # "Teresa Olmedo (Hotel Los Arrayanes)" <…@hotel-losarrayanes.example>
    if (
        beside
        and "," not in sender.name
        and len(beside[1].split()) > 1
        and _names_site(beside[2], site)
    ):
        return beside[1].strip()
    # "Agnieszka Sowa | Studio Malwa" <…@studio-malwa.example>, signed by Agnieszka Sowa
    one, bar, two = (part.strip() for part in _BAR.sub("|", sender.name, count=1).partition("|"))
    below = {line.strip(" ,.") for line in (mail.own_words + "\n" + mail.signature).splitlines()}
    for person, firm in ((one, two), (two, one)) if bar else ():
        theirs = person in below and is_persons(person, sender.address)
        if theirs and _names_site(firm, site):
            return person
    words = [folded(word) for word in sender.name.split()]
    alone = len(words) == 1 and words[0] == folded(sender.address.partition("@")[0])
    if not alone and len(words) < _PIECE:
        return ""
    # "Cabinet Dr. Ilinca Moraru", signed by Ilinca Moraru: behind a title stands a person
    lines = (*mail.own_words.splitlines()[-_SIGNED:], *mail.signature.splitlines()[:_SIGNED])
    for line in lines:
        own = [folded(word) for word in line.split()]
        titled = sender.name.split()[: -len(own)][-1:] if own else []
        if 1 < len(own) < len(words) and words[-len(own) :] == own and titled[0].endswith("."):
            return line.strip(" ,.")
    if not alone:
        return ""
    # "Muhasebe" <muhasebe@…>: below the name the office stands again.
    kept = [line for line in mail.own_words.splitlines() if folded(line) != words[0]]
    signed = name_signed(replace(mail, own_words="\n".join(kept)), sender.address)
    own = [folded(word) for word in signed.split()]
    # Who is called as their address is has a part of their own name in it.
    return signed if len(own) > 1 and not any(word in words[0] for word in own) else ""


def is_own_desk(mail: Mail, other: Address) -> bool:
    """Tell the account at a help desk's provider that bears the name of the writer's own site.

    The provider sent the mail itself: "support@toybarn.zendesk.com" for toybarn.example.
    """
    host = domain_of(other.address)
    account, site = folded(host.partition(".")[0]), folded(site_of(domain_of(mail.sender.address)))
    sent = (mail.return_path or "").lower() == other.address
    return is_mailer(other.address) and sent and account == site and len(site) >= _PIECE


def _names_site(text: str, site: str) -> bool:
    words = [folded(word) for word in text.split()]
    return "".join(words) == site or any(len(word) >= _PIECE and word in site for word in words)
