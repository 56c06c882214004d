"""Money as forty languages write it: sign or word before or behind a number, with ISO 4217 code.

The trap: signs are shared ("$", "kr", "¥"), so a code is only told where the writer's country or
language leaves one; and a sign between two numbers belongs to one of them only.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files

from babel import Locale
from babel.numbers import get_currency_precision, get_territory_currencies

from triage.understanding.languages import languages
from triage.understanding.meaning import Amount
from triage.understanding.numbers.plain import Plain
from triage.understanding.scripts import GLUED

_ISO_LETTERS = 2
_MOST = 40  # amounts of a field; what holds more is a price list
_NEAR = 16  # characters before a number in which its sign stands
_CLDR_DAY = date(2026, 1, 1)  # CLDR tells which money a country had when
# "1 299,00", "1,29,999", "12800", "0.250", with a dash for no cents: "49.–", "1.299,-"
_FIGURE = re.compile(
    r"(?<!\d)(?<!\d[.,/:])(?:"
    r"\d{1,4}(?:[.,]\d{1,4})? ?[万萬만億억千천百백](?: ?\d{1,4}(?:,\d{3})? ?[千천百백]?){0,3}"
    r"|(?:\d{1,3}(?:[ .,'’\u066c]\d{3}){1,3}|\d{1,2}(?:,\d\d){1,2},\d{3}|\d{1,9})"
    r"(?:[.,\u066b]\d{1,2}|[.,:] ?-{1,2})?"
    r")(?![\d%‰]|[.,/:]\d| ?%)"
)
_SCALED = re.compile(r"(\d{1,4}(?:[.,]\d{1,4})?) ?([万萬만億억千천百백]?)")
_SCALES = {"万": 10_000, "萬": 10_000, "만": 10_000, "億": 10**8, "억": 10**8}
_SCALES |= {"千": 1000, "천": 1000, "百": 100, "백": 100}
_HAS_CENTS = re.compile(r"[.,]\d\d?$")
_CENTS_BEHIND = re.compile(r"(?P<sign>[€£])(?P<cents>\d\d)(?!\d)")  # "49€90"
_BETWEEN = {"€": "EUR", "£": "GBP"}
_CENTLESS = re.compile(r"[.,:] ?-{1,2}$")
_WORD_BEFORE = re.compile(r"([^\W\d_]{1,24})[.:]? ?-?$")
_LEADING = "KR SKR NKR DKR RS RP RM SFR RMB EURO EUROS KRONOR KRONER KRONE US RUPEE RUPEES TL"
_ELSEWHERE = re.compile(r"(?i:https?://|www\.)\S{1,2000}|\S{1,64}@\S{1,200}")
_WORDS = "ALL TOP CUP TRY MAD COP ARS SEK ILS MOP PEN LAK ETB"  # in small letters
_NO_CODES = frozenset(_WORDS.split())
_COINS = frozenset({"块", "塊"})  # pieces of anything, if few and nothing says money
_SHARED_BY_CLDR = frozenset({"¥", "$"})


@dataclass(frozen=True, slots=True)
class _Grammar:
    behind: re.Pattern[str]
    before: re.Pattern[str]
    meanings: Mapping[str, str]  # group → currency, currency*factor or a shared word
    leads: bool  # the language writes the sign first


def read_amounts(
    plain: Plain, field: str, language: str, country: str, taken: Sequence[tuple[int, int]]
) -> tuple[Amount, ...]:
    """Find the amounts of a field; `taken` are spans of the original that are other numbers."""
    text = plain.text
    if not any(one.isdigit() for one in text):
        return ()
    links = [found.span() for found in _ELSEWHERE.finditer(text)]
    found: list[Amount] = []
    used = 0  # a sign belongs to one number
    for figure in _FIGURE.finditer(text):
        if any(start <= figure.start() < end for start, end in links):
            continue
        told = _told(text, figure, used, language, country)
        if told is None:
            continue
        start, end, value, currency = told
        used = end
        first, last = plain.span(start, end)
        if not any(a < last and first < b for a, b in taken):
            found.append(Amount(value, currency, plain.original[first:last], field, first, last))
        if len(found) == _MOST:
            break
    return tuple(found)


def _told(
    text: str, figure: re.Match[str], used: int, language: str, country: str
) -> tuple[int, int, Decimal, str | None] | None:
    """Return span, value and currency of a number that is money, None if it is none."""
    grammar = _grammar(language)
    start, end = figure.span()
    behind = grammar.behind.match(text, end)
    before = None
    if _may_lead(text, start):
        before = grammar.before.search(text, max(used, start - _NEAR), start)
    if before is None and (cents := _CENTS_BEHIND.match(text, end)):
        value = Decimal(f"{_value(figure.group(), None)}.{cents['cents']}")
        return start, cents.end(), value, _BETWEEN[cents["sign"]]
    whole = grammar.leads or before is not None or not _HAS_CENTS.search(figure.group())
    if behind and _is_of_next(text, behind, grammar, whole=whole):
        behind = None
    if behind and _is_count(text, figure, behind):
        behind = None
    sign = behind or before
    glued = start > 0 and (text[start - 1].isascii() and text[start - 1].isalpha())
    marked = start > 0 and text[start - 1] in "#_"
    if sign is None or (sign is behind and (glued or marked)):
        hollow = _CENTLESS.search(figure.group())
        if hollow and not glued and start and text[start - 1 : start] != "-":
            usual = _usual_money(language, country)
            return start, end, _value(figure.group(), usual), usual
        return None
    meaning, _, factor = grammar.meanings[sign.lastgroup or ""].partition("*")
    written = sign[sign.lastgroup or ""]
    if meaning == "code":
        meaning = written.upper()
    currency = meaning if meaning.isupper() else _meant(meaning, language, country)
    value = _value(figure.group(), currency) * int(factor or 1)
    return (min(start, sign.start()), max(end, sign.end()), value, currency)


def _may_lead(text: str, start: int) -> bool:
    """Tell whether a sign may stand before a number: most words before one are known for none."""
    word = _WORD_BEFORE.search(text, max(0, start - _NEAR), start)
    return word is None or not word[1].isascii() or word[1].upper() in _leading()


def _is_of_next(text: str, sign: re.Match[str], grammar: _Grammar, *, whole: bool) -> bool:
    """Tell whether a sign between two numbers is the next one's: "order 10423 EUR 49.90"."""
    following = _FIGURE.match(text, sign.end()) or _FIGURE.match(text, sign.end() + 1)
    apart = text[sign.end() : sign.end() + 1]
    if following is None or not (apart.isdigit() or apart in " .:"):
        return False
    reads = grammar.before.search(text, max(0, following.start() - _NEAR), following.start())
    has_cents = bool(_HAS_CENTS.search(following.group()))
    return reads is not None and whole and (has_cents or grammar.leads)


def _is_count(text: str, figure: re.Match[str], sign: re.Match[str]) -> bool:
    """Tell 两块 of anything from money."""
    if sign[sign.lastgroup or ""] not in _COINS or len(figure.group()) > 1:
        return False
    return bool(GLUED.match(text, sign.end()))


def _value(figure: str, currency: str | None) -> Decimal:
    """Read a number: the last of two marks parts the cents, one mark before three digits none."""
    if any(scale in figure for scale in _SCALES):
        parts = ((Decimal(_dotted(n)), _SCALES.get(s, 1)) for n, s in _SCALED.findall(figure))
        return sum((number * scale for number, scale in parts), Decimal(0))
    digits = _CENTLESS.sub("", figure)
    for mark in " '’\u066c":
        digits = digits.replace(mark, "")
    digits = digits.replace("\u066b", ".") if "\u066b" in digits else _dotted(digits, currency)
    return Decimal(digits)


def _dotted(digits: str, currency: str | None = None) -> str:
    at = max(digits.rfind("."), digits.rfind(","))
    if at < 0:
        return digits
    mark, cents = digits[at], digits[at + 1 :]
    several = digits.count(mark) > 1
    mils = currency is not None and get_currency_precision(currency) == len(cents) == 3
    is_cents = len(cents) != 3 or ("," in digits and "." in digits and not several)
    is_cents = is_cents or (mils and not several) or digits[:at] == "0"
    whole = digits[:at].replace(".", "").replace(",", "")
    return f"{whole}.{cents}" if is_cents else whole + cents


def _meant(word: str, language: str, country: str) -> str | None:
    """Choose among the currencies that share a sign or word, None if nothing tells."""
    several = dict(pair.split(":") for pair in _data()["several"][word].split())
    if country in several:
        return several[country]
    usual = dict(pair.split(":") for pair in _data()["usual"].get(language, "").split())
    if word in usual:
        return usual[word]
    # Of one country only: a koruna is Czech unless a Slovak of old says otherwise.
    return next(iter(several.values())) if len(several) == 1 else None


def _usual_money(language: str, country: str) -> str | None:
    """Return the money of the writer's country, else of all countries of the language."""
    known = languages().get(language)
    places = (country,) if country else (known.countries if known else ())
    money = {code for place in places for code in money_of(place)}
    return money.pop() if len(money) == 1 else None


@cache
def money_of(country: str) -> tuple[str, ...]:
    """Return the ISO 4217 codes of a country's money in use."""
    return tuple(get_territory_currencies(country, _CLDR_DAY))


@cache
def _data() -> Mapping[str, Mapping[str, str]]:
    text = files("triage.understanding.facts").joinpath("money.toml").read_text("utf-8")
    return tomllib.loads(text)


@cache
def _grammar(language: str) -> _Grammar:
    """Build a language's patterns once: signs, codes and words of all and of its own."""
    data, known = _data(), languages().get(language)
    locale = Locale.parse((known.locale if known else "en-US").replace("-", "_"))
    own = data.get(language, {})
    exact = dict(data["exact"])
    # What CLDR knows besides ("NZ$", "Bs", "ден."), unless it is shared or a plain code.
    for code, sign in sorted(locale.currency_symbols.items()):
        if sign and sign not in _SHARED_BY_CLDR and not (sign.isascii() and sign.isalnum()):
            exact.setdefault(re.escape(sign.strip("\u200f\u200e")), code)
    words = [
        (f"(?i:{pattern})", meaning) for pattern, meaning in (*own.items(), *data["words"].items())
    ]
    signs = sorted(exact.items(), key=lambda item: -len(item[0]))
    both = [*words, *signs]
    # Capitals are codes; without them only those that are no word anywhere.
    codes = sorted(_codes())
    plain = [code for code in _plain_codes() if code not in _NO_CODES]
    written = f"{'|'.join(codes)}|(?i:{'|'.join(plain)})"
    both.append((written, "code"))
    meanings = {f"c{at}": meaning for at, (_, meaning) in enumerate(both)}
    behind = "|".join(f"(?P<c{at}>{pattern})" for at, (pattern, _) in enumerate(both))
    leading = [
        (at, pattern)
        for at, (pattern, meaning) in enumerate(both)
        if at >= len(words) or meaning in {"krone", "EUR", "rupee", "MYR"}
    ]
    before = "|".join(f"(?P<c{at}>{pattern})" for at, pattern in leading)
    edge = rf"(?:(?!\w)|(?<={GLUED.pattern}))"
    return _Grammar(
        behind=re.compile(rf" ?(?:{behind}){edge}"),
        before=re.compile(rf"(?<![A-Za-z$])(?:{before})[:.]? ?$"),
        meanings=meanings,
        leads=locale.currency_formats["standard"].pattern.lstrip("\u200e\u200f").startswith("¤"),
    )


@cache
def _codes() -> frozenset[str]:
    """Return the money in use; PLZ is a postcode, not the złoty of 1990."""
    places = (str(code) for code in Locale("en").territories)
    countries = (place for place in places if len(place) == _ISO_LETTERS)
    return frozenset(code for country in countries for code in money_of(country))


@cache
def _leading() -> frozenset[str]:
    return frozenset((*_codes(), *_LEADING.split()))


@cache
def _plain_codes() -> tuple[str, ...]:
    every = {code for one in languages().values() for c in one.countries for code in money_of(c)}
    return tuple(sorted(every))
