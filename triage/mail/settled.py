"""Lines in which a marketplace asks its seller to tell that a matter is settled: "If you have
already refunded the customer, mark this message as no response needed".

The trap: buyers ask to close a matter, too. So the line must speak of the buyer, or of the message
under a condition, and nobody in it may speak of themselves.
"""

from __future__ import annotations

from triage.mail.calls import names_desk
from triage.mail.first_person import surely_writes
from triage.mail.matter import own_matter, speaks_of_self
from triage.mail.rules import load, phrases
from triage.mail.stems import bare, stems
from triage.mail.wording import key

_RULES = {name: stems(words) for name, words in load("settled").items()}
_BUYERS = load("buyers")
_ROLE = stems((*_BUYERS["names"]["role"], *_BUYERS["names"]["role_stems"]))
_MESSAGE = stems(_BUYERS["wrapper"]["message"])
_CONDITION = phrases((bare(key(word)) for word in load("foreseen")["condition"]), whole=True)
_LONGEST = 400  # characters


def asks_to_settle(line: str) -> bool:
    """Tell such a line; ask only below words of a buyer."""
    if len(line) > _LONGEST or any(mark in line for mark in "?？؟"):
        return False
    text = bare(key(line, _LONGEST))
    if not (_RULES["mark"].find(text) and _RULES["settled"].find(text)):
        return False
    if surely_writes(line) or own_matter(line):
        return False
    asked = _CONDITION.find(text) and _MESSAGE.find(text)
    return bool(_ROLE.find(text) or asked)


def tells_seller_when(line: str) -> bool:
    """Tell "Cancel it in Seller Central if it has not left yet": page and condition, no self."""
    line = line[:_LONGEST]
    if "?" in line or not (names_desk(line) and _CONDITION.find(bare(key(line)))):
        return False
    return not (surely_writes(line) or own_matter(line) or speaks_of_self(line))
