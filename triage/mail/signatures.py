"""Where a signature is: the "-- " line, closing formulas, phone footers, confidentiality notices.

A line that names an order stays with the own words even below the closing formula.
"""

from __future__ import annotations

import re

from triage.mail.wording import WORDING, key, key_of_word

_AFTER_DELIMITER = 25  # filled lines below "-- "
_AFTER_SIGN_OFF = 8  # filled lines below a closing formula
_FOOTERS_WITHIN = 40  # filled lines from the end where a phone's footer is looked for
_SHORT = 80
_SENTENCE_END = ("?", "!", "？", "！", "؟", ":", "。")
_CONTACT = re.compile(r"@|https?:|www\.|\+?\d[\d ()/-]{6,20}\d")
_RULE = re.compile(r"[-=_*~─━＊＝・+]{4,80}")
_LINK = re.compile(r"<?https?://[^\s<>]{1,300}>?|<[^<>\s]{1,300}>|\(https?://[^\s()]{1,300}\)")
_TELEPHONE = re.compile(
    r"^\W{0,2}(?:tel|fon|phone|mob|fax|cell|handy|www|http|电话|手机|電話|тел)|@|^\+|^0\d",
    re.IGNORECASE,
)
_ORDER_WORD = re.compile(
    r"order|bestell|auftrag|command|pedido|encomenda|ordin|bestel|zamówieni|objedn|rendel|comand|"
    r"поръч|παραγγ|заказ|замовл|sipariş|طلب|הזמנה|سفارش|ऑर्डर|สั่งซื้อ|đơn|pesanan|注文|주문|订单|訂單|"
    r"tilau|ordre|narudžb|naroč|tellimu|pasūt|užsak|наруџб|#\s?\d{3}",
    re.IGNORECASE,
)


def mark_signature(lines: list[str], marks: list[str], seen: int) -> None:
    """Mark signature lines "s" among those still own."""
    own = [at for at in range(seen) if not marks[at]]
    for begin, end in _segments(lines, marks, seen):
        for at in _filled(lines, marks, begin, end)[-_FOOTERS_WITHIN:]:
            if is_footer(lines[at]):
                marks[at] = "s"
        _mark_disclaimers(lines, marks, begin, end)
        _mark_tail(lines, marks, begin, end)
    if not any(lines[at].strip() and not marks[at] for at in range(len(lines))):
        _give_back(lines, marks, own)


def is_footer(line: str) -> bool:
    """Tell "Sent from my iPhone" and its like in any language."""
    if len(line) > 300:
        return False
    text = key(_LINK.sub(" ", line)).strip(" -–—_*|•[]()")
    return 3 < len(text) <= 120 and WORDING.footers.fullmatch(text) is not None


def _give_back(lines: list[str], marks: list[str], own: list[int]) -> None:
    """A mail that would be signature alone keeps its words, unless it is a bare footer."""
    for at in own:
        if marks[at] == "s" and not is_footer(lines[at]):
            marks[at] = ""


def _segments(lines: list[str], marks: list[str], seen: int) -> list[tuple[int, int]]:
    """Runs of own lines between quotes; blank lines do not end a run."""
    runs: list[tuple[int, int]] = []
    begin = 0
    for at in range(seen + 1):
        if at == seen or marks[at] == "q":
            if any(line.strip() for line in lines[begin:at]):
                runs.append((begin, at))
            begin = at + 1
    # Only what stands before the first and after the last quote can be signed.
    return runs if len(runs) < 3 else [runs[0], runs[-1]]


def _filled(lines: list[str], marks: list[str], begin: int, end: int) -> list[int]:
    return [at for at in range(begin, end) if not marks[at] and lines[at].strip()]


def _mark_tail(lines: list[str], marks: list[str], begin: int, end: int) -> None:
    filled = _filled(lines, marks, begin, end)
    tail = filled[-_AFTER_DELIMITER - 1 :]
    for nth, at in enumerate(tail):
        below = tail[nth + 1 :]
        if _is_delimiter(lines[at]) and (at != filled[0] or len(below) <= 4):
            _sign(lines, marks, at, below)
            return
    tail = filled[-_AFTER_SIGN_OFF - 1 :]
    for nth, at in enumerate(tail):
        below = tail[nth + 1 :]
        if at != filled[0] and (_signs_off(lines[at]) or _is_ruled_card(lines, at, below)):
            _sign(lines, marks, at, below)
            return


def _is_delimiter(line: str) -> bool:
    return line.strip() in ("--", "—") and len(line) <= 4


def _is_ruled_card(lines: list[str], at: int, below: list[int]) -> bool:
    """A rule above name and contact, as in Japan: every line short, one of them a contact."""
    return (
        _RULE.fullmatch(lines[at].strip()) is not None
        and any(_CONTACT.search(lines[each][:200]) for each in below)
        and all(_is_card_line(lines[each]) for each in below)
    )


def _signs_off(line: str) -> bool:
    text = line.strip()
    if len(text) > 60:
        return False
    if key_of_word(text) in WORDING.sign_offs:
        return True
    # "Best regards, Anna": the formula, a comma, at most four more words
    head, comma, name = key(text).replace("，", ",").replace("、", ",").partition(",")
    return (
        bool(comma)
        and len(head) >= 5
        and key_of_word(head) in WORDING.sign_offs
        and len(name.split()) <= 4
    )


def _is_card_line(line: str) -> bool:
    text = line.strip()
    if len(text) > _SHORT or _ORDER_WORD.search(text):
        return False
    return not text.endswith(_SENTENCE_END) or _RULE.fullmatch(text) is not None


def _sign(lines: list[str], marks: list[str], at: int, below: list[int]) -> None:
    """Mark a closing formula and the card below it; the first sentence ends the card."""
    marks[at] = "s"
    for each in below:
        if not _is_card_line(lines[each]) and not _TELEPHONE.search(lines[each].strip()[:200]):
            return
        marks[each] = "s"


def _mark_disclaimers(lines: list[str], marks: list[str], begin: int, end: int) -> None:
    paragraph: list[int] = []
    for at in range(begin, end + 1):
        if at < end and lines[at].strip() and not marks[at]:
            paragraph.append(at)
            continue
        if paragraph and _is_disclaimer([lines[each] for each in paragraph]):
            first = next(each for each in paragraph if _names_confidence(lines[each]))
            for each in range(first, paragraph[-1] + 1):
                marks[each] = "s"
        paragraph = []


def _is_disclaimer(paragraph: list[str]) -> bool:
    """Two different wordings of one language within a paragraph of at least 80 characters."""
    text = key(" ".join(paragraph)[:400])
    if len(text) < 80:
        return False
    return any(len(set(pattern.findall(text))) >= 2 for pattern in WORDING.disclaimer)


def _names_confidence(line: str) -> bool:
    text = key(line)
    return any(pattern.search(text) for pattern in WORDING.disclaimer)
