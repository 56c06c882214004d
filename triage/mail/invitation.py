"""A calendar invitation (RFC 5545) read as a letter: its summary and description.

The trap: long lines are folded inside words, and commas, semicolons and line ends are escaped.
"""

from __future__ import annotations

import re

_READ = 200_000  # characters
_FOLD = re.compile(r"\r?\n[ \t]")
_LINE = re.compile(r"^(SUMMARY|DESCRIPTION|COMMENT)(?:;[^:\n\"]{0,200})?:(.*)$", re.MULTILINE)
_REPLY = re.compile(r"^METHOD:REPLY\s*$", re.MULTILINE | re.IGNORECASE)
_HEAD = 2000  # characters, in which the method stands
_ESCAPED = re.compile(r"\\([\\;,nN])")


def is_answer(text: str) -> bool:
    """Tell a guest's yes or no (RFC 5546, METHOD:REPLY) from an invitation."""
    return bool(_REPLY.search(text[:_HEAD]))


def words_of_invitation(text: str) -> str:
    """Return what the first event says, one line each for summary and description.

    Of an answer only its comment: the rest is what the host had written.
    """
    joined = _FOLD.sub("", text[:_READ])
    # What an alarm says is the program's.
    event = joined.partition("BEGIN:VEVENT")[2].partition("END:VEVENT")[0]
    event = event.partition("BEGIN:VALARM")[0]
    said = {
        match[1]: _ESCAPED.sub(lambda hit: "\n" if hit[1] in "nN" else hit[1], match[2]).strip()
        for match in reversed(list(_LINE.finditer(event)))
    }
    names = ("COMMENT",) if is_answer(text) else ("SUMMARY", "DESCRIPTION", "COMMENT")
    lines = (said.get(name, "") for name in names)
    return "\n".join(dict.fromkeys(line for line in lines if line))
