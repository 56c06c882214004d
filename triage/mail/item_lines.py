"""Lines with which a platform shows an item or a request below and above the buyer's words.

The trap: buyers write prices and titles too; only where these stand makes them the platform's.
"""

from __future__ import annotations

from triage.mail.carriers import LABELLED_LINK, LINK, Carrier
from triage.mail.machine_addresses import matches
from triage.mail.marks import PRICE_ALONE
from triage.mail.matter import speaks_of_self
from triage.mail.row_labels import split_label
from triage.mail.rules import load, phrases, spelt
from triage.mail.wording import key, key_of_word
from triage.mail.wrapper_lines import LONGEST_HEAD, LONGEST_NEWS

_RULES = load("buyers")["wrapper"]
_REASONS = frozenset(map(key_of_word, spelt(_RULES["reason"])))
_MESSAGE = phrases(spelt((*_RULES["message"], *_RULES["remark"])))
_GIVEN_BACK = phrases((*load("buyers")["names"]["undo"], *_RULES["given_back"]))
_SHORTEST_TITLE = 6
_SENTENCE_ENDS = ".,;:!?。！？…"
_TITLE_WORDS = 9
FIGURE = 30  # characters of a value that is a number, a date or an amount


def is_about_item(line: str, carrier: Carrier) -> bool:
    """Tell the lines with which a platform shows the item: its title, its price, a link to it."""
    text = key(LINK.sub(" ", line)).strip()
    titled = _SHORTEST_TITLE <= len(text) <= LONGEST_HEAD and text in carrier.subject
    # Some platforms repeat the buyer's question in the subject.
    titled = titled and text[-1] not in ".?!。？！؟…,"
    if titled or PRICE_ALONE.fullmatch(text):
        return True
    linked = LABELLED_LINK.search(line) and len(text) < LONGEST_NEWS
    host = found[1].lower().partition(":")[0] if (found := LINK.search(line)) else ""
    return bool(linked) and any(matches(host, own) for own in carrier.hosts)


def is_price(line: str) -> bool:
    """Tell a line that is an amount of money and nothing else."""
    return PRICE_ALONE.fullmatch(key(line)) is not None


def is_sum_given_back(label: str, value: str) -> bool:
    """Tell "Jumlah bayaran balik: RM 58.90": a sum alone, and nobody who speaks of themselves."""
    told = _GIVEN_BACK.find(label) is not None and not speaks_of_self(label)
    return told and is_price(value)


def is_figure(line: str) -> bool:
    """Tell a field with a date, an amount or a number in it."""
    found = split_label(line)
    return found is not None and len(found[1]) <= FIGURE and any(map(str.isdigit, found[1]))


def is_title(line: str) -> bool:
    """Tell a line that may be an item's title: a few words, begun large, and no sentence."""
    text = line.strip()
    words = text.split()
    plain = text[-1:] not in _SENTENCE_ENDS and not any(sign in text for sign in "?!？！")
    return bool(words) and len(words) <= _TITLE_WORDS and plain and not text[0].islower()


def is_reason(line: str) -> bool:
    """Tell a field with the reason for a return or a cancellation."""
    label = (split_label(line) or ("", ""))[0]
    words = label.split()
    # "Motiv retur", "Cancel reason": a word for it at either end, and none for what is written
    named = bool(words) and not _REASONS.isdisjoint((words[0], words[-1]))
    return label in _REASONS or (named and not _MESSAGE.find(label))
