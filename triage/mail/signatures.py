"""Where a signature is: the "-- " line, closing formulas, contact cards, what programs put below.

A line that names an order stays with the own words even below the closing formula.
"""

from __future__ import annotations

import re

from triage.mail.cards import BUSINESS, MOST, RULE, contacts_in, is_card_line, is_phrase, is_piped
from triage.mail.endings import mark_endings
from triage.mail.footers import (
    address_only,
    first_of_notice,
    is_footer,
    is_likely_footer,
    is_notice,
    is_picture,
    is_plea_for_trees,
    is_scanner_line,
    may_be_printed_below,
)
from triage.mail.marks import runs_on
from triage.mail.rules import load
from triage.mail.wording import WORDING, key, key_of_word, varies_sign_off

_BELOW_RULE = 2  # filled lines of a signature below a bare rule
_AFTER_SIGN_OFF = 8  # filled lines below a closing formula
_FOOTERS_WITHIN = 40  # filled lines from the end where a phone's footer is looked for
_LIKELY_WITHIN = 5  # the same for a footer in words not told of
_SMALL_PRINT_LINES = 8  # of a paragraph, where a scanner's line is looked for
_LAST_PARAGRAPHS = 3  # where scanners and pleas for trees are looked for
_CONTACT = re.compile(r"@|https?:|www\.|\+?\d[\d ()/-]{6,20}\d")
_NUMBER = re.compile(r"\+?\(?\d[\d ()./-]{6,20}\d")  # a telephone's, and nothing else
_NUMBER_CAP = 40
_LONG_RULE = 40
_RULE = re.compile(r"[-=_*~─━＊＝・+]{4,80}")
THANKS = frozenset(map(key_of_word, load("signing")["thanks"]))
# What of a closing is thanks stays too: a writer says it, though many sign with it.
_SAID = WORDING.closing_sentences | THANKS
# "以上、よろしくお願い致します", however polite
_WISHES = re.compile(
    r"[^\s。]{0,12}[、,]? ?[よ宜]ろ?しく(?:お|御)(?:願い|ねがい)(?:い?た|致|申し?上げ)?[^\s。]{0,6}"
)
_TELEPHONE = re.compile(
    r"^\W{0,2}(?:tel|fon|phone|mob|fax|cell|handy|www|http|电话|手机|電話|тел)|@|^\+|^0\d",
    re.IGNORECASE,
)


def mark_signature(
    lines: list[str], marks: list[str], seen: int, programs: frozenset[str] = frozenset()
) -> None:
    """Mark signature lines "s" among those still own; `programs`: who sent it by its headers."""
    own = [at for at in range(seen) if not marks[at]]
    for begin, end in _segments(lines, marks, seen):
        for at in _filled(lines, marks, begin, end):
            if is_picture(lines[at]):
                marks[at] = "s"
        filled = _filled(lines, marks, begin, end)
        for at in filled[-_FOOTERS_WITHIN:]:
            if is_footer(lines[at]):
                marks[at] = "s"
        for at in filled[-_LIKELY_WITHIN:]:
            if not marks[at] and at > begin and not lines[at - 1].strip(" -_"):
                marks[at] = "s" if is_likely_footer(lines[at]) else ""
        mark_endings(lines, marks, begin, end, programs)
        _mark_small_print(lines, marks, begin, end)
        _mark_tail(lines, marks, begin, end)
        _mark_card(lines, marks, begin, end)
    if not any(lines[at].strip() and not marks[at] for at in range(len(lines))):
        _give_back(lines, marks, own)


def _mark_small_print(lines: list[str], marks: list[str], begin: int, end: int) -> None:
    """Mark confidentiality notices, and at the end what scanners and friends of trees add."""
    paragraphs = _paragraphs(lines, marks, begin, end)
    written = noticed = signed = False  # a letter stands above, a notice was met, a card
    between: list[int] = []  # what stands below a notice, perhaps above another
    for nth, paragraph in enumerate(paragraphs):
        texts = [lines[at] for at in paragraph]
        left = len(paragraphs) - nth
        first = _small_print_from(texts, left, noticed=noticed, signed=signed and written)
        if first is None or not (written or first > 0):
            written |= says_something(" ".join(texts))
            signed |= _ends_letter(texts)
            between += paragraph if noticed else []
            continue
        noticed = True
        # Between two pieces of small print nobody adds a word of their own.
        if signed and first == 0 and may_be_printed_below(" ".join(lines[at] for at in between)):
            for at in between:
                marks[at] = "s"
        between.clear()
        _mark_with_surroundings(lines, marks, paragraph[first:], begin)
        below = paragraphs[nth + 1] if nth + 1 < len(paragraphs) else []
        # A link alone below it belongs to it.
        for at in below if all(address_only(lines[each]) for each in below) else ():
            marks[at] = "s"


def _ends_letter(texts: list[str]) -> bool:
    """Tell a paragraph with a closing formula, or with a card's contacts."""
    if any(signs_off(line) or _is_delimiter(line) for line in texts):
        return True
    numbered = len(texts) > 1 and _NUMBER.fullmatch(texts[-1].strip()[:_NUMBER_CAP])
    contacts = numbered or any(BUSINESS.search(line[:200]) for line in texts)
    return bool(contacts) and all(is_card_line(line) and not is_phrase(line) for line in texts)


def _small_print_from(texts: list[str], left: int, *, noticed: bool, signed: bool) -> int | None:
    """Return where small print begins in a paragraph, None if it holds none."""
    joined = " ".join(texts)
    if is_notice(joined, more=noticed, signed=signed):
        return first_of_notice(texts, signed=signed)
    if left <= _LAST_PARAGRAPHS and (is_scanner_line(joined) or is_plea_for_trees(joined)):
        return 0
    return _scanner_from(texts) if left < _LAST_PARAGRAPHS else None


def says_something(text: str) -> bool:
    """Tell a sentence from a salutation: small print stands below a letter, never instead."""
    words = text.split()
    return len(words) >= 4 or len(text) >= 20 or (len(words) > 1 and text.endswith((".", "?")))


def _mark_with_surroundings(
    lines: list[str], marks: list[str], paragraph: list[int], begin: int
) -> None:
    for at in paragraph:
        marks[at] = "s"
    above = paragraph[0] - 1
    while above > begin and not lines[above].strip():
        above -= 1
    # The rule drawn above it belongs to it.
    if above > begin and not marks[above] and not lines[above].strip(" -_=*"):
        marks[above] = "s"


def _scanner_from(texts: list[str]) -> int | None:
    """Return where in a paragraph a scanner's line stands, if only links follow it."""
    for at in range(max(len(texts) - _SMALL_PRINT_LINES, 0), len(texts)):
        text = texts[at]
        if is_scanner_line(text) or is_plea_for_trees(text):
            return at if all(address_only(line) for line in texts[at + 1 :]) else None
    return None


def _paragraphs(lines: list[str], marks: list[str], begin: int, end: int) -> list[list[int]]:
    found: list[list[int]] = []
    paragraph: list[int] = []
    for at in range(begin, end + 1):
        if at < end and lines[at].strip() and not marks[at]:
            paragraph.append(at)
        elif paragraph:
            found.append(paragraph)
            paragraph = []
    return found


def _mark_card(lines: list[str], marks: list[str], begin: int, end: int) -> None:
    """Mark a card of contacts without closing formula: the last paragraphs with no more."""
    paragraphs = _paragraphs(lines, marks, begin, end)
    block: list[int] = []
    for nth in range(len(paragraphs) - 1, 0, -1):
        paragraph = paragraphs[nth]
        above = lines[paragraphs[nth - 1][-1]].strip()
        # "My new address is:" makes the card what the letter is about.
        if above.endswith((":", "：")) or not contacts_in(lines, paragraph):
            break
        if not all(is_card_line(lines[at]) and not is_phrase(lines[at]) for at in paragraph):
            break
        block = paragraph + block
    # Links alone are what the letter is about; a card also names someone, or telephones.
    if paragraphs and is_piped(lines, paragraphs[-1]):
        for at in paragraphs[-1] if len(paragraphs) > 1 else ():
            marks[at] = "s"
    named = any(not address_only(lines[at]) and "@" not in lines[at] for at in block)
    if named and 2 <= len(block) <= MOST and contacts_in(lines, block) >= 2:
        for at in block:
            marks[at] = "s"


def _give_back(lines: list[str], marks: list[str], own: list[int]) -> None:
    """A mail that would be signature alone keeps its words, unless it is a bare footer."""
    for at in own:
        if marks[at] == "s" and not is_footer(lines[at]):
            marks[at] = ""


def _segments(lines: list[str], marks: list[str], seen: int) -> list[tuple[int, int]]:
    """Runs of own lines between quotes; blank lines do not end a run."""
    runs: list[tuple[int, int]] = []
    begin = 0
    for at in range(seen + 1):
        if at == seen or marks[at] == "q":
            if any(line.strip() for line in lines[begin:at]):
                runs.append((begin, at))
            begin = at + 1
    # Only what stands before the first and after the last quote can be signed.
    return runs if len(runs) < 3 else [runs[0], runs[-1]]


def _filled(lines: list[str], marks: list[str], begin: int, end: int) -> list[int]:
    return [at for at in range(begin, end) if not marks[at] and lines[at].strip()]


def _mark_tail(lines: list[str], marks: list[str], begin: int, end: int) -> None:
    filled = _filled(lines, marks, begin, end)
    tail = filled[-MOST - 1 :]
    for nth, at in enumerate(tail):
        below = tail[nth + 1 :]
        if _is_delimiter(lines[at]) and (at != filled[0] or len(below) <= 4):
            _sign(lines, marks, at, below)
            return
    tail = filled[-_AFTER_SIGN_OFF - 1 :]
    for nth, at in enumerate(tail):
        if marks[at]:
            return  # all below a closing sentence
        below = tail[nth + 1 :]
        # What stands there may be a name or an afterthought; the rule says nothing.
        if at != filled[0] and 0 < len(below) <= _BELOW_RULE and _is_rule_above(lines, at, below):
            marks[at] = "s"
        signed_off = signs_off(lines[at]) and not runs_on(lines, at)
        if at != filled[0] and (signed_off or _is_ruled_card(lines, at, below)):
            _sign(lines, marks, at, below)
            if marks[at]:
                return


def _is_rule_above(lines: list[str], at: int, below: list[int]) -> bool:
    """Tell the rule that QQ and others draw above whatever their user calls a signature."""
    # Whoever draws several rules parts a list with them.
    drawn = [line for line in lines[: at + 1] if "---" in line or RULE.fullmatch(line.strip())]
    # Alimail draws its long one right below the last sentence.
    long = len(lines[at].strip()) >= _LONG_RULE and not is_card_line(lines[at - 1])
    apart = at > 0 and (long or not lines[at - 1].strip())
    ruled = apart and RULE.fullmatch(lines[at].strip()) is not None and len(drawn) == 1
    return ruled and all(is_card_line(lines[each]) for each in below)


def _is_delimiter(line: str) -> bool:
    return line.strip() in ("--", "—") and len(line) <= 4


def _is_ruled_card(lines: list[str], at: int, below: list[int]) -> bool:
    """A rule above name and contact, as in Japan: every line short, one of them a contact."""
    return (
        RULE.fullmatch(lines[at].strip()) is not None
        and any(_CONTACT.search(lines[each][:200]) for each in below)
        and all(is_card_line(lines[each]) for each in below)
    )


def signs_off(line: str) -> bool:
    """Tell a closing formula, with or without the name behind it."""
    text = line.strip()
    if len(text) > 60:
        return False
    if key_of_word(text) in WORDING.sign_offs or varies_sign_off(text):
        return True
    # "Best regards, Anna": the formula, a comma, at most four more words
    head, comma, name = key(text).replace("，", ",").replace("、", ",").partition(",")
    return (
        bool(comma)
        and (len(head) >= 5 or not head.isascii())
        and key_of_word(head) in WORDING.sign_offs
        and len(name.split()) <= 4
    )


def _is_sentence(line: str) -> bool:
    """Tell a closing formula that says something: "Quedo atento", "よろしくお願いします"."""
    said = key_of_word(line)
    if said in _SAID or key_of_word(line.replace("，", ",").split(",")[0]) in _SAID:
        return True
    return _WISHES.fullmatch(said) is not None


def _sign(lines: list[str], marks: list[str], at: int, below: list[int]) -> None:
    """Mark a closing formula and the card below it; the first sentence ends the card."""
    marks[at] = "" if _is_sentence(lines[at]) else "s"
    delimited = _is_delimiter(lines[at])
    last = at
    for each in below:
        if not delimited and _is_sentence(lines[each]):
            continue  # "감사합니다" below "답변 부탁드립니다"
        # Below "-- " a saying may stand beside the name; a new paragraph of prose is the writer's.
        prose = is_phrase(lines[each]) and (not delimited or each > last + 1)
        card = is_card_line(lines[each]) and not prose
        if not card and not _TELEPHONE.search(lines[each].strip()[:200]):
            return
        marks[each] = "s"
        last = each
