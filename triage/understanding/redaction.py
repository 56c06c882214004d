"""Take out of a customer's words what tells who they are; what they complain of stays.

Names, addresses, links and numbers become neutral marks, in every script. The trap: what is left
is kept for good and may be exported, so in doubt a word too many goes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from triage.understanding.meaning import Words
from triage.understanding.redaction_names import named, names_of
from triage.understanding.redaction_places import places

NAME, NUMBER, ADDRESS, MAIL, LINK = "⟨name⟩", "⟨number⟩", "⟨address⟩", "⟨mail⟩", "⟨link⟩"
MARKS = (NAME, NUMBER, ADDRESS, MAIL, LINK)

_MOST_DIGITS = 3  # a number of more is taken out
_LONG_WORD = 3  # letters before or behind a number that are a word and no part of it
_KNOWN = ("order_number", "phone", "email", "address", "postcode", "city", "tracking_number")

# A letter or digit of a script that separates its words; Chinese may touch anything.
_WORD = "[^\\W\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]"
_LABEL = f"(?:{_WORD}|-){{1,63}}"
_AT = "[@＠]"
_MAIL = re.compile(
    rf"(?:{_WORD}|[.%+'-]){{1,64}}{_AT}{_LABEL}(?:[.．]{_LABEL}){{1,8}}"
    rf"|(?:{_WORD}|[.%+-]){{1,64}} ?[(\[] ?(?:at|ät|a|arroba|chiocciola|собака) ?[)\]] ?"
    rf"{_LABEL}(?: ?[(\[]? ?(?:\.|dot|punkt|punto|точка) ?[)\]]? ?{_LABEL}){{1,4}}"
    rf"|(?<![\w@]){_AT}[\w.]{{3,40}}"
)
_LINK = re.compile(
    r"(?i:https?://|www\.)[^\s<>\"'\u3000-\u303f\uff00-\uff0f\uff1a-\uff1f]{1,2000}"
    rf"|(?<!{_WORD})(?:{_LABEL}\.){{1,6}}(?:com|net|org|info|shop|store|example|online)(?!{_WORD})"
    r"(?:/[^\s<>\"'\u3000-\u303f\uff00-\uff0f]{0,500})?"
    rf"|(?<!{_WORD})(?:{_LABEL}\.){{1,6}}[a-z]{{2,12}}/[^\s<>\"'\u3000-\u303f\uff00-\uff0f]{{1,500}}"
)
_IBAN = re.compile(
    rf"(?<!{_WORD})[A-Z]{{2}}\d\d(?: ?[A-Z0-9]{{4}}){{2,7}}(?: ?[A-Z0-9]{{1,3}})?(?!{_WORD})"
)
_DIGITS = re.compile(r"(?:\+|\(\+?)?\d(?:(?:[.,:'’]|[ \u00a0\u2009\u202f()/‐‑–—−－-]{1,3})?\d)*")
# A time, a day without its year, an amount of three figures, a range: nobody is known by those.
_PLAIN = re.compile(
    r"\d{1,2}[:.h]\d{2}|\d{1,2}[./]\d{1,2}\.?|\d{1,3}[.,]\d{1,2}|\d{1,2} ?[-–] ?\d{1,2}"
    r"|\d{1,2}:\d{2} ?[-–] ?\d{1,2}:\d{2}"
)
_GLUED = frozenset("_#-")
_CODE = re.compile(r"(?=.{0,60}\d)[\w#-]{1,60}", re.ASCII)

Span = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Redacted:
    """A mail's own words with marks instead of what tells who wrote it."""

    subject: str
    text: str


def redact(
    words: Words, language: str, names: Iterable[str] = (), values: Iterable[str] = ()
) -> Redacted:
    """Redact subject and own words; `names` and `values` (order numbers …) are known besides."""
    fields = dict(words.form_fields)
    known = tuple(dict.fromkeys((*values, *(fields.get(key, "") for key in _KNOWN))))
    everybody = names_of(words, language, names)
    subject = redact_text(words.subject, language, everybody, known)
    return Redacted(subject, redact_text(words.text.strip(), language, everybody, known))


def redact_text(
    text: str, language: str, names: Iterable[str] = (), values: Iterable[str] = ()
) -> str:
    """Put marks in place of all that tells who wrote a text; every other character stays."""
    out: list[str] = []
    at = 0
    last = ""
    for start, end, mark in _joined(sorted(_spans(text, language, names, values))):
        # Given and family name are one name.
        out += ("",) if mark == last and text[at:start] == " " else (text[at:start], mark)
        at, last = end, mark
    return "".join((*out, text[at:]))


def _spans(text: str, language: str, names: Iterable[str], values: Iterable[str]) -> Iterator[Span]:
    for pattern, mark in ((_MAIL, MAIL), (_LINK, LINK), (_IBAN, NUMBER)):
        yield from ((*_without_stop(text, *found.span()), mark) for found in pattern.finditer(text))
    yield from ((*span, ADDRESS) for span in places(text))
    yield from ((*span, NUMBER) for span in _numbers(text))
    yield from ((*span, NAME) for span in named(text, names, language))
    for value in values:
        if len(value.strip()) > 1:
            mark = NUMBER if any(one.isdigit() for one in value) else ADDRESS
            yield from ((*found.span(), mark) for found in _written(value).finditer(text))


def _without_stop(text: str, start: int, end: int) -> tuple[int, int]:
    """Leave the sentence its full stop."""
    return start, start + len(text[start:end].rstrip(".,;:!?)]}»'"))


def _numbers(text: str) -> Iterator[tuple[int, int]]:
    """Find numbers of four digits and more with the letters that belong to them."""
    for found in _DIGITS.finditer(text):
        start, end = found.span()
        while start and _is_glued(text[start - 1]):
            start -= 1
        while end < len(text) and _is_glued(text[end]):
            end += 1
        start, end = _without_words(text, start, end, found.start(), found.end())
        digits = sum(one.isdecimal() for one in text[start:end])
        if digits > _MOST_DIGITS and not _PLAIN.fullmatch(text[start:end]):
            yield start, end


def _is_glued(one: str) -> bool:
    return one in _GLUED or (one.isascii() and one.isalpha()) or one.isdecimal()


def _without_words(text: str, start: int, end: int, first: int, last: int) -> tuple[int, int]:
    """Leave out whole words that only touch a number: "Bestellung-10423", "Order10423"."""
    before = re.match(r"[A-Za-z]{0,60}", text[start:first])
    if before and len(before[0]) >= _LONG_WORD and not before[0].isupper():
        start += len(before[0])
    behind = re.search(r"(?<![A-Za-z])[A-Za-z]{1,60}$", text[last:end])
    if behind and len(behind[0]) >= _LONG_WORD and not behind[0].isupper():
        end = last + behind.start()
    return start, end


def _written(value: str) -> re.Pattern[str]:
    """Return what finds a value as people write it: numbers are kept without their dashes."""
    value = value.strip()[:200]
    if _CODE.fullmatch(value):
        inner = r"[ .\-/]?".join(map(re.escape, value))
    else:
        inner = r"\s{1,3}".join(map(re.escape, value.split()))
    return re.compile(rf"(?<!{_WORD}){inner}(?!{_WORD})", re.IGNORECASE)


def _joined(spans: list[Span]) -> Iterator[Span]:
    """Yield spans with those that overlap made one, under the mark of the longest of them."""
    open_: list[Span] = []
    end = -1
    for span in spans:
        if span[0] >= end and open_:
            yield _one(open_)
            open_ = []
        if span[0] < span[1]:
            open_.append(span)
            end = max(end, span[1])
    if open_:
        yield _one(open_)


def _one(spans: list[Span]) -> Span:
    mark = max(spans, key=lambda span: span[1] - span[0])[2]
    return spans[0][0], max(end for _, end, _ in spans), mark
