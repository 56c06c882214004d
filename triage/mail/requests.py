"""Whether a platform says that a buyer asks something of the seller, in any words and language.

The trap: platforms ask and remind in the same words, so the wish needs a buyer or an order in its
own line, and a sentence that calls for an answer.
"""

from __future__ import annotations

import re

from triage.mail.buyer_names import named_in
from triage.mail.enquirers import enquirer
from triage.mail.item_lines import is_figure
from triage.mail.marks import SENTENCE_END
from triage.mail.matter import numbered_order
from triage.mail.message import Mail
from triage.mail.row_labels import is_field
from triage.mail.rules import load, phrases
from triage.mail.speech import tells_of_itself
from triage.mail.wording import key
from triage.mail.wrapper_lines import announces, tells_of_wish

_RULES = load("requests")
_ANSWERS = phrases(_RULES["answer"])
_NEGATIONS = phrases(_RULES["negation"], whole=True)
_DONE = phrases(_RULES["done"])
_NAMES = load("buyers")["names"]
_ROLE = phrases(_NAMES["role_stems"])
_SERVICE = phrases(_NAMES["service"])
_TO_SELLER = phrases(_NAMES["before"])
_SENTENCE = re.compile(r"(?<=[.!?。！？])\s*|\n")
_HEAD = 700  # characters of a body in which it says what it is about
_LOOKED_AT = 2500
_LONGEST = 300
_TOLD_WITHIN = 6  # lines from the top
_CLOCK = re.compile(r"(?<![\d.,:])(?:24|48|72|۲۴|۴۸|۷۲|٢٤|٤٨|٧٢)(?![\d.,:])(?!-)\s?\w")
_NUMBER = re.compile(r"\d[\d-]{4,40}\d")


def asked_of_seller(mail: Mail) -> str:
    """Return the line in which a buyer asks for something that waits for an answer, or ""."""
    if _DONE.find(key(mail.subject)):
        return ""
    head = [line for line in mail.text[:_HEAD].splitlines() if line.strip()]
    wanted = (line for line in (*head[:_TOLD_WITHIN], mail.subject) if enquirer(line) is not None)
    enquires = next(wanted, "")
    if enquires and (any(sign in mail.text for sign in "?？؟") or _waits(mail)):
        return enquires
    asked = next((line for line in (mail.subject, *head) if _asks(line[:_LONGEST])), "")
    # Tips for sellers speak of customers' questions at large.
    one = _NUMBER.search(mail.subject[:_LONGEST]) or any(is_field(line) for line in head)
    one = one or any(numbered_order(key(line)) for line in head)
    # "ANA.RUIZ asked you a question" can be said of one buyer only.
    told = [line for line in (mail.subject, *head) if announces(line) or _TO_SELLER.find(key(line))]
    one = one or any(map(named_in, told))
    return asked if asked and one and _waits(mail) else ""


def _waits(mail: Mail) -> bool:
    return calls_for_answer(f"{mail.subject}\n{mail.text}")


def asked_by_buyer(mail: Mail) -> str:
    """Return the line in which a buyer asks, but no footer that calls its reader a customer."""
    line = asked_of_seller(mail)
    named = [one for one in SENTENCE_END.split(line) if is_buyer(key(one))]
    return "" if named and all(map(tells_of_itself, named)) else line


def is_dealt_with(mail: Mail) -> bool:
    """Tell a request of which the subject says that it is closed, and that wants no answer."""
    return bool(_DONE.find(key(mail.subject))) and not calls_for_answer(mail.text)


def is_buyer(line: str) -> bool:
    """Tell a line (already a `key`) that names the buyer by a word for them, in any case."""
    if not _ROLE.find(line):  # nearly always
        return False
    for desk in _SERVICE.all_in(line):  # "お客様相談室" serves them
        line = line.replace(desk, " ")
    return bool(_ROLE.find(line))


def calls_for_answer(text: str) -> bool:
    """Tell a text with a sentence that wants an answer or a decision."""
    for sentence in _SENTENCE.split(text[:_LOOKED_AT]):
        said = key(sentence)
        # The platforms' own clock calls for a decision, whatever they call it.
        if (_ANSWERS.find(said) or _CLOCK.search(said)) and not _NEGATIONS.find(said):
            return True
    return False


def _asks(line: str) -> bool:
    # "Please don't reply to this message" wants nothing.
    sentences = (key(one) for one in _SENTENCE.split(line))
    kept = (one for one in sentences if not (_ANSWERS.find(one) and _NEGATIONS.find(one)))
    said = " ".join(kept)
    # "Time to answer questions | 3 h 12 min" is a row of a report.
    if not tells_of_wish(said) or is_figure(line):
        return False
    # "You have a question to answer" names nobody.
    waits = _ANSWERS.find(said) and not _NEGATIONS.find(said)
    return is_buyer(said) or bool(numbered_order(said) or waits or named_in(line))
