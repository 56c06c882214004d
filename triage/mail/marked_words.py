"""The buyer's words where a platform marked them: between ruled lines, below a label, in quotes.

The trap: labels like "Question:" head tips and small print as well, below the button or the notice.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from triage.mail.calls import tells_how
from triage.mail.carriers import Carrier
from triage.mail.earlier import is_history
from triage.mail.item_lines import FIGURE, is_figure, is_reason
from triage.mail.name_rows import is_name_label
from triage.mail.row_labels import (
    CELL,
    is_heading,
    is_listed,
    message_value,
    names_their_words,
    split_label,
)
from triage.mail.wording import key, key_of_word
from triage.mail.wrapper_lines import LineKind, kind_of, names_buyer, tells_of_wish
from triage.mail.wrapper_tails import (
    MESSAGE_WORDS,
    QUOTE_MARK,
    bare,
    first_paragraph,
    heads_rows,
    unquote,
    until_tail,
)

# Amazon leaves out the second half where a colon ends it: "------------- Message :".
_RULED = re.compile(r"[-=_*─━]{5,60}([^-=_*─━]{1,60})(?:[-=_*─━]{5,60}:?|(?<=[:：]))")
_FENCE = re.compile(r"[-=_*─━~]{8,200}")
_FENCE_CAP = 200
_MAILBOX = re.compile(r"[^<>@:|]{0,60}[<(]?[^\s<>@()]{1,64}@[^\s<>@()]{1,120}[>)]?")
_RULES = 2
_LABEL_WORDS = 5
_NO_WORDS = (LineKind.BLANK, LineKind.LINK, LineKind.TAIL, LineKind.RULE, LineKind.FIELD)
SENTENCE = 30  # characters from which a value is what somebody wrote
_TITLE = 7  # words
_AGAIN = 60  # lines below a preheader
_AGAIN_CAP = 2000
_PUNCTUATION = re.compile(r"[.!?。！？،؟]")


def between_rules(lines: Sequence[str]) -> str:
    """Return what stands between "------- Begin message -------" and the next ruled line."""
    begin = -1
    for at, line in enumerate(lines):
        ruled = _RULED.fullmatch(line.strip()[:200])
        if ruled is None:
            continue
        if begin >= 0:
            return _in_their_row(lines[begin:at])
        words = key_of_word(ruled[1])
        if any(word in words for word in MESSAGE_WORDS):
            begin = at + 1
    return _in_their_row(lines[begin:]) if begin >= 0 else ""


def fenced(lines: Sequence[str], carrier: Carrier) -> str:
    """Return what stands between the only two rules of a mail, announced above, "" if nothing is.

    Below it the carrier says how to answer, as no writer does below a rule of their own. Some
    put the item's card between rules, below the words, others the mail's fields, above them.
    """
    rules = [at for at, line in enumerate(lines) if _FENCE.fullmatch(line.strip()[:_FENCE_CAP])]
    if len({lines[at].strip() for at in rules}) != 1:
        return ""
    fields = len(rules) == _RULES + 1 and _holds_field(lines[rules[0] : rules[1]], carrier)
    first, last = rules[-_RULES:] if len(rules) == _RULES or fields else (0, 0)
    above, below = lines[:first], [line for line in lines[last + 1 :] if line.strip()][:2]
    heads = (LineKind.NEWS, LineKind.HEAD)
    inside = lines[first + 1 : last]
    if _holds_field(inside, carrier):
        return ""
    announced = any(kind_of(one, carrier) in heads or tells_of_wish(key(one)) for one in above)
    ends = (LineKind.TAIL, LineKind.LINK) if fields else (LineKind.TAIL,)
    tails = any(kind_of(line, carrier) in ends or tells_how(line) for line in below)
    if not (announced and tails):
        return ""
    said = "\n".join(inside).strip()
    label, _, rest = said.partition("\n")
    value = message_value(label)
    return said if value is None else f"{value}\n{rest}".strip()


def _holds_field(lines: Sequence[str], carrier: Carrier) -> bool:
    return any(kind_of(line, carrier) is LineKind.FIELD for line in lines)


def _in_their_row(lines: Sequence[str]) -> str:
    """Keep what the buyer said where the platform speaks for them: "Customer's comment: …"."""
    for at, line in enumerate(lines):
        spoken = any(is_reason(each) or names_buyer(key(each)) for each in lines[:at])
        if spoken and names_their_words(line):
            rest = lines[at + 1 :]
            rest = rest[:0] if rest and _is_row_more(rest) else rest
            return "\n".join([message_value(line) or "", *rest]).strip()
    return "\n".join(lines).strip()


def labelled(lines: Sequence[str], carrier: Carrier) -> str | None:
    """Return what follows a label ("Message:"), None if there is none.

    "Question: Return" above "Details: …" is a heading picked from a list.
    """
    end = _button(lines, carrier)
    found: str | None = None
    headed = False  # by a line without a colon, as the mail itself may be
    for at, line in enumerate(lines):
        if headed and not _labelled_below_row(lines, at):
            continue
        if is_history(line) or (at >= end and (found is not None or not names_their_words(line))):
            continue
        value = message_value(line)
        if value and _MAILBOX.fullmatch(value[:_FENCE_CAP]):
            continue  # "Anfragesteller: Anna Berg <anna@a.example>" tells who asks
        if value and _comes_again(value, lines[at + 1 :][:_AGAIN]):
            continue  # what a list of mails is meant to show of it
        if value is None and is_heading(line) and not _names_asker(line):
            following = _next_words(lines, at + 1)
            value = "" if kind_of(following, carrier) is LineKind.WORDS else None
            titled = value is not None and carrier.told
        else:
            titled = False
        if value is not None and (value or at + 1 < len(lines)):
            words = _labelled_at(lines, at, value, carrier)
            if found is None or headed or (_is_picked(found) and len(words or "") >= SENTENCE):
                found = words
            headed = titled
            if not headed and not (_is_picked(found or "") and carrier.told):
                break
    return found


def _labelled_below_row(lines: Sequence[str], at: int) -> bool:
    """Tell "Question:" alone right below a row of the mail's fields, and words below it."""
    above = split_label(lines[at - 1]) if at else None
    row = above is not None and bool(above[1]) and is_listed(above[0])
    return row and message_value(lines[at]) == "" and bool(_next_words(lines, at + 1))


def _comes_again(value: str, below: Sequence[str]) -> bool:
    """Tell a preheader: the words stand once more below, in the lines they were written in."""
    said = "".join(value[:_AGAIN_CAP].split())
    return len(said) >= SENTENCE and said in "".join("".join(x[:_AGAIN_CAP] for x in below).split())


def _labelled_at(lines: Sequence[str], at: int, value: str, carrier: Carrier) -> str | None:
    below = at + 1 if value else past_fields(lines, at + 1, carrier)
    if not value and QUOTE_MARK.match(_next_words(lines, below)):
        return quoted(lines[below:])
    rest: Sequence[str] = [value, *_until_row(lines, at, below, carrier)]
    above = next((line for line in reversed(lines[:at]) if line.strip()), "")
    if value and carrier.told and (split_label(above) or ("", ""))[1]:
        rest = first_paragraph(rest)
    words = until_tail(_in_buyers_place(rest), carrier, wrapped=True)
    if words or value or kind_of(_next_words(lines[below : below + 1], 0), carrier) in _NO_WORDS:
        return words
    # Right below "The buyer's comment:" nobody else speaks: "The seller does not answer".
    ends = (LineKind.BLANK, LineKind.LINK, LineKind.TAIL)
    places = range(below + 1, len(lines))
    end = next((n for n in places if kind_of(lines[n], carrier) in ends), len(lines))
    return bare("\n".join(lines[below:end]))


def _names_asker(line: str) -> bool:
    """Tell "문의자: lamp****", a row whose label is made of the words of such a heading."""
    label, value = split_label(line) or ("", "")
    return bool(value) and is_name_label(label)


def _is_picked(value: str) -> bool:
    return len(value) < SENTENCE and "\n" not in value and not _PUNCTUATION.search(value)


def _button(lines: Sequence[str], carrier: Carrier) -> int:
    """Return where the platform's button stands below what it announced: there the words end."""
    announced = said = False
    for at, line in enumerate(lines if carrier.told else ()):
        kind = kind_of(line, carrier)
        announced = announced or kind is LineKind.NEWS
        said = said or (announced and kind is LineKind.WORDS and message_value(line) is None)
        if said and kind is LineKind.LINK:
            return at
    return len(lines)


def in_unknown_field(lines: Sequence[str], carrier: Carrier) -> str | None:
    """Return the long value of a field nobody listed, right below fields that are."""
    for at, line in enumerate(lines[: _button(lines, carrier)]):
        found = split_label(line)
        row = CELL in line and found is not None and not is_listed(found[0])
        if not at or found is None or (kind_of(line, carrier) is not LineKind.WORDS and not row):
            continue
        if is_reason(line):
            continue  # picked from a list, however long
        label, value = found
        if row and not _PUNCTUATION.search(value) and len(value.split()) <= _TITLE:
            continue  # the item's name
        if CELL in value and 2 * sum(map(str.isdigit, value)) > sum(map(str.isalpha, value)):
            continue  # a settlement's dates and sums
        above = split_label(lines[at - 1])
        below = above is not None and 0 < len(above[1]) < SENTENCE + FIGURE
        below = below and "http" not in line
        if below and len(label.split()) <= _LABEL_WORDS and len(value) >= SENTENCE:
            rest = first_paragraph([value, *_until_row(lines, at, at + 1, carrier)])
            return until_tail(rest, carrier, wrapped=True)
    return None


def quoted(lines: Sequence[str]) -> str | None:
    """Return the first run of quoted lines: platforms quote the buyer, buyers quote us."""
    marks = [bool(QUOTE_MARK.match(line)) for line in lines]
    if True not in marks:
        return None
    begin = marks.index(True)
    end = next((at for at in range(begin, len(lines)) if lines[at].strip() and not marks[at]), None)
    return bare(unquote("\n".join(lines[begin:end])))


def past_fields(lines: Sequence[str], start: int, carrier: Carrier) -> int:
    """Return where the fields end that may stand between an announcement and the words."""
    end = start
    for at in range(start, len(lines)):
        kind = kind_of(lines[at], carrier)
        if kind in (LineKind.FIELD, LineKind.RULE):
            end = at + 1
        elif kind is not LineKind.BLANK:
            break
    return end


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


def _until_row(lines: Sequence[str], at: int, below: int, carrier: Carrier) -> Sequence[str]:
    """Cut what follows a label where the table it stands in goes on."""
    rest = lines[below:]
    if CELL in lines[at]:
        return rest[: next((n for n, line in enumerate(rest) if CELL in line), len(rest))]
    above = split_label(lines[at - 1]) if at else None
    if above is None or not above[1]:
        return rest
    # Nobody calls their own words "the customer's".
    row = carrier.told or names_their_words(lines[at])
    if row and below == at + 1 and rest and (_is_row_more(rest) or is_figure(rest[0])):
        return rest[:0]
    # "Request received: November 19, 2026" is one row more of the fields above.
    for n, line in enumerate(rest):
        end = next((m for m in range(n, len(rest)) if not rest[m].strip()), len(rest))
        if line.strip() and all(is_figure(each) for each in rest[n:end]):
            said = message_value(lines[at]) or any(each.strip() for each in rest[: n - 1])
            titled = n > 0 and said and heads_rows(lines, below + n - 1, carrier)
            return rest[: n - 1] if titled else rest[:n]
    return rest


def _is_row_more(rest: Sequence[str]) -> bool:
    """Tell "Preferred outcome: Refund" right below the words, and then a blank line."""
    found = split_label(rest[0])
    if found is None or not _is_picked(found[1]) or not found[1]:
        return False
    following = rest[1] if len(rest) > 1 else ""
    return not following.strip() or split_label(following) is not None
