"""Labels of rows in a platform's mail: "Order number: 4711", "Customer's comment | …".

The trap: buyers write "Question: does it fit?" and "Colour: blue" too; where a row stands decides.
"""

from __future__ import annotations

import re

from triage.mail.form_labels import FROM, of_customer
from triage.mail.marks import PAIRS
from triage.mail.rules import load, phrases, spelt
from triage.mail.wording import key, key_of_word

_RULES = load("buyers")["wrapper"]
_NAMES = load("buyers")["names"]
_FORM_LABELS = load("forms")["labels"]
_MESSAGE = frozenset(map(key_of_word, spelt((*_RULES["message"], *_FORM_LABELS["message"]))))
_MESSAGE_STEMS = phrases(spelt(_RULES["message"]))
_REMARKS = phrases(spelt(_RULES["remark"]))
_ROLE = phrases(spelt((*_NAMES["role"], *_NAMES["role_stems"], *_NAMES["label"])))
_FIELDS = frozenset(
    key_of_word(word)
    for words in (
        *(_FORM_LABELS[name] for name in ("name", "phone", "order_number", "subject", "country")),
        (*_RULES["field"], *_RULES["reason"], *_NAMES["role"], *_NAMES["label"], *FROM),
        load("parcels")["tracking"],
    )
    for word in spelt(words)
)
_TITLES = frozenset(map(key_of_word, spelt(_FORM_LABELS["subject"])))
_HEADS = phrases(_RULES["head"])
_TO_SELLER = phrases(_NAMES["before"])
_SAYS = phrases(_RULES["says"])
CELL = " | "
_BOXED = re.compile(r"\s{0,10}[【［\[]\s?([^【】［］\[\]]{1,20})[】］]")
# "Venta #2000009182736455", "Order 4711"
_NUMBERED = re.compile(
    r"([^\d#:：]{2,40}?)[ \u3000]?[#№:：nº°.]{0,4} ?(?=[\w-]{0,24}\d{3})[\w-]{4,40}"
)
# "Attachments: IMG_1.jpg, IMG_2.jpg"
_FILES = re.compile(
    r"(?:[^\s,;]{1,60}\.(?:jpe?g|png|gif|heic|webp|pdf|mp4|mov|docx?)(?:[,;]? |$))+", re.IGNORECASE
)
_LABEL_CAP = 48
_ROW_CAP = 300  # a longer line is the buyer's, whatever its label
_HEADING_WORDS = 5  # "Message from your buyer", not "How sellers answer customers' messages"
_SHORT = 70
_SENTENCE = 20  # characters
_TITLE_WORDS = 4
_BRIEF = 2
_ENDS_IN = re.compile(r"[^\W\d][.!?。！？؟]")
COLONS = (":", "：")
_BULLETS = "*_#>•-■●◆▼◇□・ \t"


def split_label(line: str) -> tuple[str, str] | None:
    """Split "Label: value" or a table's "Label | value"; None for any other line."""
    ends = [(line.find(sign), len(sign)) for sign in (*COLONS, CELL) if sign in line]
    boxed = _BOXED.match(line)
    if boxed and not line[boxed.end() :].startswith(COLONS):
        return key_of_word(boxed[1]), line[boxed.end() :].strip()
    if not ends and line.lstrip()[:1] in "■●◆▼◇□・" and "\u3000" in line.strip():
        ends = [(line.index("\u3000"), 1)]  # "■お客様名　木村 健 様"
    if not ends:
        return None
    at, size = min(ends)
    label = key_of_word(line[:at].strip(_BULLETS))
    if not 0 < len(label) <= _LABEL_CAP:
        return None
    value = line[at + size :].strip().strip("|_").strip()
    # "ks88****" is an account that the platform masks, "**Ana**" is bold.
    return label, value.strip("*").strip() if value.startswith("*") else value


def message_value(line: str) -> str | None:
    """Return what stands behind a label like "Customer's comment:"; None if there is no such label.

    "Question about your order: …" is no label, so a longer one must name the buyer.
    """
    found = split_label(line)
    if found is None:
        return "" if key_of_word(line.strip(_BULLETS)) in _MESSAGE else None
    label, value = found
    if label in _MESSAGE or of_customer(label) == "message":  # "Kundenkommentar: …"
        return value
    announces = _HEADS.start(label) or _TO_SELLER.find(label)
    short = label not in _FIELDS and len(label.split()) <= _HEADING_WORDS
    said = _MESSAGE_STEMS.find(label) or _SAYS.find(label) or _REMARKS.find(label)
    named = short and said and _ROLE.find(label)
    # "متن پرسش: …", "Texto de la pregunta: …", with a sentence behind
    written = len(value) > _SENTENCE and bool(_ENDS_IN.search(value)) and "://" not in line
    titled = short and len(label.split()) <= _TITLE_WORDS and _MESSAGE_STEMS.find(label) and written
    # "New message: Hi, does it fit …?": what is announced in two words stands behind them
    brief = titled and len(label.split()) <= _BRIEF
    # 'Message from buyer: "Please cancel it."', but "Message from buyer: Anna" tells who wrote.
    in_marks = short and said and value[:1] + value[-1:] in PAIRS and len(value) > _SENTENCE
    return value if brief or in_marks or ((named or titled) and not announces) else None


def names_their_words(line: str) -> bool:
    """Tell a row whose label names both a message and the buyer: "Customer comment | …"."""
    found = split_label(line)
    return found is not None and bool(found[1]) and tells_of_message(found[0])


def is_heading(line: str) -> bool:
    """Tell "Message of the customer" on a line of its own."""
    text = key(line)
    short = len(text) <= _LABEL_CAP and len(text.split()) <= _HEADING_WORDS
    about = short and text[-1:] not in ".?!。" and tells_of_message(text)
    return bool(about) and not _HEADS.start(text)


def tells_of_message(text: str) -> bool:
    """Tell a line (already a `key`) that names both a message and a buyer."""
    return bool(_MESSAGE_STEMS.find(text) and _ROLE.find(text))


def is_title_row(line: str) -> bool:
    """Tell "Subject: Late delivery"."""
    label, value = split_label(line) or ("", "")
    return bool(value) and label in _TITLES


def is_field(line: str) -> bool:
    """Tell a labelled line about the order, the item or the buyer."""
    found = split_label(line)
    if len(line) > _ROW_CAP:
        return False
    if found is None:
        numbered = _NUMBERED.fullmatch(line.strip()[:_SHORT])
        return numbered is not None and is_listed(key_of_word(numbered[1]))
    return CELL in line or is_listed(found[0]) or _FILES.fullmatch(found[1][:200]) is not None


def is_listed(label: str) -> bool:
    """Tell a label of a field that is known."""
    label = label.rstrip("#°º. ")
    return label in _FIELDS or label.removesuffix(" no") in _FIELDS
