"""The words mail programs put around quotes and signatures, read once from quote_patterns.toml.

Everything is compared by `key`: mail programs sprinkle bidi marks, no-break spaces and stars.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from pathlib import Path

# Bidi and zero-width marks; Outlook and Gmail put them around names in Hebrew, Arabic and Thai.
_INVISIBLE = dict.fromkeys(
    [0xAD, 0x61C, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF]
)
# Over and under letters: accents, Hebrew points, Arabic vowels and the stroke that stretches words
_ACCENTS = re.compile(
    "[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0640\u064b-\u065f\u0670]"
)
_LETTERS = str.maketrans("đłøı־", "dloi-")
_FORMULA = 6  # words of a closing formula
_CLOSING_WORD = 5  # letters of its last word
_LINE_CAP = 400  # code points of a line that are looked at


def key(line: str, cap: int = _LINE_CAP) -> str:
    """Return text as it is compared: capped, case-folded, without marks, with single spaces."""
    return " ".join(line[:cap].translate(_INVISIBLE).casefold().replace("’", "'").split())


def key_of_word(word: str) -> str:
    """Return a short wording as it is compared, without the punctuation around it."""
    return key(word).strip(" .,;:!：，。、！،؛*_-–—~|")


def bare(text: str) -> str:
    """Return a text (already a `key`) without accents: many machines write plain ASCII."""
    letters = _ACCENTS.sub("", unicodedata.normalize("NFD", text))
    return unicodedata.normalize("NFC", letters).translate(_LETTERS)


@dataclass(frozen=True, slots=True)
class Wording:
    """All languages' words together: a mail thread may hold several languages."""

    openers: frozenset[str]
    wrote: re.Pattern[str]
    narrator: re.Pattern[str]  # "I wrote", "you wrote": the customer tells of it
    labels: dict[str, str]  # "betreff" → "subject"
    original: frozenset[str]
    forwarded: frozenset[str]
    footers: re.Pattern[str]  # full match of a phone's or program's footer, as `bare`
    sign_offs: frozenset[str]
    closing_sentences: frozenset[str]  # those of them that say something: "I await your answer"
    forward_prefixes: frozenset[str]
    reply_prefixes: frozenset[str]
    # of each language: words of a confidentiality notice, and what it calls the mail it is in
    disclaimer: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]
    # the same for small print below a card, all languages together, laws as well
    small_print: re.Pattern[str]
    open_records: re.Pattern[str]  # what is written to an office may be read by all
    enclosures: re.Pattern[str]
    privacy: re.Pattern[str]
    controllers: re.Pattern[str]
    checked: re.Pattern[str]  # for viruses
    mail_itself: re.Pattern[str]
    pointers: re.Pattern[str]  # "see below, in red"
    devices: re.Pattern[str]
    sent: tuple[str, ...]  # a footer begins or ends with one of these
    antivirus: re.Pattern[str]
    virus: re.Pattern[str]
    printing: re.Pattern[str]
    nature: re.Pattern[str]
    providers: re.Pattern[str]  # names of those who carry or write mail
    app: re.Pattern[str]  # what they say of themselves: app, encrypted, free
    register: re.Pattern[str]  # what the law has companies print below their letters
    sign_off_ends: frozenset[tuple[str, str]]  # first and last word of a closing formula


_ROLES = ("from", "date", "to", "cc", "subject", "reply_to")


def _words(tables: list[dict[str, list[str]]], name: str) -> list[str]:
    return sorted({key(word) for table in tables for word in table.get(name, [])})


def any_of(words: list[str]) -> str:
    """Return a pattern's part that matches any of the words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def _whole_words(words: list[str]) -> re.Pattern[str]:
    """Match any of the words, bounded where the script has spaces between words."""
    bounded = [word for word in words if word[0].isascii() or word[0].lower() != word[0].upper()]
    free = [word for word in words if word not in set(bounded)]
    return re.compile(rf"(?<!\w)(?:{any_of(bounded)})(?!\w)" + (f"|{any_of(free)}" if free else ""))


def _stems(words: list[str]) -> re.Pattern[str]:
    """Match any of the words where a word begins, whatever its ending."""
    keys = [key(word) for word in words]
    # Scripts without cases glue prefixes on or write no spaces: there it may begin anywhere.
    bounded = [word for word in keys if word[0].lower() != word[0].upper()]
    free = [word for word in keys if word not in set(bounded)]
    parts = [rf"(?<!\w)(?:{any_of(bounded)})"] if bounded else []
    return re.compile("|".join([*parts, *([any_of(free)] if free else [])]))


def _footers(
    tables: list[dict[str, list[str]]], devices: list[str], plain: list[str]
) -> re.Pattern[str]:
    # The star spans at most 60 characters and must name a device or a program, so that
    # "I sent from my village …" stays the customer's own words.
    # "傳自我的iPhone的照片": a device's own is no footer, save the mail it sent.
    named = rf"(?:{any_of([bare(key(word)) for word in devices])})(?![a-z]{{0,2}} ?的(?!邮|郵))"
    device = rf"(?=.{{0,40}}{named}).{{1,60}}"
    patterns = _by_tail(_words(tables, "sent_from"), device) + _by_tail(plain, ".{1,60}")
    return re.compile("(?:" + "|".join(patterns) + r")[ .!。।]?")


def _by_tail(wordings: list[str], middle: str) -> list[str]:
    """Make a pattern of all "head*tail" that end alike: the middle is long, its copies slow."""
    heads: dict[str, list[str]] = {}
    for wording in wordings:
        head, _, tail = bare(key(wording)).partition("*")
        heads.setdefault(tail, []).append(head)
    return [f"(?:{any_of(found)}){middle}{re.escape(tail)}" for tail, found in heads.items()]


def _load() -> Wording:
    data = tomllib.loads(Path(__file__).with_name("quote_patterns.toml").read_text("utf-8"))
    tables = [table for table in data.values() if isinstance(table, dict)]
    labels = {word.replace(" ", ""): role for role in _ROLES for word in _words(tables, role)}
    return Wording(
        openers=frozenset(_words(tables, "openers")),
        wrote=_whole_words(_words(tables, "wrote")),
        narrator=_whole_words(_words(tables, "narrator")),
        labels=labels,
        original=frozenset(key_of_word(word) for word in _words(tables, "original")),
        forwarded=frozenset(key_of_word(word) for word in _words(tables, "forwarded")),
        footers=_footers(tables, data["devices"], data["footers"]),
        sign_offs=frozenset(map(key_of_word, _closings(tables))),
        closing_sentences=frozenset(map(key_of_word, _words(tables, "closing_sentences"))),
        forward_prefixes=frozenset(key(word) for word in data["forward_prefixes"]),
        reply_prefixes=frozenset(key(word) for word in data["reply_prefixes"]),
        disclaimer=tuple(
            (_stems(table["disclaimer"]), _stems(table["mail_words"])) for table in tables
        ),
        small_print=_stems(data["small_print"]),
        open_records=_stems(data["open_records"]),
        enclosures=_stems(data["enclosures"]),
        privacy=_stems(data["privacy"]),
        controllers=_stems(data["controllers"]),
        checked=_stems(data["checked"]),
        mail_itself=_stems([*data["small_print_mail"], *_words(tables, "mail_words")]),
        pointers=_stems(_words(tables, "pointers")),
        devices=_stems(data["devices"]),
        sent=tuple(key(word) for word in data["sent_words"]),
        antivirus=_stems(data["antivirus"]),
        virus=_stems(data["virus_words"]),
        printing=_stems(data["print_words"]),
        nature=_stems(data["nature_words"]),
        providers=_stems(data["providers"]),
        app=_stems(data["app_words"]),
        register=_stems(data["register_words"]),
        sign_off_ends=_ends(_words(tables, "sign_offs")),
    )


def _closings(tables: list[dict[str, list[str]]]) -> list[str]:
    return _words(tables, "sign_offs") + _words(tables, "closing_sentences")


def _ends(formulas: list[str]) -> frozenset[tuple[str, str]]:
    words = [key_of_word(formula).split() for formula in formulas]
    return frozenset(
        (each[0], each[-1]) for each in words if len(each) > 1 and len(each[-1]) >= _CLOSING_WORD
    )


def varies_sign_off(text: str) -> bool:
    """Tell "with warm winter regards": a formula's first and last word, few others between."""
    words = key_of_word(text).split()
    return 2 < len(words) <= _FORMULA and (words[0], words[-1]) in WORDING.sign_off_ends


WORDING = _load()


def points_below(text: str) -> bool:
    """Tell whether someone says that their answers stand below, or in red."""
    return WORDING.pointers.search(key(text, 2000)) is not None
