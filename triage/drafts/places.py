"""Where the words of a set stand: file, line and key of a sentence, or of a phrase of tone.toml.

Only findings ask for it, so a set is searched when it is asked, not when it is built.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from triage.drafts.hearing import pattern, plain
from triage.drafts.language_set import LanguageSet
from triage.drafts.phrases import line_of, read_table

COUNTS = (".none", ".one", ".many")
_HOLE = re.compile(r"\{[a-z_]{1,40}\}")
_MOST = 3  # places worth a line
_UNSPACED = frozenset({"zh", "ja", "th"})  # as hearing has it


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a file, and the key it sets ("" for a template)."""

    file: str
    line: int
    key: str = ""

    def __str__(self) -> str:
        """Write it as people look it up."""
        return f"{self.file}, line {self.line}" + (f": {self.key}" if self.key else "")


@lru_cache(maxsize=512)
def flat(file: str, source: str) -> Mapping[str, object]:
    """Return the values of a TOML file by dotted key. Raises TemplateBroken."""
    found: dict[str, object] = {}

    def walk(prefix: str, table: Mapping[str, object]) -> None:
        for name, value in table.items():
            if isinstance(value, Mapping):
                walk(f"{prefix}{name}.", value)
            else:
                found[f"{prefix}{name}"] = value

    walk("", read_table(file, source))
    return found


def of_key(words: LanguageSet, key: str) -> Place | None:
    """Return where a sentence of a set stands, None if no file has it."""
    for file in (*reversed(words.tables["letters"]), *reversed(words.tables["phrases"])):
        if key in flat(file.name, file.source):
            return Place(file.name, line_of(file.source, key), key)
    return None


def of_template(words: LanguageSet, template: str) -> Place:
    """Return the file of a template."""
    return Place(words.file_name(template), 1)


def of_words(words: LanguageSet, body: str, said: str) -> tuple[Place, ...]:
    """Return where words found in a draft come from: each sentence that holds part of them."""
    text, wanted = plain(body), plain(said)
    start = text.find(wanted)
    if start < 0 or not wanted.strip():
        return ()
    end = start + len(wanted)
    held: dict[str, int] = {}
    for key, sentence in words.phrases.sentences.items():
        part = sum(len(p) for p in _pieces(sentence) if _overlaps(p, text, start, end))
        if part:
            held[key] = part
    # The same words may stand in several sentences: those that say most of it come first.
    ranked = sorted(held, key=lambda key: -held[key])[:_MOST]
    return tuple(place for key in ranked if (place := of_key(words, key)))


def of_phrase(words: LanguageSet, table: str, said: str) -> Place | None:
    """Return the phrase of a tone.toml table that hears a text, as line and phrase."""
    text = plain(said)
    unspaced = words.language.split("-")[0] in _UNSPACED
    for file in reversed(words.tables["tone"]):
        values = flat(file.name, file.source)
        listed = values.get(f"{table}.find", values.get(table))
        for phrase in listed if isinstance(listed, list) else ():
            if re.search(_compiled(str(phrase), unspaced), text):
                return Place(file.name, _line_with(file.source, str(phrase)), str(phrase))
    return None


@lru_cache(maxsize=4096)
def _compiled(phrase: str, unspaced: bool) -> re.Pattern[str]:
    return re.compile(pattern(phrase, unspaced=unspaced))


def _pieces(sentence: str) -> Iterator[str]:
    """Yield what a sentence says between its holes; single words would be found everywhere."""
    for piece in _HOLE.split(plain(sentence)):
        for line in piece.split("\n"):
            if len(line.strip()) > 3:
                yield line.strip()


def _overlaps(piece: str, text: str, start: int, end: int) -> bool:
    at = text.find(piece)
    while at >= 0:
        if at < end and start < at + len(piece):
            return True
        at = text.find(piece, at + 1)
    return False


def _line_with(source: str, phrase: str) -> int:
    before, found, _ = source.partition(f'"{phrase}"')
    return before.count("\n") + 1 if found else 1
