"""Mail of marketplaces, payment services, shop platforms and carriers: whose words does it carry?

A dispute named in the subject outranks a buyer's message; one named in the body yields to it,
because buyers threaten with disputes in their own words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from triage.mail.authentication import verified
from triage.mail.machine_addresses import domain_of, is_machine, matches
from triage.mail.machines import auto_submitted
from triage.mail.message import Code, Customer, FoundIn, Mail, ReplyChannel
from triage.mail.person import Person
from triage.mail.rules import load, phrases, shown
from triage.mail.wording import key
from triage.mail.wrappers import unwrap

_RULES = load("platforms")
_DISPUTE = phrases(_RULES["dispute"]["words"], whole=True)
_MESSAGE = phrases(_RULES["message"]["words"])
_REQUEST = phrases(_RULES["request"]["words"])
_LOOKED_AT = 1500  # characters of a body; below that come tips and small print
_TAIL = re.compile(
    r"\s(?:about|regarding|concerning|über|zu|sobre|concernant|riguardo|inzake)\s.*|[:!?(\n].*",
    re.DOTALL,
)
_NAME_CAP = 40


def _alternatives(words: list[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_BEFORE = re.compile(
    rf"^(.{{2,40}}?)\s(?:{_alternatives(_RULES['names']['before'])})", re.IGNORECASE | re.MULTILINE
)
_AFTER = re.compile(
    rf"(?:{_alternatives(_RULES['names']['after'])})\s*:?\s*"
    rf"(?:(?:{_alternatives(_RULES['names']['role'])})\b\s*:?\s*)?(.{{2,60}})",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Platform:
    """A platform; `group` is marketplace, payment, shop or carrier."""

    id: str
    group: str
    domains: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """What a platform's mail is about; `carries_person` if a buyer speaks or asks through it."""

    platform: Platform
    dispute: bool
    carries_person: bool
    reasons: tuple[Code, ...]


_PLATFORMS = tuple(
    Platform(rule["id"], rule["group"], tuple(rule["domains"])) for rule in _RULES["platform"]
)


def platform_of(mail: Mail) -> Platform | None:
    """Return the platform that wrote this mail, None if a person did."""
    domain = domain_of(mail.sender.address)
    found = next((p for p in _PLATFORMS if any(matches(domain, d) for d in p.domains)), None)
    if found is not None and found.group in ("carrier", "payment") and _by_hand(mail):
        return None
    return found


def _by_hand(mail: Mail) -> bool:
    """A carrier's clerk answers from anna.berg@; its machines mark their mail or their address."""
    local = mail.sender.address.rpartition("@")[0]
    answers = bool(mail.in_reply_to) and not is_machine(mail.sender.address)
    named = (
        "." in local and bool(mail.sender.name) and local.split(".")[0] in mail.sender.name.lower()
    )
    marked = auto_submitted(mail) or mail.header("list-unsubscribe") or mail.header("feedback-id")
    return (answers or named) and not marked


def read_notice(mail: Mail, platform: Platform) -> Notice:
    """Tell what a platform's mail is about."""
    reasons = [
        Code(
            "platform_sender", f"From {platform.group} {platform.id}: {shown(mail.sender.address)}"
        )
    ]
    if platform.group == "carrier":
        return Notice(platform, dispute=False, carries_person=False, reasons=tuple(reasons))
    subject, body = key(mail.subject), key(mail.text, _LOOKED_AT)
    disputed, spoken = _DISPUTE.find(subject), _speaks(subject)
    if not disputed and (not spoken or platform.group == "payment"):
        disputed = _DISPUTE.find(body)
    spoken = spoken or _speaks(body)
    if disputed:
        reasons.append(Code("dispute", f"Names a dispute: {shown(disputed)}"))
    if spoken:
        reasons.append(Code("buyer_words", f"A buyer's message or request: {shown(spoken)}"))
    person = bool(spoken) and not disputed
    return Notice(platform, bool(disputed), person, tuple(reasons))


def _speaks(text: str) -> str:
    """Return the wording that announces a buyer's message or request."""
    return _MESSAGE.find(text) or _REQUEST.find(text)


def from_platform(mail: Mail, notice: Notice) -> Person:
    """Find the buyer a notification speaks for; the answer can only be given on the platform."""
    name = buyer_name(mail.subject) or buyer_name(mail.text[:_LOOKED_AT])
    return Person(
        customer=Customer(name, "", FoundIn.BODY) if name else None,
        reply_to="",
        reply_channel=ReplyChannel.PLATFORM_ONLY,
        own_words=unwrap(mail.text),
        quoted="",
        found=notice.reasons,
        channel=notice.platform.id,
        automatic_bar="a platform's notification can only be answered on the platform",
    )


def buyer_name(text: str) -> str:
    """Return the name in "Hannah sent you a message" or "message from your buyer Marta G."."""
    for pattern in (_AFTER, _BEFORE):
        found = pattern.search(text[:_LOOKED_AT])
        name = _TAIL.sub("", found[1]).strip(" \t\"'«»“”,;") if found else ""
        if 1 < len(name) <= _NAME_CAP and not any(char.isdigit() for char in name[:1]):
            return name
    return ""


def forged(mail: Mail) -> bool:
    """Tell whether our server says that From is not who it claims to be (DMARC failed)."""
    results = mail.header("authentication-results")[:2000].lower()
    return "dmarc=fail" in results and not verified(mail)
