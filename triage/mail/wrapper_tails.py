"""Where the platform's own lines below a buyer's words begin, and the words bared of quote marks.

The trap: "to reply" begins a buyer's sentence too; only its place makes a line the platform's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from triage.mail.calls import calls_seller, tells_how
from triage.mail.carriers import Carrier, is_link, leads_home
from triage.mail.deadlines import sets_time
from triage.mail.earlier import without_earlier
from triage.mail.item_lines import is_about_item, is_figure, is_price, is_sum_given_back, is_title
from triage.mail.marks import PAIRS
from triage.mail.matter import numbered_order, phrase_of_matter, speaks_of_self
from triage.mail.platform_terms import says_i, sets_terms
from triage.mail.row_labels import split_label
from triage.mail.rules import load
from triage.mail.settled import asks_to_settle, tells_seller_when
from triage.mail.signatures import THANKS
from triage.mail.wording import WORDING, key, key_of_word
from triage.mail.wrapper_lines import LineKind, kind_of, names_buyer, opens_words

QUOTE_MARK = re.compile(r"^[ \t]{0,3}>[ \t]?", re.MULTILINE)
_SENTENCE_END = re.compile(r"(?<=[.!])\s|(?<=。)")
_ENDS = ".!?:。！？…)>"
_QUOTED_WHOLE = 24  # characters
_WRAPPED_AT = 60  # a line this long may go on in the next
MESSAGE_WORDS = tuple(key(word) for word in load("buyers")["wrapper"]["message"])
_RULED = re.compile(r"[-=_*─━~]{2,20}([^-=_*─━~]{3,40})[-=_*─━~]{2,20}")
_ROWS = 8  # lines of an item's card
_LEADING = 2  # lines above a bare address that belong to it


def unquote(text: str) -> str:
    """Remove one level of quote marks."""
    return QUOTE_MARK.sub("", text)


def until_tail(lines: Sequence[str], carrier: Carrier, *, wrapped: bool) -> str:
    """Return the lines up to the platform's first one below them."""
    before, begun = "", False
    lines = without_earlier(_within_quotes(lines, carrier)) if wrapped else lines
    for at, line in enumerate(lines):
        kind = kind_of(line, carrier)
        # In the middle of a wrapped paragraph "to reply" begins a line by chance.
        begins = not before.strip() or len(before) < _WRAPPED_AT or before.rstrip()[-1] in _ENDS
        begun = begun or bool(before.strip())
        said = wrapped and begun
        titled = said and is_about_item(line, carrier)
        before = line
        if is_link(line, carrier) if wrapped else _ends_at_link(lines, at, carrier):
            return bare(_without_closing(_above_link(lines, at)))
        # "Just answer this mail, I read it daily" ends a buyer's own letter.
        theirs = not wrapped and not carrier.told and says_i(key(line))
        if kind is LineKind.TAIL and begins and (wrapped or _closes(lines, at)) and not theirs:
            return bare(_without_closing(lines[:at]))
        calls = calls_seller(line, carrier) or (carrier.told and tells_how(line))
        calls = calls or (said and _advises(line))
        closes = said and _closes(lines, at)
        settles = (said and carrier.told) or closes
        if (settles and asks_to_settle(line)) or (closes and tells_seller_when(line)):
            return bare(_without_closing(lines[:at]))
        if wrapped and _closes(lines, at) and calls and _is_last(lines, at, carrier):
            return bare(_without_closing(lines[:at]))
        if said and _is_rule(lines, at, carrier):
            return bare(_without_closing(lines[:at]))
        if said and _sets_time_above_button(lines, at, carrier):
            return bare(_without_closing(lines[:at]))
        below = _next(lines, at)
        priced = titled and not is_price(line) and is_price(below)
        titled = (titled and kind_of(below, carrier) is LineKind.FIELD) or priced
        titled = titled or (said and heads_rows(lines, at, carrier))
        if titled or (kind is LineKind.TEAM and wrapped):
            return bare(_without_closing(lines[:at]))
        parted = (
            kind is LineKind.RULE or _ends_message(line) or _is_carriers_card(lines, at, carrier)
        )
        if parted and begun:
            return bare(_without_closing(lines[:at]))
        if kind is LineKind.WORDS and _is_field_too(lines, at, carrier):
            kind = LineKind.FIELD
        if kind is LineKind.FIELD and wrapped and begins and _is_table(lines, at, carrier):
            return bare(_without_closing(lines[:at]))
    return bare("\n".join(lines))


def first_paragraph(lines: Sequence[str]) -> Sequence[str]:
    """Cut what stands below a table's last row, unless somebody speaks there of themselves."""
    blank = next((n for n, line in enumerate(lines) if not line.strip()), len(lines))
    end = next((n for n in range(blank, len(lines)) if lines[n].strip()), len(lines))
    below = lines[end:]
    stop = next((n for n, line in enumerate(below) if not line.strip()), len(below))
    said = " ".join(below[:stop]).replace("İ", "I")  # or the dot becomes a letter of its own: "i"
    if calls_seller(said):
        return lines[:blank]
    own = "?" in said or "？" in said or speaks_of_self(said) or phrase_of_matter(said)
    return lines if own else lines[:blank]


def _within_quotes(lines: Sequence[str], carrier: Carrier) -> Sequence[str]:
    """Cut what stands below words that the platform put in quotation marks: the item it shows."""
    opening = next((line.strip()[0] for line in lines if line.strip()), "")
    closing = next((pair[1] for pair in PAIRS if opening and pair[0] == opening), "")
    ends = [n for n, line in enumerate(lines) if closing and line.rstrip().endswith(closing)]
    if not ends:
        return lines
    words = "\n".join(lines[: ends[0] + 1]).strip()
    below = [line for line in lines[ends[0] + 1 :] if line.strip()][:2]
    fields = [kind_of(x, carrier) is LineKind.FIELD or is_figure(x) for x in below]
    # Buyers quote a word or two of the listing and go on.
    titled = bool(below) and (fields[0] or (below[0][0].isupper() and below[0][-1] not in _ENDS))
    whole = len(words) >= _QUOTED_WHOLE and opening not in words[1:-1]
    # or its button
    linked = carrier.told and any("://" in line for line in below)
    apart = whole and ((titled and any(fields)) or linked)
    return lines[: ends[0] + 1] if apart else lines


def _next(lines: Sequence[str], at: int) -> str:
    return next((line for line in lines[at + 1 :] if line.strip()), "")


def _is_carriers_card(lines: Sequence[str], at: int, carrier: Carrier) -> bool:
    """Tell the "--" below which the carrier speaks of itself from a buyer's own signature."""
    if lines[at].strip() != "--":
        return False
    below = key(" ".join(lines[at + 1 : at + 6]))
    return any(name and name in below for name in carrier.names)


def _is_last(lines: Sequence[str], at: int, carrier: Carrier) -> bool:
    """Tell a line below which nothing more of the buyer's can stand."""
    for each in lines[at + 1 : at + 20]:
        kind = kind_of(each, carrier)
        if kind in (LineKind.TAIL, LineKind.LINK):
            return True
        if kind is LineKind.WORDS and not calls_seller(each, carrier):
            # Advice follows a platform's call: "Never pay outside the app."
            if carrier.told and not ("?" in each or speaks_of_self(each) or phrase_of_matter(each)):
                continue
            return key_of_word(each) in WORDING.sign_offs
    return True


def _advises(line: str) -> bool:
    """Tell "Sent it? Inform the buyer. You can answer this message": no buyer says "the buyer"."""
    how = any(tells_how(each) for each in _SENTENCE_END.split(line))
    return how and names_buyer(key(line)) and not speaks_of_self(line)


def _is_rule(lines: Sequence[str], at: int, carrier: Carrier) -> bool:
    """Tell the platform's rule for an answer, or how to send one above the platform's name."""
    apart = _closes(lines, at) or carrier.told
    if apart and sets_terms(lines[at]):
        return True
    following = kind_of(_next(lines, at), carrier)
    told = following in (LineKind.TEAM, LineKind.TAIL) and not says_i(key(lines[at]))
    return _closes(lines, at) and told and tells_how(lines[at])


def _sets_time_above_button(lines: Sequence[str], at: int, carrier: Carrier) -> bool:
    """Tell the platform's clock in a cell of its own, right above its button."""
    begun = bool(at) and lines[at - 1].rstrip()[-1:] in _ENDS.replace(":", "")
    ending = (LineKind.LINK, LineKind.TAIL, LineKind.TEAM)
    follows = carrier.told and begun and kind_of(_next(lines, at), carrier) in ending
    return follows and sets_time(lines[at])


def _ends_message(line: str) -> bool:
    """Tell "-- End of message --" and its like between drawn rules."""
    ruled = _RULED.fullmatch(line.strip()[:_WRAPPED_AT])
    return ruled is not None and any(word in key(ruled[1]) for word in MESSAGE_WORDS)


def _closes(lines: Sequence[str], at: int) -> bool:
    """Tell a line set apart from the words: nothing in it can be the buyer's going on."""
    return at > 0 and not lines[at - 1].strip()


def heads_rows(lines: Sequence[str], at: int, carrier: Carrier) -> bool:
    """Tell an item's title by its place: set apart, with the item's rows right below it."""
    if not carrier.told or not (_closes(lines, at) or _in_own_box(lines, at, carrier)):
        return False
    rows = lines[at + 1 : at + 3]
    kinds = [kind_of(row, carrier) is LineKind.FIELD or is_figure(row) for row in rows]
    # A buyer writes of themselves, or one row alone ("Order: 4711") and goes on.
    told = len(kinds) > 1 and all(kinds) and is_title(lines[at])
    return told and not (speaks_of_self(lines[at]) or phrase_of_matter(lines[at]))


def _in_own_box(lines: Sequence[str], at: int, carrier: Carrier) -> bool:
    """Tell a line between a sentence's end and rows above a button: cells leave no blank lines."""
    if not at or lines[at - 1].rstrip()[-1:] not in _ENDS.replace(":", ""):
        return False
    rows = (n for n in range(at + 1, min(len(lines), at + _ROWS)))
    kinds = (LineKind.FIELD, LineKind.BLANK)
    below = (x for x in rows if kind_of(lines[x], carrier) not in kinds and not is_figure(lines[x]))
    end = next(below, None)
    return end is not None and kind_of(lines[end], carrier) in (LineKind.LINK, LineKind.TAIL)


def _is_field_too(lines: Sequence[str], at: int, carrier: Carrier) -> bool:
    """Take "Date of the request: …" for a field where a known one follows at once."""
    found = split_label(lines[at])
    following = lines[at + 1] if at + 1 < len(lines) else ""
    short = found is not None and bool(found[1]) and len(found[0].split()) <= 5
    if found and short and carrier.told and is_sum_given_back(*found):
        return True
    if carrier.told and short and _closes(lines, at) and is_figure(lines[at]):
        return not following.strip() and bool(numbered_order(key(lines[at])))
    return short and kind_of(following, carrier) is LineKind.FIELD


def _is_table(lines: Sequence[str], at: int, carrier: Carrier) -> bool:
    """Two fields together, or one with nothing of the buyer's below."""
    below = _next(lines, at)
    return kind_of(below, carrier) is not LineKind.WORDS or is_figure(below)


def _ends_at_link(lines: Sequence[str], at: int, carrier: Carrier) -> bool:
    """Tell the platform's link below a letter from one a buyer pasted and wrote on below."""
    if not leads_home(lines[at], carrier):
        return False
    return kind_of(_next(lines, at), carrier) not in (LineKind.WORDS, LineKind.GREETING)


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
    # "Thanks," right above the platform's name, and below a blank line, is the platform's too.
    if len(kept) > 1 and not kept[-2].strip() and key_of_word(kept[-1]) in THANKS:
        kept.pop()
    while kept and (not kept[-1].strip() or _is_closing(kept[-1])):
        kept.pop()
    return "\n".join(kept)


def _is_closing(line: str) -> bool:
    text = key_of_word(line)
    return text in WORDING.sign_offs and text not in WORDING.closing_sentences


def bare(text: str) -> str:
    """Strip the words of quote marks of the platform's: one pair around all of them.

    Marks below a buyer's own lines are the buyer's: they show what is answered.
    """
    if QUOTE_MARK.match(text.lstrip("\n")):
        text = unquote(text).strip()
        # ">> … <<" stands for the marks of print.
        text = text.removesuffix("<<").rstrip()
    text = text.strip()
    for pair in PAIRS:
        left, right = pair[0], pair[1]
        if len(text) > 2 and text[0] == left and text[-1] == right and _encloses(text, left, right):
            return text[1:-1].strip()
    return text


def _encloses(text: str, left: str, right: str) -> bool:
    """Tell marks around the whole from `"Alba" or "Vera"`, which begins and ends with a title."""
    inner = text[1:-1]
    if left not in inner:
        return True
    if left == right:
        opens = inner[: inner.find(left)][-1:]
        return inner.count(left) % 2 == 0 and (opens.isspace() or opens in ("(", "["))
    depth = 1
    for sign in inner:
        depth += (sign == left) - (sign == right)
        if not depth:
            return False
    return depth == 1
