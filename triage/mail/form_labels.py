"""Which field of a form a label names, in forty languages and as programs write it: "your-message",
"zprava", "adsoyad", "Name ........", "Kundennachricht".

The trap: a word for mail or for a name begins sentences too, so a loose reading wants a known form.
"""

from __future__ import annotations

import re

from triage.mail.rules import load, phrases
from triage.mail.stems import bare
from triage.mail.wording import WORDING, key

_RULES = load("forms")["labels"]
LABELS = {key(word).strip("*_ "): field for field, words in _RULES.items() for word in words}
# "Họ" alone is the last name, in "họ và tên" it is not.
WITHIN = phrases(
    (
        word
        for word in LABELS
        if len(word) > 3 or (not word.isascii() and (len(word) > 2 or not word[0].isascii()))
    ),
    whole=True,
)
# "From: Anna <anna@a.example>", as Contact Form 7 writes it in the store's language
FROM = frozenset(label for label, role in WORDING.labels.items() if role == "from")
MARKS = "*_#•-–—[]()【】［］►▪✉☎>?？■●◆▼◇□・. \t"
_FIRST_NAMES = frozenset(key(word) for word in load("forms")["first_names"])
_FIRM = phrases(load("forms")["firm"])
_THING = phrases(load("forms")["thing"])
_FAMILY_FIRST = tuple(load("forms")["family_first"])
_ROW = 40  # characters of a label
_ROLES = phrases(load("buyers")["names"]["role_stems"])
_ENDING = 3  # letters between such a stem and what follows: "Kund-en-nachricht"
_SIGNS = re.compile(r"[\W_]+")
_SHORTEST = 3  # letters
_PART = re.compile(r"[^\s(（\[]\s?[(（\[]([^()（）\[\]]{1,30})[)）\]]?$")


def folded(text: str) -> str:
    """Return a label as programs write it: no accents, spaces or signs."""
    return _SIGNS.sub("", bare(key(text)))


_FOLDED = {folded(label): field for label, field in LABELS.items() if len(label) >= _SHORTEST}


def holds_first_name(line: str) -> bool:
    """Tell a row of a form for a first name only: "Prénom : Catherine"."""
    return plain_label(re.split(r"[:：|]", line, maxsplit=1)[0]) in _FIRST_NAMES


def is_family_first(line: str) -> bool:
    """Tell a row for the family's name in a language that writes it first."""
    return plain_label(line[:_ROW]).startswith(_FAMILY_FIRST)


def plain_label(head: str) -> str:
    """Return what stands in front of a value as labels are compared."""
    return key(head).replace("_", " ").strip(MARKS)


def field_of(label: str) -> str | None:
    """Return the field a label (as `plain_label` returns it) names, however a program spells it."""
    part = _PART.search(label)
    inner = part[1].strip() if part else ""
    if inner == "last" or LABELS.get(inner) == "last_name":
        return "last_name"  # "Name (Last)", "お名前（姓）"
    if inner == "first" or LABELS.get(inner) == "name":
        return "name"
    return LABELS.get(label) or _FOLDED.get(folded(label)) or of_customer(label)


def within(label: str) -> str | None:
    """Return the field that a word within a label names; a firm's name is no person's."""
    field = LABELS.get(WITHIN.find(label))
    # "Form name", "ページ名"
    return None if field == "name" and (is_firms(label) or _THING.find(label)) else field


def is_firms(label: str) -> bool:
    """Tell a label of what holds the name of a firm: "会社名", "Nom de l'entreprise"."""
    return bool(_FIRM.find(label))


def of_customer(label: str) -> str | None:
    """Read a label that calls the visitor a customer in one word: "Kundennachricht"."""
    rest = label.removeprefix(_ROLES.start(label))
    ends = range(min(_ENDING, len(rest)) + 1) if rest != label else ()
    return next((LABELS[rest[at:]] for at in ends if rest[at:] in LABELS), None)
