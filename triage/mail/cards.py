"""The lines of a contact card: names, titles, addresses, telephones; short, and no sentences.

The trap: a firm's name may end in a full stop ("Officine Baldoni S.r.l."), and a line that names an
order is the letter's, wherever it stands.
"""

from __future__ import annotations

import re

_SHORT = 80
MOST = 25  # filled lines of a card
_SENTENCE_END = ("?", "!", "？", "！", "؟", ":", "。")
_ABBREVIATION = 4  # letters of "Ltd.", "Corp."
_INNER_DOT = re.compile(r"\w\.\w{1,4}\.")  # "S.r.l.", "o.o.", "Α.Ε."
RULE = re.compile(r"[-=_*~─━＝・+]{4,80}")
BUSINESS = re.compile(
    r"www\.|https?:|[^\s@]@[^\s@]|^\W{0,2}(?:(?:tel|fon|phone|telefon|mob|mobil|mobile|port|fax|cell|"
    r"handy|telf|tlf|puh|тел|моб|τηλ|電話|电话|전화|手机)\b|[TMFEW]:|℡)",
    re.IGNORECASE,
)
_ORDER_WORD = re.compile(
    r"order|bestell|auftrag|command|pedido|encomenda|ordin|bestel|zamówieni|objedn|rendel|comand|"
    r"поръч|παραγγ|заказ|замовл|sipariş|طلب|הזמנה|سفارش|ऑर्डर|สั่งซื้อ|đơn|pesanan|注文|주문|订单|訂單|"
    r"tilau|ordre|narudžb|naroč|tellimu|pasūt|užsak|наруџб|#\s?\d{3}",
    re.IGNORECASE,
)


def is_card_line(line: str) -> bool:
    """Tell a line as short as those of a card, and no question."""
    text = line.strip()
    if len(text) > _SHORT or _ORDER_WORD.search(text):
        return False
    return not text.endswith(_SENTENCE_END) or RULE.fullmatch(text) is not None


def is_phrase(line: str) -> bool:
    """Tell prose from a name, title or address: a full stop, or most words in small letters."""
    words = line.split()
    if len(words) >= 4 and words[-1].endswith((".", "。", "…")):
        return not _is_abbreviated(words)
    return len(words) >= 6 and 2 * sum(word[0].islower() for word in words) > len(words)


def _is_abbreviated(words: list[str]) -> bool:
    """Tell a name whose last word is short for something from a sentence: its words are large."""
    last = words[-1]
    short = last[:1].isupper() and len(last) <= _ABBREVIATION + 1
    large = sum(not word[0].islower() for word in words)
    return (_INNER_DOT.fullmatch(last) is not None or short) and 2 * large > len(words)


def is_piped(lines: list[str], paragraph: list[int]) -> bool:
    """Tell NetEase's card, a table of name and address: every other line is a bare "|"."""
    pipes = sum(not lines[at].strip(" |") for at in paragraph)
    return pipes >= 3 and 2 * pipes >= len(paragraph) and len(paragraph) <= MOST


def contacts_in(lines: list[str], block: list[int]) -> int:
    """Count lines that name a web page, a mail address or a labelled telephone."""
    return sum(BUSINESS.search(lines[at][:200]) is not None for at in block)
