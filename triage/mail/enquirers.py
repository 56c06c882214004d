"""Who asks about an offer, where a platform tells it in a sentence: "Kari N. lurer på …".

The trap: buyers write "I wonder" with the same verbs, and platforms count who looked on. So the
verb wants one person in front of it: a name, or a word for a member with a name behind.
"""

from __future__ import annotations

import re

from triage.mail.name_shapes import NAME_PARTICLES, clean, is_name
from triage.mail.rules import load, phrases
from triage.mail.wording import any_of, key, key_of_word

_RULES = load("enquiries")
_NAMES = load("buyers")["names"]
_MEMBER = any_of(sorted({*_NAMES["users"], *_NAMES["role"]}, key=len, reverse=True))
_ASKS = re.compile(rf" ?(?<!\w)(?:{any_of(_RULES['asks'])})(?!\w)", re.IGNORECASE)
_CASELESS = re.compile(any_of(_RULES["asks_caseless"]))
# "Das Mitglied lichtfreund7", "Brugeren lampemanden", "L'utente Giulia", "Ο χρήστης Νίκος"
_CALLED = re.compile(
    rf"^(?:[^\W\d_]{{1,4}}['’ ])?(?:{_MEMBER})[^\W\d_]{{0,3}}[ \u3000](?=(\S.{{1,80}}))",
    re.IGNORECASE,
)
_MEMBER_ONLY = re.compile(rf"(?:[^\W\d_]{{1,4}}['’ ])?(?:{_MEMBER})[^\W\d_]{{0,3}}", re.IGNORECASE)
_CALLED_WITHIN = re.compile(rf"(?:{_MEMBER}) (\S+(?: \S+)?) ", re.IGNORECASE)
_CUT = re.compile(
    rf"\s(?:{any_of([*_NAMES['about'], *_NAMES['ends']])})(?!\w)|\s?(?:さん|様|님|씨)|[(（,،:：]"
)
_PRONOUNS = frozenset(map(key_of_word, _RULES["pronouns"]))
_SOMEBODY = phrases(_RULES["somebody"], whole=True)
_SCORE = re.compile(r" ?\(\d{1,6}[^()\d]{0,3}\)$")
_LINE = 200
_WORDS = 3  # of a name
_SHORTEST = 3  # letters of an account


def enquirer(line: str) -> str | None:
    """Return who asks about an offer by this line, "" if nobody is named, None if nobody asks."""
    line = line.strip()[:_LINE]
    if any(sign in line for sign in "?？؟"):
        return None
    cased = _ASKS.search(line)
    found = cased or _CASELESS.search(line)
    if found is None:
        return None
    called = _CALLED.match(line)
    if called and called.end() < found.start():
        return _first_name(line[called.end() : found.start()], alone=cased is not None)
    if cased is None:
        # "يستفسر المستخدم فهد العتيبي عن …": the verb stands first
        behind = _CALLED_WITHIN.match(line[found.end() :].lstrip())
        return behind[1] if behind else None
    before = _SCORE.sub("", line[: found.start()]).strip(" \"'„“”«»*")
    if _SOMEBODY.start(key(before)) or _MEMBER_ONLY.fullmatch(before):
        return ""
    words = before.split()
    whole = 0 < len(words) <= _WORDS and all(map(_may_be, words))
    whole = whole and key_of_word(words[0]) not in _PRONOUNS
    return (clean(before) or None) if whole else None


def _first_name(text: str, *, alone: bool) -> str | None:
    """Read the name that stands behind a word for a member, up to where the sentence goes on."""
    text = _SCORE.sub("", text.strip())
    words = _CUT.split(text, maxsplit=1)[0].split()
    run: list[str] = []
    for word in words[:_WORDS]:
        if not (_may_be(word) or (not run and _is_account(word, sure=alone and len(words) == 1))):
            break
        run.append(word)
    if run and run[0].lower() == run[0].upper() and len(words) <= _WORDS:
        run = words
    return " ".join(run).strip(" \"'„“”«»*") or None


def _may_be(word: str) -> bool:
    caseless = word.lower() == word.upper() and any(map(str.isalpha, word))
    return caseless or word in NAME_PARTICLES or is_name(word.strip("\"'„“”«»*"))


def _is_account(word: str, *, sure: bool) -> bool:
    """Tell "lampar_22", or "lampemanden" where nothing else stands before the verb."""
    marked = any(sign in word for sign in "_.*-") or any(map(str.isdigit, word))
    letters = sum(map(str.isalpha, word)) >= _SHORTEST
    return letters and (marked or (sure and len(key_of_word(word)) > _SHORTEST))
