"""The time a marketplace gives its seller: "Handle the return within 5 working days".

The trap: buyers set a time, too. Only who calls for an answer and never speaks of themselves, of
what they wait for or of a lawyer is the marketplace; where it stands is for the caller to look at.
"""

from __future__ import annotations

import re

from triage.mail.first_person import surely_writes
from triage.mail.matter import phrase_of_matter
from triage.mail.rules import load, phrases
from triage.mail.stems import bare, stems
from triage.mail.wording import key

_RULES = {name: stems(words) for name, words in load("deadlines").items()}
_ANSWERS = phrases(bare(key(word)) for word in load("requests")["answer"])
_CAP = 160  # characters of a sentence
_LONGEST = 400  # of a paragraph
_COUNTED = re.compile(r"(?<![\d.,:/-])\d{1,3}(?![\d.,:/])[ -]{0,2}([^\d]{1,24})")
_WORDS = 2  # behind the number: "5 full working days"
# "before 22/11/2026 23:59", "bis 20.11.2026", "11月20日"
_DAY = re.compile(r"(?<!\d)\d{1,4}[./-]\s?\d{1,2}(?:[./-]\s?\d{2,4})?(?!\d)|\d{1,2} ?[月월]")
_SENTENCE_END = re.compile(r"(?<=[.!])\s|(?<=。)")


def sets_time(paragraph: str) -> bool:
    """Tell a paragraph that begins with a call to answer in so much time, or by a day."""
    if len(paragraph) > _LONGEST or any(mark in paragraph for mark in "?？؟"):
        return False
    text = bare(key(paragraph))
    first = _SENTENCE_END.split(text, maxsplit=1)[0]
    if len(first) > _CAP or not (_DAY.search(first) or _is_counted(first)):
        return False
    if not (_ANSWERS.find(first) or _RULES["handle"].find(first)):
        return False
    own = surely_writes(paragraph) or phrase_of_matter(paragraph)
    return not own and not waits(text)


def waits(text: str) -> bool:
    """Tell a text (already a `key`) of somebody who waits: "Espero respuesta en 24 horas"."""
    return bool(_RULES["waits"].find(bare(text)))


def _is_counted(sentence: str) -> bool:
    """Tell a number with a unit of time behind it: "5 working days", "14 дней", "24時間"."""
    return any(
        _RULES["units"].find(" ".join(found[1].split()[:_WORDS]) + " ")
        for found in _COUNTED.finditer(sentence)
    )
