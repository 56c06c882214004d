"""What goes to many: newsletters, strangers' offers, spam, and what robots fill into forms.

The trap: parcels and invoices are what spam speaks of too, and customers what filters refuse; so a
matter of one's own outweighs a verdict, unless several filters agree or the sender proved false.
"""

from __future__ import annotations

from triage.mail.evidence import Evidence, has_matter, is_letter, proven
from triage.mail.groups import among_people
from triage.mail.machine_addresses import is_ours
from triage.mail.matter import numbered_order, own_matter, shop_talk
from triage.mail.message import Code, Kind, Verdict
from triage.mail.offers import NEEDED as OFFER_NEEDED
from triage.mail.person import Person
from triage.mail.reasons import told, weight
from triage.mail.verdicts import set_aside
from triage.mail.wording import key

_STRANGERS = frozenset({"pitch_person", "pitch_way_out"})  # what no customer says of themselves


def is_form_spam(evidence: Evidence, person: Person) -> bool:
    """Tell what robots fill into forms: refused by the server, with a link, and of no matter."""
    refused = any(code.code == "spam_verdict" for code in evidence.spam)
    words = person.own_words
    if not (evidence.junk and refused and "://" in words) or evidence.acquainted:
        return False
    return person.channel.endswith("form") and not (own_matter(words) or shop_talk(words))


def bulk(evidence: Evidence) -> Verdict | None:
    """Judge a list's mail or a newsletter, unless a person plainly wrote it to us."""
    signs = (
        *evidence.campaign,
        *(() if among_people(evidence.mail, evidence.identity) else evidence.lists),
        *evidence.advertising,
    )
    if not signs or is_letter(evidence):
        return None
    # What filters refused is no newsletter for its way out, which spammers give as well.
    refused = any(code.code == "spam_verdict" for code in evidence.spam)
    if evidence.junk and refused:
        return spam(evidence) or set_aside(evidence, Kind.BULK, signs)
    return set_aside(evidence, Kind.BULK, signs)


def offer(evidence: Evidence) -> Verdict | None:
    """Judge a stranger's wish to sell to us."""
    selling = weight(evidence.offer) >= OFFER_NEEDED
    # The offer's own points count a matter already: who bought here once may follow up a pitch.
    numbered = numbered_order(key(f"{evidence.mail.subject}\n{evidence.mail.own_words}"))
    pitched = any(sign.code in _STRANGERS for sign in evidence.offer) and not numbered
    barred = ("answers_us",) if pitched else ("order_matter", "answers_us")
    matter = any(code.code in barred for code in evidence.person)
    if not selling or evidence.acquainted or matter:
        return None
    return set_aside(evidence, Kind.BULK, told(evidence.offer, OFFER_NEEDED))


def spam(evidence: Evidence) -> Verdict | None:
    """Judge what filters refused."""
    # A failed DMARC of a stranger is mostly a mailing list's doing; in our own name it is fraud.
    fraud = evidence.forged and is_ours(evidence.mail.sender.address, evidence.identity)
    verdicts = [code for code in evidence.spam if fraud or code.code != "forged"]
    if not verdicts or evidence.acquainted or _rescued(evidence, verdicts):
        return None
    return set_aside(evidence, Kind.SPAM, evidence.spam)


def _rescued(evidence: Evidence, verdicts: list[Code]) -> bool:
    """Tell whether what a person writes about outweighs the verdicts of spam."""
    if any(code.code in ("order_matter", "answers_us") for code in evidence.person):
        return True
    # Parcels and invoices are what spam speaks of too: not where several filters agree on it and
    # it offers something, or the sender's address proved false.
    agreed = evidence.junk and any(code.code == "spam_verdict" for code in verdicts)
    false = evidence.forged or (bool(evidence.offer) and not proven(evidence))
    return has_matter(evidence) and not (agreed and false)
