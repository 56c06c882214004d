"""What speaks for a signal from beside the customer's words: a date to meet, our letter answered.

The trap: people also answer our automatic notices, and then have not written before.
"""

from __future__ import annotations

import re
from functools import cache

from triage.understanding.meaning import Words
from triage.understanding.phrases import PhraseBook

REPLY = re.compile(
    r"(?:\s*(?:re|aw|sv|vs|antw|odp|res|rif|fwd?|wg|tr|rv|enc|ynt|ats|atb|hs|tl|за|отв|回复|回覆|答复|转发|轉寄|返信)"
    r"(?:\[\d{1,3}\])?[:：])+",
    re.IGNORECASE,
)
_HEAD = 400  # characters


def hints_of(words: Words, deadline: str, language: str) -> frozenset[str]:
    """Name the labels that speak from beside the words; `deadline` as found, "" if none."""
    hints = {"signal:deadline"} if deadline else set()
    answers = words.quoted.strip() or REPLY.match(words.subject)
    if answers and not answers_notice(words, language):
        hints.add("signal:repeat_contact")
    return frozenset(hints)


def answers_notice(words: Words, language: str) -> bool:
    """Tell whether the mail answered is our notice of an order confirmed, sent or delivered.

    Its subject tells, not what it says: letters of ours speak of orders under way as well.
    """
    return bool(_notices().find("subject", words.subject[:_HEAD], language))


@cache
def _notices() -> PhraseBook:
    return PhraseBook("notices")
