"""What marketplaces wrap around a buyer's words: banners, order tables, warnings.

The trap: cutting too much. If nothing would be left, the text stays whole.
"""

from __future__ import annotations

import re

from triage.mail.rules import load, phrases
from triage.mail.wording import key, key_of_word

_RULES = load("platforms")
_MESSAGE_WORDS = tuple(key(word) for word in _RULES["wrapper"]["message"])
_HEAD = phrases(_RULES["wrapper"]["head"])
_TAIL = phrases(_RULES["wrapper"]["tail"])
_NEWS = phrases(_RULES["message"]["words"])
_RULED = re.compile(r"[-=_*─━]{5,60}([^-=_*─━]{0,60})[-=_*─━]{5,60}:?")
_QUOTE_MARK = re.compile(r"^[ \t]{0,3}>[ \t]?", re.MULTILINE)
_NEWS_LINE = 200  # a longer line is the buyer's, whatever words it holds


def unwrap(text: str) -> str:
    """Return the buyer's own text out of a relay's or platform's mail."""
    lines = text.splitlines()
    return (_between_rules(lines) or _between_phrases(lines) or text).strip()


def unquote(text: str) -> str:
    """Remove one level of quote marks."""
    return _QUOTE_MARK.sub("", text)


def _between_rules(lines: list[str]) -> str:
    """Return what stands between "------- Begin message -------" and the next ruled line."""
    begin = -1
    for at, line in enumerate(lines):
        ruled = _RULED.fullmatch(line.strip()[:200])
        if ruled is None:
            continue
        if begin >= 0:
            return "\n".join(lines[begin:at]).strip()
        words = key_of_word(ruled[1])
        if any(word in words for word in _MESSAGE_WORDS):
            begin = at + 1
    return "\n".join(lines[begin:]).strip() if begin >= 0 else ""


def _between_phrases(lines: list[str]) -> str:
    """Drop the platform's lines above the buyer's words and all from its first line below them."""
    kept: list[str] = []
    for line in lines:
        text = key(unquote(line))
        if not kept and (not text or _is_head(text)):
            continue
        if _TAIL.start(text) and kept:
            break
        kept.append(unquote(line))
    return "\n".join(kept).strip()


def _is_head(text: str) -> bool:
    if len(text) > _NEWS_LINE:
        return False
    return bool(_HEAD.start(text) or _NEWS.find(text)) or text.startswith(
        ("dear ", "hello ", "hi ")
    )
