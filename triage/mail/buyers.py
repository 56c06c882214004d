"""Who the buyer behind a platform's mail is, and which order it is about, as the platform says.

The trap: no name is better than a wrong one; "Amazon customer" and the shop's own name are none.
"""

from __future__ import annotations

import re

from triage.mail.rules import load, phrases
from triage.mail.wording import key, key_of_word
from triage.mail.wrapper_lines import Carrier, LineKind, announces, kind_of, split_label

_NAMES = load("buyers")["names"]
_FORM_LABELS = load("forms")["labels"]
_MATTER_LABELS = load("matter")["labels"]
_ROLES = phrases(_NAMES["role"], whole=True)
_MESSAGE = phrases(load("buyers")["wrapper"]["message"], whole=True)
_NAME_LABELS = frozenset(key_of_word(word) for word in (*_NAMES["role"], *_NAMES["label"]))
_LABELS = {
    key_of_word(word): field
    for field in ("order_number", "subject", "name")
    for word in _FORM_LABELS[field]
}
_REASONS = frozenset(key_of_word(word) for word in load("buyers")["wrapper"]["reason"])
_HEAD_LINES = 30  # of a mail in which the buyer and the order are named
_NAME_CAP = 40
_ORDER_CAP = 64


def _alternatives(words: list[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_BEFORE = re.compile(rf"^(.{{1,60}}?) ?(?:{_alternatives(_NAMES['before'])})", re.IGNORECASE)
_CASED = [word for word in _NAMES["after"] if word[0].lower() != word[0].upper()]
_UNCASED = [word for word in _NAMES["after"] if word not in set(_CASED)]
_AFTER = re.compile(
    rf"(?:(?<!\w)(?:{_alternatives(_CASED)})|{_alternatives(_UNCASED)}) ?:? ?(.{{1,60}})",
    re.IGNORECASE,
)
_SAYS = _alternatives(load("buyers")["wrapper"]["says"])
_SAID = re.compile(rf"^(.{{1,60}}?) (?:[^\W\d]{{1,4}} )?(?:{_SAYS})(?!\w)", re.IGNORECASE)
_CALLED = re.compile(rf"(?<!\w)(?:{_alternatives(_NAMES['role'])}) (.{{1,60}})", re.IGNORECASE)
# what follows a name: "… about order 4711", "… zu Bestellung", "… erhalten"
_ENDS = _alternatives(load("buyers")["names"]["ends"])
_TAIL = re.compile(
    rf"\s(?-i:{_ENDS})\b.*|[:：!！?？(（\n#,，|].*|\s[-–—]\s.*|さん.*|様.*|님.*|的.*|\s\d.*",
    re.DOTALL | re.IGNORECASE,
)
_ORDER = re.compile(
    rf"(?<!\w)(?:{_alternatives([*_FORM_LABELS['order_number'], *_MATTER_LABELS])})"
    r"[\s:：#№º°.(\[]{0,6}(?:(?:nr|no|num|id|số|番号|号|편번호)\b[\s:：#.]{0,3})?#?"
    r"([A-Za-z0-9][A-Za-z0-9-]{3,63})",
    re.IGNORECASE,
)
_LINK = re.compile(r"https?://[^\s<>()]{1,1000}")
_ORDER_VALUE = re.compile(r"#?\s?([A-Za-z0-9][A-Za-z0-9/-]{2,63})")
_GLUE = re.compile(
    r"\s[-–—|]\s|\s\(|[()]|\s(?:via|über|through|par|por|przez|op|on|μέσω|через|чрез|aracılığıyla|通过|透過|経由)\s",
    re.IGNORECASE,
)


def buyer_name(subject: str, text: str) -> str:
    """Return the name the platform gives the buyer, "" if it gives none."""
    lines = [line.strip(" >*_") for line in text.splitlines() if line.strip()][:_HEAD_LINES]
    for line in lines:
        found = split_label(line)
        if found and found[0] in _NAME_LABELS and (name := _clean(found[1])):
            return name
    for line in (subject, *lines):
        if name := _announced(line[:300]):
            return name
    return ""


def _announced(line: str) -> str:
    """Read "Hannah sent you a message" and "message from your buyer Marta G. about …"."""
    after = _AFTER.search(line)
    if after and (name := _clean(after[1])):
        return name
    before = _BEFORE.search(line)
    if before and (name := _clean(before[1])):
        return name
    said = _SAID.search(line) if announces(line) else None
    if said and (name := _clean(said[1])):
        return name
    # "pesan baru dari pembeli ratna_dewi88": whatever the language, the name follows the role.
    for called in _CALLED.finditer(line):
        if name := _clean(called[1]):
            return name
    return ""


def _clean(name: str) -> str:
    """Cut a name where the sentence goes on, and free it of "your buyer"."""
    name = _TAIL.sub("", f" {name} ").strip(" \t\"'«»“”„,;<>*_")
    role = _ROLES.start(key(name))
    if role:
        name = name[len(role) :].strip(" :：\"'")
    lowered = key(name)
    if _ROLES.find(lowered) or _MESSAGE.start(lowered) or not any(map(str.isalnum, name)):
        return ""  # "Ein Käufer"
    words = name.split()
    if words[0].isascii() and not words[0].isalpha() and not words[0].endswith("."):
        words, name = words[:1], words[0]
    short = len(name) <= _NAME_CAP and len(words) <= 4 and "@" not in name
    # A sentence goes on small; names of accounts are one word with a digit, a dot or a dash in it.
    account = len(words) == 1 and not name.isalpha()
    return name if short and (account or not name[0].islower()) and not name.isdigit() else ""


def display_name(name: str, carrier: Carrier) -> str:
    """Free a display name of the marketplace's: "Élodie - Marketplace Amazon" → "Élodie"."""
    parts = [part.strip() for part in _GLUE.split(name[:200]) if part.strip()]
    own = [part for part in parts if not _is_platforms(part, carrier)]
    if not own:
        return ""
    role = _ROLES.start(key(own[0]))
    if not role:
        return own[0]
    # "Client Maisons du Monde" names the shop, "Käufer max_22" the buyer.
    rest = own[0][len(role) :].strip(" :")
    return rest if 0 < len(rest.split()) <= 2 else ""


def _is_platforms(part: str, carrier: Carrier) -> bool:
    lowered = key(part)
    return "marketplace" in lowered or any(name in lowered for name in carrier.names)


def wrapper_fields(
    subject: str, text: str, carrier: Carrier, pattern: re.Pattern[str] | None = None
) -> tuple[tuple[str, str], ...]:
    """Return what the wrapper tells beside the words: the order's number, the matter's heading."""
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
