"""What a person is called who wrote through a machine: the name that their address is made of, or
the one in From that the mail itself names too.

The trap: a machine's display name is the platform's own as often as the writer's.
"""

from __future__ import annotations

import re
from itertools import takewhile

from triage.mail.form_labels import folded
from triage.mail.message import Mail
from triage.mail.name_shapes import NAME_PARTICLES, is_name, named_whole
from triage.mail.store_names import is_stores
from triage.mail.wording import WORDING, key_of_word

_LOOKED_AT = 4_000
_LINES = 60
_LINE_WORDS = 30
_NAME_WORDS = 4
_WHOLE = 4  # letters from which a part of an address is more than an initial
_INITIAL = 2  # letters of "M.", "Th."
_TITLE = 4  # letters of "Avv.", "Dott."
_NAMED = 2  # parts of an address that make a name
_INITIALS = 2  # letters of what else it may end in
_GLUED = 6  # letters of an address without a sign in it, "annaberg", that may be a whole name
_SPELT = (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("å", "aa"), ("æ", "ae"), ("ø", "oe"))
_LOCAL = re.compile(r"[^a-z]+")
_EDGES = " \t\"'«»“”„,;:<>_*()（）[]【】|·•.!?。、，"
_APART = re.compile(r"\s[-–—|·•]\s|[|·•,;:()\[\]<>【】（）：，、。\"«»“”„\n]")


def name_of_writer(mail: Mail, address: str) -> str:
    """Return the writer's name as the mail spells it, "" if nothing shows it.

    `address`: theirs, as it stands in Reply-To or in a field.
    """
    for text in (mail.sender.name, mail.subject, *mail.text[:_LOOKED_AT].splitlines()[:_LINES]):
        if name := name_like_address(text, address):
            return name
    shown = mail.sender.name.strip()
    # Two words at least: a shop may be called by one, and sign with it.
    whole = 1 < len(shown.split()) <= _NAME_WORDS and named_whole(shown) and shown.isprintable()
    named = shown in mail.text[:_LOOKED_AT] or shown in mail.subject
    return shown if whole and named and not is_stores(shown, mail, address) else ""


def name_like_address(text: str, address: str) -> str:
    """Find the words that an address is made of: "Gülşen Tekinalp" of gulsen.tekinalp@….

    One word of the name must stand there whole or begun, any other at least with its initial.
    """
    parts = [part for part in _LOCAL.split(address.partition("@")[0].lower()) if part]
    if not any(len(part) >= _WHOLE for part in parts):
        return ""
    # "aureliano.tenorio.pz@": initials of what the name goes on with need not be written.
    if len(parts) > _NAMED and len(parts[-1]) <= _INITIALS:
        parts = parts[:-1]
    for piece in _APART.split(text[:_LOOKED_AT]):
        written = piece.split()[:_LINE_WORDS]
        shown = [_bared(word) for word in written]
        words = [word.rstrip(".") for word in shown]
        for size in range(_NAME_WORDS, 1, -1):
            for at in range(len(words) - size + 1):
                run = words[at : at + size]
                if _is_shaped(run) and _makes(run, parts):
                    # "deluca@": "De Luca" is half of "Chiara De Luca".
                    at, size = (at - 1, size + 1) if _goes_before(words, at) else (at, size)
                    last = at + size - 1
                    titles = map(_with_stop, shown[at:last], written[at:last])
                    return " ".join((*titles, shown[last]))
    return ""


def _bared(word: str) -> str:
    """Strip the signs around a word; an initial keeps its full stop."""
    bare = word.strip(_EDGES)
    initial = len(bare) <= _INITIAL and bare[:1].isupper() and f"{bare}." in word
    return f"{bare}." if initial else bare


def _with_stop(bare: str, word: str) -> str:
    """Keep the full stop of a title in front of a name: "Avv.", "Dott.", "Prof."."""
    title = len(bare) <= _TITLE and bare[:1].isupper() and word == f"{bare}."
    return word if title else bare


def _goes_before(words: list[str], at: int) -> bool:
    """Tell a given name in front of a family's that begins with a particle."""
    before = words[at - 1] if at else ""
    given = len(before) > _INITIAL and before.istitle() and is_name(before)
    given = given and key_of_word(before) not in WORDING.sign_offs
    return given and words[at].casefold() in NAME_PARTICLES


def _is_shaped(run: list[str]) -> bool:
    if not all(run) or not (run[0][0].isupper() and run[-1][0].isupper()):
        return False
    return all(word[0].isupper() or word in NAME_PARTICLES for word in run)


def _makes(run: list[str], parts: list[str]) -> bool:
    """Tell whether first and last word of a name, and what it needs between, make the address."""
    return any(_spells([spell(word) for word in run], parts) for spell in (folded, _german))


def _spells(names: list[str], parts: list[str]) -> bool:
    if not all(names):
        return False
    first, last = names[0], names[-1]
    family = "".join(names[1:])
    glued = {first + last, last + first, first[0] + last, last + first[0]}
    glued |= {first + family, first[0] + family}
    if any(len(part) >= _GLUED and part in glued for part in parts):
        return True
    ends = (parts[0], parts[-1])
    if len(parts) < 2 or not any(len(part) >= _WHOLE for part in ends):
        return False
    # "m.deluca", "j.vandenberg": the particles are written into the name
    lasts = [last, *("".join(names[at:]) for at in _particles(names))]
    return any(
        _stands_for(one, first, beside=other) and _stands_for(other, each, beside=one)
        for one, other in (ends, ends[::-1])
        for each in lasts
    )


def _particles(names: list[str]) -> list[int]:
    """List where a family's name may begin with particles: 1 of "jan van den berg"."""
    starts = range(len(names) - 2, 0, -1)
    return list(takewhile(lambda at: names[at] in NAME_PARTICLES, starts))


def _stands_for(part: str, name: str, *, beside: str) -> bool:
    """Tell a part of an address that is the name, its initial or its beginning, or has its initial.

    `beside`: the other part; two initials stand for nobody.
    """
    whole = len(name) >= _WHOLE or (len(name) == 1 and len(beside) >= _WHOLE)
    return name.startswith(part) or (whole and part.startswith(name))


def _german(word: str) -> str:
    """Fold a word as German addresses spell it: "Müller" is mueller."""
    for letter, spelt in _SPELT:
        word = word.casefold().replace(letter, spelt)
    return folded(word)
