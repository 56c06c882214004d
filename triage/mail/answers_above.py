"""The buyer's answer above, between or below a quote of our own mail, which a relay brings whole.

The trap: platforms quote the buyer in the same form, so a quote is ours only where a person's
lines stand outside it and none right above announces it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from triage.mail.banners import is_banner
from triage.mail.carriers import Carrier
from triage.mail.leads import is_lead, is_prose
from triage.mail.matter import phrase_of_matter, speaks_of_self
from triage.mail.quotes import split
from triage.mail.wording import WORDING, key, key_of_word
from triage.mail.wrapper_lines import LineKind, kind_of, opens_words, tells_seller
from triage.mail.wrapper_tails import QUOTE_MARK

_STOP = re.compile(r"[.!?。！？؟।](?:\s|$|[^\W\d])")
_LEADS = (LineKind.NEWS, LineKind.MARKER)


def without_our_mail(lines: Sequence[str], carrier: Carrier) -> list[str] | None:
    """Return the lines of an answer without the mail of ours it quotes, None if it quotes none."""
    bannered = any(is_banner(line) == "original" for line in lines)
    if not bannered and not _is_answer(carrier):
        return None
    parts = split("\n".join(lines), below=True)
    own = parts.own.split("\n")
    if not parts.quoted or not _said(own, carrier, sure=carrier.told and not bannered):
        return None
    first = _first_quoted(lines, own)
    above = next((line for line in reversed(lines[:first]) if line.strip()), "")
    return None if above and _leads_to_quote(above, carrier) else own


def _is_answer(carrier: Carrier) -> bool:
    prefix, colon, _ = carrier.subject[:40].replace("：", ":").partition(":")
    return bool(colon) and key_of_word(prefix) in WORDING.reply_prefixes


def _said(own: Sequence[str], carrier: Carrier, *, sure: bool) -> bool:
    """Tell whether somebody speaks outside the quote, below all that only announces."""
    kinds = [kind_of(line, carrier) for line in own]
    begin = max((at + 1 for at, kind in enumerate(kinds) if kind in _LEADS), default=0)
    if sure:
        said = [line for line in own[begin:] if is_prose(line, carrier)]
        # "A new reply has been posted to your case" is prose, too, but nobody's own.
        return any(_is_own(" ".join(line.split()), carrier) for line in said)
    return LineKind.WORDS in kinds[begin:]


def _is_own(line: str, carrier: Carrier) -> bool:
    """Tell a line that asks, speaks of its writer or goes on, and does not name the platform."""
    if any(name in key(line) for name in carrier.names):
        return False
    line = line.replace("İ", "I")  # or the dot becomes a letter of its own: "i"
    goes_on = len(_STOP.findall(line)) > 1
    asks = "?" in line or bool(phrase_of_matter(line))
    return goes_on or asks or bool(speaks_of_self(line))


def _first_quoted(lines: Sequence[str], own: Sequence[str]) -> int:
    """Return where the first line stands that is no longer among the own ones."""
    filled = [line for line in own if line.strip()]
    seen = 0
    for at, line in enumerate(lines):
        if not line.strip():
            continue
        if seen == len(filled) or line.strip() != filled[seen].strip():
            return at
        seen += 1
    return len(lines)


def _leads_to_quote(line: str, carrier: Carrier) -> bool:
    """Tell the line with which a platform leads to what it quotes."""
    if QUOTE_MARK.match(line):
        return False
    told = kind_of(line, carrier) in _LEADS or opens_words(line) or tells_seller(line)
    return told or is_lead(line, carrier)
