"""Tells what a program wrote, by headers and wording: an answer to a mail of ours, or its news.

The trap: forms and platforms generate mail too, and hold a person's words; a newsletter says that
it is automatic and answers nothing.
"""

from __future__ import annotations

from triage.mail.auto_replies import is_titled_answer, tells_news
from triage.mail.evidence import Evidence, is_letter
from triage.mail.matter import own_matter
from triage.mail.message import Kind, Verdict
from triage.mail.notifications import NEEDED as NOTICE_NEEDED
from triage.mail.reasons import weight
from triage.mail.verdicts import set_aside

# What tells an answer of a machine from its news.
_CONFIRMED = frozenset({"auto_reply_subject", "help_desk"})
_BACKED = _CONFIRMED | {"challenge"}  # a spam filter's question goes out as a list's mail, too
_ANSWERS = frozenset(
    {"auto_reply_subject", "auto_reply_stem", "help_desk", "answers_a_mail", "absence"}
    | {"challenge", "request_confirmed", "read_receipt_wording"}
    | {"guest_answer"}
)


def automatic(evidence: Evidence) -> Verdict | None:
    """Set aside what no person wrote: an auto-reply, or a notice where it answers nothing."""
    generated = evidence.submitted == "auto-generated"
    replies = [code for code in evidence.auto_headers if code.code != "auto_submitted"]
    if replies or (evidence.submitted and not generated):
        return set_aside(evidence, Kind.AUTO_REPLY, evidence.auto_headers)
    # Platforms and newsletters generate too, and forms we were not told of hold a person's words.
    # The subject may only be the one a ticket system answers.
    codes = {code.code for code in evidence.auto_wording}
    # A help desk that confirms in its subject may call the request what others call an order.
    mine = not codes >= _CONFIRMED and own_matter(evidence.mail.own_words)
    if evidence.platform is not None or (generated and mine):
        return None
    if generated and not evidence.lists and weight(evidence.notice) < NOTICE_NEEDED:
        # A program that answers nothing and confirms nothing tells news: "Dispatch note DN-20774".
        mail = evidence.mail
        answers = codes or mail.in_reply_to or mail.references or mail.answers_invitation
        kind = Kind.AUTO_REPLY if answers else Kind.NOTICE
        return set_aside(evidence, kind, evidence.auto_headers)
    # Newsletters say "automatically generated" too: beside list headers the wording needs backing.
    backed = _BACKED & codes
    # Notices of carriers and banks say it as well, but answer nothing and tell of an event.
    told_of = not codes & _ANSWERS and not is_titled_answer(evidence.mail)
    # Colleagues speak of holidays to each other.
    if evidence.staff and not _BACKED & codes:
        return None
    if told_of and weight(evidence.notice) >= NOTICE_NEEDED:
        return None
    if evidence.auto_wording and (backed or not evidence.lists):
        kind = Kind.NOTICE if tells_news(evidence.mail, codes) else Kind.AUTO_REPLY
        return set_aside(evidence, kind, evidence.auto_wording)
    # Lists want to know what comes back; what answers of itself must not (RFC 3834).
    listed = any(code.code == "list_header" for code in evidence.lists)
    bare = evidence.mail.return_path == "" and evidence.lists and not listed
    if bare and not is_letter(evidence):
        return set_aside(evidence, Kind.AUTO_REPLY, (*evidence.auto_wording, *evidence.lists))
    return None
