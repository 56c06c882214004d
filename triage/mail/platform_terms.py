"""Lines that forbid the seller to lead a buyer elsewhere: "Do not include contact details".

The trap: buyers forbid things too ("don't give my number to the courier"), so whoever speaks of
themselves is heard, and one such word without the platform's rules decides nothing.
"""

from __future__ import annotations

from triage.mail.rules import load, phrases
from triage.mail.wording import key, key_of_word

_TERMS = load("buyers")["terms"]
_WAYS = phrases(_TERMS["ways"])
_FORBIDS = phrases(_TERMS["forbids"])
_RULES = phrases(_TERMS["rules"])
_FIRST_PERSON = frozenset(key(word) for word in load("matter")["first_person"])
# Short ones are other words in the next language ("me", "es", "mit"), save these.
_SHORT = frozenset(("i", "я", "ik", "my", "je", "mi"))
_ELSEWHERE = frozenset(("man", "mes", "mina", "mine", "mis", "mit", "sam", "som", "sem"))
_SELVES = frozenset(
    word
    for word in _FIRST_PERSON
    if (len(word) > 2 or word in _SHORT) and word not in _ELSEWHERE and word[0] < "\u0e00"
)
# Scripts without spaces hide them in longer words.
_GLUED = ("私", "わたし", "僕", "我", "ผม", "ฉัน")


def sets_terms(line: str) -> bool:
    """Tell a platform's rule for what the seller may not write to the buyer."""
    said = key(line)
    asks = any(sign in said for sign in "?？؟")
    if asks or not _FORBIDS.find(said) or says_i(said):
        return False
    ways = _WAYS.all_in(said)
    apart = [way for way in ways if not any(way != more and way in more for more in ways)]
    return len(apart) > 1 or (bool(apart) and bool(_RULES.find(said)))


def says_i(said: str) -> bool:
    """Tell a text (already a `key`) with a word by which somebody surely speaks of themselves."""
    words = {key_of_word(word) for word in said.split()}
    return not _SELVES.isdisjoint(words) or any(word in said for word in _GLUED)
