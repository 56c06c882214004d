"""Rows of a sale's notice that name a buyer's note and hold none: "Note from buyer: (none)".

The trap: one word may be the buyer's whole note, so only words for "nothing" count.
"""

from __future__ import annotations

from triage.mail.rules import load
from triage.mail.wording import key_of_word

_NOTHING = frozenset(map(key_of_word, load("buyers")["wrapper"]["nothing"]))
_COLONS = (":", "：")
_LABEL = 60  # characters
_DASH = 1  # sign; "---" parts the note from what stands around it
_SIGNS = " ()[]<>（）「」*_–—-"


def without_empty_notes(text: str) -> str:
    """Return a text without such rows, whether the word stands behind the label or below it."""
    if not any(colon in text for colon in _COLONS):
        return text
    lines = text.split("\n")
    kept: list[str] = []
    for line in lines:
        label, _, value = line.replace("：", ":").partition(":")
        if len(label) <= _LABEL and value.strip() and _is_nothing(value):
            continue
        above = next((at for at in range(len(kept) - 1, -1, -1) if kept[at].strip()), -1)
        headed = above >= 0 and kept[above].rstrip(" *").endswith(_COLONS)
        if line.strip() and headed and len(kept[above]) <= _LABEL and _is_nothing(line):
            del kept[above]
            continue
        kept.append(line)
    return "\n".join(kept)


def _is_nothing(value: str) -> bool:
    said = value.strip(_SIGNS)
    return key_of_word(said) in _NOTHING if said else len(value.strip()) <= _DASH
