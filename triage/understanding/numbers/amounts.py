"""Regexes for dates, times, prices, sizes and the like: numbers that mean a quantity, not a name.

Each is linear: every repeat is capped and no two neighbours can eat the same characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from triage.understanding.numbers.facts import load_facts
from triage.understanding.numbers.plain import normalise

LEFT, RIGHT = "(?<![0-9A-Za-z])", "(?![0-9A-Za-z])"
_AMOUNT = r"(?:[0-9]{1,3}(?:[ .,'’][0-9]{3}){1,4}|[0-9]{1,12})(?:[.,][0-9]{1,2})?"
_TIMES = " ?[xX×хХ*] ?"

_NET = r"(?<![^\W_])(?:nett?|nett?[oó]s?|líquidos?|нетто|нето|καθαρά|ネット)"

_FIXED: tuple[tuple[str, str], ...] = (
    ("date", rf"{LEFT}[0-9]{{1,2}}[./-][0-9]{{1,2}}[./-](?:[0-9]{{4}}|[0-9]{{2}}){RIGHT}"),
    # Gregorian, Persian (13xx, 14xx) and Thai (25xx) years first.
    ("date", rf"{LEFT}(?:1[349]|2[05])[0-9]{{2}}[./-][0-9]{{1,2}}[./-][0-9]{{1,2}}{RIGHT}"),
    # Day and month, month and year: "Bestellung vom 12.10.", "order of 11/2026".
    ("date", rf"{LEFT}(?<![0-9][./-])[0-9]{{1,2}}[./-][0-9]{{1,2}}(?![./-]?[0-9A-Za-z])"),
    (
        "date",
        rf"{LEFT}(?<![0-9][./-])(?:0?[1-9]|1[0-2])[./-](?:19|20)[0-9]{{2}}(?![./-]?[0-9A-Za-z])",
    ),
    ("date", rf"{LEFT}(?<![0-9][./-])20[0-9]{{2}}[./-](?:0[1-9]|1[0-2])(?![./-]?[0-9A-Za-z])"),
    ("date", r"[0-9]{2,4}[년年] ?[0-9]{1,2}[월月](?: ?[0-9]{1,2}[일日])?"),
    ("date", r"(?<![0-9])[0-9]{1,2}[월月] ?[0-9]{1,2}[일日号號]"),
    # With a case ending, too: "13:20-kor", "14:30'da".
    ("time", rf"{LEFT}[0-2]?[0-9]:[0-5][0-9](?::[0-5][0-9])?(?:[-'’:][a-z]{{1,4}})?{RIGHT}"),
    # Terms of payment: "net 30", "2/10 net 30", "30 netto", "30 EOM".
    ("terms", rf"(?i){LEFT}{_NET}[ .:-]{{0,2}}[0-9]{{1,3}}{RIGHT}|{LEFT}n/[0-9]{{2,3}}{RIGHT}"),
    ("terms", rf"(?i){LEFT}[0-9]{{1,3}} ?(?:{_NET}|eom|fdm|dfm|ffm)(?![^\W_])"),
    ("percentage", rf"{LEFT}[0-9]{{1,6}}(?:[.,][0-9]{{1,3}})? ?[%‰]"),
    ("size", rf"{LEFT}[0-9]{{1,5}}{_TIMES}[0-9]{{1,5}}(?:{_TIMES}[0-9]{{1,5}})?"),
)


@cache
def amount_patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return the kinds with their regexes, the words for money and measures from numbers.json."""
    facts = load_facts()
    signs, words = _any(facts.currencies_before), _any(facts.currency_words_before)
    before = rf"(?:{signs}|(?<![A-Za-z])(?:{words})\.?)"
    after = rf"(?: ?(?:{_any(facts.units_spaced)})|(?:{_any(facts.units_glued)}))"
    # A currency behind a number belongs to the next amount if one follows: "order 10423 EUR 49.90".
    end = r"(?![^\W_]|['’]| ?[0-9])"
    built = (
        ("price", rf"{before} ?{_AMOUNT}{RIGHT}"),
        ("amount", rf"(?<![0-9A-Za-z./-]){_AMOUNT}{after}{end}"),
    )
    return tuple((kind, re.compile(regex)) for kind, regex in (*_FIXED, *built))


def _any(words: Iterable[str]) -> str:
    plain = {normalise(word).text for word in words}
    return "|".join(re.escape(word) for word in sorted(plain, key=lambda w: (-len(w), w)))
