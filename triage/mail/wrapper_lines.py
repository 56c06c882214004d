"""What one line of a relay's or platform's mail is: the platform's own, or perhaps the buyer's.

The trap: buyers write "Order: 4711" and "Hello" too, so a line alone decides nothing; wrappers.py
looks at where it stands.
"""

from __future__ import annotations

import re
from enum import StrEnum

from triage.mail.carriers import LINK, Carrier, is_link, is_team
from triage.mail.enquirers import enquirer
from triage.mail.name_shapes import byline_name
from triage.mail.row_labels import COLONS, is_field, tells_of_message
from triage.mail.rules import load, phrases, spelt
from triage.mail.wording import WORDING, key

_RULES = load("buyers")["wrapper"]
_NAMES = load("buyers")["names"]
_PLATFORMS = load("platforms")
_MESSAGE_STEMS = phrases(spelt(_RULES["message"]))
_ROLE = phrases(spelt((*_NAMES["role"], *_NAMES["role_stems"], *_NAMES["label"])))
_MARKERS = phrases(_RULES["marker"])
_HEADS = phrases(_RULES["head"])
_TAILS = phrases(_RULES["tail"])
_GREETINGS = phrases(_RULES["greeting"], whole=True)
_NEWS = phrases(
    [*_PLATFORMS["message"]["words"], *_PLATFORMS["request"]["words"], *_NAMES["before"]]
)
_TO_SELLER = phrases(_NAMES["before"])
_SAYS = phrases(_RULES["says"])
_CONTACTS = phrases(_RULES["contact"])
_ASKS = phrases(load("requests")["ask"])
_WITHIN: list[str] = load("requests")["within"]

_RULE = re.compile(r"[-=_*―─━~•· ]{3,200}")
# "5 ноября, 09:38", "Nov 5, 2026 9:38 AM": a date or a time on a line of its own
_STAMP = re.compile(r"(?=.{0,40}\b(?:\d{1,2}[:.]\d{2}|20\d\d)\b)(?!.{0,40}\d{5})[\w\s,.:/-]{4,40}")
_STAMP_WORDS = 7
_MAILBOX = re.compile(r"<?[^\s<>@]{1,40}@[^\s<>@]{1,40}>?")  # how a platform shows who wrote
_LABEL_CAP = 48
LONGEST_NEWS = 300  # a longer line is the buyer's, whatever words it holds
LONGEST_HEAD = 140
_SHORT = 70
_NAMED_WORDS = 12
_NAME_WORDS = 4
_SHORTEST_NAME = 3


class LineKind(StrEnum):
    """What a line looks like; `WORDS` is all that looks like nothing else."""

    BLANK = "blank"
    RULE = "rule"
    MARKER = "marker"  # "reply above this line"
    FIELD = "field"  # "Order number: 4711", or a row of a table
    LINK = "link"  # a button or a bare address of the platform
    GREETING = "greeting"
    NEWS = "news"  # "Marta sent you a message about …"
    HEAD = "head"
    TAIL = "tail"
    TEAM = "team"  # "Your Etsy team"
    WORDS = "words"


def kind_of(line: str, carrier: Carrier) -> LineKind:
    """Tell what a line looks like, the surest signs first."""
    if not line.strip():
        return LineKind.BLANK
    if _RULE.fullmatch(line.strip()[:200]):
        return LineKind.RULE
    text = key(LINK.sub(" ", line))
    if _marks(text):
        return LineKind.MARKER
    tail = _TAILS.start(text.lstrip("*•-–—> ("))
    if tail and not text.endswith(COLONS):
        return LineKind.TAIL
    if _is_news(line, text, carrier):
        return LineKind.NEWS
    return LineKind.TAIL if tail else _smaller_kind(line, text, carrier)


def is_marker(line: str) -> bool:
    """Tell "reply above this line", whoever carries the mail."""
    return _marks(key(LINK.sub(" ", line)))


def _marks(text: str) -> bool:
    return len(text) < LONGEST_NEWS and bool(_MARKERS.find(text))


def _smaller_kind(line: str, text: str, carrier: Carrier) -> LineKind:
    signed = carrier.told and byline_name(line)
    if signed or is_field(line) or _MAILBOX.fullmatch(line.strip()[:_LABEL_CAP]):
        return LineKind.FIELD
    if is_link(line, carrier):
        return LineKind.LINK
    # "Hello seller, does it fit?" is the buyer's.
    if _HEADS.start(text) and len(text) < LONGEST_NEWS and "?" not in text:
        return LineKind.HEAD
    if len(text) <= _SHORT and len(text.split()) <= 7 and _GREETINGS.start(text):
        return LineKind.WORDS if "?" in text else LineKind.GREETING
    return LineKind.TEAM if is_team(line, carrier) else LineKind.WORDS


def greets(line: str) -> bool:
    """Tell a line that begins with a greeting, whatever follows it."""
    return bool(_GREETINGS.start(key(line)))


def opens_words(line: str) -> bool:
    """Tell an announcement after which nothing but the buyer's words can follow."""
    return key(LINK.sub(" ", line)).endswith(COLONS)


def in_platforms_voice(line: str) -> bool:
    """Tell an announcement that cannot be the buyer's: "You have a new message", "X sent you …"."""
    text = key(LINK.sub(" ", line))
    return bool(_HEADS.start(text) or _TO_SELLER.find(text))


def tells_seller(line: str) -> bool:
    """Tell "ANA.RUIZ asked you a question" from a wish for something: here words must follow."""
    text = key(line)
    said = _TO_SELLER.find(text) if len(text) <= LONGEST_HEAD else ""
    return bool(said) and bool(_MESSAGE_STEMS.find(said))


def whole_lines(text: str) -> str:
    """Join a name and what is said of it: "Ana Ruiz" / "hat dir eine Nachricht gesendet"."""
    first, _, rest = text.partition("\n")
    below = rest.partition("\n")[0].strip()
    few = 0 < len(first.split()) <= _NAME_WORDS and first.strip()[-1:] not in ",.!?:;，。！？："
    few = few and not _GREETINGS.start(key(first))  # "Hallo our_shop" greets, and "anna77" begins
    goes_on = below and below[0].islower() and _NEWS.find(key(f"{first} {below}"))
    return f"{first.rstrip()} {rest.lstrip()}" if few and goes_on else text


def tells_writing(line: str) -> bool:
    """Tell "Покупатель Антон написал вам": a buyer, and a verb for writing."""
    text = key(line)
    short = len(text) <= LONGEST_HEAD and not any(sign in text for sign in "?？")
    told = WORDING.wrote.search(text) or _CONTACTS.find(text)
    return short and bool(_ROLE.find(text) and told)


def names_buyer(text: str) -> bool:
    """Tell a line (already a `key`) that holds a word for the buyer."""
    return bool(_ROLE.find(text))


def tells_of_wish(text: str) -> bool:
    """Tell a line (already a `key`) in which somebody asks, wants or writes something."""
    return bool(_ASKS.find(text)) or any(word in text for word in _WITHIN)


def announces(line: str) -> bool:
    """Tell a line that only a buyer's words can follow: "Question from customer Andrei P.:"."""
    text = key(LINK.sub(" ", line))
    if len(text) > LONGEST_NEWS or not text.endswith(COLONS):
        return False
    if tells_of_message(text) or _SAYS.find(text):
        return True
    return tells_of_wish(text) and bool(_ROLE.find(text))


def is_stamp(line: str) -> bool:
    """Tell a line that is only a date and a time, as chats show it above what was said."""
    text = line.strip()
    label = text.partition(": ")[0] if ": " in text else ""
    digits = 0 if label.isalpha() or " " in label else sum(map(str.isdigit, text))
    short = len(text.split()) <= _STAMP_WORDS and 3 * digits >= len(text) - digits
    return short and _STAMP.fullmatch(text) is not None


def _is_news(line: str, text: str, carrier: Carrier) -> bool:
    if len(text) > LONGEST_NEWS:
        return False
    if _NEWS.find(text):
        return not is_field(line)
    heads = carrier.told and len(text) <= LONGEST_HEAD
    if heads and (tells_of_message(text) or tells_writing(text) or _echoes(text, carrier.subject)):
        return True
    spoken = heads and key(enquirer(line) or "?") == carrier.buyer
    return spoken or (announces(line) and (carrier.told or bool(_ROLE.find(text))))


def _echoes(text: str, subject: str) -> bool:
    """Tell "ANA_R t'a envoyé un message :" and "Ana Ruiz iniciou uma conversa" by the subject."""
    words = text.rstrip(":： ").split()
    if len(words) <= 1 or len(text) > LONGEST_HEAD:
        return False
    # The name in the subject begins a line that is no sentence.
    named = all(word.isalpha() and len(word) >= _SHORTEST_NAME for word in words[:2])
    if named and " ".join(words[:2]) in subject and text not in subject and text[-1].isalpha():
        return len(words) <= _NAMED_WORDS
    opens = text.endswith(COLONS) and _MESSAGE_STEMS.find(text)
    # The message stands in every subject.
    ends = (word for word in (words[0], words[-1]) if not _MESSAGE_STEMS.find(word))
    return bool(opens) and any(len(word) >= _SHORTEST_NAME and word in subject for word in ends)
