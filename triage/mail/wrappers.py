"""What marketplaces wrap around a buyer's words: banners, order tables, buttons, warnings.

By structure first (ruled lines, labels, quotes), by wording second. The trap: cutting too much. A
relay's text is never emptied, and what cannot be told from the buyer's words stays.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from triage.mail.buyer_names import named_in
from triage.mail.item_lines import FIGURE, is_about_item, is_figure, is_reason
from triage.mail.rules import load
from triage.mail.wording import key, key_of_word
from triage.mail.wrapper_lines import (
    CELL,
    Carrier,
    LineKind,
    announces,
    in_platforms_voice,
    is_heading,
    is_listed,
    is_stamp,
    kind_of,
    message_value,
    names_buyer,
    opens_words,
    split_label,
    tells_of_wish,
)
from triage.mail.wrapper_tails import QUOTE_MARK, bare, unquote, until_tail

_MESSAGE_WORDS = tuple(key(word) for word in load("buyers")["wrapper"]["message"])
_RULED = re.compile(r"[-=_*─━]{5,60}([^-=_*─━]{1,60})[-=_*─━]{5,60}:?")
_LINES = 800  # looked at one by one; what is below them counts as one line more
_AHEAD = 8  # filled lines within which an announcement makes those above it the platform's
_LEADS = 4  # lines between an announcement and the fields below it
_LEAD_CAP = 140  # characters of such a line
_LABEL_WORDS = 5
_SENTENCE = 30  # characters from which a value is what somebody wrote
_TITLE = 7  # words
_PUNCTUATION = re.compile(r"[.!?。！？،؟]")
_OF_THE_HEAD = (LineKind.FIELD, LineKind.HEAD, LineKind.LINK, LineKind.RULE)


def unwrap(text: str, carrier: Carrier, *, asks_only: bool = False) -> str:
    """Return the buyer's own text out of a relay's or platform's mail.

    `asks_only`: the platform asks for the buyer, so only marked words are theirs.
    """
    lines, marked_above = _without_marker(text.split("\n", _LINES), carrier)
    # Whoever draws "reply above this line" speaks above the words too, but quotes nobody.
    voice = replace(carrier, told=carrier.told or marked_above)
    ruled = _between_rules(lines)
    if ruled:
        return ruled
    labelled = _labelled(lines, voice)
    if labelled is None and carrier.told:
        labelled = _quoted(lines)
    if labelled is None and carrier.told:
        labelled = _in_unknown_field(lines, voice)
    if labelled is not None:
        return labelled or ("" if carrier.told else text.strip())
    start = _head_end(lines, voice)
    start = _past_block(lines, start, voice) if carrier.told else start
    if asks_only and (start or any(_is_platforms(each, voice) for each in lines)):
        return ""
    words = until_tail(lines[start:], voice, wrapped=start > 0 or marked_above)
    return words or ("" if carrier.told and start else text.strip())


def _is_platforms(line: str, carrier: Carrier) -> bool:
    """Tell a line that asks in a buyer's place: a field, or "X wants to cancel order 4711"."""
    wish = carrier.told and tells_of_wish(key(line))
    return wish or kind_of(line, carrier) is LineKind.FIELD


def _without_marker(lines: list[str], carrier: Carrier) -> tuple[list[str], bool]:
    """Drop "reply above this line"; if somebody did, all below it, else tell that it led."""
    kinds = [kind_of(line, carrier) for line in lines]
    if LineKind.MARKER not in kinds:
        return lines, False
    at = kinds.index(LineKind.MARKER)
    return (lines[:at], False) if LineKind.WORDS in kinds[:at] else (lines[at + 1 :], True)


def _between_rules(lines: Sequence[str]) -> str:
    """Return what stands between "------- Begin message -------" and the next ruled line."""
    begin = -1
    for at, line in enumerate(lines):
        ruled = _RULED.fullmatch(line.strip()[:200])
        if ruled is None:
            continue
        if begin >= 0:
            return "\n".join(lines[begin:at]).strip()
        words = key_of_word(ruled[1])
        if any(word in words for word in _MESSAGE_WORDS):
            begin = at + 1
    return "\n".join(lines[begin:]).strip() if begin >= 0 else ""


def _labelled(lines: Sequence[str], carrier: Carrier) -> str | None:
    """Return what follows a label ("Message:"), None if there is none."""
    for at, line in enumerate(lines):
        value = message_value(line)
        if value is None and is_heading(line):
            following = _next_words(lines, at + 1)
            value = "" if kind_of(following, carrier) is LineKind.WORDS else None
        if value is not None and (value or at + 1 < len(lines)):
            below = at + 1 if value else _past_fields(lines, at + 1, carrier)
            if not value and QUOTE_MARK.match(_next_words(lines, below)):
                return _quoted(lines[below:])
            rest = [value, *_until_row(lines, at, below)]
            return until_tail(_in_buyers_place(rest), carrier, wrapped=True)
    return None


def _in_buyers_place(lines: Sequence[str]) -> Sequence[str]:
    """Keep one paragraph where the platform says what "the buyer" wants: below stands advice."""
    first = next((n for n, line in enumerate(lines) if line.strip()), len(lines))
    end = next((n for n in range(first, len(lines)) if not lines[n].strip()), len(lines))
    said = key(lines[first]) if first < len(lines) else ""
    # Nobody calls themselves "the buyer" and goes on with a reason from a list.
    reasoned = any(is_reason(line) for line in lines[first + 1 : end])
    return lines[:end] if reasoned and names_buyer(said) and tells_of_wish(said) else lines


def _next_words(lines: Sequence[str], first: int) -> str:
    return next((each for each in lines[first:] if each.strip()), "")


def _until_row(lines: Sequence[str], at: int, below: int) -> Sequence[str]:
    """Cut what follows a label where the table it stands in goes on."""
    rest = lines[below:]
    if CELL in lines[at]:
        return rest[: next((n for n, line in enumerate(rest) if CELL in line), len(rest))]
    above = split_label(lines[at - 1]) if at else None
    if above is None or not above[1]:
        return rest
    # "Request received: November 19, 2026" is one row more of the fields above.
    for n, line in enumerate(rest):
        end = next((m for m in range(n, len(rest)) if not rest[m].strip()), len(rest))
        if line.strip() and all(is_figure(each) for each in rest[n:end]):
            return rest[:n]
    return rest


def _in_unknown_field(lines: Sequence[str], carrier: Carrier) -> str | None:
    """Return the long value of a field nobody listed, right below fields that are."""
    for at, line in enumerate(lines):
        found = split_label(line)
        row = CELL in line and found is not None and not is_listed(found[0])
        if not at or found is None or (kind_of(line, carrier) is not LineKind.WORDS and not row):
            continue
        label, value = found
        if row and not _PUNCTUATION.search(value) and len(value.split()) <= _TITLE:
            continue  # the item's name
        above = split_label(lines[at - 1])
        below = above is not None and 0 < len(above[1]) < _SENTENCE + FIGURE
        below = below and "http" not in line
        if below and len(label.split()) <= _LABEL_WORDS and len(value) >= _SENTENCE:
            rest = _until_row(lines, at, at + 1)
            return until_tail([value, *rest], carrier, wrapped=True)
    return None


def _past_block(lines: Sequence[str], start: int, carrier: Carrier) -> int:
    """Return where fields, or a chat's time, end that stand between the announcement and the words.

    A line or two of the platform's may lead to them.
    """
    above = next((line for line in reversed(lines[:start]) if line.strip()), "")
    if not start or opens_words(above):
        return start
    first = next((n for n in range(start, len(lines)) if _is_row(lines[n], carrier)), len(lines))
    end = first
    while end < len(lines) and _goes_on(lines[end], carrier):
        end += 1
    rows = [
        line
        for line in lines[first:end]
        if line.strip() and kind_of(line, carrier) is not LineKind.RULE
    ]
    following = lines[end] if end < len(lines) else ""
    if not rows or kind_of(following, carrier) is not LineKind.WORDS:
        return start
    between = "".join(lines[start:first])
    after = until_tail(lines[end:], carrier, wrapped=True)
    leads = len([line for line in lines[start:first] if line.strip()]) <= _LEADS
    return end if leads and (is_stamp(rows[-1]) or len(after) > len(between)) else start


def _goes_on(line: str, carrier: Carrier) -> bool:
    """Tell a line that leaves a block of fields whole: blank, a row, a field nobody listed."""
    found = split_label(line)
    field = found is not None and bool(found[1]) and len(found[1]) < _SENTENCE
    return not line.strip() or field or _is_row(line, carrier)


def _is_row(line: str, carrier: Carrier) -> bool:
    return kind_of(line, carrier) in (LineKind.FIELD, LineKind.RULE) or is_stamp(line)


def _quoted(lines: Sequence[str]) -> str | None:
    """Return the first run of quoted lines: platforms quote the buyer, buyers quote us."""
    marks = [bool(QUOTE_MARK.match(line)) for line in lines]
    if True not in marks:
        return None
    begin = marks.index(True)
    end = next((at for at in range(begin, len(lines)) if lines[at].strip() and not marks[at]), None)
    return bare(unquote("\n".join(lines[begin:end])))


def _head_end(lines: Sequence[str], carrier: Carrier) -> int:
    """Return where the platform's own lines above the buyer's words end."""
    end, announced, fields = 0, False, 0
    for at, line in enumerate(lines):
        kind = kind_of(line, carrier)
        if kind is LineKind.NEWS:
            if announced and not (opens_words(line) or in_platforms_voice(line)):
                break
            announced, end = True, at + 1
            if opens_words(line):
                return _past_fields(lines, end, carrier)
        elif kind in _OF_THE_HEAD or (announced and _shows_item(lines, at, carrier)):
            fields += 1
            end = at + 1
        elif (kind is LineKind.TAIL and announced) or (
            # The platform's name may stand above all; beside a buyer's alias nothing else of it.
            kind
            not in (LineKind.BLANK, LineKind.GREETING, *(() if announced else (LineKind.TEAM,)))
            and not (announced and _named_again(lines, at, carrier))
            and (announced or not carrier.told or not _announced_soon(lines, at, carrier))
        ):
            break
    # A buyer under an alias may begin with "Order: 4711" too; one line makes no wrapper.
    return end if announced or carrier.told or fields > 1 else 0


def _shows_item(lines: Sequence[str], at: int, carrier: Carrier) -> bool:
    """Tell an item's line above the words; the last words there are belong to the buyer."""
    if not is_about_item(lines[at], carrier):
        return False
    for line in lines[at + 1 : at + 3 * _LEADS]:
        kind = kind_of(line, carrier)
        if kind is LineKind.WORDS and not is_about_item(line, carrier):
            return True
        if kind in (LineKind.TAIL, LineKind.LINK, LineKind.TEAM):
            return False
    return False


def _named_again(lines: Sequence[str], at: int, carrier: Carrier) -> bool:
    """Tell lines of the platform's between "message from Ana" and "Ana wrote:" a little below."""
    above = key(" ".join(lines[:at]))
    below = [line for line in lines[at : at + 3 * _LEADS] if line.strip()][: _LEADS + 1]
    said = next((n for n, line in enumerate(below) if announces(line)), 0) if carrier.told else 0
    name = key(named_in(below[said])) if said else ""
    return bool(name) and name in above and all(len(each) <= _LEAD_CAP for each in below[:said])


def _past_fields(lines: Sequence[str], start: int, carrier: Carrier) -> int:
    """Return where the fields end that may stand between an announcement and the words."""
    end = start
    for at in range(start, len(lines)):
        kind = kind_of(lines[at], carrier)
        if kind in (LineKind.FIELD, LineKind.RULE):
            end = at + 1
        elif kind is not LineKind.BLANK:
            break
    return end


def _announced_soon(lines: Sequence[str], start: int, carrier: Carrier) -> bool:
    filled = [line for line in lines[start : start + 3 * _AHEAD] if line.strip()][:_AHEAD]
    return any(kind_of(line, carrier) is LineKind.NEWS for line in filled)
