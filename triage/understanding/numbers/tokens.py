"""Cuts a normalised text into the runs that could be numbers, before anything is known of them.

The trap: a run is what a person took for one number, so "10423.", "order-10423" and "10423-as" give
10423, while "FR-20517", "INV/20260314/MPL/1" and a number broken after its hyphen stay whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from triage.understanding.numbers.plain import fold_word
from triage.understanding.numbers.shapes import is_proper_tracking, tracking_fits

_LONGEST = 45
_MOST = 400  # runs of one field that are looked at; mails hold a dozen, hostile ones thousands
_RUN = re.compile(r"(?<![0-9A-Za-z])[0-9A-Za-z]+(?:(?:[-_/]|(?<=[0-9])\.(?=[0-9]))[0-9A-Za-z]+)*")
_DOTTED = re.compile(
    r"(?<![0-9A-Za-z.])(?:[0-9]{1,3}\.)?[a-z0-9_]{16,40}\.[0-9]\.[0-9](?![0-9A-Za-z])"
)
_BROKEN = re.compile(
    r"(?<![0-9A-Za-z-])[0-9A-Z]{1,10}(?: ?-(?: ?\n[> ]{0,3}| )?[0-9A-Z]{2,22}){1,4}(?![0-9A-Za-z-])"
)
_GROUPED = re.compile(
    r"(?<![0-9A-Za-z.,-])[0-9A-Z]{1,12}(?:[ .][0-9A-Z]{1,12}){1,9}(?![0-9A-Za-z])"
)
_PARTED = re.compile(
    r"(?<![0-9A-Za-z/.,-])([A-Za-z]{2,4}|[A-Z](?= 20[0-9]{2}))"
    r"(?: [0-9]{4}[ -][0-9]{3,7}| [0-9]{4,9}|[ -][0-9]{2,3} [0-9]{3})(?![0-9A-Za-z]|[.,-][0-9])"
)
# "10 684": a spoken number; a round one counts something.
_SPOKEN = re.compile(
    r"(?<![0-9A-Za-z/.,+-])(?<![0-9] )[1-9][0-9]{1,3} (?!000)[0-9]{3,6}"
    r"(?![0-9A-Za-z%€$]| [0-9]|[.,-][0-9])"
)
# "B 4 7 7 1 9": a number told sign by sign.
_SPELT = re.compile(
    r"(?<![0-9] )(?<![0-9A-Za-z.,/-])[0-9A-Z](?: [0-9]){3,14}(?![0-9A-Za-z]| [0-9])"
)
_PAIRS = re.compile(
    r"(?<![0-9] )(?<![0-9A-Za-z.,/+-])[1-9][0-9](?: [0-9]{2}){2,4}(?![0-9A-Za-z]| [0-9])"
)
# Shopee's fourteen signs over two lines.
_WRAPPED = re.compile(
    r"(?<![0-9A-Za-z-])[0-9]{6}(?=[0-9]{0,6}[A-Z])[0-9A-Z]{1,7}"
    r"\n[> ]{0,3}(?=[A-Z]{0,6}[0-9])[0-9A-Z]{1,7}(?![0-9A-Za-z-])"
)
_SHOPEES = 14
# A number of the posts (UPU S10), however spaced: "RN 8812 4410 7GB", "rr 123 456 785 de".
_POSTAL = re.compile(r"(?<![0-9A-Za-z])[A-Za-z]{2}(?: ?[0-9]){9} ?[A-Za-z]{2}(?![0-9A-Za-z])")
# PrestaShop's nine, GHN's eight with a single digit.
_LETTERS = re.compile("[A-Z]{9}|G(?=[A-Z]{0,6}[0-9])[A-Z0-9]{7}")
_PREFIXED = re.compile(r"([A-Za-z]{2,20})[-_/]?(?=[0-9]{3})[0-9]+(?:[-/][0-9]+)*")
# "NO-7714", "ID-7714": countries, though also words; "ORD1137170", but "ORD20931" is "order 20931".
_STORE_PREFIX = re.compile("[A-Z]{1,4}-|ORD(?=[0-9]{6})")
_SUFFIXED = re.compile(r"([0-9]{3,})-[a-z]{2,10}|([A-Z]{1,4}-(?:[0-9]{4}-)?[0-9]{3,})-[a-z]{1,4}")
_WORD_SCRIPT = re.compile("[A-Za-zªºµÀ-ÖØ-öø-\u024f\u0370-\u052f\u1e00-\u1fff]")
_SEGMENT = re.compile(r"(?<=[^/:]/)([0-9A-Z]{8,40})(?![0-9A-Za-z])")
_PARAMETER = re.compile(r"[?&;#]([A-Za-z_][A-Za-z0-9_-]{0,30})=([0-9A-Za-z_#%./-]{2,60})")


@dataclass(frozen=True, slots=True)
class Token:
    """A run at text[start:end] of the normalised text; `number` is it without breaks and spaces."""

    number: str
    start: int
    end: int
    joined: bool = False  # put together from pieces: needs a shape, and a label unless hyphenated
    parameter: str = ""  # the name of the URL parameter it is the value of
    proven: bool = False  # its pieces are one parcel's number, whatever stands around


def runs(text: str, own_words: frozenset[str]) -> tuple[Token, ...]:
    """Return the runs with at least two digits (or nine capitals), label words cut off."""
    found: list[Token] = []
    for match in _RUN.finditer(text):
        if len(found) >= _MOST:
            break
        if token := _trimmed(text, match, own_words):
            found.append(token)
    found += [Token(m.group(), *m.span()) for m in _DOTTED.finditer(text)]
    return tuple(found)


def _trimmed(text: str, match: re.Match[str], own_words: frozenset[str]) -> Token | None:
    number, start = match.group(), match.start()
    if start and number[0].isalpha() and _WORD_SCRIPT.match(text[start - 1]):
        return None  # the tail of a word with an accent
    prefixed = None if _STORE_PREFIX.match(number) else _PREFIXED.fullmatch(number)
    own = prefixed and fold_word(prefixed.group(1)) in own_words
    # "IDS901482937716" is a carrier's, though "ids" may stand before orders.
    if own and not is_proper_tracking(tracking_fits(number)):
        cut = len(re.match(r"[A-Za-z]+[-_/]?", number).group())  # type: ignore[union-attr]
        number, start = number[cut:], start + cut
    if suffixed := _SUFFIXED.fullmatch(number):
        number = suffixed.group(1) or suffixed.group(2)  # "10423-as", "LL-20457-es"
    if len(number) > _LONGEST:
        return None
    if sum(c.isdigit() for c in number) < 2 and not _LETTERS.fullmatch(number):
        return None
    return Token(number, start, start + len(number))


def broken(text: str) -> Iterator[Token]:
    """Yield runs broken after a hyphen by a line end or spaces."""
    for match in _BROKEN.finditer(text):
        written = match.group()
        number = re.sub(r"[\s>]", "", written)
        if number != written and len(number) <= _LONGEST:
            yield Token(number, *match.span(), joined=True)
    for match in _WRAPPED.finditer(text):
        number = re.sub(r"[\s>]", "", match.group())
        if len(number) == _SHOPEES:
            yield Token(number, *match.span(), joined=True)


def parted(text: str, own_words: frozenset[str]) -> Iterator[Token]:
    """Yield letters and digits parted by a space ("LL 20931", "W 2026 00904", "10 684")."""
    for match in _PARTED.finditer(text):
        letters = match.group(1)
        # In lower case only where the same letters stand before a number elsewhere ("ll 60334").
        known = letters.isupper() or (letters.islower() and f"{letters.upper()}-" in text)
        if known and fold_word(letters) not in own_words:
            yield Token(re.sub("[ -]", "", match.group()), *match.span(), joined=True)
    for match in _SPOKEN.finditer(text):
        yield Token(match.group().replace(" ", ""), *match.span(), joined=True)


def spelt(text: str) -> Iterator[Token]:
    """Yield numbers whose signs stand apart ("B 4 7 7 1 9")."""
    for match in (*_SPELT.finditer(text), *_PAIRS.finditer(text)):
        yield Token(match.group().replace(" ", ""), *match.span(), joined=True)


def postal(text: str) -> Iterator[Token]:
    """Yield numbers of the posts' form with spaces in them, wherever those are."""
    for match in _POSTAL.finditer(text):
        if " " in match.group():
            yield Token(match.group().replace(" ", "").upper(), *match.span(), joined=True)


def grouped(text: str) -> Iterator[Token]:
    """Yield neighbouring groups put together ("8012 3456 7890 1234"), longest first."""
    for match in _GROUPED.finditer(text):
        pieces = list(re.finditer("[0-9A-Z]+", match.group()))
        # "TÖRÖLJÉK 1000…": letters behind an accent are a word's tail.
        tail = text[match.start() - 1 : match.start()]
        cut = 1 if match.group()[0].isalpha() and _WORD_SCRIPT.match(tail) else 0
        for first in range(cut, min(len(pieces) - 1, 6)):
            for last in range(min(len(pieces), first + 8), first + 1, -1):
                number = "".join(p.group() for p in pieces[first:last])
                if 8 <= len(number) <= _LONGEST and sum(c.isdigit() for c in number) >= 7:
                    start, end = pieces[first].start(), pieces[last - 1].end()
                    yield Token(number, match.start() + start, match.start() + end, joined=True)


def segments(link: str, offset: int) -> Iterator[Token]:
    """Yield the parts of a link's path, each as the value of the parameter "/"."""
    for match in _SEGMENT.finditer(link):
        yield Token(match.group(1), offset + match.start(1), offset + match.end(1), parameter="/")


def parameters(link: str, offset: int) -> Iterator[Token]:
    """Yield the values of a link's parameters, each with its parameter's name."""
    for match in _PARAMETER.finditer(link):
        value = match.group(2)
        yield Token(value, offset + match.start(2), offset + match.end(2), parameter=match.group(1))
