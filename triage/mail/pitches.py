"""Pitches to shops: whom they helped, what costs nothing, a quarter of an hour, "reply STOP".

The trap: customers repeat "reply STOP" when they complain. So it counts only where it is told to
the reader, and never without what the writer does for shops.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from triage.mail.marks import LINK
from triage.mail.message import Mail
from triage.mail.reasons import Sign
from triage.mail.rules import load, shown
from triage.mail.stems import bare, concepts, stems
from triage.mail.wording import key

_RULES = {name: stems(words) for name, words in load("pitches").items()}
_ANSWER = concepts("speech")["challenge"]["answer"]
_LENGTH = 2500  # characters; a pitch is short
_SENTENCE = 300
_LAST = 500  # characters, in which the way out stands
_ENDS = re.compile(r"(?<=[.!?؟])\s|(?<=[。！？])|\n")
_MINUTES = re.compile(r"(?<!\d)(?:5|10|15|20|30|१५|۱۵|١٥)(?!\d)(.{0,12})")
# A word to answer with: in capitals, or in marks where there are none.
_WORD = re.compile(r"[A-ZÀ-ÖØ-ÞА-ЯЁІЇΑ-Ω]{2,14}|[\"'“„«「‚‘”]\s?[^\W\d]{1,16}\s?[\"'”“»」’‘]")
_MASS = ("list-unsubscribe", "x-campaign-id", "x-campaignid", "x-campaign", "precedence")


def pitch(mail: Mail) -> list[Sign]:
    """List the signs of a pitch, what the writer does for shops among them; empty if none is."""
    written = LINK.sub(" ", mail.own_words or mail.text).strip()
    if not written or len(written) > _LENGTH:
        return []
    raw = [one for one in _ENDS.split(written) if 0 < len(one) <= _SENTENCE]
    said = [bare(key(one)) for one in raw]
    helped = _both(said, "help", "shops")
    looked = _both(said, "free", "look")
    way_out = _way_out(written[-_LAST:])
    growth = next((one for one in said if _find("growth", one)), "")
    # Somebody helped a customer in the store, too.
    if not ((helped and looked) or (way_out and (looked or growth))):
        return []
    signs = []
    for one, wording, points in (
        ("helps", helped, 2),
        ("free", looked, 2),
        ("growth", growth, 1),
        ("minutes", next(filter(_is_short_talk, said), ""), 1),
        ("way_out", way_out, 2),
    ):
        if wording:
            signs.append(Sign(f"pitch_{one}", f"Pitches: {shown(wording)}", points))
    if any(mail.header(name) for name in _MASS):
        signs.append(Sign("pitch_to_many", "Sent to many, by its header", 1))
    return signs if len(signs) > 2 else []


def _find(concept: str, text: str) -> str:
    return _RULES[concept].find(text)


def _both(said: Iterable[str], first: str, second: str) -> str:
    return next((one for one in said if _find(first, one) and _find(second, one)), "")


def _is_short_talk(text: str) -> bool:
    found = _MINUTES.search(text)
    return found is not None and bool(_find("minutes", found[1].lstrip(" -") + " "))


def _way_out(written: str) -> str:
    """Return the sentence that tells the reader a word to answer with, "" if there is none."""
    for raw in _ENDS.split(written):
        word, text = _WORD.search(raw), bare(key(raw))
        if len(raw) > _SENTENCE or word is None:
            continue
        if (_ANSWER.find(text) or _find("write", text)) and _tells(text, word[0]):
            return raw
    return ""


def _tells(text: str, word: str) -> bool:
    known = {"stop", "no", "unsubscribe", "remove"}
    return bool(_find("no_more", text)) or key(word).strip("\"'“”„«»「」‘’‚ ") in known
