"""What shops tell their buyers and services their users: here we are the buyer, and the user.

The trap: our customers repeat such notices to us. So the seller's or the program's own marks must
stand beside the saying, and a wish, a complaint, an "I" or a question makes it a person's.
"""

from __future__ import annotations

import re

from triage.mail.desk_talk import without_quotations
from triage.mail.devices import is_device
from triage.mail.forwards import forwarded_mail
from triage.mail.machine_addresses import domain_of, is_machine, is_role, site_of
from triage.mail.machines import auto_submitted, mailer_header
from triage.mail.marks import AMOUNT, ASKS, LINK
from triage.mail.matter import numbered_order, phrase_of_matter, speaks_of_self, topic
from triage.mail.message import Address, Identity, Mail
from triage.mail.own_names import is_named_after, plain_letters, words_of_name
from triage.mail.reasons import Sign
from triage.mail.stems import bare, concepts
from triage.mail.wording import WORDING, key

_RULES = concepts("services")
_ORDER, _SERVICE = _RULES["order"], _RULES["service"]
_DESKS = concepts("desks", whole=("self",))
_SELF, _BILL = _DESKS["promise"]["self"], _DESKS["office"]["bill"]
_COLLECTED, _TOOK = _DESKS["office"]["collected"], _DESKS["office"]["took"]
_POINTS = 5  # one more than is needed, for an answer may go to a desk of theirs
_LOOKED_AT = 4000  # characters
_ENOUGH = 5
_PROVEN = 2
_SENTENCE = re.compile(r"(?<=[.!。！;])\s(?!\d)|(?<=[?？؟。！])|\n")
_NUMBER = re.compile(r"\d{3,20}")
_ASIDE = 60  # characters of "Any questions?"
_PIECE = 3  # letters
_ROWS = 2  # with a price
# a date whose end looks like cents: "am 6.11."
_DAY = re.compile(r"(?<![\d.,])(?:0?[1-9]|[12]\d|3[01])\.(?:0[1-9]|1[0-2])\.")
_BUYERS = ("wish", "bought", "needs")
_SAYINGS = (
    ("a call", ("call", "caller")),
    ("an appointment", ("appointment", "remind")),
    ("a fax", ("fax", "pages")),
    ("a watched server", ("watched", "state")),
    ("a backup", ("backup", "ended")),
    ("a login", ("login", "account")),
    ("a portal's mail", ("inbox", "posted")),
    ("customs", ("customs", "cleared")),
    ("an applicant", ("applied", "job")),
    ("a shared file", ("shared", "file")),
    ("a meeting", ("meeting", "recorded")),
    ("a subscription", ("subscription", "runsout")),
    ("goods in stock", ("stock",)),
    ("news of a workspace", ("unreadmessages",)),
    ("a survey", ("survey", "minutes")),
    ("advertisements", ("ads", "decided")),
    ("a scan", ("scanned", "scanner")),
    ("a bill on its page", ("newbill", "panel")),
    ("a review", ("review", "gotreview")),
)
_BY_LINK = frozenset(
    {"a shared file", "a meeting", "goods in stock", "news of a workspace", "a survey"}
)
_IN_ONE = frozenset(
    {"an appointment", "a subscription", "a shared file", "a login", "a meeting", "an applicant"}
    | {"advertisements", "a scan", "a bill on its page", "a review"}
)
_BY_DESK = frozenset({"a scan", "a bill on its page", "a review"})
_COMPOUND = 5  # letters
_PROSE = 20  # characters


def service_notice(mail: Mail, identity: Identity) -> list[Sign]:
    """Look for news of an order we placed elsewhere, or of a service that we use."""
    subject, body = bare(key(mail.subject)), mail.beginning()
    if _answers(mail, subject) or forwarded_mail(mail, identity):
        return []
    text = bare(key(LINK.sub(" ", body), _LOOKED_AT))
    written = f"{subject}\n{text}"
    program = auto_submitted(mail) == "auto-generated"
    # "Track my parcel" is what a button lets the reader say.
    lines = "\n".join(line for line in body.splitlines() if not LINK.search(line))
    if phrase_of_matter(lines) or _SELF.find(written) or _shows_our_site(body, identity):
        return []
    if is_named_after(mail.sender) and not program:
        return []
    told = [one for one in _sentences(body) if not _aside(one)]
    if any(ASKS.search(one) or _ORDER["amiss"].find(one) for one in told):
        return []
    said = _of_order(mail, subject, told, written, program=program)
    linked = bool(LINK.search(body))
    # What stands in marks, somebody else said.
    spoken = [one for one in _sentences(without_quotations(body)) if not _aside(one)]
    said = said or _of_service(mail, [subject, *spoken], linked=linked, program=program)
    return [Sign("service_notice", f"Tells of {said}, as programs do", _POINTS)] if said else []


def in_readers_box(mail: Mail) -> bool:
    """Tell news of what lies in its reader's own box or pages, such as a bank's."""
    said = bare(key(f"{mail.subject}\n{mail.beginning()}", _LOOKED_AT))
    return bool(_SERVICE["inbox"].find(said) or _SERVICE["counter"].find(said))


def _shows_our_site(body: str, identity: Identity) -> bool:
    links = "\n".join(LINK.findall(body)).lower()
    return any(domain in links for domain in identity.staff_domains)


def _answers(mail: Mail, subject: str) -> bool:
    head = subject.partition(":")[0].strip()
    forwarded = head in WORDING.forward_prefixes or subject.startswith(("re:", "fwd:", "aw:"))
    return bool(mail.in_reply_to or mail.references) or forwarded


def _sentences(body: str) -> list[str]:
    return [
        bare(key(LINK.sub(" ", one), _LOOKED_AT))
        for one in _SENTENCE.split(body[:_LOOKED_AT])
        if one.strip()
    ]


def _aside(sentence: str) -> bool:
    """Tell "Any questions?" and "If something is missing, …", which shops say at the end."""
    condition = _ORDER["condition"]
    if condition.open.start(sentence) or condition.closed.start(sentence):
        return True
    asks = ASKS.search(sentence) and len(sentence) <= _ASIDE
    return bool(asks and _ORDER["help"].find(sentence) and not re.search(r"\d", sentence))


def _of_order(mail: Mail, subject: str, told: list[str], written: str, *, program: bool) -> str:
    """Weigh what a seller says of an order, and what only a seller's program adds."""
    if any(_ORDER[each].find(one) for each in _BUYERS for one in (subject, *told)):
        return ""
    yours, done, thanks = _ORDER["yours"], _ORDER["done"], _ORDER["thanks"].find(written)
    numbered = yours.find(subject) or any(map(numbered_order, (subject, key(mail.subject))))
    named = bool(numbered and done.find(subject))
    sentence = next((one for one in told if yours.find(one) and done.find(one)), "")
    pdf = any(
        each.type == "application/pdf" or each.name.lower().endswith(".pdf")
        for each in mail.attachments
    )
    paper = pdf and any(_is_paper(one) for one in told)
    priced = sum(bool(AMOUNT.search(_DAY.sub(" ", one))) for one in told) >= _ROWS
    # Buyers give the carrier's link and the sum they paid, too.
    shape = sum((bool(AMOUNT.search(written)), bool(LINK.search(mail.text)), pdf))
    helps = any(
        _ORDER["condition"].find(one) and _ORDER["help"].find(one)
        for one in _sentences(mail.own_words)
    )
    program = program or bool(mailer_header(mail))
    proof = 2 * (program + bool(thanks) + paper + priced + helps) + shape
    returned = _ORDER["returned"].find(written)
    # "Order 4711 confirmed" is what buyers write above a signed order and a proof of payment, too.
    voiced = program or bool(thanks or yours.find(written)) or helps
    named = named and (voiced or (paper and not returned))
    # "Your delivery has arrived, the note is attached, signed."
    if returned and not (program or thanks or helps):
        sentence = ""
    saying = 2 * (named + bool(sentence) + paper + bool(thanks))
    desk = int(_is_desk(mail.sender))
    if proof < _PROVEN or not saying or saying + proof + desk < _ENOUGH:
        return ""
    # Thanks alone are said by people, too; and they send papers back, signed or paid.
    alone = paper and _numbered_paper(mail, written) and not returned
    alone = alone and all(_names_paper(one) or _collects(one) for one in told if _is_prose(one))
    # A buyer sends us a bill of ours that was taken twice.
    alone = alone and not any(_COLLECTED.find(one) and _TOOK.find(one) for one in told)
    return "an order of ours" if named or sentence or alone else ""


def _numbered_paper(mail: Mail, written: str) -> bool:
    """Tell a paper whose number stands in two of subject, text and file name."""
    subject, _, text = written.partition("\n")
    files = " ".join(one.name for one in mail.attachments)
    numbers = _NUMBER.findall(written)
    return any((one in subject) + (one in text) + (one in files) > 1 for one in numbers)


def _is_prose(sentence: str) -> bool:
    return sentence.endswith((".", "!", "。")) and len(sentence) >= _PROSE


def _names_paper(sentence: str) -> bool:
    if _ORDER["paper"].find(sentence) or _BILL.find(sentence):
        return True
    # "Abschlagsrechnung"
    return any(len(stem) > _COMPOUND and stem in sentence for stem in _BILL.open.words)


def _collects(sentence: str) -> bool:
    """Tell whose program takes the sum itself; a buyer asks us for it, or says that we took it."""
    return bool(_COLLECTED.find(sentence)) and not _TOOK.find(sentence)


def _is_paper(sentence: str) -> bool:
    return _names_paper(sentence) and bool(_ORDER["enclosed"].find(sentence))


def _of_service(mail: Mail, told: list[str], *, linked: bool, program: bool) -> str:
    written = "\n".join(told)
    if numbered_order(written):
        return ""
    subject, *sentences = told
    pairs = zip(sentences, (*sentences[1:], ""), strict=False)
    near = [f"{subject}\n{one}\n{other}" for one, other in pairs] or [subject]
    for name, parts in _SAYINGS:
        # A letter may speak of an appointment here and remind of something there.
        among = told if name in _IN_ONE else near
        if name in _BY_DESK or name == "a portal's mail":
            among = [one for one in among if not _SERVICE["none"].find(one)]
        if not any(all(_SERVICE[part].find(one) for part in parts) for one in among):
            continue
        figures = bool(mail.attachments) or bool(re.search(r"\d", written))
        desk = program or _is_desk(mail.sender) or is_device(mail.sender)
        if name in _BY_DESK and not (desk or is_role(mail.sender.address)):
            continue
        # "Nothing is in your portal, please send it."
        if name in _BY_DESK and any(_ORDER["wish"].find(one) for one in told):
            continue
        # People share pictures of what came broken, and say so.
        person = not program and not is_machine(mail.sender.address)
        if name == "a shared file" and person and (speaks_of_self(written) or topic(written)):
            continue
        if linked or (name not in _BY_LINK and (figures or desk)):
            return name
    return ""


def _is_desk(sender: Address) -> bool:
    """Tell an address of a shop's own: shop@, or a display name that is the domain's."""
    local = plain_letters(sender.address.partition("@")[0])
    if _ORDER["desks"].find(local) == local or is_machine(sender.address):
        return True
    site = plain_letters(site_of(domain_of(sender.address)))
    return any(len(word) > _PIECE and word in site for word in words_of_name(sender.name))
