"""Names that a platform writes into its subject and into the mail below: "[Omar Haddad] Inquiry …".

The trap: items, the shop and "Your answer" stand in both places as well.
"""

from __future__ import annotations

import re
from itertools import pairwise

from triage.mail.name_rows import TITLE, is_item, is_others, is_others_row
from triage.mail.name_shapes import clean, is_name, named_whole
from triage.mail.rules import load, phrases
from triage.mail.wording import key

_ANSWERS = phrases(load("requests")["answer"])
_BRACKETS = re.compile(r"[\[【(（]([^\[\]【】()（）]{2,40})[\]】)）]")


def leads_on(subject: str, lines: list[str]) -> str:
    """Read two words of the subject with which a line begins that leads on: "مهسا قنبری …:".

    Only of scripts without capitals, where nothing else shows a name.
    """
    for one, two in pairwise(subject[:300].split()):
        name = f"{one} {two}"
        caseless = name.lower() == name.upper() and one.isalpha() and two.isalpha()
        leads = (line for line in lines[1:] if line.endswith((":", "：")))
        if caseless and any(line.startswith(f"{name} ") for line in leads):
            return name
    return ""


def in_both(subject: str, lines: list[str]) -> str:
    """Read "Beatriz Nunes" who ends or begins the subject, and begins a line of the mail."""
    words = subject[:300].split()
    # Platforms set an item's title in quotes.
    lines = [TITLE.sub(" ", line) for line in lines if not is_others_row(line)]
    if not words:
        return ""
    for size in (3, 2):
        runs = (words[at : at + size] for at in range(len(words) - size + 1))
        for run in (words[-size:], *runs):
            whole = len(run) == size and all(is_name(word) and word.isalpha() for word in run)
            name = " ".join(run)
            # "Hi Lindenhof Official," greets us, and "Ihre Antwort" is what the platform wants.
            if any(line.find(name) > 0 for line in lines[:1]) or _ANSWERS.find(key(name)):
                continue
            if whole and (is_others(name, lines) or is_item(name, subject, lines)):
                continue
            ends = run[-1] == words[-1] or run[0] == words[0]
            # In the middle of a subject it must be introduced in the middle of a line, too.
            if whole and any(
                (ends and line.startswith(f"{name} "))
                or line == name
                or f" {name}" in line
                or line.startswith(f"{name} (")
                for line in lines
            ):
                return clean(name)
    return ""


def bracketed(subject: str, lines: list[str]) -> str:
    """Read "[Omar Haddad] Inquiry about …" where a line of the mail is that name and no more."""
    for found in _BRACKETS.finditer(subject[:300]):
        if found[1].strip() in lines and " " in found[1].strip() and named_whole(found[1]):
            return clean(found[1])
    return ""
