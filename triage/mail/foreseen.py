"""What a platform says could still happen: "without an answer the buyer may open a claim".

The trap: news of a claim tells as well what may come of it. So only the sentence is left out.
"""

from __future__ import annotations

import re

from triage.mail.requests import is_buyer
from triage.mail.rules import load, phrases
from triage.mail.wording import key

_RULES = load("foreseen")
_CONDITION, _MAY = phrases(_RULES["condition"], whole=True), phrases(_RULES["may"], whole=True)
_AVOID = phrases(_RULES["avoid"])
_SENTENCE = re.compile(r"[.!?](?:\s|$)|[。！？؟।]|\n")


def as_it_stands(text: str) -> str:
    """Return a text without the sentences that tell what could still happen."""
    kept, begin = [], 0
    for end in (*(found.end() for found in _SENTENCE.finditer(text)), len(text)):
        if not _foresees(key(text[begin:end])):
            kept.append(text[begin:end])
        begin = end
    return "".join(kept)


def _foresees(said: str) -> bool:
    """Tell "if nobody answers, the buyer may …", and "to avoid …"."""
    return bool(_AVOID.find(said)) or bool(
        _CONDITION.find(said) and _MAY.find(said) and is_buyer(said)
    )
