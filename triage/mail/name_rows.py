"""Rows of a platform's mail by their labels: which holds the buyer's name, which tells of the item.

The trap: items are called like people ("Lantaarn Sophie"); what begins such a row is nobody's name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from triage.mail.buyer_acts import may_be_account
from triage.mail.marks import MONEY
from triage.mail.name_shapes import clean
from triage.mail.row_labels import split_label
from triage.mail.rules import load, phrases, spelt
from triage.mail.wording import WORDING, key, key_of_word

_NAMES = load("buyers")["names"]
_ROLE_STEMS = phrases(spelt(_NAMES["role_stems"]))
_NAME_LABELS = frozenset(map(key_of_word, spelt((*_NAMES["role"], *_NAMES["label"]))))
_NAME_WORDS = frozenset(map(key_of_word, spelt(load("forms")["labels"]["name"]))) | {
    "名",
    "명",
    *_NAMES["account"],
}
_FIELDS = frozenset(key_of_word(word) for word in load("buyers")["wrapper"]["field"])
_NAME_STEMS = phrases(spelt(_NAMES["name_words"]), whole=True)
_ITEMS = phrases(_NAMES["items"])
TITLE = re.compile(r"[\"“”„«»「『][^\"“”„«»「」『』]{1,80}[\"“”«»」』]")
_NAME_WORDS_CAP = 4
_LINE_CAP = 300
_ACCOUNT = 6  # letters
_NOBODY = frozenset(_NAMES["nobody"])
_GLUED_NAME = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]{2,16}")
# "question about", "pergunta em"; what also means "from" decides nothing
_ABOUT = {key_of_word(word) for word in _NAMES["about"]} - {
    key_of_word(word)
    for word in (*_NAMES["from"], *(w for w, field in WORDING.labels.items() if field == "from"))
}
# behind a title: "28 cm", "(2 adet)"
_MEASURE = re.compile(
    r"[\s(,–-]{0,4}(?:x ?)?\d[\d.,]{0,8} ?(?:mm|cm|kg|ml|cl|dl|pcs|stk|stück|szt|adet|db|buc|ks|шт"
    r"|бр|см|мм|кг|мл|cái|buah|個|个|개|x|×)(?!\w)",
    re.IGNORECASE,
)
# "Lampion Zofia (11223344556)"; the ratings of a buyer are fewer
_ITS_NUMBER = re.compile(r"\s?[(（\[]\s?[^\W\d]{0,8}[.:#]{0,2}\s?\d{7,16}\s?[)）\]]")
_NUMBER = re.compile(r"\d{5}")  # of an item
_SHORT_WORD = 2  # letters: a unit, no verb


def is_name_label(label: str) -> bool:
    """Tell a field that holds the buyer's name: "Customer name", "お客様名", "고객명"."""
    # "Kundin/Kunde", "Buyer / Bidder"
    if any(part.strip() in _NAME_LABELS for part in (label, *label.split("/"))):
        return True
    role = _ROLE_STEMS.start(label)
    if role and (
        label[len(role) :].strip() in ("", *_NAME_WORDS) or label[len(role) :] in ("s", "e", "n")
    ):
        return True
    # "نام مشتری", "ชื่อลูกค้า": a word for name and one for the buyer, in whatever order
    short = len(label.split()) <= _NAME_WORDS_CAP
    return short and bool(_ROLE_STEMS.find(label) and _NAME_STEMS.find(label))


def leads_to_name(label: str, value: str, words: str) -> bool:
    """Tell "A new message from the customer: Fahd", which may lead to their `words` as well."""
    last = label.split()[-1] if len(label.split()) >= _NAME_WORDS_CAP else ""
    short = len(value.split()) < _NAME_WORDS_CAP and value[-1:] not in ".!?…؟。！？"
    return bool(_ROLE_STEMS.start(last)) and short and value not in words


def is_others(name: str, lines: Sequence[str]) -> bool:
    """Tell a title by its row or the word before it: "Προϊόν: Φανάρι Άννα", "oglasa Maja"."""
    rows = (line for line in lines if is_others_row(line))
    if any((split_label(row) or ("", ""))[1].startswith(name) for row in rows):
        return True
    before = (line[: line.find(name)].split()[-1:] for line in lines if name in line)
    return any(_ITEMS.start(key_of_word(word)) for words in before for word in words)


def is_item(name: str, subject: str, lines: Sequence[str]) -> bool:
    """Tell an item: it stands behind "about" in the subject, a price or a measure behind it.

    "Você recebeu uma pergunta em Bretelle Gel 4h", "Lampion Zofia 30 cm, 149,00 zł".
    """
    before = subject[: subject.find(name)].split() if name in subject else []
    # "1 L" may stand in the title
    while len(before) > 1 and (before[-1][:1].isupper() or before[-1][:1].isdigit()):
        before.pop()
    if before and (key_of_word(before[-1]) in _ABOUT or _is_of_item(before[-1])):
        return True
    below = (*lines[1:], "")
    return any(
        _is_priced(name, line[:_LINE_CAP], under) or _heads_number(name, line, subject, under)
        for line, under in zip(lines, below, strict=False)
    )


def _is_of_item(word: str) -> bool:
    """Tell what stands in front of a title: "your listing:", "Artikel"."""
    return word[-1:] in ":：#" and bool(_ITEMS.start(key_of_word(word)))


def _heads_number(name: str, line: str, subject: str, below: str) -> bool:
    """Tell a title of the subject by the item's number in the line below: "Listing #4988120371"."""
    titled = line.startswith(name) and line.strip() in subject
    return titled and bool(_NUMBER.search(below)) and bool(_ITEMS.find(key(below)))


def _is_priced(name: str, line: str, below: str) -> bool:
    """Tell a title with its price or its measure behind it, or its price in the line below."""
    before, found, rest = line.partition(name)
    if not found or any(not word[:1].isupper() for word in before.split()):
        return False
    if not rest.strip():
        return MONEY.match(below.strip()) is not None
    price = MONEY.search(rest)
    # "Ana Ruiz paid 39 EUR" goes on small.
    words = rest[: price.start()].split() if price else []
    verb = any(w.isalpha() and w[0].islower() and len(w) > _SHORT_WORD for w in words)
    if _ITS_NUMBER.match(rest):
        return True
    return _MEASURE.match(rest) is not None or (price is not None and not verb)


def is_title(name: str, lines: Sequence[str]) -> bool:
    """Tell a name that stands in quotes, as platforms set an item's title."""
    return " " in name and any(name in title[0] for x in lines for title in TITLE.finditer(x[:300]))


def is_others_row(line: str) -> bool:
    """Tell a row of the item or the matter: "Artikel: Lantaarn Sophie - 35 cm" names nobody."""
    label = (split_label(line) or ("", ""))[0]
    return label in _FIELDS and WORDING.labels.get(label) != "from" and not is_name_label(label)


def name_of_field(value: str) -> str:
    """Read a name that fills a field; without spaces nothing but a title of respect is cut."""
    glued = value.strip().removesuffix("様").removesuffix("さん").removesuffix("님").strip()
    if _GLUED_NAME.fullmatch(glued):
        return glued if clean(glued) else ""
    return clean(value) or _account_of_field(value.strip())


def _account_of_field(value: str) -> str:
    """Read "Buyer: mapleleafhiker": one small word, and none that tells what buyer it is."""
    alone = value.isascii() and value.isalpha() and value.islower() and len(value) >= _ACCOUNT
    return value if alone and value not in _NOBODY and may_be_account(value) else ""
