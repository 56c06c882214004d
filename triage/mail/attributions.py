"""Finds "On 3 March Anna wrote:" above a quote, first by its build: a date, a time, an address.

The trap: customers write such sentences themselves ("On 3 March at ten I wrote to you:"), so a
heading without a quote below it needs an address or the word of writing, and nobody's "I" or "you".
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from triage.mail.wording import WORDING, key

_LINES = 4  # mail programs wrap a heading over as many lines
_LONGEST = 400
_WRAPPED = 20  # a shorter line was not wrapped by a program
_WORDS = 34  # Yahoo's, with weekday, zone and a long name, has 25
_SENTENCE_ENDS = (".", "!", "?", "。", "！", "？", "؟", ":", "：")

_COLONS = (":", "：", "՝", "៖")  # Armenian and Khmer have their own
_BARE_WORDS = 12
_ENDING = 4  # words of a heading's last line
_QUOTING = 10  # words of Horde's "Quoting Shop <a@b.example>:"

_ADDRESS = re.compile(r"[^\s<>@]{1,64}@[^\s<>@]{1,200}")
_IN_BRACKETS = re.compile(r"[<(\[][^\s<>()\[\]@]{1,64}@[^\s<>()\[\]@]{1,200}[>)\]]")
_TIME = re.compile(r"\d{1,2} ?[:.h時时點点시] ?\d{2}(?!\d)")
_CLOCK = re.compile(r"\d{1,2}[:.h]\d{2}(?![.\d/-])")  # at a line's start: a time, no date
_DATE = re.compile(r"\d{4}|\d{1,2}[./-] ?\d{1,2}|\d{1,2}:\d{2}|\d{1,2}[年月]")
# "3 March", "вт, 3 мар.", "2026年" or "Shop <a@b.example>": starts without an opener
_DATE_FIRST = re.compile(
    r"\d{1,2}[./-] ?\d|\d{4}|\d{1,2} ?[^\W\d]|[^\W\d]{1,12}[.,]{0,2} ?\d{1,2}(?!\d|:\d)|令和\d"
)
# or as Yahoo writes in Chinese: "Shop 於 2026年11月10日 … 寫道："
_NAME_FIRST = re.compile(r"[^<]{1,60}<[^<> ]{1,80}@|[^<:：]{1,40}[於于在] ?\d{4}年")
# Yahoo's telephones set the answered mail on the heading's own line.
_SMASHED = re.compile(
    r"<[^\s<>@]{1,64}@[^\s<>@]{1,200}>[^:：<>@]{0,40}[:：](?:(?=[^\S\n]{2}\s*\S)|(?P<near>(?=\s\S)))"
)
# Rambler's "05.11.2026, 20:50, Shop <a@b.example>" and GroupWise's ">>> … >>>" end in no colon.
_BARE = re.compile(r"[^<>]{0,120}<[^\s<>@]{1,64}@[^\s<>@]{1,200}>")
_RULED_BY_MARKS = re.compile(r">{3} ?(.{10,200}?) ?>{3}")
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
# alot's "Quoting Shop & Co (2026-11-17 15:40:12)": a name, then day and time in brackets
_STAMPED = re.compile(r"([^\n()\[\]]{2,120}?) ?[(\[]([^()\[\]\n]{8,60})[)\]]")
_TOLD = 14  # words of "On Thursday, 5 November 2026 16:21:08 Greenwich Mean Time you wrote"


def attribution_at(
    lines: Sequence[str],
    marks: Sequence[str],
    last: int,
    *,
    quote_below: bool,
    answers: bool = True,
) -> tuple[int, bool] | None:
    """Find an attribution that ends here: its first line, and whether its quote fills the rest.

    Lines with a mark belong to something else already. In a mail that `answers` another,
    "Anna wrote:" above a quote will do.
    """
    if not may_end_attribution(lines, last):
        return None
    if _is_bare(lines[last]):
        # Wrapped behind the address, its last line follows: "napisał(a):".
        return None if _is_wrapped_end(lines, last + 1) else (last, not quote_below)
    tail = heading_in(lines[last])
    ruled = tail.rstrip().endswith("--")
    found: list[tuple[int, str]] = []
    joined = ""
    for first in range(last, max(last - _LINES, -1), -1):
        if marks[first] or not lines[first].strip() or len(joined) > _LONGEST:
            break
        line = tail if first == last else lines[first]
        joined = f"{key(line)} {joined}".strip().replace("< ", "<")
        if ruled and not joined.startswith("--"):
            continue
        text = joined.strip(" -")
        if _is_attribution(text, near=quote_below or ruled, answers=answers):
            found.append((first, text))
    # "2026-03-03 10:00:" may be the wrapped end of "Anna wrote on": the whole goes before the part.
    wholes = [pair for pair in found if _is_whole(pair[1])]
    addressed = [pair for pair in wholes if has_address(pair[1])]
    for pairs in (addressed, wholes or found):
        for starts in (_starts_with_opener, _starts_with_name):
            for first, text in pairs:
                if starts(text):
                    return _with_wrapped_lines(lines, marks, first, last), not quote_below
    # In a language nobody told us of, the quote below or the whole build vouches for it.
    for first, text in addressed or wholes or found:
        if quote_below or (_IN_BRACKETS.search(text) and _TIME.search(text)):
            return _with_wrapped_lines(lines, marks, first, last), not quote_below
    return None


def may_end_attribution(lines: Sequence[str], at: int) -> bool:
    """Tell a line that ends in a colon, or as Zoho's "---- On … wrote ---" does."""
    if _is_bare(lines[at]) or _is_stamped(lines, at):
        return True
    line = heading_in(lines[at])
    if len(line) > 300:
        return False
    if len(line) < 4:
        # Wrapped behind the last word, the colon or "----" stands alone.
        return line.strip() != "" and at > 0 and len(lines[at - 1]) > 20 and _is_end(line)
    return _is_end(line[-20:])


def _is_wrapped_end(lines: Sequence[str], at: int) -> bool:
    """Tell a line of a word or two for writing and a colon, as programs wrap a heading's end."""
    text = key(lines[at]) if at < len(lines) and len(lines[at]) < _LONGEST // 4 else ""
    short = text.endswith(_COLONS) and len(text.split()) <= _ENDING
    return short and WORDING.wrote.search(text) is not None


def is_ruled_off(line: str) -> bool:
    """Tell GroupWise's heading, which looks like a quoted line: ">>> Shop <a@b.example> … >>>"."""
    return line.startswith(">>>") and _is_bare(line)


def _is_bare(line: str) -> bool:
    """Tell a line that is date, time, name and address in brackets, and nothing else."""
    if len(line) > _LONGEST or "@" not in line or not line.rstrip().endswith(">"):
        return False
    text = key(line)
    ruled = _RULED_BY_MARKS.fullmatch(text)
    text = ruled[1] if ruled else text
    if text.count(" ") > _BARE_WORDS or not _TIME.search(text) or not is_dated(text):
        return False
    if ruled:
        return _IN_BRACKETS.search(text) is not None
    return _DATE_FIRST.match(text) is not None and _BARE.fullmatch(text) is not None


def _is_stamped(lines: Sequence[str], at: int) -> bool:
    """Tell a name with day and time in brackets right above quoted lines; prose is no name.

    So may "On 2026-11-17 Anna wrote" without its colon.
    """
    if at + 1 >= len(lines) or not lines[at + 1].startswith(">") or lines[at].startswith(">"):
        return False
    text = key(lines[at])
    if len(text) < _LONGEST and _starts_with_opener(text) and _YEAR.search(text):
        last = [found.end() for found in WORDING.wrote.finditer(text)][-1:]
        return last == [len(text)] and not WORDING.narrator.search(text)
    found = _STAMPED.fullmatch(lines[at].strip()) if len(lines[at]) < _LONGEST else None
    if found is None or not (_TIME.search(found[2]) and _YEAR.search(found[2])):
        return False
    words = found[1].split()
    names = sum(word[0].isupper() for word in words)
    small = sum(word[0].isalpha() for word in words) - names
    return len(words) <= _QUOTING and names >= 2 and small <= 1


def _is_end(text: str) -> bool:
    return key(text).endswith((*_COLONS, "--"))


def heading_in(line: str) -> str:
    """Cut a line behind a heading's colon where the quote begins on the same line."""
    found = _SMASHED.search(line[:_LONGEST]) if "@" in line[:_LONGEST] else None
    if found is None:
        return line
    heading = line[: found.end()]
    # People tell of letters in such sentences; one blank is a heading's only beside the word.
    whole = found["near"] is None or (
        WORDING.wrote.search(key(heading)) is not None and _TIME.search(heading) is not None
    )
    return heading if whole else line


def has_address(text: str) -> bool:
    """Tell whether a mail address stands in a text."""
    return _ADDRESS.search(text) is not None


def is_dated(text: str) -> bool:
    """Tell whether a text names a day or a time of day."""
    return _DATE.search(text) is not None


def _is_attribution(text: str, *, near: bool, answers: bool) -> bool:
    """Judge a heading; `near`: the quote stands right below, or it is ruled off."""
    words = text.count(" ") + 1
    if words > _WORDS:
        return False
    dated, timed = is_dated(text), _TIME.search(text) is not None
    addressed = "@" in text and has_address(text)
    says = WORDING.wrote.search(text) is not None
    quoting = near and addressed and words <= _QUOTING and _IN_BRACKETS.search(text) is not None
    if not (says or quoting or (dated and (addressed or timed))):
        return False
    if WORDING.narrator.search(text):
        # KMail and The Bat write "you wrote" themselves, with year and time, above marked lines.
        exact = _YEAR.search(text) is not None and (timed or words <= _TOLD // 2)
        return near and exact and words <= _TOLD
    if near:
        # Without date and address only a bare "Anna Berg wrote:" is a heading.
        return dated or addressed or (answers and says and words <= 6)
    return dated and (addressed or (says and timed))


def _is_whole(text: str) -> bool:
    return is_dated(text) and (has_address(text) or WORDING.wrote.search(text) is not None)


def _starts_with_opener(text: str) -> bool:
    words = text.lstrip("'\"“„«").split(" ", 3)
    starts = {" ".join(words[:n]).rstrip(",") for n in (1, 2, 3)}
    if not text[:1].isascii():
        starts |= {text[:1], words[0].rstrip("-0123456789")}  # Hebrew and Chinese glue the date on
    if starts & WORDING.openers:
        return True
    return _DATE_FIRST.match(text) is not None and _CLOCK.match(text) is None


def _begins(line: str) -> bool:
    """Tell a line that a heading begins with: "On …" or a day, not a time alone."""
    return _starts_with_opener(key(line).lstrip("- "))


def _starts_with_name(text: str) -> bool:
    return _NAME_FIRST.match(text) is not None


def _with_wrapped_lines(lines: Sequence[str], marks: Sequence[str], first: int, last: int) -> int:
    """Take in the start of a wrapped heading: the rest of its paragraph, if that is short."""
    at = first
    while at > 0 and not marks[at - 1] and lines[at - 1].strip():
        if _begins(lines[at]):
            return at
        above = lines[at - 1].strip()
        broken = above.endswith("<") or lines[at].lstrip().startswith("<")  # before the address
        wrapped = len(above) >= _WRAPPED and not above.endswith(_SENTENCE_ENDS)
        if last - at + 2 > _LINES or not (broken or wrapped):
            return first
        at -= 1
    return at
