"""The labelled lines of a shop form ("Name: …", "E-Mail: …", "Message: …") in forty languages."""

from __future__ import annotations

from dataclasses import dataclass

from triage.mail.rules import load, phrases
from triage.mail.wording import key

_RULES = load("forms")
_LABELS = {
    key(word).strip("*_ "): field for field, words in _RULES["labels"].items() for word in words
}
_TAILS = phrases(_RULES["tails"])
_MARKS = "*_#•-–—[]()►▪ \t"
_LABEL_CAP = 40
_VALUE_CAP = 200


@dataclass(frozen=True, slots=True)
class Form:
    """Fields in the order found, first value of each; `message` is the letter itself."""

    fields: tuple[tuple[str, str], ...]
    message: str

    def value(self, name: str) -> str:
        """Return a field's value, "" if it is not there."""
        return next((value for field, value in self.fields if field == name), "")


def read_form(text: str) -> Form:
    """Read the labelled lines of a text; a text without labels gives an empty form."""
    fields: dict[str, str] = {}
    message: list[str] = []
    current = ""  # the field whose value is awaited or, for the message, being read
    for line in text.splitlines():
        found = _labelled(line, bare=current != "message")
        if found and found[0] not in fields and not (found[0] == "message" and message):
            current, value = found
            if current == "message":
                message.append(value)
                continue
            if current == "order_number" and message:
                # In the middle of a letter "Order: 4711" is as likely the writer's own line.
                message.append(line)
            fields[current] = value[:_VALUE_CAP]
            current = "" if value else current
        elif current == "message" or (not current and message):
            if _ends_message(line):
                current = "ended"
            else:
                message.append(line)
        elif current and current != "ended" and line.strip():
            fields[current] = line.strip()[:_VALUE_CAP]
            current = ""
    letter = "\n".join(message).strip()
    filled = [(name, value) for name, value in fields.items() if value]
    return Form(tuple(filled) + ((("message", letter),) if letter else ()), letter)


def _labelled(line: str, *, bare: bool) -> tuple[str, str] | None:
    """Split "Name: Anna" or, if `bare` ones count, a line that is nothing but a label."""
    head, colon, value = line.replace("：", ":", 1).partition(":")
    if len(head) > _LABEL_CAP or not (colon or bare):
        return None
    field = _LABELS.get(key(head).strip(_MARKS).removesuffix("(required)").strip(_MARKS))
    return (field, value.strip().strip("*_").strip()) if field else None


def _ends_message(line: str) -> bool:
    text = key(line)
    return text in ("--", "---") or (len(text) < 160 and bool(_TAILS.start(text)))
