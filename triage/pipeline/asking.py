"""The first half of the path: parse a mail, judge what it is, list what must be looked up."""

from __future__ import annotations

import hashlib

from triage.cases.number import find_numbers
from triage.mail import message_id as keyed
from triage.mail.free_reports import with_report
from triage.mail.kind import judge
from triage.mail.message import Kind, Mail, Verdict
from triage.pipeline.values import Practice, Questions, Reading
from triage.understanding.reader import words_of

MOST_NAMED = 40  # numbers of cases one mail may name; a mail with more is a list or a probe


def read(practice: Practice, mail: Mail, *, junk: bool = False) -> Reading:
    """Judge what a parsed mail is and pick the words to understand."""
    meaning = practice.reader.meaning(mail)
    verdict = judge(mail, practice.identity, junk=junk, meaning=meaning)
    if verdict.kind is Kind.BOUNCE:
        mail = with_report(mail)
    return Reading(mail, verdict, words_of(mail, verdict))


def ask(practice: Practice, reading: Reading) -> Questions:
    """List what must be looked up for a mail."""
    mail, verdict = reading.mail, reading.verdict
    replied_to = tuple(dict.fromkeys((*mail.in_reply_to, *reversed(mail.references))))
    proven = (keyed.case_of(practice.identity, each) for each in replied_to)
    written = find_numbers(f"{mail.subject}\n{verdict.own_words}")
    wanted = verdict.kind in (Kind.CUSTOMER, Kind.SPAM) or verdict.dispute
    embedded = (mail.report.original_message_id,) if mail.report else ()
    return Questions(
        message_id=mail.message_id,
        content_key=_content_key(mail),
        address=_address(mail, verdict),
        replied_to=tuple(each for each in (*embedded, *replied_to) if each),
        case_numbers=tuple(dict.fromkeys((*filter(None, proven), *written)))[:MOST_NAMED],
        order_keys=practice.reader.number_candidates(reading.words) if wanted else (),
        thread_root=_thread_root(mail),
    )


def _address(mail: Mail, verdict: Verdict) -> str:
    return verdict.customer.address if verdict.customer else mail.sender.address


def _thread_root(mail: Mail) -> str:
    return next(iter((*mail.references, *mail.in_reply_to)), mail.message_id)


def _content_key(mail: Mail) -> str:
    # Broken mailers give all their mails one Message-ID: who writes, when and with what counts.
    people = [str(mail.date), *(each.address for each in (mail.sender, *mail.reply_to))]
    parts = [f"{part.name} {part.size}" for part in mail.attachments]
    whole = "\n".join((*people, mail.subject, *parts, mail.text))
    return hashlib.sha256(whole.encode(errors="replace")).hexdigest()
