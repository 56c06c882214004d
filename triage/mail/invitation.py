"""A calendar invitation (RFC 5545) read as a letter: its summary and description.

The trap: long lines are folded inside words, and commas, semicolons and line ends are escaped.
"""

from __future__ import annotations

import re

_READ = 200_000  # characters
_FOLD = re.compile(r"\r?\n[ \t]")
_LINE = re.compile(r"^(SUMMARY|DESCRIPTION|COMMENT)(?:;[^:\n\"]{0,200})?:(.*)$", re.MULTILINE)
_ESCAPED = re.compile(r"\\([\\;,nN])")


def words_of_invitation(text: str) -> str:
    """Return what the first event says, one line each for summary and description."""
    joined = _FOLD.sub("", text[:_READ])
    # What an alarm says is the program's.
    event = joined.partition("BEGIN:VEVENT")[2].partition("END:VEVENT")[0]
    event = event.partition("BEGIN:VALARM")[0]
    said = {
        match[1]: _ESCAPED.sub(lambda hit: "\n" if hit[1] in "nN" else hit[1], match[2]).strip()
        for match in reversed(list(_LINE.finditer(event)))
    }
    lines = (said.get(name, "") for name in ("SUMMARY", "DESCRIPTION", "COMMENT"))
    return "\n".join(dict.fromkeys(line for line in lines if line))
