"""Pitches to shops: whom they helped, what costs nothing, a quarter of an hour, "reply STOP".

The trap: customers repeat "reply STOP" when they complain. So it counts only where it is told to
the reader, and never without what the writer does for shops.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from triage.mail.marks import LINK
from triage.mail.matter import UNSUBSCRIBE
from triage.mail.message import Mail
from triage.mail.reasons import Sign
from triage.mail.rules import load, shown
from triage.mail.stems import bare, concepts, stems
from triage.mail.wording import key

_RULES = {name: stems(words) for name, words in load("pitches").items()}
_BUYS = stems(load("price_lists")["buys"])
_WORDS = frozenset(bare(key(word)) for word in load("pitches")["words"])
_ANSWER = concepts("speech")["challenge"]["answer"]
_LENGTH = 2500  # characters; a pitch is short
_SENTENCE = 300
_LAST = 500  # characters, in which the way out stands
_ENDS = re.compile(r"(?<=[.!?؟])\s|(?<=[。！？])|\n")
_WRAPPED = re.compile(r"(?<=[^\s.!?:;。！？])\n(?=[^\W\d_])")  # plain text breaks inside sentences
_MANY = re.compile(r"(?<!\d)[1-9]\d{1,3}(?!\d)(.{0,30})")
_MINUTES = re.compile(r"(?<!\d)(?:5|8|10|12|15|20|25|30|१५|۱۵|١٥)(?!\d)(.{0,12})")
# A word to answer with: in capitals, or in marks where there are none.
_WORD = re.compile(
    r"[A-ZÀ-ÖØ-ÞА-ЯЁІЇΑ-Ω]{2,14}|[\"'“„«「‚‘”]\s?[^\W\d]{1,16}(?:\s[^\W\d]{1,12})?\s?[\"'”“»」’‘]"
)
# where strangers let one choose a time
_CALENDAR = re.compile(r"calendl|cal\.com/|/meetings?/|meetings\.|savvycal|tidycal|bookings?/")
_MASS = ("list-unsubscribe", "x-campaign-id", "x-campaignid", "x-campaign", "precedence")


def pitch(mail: Mail) -> list[Sign]:
    """List the signs of a pitch, what the writer does for shops among them; empty if none is."""
    written = LINK.sub(" ", mail.own_words or mail.text).strip()
    if not written or len(written) > _LENGTH:
        return []
    whole = [
        written,
        *([unwrapped] if (unwrapped := _WRAPPED.sub(" ", written)) != written else []),
    ]
    raw = [one for each in whole for one in _ENDS.split(each) if 0 < len(one) <= _SENTENCE]
    said = [bare(key(one)) for one in raw]
    # Who has many shops of their own wants to sell our goods there.
    buys = any(
        (_BUYS.find(one) or _find("resell", one)) and not _find("no_more", one) for one in said
    )
    counted = "" if buys else next(filter(_counts_shops, said), "")
    helped = _both(said, "help", "shops") or counted
    looked = _both(said, "free", "look")
    ending = _WRAPPED.sub(" ", written)[-_LAST:]
    way_out = told_way_out(ending) or _one(map(bare, map(key, _ENDS.split(ending))), "leave")
    growth = next((one for one in said if _find("growth", one)), "")
    # "Their sales grew by 35 %": who bought something speaks of no such growth.
    figure = growth if helped and any(sign in growth for sign in "%％٪") else ""
    bump, person = _one(said, "bump"), _one(said, "person")
    minutes = next(filter(_is_short_talk, said), "") or _one(said, "call")
    calendar = next((one for one in LINK.findall(mail.text[:_LENGTH]) if _CALENDAR.search(one)), "")
    # Customers follow up, too: nobody but a stranger asks who is the right person, too.
    followed = sum(map(bool, (bump, person, way_out))) > 1 and (minutes or calendar or helped)
    # A family that opens stores is no agency: who works for shops says for how many.
    invited = minutes and ((helped and growth) or (counted and way_out))
    # Somebody helped a customer in the store, too.
    if not ((helped and looked) or (way_out and (looked or growth)) or followed or invited):
        return _creators(mail, said)
    signs = []
    for one, wording, points in (
        ("helps", helped, 2),
        ("free", looked, 2),
        ("growth", growth, 1),
        ("figure", figure, 1),
        ("bump", bump, 2),
        ("person", person, 2),
        ("minutes", minutes, 1),
        ("calendar", calendar, 1),
        ("way_out", way_out, 2),
    ):
        if wording:
            signs.append(Sign(f"pitch_{one}", f"Pitches: {shown(wording)}", points))
    if any(mail.header(name) for name in _MASS):
        signs.append(Sign("pitch_to_many", "Sent to many, by its header", 1))
    return signs if len(signs) > 2 else []


def _creators(mail: Mail, said: list[str]) -> list[Sign]:
    """List the signs of somebody who is followed by many, and offers to show our goods to them.

    Who writes to this store alone, and sends no list of prices, waits for an answer.
    """
    creator, followers, collab = (_one(said, name) for name in ("creator", "followers", "collab"))
    files = (bare(key(each.name.replace("_", " "))) for each in mail.attachments)
    card = next((one for one in files if _find("collab", one)), "")
    if not (creator and followers and collab) or (mail.to and not card):
        return []
    signs = [
        Sign("pitch_creator", f"Pitches: {shown(creator)}", 2),
        Sign("pitch_followers", f"Pitches: {shown(followers)}", 2),
        Sign("pitch_collab", f"Pitches: {shown(collab)}", 1),
    ]
    return [*signs, Sign("pitch_card", f"Encloses: {shown(card)}", 1)] if card else signs


def _one(said: Iterable[str], concept: str) -> str:
    return next((one for one in said if _find(concept, one)), "")


def _find(concept: str, text: str) -> str:
    return _RULES[concept].find(text)


def _both(said: Iterable[str], first: str, second: str) -> str:
    return next((one for one in said if _find(first, one) and _find(second, one)), "")


def _counts_shops(text: str) -> bool:
    """Tell "120 online shops": those who work for so many say how many."""
    return any(_find("shops", " ".join(one[1].split()[:3])) for one in _MANY.finditer(text))


def _is_short_talk(text: str) -> bool:
    found = _MINUTES.search(text)
    return found is not None and bool(_find("minutes", found[1].lstrip(" -") + " "))


def told_way_out(written: str) -> str:
    """Return the sentence that tells the reader a word to answer with, "" if there is none."""
    before = ""
    for raw in filter(str.strip, _ENDS.split(written)):
        word, text = _WORD.search(raw), bare(key(raw))
        told = word is not None and len(raw) <= _SENTENCE
        if told and word and (_ANSWER.find(text) or _find("write", text)):
            # "Not interested? Answer “Stop”."
            asked = before if before.endswith(("?", "؟", "？")) else ""
            if _tells(f"{asked} {text}", word[0]):
                return raw
        before = text
    return ""


def _tells(text: str, word: str) -> bool:
    said = bare(key(word)).strip("\"'“”„«»「」‘’‚ ")
    return bool(_find("no_more", text) or UNSUBSCRIBE.find(text)) or said in _WORDS
