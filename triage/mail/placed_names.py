"""A buyer's name told by its place in a platform's mail: in front of the order's number, whole on a
line of its own above the words, an account alone below them.

The trap: an item's title stands in such places as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from triage.mail.enquirers import enquirer
from triage.mail.matter import numbered_order
from triage.mail.name_rows import is_item, is_others, is_title
from triage.mail.name_shapes import clean, named_whole
from triage.mail.wording import key
from triage.mail.wrapper_lines import is_stamp

_TOLD_WITHIN = 6  # lines from the top
_LINE = 160
_NAME_WORDS = 4
# "Ramiro Ceballos, Id. de pedido: 702-…", "Wendell Oakes (Order ID: 112-…)"
_AHEAD = re.compile(r"([^\d,–—|·(:#]{3,40}?)(?: ?[,|·(:]| [–—-]) ?(?=\S)")
# "RITA.NOGUEIRA77", "pablo_rios9"; "B0LH4K21XD" is an item's
_ACCOUNT = re.compile(r"(?=[^._]{0,40}[._]|[a-z])(?=.{0,40}[\d_])[^\W\d_][\w.-]{3,40}")
_LETTERS = 3


def enquiring(subject: str, lines: Sequence[str]) -> str:
    """Return who asks about an offer by the head of a mail or its subject."""
    return next(filter(None, map(enquirer, (*lines[:_TOLD_WITHIN], subject))), "")


def ahead_of_order(subject: str, lines: Sequence[str]) -> str:
    """Read who stands right in front of the number of their order, on a line of its own."""
    for line in lines:
        found = _AHEAD.match(line[:_LINE])
        if found is None or not numbered_order(key(line[found.end() : _LINE])):
            continue
        name = found[1].strip()
        whole = len(name.split()) > 1 and named_whole(name)
        titled = is_others(name, lines) or is_title(name, lines) or is_item(name, subject, lines)
        if whole and not titled:
            return clean(name)
    return ""


def in_full(name: str, lines: Iterable[str]) -> str:
    """Return "Megan Kowalczyk" of a line of its own for the "Megan" a message is from."""
    if not name.isalpha():
        return ""
    whole = (line for line in lines if line.startswith(f"{name} ") and named_whole(line))
    return next((line for line in whole if 1 < len(line.split()) <= _NAME_WORDS), "")


def account_alone(lines: Sequence[str]) -> str:
    """Return the one line that is nothing but an account's name."""
    found = {line for line in lines if is_account(line)}
    return next(iter(found)) if len(found) == 1 else ""


def account_first(told: list[str], subject: str, lines: Sequence[str]) -> list[str]:
    """Put the one account that is told ahead of what only the subject tells: an item's title.

    `told`: names, as the mail tells them.
    """
    accounts = {name for name in told if is_account(name)}
    stands = any(line.startswith(told[0]) and line in subject for line in lines)
    # A line that says "Anna Berg" and more says what she did.
    acts = any(line.startswith(f"{told[0]} ") and line not in subject for line in lines)
    if len(accounts) != 1 or is_account(told[0]) or not stands or acts:
        return told
    return told if told.count(told[0]) > 1 else [*accounts, *told]


def above_stamp(lines: Sequence[str]) -> str:
    """Read a chat's bubble: the name, the time below it, then what was said."""
    for line, below in pairwise(lines):
        short = len(line.split()) <= _NAME_WORDS and line[-1] not in ".!?:。！？："
        if short and is_stamp(below) and (name := clean(line)):
            return name
    return ""


def is_account(line: str) -> bool:
    """Tell a line that is nothing but an account's name."""
    letters = sum(map(str.isalpha, line))
    most = letters >= _LETTERS and 2 * letters > len(line)
    return most and _ACCOUNT.fullmatch(line) is not None
