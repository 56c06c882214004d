"""What the n-gram model sees of a mail: the substrings of triage.mail.grams.

A change of keys spoils every shipped model, the judge of lines in triage.mail as well.
"""

from __future__ import annotations

from triage.mail.grams import (
    LONGEST_GRAM,
    LONGEST_TEXT,
    VERSION,
    Folded,
    Grams,
    Keys,
    Places,
    fold,
    grams,
    plain,
)

__all__ = [
    "LONGEST_GRAM",
    "LONGEST_TEXT",
    "VERSION",
    "Folded",
    "Grams",
    "Keys",
    "Places",
    "fold",
    "grams",
    "plain",
]
