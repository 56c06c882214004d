"""Who acts where the verb stands last: "om te laten weten dat Joris een retour heeft aangevraagd".

The trap: items and offices follow "that" as well; only a name with a small word of a clause right
behind it counts, and the caller must know that the line tells of a wish.
"""

from __future__ import annotations

import re

from triage.mail.buyer_acts import tells_undoing
from triage.mail.name_shapes import NAME_PARTICLES, clean, is_name
from triage.mail.rules import load, phrases
from triage.mail.wording import any_of, key, key_of_word

_NAMES = load("buyers")["names"]
_RULES = load("buyers")["clauses"]
_ITEMS = phrases(_NAMES["items"])
_DOES = re.compile(rf"(?<!\w)(?:{any_of(_NAMES['does'])})(?!\w)", re.IGNORECASE)
_THAT = re.compile(rf"(?<!\w)(?:{any_of(_RULES['that'])}) (?=(\S.{{1,120}}))", re.IGNORECASE)
_BEHIND = frozenset(map(key_of_word, _RULES["behind"]))
# "A-to-Z", "von A bis Z", "de la A a la Z": a promise of the platform's, and nobody's initial
_A_TO_Z = re.compile(
    r"(?<!\w)[AА](?:['’][^\W\d_]{1,4})?(?:[ -][^\W\d_]{1,4}){0,2}[ –-]{1,3}[ZЯΩ](?!\w)"
)
_NAME_WORDS = 4


def actor_in_clause(line: str) -> str:
    """Return whom a clause at the end of a line is about, "" if it names nobody."""
    for found in _THAT.finditer(line):
        run: list[str] = []
        words = found[1].split()
        while words and len(run) < _NAME_WORDS and _goes_on(words[0], run):
            run.append(words.pop(0))
        follows = key_of_word(words[0]) if words else ""
        whole = run and run[-1] not in NAME_PARTICLES and run[-1][-1:] not in ",;:"
        acts = whole and follows in _BEHIND and _DOES.search(f" {' '.join(words)} ")
        name = clean(" ".join(run)) if acts and words[0].islower() else ""
        # "dass Rücksendungen die Verpackung haben müssen"
        if name and not (tells_undoing(key(name)) or _ITEMS.start(key(name))):
            return name
    return ""


def _goes_on(word: str, run: list[str]) -> bool:
    return is_name(word) or (bool(run) and word in NAME_PARTICLES)


def without_promise(line: str) -> str:
    """Return a line without the name of a guarantee "from A to Z", which looks like initials."""
    return _A_TO_Z.sub("–", line)
