"""What marketplaces wrap around a buyer's words: banners, order tables, buttons, warnings.

By structure first (ruled lines, labels, quotes), by wording second. The trap: cutting too much. A
relay's text is never emptied, and what cannot be told from the buyer's words stays.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from triage.mail.rules import load
from triage.mail.wording import WORDING, key, key_of_word
from triage.mail.wrapper_lines import (
    Carrier,
    LineKind,
    in_platforms_voice,
    is_heading,
    is_link,
    kind_of,
    leads_home,
    message_value,
    opens_words,
    split_label,
)

_MESSAGE_WORDS = tuple(key(word) for word in load("buyers")["wrapper"]["message"])
_RULED = re.compile(r"[-=_*─━]{5,60}([^-=_*─━]{1,60})[-=_*─━]{5,60}:?")
_QUOTE_MARK = re.compile(r"^[ \t]{0,3}>[ \t]?", re.MULTILINE)
_LINES = 800  # looked at one by one; what is below them counts as one line more
_AHEAD = 8  # filled lines within which an announcement makes those above it the platform's
_ENDS = ".!?:。！？…)>"
_WRAPPED_AT = 60  # a line this long may go on in the next
_LEADING = 2  # lines above a bare address that belong to it
_OF_THE_HEAD = (LineKind.FIELD, LineKind.HEAD, LineKind.LINK, LineKind.RULE)
_PAIRS = ("“”", "„“", "„”", "«»", "»«", '""', "「」", "『』", "‹›")


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
    if labelled is not None:
        return labelled or ("" if carrier.told else text.strip())
    start = _head_end(lines, voice)
    if asks_only and (start or any(kind_of(each, voice) is LineKind.FIELD for each in lines)):
        return ""
    words = _until_tail(lines[start:], voice, wrapped=start > 0 or marked_above)
    return words or ("" if carrier.told and start else text.strip())


def unquote(text: str) -> str:
    """Remove one level of quote marks."""
    return _QUOTE_MARK.sub("", text)


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
            following = next((each for each in lines[at + 1 :] if each.strip()), "")
            value = "" if kind_of(following, carrier) is LineKind.WORDS else None
        if value is not None and (value or at + 1 < len(lines)):
            below = at + 1 if value else _past_fields(lines, at + 1, carrier)
            return _until_tail([value, *lines[below:]], carrier, wrapped=True)
    return None


def _quoted(lines: Sequence[str]) -> str | None:
    """Return the first run of quoted lines: platforms quote the buyer, buyers quote us."""
    marks = [bool(_QUOTE_MARK.match(line)) for line in lines]
    if True not in marks:
        return None
    begin = marks.index(True)
    end = next((at for at in range(begin, len(lines)) if lines[at].strip() and not marks[at]), None)
    return _bare(unquote("\n".join(lines[begin:end])))


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
        elif kind in _OF_THE_HEAD:
            fields += 1
            end = at + 1
        elif (kind is LineKind.TAIL and announced) or (
            kind not in (LineKind.BLANK, LineKind.GREETING)
            and (announced or not carrier.told or not _announced_soon(lines, at, carrier))
        ):
            break
    # A buyer under an alias may begin with "Order: 4711" too; one line makes no wrapper.
    return end if announced or carrier.told or fields > 1 else 0


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


def _until_tail(lines: Sequence[str], carrier: Carrier, *, wrapped: bool) -> str:
    """Return the lines up to the platform's first one below them."""
    before = ""
    for at, line in enumerate(lines):
        kind = kind_of(line, carrier)
        # In the middle of a wrapped paragraph "to reply" begins a line by chance.
        begins = not before.strip() or len(before) < _WRAPPED_AT or before.rstrip()[-1] in _ENDS
        before = line
        if is_link(line, carrier) if wrapped else _ends_at_link(lines, at, carrier):
            return _bare(_without_closing(_above_link(lines, at)))
        if kind is LineKind.TAIL and begins and (wrapped or _closes(lines, at)):
            return _bare(_without_closing(lines[:at]))
        if kind is LineKind.TEAM and wrapped:
            return _bare(_without_closing(lines[:at]))
        if kind is LineKind.RULE and any(each.strip() for each in lines[:at]):
            return _bare(_without_closing(lines[:at]))
        if kind is LineKind.WORDS and _is_field_too(lines, at, carrier):
            kind = LineKind.FIELD
        if kind is LineKind.FIELD and wrapped and begins and _is_table(lines, at, carrier):
            return _bare(_without_closing(lines[:at]))
    return _bare("\n".join(lines))


def _closes(lines: Sequence[str], at: int) -> bool:
    """Tell a line set apart from the words: nothing in it can be the buyer's going on."""
    return at > 0 and not lines[at - 1].strip()


def _is_field_too(lines: Sequence[str], at: int, carrier: Carrier) -> bool:
    """Take "Date of the request: …" for a field where a known one follows at once."""
    found = split_label(lines[at])
    following = lines[at + 1] if at + 1 < len(lines) else ""
    short = found is not None and bool(found[1]) and len(found[0].split()) <= 5
    return short and kind_of(following, carrier) is LineKind.FIELD


def _is_table(lines: Sequence[str], at: int, carrier: Carrier) -> bool:
    """Two fields together, or one with nothing of the buyer's below."""
    below = [kind_of(line, carrier) for line in lines[at + 1 : at + 40]]
    filled = [kind for kind in below if kind is not LineKind.BLANK]
    return not filled or filled[0] is not LineKind.WORDS


def _ends_at_link(lines: Sequence[str], at: int, carrier: Carrier) -> bool:
    """Tell the platform's link below a letter from one a buyer pasted and wrote on below."""
    if not leads_home(lines[at], carrier):
        return False
    below = next((line for line in lines[at + 1 :] if line.strip()), "")
    return kind_of(below, carrier) not in (LineKind.WORDS, LineKind.GREETING)


def _above_link(lines: Sequence[str], at: int) -> Sequence[str]:
    """Drop what leads to a link: "Answer the request here:", or a sentence right above it."""
    first = at
    while first > 0 and lines[first - 1].strip():
        first -= 1
    apart = any(line.strip() for line in lines[:first])
    bare = "(<" not in lines[at]
    if apart and bare and at - first <= _LEADING:
        return lines[:first]
    return lines[: at - 1] if at and opens_words(lines[at - 1]) else lines[:at]


def _without_closing(lines: Sequence[str]) -> str:
    """Drop the platform's own closing formula above its name."""
    kept = list(lines)
    while kept and (not kept[-1].strip() or key_of_word(kept[-1]) in WORDING.sign_offs):
        kept.pop()
    return "\n".join(kept)


def _bare(text: str) -> str:
    """Strip the words of quote marks of the platform's: one pair around all of them."""
    text = unquote(text).strip()
    for pair in _PAIRS:
        left, right = pair[0], pair[1]
        inner = text[1:-1]
        if len(text) > 2 and text[0] == left and text[-1] == right and left not in inner:
            return inner.strip()
    return text
