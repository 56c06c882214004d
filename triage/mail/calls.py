"""Lines in which a platform calls the seller to answer: "Reply in Seller Central within 24 hours".

The trap: buyers ask for an answer too, with a deadline; only the platform names the seller's desk.
"""

from __future__ import annotations

import re

from triage.mail.carriers import LINK, Carrier
from triage.mail.deadlines import sets_time, waits
from triage.mail.matter import speaks_of_self
from triage.mail.rules import load, phrases
from triage.mail.wording import WORDING, key

_ANSWERS = phrases(load("requests")["answer"])
_NAMES = load("buyers")["names"]
_ROLE = phrases(_NAMES["role_stems"])
_SELLER = phrases(_NAMES["seller"])
_DESK = phrases(_NAMES["desk"])
_PARTNER = phrases(_NAMES["partner"])
_CAP = 120
_GREETING = 40
_GREETING_WORDS = 4
# "24 Stunden", "48 val.": said alone, and in no other sentence's company
_HOURS = re.compile(r"^[^.!。]{0,60}(?<!\d)(?:24|48|72|۲۴|۴۸|٢٤|٤٨)(?!\d)[^.!。]{0,80}[.!。]?$")
# "before 22/11/2026 23:59", "bis 20.11.2026, 18:00 Uhr", "até 25/11"
_UNTIL = re.compile(r"(?<!\d)\d{1,4}[./-]\s?\d{1,2}(?:[./-]\s?\d{2,4})?(?!\d)")
_SENTENCE_END = re.compile(r"(?<=[.!])\s|(?<=。)")


def calls_seller(line: str, carrier: Carrier | None = None) -> bool:
    """Tell "Answer the buyer" and "Answer within 24 hours", the platforms' own clock.

    `carrier`: where the platform speaks in its own voice it also names its pages, a day, the buyer.
    """
    said = key(LINK.sub(" ", line))
    if "?" in said or len(said) > 2 * _CAP:
        return False
    if (carrier is None or carrier.told) and sets_time(LINK.sub(" ", line)):
        return True
    # "You have 24 hours to answer. Beyond that, your rate of answers falls."
    first = _SENTENCE_END.split(said, maxsplit=1)[0]
    if len(first) >= _CAP or not _ANSWERS.find(first) or waits(first):
        return False
    if _ROLE.find(first) or _HOURS.search(first):
        return True
    if carrier is None or not carrier.told:
        return False
    about = _SELLER.find(first) or _DESK.find(first) or _UNTIL.search(first)
    own = bool(about) or any(name in first for name in carrier.names)
    return (own and not speaks_of_self(first)) or _names_buyer(line, carrier)


def tells_how(line: str) -> bool:
    """Tell "You answer by replying to this mail" in a platform's own voice."""
    # "… to this mail. By our terms, do not hand on contact details."
    said = _SENTENCE_END.split(key(line), maxsplit=1)[0]
    short = "?" not in line and len(said) < _CAP
    return short and bool(_ANSWERS.find(said) and WORDING.mail_itself.search(said))


def addresses_seller(line: str) -> bool:
    """Tell a line that calls its reader a seller, as nobody but a marketplace does."""
    return bool(_SELLER.find(key(line)))


def greets_seller(text: str) -> bool:
    """Tell a mail that begins with "Dear seller" or "Hyvä kumppani", and nothing more."""
    first = next((line.strip() for line in text.splitlines() if line.strip()), "")
    said = key(first)
    short = len(said) <= _GREETING and len(said.split()) <= _GREETING_WORDS
    return short and bool(_SELLER.find(said) or _PARTNER.find(said))


def names_desk(text: str) -> bool:
    """Tell a text that names the seller's pages: "Seller Central", "dein Verkäuferkonto"."""
    return bool(_DESK.find(key(text)))


def _names_buyer(line: str, carrier: Carrier) -> bool:
    """Tell "answer Marisol soon" by the name in the subject."""
    words = [word.strip(" .,;:!") for word in line.split()[1:]]
    if len(carrier.buyer) > 2 and carrier.buyer in key(line):
        return True
    subject = set(carrier.subject.split())
    return any(len(w) > 2 and w[0] != w[0].lower() and key(w) in subject for w in words)
