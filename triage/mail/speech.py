"""What only machines say, put together of stems: that nobody wrote this, "prove that you are no
robot", "your message was read".

The trap: people complain of automatic answers and robots too. So each saying needs all its parts
close together, and whoever says "my order" in their own words is believed to be a person.
"""

from __future__ import annotations

import re

from triage.mail.desk_talk import promised_part, without_quotations
from triage.mail.first_person import surely_speaks
from triage.mail.guest_answers import guest_answer
from triage.mail.header_block import label_of
from triage.mail.machine_addresses import is_machine
from triage.mail.machines import auto_submitted, desk_header
from triage.mail.marks import LINK
from triage.mail.matter import phrase_of_matter, speaks_of_self
from triage.mail.message import Mail
from triage.mail.reasons import Sign
from triage.mail.rules import load, phrases, shown
from triage.mail.stems import Stems, bare, concepts
from triage.mail.wording import WORDING, key, key_of_word

_LOOKED_AT = 1500  # characters
_SENTENCE = 220  # characters; a longer one is a story
_NOTE = 900  # characters of a challenge or a receipt, few say more
_RECEIPT = 500
_ENDS = re.compile(r"[.!。！\n;]|(?<=[?？؟])")
_ASKS = "?？؟"
_NUMBER = re.compile(r"(?<![\d.])\d[\d-]{2,15}(?!\d)")
_GREETING = 160  # characters
_OPENING = 20
_TOP, _BOTTOM = 2, 4  # lines at a mail's edges
_BARE, _BEGIN = 14, 2  # words of "Automatic message", and of its beginning
_LINK = re.compile(r"https?://|www\.|\bmailto:")
# Subjects of the mail that was held back stand in quotation marks, and are that mail's words.
_QUOTED = re.compile(r"[\"“”„«»「『][^\"“”„«»「」『』\n]{1,200}[\"“”«»」』]")
# "verify#c0F2v8R1xXbA7Qk1-1794501889", by which the filter knows the answer again
_CODE = re.compile(r"[#:(\[][0-9a-zA-Z]{12,64}(?:-\d{4,20})?\b")
_ENVELOPE = re.compile(r"From [^\s@]{1,64}@\S{1,200} ")  # how a mailbox file begins a mail
_WHOLE = ("this", "customer")  # "käre kund" begins "käre kundtjänst"


_RULES = concepts("speech", whole=_WHOLE)
_READ = phrases([bare(key(word)) for word in load("speech")["receipt"]["subjects"]], whole=True)


def declared(mail: Mail) -> str:
    """Return the sentence in which a mail says that no person wrote it, "" if none does."""
    return declared_in(without_quotations(mail.own_words or mail.text))


def declared_in(text: str) -> str:
    """Return the sentence of a text that says that no person wrote it, "" if none does."""
    return next((shown(raw) for raw in _ENDS.split(text[: 4 * _LOOKED_AT]) if _declares(raw)), "")


def _declares(raw: str) -> bool:
    """Tell a sentence with all parts of "this mail was sent automatically"."""
    sentence = bare(key(raw))
    # Who asks whether this is an automatic answer is no machine.
    if not sentence or len(raw) > _SENTENCE or any(mark in raw for mark in _ASKS):
        return False
    rules = _RULES["declared"]
    named = {name: rules[name].find(sentence) for name in ("this", "automatic", "mail")}
    return all(named.values()) and sentence.find(named["this"]) < sentence.find(named["automatic"])


def forbids_answer(text: str) -> str:
    """Return where a text says that no person wrote it and, in the next breath, not to answer."""
    answer, denied = _RULES["challenge"]["answer"], _RULES["declared"]["not"]
    declared_above = False
    for raw in _ENDS.split(text[: 4 * _LOOKED_AT]):
        says, said = _declares(raw), bare(key(raw))
        near = (says or declared_above) and len(raw) <= _SENTENCE
        if near and answer.find(said) and denied.find(said):
            return shown(raw)
        declared_above = says or (declared_above and not said)
    return ""


def leads_to_sender(line: str) -> bool:
    """Tell "Reply to this e-mail to answer the sender": how, and whom, nobody says in a letter."""
    said = bare(key(line))
    rules = _RULES["challenge"]
    mail = _RULES["declared"]["mail"].find(said)
    return bool(mail and rules["answer"].find(said) and rules["sender"].find(said))


def declares_itself(mail: Mail) -> str:
    """Return the line at a mail's beginning or end in which it says that a program sent it.

    Programs say it below their signature, too, and without "this": "Automatic message". What is
    quoted was said by somebody else.
    """
    text = mail.own_words if mail.quoted else mail.text
    lines = [line for line in without_quotations(text).splitlines() if line.strip()]
    edges = dict.fromkeys((*lines[:_TOP], *lines[-_BOTTOM:]))
    return next((line for line in edges if declared_in(line) or _is_bare_declaration(line)), "")


def _is_bare_declaration(line: str) -> bool:
    rules = _RULES["declared"]
    said = bare(key(line))
    words = said.split()
    if not words or len(words) > _BARE or any(mark in line for mark in _ASKS):
        return False
    first = " ".join(words[:_BEGIN])
    begins = rules["mail"].open.start(first) or rules["automatic"].open.start(first)
    glued = len(words) == 1 or not said.isascii()
    begun = bool(begins) or (glued and bool(rules["automatic"].find(first)))
    both = bool(rules["mail"].find(said) and rules["automatic"].find(said))
    return begun and both and not speaks_of_self(line)


def tells_of_itself(sentence: str) -> bool:
    """Tell "This service message was delivered to you as our customer", and no buyer's news."""
    said = bare(key(sentence))
    this, mail = (_RULES["declared"][name].find(said) for name in ("this", "mail"))
    return bool(this and mail) and said.find(this) < _OPENING and said.find(mail) < 2 * _OPENING


def machine_speech(mail: Mail) -> list[Sign]:
    """List the sayings that decide: a challenge, a read receipt, a guest's yes or no."""
    return [*_challenge(mail), *_receipt(mail), *guest_answer(mail)]


def greets_customer(mail: Mail, *, or_seller: bool = True) -> str:
    """Return the greeting with which nobody writes to a shop ("Dear customer"), "" if none.

    `or_seller`: also one that platforms use, but customers too ("Dear seller").
    """
    text = bare(key(mail.own_words or mail.text, _GREETING))
    greeting = _RULES["greeting"]
    return greeting["customer"].find(text) or (greeting["seller"].find(text) if or_seller else "")


def confirmation(mail: Mail) -> list[Sign]:
    """Look for a help desk's confirmation: a request, put down, to which somebody comes back."""
    body = without_quotations(mail.beginning())
    if len(body) > _NOTE or any(mark in LINK.sub(" ", body) for mark in _ASKS):
        return []
    rules = _RULES["ticket"]
    text = bare(key(body, _LOOKED_AT))
    # A desk's program that answers of itself may say it in its subject, and no more than that.
    titled = "" if not _by_desks_program(mail) else _title(mail.subject)
    said = [*_sentences(body), *([titled] if titled else [])]
    in_one = next((one for one in said if _all(rules, ("request", "recorded"), one)), "")
    alone = bool(titled) and _all(rules, ("request", "recorded"), titled)
    numbered = _NUMBER.search(in_one) or _NUMBER.search(bare(key(mail.subject)))
    greeted = greets_customer(mail)
    # One that wants no answers of its like and gives a number need not promise one.
    needless = alone or (bool(numbered) and _is_quiet_desk(mail))
    later = needless or rules["comeback"].find(promised_part(text))
    if not in_one or not later or not (numbered or greeted):
        return []
    # "I give you 14 days from receipt of this message to answer" is no desk's.
    if phrase_of_matter(body) or (surely_speaks(body) and not greeted):
        return []
    signs = [Sign("request_confirmed", f"Confirms a request: {shown(in_one)}", 3)]
    if numbered:
        signs.append(Sign("ticket_number", f"Names its number: {numbered[0]}", 1))
    if greeted:
        signs.append(Sign("greets_customer", f"Greets a customer: {greeted}", 2))
    return signs


def _by_desks_program(mail: Mail) -> bool:
    """Tell a desk's program that answers a mail of itself, and wants no answers of its like."""
    return bool(mail.in_reply_to or mail.references) and _is_quiet_desk(mail)


def _is_quiet_desk(mail: Mail) -> bool:
    quiet = mail.header("x-auto-response-suppress") and auto_submitted(mail)
    return bool(quiet and desk_header(mail))


def _title(subject: str) -> str:
    """Return a subject that answers none: an agent's comment has ours behind "Re:"."""
    said = key(subject)
    prefix = said.partition(":")[0].rpartition("]")[2]
    return "" if key_of_word(prefix.strip()) in WORDING.reply_prefixes else bare(said)


def _sentences(body: str) -> list[str]:
    return [bare(key(one)) for one in _ENDS.split(body[: 4 * _LOOKED_AT]) if len(one) < _SENTENCE]


def _all(rules: dict[str, Stems], names: tuple[str, ...], text: str) -> bool:
    return all(rules[name].find(text) for name in names)


def _challenge(mail: Mail) -> list[Sign]:
    rules = _RULES["challenge"]
    # The filter shows the header lines of our mail it holds: what they name is our matter.
    lines = mail.beginning().splitlines()
    written = _QUOTED.sub(" ", "\n".join(line for line in lines if not _is_header(line)))
    if len(_LINK.sub(" ", written)) > _NOTE or phrase_of_matter(written):
        return []
    text = bare(key(f"{mail.subject}\n{written}", _LOOKED_AT))
    whom = [rules["robot"].find(text), rules["sender"].find(text) or _guard(mail, written, text)]
    parts = [rules["confirm"].find(text), rules["held"].find(text)]
    kept = _kept_subject(mail, written, text)
    if kept and (rules["spam"].find(text) or (whom[1] and parts[1])):
        # "you are no spammer" names the sender, too.
        whom[1], parts[1] = whom[1] or rules["spam"].find(text), kept
    if not any(whom) or not all(parts) or not _RULES["declared"]["mail"].find(text):
        return []
    # Without a link to click, both must be named: "senders" who "prove to be human".
    wanted = kept and rules["confirm"].find(bare(key(mail.subject)))
    if not all(whom) and not wanted and not _LINK.search(written):
        return []
    said = ", ".join(word for word in (*whom, *parts) if word)
    return [Sign("challenge", f"Wants the sender confirmed: {said}", 5)]


def _guard(mail: Mail, written: str, text: str) -> str:
    """Find the filter that asks, where the subject asks as well or a machine writes.

    People write of water filters, and for the first time.
    """
    if any(mark in LINK.sub(" ", written) for mark in _ASKS):
        return ""
    rules = _RULES["challenge"]
    subject = bare(key(mail.subject))
    wants = rules["confirm"].find(subject) or rules["held"].find(subject)
    return rules["guard"].find(text) if wants or is_machine(mail.sender.address) else ""


def _is_header(line: str) -> bool:
    return _ENVELOPE.match(line) is not None or label_of(line) is not None


def _kept_subject(mail: Mail, written: str, text: str) -> str:
    """Find what stands for a link: a code in the subject, or an answer with the subject kept.

    A filter asks nothing, and its code is no parcel's number: it has small letters.
    """
    if any(mark in written for mark in _ASKS):
        return ""
    code = _CODE.search(mail.subject)
    signs = code[0] if code else ""
    if any(sign.isdigit() for sign in signs) and any(sign.islower() for sign in signs):
        return signs
    rules = _RULES["challenge"]
    subject, kept = rules["subject"].find(text), rules["kept"].find(text)
    answer = rules["answer"].find(text)
    return f"{answer}, {subject}" if subject and kept and answer else ""


def _receipt(mail: Mail) -> list[Sign]:
    subject = bare(key(mail.subject)).lstrip(" [【(（<《")
    named = _READ.start(subject)
    body = mail.own_words or mail.text
    if not named or len(body) > _RECEIPT:
        return []
    # "Read: …" with the mail's subject behind; people who write such a word go on without a colon.
    marked = subject[len(named) :].lstrip(" ])】）").startswith((":", "：", "-", "–"))
    told = _RULES["receipt"]["said"].find(bare(key(body, _LOOKED_AT)))
    if not told or not marked or phrase_of_matter(body) or any(mark in body for mark in _ASKS):
        return []
    return [Sign("read_receipt_wording", f"Tells that it was read: {named}, {told}", 5)]
