"""A note of absence, clause by clause: away, mail seldom read, an answer later, whom to ask.

The trap: people are on holiday, too, and say so in letters with a matter of their own. So every
clause that speaks of none of this counts as the writer's own, and against a machine.
"""

from __future__ import annotations

import re
from itertools import pairwise

from triage.mail.desk_talk import closed, ended, names_another, without_quotations
from triage.mail.marks import ASKS
from triage.mail.matter import phrase_of_matter, topics_in
from triage.mail.message import Identity, Mail
from triage.mail.pronouns import says_i
from triage.mail.reasons import Sign
from triage.mail.rules import load, phrases
from triage.mail.stems import bare, concepts, stems
from triage.mail.wording import WORDING, any_of, key

_CONCEPTS = ("away", "seldom", "reply", "back", "instead")
_TABLES = load("absences")
_TALK = concepts("speech")["absence"]
_ALL = {name: [word for each in _TABLES.values() for word in each[name]] for name in _CONCEPTS}
_STEMS = {name: stems(words) for name, words in _ALL.items()}
_REPLY, _BACK, _SELDOM = _STEMS["reply"], _STEMS["back"], _STEMS["seldom"]
_AWAY, _INSTEAD = _STEMS["away"], _STEMS["instead"]
_MAIL = concepts("speech", whole=("this",))["declared"]["mail"]
# Of the older list, what does not only say that somebody returns.
_RETURNS = tuple(bare(key(word)) for word in _ALL["back"])
_TURN_TO = stems(
    word
    for word in load("speech")["absence"]["instead"]
    if not any(back in bare(key(word)) for back in _RETURNS)
)
_WORKING = concepts("desks")["promise"]["working"]
_KNOWN = tuple(bare(key(word)) for words in _ALL.values() for word in words)
_DAYS = phrases([bare(key(word)) for word in load("machines")["auto_reply"]["days"]])
_NOTE = 700  # characters; a longer one is a story
_SUBJECT = 80
_DIGIT = re.compile(r"\d")
_PLACES = re.compile(r"[^\s<>]{1,64}@[^\s<>]{1,120}|https?://\S{1,500}|\+?\d[\d ()/-]{6,20}")
_ASKED = re.compile(r"[^.!。！\n;]{0,300}[?？؟]")
_SHORT_QUESTION = 5  # words: "Is it urgent?"
_JOINS = any_of([key(word) for word in load("speech")["absence"]["joins"]])
_IF = re.compile(rf"\W{{0,3}}(?:{any_of(load('speech')['absence']['condition'])})", re.IGNORECASE)
_CLAUSES = re.compile(
    rf"[.!\n;:](?!\w|[ ]\d)|[。！]|(?<=[?？؟])|[,،，、؛](?!\d)"
    rf"|\s[–—-]\s|\s(?=[وו]\w)|\s(?:{_JOINS})\s",
    re.IGNORECASE,
)
_SHORT_LINE = 3  # words of a greeting, a name
_SHORT_NAME = 3  # letters
_ON_RETURN = 3  # words of "when I return"
_OWN = 3  # words of another matter
_ALONE = 8  # signs beside "until"
_FEW = 6  # words of "until Monday, 27 November"
_THAI = re.compile(r"[\u0e00-\u0e7f]")
_GLUED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]")
_ANSWERED = re.compile(rf"[\s:–—(\[-](?:{any_of(sorted(WORDING.reply_prefixes))})\s?[:：]")
_REPLIES = re.compile(r"^(?:[^\W\d]{1,5}\s?[:：]\s?){1,3}")


def absence(mail: Mail, identity: Identity) -> list[Sign]:
    """Look for the parts of a note of absence, in the subject as well as in the body."""
    body = without_quotations(mail.beginning())
    asked = max((len(one.split()) for one in _ASKED.findall(body)), default=0)
    if len(body) > _NOTE or asked > _SHORT_QUESTION or phrase_of_matter(body):
        return []
    text, subject = bare(key(body, _NOTE)), _said_in_subject(mail.subject)
    away = _away(text) or (closed(text) if _DIGIT.search(text) else "")
    if not away and not subject:
        return []
    # "On leave until 20/11" need not be said again below.
    whole = f"{bare(_without_ours(mail.subject))}\n{text}" if subject else text
    dated = bool(_DIGIT.search(whole) or _DAYS.find(whole))
    # "Absent", "closed" and "no answer" are what customers complain of, too.
    if _tells_more(body) or not (away or dated):
        return []
    if private(mail) and not subject:
        return []
    clauses = [bare(key(one)) for one in _CLAUSES.split(body)]
    thanks = [one for one in clauses if _thanks(one)]
    waits = any(_TALK["understanding"].find(one) and _TALK["thanks"].find(one) for one in clauses)
    parts = {
        "in the subject": 2 * bool(subject),
        "away": bool(away),
        "thanks": bool(thanks),
        "for understanding": waits,
        "until when": dated and bool(_TALK["until"].find(whole)),
        "seldom reads": 2 * bool(_SELDOM.find(text) or _cut_off(clauses)),
        # "Thank you for your answer" is a person's.
        "answers later": 2 * any(_REPLY.find(one) for one in clauses if one not in thanks),
        "back": bool(_BACK.find(text)),
        "whom to ask": bool(_INSTEAD.find(text)),
        "another address": bool(names_another(mail, identity)),
    }
    said = [name for name, points in parts.items() if points]
    if len(said) < 3:  # away, and two more
        return []
    points = sum(parts.values()) - 1
    return [Sign("absence", f"A note of absence: {', '.join(said)}", points)]


def private(mail: Mail) -> bool:
    """Tell "I let you know when I am home", which answers us; offices name who reads meanwhile."""
    text = bare(key(without_quotations(mail.beginning()), _NOTE))
    return bool(_TALK["private"].find(text) and not _INSTEAD.find(text))


def _tells_more(body: str) -> bool:
    """Tell a letter most of whose clauses speak of something else."""
    return 2 * len(_own(body)) > len(_clauses(body))


def _own(body: str) -> list[str]:
    """List the clauses that speak of none of this; few words are none, but names."""
    clauses = _clauses(body)
    cut_off = _cut_off([bare(key(one)) for one in clauses])
    found = [
        one
        for at, one in enumerate(clauses)
        if at not in cut_off and not _is_of_absence(key(one)) and not _leads_on(clauses, at)
    ]
    return found if sum(map(_words, found)) >= _OWN else []


def _leads_on(clauses: list[str], at: int) -> bool:
    """Tell "If it is about a repair already in", and then whom to call: none of the writer's own.

    Customers speak of what is theirs, and want to be called themselves.
    """
    one, following = clauses[at], "".join(clauses[at + 1 : at + 2])
    named = bare(key(following))
    leads = bool(_INSTEAD.find(named) or _TURN_TO.find(named))
    return leads and bool(_IF.match(one)) and not says_i(f"{one} {following}", "\n".join(clauses))


def own_clauses(mail: Mail) -> list[str]:
    """List the clauses of a note of absence that speak of something else; empty for no such note.

    Few words of it are none: they are names, or what no list of words holds.
    """
    body = without_quotations(mail.beginning())
    text = bare(key(body, _NOTE))
    if len(body) > _NOTE or not (_away(text) or ended(text)):
        return []
    return _own("\n".join(line for line in body.splitlines() if not _signs(line, mail)))


def _signs(line: str, mail: Mail) -> bool:
    """Tell a line that begins with the sender's name: "Mercerie des Lilas, Périgueux"."""
    name = key(mail.sender.name)
    return len(name) > _SHORT_NAME and len(line) <= _SUBJECT and key(line).startswith(name)


def _away(text: str) -> str:
    return _AWAY.find(text) or _TALK["away"].find(text)


def _cut_off(clauses: list[str]) -> list[int]:
    """Find "access to mail there is none", in whatever order a language has it.

    What joins clauses in one language is a word of its own in another: "accès à | ma | messagerie".
    """
    found = [at for at, one in enumerate(clauses) if _has_no_access(one)]
    for at, (one, other) in enumerate(pairwise(clauses)):
        both = f"{one} {other}"
        if _words(both) <= _FEW and at not in found and at + 1 not in found:
            found += [at, at + 1] if _has_no_access(both) else []
    return found


def _has_no_access(clause: str) -> bool:
    boxed = _MAIL.find(clause) or _TALK["box"].find(clause)
    return bool(boxed and _TALK["access"].find(clause) and _TALK["cannot"].find(clause))


def _thanks(clause: str) -> bool:
    return bool(_TALK["thanks"].find(clause) and _MAIL.find(clause))


def _said_in_subject(subject: str) -> str:
    """Find "away until Monday" in a short subject that names nothing a shop is asked about."""
    lowered = _without_ours(subject)
    text = bare(lowered)
    if len(text) > _SUBJECT or any(mark in text for mark in "?？؟") or _matter(lowered):
        return ""
    return _AWAY.find(text) or closed(text)


def _without_ours(subject: str) -> str:
    """Drop our own subject behind theirs: "Away until Monday Re: Your parcel is on its way"."""
    return _ANSWERED.split(_REPLIES.sub("", key(subject)))[0]


def _clauses(body: str) -> list[str]:
    """Return the clauses, without greetings and signatures, which are short lines."""
    found: list[str] = []
    for line in _PLACES.sub(" ", body).splitlines():
        if _words(line) <= _SHORT_LINE:
            continue
        # Thai puts spaces between its clauses only.
        parts = [
            part
            for one in _CLAUSES.split(line)
            for part in (one.split() if _THAI.search(one) else [one])
        ]
        greeted = not found and _words(parts[0]) <= _SHORT_LINE
        found += parts[1:] if greeted else parts
    return [one.strip() for one in found if _words(one)]


def _words(text: str) -> int:
    """Count words; two signs are about one where no spaces stand between them."""
    count = 0
    for one in text.split():
        letters = [sign for sign in one if sign.isalpha()]
        glued = bool(letters) and bool(_GLUED.match(letters[0]))
        count += (len(letters) + 1) // 2 if glued else bool(letters)
    return count


def _is_of_absence(lowered: str) -> bool:
    if _matter(lowered):
        return False
    clause = bare(lowered)
    said = (_AWAY, _TALK["away"], _SELDOM, _REPLY, _INSTEAD, _TURN_TO, _WORKING)
    if any(one.find(clause) for one in said):
        return True
    few = len(clause.split()) <= _FEW
    polite = (_TALK["polite"], _TALK["understanding"], _TALK["turn"])
    if any(one.find(clause) for one in polite) or _thanks(clause) or ended(clause):
        return True
    if few and _TALK["thanks"].find(clause):
        return True
    # "from" and "until" stand alone where blanks part clauses
    until = _TALK["until"].find(clause)
    if until and len(clause) - len(until) <= _ALONE:
        return True
    # "Can you come after the 24th?"
    dated = (_DIGIT.search(clause) or _DAYS.find(clause)) and not ASKS.search(clause)
    if _BACK.find(clause):
        return bool(dated) or _words(clause) <= _ON_RETURN
    return bool(few and dated)


def _matter(lowered: str) -> str:
    """Find a topic of letters to a shop; "return" is one, but not in "on my return"."""
    return next((one for one in topics_in(lowered) if not _is_known(bare(one))), "")


def _is_known(topic: str) -> bool:
    return any(word.startswith(topic) or topic.startswith(word.strip()) for word in _KNOWN)
