"""Earlier messages of the same talk that a platform shows below the newest one.

The trap: buyers write "ordered on 9.11.2026 at 10:12" too. Only a line that is nothing but a name
and a time, or a heading above such a line, begins an earlier message.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from triage.mail.rules import load, phrases
from triage.mail.wording import key

_HISTORY = phrases(load("buyers")["wrapper"]["history"])
_TIME = re.compile(
    r"(?<!\d)\d{1,2}[:.時시点]\s?\d{2}(?!\d)(?:[:.]\d{2})?\s?(?:[ap]\.?m\.?)?", re.IGNORECASE
)
_DATE = re.compile(
    r"(?<!\d)\d{1,4}[./年-]\s?\d{1,2}[./月-]\s?(?:\d{2,4}日?)?"
    r"|\d{1,2}\.? [^\W\d]{3,12}\.?,?(?: \d{4})?"
    r"|[^\W\d]{3,12}\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}"
)
_COLON = re.compile(r"[:：](?:\s|$)")
_RULED = re.compile(r"[-=_*─]{2,20} ?[^-=_*─]{3,60} ?[-=_*─]{2,20}")
# "14/11", "17.11."
_DAY = re.compile(r"(?<![\d.,])\d{1,2}[./]\d{1,2}\.?(?![\d])")
_GLUE = 3  # letters
_EDGES = " \t|·•,;:()[]<>—–-"
_LONGEST = 90
_NAME_WORDS = 4
_HEADING_WORDS = 6


def without_earlier(lines: Sequence[str]) -> Sequence[str]:
    """Cut the lines where an earlier message begins; what stands first is never cut."""
    said = False
    for at, line in enumerate(lines):
        begins = at > 0 and (not lines[at - 1].strip() or lines[at - 1].strip()[-1:] in "-_=─")
        if said and (begins or is_history(line)) and _begins_earlier(lines, at):
            return lines[:at]
        if said and (_are_turns(lines, at) or _is_ruled_heading(lines, at)):
            return lines[:at]
        said = said or bool(line.strip())
    return lines


def is_stamped_name(line: str) -> bool:
    """Tell "Marloes Dekker, 08-11-2026 21:40": a name, a date and a time, and nothing else."""
    text = line.strip()
    if not 0 < len(text) <= _LONGEST or not _TIME.search(text) or not _DATE.search(text):
        return False
    rest = _TIME.sub(" ", _DATE.sub(" ", text))
    words = [word.strip(_EDGES) for word in rest.split()]
    # "le … à …", "a las", "um … Uhr" stand between the date and the time.
    named = [word for word in words if len(word) > 1 and not _is_glue(word)]
    return 0 < len(named) <= _NAME_WORDS and all(_may_be_name(word) for word in named)


def _are_turns(lines: Sequence[str], at: int) -> bool:
    """Tell two turns of a talk one below the other: no buyer quotes so by hand."""
    below = next((line for line in lines[at + 1 :] if line.strip()), "")
    return _is_turn(lines[at]) and _is_turn(below)


def _is_turn(line: str, *, timed: bool = False) -> bool:
    """Tell "[17.11. 20:47] Ana Ruiz: And my parcel?": who, when, a colon, what was said."""
    text = line.strip()[: 2 * _LONGEST]
    for end in _COLON.finditer(text):
        head = text[: end.start()]
        words = [word.strip(_EDGES) for word in _TIME.sub(" ", _DATE.sub(" ", head)).split()]
        named = [word for word in words if word and not _is_glue(word) and not _DAY.match(word)]
        whole = bool(_DATE.search(head) and _TIME.search(head))
        dated = whole or (not timed and bool(_DAY.search(head)))
        if len(head) <= _LONGEST and dated and 0 < len(named) <= _NAME_WORDS:
            return all(_may_be_name(word) or word in "&+" for word in named)
    return False


def _is_ruled_heading(lines: Sequence[str], at: int) -> bool:
    """Tell "--- Message précédent ---", in whatever words, above a name and a time."""
    if not _RULED.fullmatch(lines[at].strip()[:_LONGEST]):
        return False
    below = next((line for line in lines[at + 1 :] if line.strip()), "")
    return is_stamped_name(below) or _is_turn(below)


def _is_glue(word: str) -> bool:
    return len(word) <= _GLUE and word.isalpha() and word.islower()


def _begins_earlier(lines: Sequence[str], at: int) -> bool:
    turn = _is_turn(lines[at], timed=True)
    return turn or is_stamped_name(lines[at]) or is_history(lines[at])


def is_history(line: str) -> bool:
    """Tell "Earlier messages:" in any of the languages."""
    text = key(line).strip(" :：-–—=_*#■▼>")
    short = 0 < len(text) <= _LONGEST // 2 and len(text.split()) <= _HEADING_WORDS
    return short and bool(_HISTORY.start(text)) and "?" not in text


def _may_be_name(word: str) -> bool:
    capital = word[0] != word[0].lower() or word[0].lower() == word[0].upper()
    return capital or any(sign in word for sign in "_.*0123456789")
