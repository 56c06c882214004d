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
_EDGES = " \t|·•,;:()[]<>—–-"
_LONGEST = 90
_NAME_WORDS = 4
_HEADING_WORDS = 6


def without_earlier(lines: Sequence[str]) -> Sequence[str]:
    """Cut the lines where an earlier message begins; what stands first is never cut."""
    said = False
    for at, line in enumerate(lines):
        begins = at > 0 and (not lines[at - 1].strip() or lines[at - 1].strip()[-1:] in "-_=─")
        if said and (begins or _is_heading(line)) and _begins_earlier(lines, at):
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
    named = [word for word in words if len(word) > 1]
    return 0 < len(named) <= _NAME_WORDS and all(_may_be_name(word) for word in named)


def _begins_earlier(lines: Sequence[str], at: int) -> bool:
    if is_stamped_name(lines[at]):
        return True
    return _is_heading(lines[at])


def _is_heading(line: str) -> bool:
    """Tell "Earlier messages:" in any of the languages."""
    text = key(line).strip(" :：-–—=_*#■▼>")
    short = 0 < len(text) <= _LONGEST // 2 and len(text.split()) <= _HEADING_WORDS
    return short and bool(_HISTORY.start(text)) and "?" not in text


def _may_be_name(word: str) -> bool:
    capital = word[0] != word[0].lower() or word[0].lower() == word[0].upper()
    return capital or any(sign in word for sign in "_.*0123456789")
