"""A shop platform's news of an order, sent in our own shop's name with the buyer in Reply-To.

The trap: the same program hands on what its visitors write in a form, under the same name.
"""

from __future__ import annotations

from triage.mail.machine_addresses import domain_of, platform_at, registered, site_of
from triage.mail.marks import ASKS, LINK
from triage.mail.matter import numbered_order
from triage.mail.message import Identity, Mail
from triage.mail.pronouns import says_i
from triage.mail.row_labels import is_field, is_heading, message_value, split_label
from triage.mail.wording import key

_PROSE = 4  # words
_PARTS = 3  # name, street and town
_ENDS = ".!。！"


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
    if asked or not is_shops_news(mail, mail.sender.name, identity):
        return False
    # Of many languages' words for "I" some are in others a date's, a street's or a title's:
    # "hat am 11. Nov. bestellt". Where the platform links to its own page only prose may be theirs.
    said = _prose(mail) if _links_home(mail) else _without_rows(mail)
    return not says_i(said, mail.text)


def _links_home(mail: Mail) -> bool:
    """Tell a mail with a link to the platform's own site, to which its buyers have no key."""
    home = registered(domain_of(mail.sender.address))
    hosts = (found[0].partition("://")[2].partition("/")[0] for found in LINK.finditer(mail.text))
    return any(registered(host.lower()) == home for host in hosts)


def _without_rows(mail: Mail) -> str:
    """Leave out where the order goes and what it costs: "Versandadresse: …, Am Mühlbach 4"."""
    return "\n".join(line for line in mail.text.split("\n") if not _is_order_row(line))


def _is_order_row(line: str) -> bool:
    """Tell a row with a figure behind a label that is no note's, and no sentence."""
    _, value = split_label(line) or ("", "")
    if not value or not any(map(str.isdigit, value)) or value[-1] in _ENDS:
        return False
    return message_value(line) is None and (is_field(line) or _is_place(value))


def _is_place(value: str) -> bool:
    """Tell an address on one line: three parts, none of them a clause."""
    parts = [part.split() for part in value.split(",")]
    return len(parts) >= _PARTS and all(len(part) <= _PROSE for part in parts)


def _prose(mail: Mail) -> str:
    """Return what somebody may have said in such news: a note's field, and sentences.

    One with the name that ends the subject is the platform's, unless the name signs it:
    "Am 11. Nov. hat Tuula Mäkinen …".
    """
    name = " ".join(mail.subject.split()[-2:])
    lines = [line.strip() for line in mail.text.splitlines()]
    said: list[str] = []
    for at, line in enumerate(lines):
        if (value := message_value(line)) is not None or is_heading(line):
            said += [value or "", *lines[at + 1 :]]
            break
        named = name in line and not line.rstrip(_ENDS).endswith(name)
        if len(line.split()) > _PROSE and line[-1] in _ENDS and not named:
            said.append(line)
    return "\n".join(said)
