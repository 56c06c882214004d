"""Tells where a noun before a number only says what the mail is about: "invoice LL-28114".

The trap: papers are counted with letters, too, so "Rechnung RE-20931" stays the paper's number.
"""

from __future__ import annotations

import re
from functools import cache

from triage.understanding.numbers.context import Nearby, View
from triage.understanding.numbers.facts import load_facts
from triage.understanding.numbers.labels import Says
from triage.understanding.numbers.nouns import OF_THINGS, is_its_own
from triage.understanding.numbers.plain import fold, fold_word
from triage.understanding.numbers.tokens import Token

_STORES = re.compile("[A-Z]{2,3}-[0-9]{4,6}")
_CLOSE = re.compile(r"[\s.!?)\]]{0,4}$")
_CLAUSE = 40  # characters in which "Vs. rif. " stands, and the end of what is before
_END = re.compile(r"[!?\n]|(?<=[^\W\d_]{4})\.\s|(?<=[)0-9])\.\s")


def closes_subject(view: View, token: Token, nearby: Nearby) -> bool:
    """Tell a store's number that ends a subject behind a thing that orders have."""
    label = nearby.label
    if view.field != "subject" or nearby.says not in {Says.OTHER, Says.TRACKING} or label.full:
        return False
    if label.detail not in OF_THINGS or nearby.where != "before":
        return False
    own = is_its_own(label, token) or not _STORES.fullmatch(token.number)
    return not own and bool(_CLOSE.match(view.text, token.end))


def is_whole_subject(view: View, token: Token) -> bool:
    """Tell a store's number that is all a subject says."""
    alone = view.field == "subject" and view.on_own_line(token)
    return alone and _STORES.fullmatch(token.number) is not None


def by_reference(view: View, token: Token, nearby: Nearby | None) -> Nearby | None:
    """Read a "reference" that has its sentence or line for itself as ours: "Rif. #11229"."""
    if nearby is None or nearby.says is not Says.OTHER or nearby.where != "before":
        return nearby
    if token.joined or not (view.has_hash(token) or _STORES.fullmatch(token.number)):
        return nearby
    said = _END.split(view.text[max(0, token.start - _CLAUSE) : token.start])[-1]
    alone = _references().fullmatch(fold(said)[0])
    return Nearby(nearby.label, True, Says.STEM) if alone else nearby


@cache
def _references() -> re.Pattern[str]:
    words = sorted((fold_word(word) for word in load_facts().references), key=len, reverse=True)
    said = "|".join(map(re.escape, words))
    return re.compile(
        rf"[\s-]{{0,3}}(?:[^\W\d_]{{1,3}} )?(?:{said})[ :]{{0,3}}(?:[^\W\d_]{{1,5}})?[ :#]{{0,4}}"
    )
