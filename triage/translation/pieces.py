"""A text in pieces an engine takes: paragraphs, and long ones cut where a sentence or word ends.

Pieces joined again are the text they came from, but for line ends a mail program put into
sentences: engines take every line for a sentence of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import quote_plus

MOST_PARAGRAPHS = 40  # then they go together: every one is a request that costs time and money
WRAPPED = 60  # characters; mail programs break lines at 65 to 78
_ENDS = (re.compile(r"\n"), re.compile(r"[.!?…](?=\s)|[。！？]"), re.compile(r"\s"))
_SENTENCE_END = ".!?:;…。！？：；"
_PLACEHOLDER = re.compile(r"[A-Z]{2,20}\d{2,6}Q")


@dataclass(frozen=True, slots=True)
class Limit:
    """The longest piece: in characters, and in bytes once it is encoded for a URL."""

    characters: int
    encoded: int

    def holds(self, text: str) -> bool:
        """Tell whether a text is short enough."""
        if len(text) > self.characters:
            return False
        return len(text) * 9 <= self.encoded or len(quote_plus(text)) <= self.encoded


def paragraphs(text: str) -> Iterator[tuple[str, bool]]:
    """Yield paragraphs, and the blank lines between them marked False."""
    lines = text.replace("\r\n", "\n").splitlines(keepends=True)
    groups = groupby(lines, key=lambda line: bool(line.strip()))
    found = [("".join(group), written) for written, group in groups]
    if sum(written for _, written in found) > MOST_PARAGRAPHS:
        yield "".join(lines), True
        return
    for joined, written in found:
        yield (_unwrapped(joined) if written else joined), written


def _unwrapped(paragraph: str) -> str:
    lines = paragraph.split("\n")
    out = [lines[0]]
    for line in lines[1:]:
        last = out[-1].rstrip()
        runs_on = len(last) >= WRAPPED and last[-1] not in _SENTENCE_END and line[:1].isalnum()
        if runs_on and last.isascii() | (last[-1] < "\u2e80"):
            out[-1] = f"{last} {line}"
        else:
            out.append(line)
    return "\n".join(out)


def pieces(text: str, limit: Limit) -> Iterator[str]:
    """Yield consecutive pieces within the limit, cut at the best place in their second half."""
    while not limit.holds(text):
        longest = _longest(text, limit)
        cut = _cut(text, longest)
        yield text[:cut]
        text = text[cut:]
    if text:
        yield text


def _longest(text: str, limit: Limit) -> int:
    """Return how many characters fit, by halving."""
    fits, over = 1, min(len(text), limit.characters + 1)
    while over - fits > 1:
        middle = (fits + over) // 2
        fits, over = (middle, over) if limit.holds(text[:middle]) else (fits, middle)
    return fits


def _cut(text: str, longest: int) -> int:
    for end in _ENDS:
        found = [match.end() for match in end.finditer(text, longest // 2, longest)]
        if found:
            return found[-1]
    for placeholder in _PLACEHOLDER.finditer(text, max(0, longest - 30)):
        if placeholder.start() < longest < placeholder.end() and placeholder.start():
            return placeholder.start()
    return longest
