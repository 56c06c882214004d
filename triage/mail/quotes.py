"""A mail's text in three parts: the writer's own words, what they quote, their signature.

Every line goes to exactly one part, and in doubt to the own words: a complaint that is read twice
costs little, one that is hidden costs a customer. The rules run until nothing moves any more, hence
`split(own).own == own`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from triage.mail.attributions import (
    attribution_at,
    has_address,
    is_ruled_off,
    may_end_attribution,
)
from triage.mail.banners import is_banner, is_bare_rule, is_rule, is_unruled
from triage.mail.bottom_answers import answer_below, answers_between, heads_answers, quoted_sender
from triage.mail.footers import glued_footer
from triage.mail.header_block import header_block_at, label_of
from triage.mail.pasted_chats import is_chat
from triage.mail.signatures import mark_signature
from triage.mail.wrapper_lines import is_marker

_CAP = 60_000  # characters looked at for patterns
_ROUNDS = 5
_HEAD_LINES = 12
_UNGLUED = 1000  # lines in which a footer glued to a sentence is looked for

_QUOTED = re.compile(r"[ \t]{0,3}>")
_MARK = re.compile(r"^[ \t]{0,3}>[ \t]?")
# The Bat marks lines with the initials of whom it quotes: "LL> ".
_INITIALS = re.compile(r"[ \t]{0,2}([^\W\d_]{1,6})>(?:>{0,4}[ \t]|>{0,4}$)")
_SENTENCE_ENDS = (".", "!", "?", "。", "！", "？", "؟", ":", "：", ",", "…", ")")


@dataclass(frozen=True, slots=True)
class Split:
    """The three parts; lines keep their order within each part, blank edges are dropped."""

    own: str
    quoted: str
    signature: str


def split(
    text: str,
    *,
    answers: bool = True,
    below: bool = False,
    programs: frozenset[str] = frozenset(),
) -> Split:
    """Part a text into own words, quotes and signature; `answers`: the mail answers another.

    `below`: it is no forward, so below a mail quoted without marks an answer is looked for.
    `programs`: the names of what sent it.
    """
    lines = _unglued(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    parts = [""] * len(lines)  # "" own, "q" quoted, "s" signature
    for _ in range(_ROUNDS):
        own = _trimmed([at for at, part in enumerate(parts) if not part], lines)
        inside = [lines[at] for at in own]
        marks = _marks(inside, programs, answers=answers, below=below)
        if not any(marks):
            return Split(*(_join(lines, parts, part) for part in ("", "q", "s")))
        for at, mark in zip(own, marks, strict=True):
            parts[at] = mark
    # Text made to confuse: all of it stays own, and will again when split once more.
    return Split(text.strip(), "", "")


def _unglued(lines: list[str]) -> list[str]:
    """Give a footer that was glued to a sentence a line of its own."""
    for at in range(min(len(lines), _UNGLUED) - 1, -1, -1):
        headed = at + 1 < len(lines) and lines[at + 1].startswith("-----")
        seam = glued_footer(lines[at], headed=headed) or (headed and glued_footer(lines[at]))
        if seam:
            lines[at : at + 1] = [lines[at][:seam], lines[at][seam:]]
    return lines


def _join(lines: list[str], parts: list[str], wanted: str) -> str:
    picked = [line for line, part in zip(lines, parts, strict=True) if part == wanted]
    return "\n".join(picked).strip()


def _trimmed(indexes: list[int], lines: list[str]) -> list[int]:
    """Drop blank lines at both ends, as `strip` will."""
    first, last = 0, len(indexes)
    while first < last and not lines[indexes[first]].strip():
        first += 1
    while last > first and not lines[indexes[last - 1]].strip():
        last -= 1
    return indexes[first:last]


def _marks(lines: list[str], programs: frozenset[str], *, answers: bool, below: bool) -> list[str]:
    """Mark each line of what is still own: "" stays, "q" is quoted, "s" is signature."""
    marks = ["q" if _QUOTED.match(line) and not is_ruled_off(line) else "" for line in lines]
    if answers:
        _mark_initials(lines, marks)
    seen = _considered(lines)
    found_head = _mark_heads(lines, marks, seen, answers=answers)
    if not found_head and any(marks) and not _is_plausible_quoting(lines, marks, answers=answers):
        marks = [""] * len(lines)
    _mark_below_quoted_head(lines, marks)
    if below and found_head and not _any_own(lines, marks):
        _give_back_answer(lines, marks, seen)
    mark_signature(lines, marks, seen, programs)
    _mark_last_rules(lines, marks)
    return marks


def _mark_last_rules(lines: list[str], marks: list[str]) -> None:
    """Give the signature the rules drawn above it: below the last own words they say nothing."""
    for at in range(len(lines) - 1, -1, -1):
        if not marks[at] and lines[at].strip():
            if not is_bare_rule(lines[at]):
                return
            marks[at] = "s"


def _any_own(lines: list[str], marks: list[str]) -> bool:
    return any(line.strip() and not mark for line, mark in zip(lines, marks, strict=True))


def _mark_below_quoted_head(lines: list[str], marks: list[str]) -> None:
    """Orange and Centrum mark only the header lines; the mail they head follows without marks."""
    first = next((at for at, line in enumerate(lines) if _QUOTED.match(line)), len(lines))
    if not any(line.strip() for line in lines[:first]):
        return
    last = first
    while last < len(lines) and _QUOTED.match(lines[last]):
        last += 1
    run = [_MARK.sub("", line) for line in lines[first : min(last, first + _HEAD_LINES)]]
    bare = [at for at, line in enumerate(run) if line.strip()]
    if not bare or last - first > _HEAD_LINES:
        return
    # "Message du 05/11/26 20:50" may stand above the first label.
    starts = [at for at in bare[:2] if header_block_at(["", *run[at:]], 1)]
    block = header_block_at(["", *run[starts[0] :]], 1) if starts else None
    if block is not None and starts[0] + block.end - 1 > bare[-1]:
        first = _with_rules_above(lines, marks, first)
        marks[first:] = ["q"] * (len(lines) - first)


def _give_back_answer(lines: list[str], marks: list[str], seen: int) -> None:
    """Where all is quoted without marks, give back what stands below the quoted letter."""
    heads = [end for at in range(seen) if lines[at].strip() and (end := _head_end(lines, at))]
    begin = answer_below(lines, max(heads), quoted_sender(lines, seen)) if heads else None
    begin = begin if heads else _between_marks(lines, seen)
    for at in range(begin or len(lines), len(lines)):
        marks[at] = "q" if _QUOTED.match(lines[at]) else ""


def _between_marks(lines: list[str], seen: int) -> int | None:
    """Return where the answer begins if the heading at the top quotes only the marked lines."""
    nothing = [""] * len(lines)
    for at in range(min(seen, _HEAD_LINES)):
        if attribution_at(lines, nothing, at, quote_below=False):
            return at + 1 if answers_between(lines, at + 1) else None
    return None


def _mark_initials(lines: list[str], marks: list[str]) -> None:
    """Mark lines that begin with one person's initials; with two persons it is a chat."""
    found = [(at, hit[1]) for at, line in enumerate(lines) if (hit := _INITIALS.match(line[:20]))]
    if len({who for _, who in found}) != 1:
        return
    first = found[0][0]
    above = next((line for line in reversed(lines[:first]) if line.strip()), "")
    if len(found) > 1 or above.rstrip().endswith((":", "：")):
        for at, _ in found:
            marks[at] = "q"


def _considered(lines: list[str]) -> int:
    """Return how many lines lie within the cap."""
    size = 0
    for at, line in enumerate(lines):
        size += len(line) + 1
        if size > _CAP:
            return at
    return len(lines)


def _is_plausible_quoting(lines: list[str], marks: list[str], *, answers: bool) -> bool:
    """Doubt quote marks without a heading: bullets, ">3 weeks!", a chat, a strange client."""
    quoted = [at for at, mark in enumerate(marks) if mark]
    if not any(line.strip() for line, mark in zip(lines, marks, strict=True) if not mark):
        return _opens_with_head([_MARK.sub("", line) for line in lines[:40]])
    bare = [_MARK.sub("", lines[at]) for at in quoted]
    # Apple's HTML sets the heading inside the quote, and some send such a mail as a new one.
    headed = _opens_with_head(bare[:_HEAD_LINES])
    if (not answers and not headed) or is_chat(bare):
        return False
    first = quoted[0]
    if len(quoted) > 1:
        return True
    # A lone mark amid a sentence says "more than".
    if not lines[first].lstrip().startswith(("> ", ">>")):
        return False
    above = lines[first - 1].strip() if first else ""
    return not above or above.endswith(_SENTENCE_ENDS)


def _opens_with_head(lines: list[str]) -> bool:
    """Tell whether a text that is all quoted begins with a heading of its own."""
    nothing = [""] * len(lines)
    for at, line in enumerate(lines[:8]):
        if not line.strip():
            continue
        if _head_end(lines, at) or attribution_at(lines, nothing, at, quote_below=False):
            return True
    return False


def _mark_heads(lines: list[str], marks: list[str], seen: int, *, answers: bool) -> bool:
    """Mark what opens a quote (attribution, header block, dashes) and what it opens."""
    found = False
    chat: bool | None = None
    at = next((nth for nth, line in enumerate(lines) if line.strip()), 0)
    # "Reply above this line" at the very top heads a desk's own mail, and quotes nothing.
    at += bool(lines) and is_marker(lines[at])
    while at < seen:
        if marks[at] or not lines[at].strip():
            at += 1
            continue
        first, end = at, _head_end(lines, at)
        to_the_end = bool(end) and not _next_is_quote(lines, marks, end - 1)
        if not end and not may_end_attribution(lines, at):
            at += 1
            continue
        if not end:
            below = _next_is_quote(lines, marks, at)
            heading = attribution_at(lines, marks, at, quote_below=below, answers=answers)
            if heading and not below and not has_address(" ".join(lines[heading[0] : at + 1])):
                # A quote would begin a paragraph; one after the other without address or marks:
                # a chat that was pasted in.
                chat = _another_heading(lines, marks, at + 1, seen) if chat is None else chat
                if answers and not chat and heads_answers(lines, heading[0], at):
                    heading = (heading[0], False)
                elif chat or _has_text(lines, at + 1):
                    heading = None
            if heading is None:
                at += 1
                continue
            (first, to_the_end), end = heading, at + 1
        found = True
        first = _with_rules_above(lines, marks, first)
        end = len(lines) if to_the_end else end
        marks[first:end] = ["q"] * (end - first)
        at = end
    return found


def _has_text(lines: list[str], at: int) -> bool:
    return at < len(lines) and bool(lines[at].strip())


def _another_heading(lines: list[str], marks: list[str], begin: int, end: int) -> bool:
    return any(attribution_at(lines, marks, at, quote_below=False) for at in range(begin, end))


def _head_end(lines: list[str], at: int) -> int:
    """Return where a banner or header block that begins here ends, 0 if none does."""
    block = header_block_at(lines, at)
    if block is not None:
        return block.end
    if not is_banner(lines[at]):
        return 0
    below = next((n for n in range(at + 1, min(at + 4, len(lines))) if lines[n].strip()), 0)
    block = header_block_at(lines, below) if below else None
    return block.end if block else at + 1


def _with_rules_above(lines: list[str], marks: list[str], start: int) -> int:
    """Take in rule, labels and blank lines right above (Outlook's underscores, Yandex's Кому)."""
    at = start
    while at > 0 and not marks[at - 1]:
        above = lines[at - 1]
        labelled = lines[at].strip() and label_of(above) is not None
        ruled = is_rule(above) or (at == start and is_unruled(above))
        if above.strip() and not labelled and not ruled:
            break
        at -= 1
    return at


def _next_is_quote(lines: list[str], marks: list[str], last: int) -> bool:
    for at in range(last + 1, min(last + 3, len(lines))):
        if lines[at].strip():
            return marks[at] == "q"
    return False
