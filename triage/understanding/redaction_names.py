"""Where a text holds the customer's names, however they are cased, joined or inflected.

The trap: a name may be a word, too ("Will"), so one of those counts only with its capital.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import pairwise

from triage.understanding import people
from triage.understanding.meaning import Words
from triage.understanding.redaction_places import Span, either, words

_EAST = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3]")
# A letter of a script that separates its words; Chinese or Thai may touch anything.
_LETTER = "[^\\W\\d_\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]"
_SPLIT = re.compile(r"[\s,;.·・/|()\[\]<>\"“”„«»&+_\d-]{1,9}")
_NAME = r"[^\W\d_][^\W\d_'’-]{0,3}[\w'’-]{0,24}"
_SAID_IN_CHINESE = re.compile(
    "(?:我叫|我的名字是|本人姓名|我姓)(?P<zh>[\u4e00-\u9fff]{1,4})(?=[，。,. \n！!]|$)"
    "|(?P<ja>[\u4e00-\u9fff]{1,4}[ 　]?[\u3040-\u30ff\u4e00-\u9fff]{0,4})"
    "(?:と申します|と言います|といいます)"
    "|(?:제 이름은|저는) ?(?P<ko>[가-힣]{2,4}?)(?:이라고|라고|입니다|이고|예요|이에요)"
)
_TAIL = 3  # lines at the end, of which one may be a bare name
_SIGNED = 40
_FEW = 5  # words of a line that may be nothing but a name
_INFLECTED = 4  # letters of a name that may get an ending
_HALVES = {3: (1, 2), 4: (2,)}  # where a name without a space may be split, by its length


def names_of(words_: Words, language: str, given: Iterable[str] = ()) -> tuple[str, ...]:
    """List the names of a mail's writer: header, sign-off, form, and those `given`."""
    bare = Words(text=words_.text, signature=words_.signature)
    forms = dict(words_.form_fields)
    found = [
        words_.sender_name,
        people.greeting_name(words_, language)[0],
        people.greeting_name(bare, language)[0],
        *(forms.get(key, "") for key in ("name", "first_name", "last_name")),
        *given,
    ]
    return tuple(dict.fromkeys(name.strip() for name in found if name.strip()))


def named(text: str, names: Iterable[str], language: str) -> Iterator[Span]:
    """Find the names, and what is said or signed to be one: (start, end), in no order."""
    folded = "".join(map(_folded, text))
    pieces = dict.fromkeys(piece for name in names for piece in _pieces(name))
    spans: list[Span] = []
    for piece in pieces:
        spans += _written(text, folded, piece, language)
    spans += _labelled_and_said(text, folded)
    spans += _signed(text, language)
    yield from spans
    yield from _rest_of_lines(text, spans)


def _pieces(name: str) -> Iterator[str]:
    """Give a name whole and in its parts."""
    parts = [part for part in _SPLIT.split(unicodedata.normalize("NFC", name)) if part]
    if _EAST.search(name):
        whole = "".join(parts)
        if len(whole) <= 1:
            return
        yield whole
        yield from (part for part in parts if len(part) > 1)
        for place in _HALVES.get(len(whole), ()):
            yield from (half for half in (whole[:place], whole[place:]) if len(half) > 1)
        return
    for part in parts:
        if len(part) > 1 and "".join(map(_folded, part)) not in words("particles"):
            yield part


def _written(text: str, folded: str, piece: str, language: str) -> Iterator[Span]:
    plain = "".join(map(_folded, piece))
    if _EAST.search(piece) or "\u0e00" <= piece[0] <= "\u0e7f":
        spaced = "[ \u3000]?".join(map(re.escape, plain))
        yield from (found.span() for found in re.finditer(spaced, folded))
        return
    ending = rf"(?:['’]?{_LETTER}{{0,2}})" if len(plain) >= _INFLECTED else "(?:['’]?s)?"
    stem = plain[:-1] if len(plain) >= _INFLECTED and _is_cyrillic(plain) else plain
    pattern = rf"(?<!{_LETTER}){re.escape(stem)}{ending}(?!{_LETTER})"
    doubtful = len(plain) < _INFLECTED or plain in words("also_words")
    for found in re.finditer(pattern, folded):
        said = text[found.start() : found.end()]
        if language == "vi" and not said.isascii() and said.casefold() != piece.casefold():
            continue  # with other accents it is another word: Minh and mình
        if not doubtful or said[0].isupper() or not piece[0].isupper():
            yield found.span()


def _is_cyrillic(word: str) -> bool:
    return "\u0400" <= word[-1] <= "\u04ff"


def _labelled_and_said(text: str, folded: str) -> Iterator[Span]:
    for found in _labelled().finditer(text):
        yield found.span("value")
    for found in _SAID_IN_CHINESE.finditer(text):
        group = found.lastgroup or "zh"
        yield found.span(group)
    for found in _said().finditer(folded):
        begin, end = found.span("name")
        said = list(re.finditer(r"\S+", text[begin:end]))
        # The first word is the name, and what follows it with a capital.
        size = 1
        while size < len(said) and said[size][0][0].isupper():
            size += 1
        loud = text[found.start() : begin].isupper()
        if not text[begin].islower() and not loud:
            yield begin, begin + said[size - 1].end()


def _signed(text: str, language: str) -> Iterator[Span]:
    """Find a bare name in the last lines, behind a line that closes the letter."""
    lines = [found for found in re.finditer(r"[^\n]+", text) if found[0].strip()]
    for before, line in list(pairwise(lines))[-_TAIL:]:
        said = line[0].strip(" \t-–—*_~,.!")
        closes = len(before[0].strip()) <= _SIGNED and not before[0].rstrip().endswith(("?", ":"))
        titled = all(part[:1].isupper() for part in said.split())
        if closes and titled and len(said.split()) <= 3 and people.clean(said, language):
            yield line.span()


def _rest_of_lines(text: str, spans: list[Span]) -> Iterator[Span]:
    """Take in what stands beside a name on a short line of capitals: a second given name."""
    for line in re.finditer(r"[^\n]+", text):
        said = line[0].split()
        short = len(said) <= _FEW and all(one[0].isupper() for one in said if one[0].isalpha())
        cased = any(one.isupper() for one in line[0])
        if short and cased and any(line.start() <= at < line.end() for at, _ in spans):
            begin = line.start() + len(line[0]) - len(line[0].lstrip())
            yield begin, line.start() + len(line[0].rstrip())


def _folded(one: str) -> str:
    """Return one character without case and accents, always one, so that offsets hold."""
    if _EAST.match(one):
        return one  # a syllable of Hangul would fall apart into its letters
    for each in unicodedata.normalize("NFKD", one.casefold()):
        if not unicodedata.combining(each):
            return each
    return one


@cache
def _labelled() -> re.Pattern[str]:
    label = rf"^[ \t>*•-]{{0,8}}(?:{either('name_labels')})[ \t]{{0,3}}[:：]"
    return re.compile(rf"{label}[ \t]{{0,5}}(?P<value>[^\n]{{2,60}})", re.MULTILINE | re.IGNORECASE)


@cache
def _said() -> re.Pattern[str]:
    folded = ["".join(map(_folded, each)) for each in words("introductions")]
    said = "|".join(map(re.escape, folded))
    titles = "|".join(re.escape("".join(map(_folded, each))) for each in words("titles"))
    several = rf"(?P<name>{_NAME}(?: {_NAME}){{0,3}})"
    return re.compile(rf"(?<!\w)(?:{said}|(?P<title>(?:{titles})\.?)) {several}")
