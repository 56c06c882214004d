"""Tells another's order from ours: "it took Ikea a day (their order 1184402217)", "our PO 45001".

The trap: whoever buys from us on a marketplace names it too, so a name alone proves nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache

from triage.understanding.numbers.context import Nearby, View
from triage.understanding.numbers.facts import load_facts
from triage.understanding.numbers.labels import Label, Says
from triage.understanding.numbers.plain import fold, fold_word
from triage.understanding.numbers.tokens import Token

_SENTENCE = 160  # characters before a number in which its shop is named
# "No. transaksi" ends no sentence: the word is short and goes on small or with digits.
_ENDS = re.compile(
    r"[!?。！？؟\n]|(?<![^\W\d_])[^\W\d_]{1,3}\.\s(?![a-z0-9])|(?<=[^\W\d_]{4})\.\s|(?<=[^\w\s]|[0-9])\.\s"
)
_CONTEXT = 4  # letters of a word that _ENDS looks back at
_STOPS = re.compile(r"[!?。！？؟]|\.\s|\n[> ]{0,4}\n")
_WRAP = re.compile(r"\n[> ]{0,4}")
_NEAR = 44  # the same, in which another shop is spoken of
_NUMBER = re.compile("[0-9]{4,}")
_LISTED = 8  # characters that connect the numbers of one list at most
_BESIDE = 14  # characters before an order word that say whose order it is
_TAKEN_BACK = 36  # characters behind a number that may give it to another: "…, which is not mine"
_DENYING = 24  # characters before a number that may take it back: "20342 and not no. 20324"
_SIGN = r"\W{0,3}(?:(?:no|nr|n|n°|№)\W{1,2})?$"
_PURCHASE = 16  # characters in which "PO No.: " stands before its number
_PO = re.compile(r"(?<![A-Za-z])P\.?O\.? ?(?:[Nn][or]\.?|[Nn]umber|[Nn]um\.?)?[ :#]{0,3}$")
_PURCHASED = re.compile(r"(?<![A-Za-z])P\.?O\.?[ :#-]{0,3}[A-Za-z. :#]{0,10}[0-9]")
_REFERENCE = 40  # characters in which "your reference number: #" stands
_COUNTED = re.compile("[0-9]{4,7}|[A-Z]{1,4}-?[0-9]{3,8}")
_ASIDE = 80  # characters to either side in which a firm tells both numbers
_OTHERS = re.compile(r"[0-9,;]|(?<!\b[nNvV]s)\.")  # "ns. ordine"
_INFLECTED = 4  # letters of a name that may have an ending: "Ikeasta"


def is_theirs(view: View, token: Token, nearby: Nearby | None, language: str) -> bool:
    """Tell whether "their" or "there" stands right beside the order word."""
    if nearby is None or nearby.label.start > token.start:
        return False
    return bool(_theirs(language).search(fold(_beside(view, token, nearby))[0]))


def _line(view: View, token: Token) -> str:
    """Return the run's line, or what of it is near: "Nr." ends no sentence, and a line ends one."""
    before = view.text[max(0, token.start - _ASIDE) : token.start].rsplit("\n", 1)[-1]
    return before + view.text[token.start : token.end + _ASIDE].split("\n", 1)[0]


def _beside(view: View, token: Token, nearby: Nearby) -> str:
    # What stands before another number speaks of that one.
    before = view.text[max(0, nearby.label.start - _BESIDE) : nearby.label.start]
    return _OTHERS.split(before)[-1] + " " + view.text[nearby.label.end : token.start]


def names_marketplace(view: View, token: Token) -> bool:
    """Tell whether the sentence names a marketplace or another shop before the number."""
    said = _said_before(view, token)
    return bool(_names("channels").search(said) or _names("shops").search(said))


def names_shop(view: View, token: Token) -> bool:
    """Tell whether the sentence names a shop that sells only its own before the number."""
    return bool(_names("shops").search(_said_before(view, token)))


def is_bought_elsewhere(view: View, token: Token, language: str) -> bool:
    """Tell whether the sentence speaks of another shop before the number: "a rival's, 7740391"."""
    said = _said_before(view, token)[-_NEAR:]
    # What stands before another number speaks of that one: "elsewhere (7740391), from you 20417".
    after = _NUMBER.split(said)[-1]
    return bool(_elsewhere(language).search(after if len(after) > _LISTED else said))


def is_other_shops(view: View, token: Token, language: str) -> bool:
    """Tell what is told apart from ours: "the other one, 48291736, is from another shop"."""
    if not _others().search(_said_before(view, token)[-_NEAR:]):
        return False
    behind = _STOPS.split(view.text[token.end : token.end + _NEAR])[0]
    said = fold(behind)[0]
    named = any(_names(kind).search(said) for kind in ("channels", "shops"))
    return named or bool(_elsewhere(language).search(said))


def is_own_count(view: View, token: Token, nearby: Nearby | None) -> bool:
    """Tell whether the words before a number call it a firm's own, beside which ours may stand."""
    if nearby is None or nearby.label.start > token.start:
        return False
    said = view.text[max(0, nearby.label.start - _BESIDE) : token.start]
    if _own_counts().search(fold(said)[0]) or _PO.search(view.text[: token.start][-_PURCHASE:]):
        return True
    # "Ihre Auftragsnr. 10444, unsere Bestellung 4500118277"; alone, "our order" is a couple's.
    if not _whose("our_words").search(fold(_beside(view, token, nearby))[0]):
        return False
    return bool(_whose("your_words").search(fold(_line(view, token))[0]))


def by_firm(view: View, token: Token, nearby: Nearby | None) -> Nearby | None:
    """Read a firm's "your ref. #10444" as our number, where its own stands in the same sentence."""
    own_label = nearby is not None and nearby.direct and nearby.says is not Says.OTHER
    if own_label or token.joined or not _COUNTED.fullmatch(token.number):
        return nearby
    first = max(0, token.start - _REFERENCE)
    folded, places = fold(view.text[first : token.start])
    match = _your_counts().search(folded)
    if match is None:
        return nearby
    said = _line(view, token)
    firms = _PURCHASED.search(said) or _own_counts().search(fold(said)[0])
    if not firms and not _whose("our_words").search(fold(said)[0]):
        return nearby
    start = first + places[match.start()]
    label = Label(Says.STEM, match[0].strip(), "", start, token.start, full=True)
    return Nearby(label, True, Says.STEM)


def is_denied(view: View, token: Token) -> bool:
    """Tell whether the number is taken back right where it stands: "20342, not 20324"."""
    before = fold(view.text[max(0, token.start - _DENYING) : token.start])[0]
    behind = fold(view.text[token.end : token.end + _TAKEN_BACK])[0]
    return bool(_denying_before().search(before) or _denying_behind().match(behind))


def is_strangers(view: View, token: Token, language: str) -> bool:
    """Tell whether it is told of somebody nobody knows: "to a Camilla Berg, her order 10412"."""
    start = max(0, token.start - _SENTENCE)
    said = view.text[start : token.start]
    first = max((m.end() for m in _ENDS.finditer(said)), default=0)
    return bool(_strangers(language).search(said[first:]))


@cache
def _strangers(language: str) -> re.Pattern[str]:
    row = load_facts().labels.get(language)
    if row is None or not row.strangers:
        return re.compile("(?!)")
    article, hers = "|".join(row.strangers), "|".join(row.hers)
    # German writes "Ihre", your, with a capital; a name begins with one in all these languages.
    return re.compile(
        rf"(?<!\w)(?:{article}) [A-ZÀ-Þ]\w[^.!?\n]{{1,80}}"
        rf"(?<!\w)(?:{hers}) [^\W\d_]{{3,20}}(?: ?(?:no|nr|n°)\.?)?[ :#]{{0,3}}$"
    )


def is_advertised(view: View, token: Token) -> bool:
    """Tell a prize's or anybody's order in what the store wrote: "PROMO: order 123456 drawn"."""
    text = view.text
    line = text.rfind("\n", 0, token.start) + 1
    if view.field != "quoted" and text[line : line + 1] != ">":
        return False
    # Quotes are wrapped anywhere, so a line's end is no sentence's.
    first, last = max(0, token.start - _SENTENCE), token.end + _SENTENCE
    start = max((m.end() for m in _STOPS.finditer(text, first, token.start)), default=first)
    ending = _STOPS.search(text, token.end, last)
    said = text[start : ending.start() if ending else last]
    said = fold(_WRAP.sub(" ", said))[0]
    return bool(_adverts().search(said)) and not _whose("your_words").search(said)


@cache
def _adverts() -> re.Pattern[str]:
    return _any(load_facts().adverts, inflected=False)


def _said_before(view: View, token: Token) -> str:
    first = max(0, token.start - _SENTENCE)
    context = min(first, _CONTEXT)
    return _last_said(view.text[first - context : token.start], context)


@lru_cache(maxsize=64)  # each rule asks again what stands before a number
def _last_said(text: str, first: int) -> str:
    """Return the last sentence of some words, folded; those before `first` are only context."""
    start = max((m.end() for m in _ENDS.finditer(text, first)), default=first)
    return fold(text[start:])[0]


@cache
def _theirs(language: str) -> re.Pattern[str]:
    labels = load_facts().labels
    codes = (language, "en") if language in labels else ()
    return _any((word for code in codes for word in labels[code].theirs), inflected=False)


@cache
def _elsewhere(language: str) -> re.Pattern[str]:
    labels = load_facts().labels
    codes = (language, "en") if language in labels else ()
    return _any((word for code in codes for word in labels[code].elsewhere), inflected=True)


@cache
def _denying_before() -> re.Pattern[str]:
    return re.compile(f"(?:{_any(load_facts().denied_before, inflected=False).pattern}){_SIGN}")


@cache
def _denying_behind() -> re.Pattern[str]:
    return re.compile(
        rf"[\s,(;-]{{0,3}}(?:{_any(load_facts().denied_behind, inflected=False).pattern})"
    )


@cache
def _names(kind: str) -> re.Pattern[str]:
    facts = load_facts()
    return _any(facts.shop_words if kind == "shops" else facts.channel_words, inflected=True)


@cache
def _others() -> re.Pattern[str]:
    return _any(load_facts().others, inflected=False)


@cache
def _own_counts() -> re.Pattern[str]:
    return _any(load_facts().own_counts, inflected=False)


@cache
def _whose(kind: str) -> re.Pattern[str]:
    facts = load_facts()
    listed = facts.your_words if kind == "your_words" else facts.our_words
    return _any(listed, inflected=False)


@cache
def _your_counts() -> re.Pattern[str]:
    return re.compile(f"(?:{_any(load_facts().your_counts, inflected=False).pattern}){_SIGN}")


def _any(words: Iterable[str], *, inflected: bool) -> re.Pattern[str]:
    folded = sorted({fold_word(word) for word in words})
    return re.compile("|".join(_spelt(word, inflected) for word in folded) or "(?!)")


def _spelt(word: str, inflected: bool) -> str:
    """Return a word's pattern; a script without spaces has no word ends to look for."""
    if word[0] >= "\u0e00":
        return re.escape(word)
    # A Hebrew or Arabic preposition sticks to the word.
    prefix = "[בהלמשو]?" if word[0] >= "\u0590" else ""
    ends = inflected and len(word) >= _INFLECTED and word[0] < "\u0590"
    ending = r"[^\W\d_]{0,4}" if ends else ""
    return rf"(?<![^\W\d_]){prefix}{re.escape(word)}{ending}(?![^\W\d_])"
