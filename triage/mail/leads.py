"""A buyer's words told by their place alone: below a short line with a colon, or in quotes.

The trap: order tables and a platform's advice stand below such lines as well; only whole sentences
that call nobody to answer are taken.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from triage.mail.calls import calls_seller
from triage.mail.carriers import LINK, Carrier
from triage.mail.earlier import is_history
from triage.mail.item_lines import is_figure
from triage.mail.marks import PAIRS
from triage.mail.name_shapes import byline_name
from triage.mail.row_labels import COLONS, is_listed, split_label
from triage.mail.rules import load, phrases
from triage.mail.wording import key, key_of_word
from triage.mail.wrapper_lines import LineKind, is_stamp, kind_of, opens_words
from triage.mail.wrapper_tails import bare, until_tail

_LEAD_WORDS = 6
_LEAD_CAP = 60
_NAMED_CAP = 200
_TIME_DIGITS = 6
_SENTENCE = 24  # characters
_MARKED_LINES = 60  # of a message in quotation marks
_GLUED_SENTENCE = 12  # of a script without spaces
_STOPS = re.compile(r"[.!?。！？،؟,、।…](?:\s|$|[^\W\d])")
_REASONS = phrases(load("buyers")["wrapper"]["reason"], whole=True)


def in_marks(lines: Sequence[str], carrier: Carrier) -> str | None:
    """Return the one paragraph that stands whole in quotation marks, None if there is none."""
    found = [one for one in _paragraphs(lines) if _is_marked("\n".join(one), carrier)]
    return bare("\n".join(found[0])) if len(found) == 1 else None


def announced_in_marks(lines: Sequence[str], carrier: Carrier) -> str | None:
    """Return what stands whole in quotation marks right below the line that announces it.

    None unless there is exactly one such message: a chat's history repeats both.
    """
    found = []
    for at, line in enumerate(lines):
        if opens_words(line) and kind_of(line, carrier) is LineKind.NEWS:
            first = next((n for n in range(at + 1, len(lines)) if lines[n].strip()), len(lines))
            found += [said] if (said := _until_closed(lines[first : first + _MARKED_LINES])) else []
    return found[0] if len(found) == 1 and key(found[0]) not in carrier.subject else None


def _until_closed(lines: Sequence[str]) -> str:
    """Return what stands between the mark a text begins with and its other half, ending a line."""
    text = "\n".join(lines).strip()
    for left, right in map(tuple, PAIRS):
        if not text.startswith(left):
            continue
        for at, line in enumerate(lines):
            closed = "\n".join(lines[: at + 1]).strip()[1:]
            apart = at + 1 == len(lines) or not lines[at + 1].strip()
            if line.rstrip().endswith(right) and apart and left not in closed[:-1]:
                return closed[:-1].strip()
    return ""


def in_box(lines: Sequence[str], carrier: Carrier) -> str | None:
    """Return the one piece of prose that the page sets off from the platform's own lines."""
    whole = ["".join(line.split()) for line in lines]
    found: dict[str, str] = {}
    for at, first in enumerate(whole):
        if is_history(lines[at]):
            break
        box = next((b for b in carrier.boxes if first and b.startswith(first)), "")
        end = at
        while box and end < len(lines) and box.startswith("".join(whole[at : end + 1])):
            end += 1
            if "".join(whole[at:end]) == box:
                break
        if box and "".join(whole[at:end]) == box and box not in found:
            # A chat's bubble shows who spoke, and when, above what was said.
            said = max((n + 1 for n in range(at, end) if is_stamp(lines[n])), default=at)
            piece = "\n".join(lines[said:end]).strip()
            # What heads a mail is its banner.
            above = any(line.strip() for line in lines[:at])
            earlier = any(is_history(x) or _is_turn(x) for x in lines[at:end])
            if above and not earlier and any(is_prose(line, carrier) for line in piece.split("\n")):
                found[box] = piece
    return bare(next(iter(found.values()))) if len(found) == 1 else None


def _is_turn(line: str) -> bool:
    """Tell "Lindenhof (19-11-2026 10:02):" above what was said earlier."""
    return line.rstrip().endswith(COLONS) and sum(map(str.isdigit, line)) >= _TIME_DIGITS


def below_lead(lines: Sequence[str], carrier: Carrier) -> str | None:
    """Return what stands below the first line that leads to it: "Kundens begrunnelse:".

    A platform also signs above the words: "Dewi Anggraini • 12 Nov 2026, 08:03".
    """
    for at, line in enumerate(lines):
        if not (is_lead(line, carrier) or byline_name(line)):
            continue
        first = next((n for n in range(at + 1, len(lines)) if lines[n].strip()), len(lines))
        if first - at > 2 or first == len(lines):
            continue
        if is_prose(lines[first], carrier):
            return until_tail(lines[first:], carrier, wrapped=True)
    return None


def is_lead(line: str, carrier: Carrier) -> bool:
    """Tell a short line that ends in a colon and is no field, greeting or heading of a history."""
    text = line.strip().strip("*_ ")
    if not text.endswith(COLONS) or len(text) > _NAMED_CAP:
        return False
    # "Lieke heeft gereageerd op je advertentie …:" names the buyer, so it may be longer.
    if len(carrier.buyer) > 1 and carrier.buyer in key(text):
        return True
    if len(text) > _LEAD_CAP or len(text.split()) > _LEAD_WORDS:
        return False
    label = key_of_word(text)
    if is_history(line) or is_listed(label) or _REASONS.find(label) or LINK.search(line):
        return False
    kind = kind_of(line, carrier)
    return kind not in (LineKind.GREETING, LineKind.TAIL, LineKind.TEAM, LineKind.FIELD)


def is_prose(line: str, carrier: Carrier) -> bool:
    """Tell a line of sentences that may be a buyer's: no row, link, or call to answer."""
    text = line.strip()
    glued = sum(c > "\u2e7f" or "\u0e00" <= c < "\u0e80" for c in text[:_SENTENCE])
    long = len(text) >= (_GLUED_SENTENCE if glued > _GLUED_SENTENCE // 2 else _SENTENCE)
    if not long or kind_of(line, carrier) is not LineKind.WORDS or LINK.search(line):
        return False
    found = split_label(line)
    row = found is not None and not _STOPS.search(found[1])
    return (
        not row and not is_stamp(line) and not is_figure(line) and not calls_seller(line, carrier)
    )


def _is_marked(text: str, carrier: Carrier) -> bool:
    text = text.strip()
    inner = text[1:-1].strip()
    pair = any(text[:1] == p[0] and text[-1:] == p[1] and p[0] not in inner for p in PAIRS)
    # Titles of items stand in marks, and in the subject.
    said = len(inner) >= _SENTENCE and key(inner) not in carrier.subject
    return pair and said and _STOPS.search(inner) is not None


def _paragraphs(lines: Sequence[str]) -> list[list[str]]:
    found: list[list[str]] = [[]]
    for line in lines:
        if line.strip():
            found[-1].append(line)
        elif found[-1]:
            found.append([])
    return [one for one in found if one]
