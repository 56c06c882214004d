"""Marks by which sayings are weighed beside their words: a link, a question, money, an end."""

from __future__ import annotations

import re
from collections.abc import Sequence

LINK = re.compile(r"https?://\S{1,500}")
SENTENCE_END = re.compile(r"(?<=[.!?。！？])\s|\n")
_FULL = 50  # characters of a line that may go on in the next
ASKS = re.compile(r"[?？؟]")
_SIGN = "[$€£¥₩₽₺₹₫฿₪₴]"
# As written and as folded; "kc" and "zl" are what is left of their accents.
_CODE = (
    r"(?:euro?|usd|gbp|chf|pln|czk|huf|ron|sek|nok|dkk|mxn|brl|vnd|idr|myr|kr|zł|zl|kč|kc|ft|lei|lv|лв|руб"
    r"|грн|din|дин|ден|tl|rp|rs|rm|đ|تومان|ریال|ريال|דולר|ש\"ח|บาท)"
)
# With its currency: hours are written as sums are.
MONEY = re.compile(
    rf"{_SIGN}\s?\d|(?<!\w){_CODE}\.?\s?\d|\d\s?(?:{_SIGN}|[円元원]|{_CODE}\b)", re.IGNORECASE
)
# Or with its cents, as tables of bills have it.
AMOUNT = re.compile(rf"\d[\d.,\s]{{0,12}}[.,]\d{{2}}(?!\d)|{MONEY.pattern}", re.IGNORECASE)
_CURRENCY = rf"(?:r?{_SIGN}|{_CODE})"
PRICE_ALONE = re.compile(
    rf"{_CURRENCY}\.? ?\d[\d.,]{{0,12}}|\d[\d., ]{{0,12}} ?(?:{_CURRENCY}|[円元원])\.?",
    re.IGNORECASE,
)
# Quotation marks as they open and close, in the languages' own ways
PAIRS = ("“”", "„“", "„”", '„"', '“"', "«»", "»«", '""', "「」", "『』", "‹›")


def runs_on(lines: Sequence[str], at: int) -> bool:
    """Tell a line that ends the sentence of the one above, which was full: "… strings were"."""
    above, line = lines[at - 1].rstrip() if at else "", lines[at].strip()
    return len(above) >= _FULL and above[-1].isalnum() and line[:1].islower()
