"""What a form writes below its visitor's message: ticked boxes, the page, the mailer's own notes.

The trap: visitors write "Order: 4711" and "Powered by USB" below a letter too, so what no list
knows must be ticked, or stand in a block of such rows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from triage.mail.carriers import Carrier, is_link, is_team
from triage.mail.form_files import lists_files, names_files
from triage.mail.form_footers import is_builders
from triage.mail.form_labels import LABELS, WITHIN, plain_label
from triage.mail.matter import phrase_of_matter, shop_talk, speaks_of_self
from triage.mail.row_labels import split_label
from triage.mail.rules import load, phrases
from triage.mail.wording import WORDING, key
from triage.mail.wrapper_lines import LineKind, kind_of

_RULES = load("forms")
_TAILS = phrases(_RULES["tails"])
_NOTES = phrases(_RULES["notes"])
_ANSWERS = phrases(load("requests")["answer"])
_ROLES = phrases(load("buyers")["names"]["role_stems"])
_VISITORS = phrases(_RULES["visitors"])
_NOBODY = Carrier()
_CONSENT = phrases(_RULES["consent"])
_TICKED = frozenset(key(word) for word in _RULES["ticked"])
# "Submitted 10:41 AM - 18 November 2026"
_STAMP = re.compile(
    r"\d{1,2}:\d{2}\b.{0,40}\b20\d\d\b|\b20\d\d\b.{0,20}\d{1,2}:\d{2}(?::\d{2})?\D{0,10}$"
)
_RULE = re.compile(r"[-_=*─━―]{2,200}")
_META = frozenset(word.removesuffix(":") for word in _TAILS.words if word.endswith(":"))
_BOX = re.compile(r"\s{0,4}(?:\[[xX✓ ]\]|[☑☒✔✓✅])\s?\S")
_SENTENCE_END = re.compile(r"[^\W\d][^\W\d][.!…](?:\s|$)|[?？؟;。！]")
_EMPTY_LABEL = 3  # words, where it is set apart
_WRITTEN = 30  # characters from which a value was written, not picked
_LONGEST = 20_000
_PICKED = 30  # characters; what is shorter may be picked from a list
_ENDS = ".!?。！？"
_LABEL_CAP = 40
_QUESTION_CAP = 80
_LABEL_WORDS = 6
_NOTE_CAP = 200
_NOTED_LINES = 40  # at the end, in which notes may begin
# "Powered by …", "This mail was sent from a contact form of …"
_SAYS_FORM = phrases([*_RULES["banners"], *_RULES["tails"], "powered by"])


def asks_consent(label: str) -> bool:
    """Tell a label (already a `key`) of a box to tick: "Privacy policy", "Ich stimme zu"."""
    return len(label) <= _QUESTION_CAP and bool(_CONSENT.find(label))


def answers_consent(line: str, above: Sequence[str]) -> bool:
    """Tell "I agree" below "I have read the privacy policy", which no letter ends with."""
    label = next((key(each) for each in reversed(above) if each.strip()), "")
    return asks_consent(key(line)) and asks_consent(label) and label[-1] not in _ENDS


def is_mailers(line: str, carrier: Carrier, *, apart: bool) -> bool:
    """Tell a line of the form's own below the message; `apart`: a blank line stands above it."""
    if is_link(line, carrier) or is_team(line, carrier) or _ends_message(line):
        return True
    text = key(line)
    named = any(name and name in text for name in carrier.names) or "://" in text
    if named and "powered by" in text and len(text) < _LABEL_CAP * 2:
        return True
    if apart and len(text) < _NOTE_CAP and (_NOTES.start(text) or _tells_how_to_answer(text)):
        return True
    if apart and is_builders(line):
        return True
    return apart and named and len(text) < _NOTE_CAP and bool(_SAYS_FORM.find(text))


def _tells_how_to_answer(text: str) -> bool:
    """Tell "Answer this mail to reach your visitor", as no customer writes it."""
    spoken = _ANSWERS.find(text) and (_ROLES.find(text) or _VISITORS.find(text))
    return bool(spoken and WORDING.mail_itself.search(text))


def drop_question(text: str) -> str:
    """Drop the question above an answer that no list knew: "Tell us what happened"."""
    label, _, answer = text.partition("\n")
    asked = _is_question(label) and len(label.split()) <= _LABEL_WORDS
    # A greeting without a comma looks like one.
    greets = kind_of(label, _NOBODY) is LineKind.GREETING
    return answer if asked and not greets and answer[:1].isupper() and _is_prose(answer) else text


def _is_prose(text: str) -> bool:
    return len(text) >= _PICKED and text.strip()[-1] in _ENDS


def written_block(text: str) -> str:
    """Return what was written below its own question, where the first was answered from a list.

    "Complaint", then "Tell us what happened" with two lines of text below.
    """
    blocks = [block.strip() for block in re.split(r"\n[ \t]*\n", text[:_LONGEST]) if block.strip()]
    if len(blocks) < 2 or len(blocks[0]) >= _PICKED or "\n" in blocks[0]:
        return text
    if blocks[0][-1] in _ENDS:
        return text
    for at, block in enumerate(blocks[1:], 1):
        label, _, answer = block.partition("\n")
        if _is_question(label) and len(answer) >= _PICKED:
            more = next(
                (n for n in range(at + 1, len(blocks)) if _is_question(blocks[n].split("\n")[0])),
                len(blocks),
            )
            return "\n\n".join([answer, *blocks[at + 1 : more]])
    return text


def _is_question(line: str) -> bool:
    """Tell a line that may head an answer: short, and no sentence of a letter."""
    return len(line) <= _QUESTION_CAP and line.strip()[-1:] not in ".!,;。！、"


def without_notes(text: str) -> str:
    """Cut what a form notes below the message: labelled values, under a heading or set apart."""
    lines = text.split("\n")
    for at in range(max(1, len(lines) - _NOTED_LINES), len(lines)):
        below = [line for line in lines[at:] if line.strip()]
        if not below:
            break
        apart = not lines[at - 1].strip()
        if (
            (apart and _is_block(below))
            or _is_ticked_below(below)
            or (len(below) == 1 and _is_ticked(below[0]))
            or (apart and _is_answered(below))
            or (len(below) == 1 and _is_empty_row(below[0]))
            or (apart and all(_is_empty_row(line, _EMPTY_LABEL) for line in below))
            or all(map(names_files, below))
            or lists_files(below)
        ):
            return "\n".join(lines[:at]).strip()
    return text


def _is_block(lines: list[str]) -> bool:
    """Tell a block of labelled values to the end, a heading above it or not."""
    heading = lines[0].strip()
    headed = heading.endswith((":", "：")) and len(heading) <= _LABEL_CAP
    rows = lines[1:] if headed else lines
    noted = [line for line in rows if split_label(line) or "://" in line]
    short = headed or all(len(line) <= 2 * _LABEL_CAP for line in rows)
    return len(rows) > 1 and len(noted) == len(rows) and short


def _is_ticked_below(lines: list[str]) -> bool:
    """Tell "I agree to the privacy policy" and its answer, at the very end and no sentence."""
    label = key(lines[0])
    plain = label[-1:] not in ".!?。" and len(label.split()) <= _LABEL_WORDS
    short = all(len(line) <= _QUESTION_CAP for line in lines[1:])
    return plain and short and 1 < len(lines) <= 2 and asks_consent(label)


def _is_ticked(line: str) -> bool:
    """Tell a box's label and its answer in one line: "Privacy policy accepted"."""
    label, _, answer = key(line).rpartition(" ")
    return len(label.split()) < _LABEL_WORDS and asks_consent(label) and answer in _TICKED


def _is_answered(lines: list[str]) -> bool:
    """Tell a box of whatever label, and its "yes" below it, set apart at the very end."""
    plain = lines[0].strip()[-1] not in _ENDS and len(lines[0]) <= _QUESTION_CAP
    return len(lines) == 2 and plain and key(lines[1]) in _TICKED


def _is_empty_row(line: str, words: int = 2) -> bool:
    label, value = split_label(line) or ("", "none")
    return not value and len(label.split()) <= words


def is_box(line: str) -> bool:
    """Tell the line of a box that was ticked; what stands right above it is its label."""
    return _BOX.match(line) is not None


def _ends_message(line: str) -> bool:
    text = key(line)
    labelled = (split_label(line) or (text.rstrip("?"),))[0]
    if _RULE.fullmatch(text) or labelled in _META:
        return True
    if _BOX.match(line):
        return True
    label, value = split_label(line) or ("", "")
    if label and len(label.split()) <= _LABEL_WORDS and asks_consent(label):
        return True
    label, colon, value = text.partition(":")
    ticked = bool(colon) and value.strip() in _TICKED and len(label) <= _QUESTION_CAP
    if ticked or (len(text) <= _LABEL_CAP + 20 and _STAMP.search(text)):
        return True
    return len(text) < 160 and bool(_TAILS.start(text))


def is_letter(label: str, value: str) -> bool:
    """Tell a value somebody wrote, from the address and the article that a shop's notice lists."""
    if (
        width_of(value) < _WRITTEN
        or "://" in value
        or "@" in value
        or asks_consent(plain_label(label))
    ):
        return False
    if LABELS.get(WITHIN.find(plain_label(label)), "message") not in ("message", "subject"):
        return False
    sentence = _SENTENCE_END.search(value) or speaks_of_self(value) or phrase_of_matter(value)
    return bool(sentence or shop_talk(value))


def width_of(text: str) -> int:
    """Return how wide a text is: a sign of Chinese or Japanese says as much as two letters."""
    return len(text) + sum(c > "\u2e7f" for c in text[:_WRITTEN])
