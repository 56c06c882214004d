"""A mail's text in three parts: the writer's own words, what they quote, their signature.

Every line goes to exactly one part, and in doubt to the own words: a complaint that is read twice
costs little, one that is hidden costs a customer. The rules run until nothing moves any more, hence
`split(own).own == own`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from triage.mail.header_block import header_block_at
from triage.mail.signatures import mark_signature
from triage.mail.wording import WORDING, key, key_of_word

_CAP = 60_000  # characters looked at for patterns
_ROUNDS = 5
_ATTRIBUTION_LINES = 4

_QUOTED = re.compile(r"[ \t]{0,3}>")
_ADDRESS = re.compile(r"[^\s<>@]{1,64}@[^\s<>@]{1,200}")
_TIME = re.compile(r"\d{1,2}[:.h]\d{2}")
_DATE = re.compile(r"\d{4}|\d{1,2}[./-]\d{1,2}|\d{1,2}:\d{2}")
# "3 March", "вт, 3 мар.", "2026年" or "Shop <a@b.example>": starts without an opener
_DATE_FIRST = re.compile(r"\d|\w{2,12}[.,]{0,2} ?\d")
_NAME_FIRST = re.compile(r"[^<]{1,60}<[^<> ]{1,80}@")
_RULED = re.compile(r"([-—_=*─━~ >|]{2,80})([^-—_=*─━~|]{2,60})([-—_=*─━~ <|:：]{1,80})")
_BANNER_ENDS = tuple("-—_=*─━~<|:：>")  # spares most lines the closer look
_RULE = re.compile(r"[-—_=*─━]{5,}|[-—_=*─━ ]{10,}")


@dataclass(frozen=True, slots=True)
class Split:
    """The three parts; lines keep their order within each part, blank edges are dropped."""

    own: str
    quoted: str
    signature: str


def split(text: str) -> Split:
    """Part a text into own words, quotes and signature."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    parts = [""] * len(lines)  # "" own, "q" quoted, "s" signature
    for _ in range(_ROUNDS):
        own = _trimmed([at for at, part in enumerate(parts) if not part], lines)
        marks = _marks([lines[at] for at in own])
        if not any(marks):
            return Split(*(_join(lines, parts, part) for part in ("", "q", "s")))
        for at, mark in zip(own, marks, strict=True):
            parts[at] = mark
    # Text made to confuse: all of it stays own, and will again when split once more.
    return Split(text.strip(), "", "")


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


def _marks(lines: list[str]) -> list[str]:
    """Mark each line of what is still own: "" stays, "q" is quoted, "s" is signature."""
    marks = ["q" if _QUOTED.match(line) else "" for line in lines]
    seen = _considered(lines)
    found_head = _mark_heads(lines, marks, seen)
    if not found_head and not _is_plausible_quoting(lines, marks):
        marks = [""] * len(lines)
    mark_signature(lines, marks, seen)
    return marks


def _considered(lines: list[str]) -> int:
    """Return how many lines lie within the cap."""
    size = 0
    for at, line in enumerate(lines):
        size += len(line) + 1
        if size > _CAP:
            return at
    return len(lines)


def _is_plausible_quoting(lines: list[str], marks: list[str]) -> bool:
    """Doubt a text that is nothing but quote marks, and a lone ">3 weeks!" without a space."""
    quoted = [line.lstrip() for line, mark in zip(lines, marks, strict=True) if mark]
    others = any(line.strip() for line, mark in zip(lines, marks, strict=True) if not mark)
    lone = len(quoted) == 1 and not quoted[0].startswith(("> ", ">>"))
    return others and not lone


def _mark_heads(lines: list[str], marks: list[str], seen: int) -> bool:
    """Mark what opens a quote (attribution, header block, dashes) and what it opens."""
    found = False
    at = 0
    while at < seen:
        if marks[at] or not lines[at].strip():
            at += 1
            continue
        if _is_head(lines, at):
            first = _with_rules_above(lines, marks, at)
            marks[first:] = ["q"] * (len(lines) - first)
            return True
        head = _attribution(lines, marks, at)
        if head is not None:
            found = True
            first, to_the_end = head
            end = len(lines) if to_the_end else at + 1
            marks[first:end] = ["q"] * (end - first)
        at += 1
    return found


def _is_head(lines: list[str], at: int) -> bool:
    """Tell whether everything from this line on is a quoted or forwarded mail."""
    return bool(is_banner(lines[at])) or header_block_at(lines, at) is not None


def is_banner(line: str) -> str:
    """Return "original" or "forwarded" for "-----Original Message-----" and its like, else ""."""
    if not line.rstrip().endswith(_BANNER_ENDS):
        return ""
    text = key(line)
    ruled = _RULED.fullmatch(text)
    if ruled:
        words = key_of_word(ruled[2])
        if words in WORDING.forwarded:
            return "forwarded"
        return "original" if words in WORDING.original else ""
    apple = text.endswith((":", "：")) and len(text) < 60 and key_of_word(text) in _APPLE_BANNERS
    return "forwarded" if apple else ""


# Apple Mail writes the words without dashes, so only whole sentences count there.
_APPLE_BANNERS = frozenset(word for word in WORDING.forwarded if " " in word or not word.isascii())


def _with_rules_above(lines: list[str], marks: list[str], start: int) -> int:
    """Take the rule and blank lines right above a quote into it (Outlook draws underscores)."""
    at = start
    while at > 0 and not marks[at - 1]:
        above = lines[at - 1].strip()
        if above and not _RULE.fullmatch(above):
            break
        at -= 1
    return at


def _attribution(lines: list[str], marks: list[str], last: int) -> tuple[int, bool] | None:
    """Find an attribution that ends here: its first line, and whether its quote fills the rest."""
    if not _ends_like_one(lines[last]):
        return None
    before_quote = _next_is_quote(lines, marks, last)
    candidates: list[tuple[int, str, bool]] = []
    joined = ""
    for first in range(last, max(last - _ATTRIBUTION_LINES, -1), -1):
        if marks[first] or not lines[first].strip() or len(joined) > 400:
            break
        joined = f"{key(lines[first])} {joined}".strip(" -")
        verdict = _judge_attribution(joined, before_quote)
        if verdict is not None:
            candidates.append((first, joined, verdict))
    for starts in (_starts_with_opener, _starts_with_name):
        for first, text, verdict in candidates:
            if starts(text):
                return first, verdict
    # Without a proper start only the quote below vouches for it.
    return (candidates[0][0], candidates[0][2]) if before_quote and candidates else None


def _ends_like_one(line: str) -> bool:
    """Want the colon, or Zoho's "---- On … wrote ---", and a word of writing or an address."""
    text = line.strip()
    ruled = len(text) > 20 and text.startswith("--") and text.endswith("--")
    if len(text) > 300 or not (ruled or key(text[-20:]).endswith((":", "："))):
        return False
    return WORDING.wrote.search(key(text)) is not None or ("@" in text and not ruled)


def _judge_attribution(joined: str, before_quote: bool) -> bool | None:
    """None: no attribution; else whether what it opens runs to the end of the text."""
    says = WORDING.wrote.search(joined) is not None
    address = _ADDRESS.search(joined) is not None
    dated = _DATE.search(joined) is not None
    if before_quote:
        return False if says or (address and dated) else None
    if WORDING.first_person.search(joined):
        return None
    if (address and dated) or (says and dated and _TIME.search(joined)):
        return True
    return None


def _starts_with_opener(joined: str) -> bool:
    words = joined.split(" ", 3)
    starts = {" ".join(words[:n]) for n in (1, 2, 3)}
    if not joined[:1].isascii():
        starts.add(joined[:1])  # Hebrew and Chinese glue the preposition to the date
    return bool(starts & WORDING.openers) or _DATE_FIRST.match(joined) is not None


def _starts_with_name(joined: str) -> bool:
    return _NAME_FIRST.match(joined) is not None


def _next_is_quote(lines: list[str], marks: list[str], last: int) -> bool:
    for at in range(last + 1, min(last + 3, len(lines))):
        if lines[at].strip():
            return marks[at] == "q"
    return False
