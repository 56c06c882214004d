"""Whether a buyer speaks in a platform's mail: prose that is marked as theirs, or reads like it.

The trap: platforms write prose too ("We have received a claim …"), and say "our" and "we" in it.
"""

from __future__ import annotations

from itertools import pairwise

from triage.mail.calls import addresses_seller, calls_seller, names_desk
from triage.mail.carriers import LINK, Carrier
from triage.mail.cases import opens_case
from triage.mail.leads import in_box, is_prose
from triage.mail.marks import ASKS
from triage.mail.matter import phrase_of_matter, speaks_of_self
from triage.mail.pronouns import says_i
from triage.mail.row_labels import COLONS, split_label
from triage.mail.rules import load, phrases
from triage.mail.wording import key
from triage.mail.wrapper_lines import LONGEST_HEAD
from triage.mail.wrappers import marked_words, unwrap

_CLOCK = phrases(load("platforms")["dispute"]["clock"])
_FEW_PARAGRAPHS = 3


def marked_prose(text: str, carrier: Carrier) -> str:
    """Return the first line of prose marked as the buyer's: by a label, quotes or a lead line."""
    return _first_prose(marked_words(text, carrier) or "", carrier)


def headed_prose(text: str, name: str) -> str:
    """Return what a person says below a line with the buyer's name that leads to it.

    "Message from Radka Dimitrova:". To the platform a buyer calls us "the seller".
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()] if name else []
    for line, below in pairwise(lines):
        leads = line.endswith(COLONS) and name in line and len(line) <= LONGEST_HEAD
        if not leads or opens_case(key(line)) or calls_seller(below) or split_label(below):
            continue
        asks = ASKS.search(LINK.sub(" ", below))
        if asks or speaks_of_self(below) or phrase_of_matter(below):
            return below
    return ""


def personal_prose(text: str, carrier: Carrier) -> str:
    """Return the first line of what a platform's own lines leave, if somebody speaks in it."""
    words = unwrap(text, carrier)
    paragraphs = [part for part in words.split("\n\n") if part.strip()]
    if not words or words == text.strip() or len(paragraphs) > _FEW_PARAGRAPHS:
        return ""
    return _persons_prose(words, carrier)


def boxed_prose(text: str, carrier: Carrier) -> str:
    """Return the first line of what the page sets off, if a person speaks in it."""
    return _persons_prose(in_box(text.split("\n"), carrier) or "", carrier)


def _persons_prose(words: str, carrier: Carrier) -> str:
    bare = LINK.sub(" ", words)
    asks = any(sign in bare for sign in "?？؟")
    personal = asks or says_i(words, words) or phrase_of_matter(_beside_case(words))
    return _first_prose(words, carrier) if personal and not _is_platforms(words, carrier) else ""


def _beside_case(words: str) -> str:
    """Leave out "For order 4711 a claim was filed", which platforms say of any buyer."""
    return "\n".join(line for line in words.splitlines() if not opens_case(key(line)))


def _is_platforms(words: str, carrier: Carrier) -> bool:
    """Tell a platform that speaks of its own pages, or of a term."""
    said = key(words, len(words))
    named = any(name in said for name in carrier.names) or "://" in words
    return named or addresses_seller(words) or names_desk(words) or bool(_CLOCK.find(said))


def _first_prose(words: str, carrier: Carrier) -> str:
    lines = [line for line in words.splitlines() if line.strip()]
    if not lines or calls_seller(lines[0], carrier):
        return ""
    return next((line for line in lines if is_prose(line, carrier)), "")
