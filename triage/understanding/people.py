"""The customer's name as one greets it: from the sign-off, a form's field or the display name.

The trap: a wrong name is worse than none, and the result goes into a letter, so whatever is not
plainly a name gives "", and what comes out holds letters, spaces, hyphens, apostrophes and dots.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from triage.understanding.meaning import Reason, Words

LONGEST = 40
_MOST_PARTS = 5
_TAIL_LINES = 8  # a sign-off is looked for at the end only
_LONGEST_LINE = 80

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufe00-\ufe0f]")
_SUSPECT = re.compile(r"[{}%$<>\[\]\\`;=*^~_@#:/|&+\d]|www\.|\.(?:com|net|org|info|shop|example)\b")
_NOTE = re.compile(r"\([^()]{0,100}\)|（[^（）]{0,100}）")
_VIA = re.compile(r"\s(?:via|-|–|—|über|por|par)\s(?s:.*)")
_EAST = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3]")
_INTRODUCED = re.compile(
    r"(?m)^.{0,30}?(?:私は|、)?"
    r"(?P<ja>[\u4e00-\u9fff]{2,4}(?:[ 　][\u3040-\u30ff\u4e00-\u9fff]{1,4})?)"
    r"(?:と申します|と言います|といいます)|(?:我叫|我是)(?P<zh>[\u4e00-\u9fff]{2,4})(?=[，。,. ]|$)"
)


@cache
def _data() -> Mapping[str, Any]:
    text = files("triage.understanding").joinpath("people.toml").read_text("utf-8")
    return tomllib.loads(text)


@cache
def _list(key: str) -> frozenset[str]:
    return frozenset(_bare(entry) for entry in _data()[key])


@cache
def _titles(language: str) -> frozenset[str]:
    own: Mapping[str, list[str]] = _data()["titles_in"]
    return _list("titles") | {_bare(title) for title in own.get(language, [])}


@cache
def _closings() -> re.Pattern[str]:
    kinds = []
    for kind in ("regards", "thanks"):
        words = sorted(map(_aligned, _data()[kind]), key=len, reverse=True)
        # ß became one s, so every double s may be single.
        either = "|".join(re.escape(word).replace("ss", "ss?") for word in words)
        kinds.append(f"(?P<{kind}>{either})")
    stop = r"(?P<stop>[\s,.!;:。！，、)😊🙏–—-]{0,9})(?:(?!\w)|(?<!\w))"
    return re.compile(rf"\s{{0,5}}[-–—*_~]{{0,3}}\s?(?:{'|'.join(kinds)}){stop}")


def greeting_name(words: Words, language: str) -> tuple[str, tuple[Reason, ...]]:
    """Find the name as one greets it, "" if unsure, and where it stood."""
    fields = dict(words.form_fields)
    given = fields.get("name") or f"{fields.get('first_name', '')} {fields.get('last_name', '')}"
    form = clean(given, language)
    shown = "" if _is_local_part(words) else clean(words.sender_name, language)
    full = form or shown
    signed = next(_signed(words, language, f"{form} {shown}"), None)
    if signed is not None and not _is_less(signed[0], full) and not _is_more(signed[0], full):
        name, field, start, end = signed
        return name, (Reason("name", name, field, start, end),)
    return (full, (Reason("name", full, "header", 0, 0),)) if full else ("", ())


def _is_less(signed: str, full: str) -> bool:
    """Tell whether they signed with a family name or initials of the full name we know."""
    parts, known = _bare(signed).split(), _bare(full).split()
    initials = any(len(part.strip(".")) == 1 for part in parts)
    family = len(parts) == 1 < len(known) and parts[0] != known[0]
    return _shares(signed, full) and (initials or family)


def _is_more(signed: str, full: str) -> bool:
    """Tell whether the line they signed holds the full name or a part of it and other words."""
    parts, known = set(_bare(signed).split()), set(_bare(full).split())
    return bool(parts & known) and bool(parts - known)


def clean(raw: str, language: str) -> str:
    """Bring a name as written into the form one greets with, "" if it is not plainly a name."""
    if len(raw) > 200 or any(unicodedata.category(one) == "Cc" for one in raw.strip()):
        return ""
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", raw))
    text = _VIA.sub("", _NOTE.sub(" ", text)).strip(" \"'“”„«»‚‘’,.!")
    if _SUSPECT.search(text):
        return ""
    text = "".join(" " if unicodedata.category(one)[0] in "SZ" else one for one in text)
    name = " ".join(_titled(part, at, language) for at, part in enumerate(_parts(text, language)))
    return name if _is_name(name) else ""


def _parts(text: str, language: str) -> list[str]:
    """Split into the parts of the name, given name first unless the language has it otherwise."""
    before, comma, after = text.partition(",")
    ordered = [before.split(), after.split()]
    ordered = [_without_titles(parts, language) for parts in ordered]
    if comma and ordered[1] and language not in _data()["family_first"]:
        ordered.reverse()
    parts = _without_titles([*ordered[0], *ordered[1]], language)
    ends_as_company = (
        len(parts) > 1 and _bare(parts[-1]) in _list("company_ends") and not parts[-1].istitle()
    )
    return [] if "," in after or len(parts) > _MOST_PARTS or ends_as_company else parts


def _without_titles(parts: list[str], language: str) -> list[str]:
    titles = _titles(language)
    while parts and _bare(parts[0]).rstrip(".") in titles:
        parts = parts[1:]
    while parts and _bare(parts[-1]).rstrip(".") in titles:
        parts = parts[:-1]
    if parts and _EAST.search(parts[-1]):
        ending = next((end for end in _list("honorifics") if parts[-1].endswith(end)), "")
        last = parts[-1].removesuffix(ending)
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


def _is_name(name: str) -> bool:
    """Judge a cleaned name: letters of one script a word, no role, shop or phrase."""
    pieces = {piece.strip(".") for piece in _bare(name).split()}
    return (
        len(name) <= LONGEST
        and sum(one.isalpha() for one in name) > 1
        and all(one.isalpha() or one in " -'’.·" or _is_mark(one) for one in name)
        and name[:1].isalpha()
        and any(len(part.strip(".")) > 1 for part in name.split())
        and not pieces & _list("not_names")
        and not any(word in name for word in _list("not_in_names"))
        and all(_one_alphabet(part) for part in name.split())
        and (not _EAST.search(name) or len(name.replace(" ", "")) <= 12)
    )


def _is_mark(one: str) -> bool:
    return unicodedata.category(one)[0] == "M"


def _one_alphabet(part: str) -> bool:
    alphabets = {unicodedata.name(one, "?").split(" ")[0] for one in part if one.isalpha()}
    return len(alphabets) == 1 or alphabets <= {"CJK", "HIRAGANA", "KATAKANA"}


def _is_local_part(words: Words) -> bool:
    """Tell whether the display name is but the address again, or a user name."""
    name, local = words.sender_name.strip().strip("\"'"), words.sender_address.partition("@")[0]
    same = re.sub(r"\W|_", "", name.lower()) == re.sub(r"\W|_", "", local.lower())
    return (same and not name.istitle()) or (" " not in name and name.islower())


def _signed(words: Words, language: str, known: str) -> Iterator[tuple[str, str, int, int]]:
    """Give the names the mail is signed with: (name, field, start, end), the likeliest first."""
    for field, text in (("signature", words.signature), ("text", words.text)):
        lines = _last_lines(text)
        for at in range(len(lines) - 1, -1, -1):
            start, line = lines[at]
            found = _closings().match(_aligned(line))
            if found is None:
                continue
            rest = line[found.end() :]
            sure = found["regards"] is not None
            following = lines[at + 1] if at + 1 < len(lines) else (start, "")
            begin, said = (start + found.end(), rest) if rest.strip() else following
            apart = not rest.strip() or any(mark in found["stop"] for mark in ",-–—\n")
            name = _as_signed(said, language, known, sure=sure, apart=apart or sure)
            if name:
                yield name, field, begin, begin + len(said)
        if field == "signature" and lines:
            start, line = lines[0]
            name = _as_signed(line, language, known, sure=False, apart=True)
            if name and _shares(name, known):
                yield name, field, start, start + len(line)
    found = _INTRODUCED.search(words.text[:500])
    if found is not None and language in {"ja", "zh-Hans", "zh-Hant"}:
        said = found["ja"] or found["zh"]
        name = clean(said, language)
        if name and (found["ja"] or said[0] in _surnames()):
            yield name, "text", found.start(), found.end()


def _as_signed(line: str, language: str, known: str, *, sure: bool, apart: bool) -> str:
    """Read a line of a sign-off as a name; what does not look like one must be known already."""
    name = clean(line, language)
    if not name or len(name.split()) > 4:
        return ""
    if _shares(name, known):
        return name
    if not apart:
        return ""
    if _EAST.search(name):
        plain = (language == "ja" and sure) or (name[0] in _surnames() and len(name) < 5)
        return name if plain else ""
    cased = name.upper() != name.lower()
    if not cased:
        return name if sure else ""
    written = line.split()
    return name if all(part[:1].isupper() or part in _list("particles") for part in written) else ""


@cache
def _surnames() -> str:
    return str(_data()["surnames"])


def _shares(name: str, known: str) -> bool:
    return bool(set(_bare(name).split()) & set(_bare(known).split()))


def _last_lines(text: str) -> list[tuple[int, str]]:
    """List the last lines that hold something, each with its offset."""
    lines = [
        (match.start(), match.group())
        for match in re.finditer(r"[^\r\n]+", text[-2000:])
        if match.group().strip(" -–—_*")
    ]
    shift = max(0, len(text) - 2000)
    return [(start + shift, line[:_LONGEST_LINE]) for start, line in lines[-_TAIL_LINES:]]


def _bare(text: str) -> str:
    split = unicodedata.normalize("NFKD", text.casefold())
    return unicodedata.normalize(
        "NFC", "".join(one for one in split if not unicodedata.combining(one))
    )


def _aligned(line: str) -> str:
    # One character for each of the line's, so that offsets hold.
    return "".join(_bare(one)[:1] or one for one in line)
