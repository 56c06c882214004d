"""Personal data is put aside before a text leaves, and back into its translation.

The trap: engines lose, double and swap what they do not understand. A translation in which the
placeholders are not exactly those sent, in the same order, is not used.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from triage.cases.case import Case

FIRST = 11  # one figure is taken for a count or a list's mark, four for a thousand
SHORTEST_NAME = 3
# A letter or digit of a script that separates its words; Chinese may touch anything.
_WORD = "[^\\W\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]"
_LABEL = f"(?:{_WORD}|-){{1,63}}"
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?:{_WORD}|[.%+'-]){{1,64}}@{_LABEL}(?:\.{_LABEL}){{1,8}}",
        r"(?i:https?://|www\.)[^\s<>\"'\u3000-\u303f\uff00-\uff0f\uff1a-\uff1f]{1,2000}",
        r"⟦[^⟦⟧\n]{1,200}⟧",  # a gap of a draft
        rf"(?<!{_WORD})[A-Z]{{2}}\d\d(?: ?[A-Z0-9]{{4}}){{2,7}}(?: ?[A-Z0-9]{{1,3}})?(?!{_WORD})",
        # Telephone, card and other long numbers; with them a date written in figures.
        rf"(?<!{_WORD})(?:\+|\(\+?(?=\d{{1,5}}\)))?"
        rf"\d(?:[ \u00a0().\-/]{{0,3}}\d){{6,24}}(?!{_WORD})",
    )
)
_TOKEN = re.compile(rf"(?<!{_WORD})#?[A-Za-z0-9][A-Za-z0-9/_-]{{4,59}}(?!{_WORD})")
_CODE_DIGITS = 4  # a word with so many digits is a number of something
_TAIL = ".,;:!?)]}»"  # belongs to the sentence, not to the address before it
_CODE = re.compile(r"(?=.*\d)[\w#-]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Masked:
    """A text with placeholders for `values`, which are in the order of the text."""

    text: str
    mark: str  # the letters our placeholders begin with; the text holds no such word
    values: tuple[str, ...]

    def restore(self, sent: str, answer: str) -> str | None:
        """Put the values back into the translation of `sent`, a piece of the text.

        None unless every placeholder came back once and all of them in their order: in another
        order may be good grammar or a swap, and nobody could tell.
        """
        pattern = _placeholder(self.mark)
        if [int(n) for n in pattern.findall(sent)] != [int(n) for n in pattern.findall(answer)]:
            return None
        return pattern.sub(lambda found: self.values[int(found[1]) - FIRST], answer)

    def parts(self, sent: str) -> Iterator[tuple[str, bool]]:
        """Yield what stands between the placeholders, to be translated, and the values themselves.

        True marks a value.
        """
        at = 0
        for found in _placeholder(self.mark).finditer(sent):
            yield sent[at : found.start()], False
            yield self.values[int(found[1]) - FIRST], True
            at = found.end()
        yield sent[at:], False


def mask(text: str, private: tuple[str, ...] = ()) -> Masked:
    """Replace addresses, telephone numbers, links, accounts, codes and `private` strings."""
    mark = "XZ"
    while _placeholder(mark).search(text):
        mark += "Q"
    out: list[str] = []
    values: list[str] = []
    at = 0
    for start, end in _joined(sorted(_spans(text, private))):
        out += [text[at:start], f"{mark}{FIRST + len(values)}Q"]
        values.append(text[start:end])
        at = end
    return Masked("".join([*out, text[at:]]), mark, tuple(values))


def private_to(case: Case) -> tuple[str, ...]:
    """Return what a case knows of its customer: names, addresses, numbers."""
    name = case.customer_name
    parts = [part.strip(".,") for part in name.split()]
    known = [case.number, case.customer_address, case.reply_to, name]
    known += [part for part in parts if len(part) >= SHORTEST_NAME]
    known += [*case.order_numbers, *case.tracking_numbers]
    return tuple(dict.fromkeys(each for each in known if each))


def _placeholder(mark: str) -> re.Pattern[str]:
    """Return what finds our placeholders, also where an engine spaced them or changed case."""
    return re.compile(r"\s?".join(mark) + r"\s?(\d{2,6})\s?Q", re.IGNORECASE)


def _spans(text: str, private: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    for pattern in _PATTERNS:
        for found in pattern.finditer(text):
            yield found.start(), found.start() + len(found[0].rstrip(_TAIL))
    for found in _TOKEN.finditer(text):
        if sum(character.isdigit() for character in found[0]) >= _CODE_DIGITS:
            yield found.span()
    for value in private:
        if len(value.strip()) > 1:
            yield from (found.span() for found in _written(value.strip()).finditer(text))


def _written(value: str) -> re.Pattern[str]:
    """Return what finds a value as people write it: numbers are stored without their dashes."""
    if _CODE.fullmatch(value):
        inner = r"[ .\-/]?".join(map(re.escape, value))
    else:
        inner = r"\s{1,3}".join(map(re.escape, value.split()))
    return re.compile(rf"(?<!{_WORD}){inner}(?!{_WORD})", re.IGNORECASE)


def _joined(spans: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield spans with those that overlap made one."""
    open_: tuple[int, int] | None = None
    for start, end in spans:
        if open_ is None:
            open_ = start, end
        elif start < open_[1]:
            open_ = open_[0], max(open_[1], end)
        else:
            yield open_
            open_ = start, end
    if open_ is not None and open_[0] < open_[1]:
        yield open_
