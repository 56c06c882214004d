"""Automatic replies without a header that says so, by their wording and further signs, weighed.

The trap: people go on holiday too and say so in the mail in which they complain. So no wording
decides alone, and what only a person would write (their parcel, a question) counts against it.
"""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from dataclasses import replace

from triage.mail.absences import absence, own_clauses, private
from triage.mail.declared_notes import declared_note
from triage.mail.desk_talk import (
    awaits_answer,
    promise,
    redirection,
    without_menu,
    without_quotations,
)
from triage.mail.machine_addresses import is_machine
from triage.mail.machines import desk_header
from triage.mail.matter import own_matter, phrase_of_matter, speaks_of_self, topic
from triage.mail.message import Code, Identity, Mail
from triage.mail.reasons import Sign, header_sign, told, weight
from triage.mail.rules import load, phrases, shown
from triage.mail.speech import confirmation, declared, forbids_answer, machine_speech
from triage.mail.wording import WORDING, key, key_of_word

_REPLY = load("machines")["auto_reply"]
_WEAK_SUBJECTS = phrases(_REPLY["weak_subjects"], whole=True)
_AWAY, _MEANWHILE = phrases(_REPLY["away"]), phrases(_REPLY["meanwhile"])
_RECEIVED, _NEXT = phrases(_REPLY["received"]), phrases(_REPLY["next"])
_SAID_WITHIN = 3000  # characters
NOBODY_READS = phrases(load("machines")["notification"]["unread"])
_DAYS = phrases(_REPLY["days"], whole=True)
_NEEDED = 4
_WHOLE = frozenset(
    {"absence", "declared_note", "desk_promise", "redirection"}
)  # of several parts already
# What a program says of itself, whether it answers or tells news.
_OF_ITSELF = frozenset({"says_automatic", "nobody_reads", "machine_sender", "precedence", "weight"})
_WEAK = 2  # points of a subject that people write, too
_WORDINGS = 3  # that count
_LOOKED_AT = 1000  # characters; below that come quotes and small print
_NOTE = 600  # characters
_AT_ONCE = 160  # characters within which an automatic reply comes to the point
_BRACKETS = " [【(（<《*#「『-–—"
_ASKS = re.compile(r"[?？؟](?![\w=&%])")  # not an address's: "/confirm?id=8"
_DATE = re.compile(r"\b\d{1,2}\s?[./]\s?(?:1[0-2]|0?[1-9])\b|\d{1,2}\s?[月월]\s?\d{1,2}")
_TICKET = re.compile(
    r"[\[(#]\s?(?:ticket|case|request|req|id|ref|anfrage|заявка|обращение|工单|№)?[\s:#№-]{0,3}"
    r"[a-z]{0,6}-?\d{3,12}\s?[\])]|\b(?:ticket|case|request|тикет|工单|工單)\s?(?:id|no|nr|number|号)?"
    r"[\s.:：#№]{1,3}[a-z]{0,4}-?\d{3,15}"
    r"|(?:nummer|number|numéro|número|numero|номер|号|號)[^\d\n]{0,15}\d{4,15}"
)


def auto_reply_wording(mail: Mail, identity: Identity) -> tuple[Code, ...]:
    """List what makes a mail an automatic reply, each sign with its weight; empty if it is none."""
    mail = _unquoted(mail)
    own = key(without_quotations(mail.beginning()), _LOOKED_AT)
    subject = _subject(mail, identity)
    speech = machine_speech(mail)
    if speech:
        return told([*subject, *speech], _NEEDED)
    said = _wording(own, identity, story=len(mail.own_words or mail.text) > _NOTE)
    said += _built(mail, own, said)
    other = _further(mail, own, worded=bool(said))
    beside = own_clauses(mail)
    confirmed = [] if awaits_answer(own) else confirmation(mail)
    desk = confirmed or promise(mail) or redirection(mail, identity, beside)
    itself = [*_of_itself(mail, own), *desk]
    said += [*itself, *_most(said, absence(mail, identity)), *declared_note(mail, identity)]
    if not subject and not said:
        return ()
    against = _against(mail, own, strong=bool(subject), machine=bool(itself))
    against += _beside(mail, beside, strong=bool(itself), subject=subject)
    if not (subject or itself) and private(mail):
        against.append(Sign("private", "Speaks of home, or lets us know", -2))
    signs = [*subject, *said, *other, *against]
    # Two kinds of sign at least: the subject, the wording, the envelope or the thread, the date.
    whole = any(sign.code in _WHOLE for sign in said)
    kinds = bool(subject) + bool(said) + bool(other) + (len(said) > 1) + whole
    return told(signs, _NEEDED) if kinds > 1 and weight(signs) >= _NEEDED else ()


def _unquoted(mail: Mail) -> Mail:
    """Leave out the lines of ours that a desk shows between its own: "> When will it come?"."""
    lines = (mail.own_words or mail.text).split("\n")
    left = "\n".join(line for line in lines if not line.startswith(">")).strip()
    return replace(mail, own_words=left) if left else mail


def _subject(mail: Mail, identity: Identity) -> list[Sign]:
    whole = key(mail.subject)
    text = whole.lstrip(_BRACKETS)
    if _WEAK_SUBJECTS.start(text):
        return [Sign("auto_reply_subject", f"Subject: {shown(mail.subject)}", 2)]
    # "[Pedido recebido]" is a help desk's; without brackets a customer says so of an order.
    if identity.rules.reply_subjects.start(text) or identity.rules.reply_subjects.start(whole):
        points = 1 if text.endswith(("?", "？")) else 3  # people ask about automatic replies
        return [Sign("auto_reply_subject", f"Subject: {shown(mail.subject)}", points)]
    return []


def _wording(own: str, identity: Identity, *, story: bool) -> list[Sign]:
    found = sorted(
        identity.rules.reply_bodies.all_in(own), key=lambda one: (own.find(one), -len(one))
    )
    signs: list[Sign] = []
    end = 0
    unread = NOBODY_READS.find(own)
    for one in found:
        at = own.find(one)
        # Thai has "received a mail" and "automatic mail" in one word: it is one saying.
        inside = unread and at <= own.find(unread) < at + len(one)
        # A machine says at once what it is; a story may tell of one that answered.
        at_once = not signs and at < _AT_ONCE
        told_later = story and not signs and not at_once
        if inside or told_later or at < end or len(signs) == _WORDINGS:
            continue  # wordings that overlap say the same thing
        signs.append(Sign("auto_reply_body", f"Body says: {shown(one)}", 2 if at_once else 1))
        end = at + len(one)
    return signs


def _built(mail: Mail, own: str, said: list[Sign]) -> list[Sign]:
    """Look for the parts of a sentence no list has as a whole: away, and what happens meanwhile."""
    signs: list[Sign] = []
    if len(mail.own_words or mail.text) > _NOTE:
        return signs  # a story, not a note
    for first, second in ((_AWAY, _MEANWHILE), (_RECEIVED, _NEXT)):
        head, tail = first.find(own), second.find(own)
        if not (head and tail):
            continue
        apart = [one for one in (head, tail) if not any(one in sign.text for sign in said)]
        signs = [Sign("auto_reply_stem", f"Body says: {shown(one)}", 1) for one in apart]
        named = first.find(key(mail.subject))
        if named:
            signs.append(Sign("auto_reply_stem", f"Subject says: {shown(named)}", 1))
        break
    return signs


def _most(said: list[Sign], whole: list[Sign]) -> list[Sign]:
    """Return what a note of absence counts beyond the wordings found in it already."""
    return [
        Sign(sign.code, sign.text, sign.points + 1 - weight(said))
        for sign in whole
        if sign.points + 1 > weight(said)
    ]


def unread_in(text: str) -> str:
    """Return where a text (a `key`) says that nobody reads answers, "" if it does not."""
    return NOBODY_READS.find(text) or forbids_answer(text)


def _of_itself(mail: Mail, own: str) -> list[Sign]:
    """Look for what a mail says of itself: that it is automatic, that nobody reads answers."""
    signs = []
    sentence, unread = declared(mail), unread_in(own)
    if sentence:
        signs.append(Sign("says_automatic", f"Says of itself: {sentence}", 2))
    if unread:
        signs.append(Sign("nobody_reads", f"Body says: {shown(unread)}", 2))
    return signs


def _further(mail: Mail, own: str, *, worded: bool) -> list[Sign]:
    signs = []
    if mail.return_path == "":
        signs.append(Sign("null_return_path", "Return-Path: <>", 2))
    if mail.header("x-auto-response-suppress"):
        signs.append(header_sign("suppresses_auto_replies", mail, "x-auto-response-suppress", 2))
    if is_machine(mail.sender.address):
        signs.append(Sign("machine_sender", f"From: {shown(mail.sender.address)}", 2))
    if mail.header("precedence"):
        signs.append(header_sign("precedence", mail, "precedence", 2))
    desk = desk_header(mail)
    if desk:
        signs.append(header_sign("help_desk", mail, desk, 2))
    if mail.in_reply_to or mail.references:
        signs.append(Sign("answers_a_mail", "Answers an earlier mail", 1))
    if worded and (_DATE.search(own[:400]) or _DAYS.find(own[:400])):
        signs.append(Sign("absence_dated", "Says from when or until when", 1))
    if worded and _TICKET.search(f"{key(mail.subject)}\n{own}"):
        signs.append(Sign("ticket_number", "Names a ticket", 1))
    return signs


def _against(mail: Mail, own: str, *, strong: bool, machine: bool) -> list[Sign]:
    signs = []
    words = without_menu(mail.own_words or mail.text)
    if machine and not speaks_of_self(words):
        # Machines speak of parcels and orders too, and name their numbers: only not of "mine".
        matter, about = phrase_of_matter(words), ""
    else:
        matter, about = own_matter(words), topic(own)
    if matter:
        signs.append(Sign("order_matter", f"Writes of an order: {shown(matter)}", -3))
    elif about:
        signs.append(Sign("shop_topic", f"Speaks of: {shown(about)}", -1 if strong else -2))
    if _ASKS.search(own):
        signs.append(Sign("asks", "Asks a question", -1 if strong else -2))
    return signs


def _beside(mail: Mail, beside: list[str], *, strong: bool, subject: list[Sign]) -> list[Sign]:
    """Count what a writer who is away says of another matter."""
    if strong or mail.return_path == "":
        return []
    each = -1 if weight(subject) > _WEAK else -4  # a program's own subject
    return [Sign("own_clause", f"Says beside: {shown(one)}", each) for one in beside[:2]]


def tells_news(mail: Mail, signs: AbstractSet[str]) -> bool:
    """Tell a program's news, which only says of itself that it is automatic, from its answers.

    A bank does so below "your statement is here", from info@, too, but then in answer to nothing.
    """
    unasked = is_machine(mail.sender.address) or not (mail.in_reply_to or mail.references)
    return signs <= _OF_ITSELF and not is_titled_answer(mail) and unasked


def is_titled_answer(mail: Mail) -> bool:
    """Tell a subject that is the one of an earlier mail: "Re: …"."""
    prefix, colon, _ = mail.subject.replace("：", ":").partition(":")
    return bool(colon) and key_of_word(prefix.strip()) in WORDING.reply_prefixes


def nobody_reads(mail: Mail) -> bool:
    """Tell a mail that says of itself that answers reach nobody."""
    said = without_quotations(mail.own_words)  # who pastes a notice is read
    return not mail.in_reply_to and bool(NOBODY_READS.find(key(said, _SAID_WITHIN)))
