"""The ruled line above a quoted or forwarded mail: "-----Original Message-----" and its like.

The trap: people draw rules around their own headings, so an unknown one counts only above a block.
"""

from __future__ import annotations

import re

from triage.mail.wording import WORDING, key, key_of_word

_RULED = re.compile(
    r"([-—_=*#─━~ >|]{2,80})((?:[^-—_=*#─━~|]|(?<=\w)-(?=\w)){2,60})([-—_=*#─━~ <|:：]{1,80})"
)
# Yahoo and AOL set "From:" right behind the dashes.
_SMASHED = re.compile(r"\s{0,8}(-{4,20}[^-:]{2,60}-{4,20})\s?([^-:：]{2,30})[:：]")
_BANNER_ENDS = tuple("-—_=*#─━~<|:：>")  # spares most lines the closer look
_RULE = re.compile(r"[-—_=*─━]{5,}|[-—_=*─━ ]{10,}")
# Apple Mail writes the words without dashes, so only whole sentences count there.
_APPLE_BANNERS = frozenset(word for word in WORDING.forwarded if " " in word or not word.isascii())


def is_banner(line: str) -> str:
    """Return "original" or "forwarded" for "-----Original Message-----" and its like, else ""."""
    smashed = _SMASHED.match(line[:160]) if line.lstrip()[:4] == "----" else None
    if smashed and key(smashed[2]).strip("* ") in WORDING.labels:
        return is_banner(smashed[1])
    if len(line) < 5 or not line.rstrip().endswith(_BANNER_ENDS):
        return ""
    text = key(line)
    ruled = _RULED.fullmatch(text)
    if ruled:
        words = key_of_word(ruled[2])
        if words in WORDING.forwarded:
            return "forwarded"
        return "original" if words in WORDING.original else ""
    apple = text.endswith((":", "：")) and len(text) < 60 and key_of_word(text) in _APPLE_BANNERS
    return "forwarded" if apple else ""


def is_unruled(line: str) -> bool:
    """Tell "Original message" without its dashes; ask only above header lines."""
    return key_of_word(line[:60]) in WORDING.original


def is_bare_rule(line: str) -> bool:
    """Tell a drawn rule without a word in it."""
    return _RULE.fullmatch(line.strip()[:220]) is not None


def is_rule(line: str) -> bool:
    """Tell a drawn rule, with or without words in it, as it stands above header lines."""
    text = line.strip()
    if not text.endswith(_BANNER_ENDS) or len(text) > 220:
        return False
    if _RULE.fullmatch(text):
        return True
    ruled = _RULED.fullmatch(text)
    return ruled is not None and ruled[1].strip() != ">" and len(ruled[3].strip()) >= 2
