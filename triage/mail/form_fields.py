"""The labelled lines of a shop form ("Name: …", "E-Mail | …", "Message" above its text) in forty
languages, by exact labels first, by the words within a label where those leave gaps.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from triage.mail.carriers import Carrier
from triage.mail.form_labels import (
    FROM,
    LABELS,
    MARKS,
    field_of,
    holds_first_name,
    is_family_first,
    of_customer,
    plain_label,
    within,
)
from triage.mail.form_notes import (
    answers_consent,
    drop_question,
    is_box,
    is_mailers,
    without_notes,
    written_block,
)
from triage.mail.form_titles import under_titles
from triage.mail.name_rows import is_name_label
from triage.mail.row_labels import split_label
from triage.mail.rules import load, phrases
from triage.mail.wording import key
from triage.mail.wrapper_tails import first_paragraph

_TAILS = phrases(load("forms")["tails"])
_REQUIRED = re.compile(
    r"\s?\((?:required|erforderlich|obligatoire|obligatorio|obbligatorio|必填|必須)\)"
)
# "What can we do for you?", alone or with the answer in the same line
_QUESTION = re.compile(r"[^?？:|]{3,80}[?？](?:\s{0,3}(?:[:：|]\s?|\*)(.*))?")
_MAILBOX = re.compile(r"[^<>@:|]{0,60}[<(][^\s<>@]{1,64}@[^\s<>@]{1,120}[>)]")
_LONGEST = 10_000
_NOBODY = Carrier()
_LABEL_CAP = 40
_QUESTION_CAP = 80
_LABEL_WORDS = 5
_CONSENT_WORDS = 14  # "I have read the privacy policy and agree to …"
_VALUE_CAP = 200
_CELL = " | "
SHORTEST_MESSAGE = 30  # characters; what is shorter may be picked from a list
_ANSWER = 60  # characters of an answer that is hardly the message


@dataclass(frozen=True, slots=True)
class Form:
    """Fields in the order found, first value of each; `message` is the letter itself.

    `guessed`: no known label headed the message; it is what stands below the known fields.
    `left_empty`: the form has a field for a message, and nothing is in it.
    """

    fields: tuple[tuple[str, str], ...]
    message: str
    guessed: bool = False
    left_empty: bool = False

    def value(self, name: str) -> str:
        """Return a field's value, "" if it is not there."""
        return next((value for field, value in self.fields if field == name), "")


def read_form(text: str, carrier: Carrier = _NOBODY, *, questions: bool = False) -> Form:
    """Read the labelled lines of a text; a text without labels gives an empty form.

    `questions`: known to be a form, so a label may be a whole question ("What's your e-mail?").
    """
    reading = _Reading(carrier, questions=questions)
    text = under_titles(text, _field_of_title) if questions else text
    for line in text.splitlines():
        reading.take(line)
    return reading.form()


class _Reading:
    """One pass over the lines: the fields so far, and which one the next line belongs to."""

    def __init__(self, carrier: Carrier, *, questions: bool) -> None:
        self._carrier = carrier
        self._questions = questions
        self._fields: dict[str, str] = {}
        self._message: list[str] = []
        # The field whose value is awaited or, for the message, being read.
        self._current = ""
        self._in_table = False
        self._family_first = False
        self._given_alone = False  # a first name's row stood before any other name's
        self._answers: list[list[str]] = []  # to questions nobody listed
        self._asked = False
        self._unsure = False  # the message is the answer to such a question
        self._below: list[str] = []  # the known fields

    def take(self, line: str) -> None:
        """Read one more line."""
        self._below.append(line)
        # Below what was picked under a question nobody listed the message's own label may stand.
        bare = self._current != "message" or (self._unsure and self._is_picked())
        found = _labelled(line, bare=bare, questions=self._questions)
        if found is None and self._questions and self._fields:
            found = self._unknown_label(line)
        if found and found[0] == "name" and holds_first_name(line) and "name" in self._fields:
            self._fields.setdefault("last_name", self._fields.pop("name"))  # "Nom", "Prénom"
        elif found and found[0] == "name" and self._given_alone and self._is_one_word():
            found = ("last_name", found[1])  # "Prénom", "Nom"
        if found and found[0] == "last_name" and is_family_first(line):
            self._family_first = True
        if found and self._is_new(found[0]):
            if found[0] != "message":
                self._below.clear()
            self._begin(line, *found)
        elif self._current == "message" or (not self._current and self._message):
            self._go_on(line)
        elif self._current and self._current != "ended" and line.strip():
            self._fields[self._current] = _value(line)
            self._current = ""
            self._below.clear()

    def _unknown_label(self, line: str) -> tuple[str, str] | None:
        """Take a question nobody listed for the message's, until one is that is."""
        asked = _QUESTION.fullmatch(line.strip(" *_\t")[:_LONGEST])
        above = self._below[-2] if len(self._below) > 1 else ""
        if asked and asked[1] is None and above.strip() and not self._unsure:
            asked = None  # it goes on with what stands above it
        if asked and (self._unsure or not (self._current or self._message)):
            self._answers.append(self._message)
            self._message, self._current, self._unsure = [], "", True
            return ("message", _value(asked[1] or ""))
        return None if self._current or self._message else _above_message(line)

    def form(self) -> Form:
        """Return what was read, first and last name together."""
        fields = dict(self._fields)
        last = fields.pop("last_name", "")
        if last:
            fields = {"name": self._whole_name(last)} | fields | {"name": self._whole_name(last)}
        answers = ("\n".join(lines).strip() for lines in (*self._answers, self._message))
        filled_in = [answer for answer in answers if answer] or [""]
        # Of several that were only picked the first is what the form is about.
        letter = max(filled_in, key=lambda each: len(each) if len(each) >= SHORTEST_MESSAGE else 0)
        letter = written_block(letter)
        if self._in_table:
            letter = "\n".join(first_paragraph(letter.split("\n")))
        letter = without_notes(letter)
        left_empty = not letter and self._asked and bool(fields)
        guessed = not letter and not left_empty and self._questions and bool(fields)
        letter = _below_fields(self._below, self._carrier) if guessed else letter
        filled = [(name, value) for name, value in fields.items() if value]
        return Form(
            tuple(filled) + ((("message", letter),) if letter else ()), letter, guessed, left_empty
        )

    def _is_new(self, field: str) -> bool:
        if field == "message":
            fresh = not self._message or self._is_picked()
            return fresh and (bool(self._fields) or not self._questions)
        return field not in self._fields

    def _begin(self, line: str, field: str, value: str) -> None:
        self._current = field
        if field == "message":
            self._in_table, self._asked = _CELL in line, True
            if self._message:
                self._answers.append(self._message)
            self._message = [value]
            return
        if field == "order_number" and self._message:
            # In the middle of a letter "Order: 4711" is as likely the writer's own line.
            self._message.append(line)
        self._given_alone |= field == "name" and holds_first_name(line)
        self._fields[field] = value[:_VALUE_CAP]
        self._current = "" if value else field

    def _go_on(self, line: str) -> None:
        apart = bool(self._message) and not self._message[-1].strip()
        apart = apart or (self._in_table and _CELL not in line)  # cells leave no blank lines
        ends = is_mailers(line, self._carrier, apart=apart)
        row = self._in_table and _CELL in line
        consents = ends and answers_consent(line, self._message)
        if consents or is_box(line):
            self._drop_label(_CONSENT_WORDS if consents else _LABEL_WORDS)
        if ends:
            self._drop_rows()
        if row and self._is_picked() and len(line.partition(_CELL)[2]) >= SHORTEST_MESSAGE:
            # "What do you need? | Exchange" was picked from a list; what was written stands below.
            self._begin(line, "message", _value(line.partition(_CELL)[2]))
        elif ends or row:
            self._current = "ended"
        else:
            self._message.append(line.removeprefix("| "))

    def _drop_rows(self) -> None:
        """Drop rows nobody listed between the message and what ends it: "Location: Leeds"."""
        while len(self._message) > 1:
            label, value = split_label(self._message[-1]) or ("", "")
            if not label or len(label.split()) > _LABEL_WORDS or len(value) > SHORTEST_MESSAGE:
                return
            self._message.pop()

    def _drop_label(self, words: int) -> None:
        """Drop the label of a box below the message, be it right above or apart."""
        filled = [n for n, each in enumerate(self._message) if each.strip()][1:]
        above = self._message[filled[-1]].strip() if filled else ""
        if above and above[-1] not in ".!?," and len(above.split()) <= words:
            del self._message[filled[-1] :]

    def _is_picked(self) -> bool:
        """Tell an answer that was picked from a list: short, on one line, and no sentence."""
        text = "\n".join(self._message).strip()
        # The answers to choose from may be long where the question is.
        cap = _QUESTION_CAP if self._unsure else SHORTEST_MESSAGE
        short = len(text) < cap and "\n" not in text
        return bool(text) and short and text[-1] not in ".!?。！？"

    def _is_one_word(self) -> bool:
        return len(self._fields.get("name", "").split()) == 1

    def _whole_name(self, last: str) -> str:
        first = self._fields.get("name", "")
        if not first or last in first:
            return first or last
        if first in last.split():
            return last
        leads = self._family_first or ord(last[0]) > 0x2E80
        parts = (last, first) if leads else (first, last)
        return ("" if ord(last[0]) > 0x2E80 else " ").join(parts)


def _labelled(line: str, *, bare: bool, questions: bool) -> tuple[str, str] | None:
    """Split "Name: Anna", "Name | Anna" or, if `bare` ones count, a line that is only a label."""
    ends = [(line.find(sign), len(sign)) for sign in (":", "：", _CELL) if sign in line]
    at, size = min(ends, default=(len(line), 0))
    head, value = line[:at], _value(line[at + size :])
    if questions and bare and _MAILBOX.fullmatch(line.strip()[:_VALUE_CAP]):
        return ("email", line.strip())  # chats show who writes as mail programs do
    if len(head) > _QUESTION_CAP or not (size or bare):
        return None
    label = plain_label(_REQUIRED.sub("", key(head)))
    known = field_of if questions else LABELS.get
    field = known(label) if len(head) <= _LABEL_CAP else None
    if field is None and questions and size and value and "@" not in value:
        field = "name" if is_name_label(label) else None
    if field is None and size and label in FROM:
        field = "email" if "@" in value else "name"
    if field is None and questions and not _TAILS.start(label) and "http" not in label:
        asked = "?" in head or "？" in head
        if asked or (size and len(label.split()) <= _LABEL_WORDS):
            field = within(label) or of_customer(label)
    if field == "email" and value and "@" not in value:
        return None
    return (field, value) if field else None


def _field_of_title(title: str) -> str | None:
    found = _labelled(title, bare=True, questions=True) or _labelled(
        f"{title}:", bare=True, questions=True
    )
    return found[0] if found else None


def _above_message(line: str) -> tuple[str, str] | None:
    """Take a short line with a word for message in it ("Comment or message") for its label."""
    label = key(line).strip(MARKS)
    short = len(label) <= _LABEL_CAP and len(label.split()) <= 5
    return ("message", "") if short and within(label) == "message" else None


def _below_fields(lines: list[str], carrier: Carrier) -> str:
    """Return the longest text below the known fields, under whatever label it stands."""
    answers: list[list[str]] = [[]]
    for line in lines:
        if is_mailers(line, carrier, apart=not (answers[-1] or [""])[-1].strip()):
            if any(each.strip() for each in answers[-1]):
                break
            continue
        label, value = split_label(line) or ("", "")
        short = bool(label) and len(label.split()) <= _LABEL_WORDS and not label.startswith("http")
        so_far = "\n".join(answers[-1]).strip()
        begins = len(so_far) <= _ANSWER and "\n" not in so_far
        fresh = not so_far or len(answers) > 1  # the text so far answers another label
        if short and begins and (not value or _CELL in line or fresh):
            answers.append([value])
        else:
            answers[-1].append(line)
    longest = without_notes(max(("\n".join(each).strip() for each in answers), key=len))
    return drop_question(longest)


def _value(text: str) -> str:
    return text.strip().lstrip("|").strip().strip("*_").strip()[: _VALUE_CAP * 50]
