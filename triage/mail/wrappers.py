"""What marketplaces wrap around a buyer's words: banners, order tables, buttons, warnings.

By structure first (ruled lines, labels, quotes), by wording second. The trap: cutting too much. A
relay's text is never emptied, and what cannot be told from the buyer's words stays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from triage.mail.answers_above import without_our_mail
from triage.mail.buyer_names import named_in
from triage.mail.carriers import Carrier, is_link
from triage.mail.earlier import without_earlier
from triage.mail.item_lines import is_about_item, is_figure, is_price, is_title
from triage.mail.leads import announced_in_marks, below_lead, in_box, in_marks
from triage.mail.marked_words import (
    SENTENCE,
    between_rules,
    fenced,
    in_unknown_field,
    labelled,
    past_fields,
    quoted,
)
from triage.mail.marks import runs_on
from triage.mail.row_labels import is_title_row, split_label
from triage.mail.wording import key
from triage.mail.wrapper_lines import (
    LineKind,
    announces,
    greets,
    in_platforms_voice,
    is_stamp,
    kind_of,
    opens_words,
    tells_of_wish,
)
from triage.mail.wrapper_tails import until_tail

_LINES = 800  # looked at one by one; what is below them counts as one line more
_AHEAD = 8  # filled lines within which an announcement makes those above it the platform's
_LEADS = 4  # lines between an announcement and the fields below it
_LEAD_CAP = 140  # characters of such a line
_OF_THE_HEAD = (LineKind.FIELD, LineKind.HEAD, LineKind.LINK, LineKind.RULE)


def unwrap(text: str, carrier: Carrier, *, asks_only: bool = False) -> str:
    """Return the buyer's own text out of a relay's or platform's mail.

    `asks_only`: the platform asks for the buyer, so only marked words are theirs.
    """
    lines, marked_above = _without_marker(text.split("\n", _LINES), carrier)
    # Whoever draws "reply above this line" speaks above the words too, but quotes nobody.
    voice = replace(carrier, told=carrier.told or marked_above)
    lines = without_our_mail(lines, voice) or lines
    ruled = between_rules(lines) or fenced(lines, voice)
    if ruled:
        return ruled
    marked = _marked(lines, voice)
    if marked is not None:
        return _untitled(marked, voice) or ("" if carrier.told else text.strip())
    start = _head_end(lines, voice)
    start = _past_block(lines, start, voice) if carrier.told else start
    if asks_only and (start or any(_is_platforms(each, voice) for each in lines)):
        return ""
    wrapped = start > 0 or marked_above or carrier.told
    words = until_tail(lines[start:], voice, wrapped=wrapped)
    return words or ("" if carrier.told and start else text.strip())


def marked_words(text: str, carrier: Carrier) -> str | None:
    """Return what stands marked as the buyer's in a platform's mail, None if nothing does."""
    return _marked(_without_marker(text.split("\n", _LINES), carrier)[0], carrier)


def _marked(lines: Sequence[str], carrier: Carrier) -> str | None:
    """Look for a label, quote marks, a long value, quotation marks, a line that leads to it."""
    # Below them a colon in a platform's advice looks like a label.
    marked = announced_in_marks(lines, carrier) if carrier.told else None
    marked = marked if marked is not None else labelled(lines, carrier)
    boxed = in_box(lines, carrier) if carrier.told else None
    # Above "Buyer's contact details" stands what they wrote.
    whole = "\n".join(lines)
    if boxed and marked is not None and 0 <= whole.find(boxed) < whole.find(marked):
        return boxed
    if marked is not None or not carrier.told:
        return marked
    marked = quoted(lines)
    lines = without_earlier(lines)
    if marked is None:
        marked = boxed
    if marked is None:
        marked = in_unknown_field(lines, carrier)
    return marked if marked is not None else in_marks(lines, carrier) or below_lead(lines, carrier)


def _untitled(words: str, carrier: Carrier) -> str:
    """Drop the row with the message's subject that a platform sets above it."""
    first, _, rest = words.partition("\n")
    return rest.strip() if carrier.told and rest.strip() and is_title_row(first) else words


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


def _past_block(lines: Sequence[str], start: int, carrier: Carrier) -> int:
    """Return where fields, or a chat's time, end that stand between the announcement and the words.

    A line or two of the platform's may lead to them.
    """
    above = next((line for line in reversed(lines[:start]) if line.strip()), "")
    if not start or opens_words(above):
        return start
    # Below a button stands the item, not what leads to the words.
    button = next((n for n in range(start, len(lines)) if is_link(lines[n], carrier)), len(lines))
    first = next((n for n in range(start, button) if _is_row(lines[n], carrier)), len(lines))
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
    field = found is not None and bool(found[1]) and len(found[1]) < SENTENCE
    return not line.strip() or field or _is_row(line, carrier)


def _is_row(line: str, carrier: Carrier) -> bool:
    return kind_of(line, carrier) in (LineKind.FIELD, LineKind.RULE) or is_stamp(line)


def _head_end(lines: Sequence[str], carrier: Carrier) -> int:
    """Return where the platform's own lines above the buyer's words end."""
    end, announced, fields, greeted = 0, False, 0, False
    for at, line in enumerate(lines):
        kind = kind_of(line, carrier)
        if kind is LineKind.NEWS:
            if announced and not (opens_words(line) or in_platforms_voice(line)):
                if _shows_item(lines, at, carrier):  # its title echoes the subject
                    end = at + 1
                    continue
                break
            announced, end = True, at + 1
            if opens_words(line):
                return _past_item(lines, end, carrier)
        elif 0 < end == at and _is_rest(lines, at):
            end = at + 1
        elif kind is LineKind.GREETING and _greets_too(lines, at, carrier):
            end, greeted = at + 1, True
        elif kind in _OF_THE_HEAD or (
            announced and (_is_row_between(lines, at, carrier) or _shows_item(lines, at, carrier))
        ):
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
    return end if announced or carrier.told or fields > 1 or greeted else 0


def _greets_too(lines: Sequence[str], at: int, carrier: Carrier) -> bool:
    """Tell the platform's "Dear shop:" by the greeting with which the buyer begins right below."""
    above = [line for line in lines[:at] if line.strip()][-1:]
    below = next((line for line in lines[at + 1 :] if line.strip()), "")
    if "".join(lines[at + 1 : at + 2]).strip():
        return False  # one letter's, which greets twice
    return (not above or kind_of(above[0], carrier) is LineKind.NEWS) and greets(below)


def _is_rest(lines: Sequence[str], at: int) -> bool:
    """Tell the rest of an announcement that was broken in plain text, with nothing below it."""
    return runs_on(lines, at) and not "".join(lines[at + 1 : at + 2]).strip()


def _is_row_between(lines: Sequence[str], at: int, carrier: Carrier) -> bool:
    """Tell a field nobody listed with fields right above and below: "PO number: 108900"."""
    found = split_label(lines[at])
    beside = (*lines[max(at - 1, 0) : at], *lines[at + 1 : at + 2])
    fields = [kind_of(line, carrier) is LineKind.FIELD for line in beside]
    return found is not None and 0 < len(found[1]) < SENTENCE and len(fields) > 1 and all(fields)


def _past_item(lines: Sequence[str], start: int, carrier: Carrier) -> int:
    """Return where the fields end, and the item's lines, between an announcement and the words."""
    end = past_fields(lines, start, carrier)
    for at in range(end, len(lines)):
        if carrier.told and _shows_item(lines, at, carrier):
            end = past_fields(lines, at + 1, carrier)
        elif lines[at].strip() and at >= end:
            break
    return end


def _shows_item(lines: Sequence[str], at: int, carrier: Carrier) -> bool:
    """Tell an item's line above the words; the last words there are belong to the buyer."""
    if not is_about_item(lines[at], carrier) and not _shows_figure(lines, at, carrier):
        return False
    for line in lines[at + 1 : at + 3 * _LEADS]:
        kind = kind_of(line, carrier)
        if kind is LineKind.WORDS and not is_about_item(line, carrier) and not is_figure(line):
            return True
        if kind in (LineKind.TAIL, LineKind.LINK, LineKind.TEAM):
            return False
    return False


def _shows_figure(lines: Sequence[str], at: int, carrier: Carrier) -> bool:
    """Tell a field nobody listed with a number in it, and the item's title above a field."""
    if not carrier.told:
        return False
    below = next((line for line in lines[at + 1 :] if line.strip()), "")
    field = is_figure(below) or is_price(below) or kind_of(below, carrier) is LineKind.FIELD
    # "Objekt: Garnpaket 1,2 kg (nr 688120457)": one word of the platform's, and a title behind it
    label, value = split_label(lines[at]) or ("", "")
    titled = bool(value) and label.isalpha() and is_title(value)
    return titled or is_figure(lines[at]) or (field and is_title(lines[at]))


def _named_again(lines: Sequence[str], at: int, carrier: Carrier) -> bool:
    """Tell lines of the platform's between "message from Ana" and "Ana wrote:" a little below."""
    above = key(" ".join(lines[:at]))
    below = [line for line in lines[at : at + 3 * _LEADS] if line.strip()][: _LEADS + 1]
    said = next((n for n, line in enumerate(below) if announces(line)), 0) if carrier.told else 0
    name = key(named_in(below[said])) if said else ""
    return bool(name) and name in above and all(len(each) <= _LEAD_CAP for each in below[:said])


def _announced_soon(lines: Sequence[str], start: int, carrier: Carrier) -> bool:
    filled = [line for line in lines[start : start + 3 * _AHEAD] if line.strip()][:_AHEAD]
    return any(kind_of(line, carrier) is LineKind.NEWS for line in filled)
