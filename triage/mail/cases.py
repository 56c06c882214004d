"""Whether a platform says that a buyer has opened a case: its words stand apart in every language.

The trap: sellers open cases with a platform's own support, so ask only where a buyer is named.
"""

from __future__ import annotations

import re

from triage.mail.rules import load, phrases
from triage.mail.wording import key

_RULES = load("cases")
_CASE = phrases(_RULES["case"], whole=True)
_OPENED = phrases(_RULES["opened"], whole=True)
_SENTENCE = re.compile(r"[.!?。！？؟](?:\s|$)|\n")
_APART = 60  # characters between the case and that it was opened
_HEAD = 600  # characters in which a mail says what it is about


def case_opened(subject: str, text: str) -> str:
    """Return the sentence in which a case is opened, "" if none is; the subject's counts first.

    A question is a buyer's own: "Must I open a case?"
    """
    for part in (subject, text[:_HEAD]):
        begin = 0
        for end in (*(found.start() for found in _SENTENCE.finditer(part)), len(part)):
            said = key(part[begin:end])
            asks = part[end : end + 1] in ("?", "？", "؟")
            if said and not asks and opens_case(said):
                return said
            begin = end + 1
    return ""


def opens_case(said: str) -> bool:
    """Tell a sentence (already a `key`) in which a case is opened."""
    for case in _CASE.all_in(said):
        at = said.find(case)
        near = said[max(0, at - _APART) : at + len(case) + _APART]
        if any(word not in case for word in _OPENED.all_in(near)):
            return True
    return False
