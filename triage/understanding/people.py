"""The customer's name as one greets it: from the sign-off, a form's field or the display name.

The trap: a wrong name is worse than none, and the result goes into a letter, so whatever is not
plainly a name gives "", and what comes out holds letters, spaces, hyphens, apostrophes and dots.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from triage.understanding.meaning import Reason, Words
from triage.understanding.signing import How, Place, bare, closes, data, places
from triage.understanding.sounds import alike, script

LONGEST = 40
_MOST_PARTS = 5
_SPELT = 3  # letters by which a short form is known: Bea of Beatrice

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufe00-\ufe0f]")
_SUSPECT = re.compile(r"[{}%$<>\[\]\\`;=*^~_@#:/|&+\d]|www\.|\.(?:com|net|org|info|shop|example)\b")
_NOTE = re.compile(r"\([^()]{0,100}\)|（[^（）]{0,100}）")
_VIA = re.compile(r"\s(?:via|-|–|—|über|por|par)\s(?s:.*)")
_EAST = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3]")
_APART = re.compile(r"\s?[,،、|/(（]\s?|\s[-·]\s|\s?[–—]\s?")
_GERSHAYIM = re.compile('(?<=[א-ת])["״](?=[א-ת])')
_COMPANY = re.compile(r"\s\w\.\s?\w\.?(?:\s?\w\.?)?$")  # "Drevona s. r. o."
_SEPARATORS = re.compile(r"[\s\d_.,+@()'’-]+")


@cache
def _list(key: str) -> frozenset[str]:
    return frozenset(bare(entry) for entry in data()[key])


@cache
def _titles(language: str) -> frozenset[str]:
    own: Mapping[str, list[str]] = data()["titles_in"]
    return _list("titles") | {bare(title) for title in own.get(language, [])}


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of the name before reading."""

    names: tuple[str, ...]  # bare parts of form field and display name
    pieces: tuple[str, ...]  # of the address before the @
    shown: bool  # one of the names may be greeted with

    def has(self, name: str, *, fewest: int = 2) -> bool:
        """Tell whether a name is theirs: whole, short or in another script."""
        parts = bare(name).split()
        known = (*self.names, *self.pieces)
        joined = "".join(parts)
        return any(
            joined == one or any(_same(part, one, fewest) for part in parts) for one in known
        ) or joined == "".join(self.names)


def greeting_name(words: Words, language: str) -> tuple[str, tuple[Reason, ...]]:
    """Find the name as one greets it, "" if unsure, and where it stood."""
    fields = dict(words.form_fields)
    given = fields.get("name") or f"{fields.get('first_name', '')} {fields.get('last_name', '')}"
    form = clean(given, language)
    full = form or _shown(words, language)
    known = _known(f"{form} {words.sender_name}", words.sender_address, shown=bool(full))
    judged = ((_as_signed(place, language, known), place) for place in places(words, language))
    for name, place in judged:
        if not name:
            continue
        if _is_less(name, full) or _is_more(name, full):
            break
        name = _spelt(name, full, typed=place.said)
        return name, (Reason("name", name, place.field, place.start, place.end),)
    return (full, (Reason("name", full, "header", 0, 0),)) if full else ("", ())


def _spelt(name: str, full: str, typed: str) -> str:
    """Give a name typed in haste (small letters, Greek without accents) as the header spells it."""
    if not (typed.islower() or script(name) == "GREEK"):
        return name
    shown = {bare(part): part for part in full.split()}
    return " ".join(shown.get(bare(part), part) for part in name.split())


def _is_less(signed: str, full: str) -> bool:
    """Tell whether they signed with a family name or initials of the full name we know."""
    parts, known = bare(signed).split(), bare(full).split()
    initials = any(len(part.strip(".")) == 1 for part in parts)
    family = len(parts) == 1 < len(known) and parts[0] != known[0]
    return _shares(signed, full) and (initials or family)


def _is_more(signed: str, full: str) -> bool:
    """Tell whether the line they signed holds the full name or a part of it and other words."""
    parts, known = set(bare(signed).split()), set(bare(full).split())
    return bool(parts & known) and bool(parts - known)


def clean(raw: str, language: str) -> str:
    """Bring a name as written into the form one greets with, "" if it is not plainly a name."""
    if len(raw) > 200 or any(unicodedata.category(one) == "Cc" for one in raw.strip()):
        return ""
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", raw))
    text = _GERSHAYIM.sub("''", text)
    text = _VIA.sub("", _NOTE.sub(" ", text)).strip(" \"'“”„«»‚‘’,.!")
    if _SUSPECT.search(text):
        return ""
    text = "".join(" " if unicodedata.category(one)[0] in "SZ" else one for one in text)
    if _COMPANY.search(text):
        return ""
    name = " ".join(_titled(part, at, language) for at, part in enumerate(_parts(text, language)))
    return name if _is_name(name, language) else ""


def _parts(text: str, language: str) -> list[str]:
    """Split into the parts of the name, given name first unless the language has it otherwise."""
    before, comma, after = text.partition(",")
    ordered = [before.split(), after.split()]
    ordered = [_without_titles(parts, language) for parts in ordered]
    if comma and ordered[1] and language not in data()["family_first"]:
        ordered.reverse()
    parts = _without_titles([*ordered[0], *ordered[1]], language)
    ends_as_company = (
        len(parts) > 1 and bare(parts[-1]) in _list("company_ends") and not parts[-1].istitle()
    )
    return [] if "," in after or len(parts) > _MOST_PARTS or ends_as_company else parts


def _without_titles(parts: list[str], language: str) -> list[str]:
    titles = _titles(language)
    while parts and bare(parts[0]).rstrip(".") in titles:
        parts = parts[1:]
    while parts and bare(parts[-1]).rstrip(".") in titles:
        parts = parts[:-1]
    if parts and _EAST.search(parts[-1]):
        ending = next((end for end in _list("honorifics") if parts[-1].endswith(end)), "")
        last = parts[-1].removesuffix(ending)
        # 周 alone is no way to greet 周女士.
        if language in {"zh-Hans", "zh-Hant"} and len(last) == 1 == len(parts):
            last = parts[-1]
        parts = [*parts[:-1], last] if last else parts[:-1]
    return parts


def _titled(part: str, at: int, language: str) -> str:
    """Give ALL CAPS and all-lower-case parts their capitals; leave McDonald and particles alone."""
    if at and part.lower() in _list("particles"):
        return part.lower()
    if not ((part.isupper() and len(part.strip(".")) > 1) or part.islower()):
        return part
    low = part.replace("I", "ı").replace("İ", "i").lower() if language == "tr" else part.lower()
    return re.sub(r"(^|[-'’.])(\w)", lambda m: m[1] + _capital(m[2], language), low)


def _capital(letter: str, language: str) -> str:
    return "İ" if language == "tr" and letter == "i" else letter.upper()


def _is_name(name: str, language: str) -> bool:
    """Judge a cleaned name: letters of one script a word, no role, shop or phrase."""
    pieces = {piece.strip(".") for piece in bare(name).split()}
    return (
        len(name) <= LONGEST
        and (sum(one.isalpha() for one in name) > 1 or (language == "ja" and bool(name)))
        and all(one.isalpha() or one in " -'’.·" or _is_mark(one) for one in name)
        and name[:1].isalpha()
        and (_EAST.search(name) or any(len(part.strip(".")) > 1 for part in name.split()))
        and not pieces & _list("not_names")
        and not any(word in name for word in _list("not_in_names"))
        and all(_one_alphabet(part) for part in name.split())
        and (not _EAST.search(name) or len(name.replace(" ", "")) <= 12)
    )


def _is_mark(one: str) -> bool:
    return unicodedata.category(one)[0] == "M"


def _one_alphabet(part: str) -> bool:
    alphabets = {unicodedata.name(one, "?").split(" ")[0] for one in part if one.isalpha()}
    east = {"CJK", "HIRAGANA", "KATAKANA", "IDEOGRAPHIC", "KATAKANA-HIRAGANA"}
    # 阿May and 小Amy are how Hong Kong signs.
    return len(alphabets) == 1 or alphabets <= east or part[0] in "阿小老"


def _shown(words: Words, language: str) -> str:
    """Give the display name if it is a name and not but the address again, or a user name."""
    name, local = words.sender_name.strip().strip("\"'"), words.sender_address.partition("@")[0]
    if " " in name:
        cut = _VIA.search(name)
        behind = clean(name[cut.start() :].strip(" -–—"), language) if cut else ""
        return clean(name, language) or behind
    if re.sub(r"\W|_", "", name.lower()) == re.sub(r"\W|_", "", local.lower()):
        return clean(name, language) if name.istitle() or not name.islower() else ""
    first = _SEPARATORS.split(name)[0]
    if (name.islower() and name.isascii()) or first != name:
        # kevin_m of kevin.marchena@ is Kevin; shadowfox is nobody.
        own = len(first) >= _SPELT and bare(first) == _SEPARATORS.split(bare(local))[0]
        return clean(first if own else "", language)
    return clean(name, language)


def _known(names: str, address: str, *, shown: bool) -> _Known:
    local = bare(address.partition("@")[0])
    pieces = [piece for piece in _SEPARATORS.split(local) if len(piece) >= _SPELT]
    parts = [part for part in _SEPARATORS.split(bare(names)) if part]
    roles = _list("not_names")
    return _Known(
        tuple(part for part in parts if part not in roles),
        tuple(piece for piece in pieces if piece not in roles),
        shown,
    )


def _same(part: str, other: str, fewest: int) -> bool:
    """Tell whether two parts are one name: equal, one short for the other, or in two scripts."""
    if part == other:
        return True
    short, long = sorted((part, other), key=len)
    return (len(short) >= _SPELT and long.startswith(short)) or alike(part, other, fewest)


def _as_signed(place: Place, language: str, known: _Known) -> str:
    """Read words of a sign-off as a name; what does not look like one must be known already."""
    if place.how is not How.REGARDS and closes(place.said):
        return ""
    piece = _APART.split(place.said.strip(), maxsplit=1)[0]
    for said in dict.fromkeys((piece, place.said)):
        name = clean(said, language)
        if not name or len(name.split()) > 4:
            continue
        # One sound in common is enough for a line that is nothing but a name.
        theirs = known.has(name, fewest=1 if place.how in {How.ALONE, How.CARD} else 2)
        if place.how is How.ENDING:
            whole = all(known.has(part) for part in name.split() if len(part.strip(".")) > 1)
            return name if theirs and whole else ""
        if theirs or _looks_signed(name, said, place, language, known):
            return name
    return ""


def _looks_signed(name: str, said: str, place: Place, language: str, known: _Known) -> bool:
    """Tell whether a name nobody told us stands as people sign."""
    if place.how in {How.JOINED, How.BELOW}:
        return False
    sure = place.how is How.REGARDS
    alone = place.how in {How.ALONE, How.CARD}
    if alone and known.shown:
        return False
    if _EAST.search(name):
        titled = said.strip().endswith(tuple(_list("honorifics")))
        told = place.how is How.INTRODUCED or (sure and not known.shown)
        plain = (language == "ja" and told) or titled or (name[0] in "阿小" and len(name) < 7)
        return plain or (name[0] in _surnames() and len(name) < 5)
    if name.upper() == name.lower():
        parted = place.how is How.CARD or said.strip() != place.said.strip()
        return sure or (alone and parted and len(name.split()) in {2, 3})
    written = said.split()
    cased = all(part[:1].isupper() or part in _list("particles") for part in written)
    return cased and written[0][:1].isupper() and not (alone and name.isupper())


@cache
def _surnames() -> str:
    return str(data()["surnames"])


def _shares(name: str, known: str) -> bool:
    return bool(set(bare(name).split()) & set(bare(known).split()))
