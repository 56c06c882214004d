"""What shows a buyer's words by a mail's build, whatever the language: rows, names, quotes, boxes.

The trap: tips for sellers are built like that as well, so an order, a quote or a person's own voice
must stand by it.
"""

from __future__ import annotations

import re
from itertools import pairwise

from triage.mail.buyer_names import named_in
from triage.mail.item_lines import is_figure
from triage.mail.message import Mail
from triage.mail.name_shapes import is_name
from triage.mail.row_labels import is_field, message_value, split_label, tells_of_message
from triage.mail.wording import key
from triage.mail.wrapper_lines import announces, in_platforms_voice, tells_of_wish, tells_writing
from triage.mail.wrapper_tails import bare

_LOOKED_AT = 1500
# "4711", "P26K4M2", "BZ-4471-882"
_NUMBER = re.compile(r"\b(?=[A-Z0-9-]{4,40}\b)[A-Z-]{0,6}\d[A-Z-]{0,3}\d[A-Z0-9-]*")
_NAMED_ABOVE = 5  # lines of a notice in which it says who wrote
_NAMED_LINE = 140  # characters
_SHORTEST_PAIR = 5  # characters
_ROWS = 3  # fields of whatever names


def words_by_build(mail: Mail) -> str:
    """Return what shows a buyer's words, whatever the wording: "Mr Hughes asked:", "Comment: …".

    Tips for sellers speak of customers' messages too, so an order or a quote must stand by it.
    """
    subject = key(mail.subject)
    if named := _names_and_quotes(mail):
        return named
    numbered = bool(_NUMBER.search(mail.subject[:300]))
    if numbered and (tells_of_message(subject) or tells_writing(mail.subject)):
        return mail.subject
    lines = [line for line in mail.text[:_LOOKED_AT].splitlines() if line.strip()]
    rows = [line for line in lines if (split_label(line) or ("", ""))[1]]
    about = numbered or len(rows) >= _ROWS or any(is_field(line) for line in lines)
    for line, below in zip(lines, (*lines[1:], ""), strict=False):
        quoted = below.startswith(">")
        if announces(line) and (about or quoted or named_in(line) or _NUMBER.search(line)):
            return line
        if about and message_value(line) is not None and split_label(line) and not is_figure(line):
            return line
        if about and tells_writing(line):
            return line
        if in_platforms_voice(line) and tells_of_wish(key(line)) and named_in(line):
            return line
    return ""


def _names_and_quotes(mail: Mail) -> str:
    """Return the line with the name that begins or ends the subject, where a quote follows it.

    In whatever language: "Nattaya Boonmee …" in both, and then “…” or "> …" as a paragraph.
    """
    lines = [line.strip() for line in mail.text[:_LOOKED_AT].splitlines() if line.strip()]
    words = mail.subject[:300].split()
    for at, line in enumerate(lines[:_NAMED_ABOVE]):
        # What follows at once; a quote far below may be a tip.
        below = lines[at + 1] if at + 1 < len(lines) else ""
        quote = below.startswith(">") or bare(below) != below
        if not quote or len(line) > _NAMED_LINE:
            continue
        for run in (words[:2], words[-2:]):
            name = " ".join(run)
            if len(run) == 2 and all(map(is_name, run)) and line.startswith(f"{name} "):
                return line
    return ""


def told_to_seller(mail: Mail, said: str) -> str:
    """Return a wording found in the body if it tells of one message, not of messages at large."""
    lines = mail.text[:_LOOKED_AT].splitlines()
    if not said or _NUMBER.search(mail.subject[:300]):
        return said
    if any(is_field(line) or message_value(line) is not None for line in lines):
        return said
    named = [line for line in lines if said in key(line)]
    return said if any(in_platforms_voice(line) or _NUMBER.search(line) for line in named) else ""


def named_twice(mail: Mail) -> bool:
    """Tell a mail whose subject and whose head hold the same two words of a name, in any script.

    Not in the first line, which greets us.
    """
    words = [word.strip(".,:;!?\"'«»") for word in mail.subject[:300].split()]
    lines = [line for line in mail.text[:_LOOKED_AT].splitlines() if line.strip()]
    head = key("\n".join(lines[1 : 1 + _NAMED_ABOVE]), _LOOKED_AT)
    pairs = (key(f"{one} {two}") for one, two in pairwise(words) if one.isalpha() and two.isalpha())
    return any(len(pair) > _SHORTEST_PAIR and head.startswith(pair) for pair in pairs)
