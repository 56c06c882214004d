"""A shop platform's news of an order, sent in our own shop's name with the buyer in Reply-To.

The trap: the same program hands on what its visitors write in a form, under the same name.
"""

from __future__ import annotations

from triage.mail.machine_addresses import domain_of, platform_at, site_of
from triage.mail.marks import ASKS, LINK
from triage.mail.matter import numbered_order, speaks_of_self
from triage.mail.message import Identity, Mail
from triage.mail.wording import key


def is_shops_news(mail: Mail, name: str, identity: Identity) -> bool:
    """Tell a shop platform's news of an order: "Our Shop (Platform)", its buyer in Reply-To."""
    platform = platform_at(domain_of(mail.sender.address), identity.rules)
    if platform is None or platform.group != "shop":
        return False
    domains = (*identity.staff_domains, *map(domain_of, identity.addresses))
    subject = key(mail.subject)
    # "[Our Shop] Order #1042 placed by …"
    ours = subject.startswith(f"[{key(name)}]")
    ours = ours or any(word in {site_of(each) for each in domains} for word in key(name).split())
    told = identity.rules.message.find(subject) or identity.rules.request.find(subject)
    return ours and bool(numbered_order(subject)) and not told


def is_silent_news(mail: Mail, identity: Identity) -> bool:
    """Tell such news of which not a word is the buyer's own: no "I", "my" and no question."""
    asked = ASKS.search(LINK.sub(" ", f"{mail.subject}\n{mail.text}"))
    return (
        is_shops_news(mail, mail.sender.name, identity)
        and not asked
        and not speaks_of_self(mail.text)
    )
