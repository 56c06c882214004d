"""Whether a platform or a bank says that a payment is contested, in whatever words and language.

The trap: buyers threaten so in their own words, and a notice may say how to avoid it; ask only what
no person wrote. What was paid and that it is contested must stand in one sentence.
"""

from __future__ import annotations

import re

from triage.mail.first_person import surely_speaks
from triage.mail.rules import load, phrases
from triage.mail.wording import any_of, key

_RULES = load("contests")
_PAYMENT = re.compile(any_of(_RULES["payment"]))
_HOLDER = re.compile(any_of(_RULES["holder"]))
_CLOCK = phrases(load("platforms")["dispute"]["clock"])
_CONTESTS = re.compile(any_of(_RULES["contests"]))
_SENTENCE = re.compile(r"[.!?。！？؟](?:\s|$)|\n")
_HEAD = 900  # characters in which a mail says what it is about
# "20/11/2026", "26.11.2026"
_DAY = re.compile(r"(?<!\d)\d{1,4}[./-]\d{1,2}[./-]\d{2,4}(?!\d)")
# who holds the card, or one of their family
_SELF = re.compile(
    r"(?<!\w)(?:I|me|my|myself|moi|mein|meine|meiner|mia|mio)(?!\w)|本人|私|나는|제가"
)
_LONGEST = 240  # characters of a sentence


def payment_contested(subject: str, text: str) -> str:
    """Return the sentence in which a payment is contested, "" if none is.

    A question asks whether one is, and an "if" or "avoid" is for the rules of advice.
    """
    for said in map(key, (subject, *_SENTENCE.split(text[:_HEAD]))):
        said = said[:_LONGEST]
        contested = _CONTESTS.search(said)
        if contested and _PAYMENT.search(said):
            return said
    return ""


def told_by_bank(subject: str, text: str) -> str:
    """Return a sentence in which a bank tells that its customer contests a payment to us.

    Nobody else speaks of the holder of a card, but for the holder; it says until when we may
    answer, and asks nothing.
    """
    said = key(f"{subject}\n{text}", _HEAD)
    if _SELF.search(text[:_HEAD]) or surely_speaks(said):
        return ""
    dated = _CLOCK.find(said) or _DAY.search(said)
    asks = any(sign in said for sign in "?？؟")
    sure = _HOLDER.search(said) and dated and not asks
    return payment_contested(subject, text) if sure else ""
