"""A shop program's news to its keeper: "A new order came into your shop", and the order's rows.

The trap: customers write of a new order in our shop, and what they add to one stands in such news
as a note. So whatever asks, speaks of itself, complains or is more than the rows is a person's.
"""

from __future__ import annotations

import re

from triage.mail.marks import AMOUNT, ASKS, LINK
from triage.mail.matter import phrase_of_matter
from triage.mail.message import Identity, Mail
from triage.mail.name_shapes import is_name
from triage.mail.pronouns import says_i
from triage.mail.reasons import Sign
from triage.mail.row_labels import is_field, is_heading, message_value, split_label
from triage.mail.rules import shown
from triage.mail.speech import declared
from triage.mail.stems import bare, concepts
from triage.mail.wording import WORDING, key
from triage.mail.wrapper_lines import names_buyer

_NEWS = concepts("shop_orders")["news"]
_AMISS = concepts("services")["order"]["amiss"]
_ROWS = 2
_DIGITS = 3
_LONGEST = 140  # characters of the line that tells it
_MOST = 800  # lines
_LONG = 20  # lines from the top in which it stands
_WORDS = 5  # of a sentence; of a script without spaces as many signs as below
_SIGNS = 14
_NOTE = 4  # words
_CLAUSE = 3  # words
_CLAUSE_SIGNS = 8
_MAILBOX = re.compile(r"[(<\[]?[^\s<>@()]{1,64}@[^\s<>@()]{1,120}[)>\]]?")
_PARTS = re.compile(r"[,.:;!?，。、！：；]\s?")


def order_news(mail: Mail, identity: Identity) -> list[Sign]:
    """Look for news of an order in our shop; what answers it would go to its program."""
    if mail.in_reply_to or mail.references or ASKS.search(LINK.sub(" ", mail.text)):
        return []
    # What tells of an order is short.
    lines = [line.strip() for line in mail.text.split("\n", _MOST) if line.strip()][:_MOST]
    told = [line for line in lines[:_LONG] if _tells_of_order(line)]
    rows = [line for line in lines if line not in told and _is_row(line)]
    # Nobody but a shop's own program lets answers go to the shop itself.
    ours = any(each.address in identity.addresses for each in mail.reply_to)
    if not ours and not _tells_of_buyer(told, rows, mail):
        return []
    noted = any(message_value(line) is not None or is_heading(line) for line in lines)
    noted = noted or any(_is_note(row) for row in rows)
    priced = any(map(AMOUNT.search, lines))
    # Some tell only which order it is, and whose; nobody else gives that in rows to the shop.
    numbered = ours and any(map(_names_order, (*told, *rows)))
    if noted or not told or len(rows) < _ROWS or not (priced or numbered):
        return []
    other = [line for line in lines if line not in rows and line not in told]
    said = "\n".join(line for line in other if not LINK.search(line))
    # "This mail was made by …" stands at the very end.
    ends = 1 if other and WORDING.mail_itself.search(key(other[-1])) else 0
    sentences = any(_is_sentence(line) for line in other[: len(other) - ends])
    prose = sentences and not declared(mail)
    written = "\n".join((*told, said))
    own = phrase_of_matter(written) or says_i(said if ours else written, mail.text)
    if prose or own or _AMISS.find(bare(key(written))):
        return []
    return [Sign("order_news", f"Tells our shop of an order: {shown(told[0])}", 5)]


def _tells_of_buyer(told: list[str], rows: list[str], mail: Mail) -> bool:
    """Tell "Your shop has an order" with somebody else's name behind "Customer"."""
    said = [bare(key(line)) for line in told]
    if not any(_NEWS["shop"].find(one) and _NEWS["arrived"].find(one) for one in said):
        return False
    found = [row for row in map(split_label, rows) if row and names_buyer(row[0])]
    writer = key(f"{mail.sender.name} {mail.sender.address}")
    return bool(found) and not any(
        word in writer for _, name in found for word in key(name).split()
    )


def _tells_of_order(line: str) -> bool:
    """Tell a line that says that an order came, and nothing else."""
    if len(line) > _LONGEST:
        return False
    # "… by the following customer: Anne Blanc (anne@…)"
    clauses = [
        bare(key(each))
        for each in _PARTS.split(_MAILBOX.sub(" ", line))
        if not all(map(is_name, each.split()))
    ]
    news = [one for one in clauses if _NEWS["order"].find(one) and _comes(one)]
    return bool(news) and not any(_is_clause(each) for each in clauses if each not in news)


def _comes(text: str) -> str:
    return _NEWS["new"].find(text) or _NEWS["arrived"].find(text)


def _is_note(row: str) -> bool:
    """Tell a row with what somebody wrote behind its label, whatever the label is."""
    value = (split_label(row) or ("", ""))[1]
    if any(map(str.isdigit, value)):
        return False
    return len(value.split()) >= _NOTE or _glued(value) >= _SIGNS


def _is_clause(text: str) -> bool:
    return len(text.split()) >= _CLAUSE or _glued(text) >= _CLAUSE_SIGNS


def _is_row(line: str) -> bool:
    """Tell "Total: 49 €", and without a colon "Total 49 €" or "Order no. 4711"."""
    found = split_label(line)
    if found is None:
        short = len(line.split()) < _WORDS and _glued(line) < _SIGNS
        return short and (is_field(line) or bool(AMOUNT.search(line)) or _names_order(line))
    return bool(found[1]) and not _is_sentence(line)


def _names_order(line: str) -> bool:
    """Tell "Order no. 4711"."""
    return sum(map(str.isdigit, line)) >= _DIGITS and bool(_NEWS["order"].find(bare(key(line))))


def _is_sentence(line: str) -> bool:
    text = LINK.sub(" ", line).strip()
    long = len(text.split()) >= _WORDS or _glued(text) >= _SIGNS
    return long and text[-1:] in ".!。！" and " | " not in text


def _glued(text: str) -> int:
    return sum(sign > "\u2e7f" or "\u0e00" <= sign < "\u0e80" for sign in text)
