"""What the judge of lines sees of a mail: the substrings of each line, and how and where it stands.

Training and reading share this module; a change spoils the shipped model (raise VERSION).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from triage.mail.grams import LONGEST_TEXT, Keys, Places, fold, grams
from triage.mail.matter import speaks_of_self
from triage.mail.wording import key

VERSION = 2
MOST_LINES = 120  # filled lines of a mail that are judged
LONGEST_LINE = 400  # code points of a line that are looked at
_AT_ONCE = LONGEST_TEXT // (LONGEST_LINE + 1)  # lines whose text is surely looked at whole

_LINK = re.compile(r"https?://|www\.")
_URL = re.compile(r"(?:https?://|www\.)\S{0,400}")
_RULE = re.compile(r"[-=_*─━~•· ＝]{3,400}")
_ENDS = ".!?。！？؟।…"
_BRACKETS = "【[［«“”\"「„'‘"
_CLOSES = tuple("】]］»”\"」“'’")
_BULLETS = "-*•■●◆▼◇□・–"
_LABEL_CAP = 40
_VALUE = (30, 60)  # characters: what is shorter was picked, what is longer was written
_SIZES = (10, 25, 50, 90, 160)
_SHORT = 40
_DIGITS = 0.3  # share of a line's characters
_ECHO = 0.6  # share of a line's words
_SHORTEST_WORD = 3
_FEW = (5, 12)  # filled lines of a mail


@dataclass(frozen=True, slots=True)
class Setting:
    """What a mail tells beside its lines, each a `key`: its subject, and names to look for."""

    subject: str = ""
    senders: tuple[str, ...] = ()  # what the machine's site is called
    people: tuple[str, ...] = ()  # words of the names in Reply-To and From
    ours: tuple[str, ...] = ()  # what our own domains are called


@dataclass(frozen=True, slots=True)
class _Stand:
    """Where a line stands among the filled ones."""

    rank: int
    total: int
    above: bool  # nothing directly above it
    below: bool
    longest: int  # characters of the longest line


@dataclass(frozen=True, slots=True)
class _Look:
    """What a line looks like by itself, for its own row and those of its neighbours."""

    row: tuple[float, ...]
    colon: bool
    link: bool
    label: bool
    ended: bool
    size: int
    me: bool
    asks: bool
    opens: bool
    closes: bool
    rule: bool
    script: str


def filled(lines: Sequence[str]) -> list[int]:
    """Return the places of the lines that are judged: not blank, and not too far down."""
    return [at for at, line in enumerate(lines) if line.strip()][:MOST_LINES]


def substrings(lines: Sequence[str]) -> tuple[Keys, Places]:
    """Return the keys of the substrings of filled lines, and the line each stands in."""
    shown = [line.strip()[:LONGEST_LINE] for line in lines]
    parts = [_substrings(shown[at : at + _AT_ONCE], at) for at in range(0, len(shown), _AT_ONCE)]
    keys = np.concatenate([found for found, _ in parts] or [np.zeros(0, dtype=np.uint32)])
    return keys, np.concatenate([line for _, line in parts] or [np.zeros(0, dtype=np.int64)])


def _substrings(shown: Sequence[str], first_line: int) -> tuple[Keys, Places]:
    folded = fold("\n".join(shown))
    found = grams(folded)
    if not len(found.keys):
        return found.keys, found.starts
    ends = np.cumsum([len(line) + 1 for line in shown])
    line_of = np.searchsorted(ends, [first for first, _ in folded.spans], side="right")
    starts = np.asarray(folded.starts)
    # A substring may begin with the space in front of a piece, and end with the one behind it.
    first = np.searchsorted(starts, found.starts + 1, side="right") - 1
    last = np.searchsorted(starts, found.ends - 1, side="right") - 1
    inside = line_of[first] == line_of[last]  # two words across a line's end are no pair
    return found.keys[inside], line_of[first][inside] + first_line


def standing(lines: Sequence[str], places: Sequence[int], setting: Setting) -> NDArray[np.float32]:
    """Return how and where each of the filled lines stands, one row of WIDTH for each."""
    if not places:
        return np.zeros((0, WIDTH), dtype=np.float32)
    shown = [lines[at].strip()[:LONGEST_LINE] for at in places]
    looks = [_look(line) for line in shown]
    longest = max((look.size for look in looks), default=1)
    of_longest = next((look.script for look in looks if look.size == longest), "")
    around = _around(looks)
    rows = []
    for rank, (at, line, look) in enumerate(zip(places, shown, looks, strict=True)):
        above = at == 0 or not lines[at - 1].strip()
        below = at + 1 >= len(lines) or not lines[at + 1].strip()
        stand = _Stand(rank, len(places), above, below, longest)
        text = key(line)
        row = (
            *(1.0, *_place(look, stand), *look.row, *_names(text, stand, setting)),
            *_beside(looks[rank - 1] if rank else None),
            *_beside(looks[rank + 1] if rank + 1 < len(looks) else None),
            *(look.script != of_longest, look.me and look.size > _SHORT),
            *around[rank],
        )
        rows.append([float(each) for each in row])
    return np.asarray(rows, dtype=np.float32)


def _place(look: _Look, stand: _Stand) -> tuple[float, ...]:
    size, rank, left = look.size, stand.rank, stand.total - 1 - stand.rank
    alone = stand.above and stand.below
    bounds = (0, *_SIZES, LONGEST_LINE + 1)
    sizes = (low < size <= high for low, high in pairwise(bounds))
    return (
        *(stand.above, stand.below, alone, alone and size <= _SHORT),
        *(rank == 0, rank == 1, rank == 2, left == 0, left == 1, left == 2),
        *(rank / stand.total, stand.above and look.ended and not stand.below),
        *(stand.total <= _FEW[0], stand.total > _FEW[1]),
        *sizes,
        *(size >= stand.longest, size / stand.longest),
    )


@lru_cache(maxsize=4096)
def _look(line: str) -> _Look:
    size, first, last = len(line), line[0], line[-1]
    link = bool(_LINK.search(line))
    bare = _URL.sub("", line).strip(" ()<>[]:") if link else line
    signs = [at for at in (line.find(":"), line.find("："), line.find(" | ")) if at > 0]
    label = not link and bool(signs) and min(signs) <= _LABEL_CAP
    value = size - min(signs) if label else 0
    digits = sum(map(str.isdigit, line)) / size
    script = _script(line)
    greek = last in ";\u037e" and script == "GREEK"  # what Greek asks with
    ended = last in _ENDS or greek
    rule = _RULE.fullmatch(line) is not None
    asks = greek or "?" in line or "？" in line or "؟" in line
    opens, closes = first in _BRACKETS, line.rstrip(_ENDS).endswith(_CLOSES)
    me = bool(speaks_of_self(line))
    words = line.count(" ") + 1
    inner = sum(sign in line[:-1] for sign in (". ", "! ", "? ", "。", "！", "？", "... "))
    row = (
        *(last in ":：", last in ",，،、", ended, not ended and last.isalnum()),
        *(asks, "!" in line, "..." in line or "…" in line),
        *(label, label and value <= _VALUE[0], label and value > _VALUE[1], " | " in line),
        *(link, link and not bare, link and len(bare) <= _VALUE[0], "@" in line),
        *(digits > _DIGITS, 0 < digits <= _DIGITS / 3, digits == 0),
        *(opens, closes, opens and closes),
        *(first == ">", first in _BULLETS, first == "(", "©" in line),
        *(rule, line.isupper() and size > _SHORTEST_WORD, me),
        *(first.islower(), first.isupper() and not ended and size <= _SHORT),
        *(words == 1, 1 < words <= 3, words > 12, inner > 0, inner > 1),
        *(ended and words > 2, line.count(",") > 1),
    )
    return _Look(
        tuple(float(each) for each in row),
        last in ":：",
        link,
        label,
        ended,
        size,
        me,
        asks,
        opens,
        closes,
        rule,
        script,
    )


def _script(line: str) -> str:
    """Return the script of the first letters, by their names: "LATIN", "CJK" …"""
    letter = next((c for c in line if c.isalpha()), "")
    name = unicodedata.name(letter, "").partition(" ")[0] if letter else ""
    return "CJK" if name in ("HIRAGANA", "KATAKANA") else name


def _beside(look: _Look | None) -> tuple[float, ...]:
    if look is None:
        return (1.0, *(0.0,) * 9)
    return (
        0.0,
        *(look.colon, look.link, look.label, look.ended, look.size > _SIZES[3]),
        *(look.me, look.asks, look.rule, look.opens or look.closes),
    )


def _around(looks: Sequence[_Look]) -> list[tuple[float, ...]]:
    """Return what stands further off: lines that lead, links, labels, rules and quotation marks."""
    total = len(looks)
    all_links = sum(look.link for look in looks)
    rows: list[tuple[float, ...]] = []
    since, rules, opened, quoted, labels, links = total, 0, False, False, 0, 0
    all_labels = sum(look.label for look in looks)
    all_rules = sum(look.rule for look in looks)
    for look in looks:
        opened = opened or (look.opens and not look.closes)
        rows.append(
            (
                float(since == 0), float(since == 1), float(since == 2), float(since >= total),
                float(all_links - links - look.link > 0), float(links > 0),
                float(all_rules > 1 and rules == 1), float(opened), float(quoted),
                all_labels / total, float(all_labels - labels - look.label > 0),
                float(labels > 0),
            )
        )  # fmt: skip
        since = 0 if look.colon else since + 1
        rules += look.rule
        labels += look.label
        links += look.link
        if opened and look.closes:
            opened, quoted = False, True
    return rows


def _names(text: str, stand: _Stand, setting: Setting) -> tuple[float, ...]:
    words = [word for word in text.split() if len(word) >= _SHORTEST_WORD]
    echo = sum(word in setting.subject for word in words) / max(len(words), 1)
    people = any(name in text for name in setting.people)
    ours = any(name in text for name in setting.ours)
    only = people and len(words) <= _SHORTEST_WORD
    return (
        *(any(name in text for name in setting.senders), people, people and stand.rank <= 2),
        *(ours, ours and stand.rank + 3 >= stand.total, only, only and stand.rank > 2),
        *(echo, echo > _ECHO and len(words) > 1),
    )


WIDTH = standing(["x"], [0], Setting()).shape[1]
