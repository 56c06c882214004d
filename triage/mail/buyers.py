"""Which order a platform's mail is about, and what else its lines tell beside the buyer's words.

The trap: numbers in links are the platform's own.
"""

from __future__ import annotations

import re

from triage.mail.carriers import Carrier
from triage.mail.row_labels import split_label
from triage.mail.rules import load
from triage.mail.wording import any_of, key_of_word
from triage.mail.wrapper_lines import LineKind, kind_of

_FORM_LABELS = load("forms")["labels"]
_MATTER_LABELS = load("matter")["labels"]
_LABELS = {
    key_of_word(word): field
    for field in ("order_number", "subject", "name")
    for word in _FORM_LABELS[field]
}
_PARCELS = frozenset(key_of_word(word) for word in load("parcels")["tracking"])
_REASONS = frozenset(key_of_word(word) for word in load("buyers")["wrapper"]["reason"])
_HEAD_LINES = 30  # of a mail in which the order is named
_ORDER_CAP = 64


_ORDER = re.compile(
    rf"(?<!\w)(?:{any_of([*_FORM_LABELS['order_number'], *_MATTER_LABELS])})"
    r"[\s:：#№º°.(\[]{0,6}(?:(?:nr|no|num|id|số|番号|号|편번호)\b[\s:：#.]{0,3})?#?"
    r"([A-Za-z0-9][A-Za-z0-9-]{3,63})",
    re.IGNORECASE,
)
_LINK = re.compile(r"https?://[^\s<>()]{1,1000}")
_ORDER_VALUE = re.compile(r"#?\s?([A-Za-z0-9][A-Za-z0-9/-]{2,63})")


def wrapper_fields(
    subject: str, text: str, carrier: Carrier, pattern: re.Pattern[str] | None = None
) -> tuple[tuple[str, str], ...]:
    """Return what the wrapper tells beside the words: order, parcel, the matter's heading."""
    fields: dict[str, str] = {}
    for line in text.splitlines()[: _HEAD_LINES * 3]:
        if kind_of(line, carrier) is not LineKind.FIELD:
            continue
        label, value = split_label(line) or ("", "")
        field = _LABELS.get(label.rstrip("#°º. "), "")
        if field == "subject" and value:
            fields.setdefault("subject", value[:200])
        elif label in _REASONS and value:
            fields.setdefault("reason", value[:200])
        elif field == "order_number" and (number := _number(value)):
            fields.setdefault("order_number", number)
        elif label.rstrip("#°º. ") in _PARCELS and (number := _number(value)):
            fields.setdefault("tracking_number", number)
    # The numbers in links are the platform's own.
    shaped = pattern.search(_LINK.sub(" ", f"{subject}\n{text[:20_000]}")) if pattern else None
    if shaped:
        fields["order_number"] = shaped[0]
    elif "order_number" not in fields and (written := _written(subject, text)):
        fields["order_number"] = written
    return tuple(fields.items())


def _number(value: str) -> str:
    found = _ORDER_VALUE.match(value)
    return found[1] if found and any(char.isdigit() for char in found[1]) else ""


def _written(subject: str, text: str) -> str:
    """Find "order 4711" in the subject or in what is said first."""
    for part in (subject, text[:1500]):
        for found in _ORDER.finditer(part):
            number = found[1].rstrip("-")
            if sum(char.isdigit() for char in number) > 2:
                return number[:_ORDER_CAP]
    return ""
