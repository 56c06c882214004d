"""Papers that programs of suppliers, insurers and bookkeepers send from addresses like people's.

The trap: who buys of us sends orders by such programs, too, and customers repeat what such a mail
said. So the mail itself must say that it is automatic, and nobody may order, ask, or miss anything.
"""

from __future__ import annotations

import re

from triage.mail.desk_talk import without_quotations
from triage.mail.forwards import forwarded_mail
from triage.mail.marks import ASKS, LINK, SENTENCE_END
from triage.mail.matter import phrase_of_matter
from triage.mail.message import Identity, Mail
from triage.mail.own_names import is_named_after
from triage.mail.reasons import Sign
from triage.mail.rules import load
from triage.mail.speech import declares_itself
from triage.mail.stems import bare, concepts, stems
from triage.mail.wording import WORDING, key, key_of_word

_RULES = {name: stems(words) for name, words in load("papers").items()}
_ORDER = concepts("services")["order"]
_DESKS = concepts("desks", whole=("self",))
_BILL, _SELF = _DESKS["office"]["bill"], _DESKS["promise"]["self"]
_COMPLAINS = ("amiss", "needs", "bought")
_LOOKED_AT = 2000  # characters
_NUMBER = re.compile(r"\d{3}")
_POINTS = 5


def program_paper(mail: Mail, identity: Identity) -> list[Sign]:
    """Look for a paper that a program says it sends of itself."""
    if _answers(mail) or is_named_after(mail.sender) or forwarded_mail(mail, identity):
        return []
    if not declares_itself(mail):
        return []
    body = LINK.sub(" ", without_quotations(mail.own_words or mail.text))[:_LOOKED_AT]
    said = [bare(key(one)) for one in SENTENCE_END.split(body) if one.strip()]
    if ASKS.search(body) or phrase_of_matter(body):
        return []
    subject = bare(key(mail.subject))
    written = f"{subject}\n{body and bare(key(body))}"
    if _SELF.find(written) or _RULES["buyers"].find(written):
        return []
    if any(_ORDER[each].find(one) for each in _COMPLAINS for one in said):
        return []
    enclosed = any(_ORDER["enclosed"].find(one) for one in said) or bool(mail.attachments)
    paper = _paper(subject) or next(filter(None, map(_paper, said)), "")
    if not paper or not enclosed or not _NUMBER.search(written):
        return []
    return [Sign("program_paper", f"A program sends a paper: {paper}", _POINTS)]


def _paper(said: str) -> str:
    if _ORDER["wish"].find(said) and not _ORDER["enclosed"].find(said):
        return ""  # "please send us an order confirmation"
    statement = _RULES["statement"].find(said) or _RULES["seller"].find(said)
    return statement or _ORDER["paper"].find(said) or _BILL.find(said)


def _answers(mail: Mail) -> bool:
    prefix, colon, _ = mail.subject.replace("：", ":").partition(":")
    replies = WORDING.reply_prefixes | WORDING.forward_prefixes
    titled = bool(colon) and key_of_word(prefix.strip()) in replies
    return titled or bool(mail.in_reply_to or mail.references or mail.quoted)
