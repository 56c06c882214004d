"""Marks by which sayings are weighed beside their words: a link, a question, money, an end."""

from __future__ import annotations

import re

LINK = re.compile(r"https?://\S{1,500}")
SENTENCE_END = re.compile(r"(?<=[.!?。！？])\s|\n")
ASKS = re.compile(r"[?？؟]")
# With its currency: hours are written as sums are.
MONEY = re.compile(
    r"[$€£¥₩₽₺₹฿₫₪]\s?\d|(?<![\w])(?:rp|rs|rm)\.?\s?\d|\d\s?(?:[$€£¥₩₽₺₹฿₫₪元円원]|(?:eur|euro|usd|gbp|chf|"
    r"kr|zł|zl|kč|kc|ft|lei|lv|лв|руб|грн|дин|din|tl|vnd|idr|myr|تومان|ریال|ريال|דולר|ש\"ח|บาท)\b)",
    re.IGNORECASE,
)
