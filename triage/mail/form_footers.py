"""What the builder of a form says of it below the message: "Edit this submission", "Change your
notification settings", "If this looks like spam, report it".

The trap: visitors speak of an earlier submission of theirs, and of settings in an app; whoever
speaks of themselves, of an order, asks or says please is heard.
"""

from __future__ import annotations

import re

from triage.mail.first_person import surely_writes
from triage.mail.matter import own_matter
from triage.mail.rules import load
from triage.mail.stems import bare, stems
from triage.mail.wording import WORDING, key

_RULES = {name: stems(words) for name, words in load("form_footers").items()}
_LONGEST = 200  # characters
_BUILT_WORDS = 9
_SENT = tuple(bare(key(word)) for word in WORDING.sent)
_SENT_WORDS = 9
_SPAM = re.compile(r"(?<!\w)spam(?!\w)", re.IGNORECASE)


def is_builders(line: str) -> bool:
    """Tell such a line; ask only for one set apart from the message."""
    if len(line) > _LONGEST or surely_writes(line) or own_matter(line):
        return False
    text = bare(key(line))
    # "Does this look like spam?" is the only thing a builder asks.
    if any(mark in line for mark in "?？؟") and not _SPAM.search(line):
        return False
    if _RULES["please"].find(text) and not _SPAM.search(line):
        return False
    if _RULES["submission"].find(text) and _RULES["deed"].find(text):
        return True
    # "Sent by the form of our switchboard"
    first = text.partition(". ")[0]
    sent = first.startswith(_SENT) and len(first.split()) <= _SENT_WORDS
    return bool((sent and _RULES["form"].find(first)) or _RULES["settings"].find(text))


def names_program(line: str) -> bool:
    """Tell "E-shop běží na systému Shoptet", "Powered by WooCommerce"; ask for one set apart.

    What a program runs on or was built with is its name: the line ends in it, without a full stop.
    """
    words = line.split()
    few = 1 < len(words) <= _BUILT_WORDS and len(line) <= _LONGEST
    if not few or line.rstrip()[-1] in ".!?。！？؟…" or surely_writes(line) or own_matter(line):
        return False
    # "Shopify 提供支持": where words have no capitals the name is the one that has.
    cased = words[-1][0].isupper() or words[-1][0].islower()
    named = words[-1] if cased else words[0]
    return named[0].isupper() and len(named) > 2 and bool(_RULES["built"].find(bare(key(line))))
