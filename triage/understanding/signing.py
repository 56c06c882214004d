"""Where in a mail the customer may have signed: below a closing, alone on a line, at its very end.

The trap: a town, a title or "Thanks" stands there as well; whether what stands there is a name is
for people.py to judge, which also knows address and display name.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from triage.understanding.meaning import Words

_TAIL_LINES = 8  # a sign-off is looked for at the end only
_TAIL = 2000  # characters
_LONGEST_CARD = 60  # characters of a line below a name: title, town, telephone
_LONGEST_SIGNED = 40  # characters of a name behind a closing that is the mail's first line
_SENTENCES = re.compile(r"(?<=[.!?,;:…)！。？،])\s{1,3}")
_LAST_SENTENCES = 3
_DEVICE = re.compile(
    r"\b(?:iPhone|iPad|Android|Samsung|Galaxy|Huawei|Xiaomi|Outlook)", re.IGNORECASE
)
_INTRODUCED = re.compile(
    r"(?<![\u4e00-\u9fff])"
    r"(?P<ja>[\u4e00-\u9fff々]{1,4}(?:[ 　][\u3040-\u30ff\u4e00-\u9fff]{1,4})?)"
    r"(?:と申します|と言います|といいます)|(?:我叫|我是)(?P<zh>[\u4e00-\u9fff]{2,4})(?=[，。,. ]|$)"
)


class How(StrEnum):
    """What makes it likely that a name stands there."""

    REGARDS = "regards"
    THANKS = "thanks"  # they open sentences, too
    JOINED = "joined"  # behind thanks without a comma
    ALONE = "alone"  # a line that begins the last paragraph
    CARD = "card"  # such a line with title, town or telephone below it
    BELOW = "below"  # a line within the last ones
    ENDING = "ending"  # the last words of the last line
    INTRODUCED = "introduced"


@dataclass(frozen=True, slots=True)
class Place:
    """Words at field[start:end] that may be a name."""

    how: How
    said: str
    field: str
    start: int

    @property
    def end(self) -> int:
        """Return where the words end."""
        return self.start + len(self.said)


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    text: str
    begins: bool  # a blank line stands above


def places(words: Words, language: str) -> Iterator[Place]:
    """Give the places where a name may stand, the likeliest first."""
    fields = [("signature", words.signature), ("text", words.text)]
    if not words.text.strip():
        fields.append(("subject", words.subject))
    for field, text in fields:
        lines = _last_lines(text)
        yield from _closed(lines, field)
        if field == "signature" and lines:
            yield Place(How.BELOW, lines[0].text, field, lines[0].start)
    found = _INTRODUCED.search(words.text[:500])
    if found is not None and language in {"ja", "zh-Hans", "zh-Hant"}:
        kind = "ja" if found["ja"] else "zh"
        yield Place(How.INTRODUCED, found[kind], "text", found.start(kind))
    for field, text in reversed(fields):
        lines = _last_lines(text)
        yield from _alone(lines, field)
        yield from _ending(lines, field)


def _closed(lines: list[_Line], field: str) -> Iterator[Place]:
    for at in range(len(lines) - 1, -1, -1):
        line = lines[at]
        found = _closings().match(_aligned(line.text))
        if found is None:
            continue
        rest = line.text[found.end() :]
        below = lines[at + 1 : at + 2]
        # "Grüß Gott," and "Salam Encik Daniel," open a letter, "Szia, érdekelne, hogy" a sentence.
        if rest.strip() and line.start == 0 and (below or len(rest) > _LONGEST_SIGNED):
            continue
        how = How.REGARDS if found["regards"] is not None else How.THANKS
        if rest.strip():
            # Letters without capitals do not tell a name from a sentence going on.
            parted = any(mark in found["stop"] for mark in ",،-–—") or (
                how is How.REGARDS and rest[0].upper() != rest[0].lower()
            )
            joined = how if parted else How.JOINED
            yield Place(joined, rest, field, line.start + found.end())
            # "Viele Grüße von der Küste" has the name below.
            if how is How.THANKS:
                continue
        yield from (Place(how, one.text, field, one.start) for one in below)


def _alone(lines: list[_Line], field: str) -> Iterator[Place]:
    """Give the short lines at the end, those first that begin a paragraph."""
    first = len(lines)
    while first > 0 and _is_card(lines[first - 1].text):
        first -= 1
    # A mail of short lines is no card; its first line greets.
    first = max(first, 1)
    last = range(first, len(lines))
    for at in last:
        if lines[at].begins:
            how = How.CARD if at + 1 < len(lines) and not lines[at + 1].begins else How.ALONE
            yield Place(how, lines[at].text, field, lines[at].start)
    for at in last:
        if not lines[at].begins:
            yield Place(How.BELOW, lines[at].text, field, lines[at].start)


def _is_card(line: str) -> bool:
    return len(line) <= _LONGEST_CARD and not line.rstrip().endswith(("?", "!", "？", "！", "؟"))


def _ending(lines: list[_Line], field: str) -> Iterator[Place]:
    """Give the last short sentences of the last line, and its last word."""
    for line in lines[-1:]:
        begins = [0, *(gap.end() for gap in _SENTENCES.finditer(line.text))]
        ends = [*begins[1:], len(line.text)]
        for begin, end in list(zip(begins, ends, strict=True))[: -_LAST_SENTENCES - 1 : -1]:
            said = line.text[begin:end].strip()
            yield Place(How.ENDING, said, field, line.start + begin)
        word = line.text.rstrip().rpartition(" ")[2]
        yield Place(How.ENDING, word, field, line.start + len(line.text.rstrip()) - len(word))


@cache
def data() -> Mapping[str, Any]:
    """Read people.toml once."""
    text = files("triage.understanding").joinpath("people.toml").read_text("utf-8")
    return tomllib.loads(text)


def bare(text: str) -> str:
    """Drop case and accents, to compare."""
    split = unicodedata.normalize("NFKD", text.casefold())
    return unicodedata.normalize(
        "NFC", "".join(one for one in split if not unicodedata.combining(one))
    )


@cache
def _closings() -> re.Pattern[str]:
    kinds = []
    for kind in ("regards", "thanks"):
        words = sorted(map(_aligned, data()[kind]), key=len, reverse=True)
        # ß became one s, so every double s may be single.
        either = "|".join(re.escape(word).replace("ss", "ss?") for word in words)
        kinds.append(f"(?P<{kind}>{either})")
    stop = r"(?P<stop>[\s,.!;:。！，、)😊🙏–—-]{0,9})(?:(?!\w)|(?<!\w))"
    return re.compile(rf"\s{{0,5}}[-–—*_~]{{0,3}}\s?(?:{'|'.join(kinds)}){stop}")


def closes(line: str) -> bool:
    """Tell whether a line is a closing and nothing else."""
    found = _closings().match(_aligned(line))
    return found is not None and not line[found.end() :].strip()


def _last_lines(text: str) -> list[_Line]:
    """List the last lines that hold something; of a long one the end."""
    shift = max(0, len(text) - _TAIL)
    found: list[_Line] = []
    begins = False
    for match in re.finditer(r"[^\r\n]*(?:\r\n|\n|\r|$)", text[shift:]):
        line = match.group().rstrip("\r\n")
        if not line.strip(" -–—_*\t\u3000") or _DEVICE.search(line):
            begins = True
            continue
        # Sentences count from their end; a closing stands at the beginning of a short line.
        found.append(_Line(match.start() + shift, line, begins))
        begins = False
    return found[-_TAIL_LINES:]


def _aligned(line: str) -> str:
    # One character for each of the line's, so that offsets hold.
    return "".join(map(_base, line))


@lru_cache(maxsize=4096)
def _base(letter: str) -> str:
    return bare(letter)[:1] or letter
