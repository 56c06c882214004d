"""What a desk says to everybody who writes: that it answers later, or that nobody reads here now.

The trap: people thank, receive and come back to things, too. So each saying needs several parts
together, and whoever says "I", asks, or speaks of their order is believed to be a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from triage.mail.machine_addresses import is_ours
from triage.mail.marks import ASKS, LINK, MONEY
from triage.mail.matter import phrase_of_matter
from triage.mail.message import Identity, Mail
from triage.mail.own_names import is_named_after
from triage.mail.reasons import Sign
from triage.mail.rules import load
from triage.mail.stems import bare, concepts, stems
from triage.mail.wording import key

_RULES = concepts("desks", whole=("self",))
_PROMISE, _GONE = _RULES["promise"], _RULES["gone"]
_SPEECH = concepts("speech")
_TICKET, _ABSENCE = _SPEECH["ticket"], _SPEECH["absence"]
_GOODS = stems(load("matter")["topics"])
_LOCAL_PARTS = frozenset(load("desks")["promise"]["desks"])
_LOOKED_AT = 1500  # characters
_NOTE = 900
_FEW_WORDS = 250  # characters
_SHORT_NOTE = 600
_BUTTON = 60  # characters of a menu's line beside its link
_SENTENCE = 260
_OPENING = 160
_ALONE = 4  # points of a promise that needs no further sign
_ADDRESS = re.compile(r"[^\s<>@,;:\"()\[\]]{1,64}@[a-z0-9][a-z0-9.-]{1,120}\.[a-z]{2,24}")
_ENDS = re.compile(r"[.!。！\n;](?!\w|[ ]\d)|(?<=[?？؟])")  # not "no. 4711"
_STOPS = re.compile(r"[.!。！;](?!\w|[ ]\d)|\n\s{0,40}\n")
_CLAUSE_ENDS = re.compile(r"[,，、،:：;\n。！]|[.!](?!\w)| [-–—] ")
_AT_ONCE = 16  # characters between "please" and what the reader is asked to do
_NUMBER = re.compile(r"\d[\d-]{3,20}")
_SHORT_QUESTION = 5  # words: "In a hurry?"
# What others said stands in marks: whoever quotes an automatic answer is none.
_MARKED = re.compile(
    r"[\"“”„«»「『][^\"“”„«»「」『』\n]{1,300}[\"“”«»」』]|‘[^‘’\n]{1,300}(?:’\w[^‘’\n]{0,300}){0,9}’"
)
_COUNTED = re.compile(r"(?<![\w.])\d{1,3}(?:\s?[-–~/]\s?\d{1,3})?[\s-]?([^\W\d]{1,12}\.?)")
# "9 h à 17 h 30", "09:00-17:00", "9-18 Uhr", "9 am to 5 pm"
_CLOCK = r"\d{1,2}(?:[:.h]\s?\d{2}|\s?(?:h|uhr|am|pm|a\.m|p\.m|ч|год)\b)?"
_HOURS = re.compile(
    rf"(?<![\d/.-]){_CLOCK}\s?(?:[-–—~]|(?:to|until|till|bis|à|a|as|alle|til|till|tot|do|до|kl)\b)"
    r"\s?\d{1,2}(?:[:.h]\s?\d{2}|\s?(?:h|uhr|am|pm|a\.m|p\.m|ч|год)\b)"
)
_DAY = re.compile(r"\d")


def without_quotations(text: str) -> str:
    """Return a text without what stands in quotation marks, which somebody else said."""
    return _MARKED.sub(" ", text)


def promise(mail: Mail) -> list[Sign]:
    """Look for a desk's promise: thanks, your message is here, our team answers on working days."""
    body = _spoken(mail)
    sentences = list(_sentences(body))
    asks = [len(one.split()) for one in sentences if ASKS.search(one)]
    if len(body) > _NOTE or max(asks, default=0) > _SHORT_QUESTION or phrase_of_matter(body):
        return []
    if is_named_after(mail.sender) and not mail.header("auto-submitted"):
        return []  # who recounts what a desk has promised
    if awaits_answer(body):
        return []
    text = bare(key(body, _LOOKED_AT))
    back = [one for one in sentences if _comes_back(one)]
    parts = {
        "thanks for writing": any(map(_thanks, _STOPS.split(text[:_OPENING]))),
        "it is here": any(map(_is_here, sentences)),
        "somebody comes back": bool(back),
        "on working days": bool(_PROMISE["working"].find(text)) or any(map(_is_counted, back)),
        "at these hours": bool(_HOURS.search(key(body, _LOOKED_AT))),
        "our team": any(map(_is_team_of_theirs, sentences)),
        "it takes a while": bool(_PROMISE["wait"].find(text)),
        "from a desk": _is_desk(mail.sender.address),
    }
    said = [name for name, found in parts.items() if found]
    received = parts["thanks for writing"] or parts["it is here"]
    later = parts["somebody comes back"] or parts["on working days"]
    slow = parts["our team"] or parts["it takes a while"]
    bare_desk = back and parts["on working days"] and slow and parts["from a desk"]
    if not (received and later) and not bare_desk:
        return []
    points = len(said) + parts["it is here"] - len(asks)
    points -= 2 if _PROMISE["self"].find(text) else 0
    # A buyer's firm thanks for what we sent, and comes back to it.
    points -= 2 if _PROMISE["offer"].find(text) else 0
    # Who recounts a promise tells of their money.
    points -= 2 if MONEY.search(mail.beginning()) else 0
    # Whoever speaks of goods and photos, and writes from no desk, has a matter of their own.
    points -= 2 if _GOODS.find(text) and not parts["from a desk"] else 0
    if points < _ALONE:
        return []
    return [Sign("desk_promise", f"Promises an answer: {', '.join(said)}", points)]


def awaits_answer(text: str) -> bool:
    """Tell who waits for an answer, or wants one sent to them: a desk promises one."""
    return bool(_PROMISE["awaits"].find(bare(key(text, _LOOKED_AT))))


def redirection(mail: Mail, identity: Identity, beside: Sequence[str] = ()) -> list[Sign]:
    """Look for a note that nobody reads here any more, or for some days: left, moved, closed.

    `beside`: clauses of another matter; who has one, and answers no mail, is a person.
    """
    body = _spoken(mail)
    answers = bool(mail.in_reply_to or mail.references)
    if not body or len(body) > _SHORT_NOTE or ASKS.search(body) or (beside and not answers):
        return []
    if phrase_of_matter(body):
        return []
    text = bare(key(body, _LOOKED_AT))
    sentences = list(_sentences(body))
    over = any(_GONE["nolonger"].find(x) and _GONE["ended"].find(x) for x in sentences)
    left = _GONE["left"].find(text)
    shut = any(_GONE["closed"].find(x) and _DAY.search(x) for x in sentences)
    moved = _GONE["moved"].find(text)
    if not (over or left or (shut and not beside)):
        return []
    parts = [name for name, found in (("no longer", over), ("left", left), ("shut", shut)) if found]
    other = names_another(mail, identity)
    subject = bare(key(mail.subject))
    more = {
        "another address": bool(other),
        "moved": bool(moved),
        "whom to ask": bool(_ABSENCE["instead"].find(text)),
        "an answer later": bool(_TICKET["comeback"].find(text)),
        "in the subject": bool(ended(subject) or _GONE["moved"].find(subject)),
    }
    parts += [name for name, found in more.items() if found]
    # "I am a retired notary" begins a letter; who left says little else, or where to turn.
    told = over or shut or more["another address"] or more["in the subject"] or moved
    if len(parts) < 2 or (not told and len(body) > _FEW_WORDS):
        return []
    return [Sign("redirection", f"Nobody reads here: {', '.join(parts)}", len(parts) + 1)]


def ended(text: str) -> bool:
    """Tell a sentence (already `bare`) that somebody left, or that an address or a shop closed."""
    over = _GONE["nolonger"].find(text) and _GONE["ended"].find(text)
    return bool(over or _GONE["left"].find(text) or closed(text))


def closed(text: str) -> str:
    """Find in a text (already `bare`) that an office or a shop is closed."""
    return _GONE["closed"].find(text)


def names_another(mail: Mail, identity: Identity) -> str:
    """Return an address a mail names beside its sender's and ours, "" if none."""
    own = {mail.sender.address, *(each.address for each in mail.reply_to)}
    found = (each.rstrip(".") for each in _ADDRESS.findall(_spoken(mail).lower()))
    return next((each for each in found if each not in own and not is_ours(each, identity)), "")


def moved(text: str) -> bool:
    """Tell a text (already `bare`) that says that somebody's address is another one now."""
    return bool(_GONE["moved"].find(text))


def without_menu(text: str) -> str:
    """Drop the lines of a link: "Where is my order? Track it: https://…" the reader would say."""
    return "\n".join(
        line
        for line in text.splitlines()
        if not LINK.search(line) or len(LINK.sub("", line)) > _BUTTON
    )


def _spoken(mail: Mail) -> str:
    return LINK.sub(" ", without_quotations(without_menu(mail.beginning()))).strip()


def _sentences(body: str) -> Iterable[str]:
    return (bare(key(one)) for one in _ENDS.split(body) if 0 < len(one) < _SENTENCE)


def _writing(text: str) -> bool:
    """Tell words for what somebody wrote: message, request, application."""
    return bool(_TICKET["request"].find(text) or _PROMISE["application"].find(text))


def _thanks(opening: str) -> bool:
    """Tell "Thank you for contacting us"."""
    for_it = _writing(opening) or _PROMISE["contacting"].find(opening)
    return bool(_ABSENCE["thanks"].find(opening) and for_it)


def _gives_thanks(clause: str) -> bool:
    """Tell thanks for what the reader did or is: "thanks to your team for the quick answer".

    A desk thanks for what somebody wrote.
    """
    return bool(_ABSENCE["thanks"].find(clause)) and not (
        _writing(clause) or _PROMISE["contacting"].find(clause)
    )


def _asks_for_it(clause: str) -> bool:
    """Tell "please handle it" and "please get back to us": the reader is to, not the writer."""
    please, verb = _PROMISE["please"].find(clause), _TICKET["comeback"].find(clause)
    between = clause.find(verb) - clause.find(please) - len(please) if please and verb else -1
    return 0 <= between <= _AT_ONCE


def promised_part(text: str) -> str:
    """Drop the clauses in which a text (already `bare`) thanks the reader, or asks them."""
    clauses = _CLAUSE_ENDS.split(text)
    return ", ".join(each for each in clauses if not (_gives_thanks(each) or _asks_for_it(each)))


def _comes_back(sentence: str) -> bool:
    """Tell "We answer within two days", not "Thanks for the quick answer"."""
    return bool(_TICKET["comeback"].find(promised_part(sentence)))


def _is_team_of_theirs(sentence: str) -> bool:
    """Tell "Our team will answer", not "Thanks to the team"."""
    return bool(_PROMISE["team"].find(promised_part(sentence)))


def _is_here(sentence: str) -> bool:
    """Tell "We received your message", "Case 4711 was opened", "We got it and will answer"."""
    recorded = _TICKET["recorded"].find(sentence)
    if _writing(sentence):
        # "Thanks for the message, the money arrived" tells of no message's arrival.
        clauses = _CLAUSE_ENDS.split(sentence)
        return bool(recorded) or any(_writing(x) and _PROMISE["reached"].find(x) for x in clauses)
    # "Refund received, we'll come back soon" is a buyer's.
    answered = _comes_back(sentence) and not _GOODS.find(sentence)
    return bool(recorded and (_NUMBER.search(sentence) or answered))


def _is_counted(sentence: str) -> bool:
    """Tell "within 24 hours"."""
    units = _PROMISE["unit"]
    return any(units.find(f"{found[1]} ") for found in _COUNTED.finditer(sentence))


def _is_desk(address: str) -> bool:
    local = address.partition("@")[0]
    return "".join(filter(str.isalpha, local)) in _LOCAL_PARTS
