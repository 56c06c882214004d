"""An absence or a move told in somebody's own words, which calls itself an automatic answer.

The trap: customers repeat that a mail was automatic. So their own note must say it, of nothing that
a shop is asked about, and two things besides that only who is away or has moved tells.
"""

from __future__ import annotations

import re

from triage.mail.desk_talk import moved, names_another, without_quotations
from triage.mail.marks import ASKS, LINK
from triage.mail.matter import own_matter
from triage.mail.message import Identity, Mail
from triage.mail.reasons import Sign
from triage.mail.rules import load, phrases
from triage.mail.speech import declared_in
from triage.mail.stems import bare, concepts, stems
from triage.mail.wording import key

_TALK = concepts("speech")["absence"]
_TABLES = load("absences")
_STEMS = {
    name: stems(word for each in _TABLES.values() for word in each[name])
    for name in ("away", "seldom", "back", "instead")
}
_DAYS = phrases([bare(key(word)) for word in load("machines")["auto_reply"]["days"]])
_DIGIT = re.compile(r"\d")
_NOTE = 600  # characters; a longer one is a story
_SHORT_QUESTION = 5  # words: "Is it urgent?"
_SENTENCE = re.compile(r"[^.!?。！？؟(\n]{0,300}[?？؟]")
_PARTS = 2
_BASE = 2  # points


def declared_note(mail: Mail, identity: Identity) -> list[Sign]:
    """Look for the parts of such a note."""
    body = LINK.sub(" ", without_quotations(mail.beginning()))
    if len(body) > _NOTE or not declared_in(body) or own_matter(body):
        return []
    if any(len(one.split()) > _SHORT_QUESTION for one in _asked(body)):
        return []
    text = bare(key(body))
    dated = bool(_DIGIT.search(text) or _DAYS.find(text))
    parts = {
        "answers a mail": bool(mail.in_reply_to or mail.references),
        "away": bool(_STEMS["away"].find(text)),
        "until when": dated and bool(_TALK["until"].find(text)),
        "seldom reads": bool(_STEMS["seldom"].find(text)),
        "back": bool(_STEMS["back"].find(text)),
        "whom to ask": bool(_STEMS["instead"].find(text)),
        "another address": bool(names_another(mail, identity)),
        "moved": moved(text),
    }
    said = [name for name, found in parts.items() if found]
    if len(said) < _PARTS:
        return []
    return [Sign("declared_note", f"An automatic note: {', '.join(said)}", _BASE + len(said))]


def _asked(body: str) -> list[str]:
    return [one for one in _SENTENCE.findall(body) if ASKS.search(one)]
