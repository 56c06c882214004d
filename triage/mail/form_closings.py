"""What whoever carried the words says of itself below them: the shop's card, the form's page, its
program, "do not answer this mail".

The trap: customers name the shop too, and end with a line about their order; whoever speaks of
themselves, asks, or names an order is heard to the end.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from triage.mail.auto_replies import NOBODY_READS
from triage.mail.first_person import surely_speaks
from triage.mail.form_footers import names_program
from triage.mail.form_notes import asks_consent
from triage.mail.machine_addresses import domain_of, is_machine, is_staff, registered, site_of
from triage.mail.marks import LINK, PAIRS
from triage.mail.matter import own_matter
from triage.mail.message import Identity, Mail
from triage.mail.speech import declared_in, leads_to_sender
from triage.mail.wording import WORDING, key

_STARS = re.compile(r"[★☆⭐✩✰✭ ]{1,20}(?:\(?\d(?:[.,]\d)? ?/ ?5\)?)?")
_CAP = 320  # characters of such a paragraph
_FEW_WORDS = 14
_BUTTONS = 3  # lines
_SENTENCE_ENDS = (".", "!", ",", "。", "！")
_SHORTEST_NAME = 4
_NUMERIC = re.compile(r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])")
_CARD = re.compile(r"\d.{0,60}[·|•,–-]|[·|•–-].{0,60}\d|©|\(c\)|powered by")


@dataclass(frozen=True, slots=True)
class Marks:
    """By what a paragraph shows that it speaks for the carrier: hosts and addresses, and names."""

    places: tuple[str, ...]  # ours and the carrier's
    ours: tuple[str, ...]  # names of the shop
    carrier: tuple[str, ...]


def marks_of(mail: Mail, identity: Identity) -> Marks:
    """Gather the names and hosts of the shop, and of who sent the mail if no person did."""
    sender = mail.sender.address
    places = {*identity.staff_domains, *map(domain_of, identity.addresses)}
    ours = {key(each.name) for each in mail.to if is_staff(each.address, identity)}
    ours |= {_site(domain) for domain in places}
    carrier = set()
    if is_staff(sender, identity):
        ours.add(key(mail.sender.name))
    elif is_machine(sender) or mail.reply_to:
        places.add(domain_of(sender))
        site = _site(domain_of(sender))
        carrier = {key(mail.sender.name), site, site.partition("-")[0]}
    return Marks(
        tuple(sorted(filter(None, places))),
        tuple(sorted(name for name in ours if len(name) >= _SHORTEST_NAME)),
        tuple(sorted(name for name in carrier if len(name) >= _SHORTEST_NAME)),
    )


def without_closings(text: str, marks: Marks) -> str:
    """Cut the carrier's paragraphs off the end of a customer's words, never all of them."""
    lines = text.strip().split("\n")
    while len(lines) > 1 and (not lines[-1].strip() or _STARS.fullmatch(lines[-1].strip())):
        lines.pop()
    while len(lines) > 1:
        begin = _last_paragraph(lines)
        if begin and _is_closing(lines[begin:], marks, apart=True):
            lines = _trimmed(lines[:begin])
        elif _is_closing(lines[-1:], marks, apart=False):
            lines = _trimmed(lines[:-1])
        else:
            break
    kept = "\n".join(lines)
    quoted = len(kept) > 2 and kept[0] + kept[-1] in PAIRS and kept[0] not in kept[1:-1]
    return kept[1:-1].strip() if quoted else kept


def _last_paragraph(lines: Sequence[str]) -> int:
    begin = len(lines)
    while begin and lines[begin - 1].strip():
        begin -= 1
    return begin


def _trimmed(lines: Sequence[str]) -> list[str]:
    kept = list(lines)
    while kept and not any(map(str.isalnum, kept[-1])):
        kept.pop()
    return kept


def _is_closing(lines: Sequence[str], marks: Marks, *, apart: bool) -> bool:
    said = "\n".join(lines).strip()
    text = key(said)
    if not text or len(said) > _CAP or any(sign in _bare_of_links(said) for sign in "?？؟"):
        return False
    if declared_in(said.strip("()（）[]【】*_ ")) or NOBODY_READS.find(text):
        return True
    # A desk's buttons above its program: "View request · Turn off notifications", "Powered by …".
    plain = not any(line.rstrip()[-1:] in _SENTENCE_ENDS for line in lines[:-1])
    if apart and plain and key(lines[-1]).startswith("powered by") and not surely_speaks(text):
        return len(lines) <= _BUTTONS
    if own_matter(said) or surely_speaks(text):
        return False
    if "©" in said or text.startswith(("powered by", "(c) ")):
        return True
    if not apart:
        return leads_to_sender(said)
    if len(lines) == 1 and names_program(said):
        return True
    few = len(text.split()) <= _FEW_WORDS and len(text) <= _CAP // 2
    if any(place in text for place in marks.places):
        return True
    if few and (_NUMERIC.search(text) or _named(marks.carrier, text)):
        return True
    # "You get this e-mail as a member of …"
    if few and _named(marks.ours, text) and WORDING.mail_itself.search(text):
        return True
    imprint = few and _named(marks.ours, text) and _CARD.search(text)
    return bool(imprint) or (few and asks_consent(text) and text[-1] not in ".!")


def _bare_of_links(text: str) -> str:
    return LINK.sub(" ", text)


def _named(names: Sequence[str], text: str) -> bool:
    return any(name in text for name in names)


def _site(domain: str) -> str:
    """Return the name a domain is known by: "mail.tawk.to" → "tawk.to"."""
    name = site_of(domain)
    return name if len(name) > _SHORTEST_NAME else registered(domain)
