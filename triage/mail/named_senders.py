"""Whom a platform says a message came from: "a question received from Ana", "Anna vevőtől".

The trap: items, shops and reasons stand behind "from" and "of" too; what a row of the mail tells
of the matter is taken out before anybody is looked for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from triage.mail.carriers import LABELLED_LINK
from triage.mail.marks import MONEY
from triage.mail.name_shapes import clean, is_name, last_name, named_whole
from triage.mail.row_labels import message_value, split_label
from triage.mail.rules import load, phrases
from triage.mail.stems import stems
from triage.mail.wording import WORDING, any_of, key, key_of_word
from triage.mail.wrapper_lines import tells_of_wish

_NAMES = load("buyers")["names"]
_WRAPPER = load("buyers")["wrapper"]
_REASONS = frozenset(key_of_word(word) for word in _WRAPPER["reason"])
_TITLES = frozenset(key_of_word(word) for word in load("forms")["labels"]["subject"])
_MESSAGE = phrases(_WRAPPER["message"])
_ENDS = phrases(_NAMES["ends"], whole=True)
_TOLD_OF_SELLER = 16  # characters
_SELLERS = stems(_NAMES["seller"])
_FROM_WORDS = {word for word, field in WORDING.labels.items() if field == "from"}
_BEHIND = rf"(?<!\w)(?:{any_of(sorted({*_FROM_WORDS, *_NAMES['from']}))}) "
_FROM = re.compile(rf"{_BEHIND}(?=(\S.{{0,60}}))", re.IGNORECASE)
_OF_ACCOUNT = re.compile(rf"{_BEHIND}([a-z][a-z0-9._-]{{3,40}}):$")
_GLUED = re.compile(r"(?:จาก|ลูกค้า|ผู้ซื้อ) ?(คุณ ?\S{2,30})")
_FROM_ROLE = re.compile(rf"(?<=[\w*.]) (?:{any_of(_NAMES['from_role'])})(?!\w)", re.IGNORECASE)
_STEM = any_of([word for word in _NAMES["role_stems"] if not "\u3000" < word[0] < "\ud7b0"])
# in the middle of a sentence; "Buyer (Germany)" alone may tell a country
_BESIDE_ROLE = re.compile(
    rf"(?<=\S )(?:{_STEM})[^\W\d]{{0,6}} ?[(（]([^\W\d_][^()（）\d]{{1,39}})[)）],?(?= \w)",
    re.IGNORECASE,
)
# "Buyer cikzulaikhairdina has raised …": too long for an adverb, and no ending of a noun
_LONG_ACCOUNT = re.compile(
    r"(?:buyer|customer|pembeli) (?-i:([a-z]{12,40}))"
    r"(?<!ly)(?<!ion)(?<!ment)(?<!ness)(?<!ing)(?<!ity) (?:has|have|wants|would|telah|ingin|ha)\b",
    re.IGNORECASE,
)
_SPAN = 6  # words between "question" and "from"
_CAP = 300
_BUTTON = 4  # words
_NAME_WORDS = 3
_PRICE_LINE = 60  # characters
_GREETED_WITHIN = 6  # lines from the top
_CALLED_WITHIN = 6  # lines below the greeting
_GREETING_CAP = 160
_JOIN = 4  # letters of "and", "och", "και"


def without_matter(subject: str, lines: Sequence[str]) -> tuple[str, list[str]]:
    """Take the rows out that tell of the matter or the item, and what they say out of the subject.

    "Reason: Package Not Received" below "Return request 4711 – Package Not Received"; a title
    above its price, below "Question about Garden Lamp Alba".
    """
    kept: list[str] = []
    bare = key(subject)
    for line, below in zip(lines, (*lines[1:], ""), strict=False):
        if line and subject.endswith(line) and MONEY.search(below[:_PRICE_LINE]):
            subject = subject.removesuffix(line)
            continue
        label, value = split_label(line) or ("", "")
        said = key(value)
        again = len(said.split()) > 1 and said in bare and not named_whole(value)
        # "Subject: Question from Ana" names her.
        titled = label in _TITLES and not tells_of_wish(said)
        if value and message_value(line) is None and (label in _REASONS or titled or again):
            at = subject.casefold().find(value.casefold())
            subject = f"{subject[:at]}–{subject[at + len(value) :]}" if at >= 0 else subject
        else:
            kept.append(line)
    return subject, kept


def account_in(lines: Sequence[str]) -> str:
    """Return "brightonbeth" of "Comments from brightonbeth:" who begins another line as well."""
    for line in lines:
        found = _OF_ACCOUNT.search(line[:_CAP]) if _is_of_message(line[:_CAP]) else None
        if found and any(each.startswith(f"{found[1]} ") for each in lines):
            return clean(found[1].capitalize()) and found[1]
    return ""


def sender_in(line: str) -> str:
    """Return who a line says that a message came from, "" if it names nobody."""
    line = line[:_CAP]
    if not _is_of_message(line):
        return ""
    called = _GLUED.search(line)
    if called:
        return called[1]
    for found in _FROM.finditer(line):
        before = key(" ".join(line[: found.start()].split()[-_SPAN:]))
        if not (_MESSAGE.find(before) or tells_of_wish(before)):
            continue
        # "Go to Manage Returns (<https://…>)": what stands right in front of a target is a button.
        target = LABELLED_LINK.search(line, found.end())
        if target and len(line[found.end() : target.start()].split()) <= _BUTTON:
            continue
        if (name := _behind(found[1])) and "&" not in found[1][: len(name) + 2]:
            return name
    return ""


def greeted_beside(lines: Sequence[str]) -> str:
    """Read who is greeted beside the seller: "Dear Lindenhof and Kylie Brennan,".

    The seller is whom a line below calls alone: "Lindenhof, please review this request".
    """
    for at, line in enumerate(lines[:_GREETED_WITHIN]):
        if not line.endswith((",", ":", "!", "，")) or len(line) > _GREETING_CAP:
            continue
        for below in lines[at + 1 : at + _CALLED_WITHIN]:
            seller, comma, said = below[:_CAP].partition(", ")
            before, named, behind = line[:-1].partition(f" {seller}")
            if not (comma and said and named and seller[:1].isupper()):
                continue
            # "Jahnavi, the Seller will respond to your request": whom it tells of the seller buys.
            told = key(said[:_TOLD_OF_SELLER])
            if _SELLERS.find(told):
                return clean(seller)
            joined = behind.split()
            if joined and _is_join(joined[0]) and named_whole(" ".join(joined[1:])):
                return clean(" ".join(joined[1:]))
            ahead = before.split()
            if not behind.strip() and ahead and _is_join(ahead[-1]):
                return last_name(" ".join(ahead[:-1]))
    return ""


def called_beside(lines: Sequence[str]) -> str:
    """Read who is told what the seller will do: "Priyanka Rao, please note that the seller …"."""
    for line in lines[:_GREETED_WITHIN]:
        name, comma, said = line[:_CAP].partition(", ")
        greets = any(name in each for each in lines[:_GREETED_WITHIN] if each.endswith(","))
        whole = comma and not greets and len(name.split()) > 1 and named_whole(name)
        if whole and _SELLERS.find(key(said)):
            return clean(name)
    return ""


def _is_join(word: str) -> bool:
    """Tell "and" of whatever language: a few small letters, or a sign."""
    return len(word) <= _JOIN and not word[0].isupper() and not word[0].isdigit()


def beside_role(line: str) -> str:
    """Read "Piotr" of "a request of your customer (Piotr)", where nothing else names anybody."""
    line = line[:_CAP]
    found = _BESIDE_ROLE.search(line) if _is_of_message(line) else None
    return clean(found[1]) if found and named_whole(found[1]) else ""


def long_account(line: str) -> str:
    """Read the account that stands small between the buyer's role and a verb."""
    found = _LONG_ACCOUNT.search(line[:_CAP])
    return found[1] if found and is_name(found[1].capitalize()) else ""


def ahead_of_role(line: str) -> str:
    """Read who stands in front of a buyer in the case for "from": "Eszter vásárlótól"."""
    for role in _FROM_ROLE.finditer(line[:_CAP]) if _is_of_message(line[:_CAP]) else ():
        name = last_name(line[: role.start()])
        # A word that begins a sentence is as likely an ordinary one.
        if name and not (name.isalpha() and name == line[: role.start()].strip()):
            return name
    return ""


def _is_of_message(line: str) -> bool:
    said = key(line)
    asks = any(sign in said for sign in "?？؟")
    return not asks and bool(tells_of_wish(said) or _MESSAGE.find(said))


def _behind(text: str) -> str:
    """Read the name that a text begins with, where it shows itself as one."""
    # "Gwen Price:" is whole, though a price is an ordinary word.
    head = text.partition(":")[0].strip().split()
    capitals = all(word.isalpha() and word.istitle() for word in head)
    if ":" in text and 1 < len(head) <= _NAME_WORDS and capitals and is_name(head[0]):
        return " ".join(head)
    name = clean(text)
    if not name or not text.lstrip(" \"'«„“*").startswith(name.split()[0]):
        return ""
    words = name.split()
    if name.lower() != name.upper():
        return name if all(map(_may_be_named, words)) else ""
    # Without capitals only what follows shows where a name ends.
    after = key(text[text.find(name) + len(name) :])
    ends = not after.strip(" :.") or _ENDS.start(after)
    return name if ends and len(words) <= _NAME_WORDS else ""


def _may_be_named(word: str) -> bool:
    account = "-" in word and word.islower()
    return is_name(word) or account or (len(word) <= _NAME_WORDS + 2 and word.isalpha())
